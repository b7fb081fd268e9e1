// An object that is stripped without a builder.
//
// Skip it unless you work on coff_edit_strip.
#ifndef COFFGEN_EDIT_STRIP_H
#define COFFGEN_EDIT_STRIP_H
#include "coff/edit.h"
#include "edit/kept.h"
#include "edit/marks.h"
#include "edit/place.h"
#include "object/file.h"

struct coff_stripping {
  const struct coff_file *f;
  const struct coff_target *t;
  bool all;         // symbols and relocations go
  const bool *goes; // by number of a section less 1
  uint32_t nscns;   // that stay
  bool renumbered;  // some go
  uint32_t empty;   // sections that have an offset, but no bytes
  uint64_t filled;  // flags of sections whose contents are in the file
  // By number: the number that is left, or 0.
  uint32_t *number;
  // Of the entries of the symbol table: those that stay, and those of them that begin a symbol.
  struct coff_marks entries, symbols;
  uint64_t nentries;              // that stay
  bool patched;                   // not all of them are good as they are
  uint64_t names_end;             // strings in front of it have an end
  bool names_go;                  // some of them
  struct coff_kept_strings *kept; // NULL: there are none
  struct coff_placing placing;
  struct coff_build_part last; // WAS, AT and SIZE of what has been placed last
  uint64_t end;                // of what is placed, in the file
  uint8_t *to;
};

// A number in a record. Nearly all have 2 or 4 bytes, and the order of this machine.
static inline uint64_t coff_strip_get(const struct coff_stripping *s, const uint8_t *record,
                                      struct coff_field field)
{
  const uint8_t *p = record + field.at;
  if (field.width == 4 && s->t->order == COFF_LITTLE)
    return coff_le32(p);
  if (field.width == 2 && s->t->order == COFF_LITTLE)
    return coff_le16(p);
  return coff_load(p, field.width, s->t->order);
}

static inline const uint8_t *coff_strip_header(const struct coff_stripping *s, uint32_t section)
{
  return s->f->scnhdrs.data + (uint64_t)(section - 1) * s->t->records->scnhdr->size;
}

static inline void coff_strip_set(const struct coff_stripping *s, uint8_t *record,
                                  struct coff_field field, uint64_t v)
{
  coff_store(record + field.at, field.width, s->t->order, v);
}

// strip-symbols.c: whether the name of section NUMBER is a string, and its offset.
bool coff_strip_section_name(const struct coff_stripping *s, uint32_t number, uint64_t *offset);
// strip-symbols.c. False: it takes a builder.
// Finds out which symbols stay, and which strings.
bool coff_strip_choose(struct coff_stripping *s);
// Whether what symbol INDEX becomes is known; its index then.
bool coff_strip_index(const struct coff_stripping *s, uint64_t index, uint64_t *is);
// Writes those that stay.
bool coff_strip_write_symbols(const struct coff_stripping *s, uint8_t *to);
#endif
