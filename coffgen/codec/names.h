// Section names as headers spell them: inline, or a reference to the string table.
//
// Skip it unless you decode section names.
#ifndef COFFGEN_CODEC_NAMES_H
#define COFFGEN_CODEC_NAMES_H
#include "coff/target.h"

// True if the header's 8-byte NAME refers to the string table in the flavour's way; *OFFSET is
// where. A slash that no digits follow is an ordinary name.
bool coff_section_name_offset(const struct coff_target *t, const char name[8], uint64_t *offset);
// The inline name without its padding.
struct coff_str coff_section_name_inline(const char *name, size_t size);
// What the native FLAGS of a section mean (COFF_SEC_*), whether MEANING is part of that, and the
// native flag that means MEANING; 0: none.
COFF_API uint32_t coff_section_flags_meaning(const struct coff_target *t, uint32_t flags);
bool coff_section_flags_mean(const struct coff_target *t, uint32_t flags, uint32_t meaning);
COFF_API uint32_t coff_section_flag_for(const struct coff_target *t, uint32_t meaning);
#endif
