// Fuzz target: the readers of debug sections.
//
// Skip this unless you change coffgen/debug/. The first byte chooses a reader and the rest are
// contents for it; a file that the library knows has each of its sections read for what its name
// says.
#include "coff/debug.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Every reader must stay inside of its view: what it gives is touched, so that a sanitizer sees.
static void touch(const void *p, uint64_t n)
{
  const volatile uint8_t *b = p;
  for (uint64_t i = 0; i < n; i++)
    (void)b[i];
}

static void read_directives(struct coff_reporter to, struct coff_view v)
{
  struct coff_directives c = coff_directives_open(to, v);
  struct coff_directive d;
  while (coff_directives_next(&c, &d)) {
    touch(d.raw.data, d.raw.size);
    touch(d.name.data, d.name.size);
    touch(d.value.data, d.value.size);
  }
}

static void read_records(struct coff_cv_records c)
{
  struct coff_cv_record r;
  while (coff_cv_record_next(&c, &r)) {
    touch(r.data.data, r.data.size);
    if (r.has_name)
      touch(r.name.data, r.name.size);
  }
}

static void read_lines(struct coff_reporter to, struct coff_view v)
{
  struct coff_cv_lines c;
  struct coff_cv_line l;
  if (coff_cv_lines_open(to, v, &c))
    while (coff_cv_line_next(&c, &l))
      if (l.end_line < l.line)
        abort();
}

static void read_files(struct coff_reporter to, struct coff_view v)
{
  struct coff_cv_files c = coff_cv_files(to, v);
  struct coff_cv_file f;
  struct coff_str name;
  while (coff_cv_file_next(&c, &f)) {
    touch(f.checksum.data, f.checksum.size);
    if (coff_cv_file_name(v, v, f.at, &name))
      touch(name.data, name.size);
  }
}

static void read_subsections(struct coff_reporter to, struct coff_view v)
{
  struct coff_cv c;
  struct coff_cv_subsection s;
  if (!coff_cv_open(to, v, &c))
    return;
  while (coff_cv_next(&c, &s)) {
    touch(s.data.data, s.data.size);
    if (s.kind == DEBUG_S_SYMBOLS)
      read_records(coff_cv_symbols(to, s.data));
    if (s.kind == DEBUG_S_LINES)
      read_lines(to, s.data);
    if (s.kind == DEBUG_S_FILECHKSMS)
      read_files(to, s.data);
  }
}

static void read_types(struct coff_reporter to, struct coff_view v)
{
  struct coff_cv_records c;
  struct coff_cv_hashes h;
  if (coff_cv_types(to, v, &c))
    read_records(c);
  if (coff_cv_hashes(to, v, &h))
    touch(h.hashes.data, h.count * h.size);
}

static void read_tables(struct coff_reporter to, const struct coff_target *t, struct coff_view v)
{
  struct coff_pdata table;
  struct coff_pdata_entry e;
  struct coff_unwind u;
  if (!coff_pdata_open(to, t, v, &table))
    return;
  for (uint64_t i = 0; coff_pdata_get(&table, i, &e); i++) {
    for (unsigned k = 0; k < table.layout->npacked; k++)
      coff_bits_load(&table.layout->packed[k], v.data + e.at, table.order);
    if (coff_unwind_read(to, t, v, e.unwind, &u))
      touch(v.data + u.codes_at, u.codes_size);
  }
}

static void read_compressed(struct coff_reporter to, struct coff_view v)
{
  uint8_t *contents;
  uint64_t size;
  if (coff_decompress(to, v, &contents, &size))
    touch(contents, size);
  coff_contents_free(to.ctx, contents);
}

static void read_one(struct coff_reporter to, unsigned choice, struct coff_view v)
{
  static const struct coff_pdata_layout *const layouts[] = {
      &coff_pdata_x64, &coff_pdata_arm, &coff_pdata_arm64, &coff_pdata_wince, &coff_pdata_mips};
  struct coff_target t = {0};
  switch (choice % 10) {
  case 0: read_directives(to, v); return;
  case 1: read_subsections(to, v); return;
  case 2: read_types(to, v); return;
  case 3: read_lines(to, v); return;
  case 4: read_compressed(to, v); return;
  default: break;
  }
  t.pdata = layouts[choice % 10 - 5];
  read_tables(to, &t, v);
}

static void read_section(const struct coff_file *f, const struct coff_section *s)
{
  const struct coff_target *t = coff_file_target(f);
  struct coff_reporter to = coff_file_reporter(f);
  struct coff_view v;
  uint8_t *contents;
  uint64_t size;
  coff_section_contents(f, s, &v);
  switch (coff_target_special_section(t, s->name)) {
  case COFF_SPECIAL_DIRECTIVES: read_directives(to, v); return;
  case COFF_SPECIAL_CV_SYMBOLS: read_subsections(to, v); return;
  case COFF_SPECIAL_PDATA: read_tables(to, t, v); return;
  case COFF_SPECIAL_CV_TYPES:
  case COFF_SPECIAL_CV_PRECOMP:
  case COFF_SPECIAL_CV_HASHES: read_types(to, v); return;
  case COFF_SPECIAL_ZDEBUG:
    if (coff_section_decompress(f, s, &contents, &size))
      coff_contents_free(to.ctx, contents);
    return;
  default: return;
  }
}

static void read_file(const struct coff_context *ctx, const uint8_t *data, size_t size)
{
  struct coff_file *f = coff_file_from_memory(ctx, "debug", data, size, NULL);
  struct coff_section s;
  struct coff_view files, strings;
  if (f == NULL)
    return;
  for (uint32_t i = 1; coff_section_get(f, i, &s); i++)
    read_section(f, &s);
  coff_cv_source_tables(f, &files, &strings);
  touch(files.data, files.size);
  touch(strings.data, strings.size);
  coff_file_close(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct coff_context ctx = {0};
  struct coff_reporter to = {&ctx, "debug", NULL};
  if (size == 0)
    return 0;
  read_one(to, data[0], (struct coff_view){data + 1, size - 1, 1});
  read_file(&ctx, data, size);
  return 0;
}
