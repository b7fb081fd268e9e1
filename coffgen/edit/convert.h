// What the parts of a conversion to another flavour share.
//
// Skip it unless you work on conversions.
#ifndef COFFGEN_EDIT_CONVERT_H
#define COFFGEN_EDIT_CONVERT_H
#include "coff/edit.h"
#include "coff/reloc.h"

// What has no counterpart in the other flavour. It is counted, and reported once with its first place; the
// errors among them end the conversion.
enum coff_loss {
  COFF_LOSS_FILE_FLAGS,
  COFF_LOSS_OPTIONAL_HEADER,
  COFF_LOSS_HEADER_FIELD,
  COFF_LOSS_DIRECTORY,
  COFF_LOSS_STUB,
  COFF_LOSS_NAME,
  COFF_LOSS_ALIGNMENT,
  COFF_LOSS_ADDRESS,
  COFF_LOSS_COMDAT,
  COFF_LOSS_DIRECTIVES,
  COFF_LOSS_SECTION_FLAGS,
  COFF_LOSS_TLS,
  COFF_LOSS_PAGE,
  COFF_LOSS_LINES,
  COFF_LOSS_CLASS,
  COFF_LOSS_TYPE,
  COFF_LOSS_AUX,
  COFF_LOSS_AUX_FIELD,
  COFF_LOSS_WEAK_DEFAULT,
  COFF_LOSS_WEAK,
  COFF_LOSS_RELOC_TYPE, // errors, from here on
  COFF_LOSS_RELOC_SYMBOL,
  COFF_LOSS_RELOC_PLACE,
  COFF_LOSS_ADDEND,
  COFF_LOSSES
};

struct coff_lost {
  uint64_t count;
  char first[96];
};

struct coff_conversion {
  struct coff_build *from, *to;
  const struct coff_machine *machine; // of FROM
  uint32_t *sections;                 // by number in FROM, from 1 on: the id in TO; 0: left out
  uint32_t *symbols;                  // by id in FROM: the id in TO, or COFF_BUILD_NONE
  uint32_t nsymbols;                  // of TO, but for those that weak ones get
  bool *relocated;                    // by id in FROM: a relocation names it
  struct coff_lost lost[COFF_LOSSES];
};

// Counts a loss of the kind; the first is said to be at NAME (cut to what is readable).
void coff_convert_lose(struct coff_conversion *c, enum coff_loss kind, struct coff_str name);

// convert-flags.c: file flags, section flags; what is called debug information by its name.
uint32_t coff_convert_file_flags(struct coff_conversion *c);
uint32_t coff_convert_section_flags(struct coff_conversion *c, const struct coff_build_section *s);
bool coff_convert_is_debug(struct coff_str name);

// convert.c: whether fields and relocations say the same in both flavours.
bool coff_convert_same_values(const struct coff_target *a, const struct coff_target *b);

// Each takes over one kind of part; false after a report (out of memory, what does not fit).
bool coff_convert_sections(struct coff_conversion *c);
bool coff_convert_symbols(struct coff_conversion *c);
bool coff_convert_relocs(struct coff_conversion *c);
bool coff_convert_lines(struct coff_conversion *c);
#endif
