// Text that grows to the right in a buffer that may be too short.
//
// Skip it unless you spell types.
#ifndef COFFGEN_SYMBOLS_SPELL_H
#define COFFGEN_SYMBOLS_SPELL_H
#include <stddef.h>

struct coff_spell {
  char *buf;
  size_t size, length; // of BUF; of the text, whether it fits or not
};

// symbols/types.c. The text stays terminated where BUF has room for anything.
__attribute__((format(printf, 2, 3))) void coff_spell(struct coff_spell *t, const char *fmt, ...);
#endif
