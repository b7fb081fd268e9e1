// Names of numbers, from the target's tables.
//
// Skip it unless a number has no name in a dump.
#ifndef COFFDUMP_NAMES_H
#define COFFDUMP_NAMES_H
#include "coff/object.h"
#include "coffdump/out.h"

// "NAME | NAME | 0x40" for the bits of V; "none" if there are none. NAMES may be NULL.
void out_flags(struct out *o, const struct coff_flags *names, uint32_t v);
// 16 bytes as text, or "none" if BYTES is NULL.
void out_guid(struct out *o, const uint8_t *bytes);
// The name of V as a whole number, or NULL.
const char *enumerator_name(const struct coff_flags *names, uint64_t v);
// The word for one bit of enum coff_section_flag, counted from the lowest; NULL past the last.
const char *section_word(unsigned bit);
// "code read exec": what the bits of enum coff_section_flag mean. Nothing for 0.
void out_section_words(struct out *o, uint32_t flags);
// The name of a storage class, or NULL.
const char *class_name(const struct coff_target *t, uint32_t sclass);
const char *family_name(enum coff_family f);
const char *kind_name(enum coff_kind k);
const char *order_name(enum coff_order order);
#endif
