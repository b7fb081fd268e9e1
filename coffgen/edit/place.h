// What the parts of placing and writing share.
//
// Skip it unless you work inside of the builder.
#ifndef COFFGEN_EDIT_PLACE_H
#define COFFGEN_EDIT_PLACE_H
#include "coff/build.h"

// place-names.c: indices of symbols, then where every name lies. False after a report.
bool coff_place_symbols(struct coff_build *b);
bool coff_place_names(struct coff_build *b);

// Whether symbols of this class have their names in a section, each behind its length (XCOFF).
bool coff_place_in_debug_section(const struct coff_target *t, uint32_t sclass);
// Whether symbols have their names in S, where readers look for them: of several, the first.
bool coff_place_holds_names(const struct coff_build *b, const struct coff_build_section *s);
// Whether the names of symbols that S holds are written anew.
bool coff_place_makes_names(const struct coff_build *b, const struct coff_build_section *s);
// Whether the file's symbols and strings are written as they are, however damaged.
bool coff_place_symbols_stay(const struct coff_build *b);
// Puts a reference to the string at OFFSET into the name of a section.
void coff_place_spell(const struct coff_target *t, uint64_t offset, char raw[8]);
// Bytes of the string table.
uint64_t coff_place_strings_size(const struct coff_build *b);
// place-image.c: what edits of sections change in the optional header of an image, and in directories.
// False after a report.
bool coff_place_image(struct coff_build *b);
// Whether what is placed makes certificates void, which are not to stay.
bool coff_place_voids_certificates(struct coff_build *b);
// Fields of the written file at BUF that hold offsets of other parts.
void coff_write_image(const struct coff_build *b, uint8_t *buf);
// place-kept.c: where in the string table of the edited file the name of S is; false if it is not there.
bool coff_place_section_string(const struct coff_build *b, const struct coff_build_section *s,
                               uint64_t *offset);

// What headers call the byte at AT of the file.
uint64_t coff_place_stored(const struct coff_build *b, uint64_t at);

// place-symbolic.c: names of symbols and file descriptors; header and tables, from the end of what is
// placed so far on. False after a report.
bool coff_place_symbolic_names(struct coff_build *b);
bool coff_place_symbolic(struct coff_build *b);
// The indices and ids in what is written, in place of those in the builder's records.
bool coff_write_resolve_reloc(const struct coff_build *b, struct coff_reloc *r);
bool coff_write_resolve_line(const struct coff_build *b, struct coff_lineno *l);
// The tables into the SIZE bytes of the file at BUF.
bool coff_write_symbolic(const struct coff_build *b, uint8_t *buf);

// place-headers.c: the optional header's fields that the placed file decides; alignment of contents.
void coff_place_aouthdr(struct coff_build *b);
uint64_t coff_place_file_alignment(const struct coff_build *b);
uint64_t coff_place_page(const struct coff_build *b);
bool coff_aouthdr_has(const struct coff_aouthdr_layout *l, enum coff_aout_id id);

// How many records of relocations section S takes, the one that holds a count included.
uint64_t coff_place_reloc_entries(const struct coff_build *b, const struct coff_build_section *s);
// Whether the counts of S need a section header of their own (COFF_OVERFLOW_SECTION).
bool coff_place_overflows(const struct coff_build *b, const struct coff_build_section *s);
// Where the parts of a file that is edited go, one behind the other (place-parts.c).
struct coff_placing {
  uint64_t cursor;  // end of what is placed
  uint64_t delta;   // by how much the last part that the file has moved, modulo 2^64
  uint64_t old_end; // end of what is placed, in the file
  bool loose;       // something in front has gone or shrunk: do not keep the distance
};
enum { COFF_PLACE_MOST_ALIGN = 16, COFF_PLACE_TABLE_ALIGN = 4 };

// Whether a part that lay at WAS keeps its distance to the one in front of it; SAME: its size does not change.
static inline bool coff_placing_stays(const struct coff_placing *g, uint64_t was, bool same)
{
  if (same && was < g->old_end) // place-parts.c (3)
    return true;
  return !g->loose && g->cursor <= was + g->delta; // (1), (2)
}

// A part that took LENGTH bytes at WAS takes SIZE at AT; DRAWS: what is behind it follows if it has shrunk.
static inline void coff_placing_put(struct coff_placing *g, uint64_t was, uint64_t length,
                                    uint64_t at, uint64_t size, bool draws)
{
  bool moved = at != was + g->delta;
  if (draws)
    g->loose = true;
  if (size == 0)
    return;
  if (length != 0) {
    g->delta = at - was;
    g->loose = draws || (g->loose && !moved);
    if (was + length > g->old_end)
      g->old_end = was + length;
  }
  if (at + size > g->cursor)
    g->cursor = at + size;
}

// The largest power of 2, at most MOST, that divides V.
static inline uint64_t coff_place_alignment_of(uint64_t v, uint64_t most)
{
  uint64_t low = v & (0u - v);
  return low == 0 || low > most ? most : low;
}

// Bytes of contents.
uint64_t coff_place_contents_size(const struct coff_build *b, const struct coff_build_section *s);
// V up to the next multiple of ALIGN (0: of 1).
uint64_t coff_place_round(uint64_t v, uint64_t align);

// stub.c: what stands before the signature or the file header; empty if nothing does.
COFF_API struct coff_view coff_build_stub(const struct coff_build *b);
// Writes it to P, with the fields that say where the headers are.
void coff_build_write_stub(const struct coff_build *b, uint8_t *p);

// fields.c: encodes N records at P with the target's hook; false after a report that names the record
// number FIRST + which, and the field.
bool coff_write_filehdr(const struct coff_build *b, const struct coff_filehdr *h, uint8_t *p);
bool coff_write_aouthdr(const struct coff_build *b, uint8_t *p, size_t size);
bool coff_write_scnhdr(const struct coff_build *b, const struct coff_scnhdr *s, uint32_t number,
                       uint8_t *p);
bool coff_write_syment(const struct coff_build *b, const struct coff_syment *s, uint32_t id,
                       uint8_t *p);
bool coff_write_relocs(const struct coff_build *b, const struct coff_build_section *s,
                       const struct coff_reloc *r, size_t n, uint64_t first, uint8_t *p);
bool coff_write_linenos(const struct coff_build *b, const struct coff_build_section *s,
                        const struct coff_lineno *l, size_t n, uint64_t first, uint8_t *p);
#endif
