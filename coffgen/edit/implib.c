// Import libraries: what the forms share. The members of each are in implib-long.c and implib-short.c.
//
// Skip it unless members of libraries are not written.
#include "edit/implib.h"
#include "coff/format-pe.h"
#include "coff/format-sysv.h"
#include <string.h>

const uint32_t coff_implib_data_flags =
    IMAGE_SCN_CNT_INITIALIZED_DATA | IMAGE_SCN_MEM_READ | IMAGE_SCN_MEM_WRITE;

void coff_implib_begin(const struct coff_implib *lib, struct coff_archive_build *a,
                       struct coff_implib_object *o)
{
  *o = (struct coff_implib_object){
      .archive = a, .lib = lib, .width = lib->target->address_bits == 64 ? 8 : 4};
  o->b = coff_build_new(a->ctx, a->name, lib->target, COFF_KIND_OBJECT, lib->machine);
  o->failed = o->b == NULL;
}

bool coff_implib_end(struct coff_implib_object *o, struct coff_str name)
{
  struct coff_archive_entry e = {.name = name, .mode = 0644};
  uint64_t size;
  uint8_t *bytes = NULL;
  bool ok = !o->failed && name.data != NULL && coff_place(o->b, &size) && size <= SIZE_MAX;
  if (ok)
    bytes = coff_archive_build_bytes(o->archive, (size_t)size);
  ok = bytes != NULL && coff_write(o->b, bytes, size);
  e.bytes = (struct coff_view){bytes, ok ? size : 0, 0};
  coff_build_free(o->b);
  o->b = NULL;
  return ok && coff_archive_build_insert(o->archive, o->archive->count, &e);
}

uint32_t coff_implib_section(struct coff_implib_object *o, const char *name, uint32_t flags,
                             unsigned align, size_t size, uint8_t **bytes)
{
  const struct coff_scnhdr header = {.flags = flags};
  if (o->failed)
    return 0;
  uint32_t id = coff_build_section(o->b, (struct coff_str){name, strlen(name)}, &header);
  *bytes = id == 0 ? NULL : coff_build_bytes(o->b, size + 1);
  o->failed = *bytes == NULL || !coff_build_align(o->b, id, align) ||
              !coff_build_contents(o->b, id, (struct coff_view){*bytes, size, 0});
  return id;
}

struct coff_str coff_implib_join(struct coff_implib_object *o, const char *a, struct coff_str b,
                                 const char *c)
{
  size_t na = strlen(a), nc = strlen(c);
  uint8_t *p = o->failed ? NULL : coff_archive_build_bytes(o->archive, na + b.size + nc + 1);
  if (p == NULL) {
    o->failed = true;
    return (struct coff_str){NULL, 0};
  }
  memcpy(p, a, na);
  if (b.size != 0)
    memcpy(p + na, b.data, b.size);
  memcpy(p + na + b.size, c, nc + 1);
  return (struct coff_str){(const char *)p, na + b.size + nc};
}

uint32_t coff_implib_symbol(struct coff_implib_object *o, const char *a, struct coff_str b,
                            uint32_t section, uint64_t value, unsigned sclass)
{
  const struct coff_syment native = {
      .value = value, .scnum = (int32_t)section, .sclass = (uint8_t)sclass};
  struct coff_str name = coff_implib_join(o, a, b, "");
  uint32_t id = o->failed ? COFF_BUILD_NONE : coff_build_symbol(o->b, name, &native);
  o->failed |= id == COFF_BUILD_NONE;
  return id;
}

void coff_implib_reloc(struct coff_implib_object *o, uint32_t section, uint32_t at, unsigned type,
                       uint32_t symbol)
{
  struct coff_reloc r = {.vaddr = at, .type = (uint16_t)type, .symndx = symbol};
  r.is_number = o->lib->target->pair_type != 0 && r.type == o->lib->target->pair_type;
  if (r.is_number)
    r.symndx = 0;
  o->failed = o->failed || !coff_build_reloc(o->b, section, &r);
}

void coff_implib_rva(struct coff_implib_object *o, uint32_t section, uint32_t at, uint32_t symbol)
{
  o->failed = o->failed || !coff_build_reloc_for(o->b, section, COFF_RELOC_32_RVA, at, symbol, 0);
}

bool coff_implib_add(struct coff_archive_build *b, const struct coff_implib *lib,
                     const struct coff_implib_import *imports, size_t n)
{
  if (lib->form == COFF_IMPLIB_SHORT)
    return coff_implib_add_short(b, lib, imports, n);
  return coff_implib_add_long(b, lib, imports, n);
}
