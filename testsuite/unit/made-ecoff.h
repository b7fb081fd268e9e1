// An ECOFF object made for tests: two files, types of every kind, lines, relocations by section.
//
// Skip this unless you test how ECOFF is read.
#ifndef TESTSUITE_UNIT_MADE_ECOFF_H
#define TESTSUITE_UNIT_MADE_ECOFF_H
#include "coff/ecoff.h"
#include "testsuite/unit/listen.h"

enum { SIZE = 0x1400, TEXT_AT = 0x200, DATA_AT = 0x240, RELOCS_AT = 0x280, HDRR_AT = 0x300 };
// Where the tables lie, and how many entries each has.
enum {
  LINES_AT = 0x400,
  STRINGS_AT = 0x440,
  EXTERNAL_STRINGS_AT = 0x500,
  AUX_AT = 0x580,
  FILES_AT = 0x700,
  PROCEDURES_AT = 0x900,
  LOCALS_AT = 0xa00,
  EXTERNALS_AT = 0xc00,
  OPT_AT = 0xd00,
  DENSE_AT = 0xd40,
  RELATIVES_AT = 0xd60,
  NAUX = 40,
  GP = 0x8000
};

struct made {
  uint8_t bytes[SIZE];
  const struct coff_target *t;
  struct ear ear;
  struct coff_file *f;
  struct coff_symbolic_numbers header;
};

// Fills M for TARGET, but for the symbolic header, whose numbers are in M->header to be changed.
void made_ecoff(struct made *m, const char *target);
// Writes the header and opens M->bytes as M->f, which is of that target.
void made_ecoff_open(struct made *m);
#endif
