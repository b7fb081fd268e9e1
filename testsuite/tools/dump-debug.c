// What the library reads in debug sections, one fact a line, for test_debug.py.
//
// Skip this unless that test fails: it compares these lines with what LLVM prints.
#include "coff/debug.h"
#include "coff/reloc.h"
#include "coff/symbols.h"
#include <stdio.h>
#include <stdlib.h>

static void complain(void *user, const struct coff_diag *d)
{
  int *errors = user;
  *errors += d->severity == COFF_ERROR;
  fprintf(stderr, "%s: 0x%llx: %s\n", d->file, (unsigned long long)d->offset, d->text);
}

static void print_directives(const struct coff_file *f, struct coff_view v)
{
  struct coff_directives c = coff_directives_open(coff_file_reporter(f), v);
  struct coff_directive d;
  while (coff_directives_next(&c, &d))
    printf("directive %.*s\n", (int)d.raw.size, d.raw.data);
}

static void print_records(struct coff_cv_records *c)
{
  struct coff_cv_record r;
  while (coff_cv_record_next(c, &r))
    printf("%s 0x%x %s %.*s\n", c->types ? "type" : "symbol", r.kind,
           r.kind_name == NULL ? "?" : r.kind_name, r.has_name ? (int)r.name.size : 0,
           r.has_name ? r.name.data : "");
}

static void print_lines(const struct coff_file *f, struct coff_view v)
{
  struct coff_view files, strings;
  struct coff_cv_lines c;
  struct coff_cv_line l;
  coff_cv_source_tables(f, &files, &strings);
  if (!coff_cv_lines_open(coff_file_reporter(f), v, &c))
    return;
  printf("function 0x%x\n", (unsigned)c.length);
  while (coff_cv_line_next(&c, &l)) {
    struct coff_str name = {"?", 1};
    coff_cv_file_name(files, strings, l.file, &name);
    printf("line %.*s +0x%x %u-%u %s\n", (int)name.size, name.data, (unsigned)l.offset,
           (unsigned)l.line, (unsigned)l.end_line, l.is_statement ? "Yes" : "No");
  }
}

static void print_subsections(const struct coff_file *f, struct coff_view v)
{
  struct coff_cv c;
  struct coff_cv_subsection s;
  if (!coff_cv_open(coff_file_reporter(f), v, &c))
    return;
  printf("signature 0x%x\n", (unsigned)c.signature);
  while (coff_cv_next(&c, &s)) {
    printf("subsection 0x%x 0x%llx\n", (unsigned)s.kind, (unsigned long long)s.data.size);
    struct coff_cv_records r = coff_cv_symbols(coff_file_reporter(f), s.data);
    if (s.kind == DEBUG_S_SYMBOLS)
      print_records(&r);
    if (s.kind == DEBUG_S_LINES)
      print_lines(f, s.data);
  }
}

static void print_types(const struct coff_file *f, struct coff_view v)
{
  struct coff_cv_records c;
  if (coff_cv_types(coff_file_reporter(f), v, &c))
    print_records(&c);
}

static void print_hashes(const struct coff_file *f, struct coff_view v)
{
  struct coff_cv_hashes h;
  if (!coff_cv_hashes(coff_file_reporter(f), v, &h))
    return;
  printf("hashes %s %u\n", coff_cv_hash_name(h.algorithm), (unsigned)h.count);
  for (uint64_t i = 0; i < h.count; i++) {
    printf("hash ");
    for (unsigned k = 0; k < h.size; k++)
      printf("%02X", h.hashes.data[i * h.size + k]);
    putchar('\n');
  }
}

// The unwind record that the field AT of the section S points to by its relocation and ADDEND.
static bool find_unwind(const struct coff_file *f, const struct coff_section *s, uint64_t at,
                        uint32_t addend, struct coff_unwind *u)
{
  struct coff_reloc_table t;
  struct coff_reloc r;
  struct coff_symbol sym;
  struct coff_section x;
  struct coff_view v;
  coff_section_relocs(f, s, &t);
  for (uint64_t i = 0; coff_reloc_read(f, &t, i, 1, &r) == 1; i++)
    if (r.vaddr == s->header.vaddr + at)
      return coff_symbol_get(f, r.symndx, &sym) && sym.section > 0 &&
             coff_section_get(f, (uint32_t)sym.section, &x) && coff_section_contents(f, &x, &v) &&
             coff_unwind_read(coff_file_reporter(f), coff_file_target(f), v, sym.value + addend, u);
  return false;
}

static void print_pdata(const struct coff_file *f, const struct coff_section *s, struct coff_view v)
{
  struct coff_pdata t;
  struct coff_pdata_entry e;
  struct coff_unwind u;
  if (!coff_pdata_open(coff_file_reporter(f), coff_file_target(f), v, &t))
    return;
  for (uint64_t i = 0; coff_pdata_get(&t, i, &e); i++) {
    if (e.is_packed) {
      printf("packed");
      for (unsigned k = 0; k < t.layout->npacked; k++)
        printf(" %s=%u", t.layout->packed[k].name,
               (unsigned)coff_bits_load(&t.layout->packed[k], v.data + e.at, t.order));
      putchar('\n');
      continue;
    }
    if (t.layout->unwind == COFF_UNWIND_NONE)
      continue;
    uint64_t at = e.at + t.layout->fields[t.layout->unwind_field].at;
    if (find_unwind(f, s, at, e.unwind, &u))
      printf("unwind %u %u %u %u %u %u %u %u %u %u %u\n", u.version, u.flags,
             (unsigned)u.prolog_size, u.frame_register, u.frame_offset, (unsigned)u.codes,
             (unsigned)u.function_length, (unsigned)u.epilogs, u.has_handler, u.is_packed_epilog,
             u.is_chained);
    else
      puts("unwind ?");
  }
}

static void print_zdebug(const struct coff_file *f, const struct coff_section *s)
{
  uint8_t *data;
  uint64_t size, claim;
  if (!coff_section_decompressed_size(f, s, &claim) || !coff_section_decompress(f, s, &data, &size))
    return;
  printf("zdebug %.*s %llu ", (int)s->name.size, s->name.data, (unsigned long long)size);
  for (uint64_t i = 0; i < size; i++)
    printf("%02x", data[i]);
  putchar('\n');
  coff_contents_free(coff_file_context(f), data);
}

static void print_section(const struct coff_file *f, const struct coff_section *s)
{
  struct coff_view v;
  enum coff_special_kind kind = coff_target_special_section(coff_file_target(f), s->name);
  if (kind == COFF_SPECIAL_NONE)
    return;
  coff_section_contents(f, s, &v);
  printf("section %u %.*s\n", (unsigned)s->number, (int)s->name.size, s->name.data);
  switch (kind) {
  case COFF_SPECIAL_DIRECTIVES: print_directives(f, v); break;
  case COFF_SPECIAL_PDATA: print_pdata(f, s, v); break;
  case COFF_SPECIAL_CV_SYMBOLS: print_subsections(f, v); break;
  case COFF_SPECIAL_CV_TYPES:
  case COFF_SPECIAL_CV_PRECOMP: print_types(f, v); break;
  case COFF_SPECIAL_CV_HASHES: print_hashes(f, v); break;
  case COFF_SPECIAL_ZDEBUG: print_zdebug(f, s); break;
  default: break;
  }
}

int main(int argc, char **argv)
{
  int errors = 0;
  struct coff_context ctx = {.sink = complain, .sink_user = &errors};
  struct coff_file *f = argc == 2 ? coff_file_open(&ctx, argv[1], NULL) : NULL;
  struct coff_section s;
  if (f == NULL)
    return EXIT_FAILURE;
  for (uint32_t i = 1; coff_section_get(f, i, &s); i++)
    print_section(f, &s);
  coff_file_close(f);
  return errors == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
