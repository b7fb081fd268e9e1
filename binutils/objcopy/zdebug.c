// Debug sections, compressed and decompressed.
//
// Skip it unless you use the options for that.
//
// COFF has no flag for it: GNU's older form, where the name begins with .zdebug_, is the one that readers
// of COFF know. Relocations of a compressed section would have nothing to change, so those sections stay.
#include "coff/debug.h"
#include "objcopy/objcopy.h"
#include <string.h>
#include <zlib.h>

static const char plain[] = ".debug_", packed[] = ".zdebug_";
enum { HEADER = 12 };

static bool begins(struct coff_str name, const char *with)
{
  size_t n = strlen(with);
  return name.size > n && memcmp(name.data, with, n) == 0;
}

// The name with TO in place of FROM; empty after a report.
static struct coff_str renamed(struct coff_build *b, struct coff_str name, const char *from,
                               const char *to)
{
  size_t old = strlen(from), new = strlen(to), size = name.size - old + new;
  char *p = (char *)coff_build_bytes(b, size + 1);
  if (p == NULL)
    return (struct coff_str){"", 0};
  memcpy(p, to, new);
  memcpy(p + new, name.data + old, name.size - old);
  return (struct coff_str){p, size};
}

// Gives section ID the bytes V and the name NAME; so does its symbol get the name.
static bool replace(struct coff_build *b, uint32_t id, struct coff_view v, struct coff_str name)
{
  struct coff_str old = b->sections[id - 1].name;
  if (name.size == 0 || !coff_build_own_symbols(b) || !coff_edit_contents(b, id, v))
    return false;
  b->sections[id - 1].name = name;
  for (uint32_t i = 0; i < b->nsymbols; i++) {
    struct coff_build_symbol *s = &b->symbols[i];
    if (s->native.scnum == (int32_t)id && s->naux != 0 && s->name.size == old.size &&
        memcmp(s->name.data, old.data, old.size) == 0)
      s->name = name;
  }
  return true;
}

static bool compress_one(struct coff_build *b, uint32_t id)
{
  struct coff_build_section *s = &b->sections[id - 1];
  struct coff_view v = s->npieces == 1 ? s->pieces[0] : (struct coff_view){0};
  // What the file pads an image's section to is no debug information.
  if (b->kind == COFF_KIND_IMAGE && s->header.paddr != 0 && s->header.paddr < v.size)
    v.size = s->header.paddr;
  if (v.size == 0 || v.size > ULONG_MAX / 2)
    return true;
  if (s->nrelocs != 0) {
    coff_report(b->ctx, COFF_WARNING, (struct coff_place){b->name, NULL, COFF_NOWHERE},
                "section %.*s has relocations: it is not compressed",
                (int)(s->name.size < 200 ? s->name.size : 200), s->name.data);
    return true;
  }
  uLongf size = compressBound((uLong)v.size);
  uint8_t *p = coff_build_bytes(b, HEADER + size);
  if (p == NULL)
    return false;
  memcpy(p, "ZLIB", 4);
  coff_store(p + 4, 8, COFF_BIG, v.size);
  if (compress2(p + HEADER, &size, v.data, (uLong)v.size, Z_BEST_COMPRESSION) != Z_OK)
    return coff_fail(b->ctx, (struct coff_place){b->name, NULL, COFF_NOWHERE}, "out of memory");
  if (HEADER + size >= v.size)
    return true;
  return replace(b, id, (struct coff_view){p, HEADER + size, 0},
                 renamed(b, s->name, plain, packed));
}

static bool decompress_one(struct coff_build *b, uint32_t id)
{
  struct coff_build_section *s = &b->sections[id - 1];
  struct coff_section from;
  uint8_t *contents, *p;
  uint64_t size;
  if (s->from == 0 || !coff_section_get(b->from, s->from, &from) ||
      !coff_section_is_compressed(b->from, &from))
    return true;
  if (!coff_section_decompress(b->from, &from, &contents, &size))
    return false;
  p = coff_build_bytes(b, (size_t)size + 1);
  if (p != NULL && size != 0)
    memcpy(p, contents, (size_t)size);
  coff_contents_free(b->ctx, contents);
  return p != NULL &&
         replace(b, id, (struct coff_view){p, size, 0}, renamed(b, s->name, packed, plain));
}

bool edit_compression(struct objcopy *o, struct coff_build *b, bool down)
{
  uint32_t n = b->nsections;
  (void)o;
  if (b->target->long_names == COFF_LONG_NAMES_NONE)
    return coff_fail(b->ctx, (struct coff_place){b->name, NULL, COFF_NOWHERE},
                     "%s has no long section names, which compressed sections need",
                     b->target->name);
  for (uint32_t id = 1; id <= n; id++) {
    const struct coff_build_section *s = &b->sections[id - 1];
    if (s->dropped || !begins(s->name, down ? plain : packed))
      continue;
    if (!(down ? compress_one(b, id) : decompress_one(b, id)))
      return false;
  }
  return true;
}
