// Files of any flavour from a short text: what mkcoff and the tests over all flavours share.
//
// Skip it unless you need a file that no tool at hand writes; the text is described in mkcoff-text.c.
#ifndef TESTSUITE_TOOLS_MKCOFF_H
#define TESTSUITE_TOOLS_MKCOFF_H
#include "coff/build.h"
#include <stdio.h>

// A builder from TEXT of SIZE bytes, which must outlive it; NULL after a report with the number of the
// line (as offset, for NAME).
struct coff_build *mkcoff_build(const struct coff_context *ctx, const char *name, const char *text,
                                size_t size);

// Targets with one name: that which coff_target_find finds is FORM 0, and its variants follow. NULL past the
// last.
const struct coff_target *mkcoff_target(const char *name, unsigned form);
// Which form of its name T is.
unsigned mkcoff_form(const struct coff_target *t);

// Writes the text of a sample of TARGET and KIND: all that the target's own tables know of.
void mkcoff_sample(const struct coff_target *target, enum coff_kind kind, FILE *out);
// ... its symbolic information, if the target has that (mkcoff-ecoff.c), which takes the sections of its
// storage classes to be the first; the Nth of these, NULL past the last.
void mkcoff_sample_symbolic(const struct coff_target *target, FILE *out);
const char *mkcoff_storage_section(const struct coff_target *target, unsigned n);
// The kinds of which there are samples; names as in the text.
const char *mkcoff_kind_name(enum coff_kind kind);
bool mkcoff_kind_by_name(const char *name, enum coff_kind *kind);
// "function": how the text names a form of auxiliary entries; NULL past the last.
const char *mkcoff_form_name(unsigned form);
#endif
