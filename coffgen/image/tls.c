// Thread-local storage of an image: the template and the callbacks.
//
// Skip it unless one of them is read wrongly.
#include "coff/tls.h"
#include "image/claims.h"
#include "image/directory.h"
#include <inttypes.h>

// IMAGE_TLS_DIRECTORY: four addresses, then two words of 32 bits.
enum { TLS_START, TLS_END, TLS_INDEX, TLS_CALLBACKS, TLS_ADDRESSES };

static uint64_t load(const struct coff_tls *t, uint64_t at, unsigned width)
{
  return coff_load(t->bytes.data + at, width, coff_file_target(t->file)->data_order);
}

static bool fail(const struct coff_tls *t, unsigned field, const char *what, uint64_t address)
{
  const struct coff_file *f = t->file;
  uint64_t at = t->bytes.origin + (uint64_t)field * coff_image_address_size(f);
  return coff_fail(coff_file_context(f), coff_file_place(f, at),
                   "%s at address 0x%" PRIx64 " is not in the image", what, address);
}

// The template may reach into, or lie in, memory that the file holds nothing of: that is zeroes.
static bool read_template(struct coff_tls *t)
{
  const struct coff_file *f = t->file;
  struct coff_view all;
  uint64_t rva;
  uint64_t size = t->end - t->start;
  if (t->start == t->end)
    return true;
  if (t->end < t->start)
    return coff_fail(coff_file_context(f), coff_file_place(f, t->bytes.origin),
                     "thread-local template ends at 0x%" PRIx64 ", before it begins at 0x%" PRIx64,
                     t->end, t->start);
  if (!coff_rva_of_address(f, t->start, &rva))
    return fail(t, TLS_START, "thread-local template", t->start);
  if (coff_rva_view(f, rva, &all)) {
    coff_view_clip(all, 0, size, 1, &t->data);
    if (t->data.size == size)
      return true;
  }
  uint32_t section = coff_rva_section(f, rva);
  return (section != 0 && coff_rva_section(f, rva + size - 1) == section) ||
         fail(t, TLS_END, "end of the thread-local template", t->end);
}

bool coff_tls_open(const struct coff_file *f, struct coff_tls *t)
{
  struct coff_view v;
  unsigned w = coff_image_address_size(f);
  uint64_t size = (uint64_t)TLS_ADDRESSES * w + 8;
  *t = (struct coff_tls){.file = f};
  if (!coff_directory_view(f, COFF_DIR_TLS, &v))
    return false;
  if (!coff_view_table(v, 0, 1, size, &t->bytes))
    return coff_fail(coff_file_context(f), coff_file_place(f, v.origin),
                     "TLS directory has %" PRIu64 " bytes, not %" PRIu64, v.size, size);
  t->start = load(t, (uint64_t)TLS_START * w, w);
  t->end = load(t, (uint64_t)TLS_END * w, w);
  t->index = load(t, (uint64_t)TLS_INDEX * w, w);
  t->callbacks = load(t, (uint64_t)TLS_CALLBACKS * w, w);
  t->zero_fill = (uint32_t)load(t, (uint64_t)TLS_ADDRESSES * w, 4);
  t->characteristics = (uint32_t)load(t, (uint64_t)TLS_ADDRESSES * w + 4, 4);
  read_template(t);
  return true;
}

uint32_t coff_tls_alignment(const struct coff_tls *t)
{
  // IMAGE_SCN_ALIGN_1BYTES is 1, IMAGE_SCN_ALIGN_8192BYTES 14.
  unsigned n = t->characteristics >> 20 & 15;
  return n == 0 || n == 15 ? 0 : (uint32_t)1 << (n - 1);
}

struct coff_tls_callbacks coff_tls_callbacks(const struct coff_tls *t)
{
  struct coff_tls_callbacks c = {.file = t->file, .address = t->callbacks, .ended = true};
  uint64_t rva;
  if (t->callbacks == 0)
    return c;
  if (coff_rva_of_address(t->file, t->callbacks, &rva) && coff_rva_view(t->file, rva, &c.rest))
    c.ended = false;
  else
    fail(t, TLS_CALLBACKS, "list of TLS callbacks", t->callbacks);
  return c;
}

bool coff_tls_callback_next(struct coff_tls_callbacks *c, struct coff_tls_callback *out)
{
  unsigned w = coff_image_address_size(c->file);
  struct coff_view one;
  if (c->ended)
    return false;
  if (!coff_view_table(c->rest, 0, 1, w, &one)) {
    c->ended = true;
    return coff_fail(coff_file_context(c->file), coff_file_place(c->file, c->rest.origin),
                     "no zero ends the list of TLS callbacks");
  }
  out->offset = one.origin;
  out->function = coff_load(one.data, w, coff_file_target(c->file)->data_order);
  c->ended = out->function == 0;
  coff_view_table(c->rest, w, c->rest.size - w, 1, &c->rest);
  c->address += w;
  return !c->ended;
}

static void claim_callbacks(const struct coff_tls *t, struct coff_claims *claims)
{
  struct coff_tls_callbacks c = coff_tls_callbacks(t);
  struct coff_tls_callback one;
  struct coff_view list = c.rest;
  while (coff_tls_callback_next(&c, &one))
    ;
  list.size -= c.rest.size;
  if (t->callbacks != 0)
    coff_claim(claims, COFF_RANGE_TABLE, "TLS callbacks", list);
}

void coff_claim_tls(const struct coff_file *f, struct coff_claims *claims)
{
  struct coff_tls t;
  struct coff_view index;
  uint64_t rva;
  if (!coff_tls_open(f, &t))
    return;
  coff_claim(claims, COFF_RANGE_DIRECTORY, "TLS directory", t.bytes);
  coff_claim(claims, COFF_RANGE_ITEM, "thread-local template", t.data);
  claim_callbacks(&t, claims);
  if (coff_rva_of_address(f, t.index, &rva) && coff_rva_view(f, rva, &index) &&
      coff_view_table(index, 0, 1, 4, &index))
    coff_claim(claims, COFF_RANGE_ITEM, "TLS index", index);
}
