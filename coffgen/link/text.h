// Text that a link writes beside its output: it grows, and goes to a file or to the user.
//
// Skip it unless you write one of those files.
#ifndef COFFGEN_LINK_TEXT_H
#define COFFGEN_LINK_TEXT_H
#include "link/link.h"

struct coff_link_text {
  struct coff_link *ld;
  char *p;
  size_t n, room;
  bool bad; // there was no memory; reported
};

void coff_link_add(struct coff_link_text *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void coff_link_add_str(struct coff_link_text *t, struct coff_str s);
// Writes T to PATH, or line by line to the user if that is "-", and frees it. False after a report.
bool coff_link_text_write(struct coff_link_text *t, const char *path);
#endif
