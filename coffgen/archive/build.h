// An archive that is being built, from the inside.
//
// Skip it unless you work on the writing of archives.
#ifndef COFFGEN_ARCHIVE_BUILD_H
#define COFFGEN_ARCHIVE_BUILD_H
#include "coff/archive-build.h"

// ---- Memory (build.c) -------------------------------------------------------------------------

// A run of bytes that grows.
struct coff_archive_bytes {
  uint8_t *data;
  size_t size, room;
};
// Room for SIZE more bytes at the end, which are counted; NULL after a report.
uint8_t *coff_archive_grow(const struct coff_archive_build *b, struct coff_archive_bytes *t,
                           size_t size);
bool coff_archive_build_fail_memory(const struct coff_archive_build *b);
struct coff_place coff_archive_build_place(const struct coff_archive_build *b);

// ---- Symbols for the index (build-index.c) ----------------------------------------------------

struct coff_archive_symbol {
  uint64_t name;    // offset in STRINGS, where a NUL ends it
  uint32_t entry;   // that defines it
  bool wide_member; // of a 64-bit member (AIX)
  // Which of Microsoft's indices have it: the one for code of ARM64 and of all other processors, or the one
  // for code that runs as x64's does (ARM64EC).
  bool native, ec;
};

// In the order of the entries, and in theirs.
struct coff_archive_symbols {
  struct coff_archive_bytes all; // struct coff_archive_symbol
  struct coff_archive_bytes strings;
  size_t count;
  bool any_object;                 // some entry is an object, with or without symbols
  const struct coff_target *ecoff; // that of the first ECOFF object; NULL: there is none
  bool any_arm64; // ... of ARM64 or ARM64EC: what other processors' objects define is EC
  size_t nec;
};
static inline const struct coff_archive_symbol *
coff_archive_symbol_at(const struct coff_archive_symbols *s, size_t i)
{
  return (const struct coff_archive_symbol *)(const void *)s->all.data + i;
}
// DIALECT is not COFF_ARCHIVE_COMMON. False after a report; to be freed in any case.
bool coff_archive_collect(struct coff_archive_build *b, enum coff_dialect dialect,
                          struct coff_archive_symbols *s);
void coff_archive_symbols_free(const struct coff_archive_build *b, struct coff_archive_symbols *s);

// Passes on what it is asked for, and remembers whether there was a time when there was none: a member that cannot
// be read for that is no member without symbols. USER of a context's allocator.
struct coff_archive_watch {
  const struct coff_context *ctx;
  bool starved;
};
void *coff_archive_watched(void *watch, void *old, size_t size);

// ---- The finished archive ---------------------------------------------------------------------

// Pieces that follow one another in the file; what they point to lives as long as this.
struct coff_archive_image {
  struct coff_view *pieces;
  size_t npieces;
  uint64_t size;
  struct coff_archive_bytes head, headers; // tables before the members; the members' headers
};
// write.c, write-aix.c: fill the image. False after a report.
bool coff_archive_write_common(struct coff_archive_build *b, enum coff_dialect dialect,
                               const struct coff_archive_symbols *s, struct coff_archive_image *i);
bool coff_archive_write_aix(struct coff_archive_build *b, enum coff_dialect dialect,
                            const struct coff_archive_symbols *s, struct coff_archive_image *i);
// write-ecoff.c: the index of ECOFF; name of its member, its size, and its bytes at P, which are 0. OFFSETS: of
// headers, by entry. False after a report.
void coff_archive_ecoff_name(const struct coff_target *t, char name[17]);
uint64_t coff_archive_ecoff_size(const struct coff_archive_symbols *s);
bool coff_archive_ecoff_fill(const struct coff_archive_build *b,
                             const struct coff_archive_symbols *s, const uint64_t *offsets,
                             uint8_t *p);
// V, left-justified, in the N characters at P, which are filled with blanks. False if it does not fit.
bool coff_archive_put_number(uint8_t *p, size_t n, unsigned base, uint64_t v);
#endif
