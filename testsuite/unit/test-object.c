// Objects made in memory, for what no assembler at hand writes: counts past their fields, owners of
// line numbers, names in .debug, symbols of sections that do not exist; and parts of files.
//
// Skip this unless you change coffgen/object, coffgen/symbols or coffgen/base/input.c. Real objects
// are judged by testsuite/tools.
#include "coff/format-pe.h"
#include "coff/format-sysv.h"
#include "coff/format-xcoff.h"
#include "coff/symbols.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/main.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// ---- Objects ----------------------------------------------------------------------------------

enum { ROOM = 1 << 20, MAX_SECTIONS = 4, MAX_SYMBOLS = 16 };

// Headers that the test fills; DATA lies behind the section headers.
struct object {
  const struct coff_target *target;
  struct coff_scnhdr sections[MAX_SECTIONS];
  uint32_t nsections;
  struct coff_syment symbols[MAX_SYMBOLS]; // an auxiliary entry is in AUX
  struct coff_auxent aux[MAX_SYMBOLS];     // where it has a layout
  uint32_t nsymbols;
  uint8_t *bytes;
  size_t size;
};

static struct object object_for(const char *target, uint32_t nsections)
{
  struct object o = {.target = coff_target_find(target), .nsections = nsections};
  ck_assert_ptr_nonnull(o.target);
  o.bytes = calloc(1, ROOM);
  ck_assert_ptr_nonnull(o.bytes);
  o.size = o.target->records->filehdr->size + nsections * (size_t)o.target->records->scnhdr->size;
  return o;
}

// Room for N bytes behind what is there; returns its file offset.
static size_t reserve(struct object *o, size_t n)
{
  size_t at = o->size;
  ck_assert_uint_le(n, ROOM - at);
  o->size += n;
  return at;
}

static uint32_t add_symbol(struct object *o, const char *name, int32_t scnum, uint64_t value,
                           uint32_t sclass)
{
  struct coff_syment *s = &o->symbols[o->nsymbols];
  *s = (struct coff_syment){.scnum = scnum, .value = value, .sclass = sclass};
  snprintf(s->name, sizeof s->name, "%s", name);
  return o->nsymbols++;
}

// The layout of the target's rules with this form.
static const struct coff_aux_layout *aux_layout(const struct object *o, enum coff_aux_form form)
{
  const struct coff_aux_rule *r = o->target->records->aux_rules;
  while (r->layout != NULL && r->layout->form != form)
    r++;
  ck_assert_ptr_nonnull(r->layout);
  return r->layout;
}

// An auxiliary entry of the symbol OWNER with one field.
static struct coff_auxent *add_aux(struct object *o, uint32_t owner, enum coff_aux_form form,
                                   enum coff_aux_id id, uint64_t value)
{
  struct coff_auxent *a = &o->aux[o->nsymbols++];
  *a = (struct coff_auxent){.layout = aux_layout(o, form), .name = {"", 0}};
  a->field[id] = value;
  o->symbols[owner].numaux++;
  return a;
}

static struct coff_file *finish(struct object *o, const struct coff_context *ctx)
{
  const struct coff_records *r = o->target->records;
  const struct coff_open how = {.target = o->target->name};
  size_t at = reserve(o, o->nsymbols * (size_t)r->syment->size + 4);
  struct coff_filehdr h = {.magic = o->target->machines[0].magic,
                           .nscns = o->nsections,
                           .symptr = o->nsymbols == 0 ? 0 : at,
                           .nsyms = o->nsymbols};
  ck_assert(coff_swap_filehdr_out(o->target, &h, o->bytes));
  ck_assert(
      coff_swap_scnhdr_out(o->target, o->sections, o->nsections, o->bytes + r->filehdr->size));
  for (uint32_t i = 0; i < o->nsymbols; i++, at += r->syment->size)
    ck_assert(o->aux[i].layout != NULL
                  ? coff_swap_auxent_out(o->target, &o->aux[i], o->bytes + at)
                  : coff_swap_syment_out(o->target, &o->symbols[i], 1, o->bytes + at));
  coff_store(o->bytes + at, 4, o->target->order, 4);
  struct coff_file *f = coff_file_from_memory(ctx, "object", o->bytes, o->size, &how);
  ck_assert_ptr_nonnull(f);
  return f;
}

static void release(struct object *o, struct coff_file *f)
{
  coff_file_close(f);
  free(o->bytes);
}

// ---- Counts -----------------------------------------------------------------------------------

enum { MANY = 70000 };

static void put_relocs(struct object *o, size_t at, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    struct coff_reloc r = {.vaddr = i};
    ck_assert(
        coff_swap_reloc_out(o->target, &r, 1, o->bytes + at + i * o->target->records->reloc->size));
  }
}

// PE and COFF specification 4.1: the first entry holds the count, which includes itself.
START_TEST(pe_count_is_in_the_first_relocation)
{
  struct ear e;
  struct object o = object_for("pe-x86-64", 1);
  struct coff_section s;
  struct coff_reloc_table t;
  struct coff_reloc r;
  size_t size = o.target->records->reloc->size;
  size_t at = reserve(&o, (MANY + 1) * size);
  put_relocs(&o, at + size, MANY);
  coff_store(o.bytes + at, 4, o.target->order, MANY + 1);
  o.sections[0] = (struct coff_scnhdr){
      .relptr = at, .nreloc = 0xffff, .flags = IMAGE_SCN_CNT_CODE | IMAGE_SCN_LNK_NRELOC_OVFL};
  listen(&e);
  struct coff_file *f = finish(&o, &e.context);
  ck_assert(coff_section_get(f, 1, &s));
  ck_assert_uint_eq(s.nreloc, MANY);
  ck_assert(coff_section_relocs(f, &s, &t));
  ck_assert_uint_eq(t.count, MANY);
  ck_assert_uint_eq(coff_reloc_read(f, &t, MANY - 1, 5, &r), 1);
  ck_assert_uint_eq(r.vaddr, MANY - 1);
  ck_assert_int_eq(e.heard.errors, 0);
  release(&o, f);
}
END_TEST

// Without a table there is no first entry: the file header is none.
START_TEST(pe_count_without_a_table_is_an_error)
{
  struct ear e;
  struct object o = object_for("pe-x86-64", 1);
  struct coff_section s;
  struct coff_reloc_table t;
  o.sections[0] = (struct coff_scnhdr){.nreloc = 0xffff,
                                       .flags = IMAGE_SCN_CNT_CODE | IMAGE_SCN_LNK_NRELOC_OVFL};
  listen(&e);
  struct coff_file *f = finish(&o, &e.context);
  ck_assert(coff_section_get(f, 1, &s));
  ck_assert_uint_eq(s.nreloc, 0xffff);
  ck_assert(!coff_section_relocs(f, &s, &t));
  ck_assert_uint_eq(t.count, 0);
  ck_assert_int_eq(e.heard.errors, 1);
  release(&o, f);
}
END_TEST

// AIX Files Reference, "Overflow section header": both counts of the section are 65,535; the header
// with its number as counts has the relocations in s_paddr and the line numbers in s_vaddr.
START_TEST(xcoff_counts_are_in_an_overflow_section)
{
  struct ear e;
  struct object o = object_for("aixcoff-rs6000", 3);
  struct coff_section s;
  struct coff_reloc_table t;
  struct coff_lineno_table lines;
  struct coff_reloc r;
  size_t at = reserve(&o, MANY * (size_t)o.target->records->reloc->size);
  size_t lines_at = reserve(&o, 3 * (size_t)o.target->records->lineno->size);
  put_relocs(&o, at, MANY);
  o.sections[0] = (struct coff_scnhdr){.name = ".data", .flags = STYP_DATA};
  o.sections[1] = (struct coff_scnhdr){.name = ".text",
                                       .flags = STYP_TEXT,
                                       .relptr = at,
                                       .lnnoptr = lines_at,
                                       .nreloc = 0xffff,
                                       .nlnno = 0xffff};
  o.sections[2] = (struct coff_scnhdr){.name = ".ovrflo",
                                       .flags = STYP_OVRFLO,
                                       .paddr = MANY,
                                       .vaddr = 3,
                                       .relptr = at,
                                       .lnnoptr = lines_at,
                                       .nreloc = 2,
                                       .nlnno = 2};
  listen(&e);
  struct coff_file *f = finish(&o, &e.context);
  ck_assert(coff_section_get(f, 2, &s));
  ck_assert(coff_section_relocs(f, &s, &t) && coff_section_linenos(f, &s, &lines));
  ck_assert_uint_eq(t.count, MANY);
  ck_assert_uint_eq(lines.count, 3);
  ck_assert_uint_eq(coff_reloc_read(f, &t, MANY - 1, 5, &r), 1);
  ck_assert_uint_eq(r.vaddr, MANY - 1);
  ck_assert(coff_section_get(f, 3, &s));
  ck_assert(coff_section_relocs(f, &s, &t));
  ck_assert_uint_eq(t.count, 0);
  ck_assert_int_eq(e.heard.errors, 0);
  release(&o, f);
}
END_TEST

// ---- Line numbers -----------------------------------------------------------------------------

static void put_lines(struct object *o, const struct coff_lineno *lines, size_t n)
{
  size_t at = reserve(o, n * o->target->records->lineno->size);
  ck_assert(coff_swap_lineno_out(o->target, lines, n, o->bytes + at));
  o->sections[0] = (struct coff_scnhdr){
      .name = ".text", .flags = STYP_TEXT, .lnnoptr = at, .nlnno = (uint32_t)n};
}

// A function whose .bf entry does not follow it but is named by its auxiliary entry (PE and COFF
// specification 5.5.1, TagIndex), and a source file, whose lines are those of the file (4.2).
START_TEST(lines_have_owners)
{
  static const uint32_t want[] = {0, 40, 42, 0, 7};
  struct ear e;
  struct object o = object_for("pe-x86-64", 1);
  struct coff_section s;
  struct coff_line_cursor c;
  struct coff_line l;
  uint32_t function = add_symbol(&o, "f", 1, 0x10, C_EXT);
  o.symbols[function].type = 0x20;
  struct coff_auxent *a = add_aux(&o, function, COFF_AUX_FUNCTION, COFF_AUX_FSIZE, 8);
  add_symbol(&o, "between", 1, 0, C_STAT);
  uint32_t file = add_symbol(&o, ".file", -2, 0, C_FILE);
  uint32_t bf = add_symbol(&o, ".bf", 1, 0x10, C_FCN);
  add_aux(&o, bf, COFF_AUX_BLOCK, COFF_AUX_LNNO, 40);
  a->field[COFF_AUX_TAGNDX] = bf;
  const struct coff_lineno lines[] = {{.symndx = function},
                                      {.addr = 0x10, .lnno = 1},
                                      {.addr = 0x12, .lnno = 3},
                                      {.symndx = file},
                                      {.addr = 0x14, .lnno = 7}};
  put_lines(&o, lines, COFF_COUNT(lines));
  listen(&e);
  struct coff_file *f = finish(&o, &e.context);
  ck_assert(coff_section_get(f, 1, &s) && coff_line_first(f, &s, &c));
  for (size_t i = 0; i < COFF_COUNT(want); i++) {
    ck_assert(coff_line_next(&c, &l));
    ck_assert_uint_eq(l.line, want[i]);
    ck_assert_uint_eq(l.owner, i < 3 ? function : file);
  }
  ck_assert(!coff_line_next(&c, &l));
  ck_assert_int_eq(e.heard.errors, 0);
  release(&o, f);
}
END_TEST

// What is wrong with a symbol is for who reads the symbol to hear, once: thousands of lines may name it.
START_TEST(lines_do_not_repeat_the_faults_of_their_symbol)
{
  struct ear e;
  struct object o = object_for("pe-x86-64", 1);
  struct coff_section s;
  struct coff_line_cursor c;
  struct coff_line l;
  uint32_t past = add_symbol(&o, "past", 2, 5, C_EXT);
  const struct coff_lineno lines[] = {{.symndx = past}, {.symndx = past}, {.symndx = past + 1}};
  put_lines(&o, lines, COFF_COUNT(lines));
  listen(&e);
  struct coff_file *f = finish(&o, &e.context);
  ck_assert(coff_section_get(f, 1, &s) && coff_line_first(f, &s, &c));
  for (unsigned i = 0; i < 2; i++) {
    ck_assert(coff_line_next(&c, &l));
    ck_assert_uint_eq(l.address, 5);
  }
  ck_assert_int_eq(e.heard.errors, 0);
  ck_assert(coff_line_next(&c, &l));
  ck_assert_int_eq(e.heard.errors, 1);
  ck_assert_msg(strstr(e.heard.text, "does not exist") != NULL, "%s", e.heard.text);
  release(&o, f);
}
END_TEST

// ---- Symbols ----------------------------------------------------------------------------------

START_TEST(xcoff_function_has_the_size_of_its_function_entry)
{
  struct ear e;
  struct object o = object_for("aixcoff-rs6000", 1);
  struct coff_symbol s;
  uint32_t function = add_symbol(&o, ".f", 1, 0x10, C_EXT);
  o.symbols[function].type = 0x20;
  add_aux(&o, function, COFF_AUX_FUNCTION, COFF_AUX_FSIZE, 0x48);
  struct coff_auxent *csect = add_aux(&o, function, COFF_AUX_CSECT, COFF_AUX_SMTYP, XTY_LD);
  csect->field[COFF_AUX_SMCLAS] = XMC_PR;
  csect->field[COFF_AUX_SCNLEN] = 99; // of a label: the symbol of its csect
  o.sections[0] = (struct coff_scnhdr){.name = ".text", .flags = STYP_TEXT};
  listen(&e);
  struct coff_file *f = finish(&o, &e.context);
  ck_assert(coff_symbol_get(f, function, &s));
  ck_assert_int_eq(s.kind, COFF_SYMBOL_FUNCTION);
  ck_assert(s.has_size);
  ck_assert_uint_eq(s.size, 0x48);
  release(&o, f);
}
END_TEST

// The length in front of a name bounds it, with or without a NUL.
START_TEST(names_in_debug_end_where_their_length_says)
{
  static const char debug[] = "\0\5one:i\0\4two\0\xff\xff...";
  static const struct {
    uint64_t strx;
    const char *name;
    int errors;
  } names[] = {{2, "one:i", 0}, {9, "two", 0}, {15, "...", 1}, {1, "", 1}, {0x7fffffff, "", 1}};
  struct object o = object_for("aixcoff-rs6000", 1);
  struct ear e;
  struct coff_symbol s;
  size_t at = reserve(&o, sizeof debug - 1);
  memcpy(o.bytes + at, debug, sizeof debug - 1);
  o.sections[0] = (struct coff_scnhdr){
      .name = ".debug", .flags = STYP_DEBUG, .scnptr = at, .size = sizeof debug - 1};
  for (size_t i = 0; i < COFF_COUNT(names); i++)
    o.symbols[add_symbol(&o, "", -2, 0, C_FUN)].strx = names[i].strx;
  listen(&e);
  struct coff_file *f = finish(&o, &e.context);
  for (size_t i = 0; i < COFF_COUNT(names); i++) {
    e.heard.errors = 0;
    ck_assert(coff_symbol_get(f, i, &s));
    ck_assert_int_eq(e.heard.errors, names[i].errors);
    ck_assert_uint_eq(s.name.size, strlen(names[i].name));
    ck_assert_mem_eq(s.name.data, names[i].name, s.name.size);
  }
  release(&o, f);
}
END_TEST

START_TEST(a_symbol_of_no_section_is_reported)
{
  struct ear e;
  struct object o = object_for("pe-x86-64", 1);
  struct coff_symbol s;
  add_symbol(&o, "last", 1, 5, C_EXT);
  add_symbol(&o, "past", 2, 5, C_EXT);
  listen(&e);
  struct coff_file *f = finish(&o, &e.context);
  ck_assert(coff_symbol_get(f, 0, &s));
  ck_assert_int_eq(e.heard.errors, 0);
  ck_assert(coff_symbol_get(f, 1, &s));
  ck_assert_int_eq(e.heard.errors, 1);
  ck_assert_msg(strstr(e.heard.text, "section 2") != NULL, "%s", e.heard.text);
  ck_assert_uint_eq(e.heard.offset, coff_syment_table(f).origin + 18);
  ck_assert_uint_eq(s.address, 5);
  release(&o, f);
}
END_TEST

START_TEST(types_are_spelled)
{
  static const struct {
    uint32_t type;
    const char *words;
  } types[] = {{0x20, "function"},
               {0x24, "function returning int"},
               {0x90, "pointer to function"},
               {0x14, "pointer to int"},
               {0x64, "function returning pointer to int"},
               {0, ""}};
  struct ear e;
  struct object o = object_for("pe-x86-64", 1);
  struct coff_symbol s;
  char words[64];
  for (size_t i = 0; i < COFF_COUNT(types); i++)
    o.symbols[add_symbol(&o, "f", 1, 0, C_EXT)].type = types[i].type;
  listen(&e);
  struct coff_file *f = finish(&o, &e.context);
  for (size_t i = 0; i < COFF_COUNT(types); i++) {
    ck_assert(coff_symbol_get(f, i, &s));
    ck_assert_uint_eq(coff_type_spell(f, &s, words, sizeof words), strlen(types[i].words));
    ck_assert_str_eq(words, types[i].words);
  }
  release(&o, f);
}
END_TEST

// ---- Parts of files ---------------------------------------------------------------------------

// A file of 100 bytes, then an object, then 50 bytes.
static void write_part(const char *path, const struct object *o)
{
  static const uint8_t pad[100];
  FILE *out = fopen(path, "wb");
  ck_assert_ptr_nonnull(out);
  ck_assert(fwrite(pad, 1, 100, out) == 100 && fwrite(o->bytes, 1, o->size, out) == o->size &&
            fwrite(pad, 1, 50, out) == 50);
  ck_assert_int_eq(fclose(out), 0);
}

static int errors_of(const char *path, uint64_t offset, uint64_t size, bool read, bool *opened)
{
  struct ear e;
  const struct coff_open how = {.offset = offset, .size = size, .read = read};
  listen(&e);
  struct coff_file *f = coff_file_open(&e.context, path, &how);
  *opened = f != NULL;
  if (f != NULL && size != 0)
    ck_assert_uint_eq(coff_file_bytes(f).size, size);
  coff_file_close(f);
  return e.heard.errors;
}

// Mapped and read files refuse and give the same.
START_TEST(parts_of_files_are_there_or_refused)
{
  char path[] = "/tmp/coffkit-test-XXXXXX";
  struct object o = object_for("pe-x86-64", 1);
  struct ear e;
  bool read = _i != 0, opened;
  listen(&e);
  struct coff_file *f = finish(&o, &e.context);
  close(mkstemp(path));
  write_part(path, &o);
  const struct {
    uint64_t offset, size;
    bool opens;
  } parts[] = {{100, o.size, true},       {100, 0, true},           {100, o.size + 50, true},
               {100, o.size + 51, false}, {o.size + 150, 0, false}, {o.size + 151, 0, false},
               {UINT64_MAX, 0, false},    {100, UINT64_MAX, false}, {UINT64_MAX - 10, 20, false}};
  for (size_t i = 0; i < COFF_COUNT(parts); i++) {
    int errors = errors_of(path, parts[i].offset, parts[i].size, read, &opened);
    ck_assert_msg(opened == parts[i].opens, "part %zu", i);
    ck_assert_int_eq(errors, !parts[i].opens);
  }
  unlink(path);
  release(&o, f);
}
END_TEST

START_TEST(what_is_no_file_is_refused)
{
  static const char *const paths[] = {"/", "/nonexistent/file", "/dev/null"};
  struct ear e;
  for (size_t i = 0; i < COFF_COUNT(paths); i++) {
    listen(&e);
    ck_assert_ptr_null(coff_file_open(&e.context, paths[i], NULL));
    ck_assert_int_eq(e.heard.errors, 1);
  }
  listen(&e);
  ck_assert_ptr_null(coff_file_from_memory(&e.context, "nothing", NULL, 0, NULL));
  ck_assert_int_eq(e.heard.errors, 1);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("object");
  TCase *c = tcase_create("object");
  tcase_add_test(c, pe_count_is_in_the_first_relocation);
  tcase_add_test(c, pe_count_without_a_table_is_an_error);
  tcase_add_test(c, xcoff_counts_are_in_an_overflow_section);
  tcase_add_test(c, lines_have_owners);
  tcase_add_test(c, lines_do_not_repeat_the_faults_of_their_symbol);
  tcase_add_test(c, xcoff_function_has_the_size_of_its_function_entry);
  tcase_add_test(c, names_in_debug_end_where_their_length_says);
  tcase_add_test(c, a_symbol_of_no_section_is_reported);
  tcase_add_test(c, types_are_spelled);
  tcase_add_loop_test(c, parts_of_files_are_there_or_refused, 0, 2);
  tcase_add_test(c, what_is_no_file_is_refused);
  suite_add_tcase(suite, c);
  return run_suite(suite);
}
