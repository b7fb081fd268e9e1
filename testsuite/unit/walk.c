// Reads everything that the library can say of a file: for damage, allocation-failure and fuzz tests.
//
// Skip it unless the library learns to read something new.
#include "testsuite/unit/walk.h"
#include "coff/archive.h"
#include "coff/baserelocs.h"
#include "coff/certificates.h"
#include "coff/dynrelocs.h"
#include "coff/ecoff.h"
#include "coff/image.h"
#include "coff/imports.h"
#include "coff/object.h"
#include "coff/overlay.h"
#include "coff/reloc.h"
#include "coff/shortimport.h"
#include "coff/symbols.h"
#include "coff/tls.h"
#include "coff/xcoffloader.h"
#include "testsuite/unit/rewrite.h"
#include "testsuite/unit/walk-debugdir.h"
#include "testsuite/unit/walk-resources.h"
#include "testsuite/unit/walk-unwind.h"
#include <stdlib.h>

// As coffdump has it: a sound file's sections name each byte about once.
enum { SHARED = 4, SPARE = 65536 };

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

static bool spend(struct walk *w, uint64_t size)
{
  bool enough = size <= w->spare;
  w->spare = enough ? w->spare - size : 0;
  return enough;
}

// False if the budget is spent: they were read for other sections.
static bool walk_relocs(const struct coff_file *f, const struct coff_section *s, struct walk *w)
{
  struct coff_reloc_table t;
  struct coff_reloc r[16];
  size_t n;
  coff_section_relocs(f, s, &t);
  if (!spend(w, t.bytes.size))
    return false;
  for (uint64_t i = 0; (n = coff_reloc_read(f, &t, i, 16, r)) != 0; i += n)
    for (size_t k = 0; k < n; k++)
      w->relocs += coff_howto_find(coff_file_target(f), &r[k]) != NULL;
  return true;
}

static void walk_lines(const struct coff_file *f, const struct coff_section *s, struct walk *w)
{
  struct coff_line_cursor c;
  struct coff_line l;
  coff_line_first(f, s, &c);
  if (!spend(w, c.table.bytes.size))
    return;
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
  bool relocs = walk_relocs(f, &s, w);
  walk_lines(f, &s, w);
  if (coff_comdat_get(f, number, &comdat))
    w->sections += comdat.associated != 0;
  if (!relocs || !spend(w, contents.size))
    return;
  w->bytes += sum(contents.data, (size_t)contents.size);
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

// Writes the file anew. Damaged files may be refused; what is written can be read.
static void walk_rewrite(const struct coff_file *f, struct walk *w)
{
  enum { MOST = 1 << 24 };
  const struct coff_context *ctx = coff_file_context(f);
  struct coff_open as = {.target = coff_file_target(f)->name};
  struct rewritten made = rewrite_file(f, MOST);
  struct coff_file *g = NULL;
  unsigned errors = w->errors;
  if (made.bytes != NULL)
    g = coff_file_from_memory(ctx, "rewritten", made.bytes, made.size, &as);
  if (g != NULL)
    w->sections += coff_section_count(g) == coff_section_count(f);
  w->rewritten += g != NULL && w->errors == errors;
  coff_file_close(g);
  free(made.bytes);
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
    w->bytes += sum(file.path.data, file.path.size) + sum(file.base.data, file.base.size) +
                sum(file.member.data, file.member.size);
  for (uint64_t i = 0; coff_xcoff_symbol_get(&l, i, &s); i++)
    w->bytes += sum(s.name.data, s.name.size) + sum(s.check.data, (size_t)s.check.size);
  for (uint64_t i = 0; coff_xcoff_reloc_get(&l, i, &r); i++)
    w->bytes += sum(r.name.data, r.name.size);
}

static void walk_ecoff(const struct coff_file *f, struct walk *w)
{
  struct coff_ecoff_file fd;
  struct coff_ecoff_procedure p;
  struct coff_ecoff_lines c;
  struct coff_ecoff_line l;
  struct coff_ecoff_meaning m;
  struct coff_syment s;
  uint64_t in_file;
  uint32_t file;
  char type[64];
  for (uint64_t i = 0; coff_ecoff_file_get(f, i, &fd); i++)
    w->bytes += sum(fd.name.data, fd.name.size);
  for (uint64_t i = 0; coff_ecoff_procedure_get(f, i, &p); i++) {
    w->bytes += sum(p.name.data, p.name.size);
    coff_ecoff_line_first(f, &p, &c);
    while (coff_ecoff_line_next(&c, &l))
      w->lines++;
  }
  for (uint64_t i = 0; coff_ecoff_auxiliary_owner(f, i, &file, &in_file); i++)
    if (coff_ecoff_file_get(f, file, &fd))
      w->bytes += coff_ecoff_type_spell(f, &fd, in_file, type, sizeof type);
  for (uint64_t i = 0; coff_ecoff_header(f) != NULL && coff_syment_read(f, i, 1, &s) == 1; i++) {
    coff_ecoff_meaning(f, &s, &m);
    w->symbols += m.has_symbol;
  }
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

static void walk_certificates(const struct coff_file *f, struct walk *w)
{
  struct coff_authenticode image = {.file = f};
  struct coff_certificates all;
  struct coff_certificate e;
  struct coff_signatures signatures;
  struct coff_checksum checksum;
  struct coff_stub stub;
  struct coff_overlay overlay;
  w->bytes += coff_checksum_get(f, &checksum) && checksum.stored == checksum.computed;
  if (coff_stub_get(f, &stub))
    w->bytes += sum(stub.message.data, stub.message.size);
  for (bool more = coff_overlay_first(f, &overlay); more; more = coff_overlay_next(&overlay))
    w->bytes += sum(overlay.bytes.data, (size_t)overlay.bytes.size);
  if (!coff_certificates_open(f, &all))
    return;
  while (coff_certificate_next(&all, &e)) {
    w->bytes += sum(e.data.data, (size_t)e.data.size);
    if (!coff_signatures_open(&image, &e, &signatures))
      continue;
    for (const struct coff_signature *s = signatures.first; s != NULL; s = s->next)
      w->bytes += s->ncertificates;
    coff_signatures_close(&signatures);
  }
}

static void walk_record(const struct coff_lc_record *r, struct walk *w)
{
  struct coff_view v;
  for (unsigned i = 0; i < r->fields->n; i++)
    if (coff_lc_bytes(r, i, &v))
      w->bytes += sum(v.data, (size_t)v.size);
}

static void walk_part(const struct coff_lc_record *part, struct walk *w)
{
  struct coff_lc_rows t;
  struct coff_lc_row row;
  struct coff_lc_enclave_imports all;
  struct coff_lc_enclave_import one;
  struct coff_view v;
  walk_record(part, w);
  for (unsigned k = 0; k < COFF_LC_ROWS; k++)
    if (coff_lc_rows(part, (enum coff_lc_rows_id)k, &t))
      for (uint64_t i = 0; coff_lc_row(&t, i, &row); i++)
        w->bytes += row.value[0];
  if (coff_lc_extra_functions(part, &v))
    w->bytes += sum(v.data, (size_t)v.size);
  if (coff_lc_enclave_imports(part, &all))
    while (coff_lc_enclave_import_next(&all, &one))
      w->bytes += sum(one.name.data, one.name.size);
}

static void walk_fixups(struct coff_dynfixups all, struct walk *w)
{
  struct coff_dynfixup one;
  while (coff_dynfixup_next(&all, &one))
    w->relocs++;
}

static void walk_dynamic(const struct coff_lc_record *lc, struct walk *w)
{
  struct coff_dynrelocs all;
  struct coff_dynreloc r;
  struct coff_dynoverrides overrides;
  struct coff_dynoverride one;
  struct coff_dyndiagram d;
  if (!coff_dynrelocs_open(lc, &all))
    return;
  while (coff_dynreloc_next(&all, &r)) {
    walk_record(&r.detail, w);
    walk_fixups(coff_dynfixups(&r), w);
    if (!coff_dynoverrides_open(&r, &overrides))
      continue;
    while (coff_dynoverride_next(&overrides, &one))
      walk_fixups(coff_dynoverride_fixups(r.file, &one), w);
    while (coff_dyndiagram_next(&overrides, &d))
      w->bytes += sum(d.nodes.data, (size_t)d.nodes.size);
  }
}

static void walk_load_config(const struct coff_file *f, struct walk *w)
{
  struct coff_lc_record lc, part;
  struct coff_lc_table t;
  struct coff_lc_entry e;
  if (!coff_lc_open(f, &lc, NULL))
    return;
  walk_record(&lc, w);
  for (unsigned k = 0; k < COFF_LC_TABLES; k++)
    if (coff_lc_table(&lc, (enum coff_lc_table_id)k, &t))
      for (uint64_t i = 0; coff_lc_entry(&t, i, &e); i++)
        w->bytes += sum(e.metadata.data, (size_t)e.metadata.size);
  for (unsigned k = 0; k < COFF_LC_PARTS; k++)
    if (coff_lc_part(&lc, (enum coff_lc_part)k, &part))
      walk_part(&part, w);
  walk_dynamic(&lc, w);
}

static void walk_tls(const struct coff_file *f, struct walk *w)
{
  struct coff_tls t;
  struct coff_tls_callback one;
  if (!coff_tls_open(f, &t))
    return;
  w->bytes += sum(t.data.data, (size_t)t.data.size);
  struct coff_tls_callbacks all = coff_tls_callbacks(&t);
  while (coff_tls_callback_next(&all, &one))
    w->bytes++;
}

// The object that a short import stands for: all of it, but that it is not written again.
static void walk_import(const struct coff_file *f, struct walk *w)
{
  struct coff_import_object o;
  coff_import_object_open(f, &o);
  for (uint32_t i = 1; o.file != NULL && i <= coff_section_count(o.file); i++)
    walk_section(o.file, i, w);
  if (o.file != NULL)
    walk_symbols(o.file, w);
  coff_import_object_close(coff_file_context(f), &o);
}

void walk_file(const struct coff_file *f, struct walk *w)
{
  struct coff_map map;
  size_t n;
  const struct coff_claimer *claimers = coff_image_claimers(&n);
  if (w->opened != NULL)
    w->opened(f);
  w->spare = SHARED * coff_file_bytes(f).size + SPARE;
  for (uint32_t i = 1; i <= coff_section_count(f); i++)
    walk_section(f, i, w);
  walk_symbols(f, w);
  walk_debugdir(f, w);
  walk_clr(f, w);
  walk_rich(f, w);
  walk_imports(f, w);
  walk_base_relocs(f, w);
  walk_load_config(f, w);
  walk_tls(f, w);
  walk_certificates(f, w);
  walk_loader(f, w);
  walk_ecoff(f, w);
  walk_resources(f, w);
  walk_unwind(f, w);
  if (coff_file_kind(f) == COFF_KIND_IMPORT)
    walk_import(f, w);
  if (coff_file_target(f)->records->symbolic == NULL)
    walk_rewrite(f, w);
  if (coff_map_build_with(f, claimers, n, &map)) {
    for (size_t i = 0; i < map.count; i++)
      w->bytes += map.ranges[i].size;
    coff_map_free(f, &map);
  }
}

static void walk_archive(const struct coff_archive *a, struct walk *w);

static void walk_member(const struct coff_archive *a, const struct coff_member *m, struct walk *w)
{
  struct coff_member_opened o;
  struct coff_import_member import;
  w->members++;
  w->bytes += sum(m->name.data, m->name.size);
  if (coff_member_open(a, m, NULL, &o)) {
    w->bytes += sum(o.bytes.data, (size_t)o.bytes.size);
    if (o.archive != NULL)
      walk_archive(o.archive, w);
  }
  if (o.file != NULL) {
    if (coff_import_classify(o.file, &import))
      w->bytes += sum(import.dll.data, import.dll.size) + sum(import.name.data, import.name.size) +
                  sum(import.symbol.data, import.symbol.size) +
                  sum(import.link.data, import.link.size);
    walk_file(o.file, w);
  }
  coff_member_close(a, &o);
}

static void walk_problem(void *user, const struct coff_index_problem *p)
{
  struct walk *w = user;
  w->problems++;
  w->bytes += sum(p->symbol.data, p->symbol.size);
}

static void walk_archive(const struct coff_archive *a, struct walk *w)
{
  struct coff_member_cursor members;
  struct coff_member m;
  struct coff_index_cursor index;
  struct coff_index_entry e;
  struct coff_index_check sum_up;
  struct coff_import_list imports;
  coff_member_first(a, &members);
  while (coff_member_next(&members, &m))
    if (m.special == COFF_MEMBER_ORDINARY)
      walk_member(a, &m, w);
  for (unsigned i = 0; i < coff_index_count(a); i++) {
    coff_index_first(a, i, &index);
    while (coff_index_next(&index, &e))
      w->bytes += sum(e.symbol.data, e.symbol.size);
  }
  coff_index_compare(a, walk_problem, w, &sum_up);
  if (coff_import_list_build(a, &imports))
    for (size_t i = 0; i < imports.count; i++)
      w->bytes += sum(imports.dlls[i].dll.data, imports.dlls[i].dll.size);
  coff_import_list_free(a, &imports);
}

bool walk_bytes(const struct coff_context *ctx, const char *target, const void *data, size_t size,
                struct walk *w)
{
  struct coff_open opt = {.target = target};
  if (target == NULL && coff_archive_is((struct coff_view){data, size, 0})) {
    struct coff_archive *a = coff_archive_from_memory(ctx, "bytes", data, size, NULL);
    if (a != NULL)
      walk_archive(a, w);
    coff_archive_close(a);
    return a != NULL;
  }
  struct coff_file *f = coff_file_from_memory(ctx, "bytes", data, size, &opt);
  if (f == NULL)
    return false;
  walk_file(f, w);
  coff_file_close(f);
  return true;
}
