// What the directories of a PE image say, one part each.
//
// Skip it unless you add one.
#ifndef OBJDUMP_PRIVATE_H
#define OBJDUMP_PRIVATE_H
#include "coff/image.h"
#include "objdump/objdump.h"

void private_imports(const struct dump *);
void private_exports(const struct dump *);
void private_functions(const struct dump *);
void private_base_relocs(const struct dump *);
void private_debug(const struct dump *);
void private_resources(const struct dump *);

// The data directory, and the name of the section that it lies in. False if the image has none, or,
// after a line that says so for WHAT, if it is in no section.
bool private_directory(const struct dump *, enum coff_dir, const char *what, uint32_t *rva,
                       uint32_t *size, struct coff_str *section);
// A number of the image's word size.
void private_word(const struct dump *, uint64_t v);
#endif
