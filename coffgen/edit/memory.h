// Memory of a builder: pieces that are freed with it, and arrays that grow.
//
// Skip it unless you work inside of the builder.
#ifndef COFFGEN_EDIT_MEMORY_H
#define COFFGEN_EDIT_MEMORY_H
#include "coff/build.h"

struct coff_build_chunk {
  struct coff_build_chunk *next;
  size_t used, room;
  uint64_t align; // what follows is aligned as this is
};

// FROM as it lives as long as the builder, with a NUL behind it: a copy, unless it is a string of the file that
// is edited. False after a report.
bool coff_build_keep(struct coff_build *b, struct coff_str from, struct coff_str *copy);
// Room for element number COUNT in ARRAY, of *ROOM elements of SIZE bytes; the array, which may have
// moved, or NULL after a report. The new elements are not zeroed.
void *coff_build_grow(struct coff_build *b, void *array, uint64_t count, uint64_t *room,
                      size_t size);
// The same for the arrays that are counted in 32 bits.
void *coff_build_grow32(struct coff_build *b, void *array, uint32_t count, uint32_t *room,
                        size_t size);
// The same, with room for COUNT elements in all and a few more: who knows how many come, and asks before the first,
// has the array in one place from the start.
void *coff_build_reserve(struct coff_build *b, void *array, uint64_t count, uint32_t *room,
                         size_t size);
// Adds SIZE bytes, those at FROM or zeroed ones (NULL). False after a report.
bool coff_build_append(struct coff_build *b, struct coff_build_table *t, const void *from,
                       uint64_t size);
void coff_build_free_chunks(struct coff_build *b);
void coff_build_free_symbolic(struct coff_build *b); // symbolic.c

// Reports about the builder's file: a place of no offset.
struct coff_place coff_build_where(const struct coff_build *b);
bool coff_build_out_of_memory(const struct coff_build *b);
// Sections and symbols by id; NULL, after a report that names WHO refers to them, if there is none.
struct coff_build_section *coff_build_section_at(const struct coff_build *b, uint32_t id,
                                                 const char *who);
struct coff_build_symbol *coff_build_symbol_at(const struct coff_build *b, uint32_t id,
                                               const char *who);
#endif
