// What GNU binutils say of sections, for tools that print their text.
//
// Skip it unless a tool's text differs from theirs. The properties are those that objdump -h prints;
// how native flags and names become them was seen from its output over the test files.
#ifndef TOOL_GNU_H
#define TOOL_GNU_H
#include "coff/object.h"

enum gnu_section_flag {
  GNU_CONTENTS = 0x1,
  GNU_ALLOC = 0x2,
  GNU_LOAD = 0x4,
  GNU_READONLY = 0x8,
  GNU_CODE = 0x10,
  GNU_DATA = 0x20,
  GNU_DEBUGGING = 0x40,
  GNU_NEVER_LOAD = 0x80,
  GNU_EXCLUDE = 0x100,
  GNU_SMALL_DATA = 0x200 // near the global pointer
};

unsigned gnu_section_flags(const struct coff_file *, const struct coff_section *);
// In addressable units.
uint64_t gnu_section_size(const struct coff_file *, const struct coff_section *);
#endif
