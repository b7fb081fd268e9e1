// The way from a data directory, or an address in one, to its bytes.
//
// Skip it unless all directories are read wrongly.
#include "image/directory.h"
#include <inttypes.h>
#include <string.h>

// File offset of the entry for DIR in the optional header, for reports.
static uint64_t entry_offset(const struct coff_file *f, enum coff_dir dir)
{
  const struct coff_dirs *d = coff_file_target(f)->dirs;
  const struct coff_aouthdr_layout *l = coff_file_aouthdr_layout(f);
  unsigned i = 0;
  while (i < d->n && d->kind[i] != dir)
    i++;
  return coff_file_aouthdr_bytes(f).origin + l->dirs_at + (uint64_t)i * 8;
}

static bool fail_range(const struct coff_file *f, uint64_t from, const char *what, uint64_t at,
                       uint64_t size, uint64_t have)
{
  if (have == 0)
    return coff_fail(coff_file_context(f), coff_file_place(f, from),
                     "%s at 0x%" PRIx64 " is not in the file", what, at);
  return coff_fail(coff_file_context(f), coff_file_place(f, from),
                   "%s at 0x%" PRIx64 " of 0x%" PRIx64 " bytes is cut off; 0x%" PRIx64
                   " bytes are there",
                   what, at, size, have);
}

bool coff_directory_view(const struct coff_file *f, enum coff_dir dir, struct coff_view *out)
{
  uint32_t at, size;
  struct coff_view all = {0};
  *out = all;
  if (!coff_file_find_directory(f, dir, &at, &size) || size == 0)
    return false;
  uint64_t from = entry_offset(f, dir);
  if (dir == COFF_DIR_CERTIFICATE)
    coff_view_clip(coff_file_bytes(f), at, size, 1, out);
  else if (coff_rva_view(f, at, &all))
    coff_view_clip(all, 0, size, 1, out);
  if (dir != COFF_DIR_CERTIFICATE && coff_rva_is_elsewhere(f, at))
    return false;
  return out->size == size || fail_range(f, from, "data directory", at, size, out->size) ||
         out->size != 0;
}

bool coff_rva_table(const struct coff_file *f, uint64_t rva, uint64_t count, uint64_t size,
                    uint64_t from, const char *what, struct coff_view *out)
{
  struct coff_view all = {0};
  *out = all;
  if (count == 0)
    return true;
  if (coff_rva_view(f, rva, &all) && coff_view_clip(all, 0, count, size, out) == count)
    return true;
  // COUNT is the file's word; its product with SIZE may be more than 64 bits.
  return fail_range(f, from, what, rva, count > UINT64_MAX / size ? UINT64_MAX : count * size,
                    out->size);
}

bool coff_rva_string(const struct coff_file *f, uint64_t rva, uint64_t from, const char *what,
                     struct coff_str *str)
{
  struct coff_view all;
  bool terminated = false;
  *str = (struct coff_str){"", 0};
  if (!coff_rva_view(f, rva, &all))
    return fail_range(f, from, what, rva, 1, 0);
  *str = coff_view_string(all, 0, &terminated);
  if (terminated)
    return true;
  return coff_fail(coff_file_context(f), coff_file_place(f, all.origin), "%s has no end", what);
}

void coff_claim_bytes(const struct coff_file *f, struct coff_claims *claims, const char *what,
                      uint64_t offset, uint64_t size)
{
  struct coff_view v;
  if (coff_view_table(coff_file_bytes(f), offset, 1, size, &v))
    coff_claim(claims, COFF_RANGE_ITEM, what, v);
}

void coff_claim_string(const struct coff_file *f, struct coff_claims *claims, const char *what,
                       struct coff_str s)
{
  if (s.size != 0)
    coff_claim_bytes(f, claims, what, (uint64_t)((const uint8_t *)s.data - coff_file_bytes(f).data),
                     s.size + 1);
}

bool coff_image_begins(struct coff_view v)
{
  struct coff_view lfanew, signature;
  return v.size >= 2 && memcmp(v.data, "MZ", 2) == 0 && coff_view_table(v, 60, 1, 4, &lfanew) &&
         coff_view_table(v, coff_le32(lfanew.data), 1, 4, &signature) &&
         memcmp(signature.data, "PE\0\0", 4) == 0;
}
