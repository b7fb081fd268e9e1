// Addresses of an image: which section holds one, where in the file it lies, and the data
// directories that name them.
//
// Skip it unless an address leads to the wrong bytes.
//
// Tables of an image name each other by address, so that a dump resolves as many of them as there are
// imports or functions. The sections are sorted by address once, on first use: a file with
// 65,535 sections then costs no walk over all of them for each.
#include "base/alloc.h"
#include "object/file.h"
#include <stdlib.h>
#include <string.h>

struct span {
  uint64_t rva, memory;     // address, bytes in memory
  uint64_t offset, in_file; // contents that are there
  uint32_t number;
};

struct table {
  uint32_t count;
  uint64_t *starts;    // addresses of the spans: what a look-up touches, close together
  struct span spans[]; // sorted by address, then number
};

static int compare(const void *a, const void *b)
{
  const struct span *x = a, *y = b;
  if (x->rva != y->rva)
    return x->rva < y->rva ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

// The loader maps whole pages, so that contents past the size in memory can be seen as well.
static struct span span_of(const struct coff_file *f, const struct coff_section *s)
{
  struct span one = {s->header.vaddr, s->memory_size, s->file_offset, 0, s->number};
  struct coff_view v;
  if (s->file_size != 0)
    one.in_file = coff_view_clip(f->coff, s->header.scnptr + f->shift, s->file_size, 1, &v);
  if (one.in_file > one.memory)
    one.memory = one.in_file;
  return one;
}

static void *build(const struct coff_file *f)
{
  uint32_t n = f->kind == COFF_KIND_IMAGE && f->target->vaddr_is_rva ? f->nscns : 0;
  struct table *t = coff_alloc(f->ctx, sizeof *t + n * (sizeof(struct span) + sizeof(uint64_t)));
  struct coff_section s;
  if (t == NULL)
    return NULL;
  for (uint32_t i = 1; i <= n && coff_section_get_unnamed(f, i, &s); i++)
    t->spans[t->count++] = span_of(f, &s);
  if (t->count != 0)
    qsort(t->spans, t->count, sizeof *t->spans, compare);
  t->starts = (uint64_t *)&t->spans[t->count];
  for (uint32_t i = 0; i < t->count; i++)
    t->starts[i] = t->spans[i].rva;
  return t;
}

static const struct table *table_of(const struct coff_file *f)
{
  return coff_file_table(f, &f->rvas, build);
}

static const struct span *find_span(const struct coff_file *f, uint64_t rva)
{
  const struct table *t = table_of(f);
  if (t == NULL || t->count == 0 || rva < t->starts[0])
    return NULL;
  uint32_t at = 0;
  for (uint32_t n = t->count, half; n > 1; n -= half) {
    half = n / 2;
    at += t->starts[at + half] <= rva ? half : 0;
  }
  return rva - t->starts[at] < t->spans[at].memory ? &t->spans[at] : NULL;
}

uint32_t coff_rva_within(const struct coff_file *f, uint64_t rva, uint64_t *offset)
{
  const struct span *s = find_span(f, rva);
  *offset = s == NULL ? 0 : rva - s->rva;
  return s == NULL ? 0 : s->number;
}

uint32_t coff_rva_section(const struct coff_file *f, uint64_t rva)
{
  uint64_t offset;
  return coff_rva_within(f, rva, &offset);
}

bool coff_rva_is_elsewhere(const struct coff_file *f, uint64_t rva)
{
  const struct span *s = find_span(f, rva);
  struct coff_section section;
  return s != NULL && coff_section_get(f, s->number, &section) && section.file_size == 0;
}

// The headers are loaded as they lie in the file.
static uint64_t headers_size(const struct coff_file *f)
{
  if (f->kind != COFF_KIND_IMAGE || !f->target->vaddr_is_rva || f->aout_layout == NULL)
    return 0;
  uint64_t size = f->aout.field[COFF_AOUT_SIZE_OF_HEADERS];
  return size < f->bytes.size ? size : f->bytes.size;
}

bool coff_rva_view(const struct coff_file *f, uint64_t rva, struct coff_view *out)
{
  const struct span *s = find_span(f, rva);
  uint64_t headers = headers_size(f);
  if (s == NULL)
    return rva < headers && coff_view_table(f->bytes, rva, headers - rva, 1, out);
  uint64_t at = rva - s->rva;
  return at < s->in_file && coff_view_table(f->bytes, s->offset + at, s->in_file - at, 1, out);
}

bool coff_rva_to_offset(const struct coff_file *f, uint64_t rva, uint64_t *offset)
{
  struct coff_view v;
  if (!coff_rva_view(f, rva, &v))
    return false;
  *offset = v.origin;
  return true;
}

bool coff_rva_of_offset(const struct coff_file *f, uint64_t offset, uint64_t *rva)
{
  const struct table *t = table_of(f);
  for (uint32_t i = 0; t != NULL && i < t->count; i++) {
    const struct span *s = &t->spans[i];
    if (offset < s->offset || offset - s->offset >= s->in_file)
      continue;
    *rva = s->rva + (offset - s->offset);
    return true;
  }
  *rva = offset;
  return offset < headers_size(f);
}

bool coff_rva_of_address(const struct coff_file *f, uint64_t address, uint64_t *rva)
{
  if (!f->target->vaddr_is_rva || address < f->image_base || address - f->image_base > UINT32_MAX)
    return false;
  *rva = address - f->image_base;
  return true;
}

// ---- Data directories -------------------------------------------------------------------------

bool coff_file_directory(const struct coff_file *f, unsigned n, uint32_t *rva, uint32_t *size)
{
  struct coff_view d;
  const struct coff_aouthdr_layout *l = f->aout_layout;
  if (l == NULL || l->dirs_at == 0 ||
      n >= (l->ndirs != 0 ? l->ndirs : f->aout.field[COFF_AOUT_NDIRS]) ||
      !coff_view_table(f->aout_bytes, l->dirs_at + (uint64_t)n * 8, 1, 8, &d))
    return false;
  *rva = (uint32_t)coff_load(d.data, 4, f->target->order);
  *size = (uint32_t)coff_load(d.data + 4, 4, f->target->order);
  return true;
}

bool coff_file_find_directory(const struct coff_file *f, enum coff_dir dir, uint32_t *rva,
                              uint32_t *size)
{
  const struct coff_dirs *d = f->target->dirs;
  for (unsigned i = 0; d != NULL && i < d->n; i++)
    if (d->kind[i] == dir)
      return coff_file_directory(f, i, rva, size) && (*rva != 0 || *size != 0);
  return false;
}

const char *coff_file_directory_name(const struct coff_file *f, unsigned n)
{
  static const char *const names[] = {
      [COFF_DIR_EXPORT] = "Export Table",
      [COFF_DIR_IMPORT] = "Import Table",
      [COFF_DIR_RESOURCE] = "Resource Table",
      [COFF_DIR_EXCEPTION] = "Exception Table",
      [COFF_DIR_CERTIFICATE] = "Certificate Table",
      [COFF_DIR_BASE_RELOC] = "Base Relocation Table",
      [COFF_DIR_DEBUG] = "Debug",
      [COFF_DIR_ARCHITECTURE] = "Architecture",
      [COFF_DIR_GLOBAL_PTR] = "Global Ptr",
      [COFF_DIR_TLS] = "TLS Table",
      [COFF_DIR_LOAD_CONFIG] = "Load Config Table",
      [COFF_DIR_BOUND_IMPORT] = "Bound Import",
      [COFF_DIR_IMPORT_ADDRESS] = "Import Address Table",
      [COFF_DIR_DELAY_IMPORT] = "Delay Import Descriptor",
      [COFF_DIR_CLR] = "CLR Runtime Header",
      [COFF_DIR_RESERVED] = "Reserved",
  };
  const struct coff_dirs *d = f->target->dirs;
  if (d == NULL || f->aout_layout == NULL || f->aout_layout->dirs_at == 0 || n >= d->n)
    return NULL;
  return names[d->kind[n]];
}
