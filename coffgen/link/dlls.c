// DLLs that are linked directly: what their export tables offer, as if there were an import library.
//
// Skip it unless such an import is not found. imports.c makes the tables.
//
// Undefined symbols are looked for in a table of names, not the other way round: there are few of them. On i386 an
// export may lack the bytes of arguments that a stdcall function's name has (_f@4 is f).
#include "base/alloc.h"
#include "coff/def.h"
#include "coff/exports.h"
#include "link/exports.h"
#include "link/link.h"
#include <stdlib.h>
#include <string.h>

// A DLL that is linked directly, and what it offers, sorted by name.
struct coff_link_offer {
  struct coff_str name;
  uint16_t hint;
  bool is_code;
};
struct coff_link_dll {
  struct coff_str name; // by which it calls itself
  uint32_t file;
  struct coff_link_offer *offers;
  uint32_t noffers;
};

static const char pointer_prefix[] = "__imp_";

// ---- The DLL ------------------------------------------------------------------------------------

static bool is_code(const struct coff_file *f, const struct coff_export *e)
{
  struct coff_section s;
  if (e->is_forwarder)
    return true; // of which functions are the rule
  for (uint32_t i = 1; i <= coff_section_count(f); i++)
    if (coff_section_get(f, i, &s) && e->rva >= s.header.vaddr &&
        e->rva - s.header.vaddr < s.memory_size)
      return (s.flags & (COFF_SEC_CODE | COFF_SEC_EXEC)) != 0;
  return false;
}

static int by_name(const void *a, const void *b)
{
  const struct coff_link_offer *x = a, *y = b;
  return coff_link_compare(x->name, y->name);
}

static bool read_exports(struct coff_link *ld, struct coff_link_dll *d,
                         const struct coff_exports *x)
{
  const struct coff_file *f = ld->files[d->file].file;
  struct coff_export_name n;
  struct coff_export e;
  d->offers = coff_link_bytes(ld, (size_t)x->nnames * sizeof *d->offers);
  if (d->offers == NULL)
    return false;
  for (uint32_t i = 0; i < x->nnames && coff_export_name_get(x, i, &n); i++) {
    if (n.name.size == 0 || !coff_export_get(x, n.function, &e))
      continue;
    d->offers[d->noffers++] =
        (struct coff_link_offer){n.name, i < UINT16_MAX ? (uint16_t)i : 0, is_code(f, &e)};
  }
  if (d->noffers != 0)
    qsort(d->offers, d->noffers, sizeof *d->offers, by_name);
  d->name = x->dll;
  return true;
}

static bool agree(struct coff_link *ld, const struct coff_file *f)
{
  const struct coff_target *image = coff_file_target(f), *t;
  for (size_t i = 0; ld->target == NULL && (t = coff_target_at(i)) != NULL; i++)
    if (t->image_target != NULL && strcmp(t->image_target, image->name) == 0)
      coff_link_choose_target(ld, t);
  if (ld->image == image)
    return true;
  return coff_link_fail(ld, coff_file_place(f, COFF_NOWHERE),
                        "the DLL is of %s, what is linked is of %s", image->name,
                        ld->image == NULL ? "no known flavour" : ld->image->name);
}

static bool add(struct coff_link *ld, uint32_t file)
{
  struct coff_exports x;
  struct coff_link_dll *grown =
      coff_link_grow(ld, ld->dlls, ld->ndlls, 1, &ld->room_dlls, sizeof *grown);
  if (grown == NULL)
    return false;
  ld->dlls = grown;
  if (!agree(ld, ld->files[file].file))
    return false;
  struct coff_link_dll *d = &ld->dlls[ld->ndlls++];
  *d = (struct coff_link_dll){.file = file, .name = ld->files[file].name};
  if (!coff_exports_open(ld->files[file].file, &x))
    return coff_link_fail(ld, coff_link_in(ld, file), "nothing can be linked to: no exports");
  bool ok = read_exports(ld, d, &x);
  coff_exports_close(&x);
  return ok;
}

bool coff_link_add_dll(struct coff_link *ld, struct coff_file *f, struct coff_str name)
{
  struct coff_link_file *grown =
      coff_link_grow(ld, ld->files, ld->nfiles, 1, &ld->room_files, sizeof *grown);
  if (grown == NULL) {
    coff_file_close(f);
    return false;
  }
  ld->files = grown;
  ld->files[ld->nfiles] = (struct coff_link_file){.file = f,
                                                  .name = name,
                                                  .member = name,
                                                  .target = coff_file_target(f),
                                                  .first_atom = ld->natoms};
  if (!add(ld, ld->nfiles++))
    return false;
  coff_link_search_dll(ld, ld->ndlls - 1);
  return true;
}

// ---- What is wanted of it -----------------------------------------------------------------------

static const struct coff_link_offer *find(const struct coff_link_dll *d, struct coff_str name)
{
  uint32_t low = 0, high = d->noffers;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (coff_link_compare(d->offers[middle].name, name) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low < d->noffers && coff_link_same(d->offers[low].name, name) ? &d->offers[low] : NULL;
}

static const struct coff_link_offer *
find_symbol(const struct coff_link *ld, const struct coff_link_dll *d, struct coff_str symbol)
{
  char lead = ld->target->leading_char;
  struct coff_str name = symbol;
  if (lead != 0 && name.size > 1 && name.data[0] == lead)
    name = (struct coff_str){name.data + 1, name.size - 1};
  const struct coff_link_offer *o = find(d, name);
  const char *at = name.size < 2 ? NULL : memchr(name.data + 1, '@', name.size - 1);
  if (o != NULL || lead == 0 || at == NULL || ld->opt->dll.stdcall_fixup == COFF_LINK_NO)
    return o;
  if (name.data[0] == '@')
    name = (struct coff_str){name.data + 1, name.size - 1};
  return find(d, (struct coff_str){name.data, (size_t)(at - name.data)});
}

static bool look_for(struct coff_link *ld, const struct coff_link_dll *d, uint32_t id)
{
  struct coff_str symbol = ld->symbols[id].name;
  size_t n = sizeof pointer_prefix - 1;
  if (symbol.size > n && memcmp(symbol.data, pointer_prefix, n) == 0)
    symbol = (struct coff_str){symbol.data + n, symbol.size - n};
  const struct coff_link_offer *o = find_symbol(ld, d, symbol);
  if (o == NULL)
    return false;
  const struct coff_link_import new = {
      .dll = d->name, .name = o->name, .file = d->file, .hint = o->hint};
  uint32_t before = ld->nimports;
  return coff_link_add_import_once(ld, &new, symbol, o->is_code) && ld->nimports != before;
}

bool coff_link_search_dll(struct coff_link *ld, uint32_t dll)
{
  bool any = false;
  for (uint32_t id = 0; id < ld->nsymbols; id++)
    if (ld->symbols[id].state == COFF_LINK_UNDEFINED)
      any = look_for(ld, &ld->dlls[dll], id) || any;
  return any;
}

// ---- IMPORTS of definition files ------------------------------------------------------------------

static bool is_undefined(const struct coff_link *ld, struct coff_str name)
{
  uint32_t id = coff_link_find(ld, name, coff_link_hash(name));
  return id != COFF_NO_ID && ld->symbols[id].state == COFF_LINK_UNDEFINED;
}

static bool look_for_named(struct coff_link *ld, const struct coff_def_import *i)
{
  const char prefix[2] = {ld->target->leading_char, 0};
  struct coff_link_import new = {.dll = i->module,
                                 .name = i->import_name.size != 0 ? i->import_name : i->name,
                                 .hint = (uint16_t)i->ordinal,
                                 .by_ordinal = i->has_ordinal};
  bool has_end = i->module.size != 0 && memchr(i->module.data, '.', i->module.size) != NULL;
  struct coff_str symbol = i->internal.size != 0 ? i->internal : i->name, pointer;
  if (!coff_link_join(ld, prefix, symbol, "", &symbol) ||
      !coff_link_join(ld, pointer_prefix, symbol, "", &pointer) ||
      (!is_undefined(ld, symbol) && !is_undefined(ld, pointer)) ||
      !coff_link_join(ld, "", i->module, has_end ? "" : ".dll", &new.dll))
    return false;
  return coff_link_add_import_once(ld, &new, symbol, true);
}

bool coff_link_search_definitions(struct coff_link *ld)
{
  bool any = false;
  for (uint32_t i = 0; i < ld->ndefs && ld->target != NULL; i++)
    for (size_t k = 0; k < ld->defs[i].nimports; k++)
      any = look_for_named(ld, &ld->defs[i].imports[k]) || any;
  return any;
}
