// The symbol index of ECOFF's archives: a hash table.
//
// Skip it unless a linker for ECOFF does not find a member.
//
// There are a power of two of slots, more than twice as many as symbols; each has the offset of a string and that
// of a member's header, 0 of the latter: it is free. The strings follow behind their size. Ultrix's linker looks
// names up in it, so the function is its, too; GNU binutils' archives show what it gives.
#include "archive/archive.h"
#include "archive/build.h"
#include "base/alloc.h"
#include <string.h>

enum { WORD = 4, SLOT = 2 * WORD };

static unsigned log_of_slots(const struct coff_archive_symbols *s)
{
  unsigned log = 0;
  while (((uint64_t)1 << log) <= 2 * (uint64_t)s->count)
    log++;
  return log;
}

static uint64_t strings_size(const struct coff_archive_symbols *s)
{
  return s->strings.size + (s->strings.size & 1);
}

uint64_t coff_archive_ecoff_size(const struct coff_archive_symbols *s)
{
  return 2 * WORD + ((uint64_t)SLOT << log_of_slots(s)) + strings_size(s);
}

// Ten characters that say whose it is, the byte order of headers and that of the data.
void coff_archive_ecoff_name(const struct coff_target *t, char name[17])
{
  memcpy(name, t->address_bits == 64 ? "________64E?E?_ " : "__________E?E?_ ", 17);
  name[11] = t->order == COFF_BIG ? 'B' : 'L';
  name[13] = t->data_order == COFF_BIG ? 'B' : 'L';
}

static uint32_t hash_of(const char *name)
{
  uint32_t h = (uint8_t)*name;
  while (*name != 0 && *++name != 0)
    h = (h >> 27 | h << 5) + (uint8_t)*name;
  return h * 0x9dd68ab5u;
}

// Where the search for a free slot from one on has ended, by steps of STEP: those passed are still taken, and many
// members may define one name.
struct search {
  uint32_t step, at;
};

bool coff_archive_ecoff_fill(const struct coff_archive_build *b,
                             const struct coff_archive_symbols *s, const uint64_t *offsets,
                             uint8_t *p)
{
  unsigned log = log_of_slots(s);
  uint32_t n = (uint32_t)1 << log;
  enum coff_order order = s->ecoff->order;
  struct search *last = coff_alloc_array(b->ctx, n, sizeof *last);
  if (last == NULL)
    return coff_archive_build_fail_memory(b);
  coff_store(p, WORD, order, n);
  for (size_t i = 0; i < s->count; i++) {
    const struct coff_archive_symbol *y = coff_archive_symbol_at(s, i);
    uint32_t hash = hash_of((const char *)s->strings.data + y->name), step = (hash & (n - 1)) | 1;
    uint32_t first = log == 0 ? 0 : hash >> (32 - log);
    uint32_t at = last[first].step == step ? last[first].at : first;
    while (coff_load(p + WORD + (size_t)SLOT * at + WORD, WORD, order) != 0)
      at = (at + step) & (n - 1);
    last[first] = (struct search){step, at};
    coff_store(p + WORD + (size_t)SLOT * at, WORD, order, y->name);
    coff_store(p + WORD + (size_t)SLOT * at + WORD, WORD, order, offsets[y->entry]);
  }
  coff_free(b->ctx, last);
  p += WORD + (size_t)SLOT * n;
  coff_store(p, WORD, order, strings_size(s));
  if (s->strings.size != 0)
    memcpy(p + WORD, s->strings.data, s->strings.size);
  return true;
}
