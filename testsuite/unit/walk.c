// Reads everything that the library can say of a file: for damage, allocation-failure and fuzz tests.
//
// Skip it unless the library learns to read something new.
#include "testsuite/unit/walk.h"
#include "coff/baserelocs.h"
#include "coff/image.h"
#include "coff/imports.h"
#include "coff/object.h"
#include "coff/reloc.h"
#include "coff/symbols.h"
#include "coff/xcoffloader.h"
#include "testsuite/unit/walk-resources.h"
#include <stdlib.h>

void walk_sink(void *user, const struct coff_diag *d)
{
  struct walk *w = user;
  // The text must be a readable string: a sanitizer sees if it is not.
  for (const char *p = d->text; *p != 0; p++)
    w->bytes += (unsigned char)*p == 0;
  if (d->severity == COFF_ERROR)
    w->errors++;
  else
    w->warnings++;
}

static uint64_t sum(const void *p, size_t n)
{
  const uint8_t *b = p;
  uint64_t v = 0;
  for (size_t i = 0; i < n; i++)
    v += b[i];
  return v;
}

static void walk_relocs(const struct coff_file *f, const struct coff_section *s, struct walk *w)
{
  struct coff_reloc_table t;
  struct coff_reloc r[16];
  size_t n;
  coff_section_relocs(f, s, &t);
  for (uint64_t i = 0; (n = coff_reloc_read(f, &t, i, 16, r)) != 0; i += n)
    for (size_t k = 0; k < n; k++)
      w->relocs += coff_howto_find(coff_file_target(f), &r[k]) != NULL;
}

static void walk_lines(const struct coff_file *f, const struct coff_section *s, struct walk *w)
{
  struct coff_line_cursor c;
  struct coff_line l;
  coff_line_first(f, s, &c);
  while (coff_line_next(&c, &l))
    w->lines++;
}

static void walk_section(const struct coff_file *f, uint32_t number, struct walk *w)
{
  struct coff_section s;
  struct coff_view contents;
  struct coff_comdat comdat;
  coff_section_get(f, number, &s);
  w->sections++;
  w->bytes += sum(s.name.data, s.name.size);
  coff_section_contents(f, &s, &contents);
  w->bytes += sum(contents.data, (size_t)contents.size);
  walk_relocs(f, &s, w);
  walk_lines(f, &s, w);
  if (coff_comdat_get(f, number, &comdat))
    w->sections += comdat.associated != 0;
  uint8_t *buf = malloc(contents.size == 0 ? 1 : (size_t)contents.size);
  if (buf != NULL)
    coff_section_relocated(f, &s, buf, (size_t)contents.size);
  free(buf);
}

static void walk_symbols(const struct coff_file *f, struct walk *w)
{
  struct coff_symbol s;
  struct coff_auxent a;
  char type[64];
  for (uint64_t i = 0; coff_symbol_get(f, i, &s); i = coff_symbol_next(&s)) {
    w->symbols++;
    w->bytes += sum(s.name.data, s.name.size);
    coff_type_spell(f, &s, type, sizeof type);
    for (unsigned k = 0; k < s.native.numaux && coff_auxent_read(f, i, &s.native, k, &a); k++)
      w->bytes += sum(a.name.data, a.name.size);
  }
}

static void walk_loader(const struct coff_file *f, struct walk *w)
{
  struct coff_xcoff_loader l;
  struct coff_xcoff_import_file file;
  struct coff_xcoff_symbol s;
  struct coff_xcoff_reloc r;
  if (!coff_xcoff_loader_open(f, &l))
    return;
  struct coff_xcoff_import_files c = coff_xcoff_import_files(&l);
  while (coff_xcoff_import_file_next(&c, &file))
    w->bytes += sum(file.base.data, file.base.size);
  for (uint64_t i = 0; coff_xcoff_symbol_get(&l, i, &s); i++)
    w->bytes += sum(s.name.data, s.name.size) + sum(s.check.data, (size_t)s.check.size);
  for (uint64_t i = 0; coff_xcoff_reloc_get(&l, i, &r); i++)
    w->relocs += r.name.size != 0;
}

static void walk_libraries(struct coff_imports all, struct walk *w)
{
  struct coff_import_library l;
  struct coff_import_entry e;
  while (coff_import_library_next(&all, &l)) {
    w->bytes += sum(l.name.data, l.name.size);
    for (uint64_t i = 0; coff_import_entry_get(&l, i, &e); i++)
      w->bytes += sum(e.name.data, e.name.size) + e.value;
  }
}

static void walk_imports(const struct coff_file *f, struct walk *w)
{
  struct coff_imports all;
  struct coff_bound_imports bound;
  struct coff_bound_import b;
  if (coff_imports_open(f, &all))
    walk_libraries(all, w);
  if (coff_delay_imports_open(f, &all))
    walk_libraries(all, w);
  if (!coff_bound_imports_open(f, &bound))
    return;
  while (coff_bound_import_next(&bound, &b))
    w->bytes += sum(b.name.data, b.name.size);
}

static void walk_base_relocs(const struct coff_file *f, struct walk *w)
{
  struct coff_base_relocs all;
  struct coff_base_reloc_block b;
  struct coff_base_reloc r;
  if (!coff_base_relocs_open(f, &all))
    return;
  while (coff_base_reloc_block_next(&all, &b))
    for (uint64_t at = 0; coff_base_reloc_next(&b, &at, &r);)
      w->relocs += r.type != NULL;
}

void walk_file(const struct coff_file *f, struct walk *w)
{
  struct coff_map map;
  size_t n;
  const struct coff_claimer *claimers = coff_image_claimers(&n);
  for (uint32_t i = 1; i <= coff_section_count(f); i++)
    walk_section(f, i, w);
  walk_symbols(f, w);
  walk_imports(f, w);
  walk_base_relocs(f, w);
  walk_loader(f, w);
  walk_resources(f, w);
  if (coff_map_build_with(f, claimers, n, &map)) {
    for (size_t i = 0; i < map.count; i++)
      w->bytes += map.ranges[i].size;
    coff_map_free(f, &map);
  }
}

bool walk_bytes(const struct coff_context *ctx, const char *target, const void *data, size_t size,
                struct walk *w)
{
  struct coff_open opt = {.target = target};
  struct coff_file *f = coff_file_from_memory(ctx, "bytes", data, size, &opt);
  if (f == NULL)
    return false;
  walk_file(f, w);
  coff_file_close(f);
  return true;
}
