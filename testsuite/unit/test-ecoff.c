// ECOFF's symbolic information, over objects made here: all four targets, types, lines, damage.
//
// Skip this unless you change how ECOFF is read. testsuite/tools/test_json_peers.py compares the same
// readers with objdump over objects that assemblers wrote.
#include "coff/ecoff.h"
#include "coff/format-ecoff.h"
#include "coff/map.h"
#include "coff/reloc.h"
#include "coff/symbols.h"
#include "testsuite/unit/made-ecoff.h"
#include "testsuite/unit/main.h"

#include <string.h>

static const char *const targets[] = {"ecoff-bigmips", "ecoff-littlemips", "ecoff-biglittlemips",
                                      "ecoff-littlealpha"};

static void assert_str(struct coff_str s, const char *want)
{
  ck_assert_msg(s.size == strlen(want) && memcmp(s.data, want, s.size) == 0,
                "\"%.*s\" is not \"%s\"", (int)s.size, s.data, want);
}

// ---- Tests ------------------------------------------------------------------------------------

static void check_symbol(const struct made *m, uint64_t index, const char *name,
                         enum coff_symbol_kind kind, enum coff_binding binding, int section,
                         const char *type)
{
  struct coff_symbol s;
  char text[200];
  ck_assert(coff_symbol_get(m->f, index, &s));
  assert_str(s.name, name);
  ck_assert_msg(s.kind == kind && s.binding == binding, "%s: symbol %u is %s %s", m->t->name,
                (unsigned)index, coff_binding_name(s.binding), coff_symbol_kind_name(s.kind));
  ck_assert_int_eq(s.section, section);
  coff_type_spell(m->f, &s, text, sizeof text);
  ck_assert_str_eq(text, type);
}

START_TEST(symbols_share_one_space)
{
  struct made m;
  struct coff_symbol s;
  struct coff_syment some[4];
  made_ecoff(&m, targets[_i]);
  made_ecoff_open(&m);
  ck_assert_uint_eq(coff_syment_count(m.f), 16);
  check_symbol(&m, 0, "first", COFF_SYMBOL_FUNCTION, COFF_BIND_GLOBAL, 1, "function");
  check_symbol(&m, 1, "undef", COFF_SYMBOL_UNDEFINED, COFF_BIND_GLOBAL, 0, "");
  check_symbol(&m, 2, "common", COFF_SYMBOL_COMMON, COFF_BIND_GLOBAL, 0, "");
  check_symbol(&m, 3, "weak", COFF_SYMBOL_OBJECT, COFF_BIND_WEAK, 2,
               "pointer to array[1..7] of array[3] of char");
  check_symbol(&m, 4, "a.c", COFF_SYMBOL_FILE, COFF_BIND_LOCAL, 1, "");
  check_symbol(&m, 5, "first", COFF_SYMBOL_FUNCTION, COFF_BIND_LOCAL, 1, "function returning int");
  check_symbol(&m, 6, "first", COFF_SYMBOL_DEBUG, COFF_BIND_LOCAL, 1, "");
  check_symbol(&m, 7, "second", COFF_SYMBOL_FUNCTION, COFF_BIND_LOCAL, 1, "function");
  check_symbol(&m, 8, "point", COFF_SYMBOL_DEBUG, COFF_BIND_LOCAL, -2, "");
  check_symbol(&m, 9, "point", COFF_SYMBOL_DEBUG, COFF_BIND_LOCAL, -2, "unsigned int : 3");
  check_symbol(&m, 10, "point", COFF_SYMBOL_OBJECT, COFF_BIND_LOCAL, 2,
               "pointer to function returning pointer to struct point");
  check_symbol(&m, 11, "", COFF_SYMBOL_DEBUG, COFF_BIND_LOCAL, 1, "");
  check_symbol(&m, 12, "b.s", COFF_SYMBOL_FILE, COFF_BIND_LOCAL, 1, "");
  check_symbol(&m, 14, "b.s", COFF_SYMBOL_DEBUG, COFF_BIND_LOCAL, -2, "");
  ck_assert(coff_symbol_get(m.f, 10, &s));
  ck_assert_uint_eq(s.address, 0x48);
  ck_assert_uint_eq(s.value, 8);
  ck_assert_uint_eq(coff_symbol_next(&s), 11);
  // A run over the border between the tables, and over that between the files.
  ck_assert_uint_eq(coff_syment_read(m.f, 2, 4, some), 4);
  ck_assert(!some[1].local && some[2].local && some[2].file == 0);
  ck_assert_uint_eq(coff_syment_read(m.f, 11, 4, some), 4);
  ck_assert(some[0].file == 0 && some[1].file == 1);
  ck_assert_uint_eq(coff_syment_read(m.f, 16, 1, some), 0);
  ck_assert_uint_eq(coff_syment_offset(m.f, 1), EXTERNALS_AT + m.t->records->syment->size);
  ck_assert_uint_eq(coff_syment_offset(m.f, 5), LOCALS_AT + m.t->records->symbolic->local->size);
  ck_assert_int_eq(m.ear.heard.errors, 0);
  coff_file_close(m.f);
}
END_TEST

START_TEST(indices_have_their_meaning)
{
  static const struct {
    uint64_t index, symbol;
    enum coff_symbolic_index how;
  } rows[] = {{0, 5, COFF_INDEX_PROC},   {4, 12, COFF_INDEX_END}, {5, 7, COFF_INDEX_PROC},
              {6, 5, COFF_INDEX_BEGIN},  {8, 10, COFF_INDEX_END}, {12, 16, COFF_INDEX_END},
              {15, 12, COFF_INDEX_BEGIN}};
  struct made m;
  struct coff_syment s;
  struct coff_ecoff_meaning meaning;
  made_ecoff(&m, targets[_i]);
  made_ecoff_open(&m);
  for (unsigned i = 0; i < COFF_COUNT(rows); i++) {
    ck_assert_uint_eq(coff_syment_read(m.f, rows[i].index, 1, &s), 1);
    coff_ecoff_meaning(m.f, &s, &meaning);
    ck_assert(meaning.has_symbol && !meaning.is_stab);
    ck_assert_uint_eq(meaning.symbol, rows[i].symbol);
    ck_assert_uint_eq(meaning.how, rows[i].how);
  }
  coff_syment_read(m.f, 14, 1, &s);
  coff_ecoff_meaning(m.f, &s, &meaning);
  ck_assert(meaning.is_stab && !meaning.has_symbol && !meaning.has_type);
  ck_assert_str_eq(coff_ecoff_stab_name(meaning.stab), "N_SO");
  ck_assert_ptr_null(coff_ecoff_stab_name(1));
  coff_file_close(m.f);
}
END_TEST

START_TEST(files_and_procedures)
{
  struct made m;
  struct coff_ecoff_file fd;
  struct coff_ecoff_procedure p;
  struct coff_symbolic_numbers v;
  uint32_t number;
  made_ecoff(&m, targets[_i]);
  made_ecoff_open(&m);
  ck_assert(coff_ecoff_file_get(m.f, 0, &fd));
  assert_str(fd.name, "a.c");
  ck_assert(fd.has_name && !fd.name_is_damaged && !fd.stabs);
  ck_assert_uint_eq(fd.first_symbol, 4);
  ck_assert_str_eq(coff_ecoff_language_name(fd.native.field[COFF_FDR_LANG]), "standard C or C++");
  ck_assert_uint_eq(coff_ecoff_debug_level(fd.native.field[COFF_FDR_GLEVEL]), 2);
  ck_assert(coff_ecoff_relative_file(m.f, &fd, 0, &number) && number == 1);
  ck_assert(!coff_ecoff_relative_file(m.f, &fd, 2, &number));
  ck_assert(coff_ecoff_file_get(m.f, 1, &fd));
  ck_assert(fd.stabs && !fd.has_name);
  ck_assert(coff_ecoff_relative_file(m.f, &fd, 1, &number) && number == 1);
  ck_assert(!coff_ecoff_relative_file(m.f, &fd, 2, &number));
  ck_assert(!coff_ecoff_file_get(m.f, 2, &fd));
  ck_assert(coff_ecoff_procedure_get(m.f, 1, &p));
  assert_str(p.name, "second");
  ck_assert_uint_eq(p.symbol, 7);
  ck_assert_uint_eq(p.address, 0x28);
  ck_assert_uint_eq(p.file, 0);
  ck_assert_int_eq((int64_t)p.native.field[COFF_PDR_REGOFFSET], -4);
  ck_assert(!coff_ecoff_procedure_get(m.f, 2, &p));
  ck_assert(coff_ecoff_record(m.f, COFF_SYMBOLIC_OPTR, 0, &v));
  ck_assert_uint_eq(v.field[COFF_OPTR_VALUE], 0x123456);
  ck_assert_uint_eq(v.field[COFF_OPTR_INDEX], 0x12345);
  ck_assert(coff_ecoff_record(m.f, COFF_SYMBOLIC_DNR, 0, &v) && v.field[COFF_DNR_INDEX] == 2);
  ck_assert(!coff_ecoff_record(m.f, COFF_SYMBOLIC_DNR, 1, &v));
  ck_assert(!coff_ecoff_record(m.f, COFF_SYMBOLIC_TIR, 0, &v));
  coff_file_close(m.f);
}
END_TEST

START_TEST(lines_are_unpacked)
{
  static const struct coff_ecoff_line want[] = {{0x10, 10, 3}, {0x1c, 9, 16}, {0x5c, 309, 1}};
  struct made m;
  struct coff_ecoff_procedure p;
  struct coff_ecoff_lines c;
  struct coff_ecoff_line l;
  made_ecoff(&m, targets[_i]);
  made_ecoff_open(&m);
  ck_assert(coff_ecoff_procedure_get(m.f, 0, &p));
  ck_assert_uint_eq(p.lines.size, 5);
  coff_ecoff_line_first(m.f, &p, &c);
  for (unsigned i = 0; i < COFF_COUNT(want); i++) {
    ck_assert(coff_ecoff_line_next(&c, &l));
    ck_assert_uint_eq(l.address, want[i].address);
    ck_assert_int_eq(l.line, want[i].line);
    ck_assert_uint_eq(l.instructions, want[i].instructions);
  }
  ck_assert(!coff_ecoff_line_next(&c, &l));
  ck_assert(coff_ecoff_procedure_get(m.f, 1, &p));
  ck_assert_uint_eq(p.lines.size, 2);
  coff_ecoff_line_first(m.f, &p, &c);
  ck_assert(coff_ecoff_line_next(&c, &l) && l.line == 20);
  ck_assert(coff_ecoff_line_next(&c, &l) && l.line == 21 && l.address == 0x2c);
  ck_assert(!coff_ecoff_line_next(&c, &l));
  // A long delta whose two bytes are cut off.
  p.lines.data = (const uint8_t *)"\x80\x01";
  coff_ecoff_line_first(m.f, &p, &c);
  ck_assert(!coff_ecoff_line_next(&c, &l));
  coff_file_close(m.f);
}
END_TEST

// The same through the interface of all flavours: each procedure starts with a row of its own.
START_TEST(lines_are_rows_of_sections)
{
  static const struct coff_line want[] = {{.owner = 5, .address = 0x10},
                                          {.owner = 5, .address = 0x10, .line = 10},
                                          {.owner = 5, .address = 0x1c, .line = 9},
                                          {.owner = 5, .address = 0x5c, .line = 309},
                                          {.owner = 7, .address = 0x28},
                                          {.owner = 7, .address = 0x28, .line = 20},
                                          {.owner = 7, .address = 0x2c, .line = 21}};
  struct made m;
  struct coff_section s;
  struct coff_line_cursor c;
  struct coff_line l;
  made_ecoff(&m, targets[_i]);
  made_ecoff_open(&m);
  ck_assert(coff_section_get(m.f, 1, &s) && coff_line_first(m.f, &s, &c));
  for (unsigned i = 0; i < COFF_COUNT(want); i++) {
    ck_assert(coff_line_next(&c, &l));
    ck_assert_uint_eq(l.owner, want[i].owner);
    ck_assert_uint_eq(l.address, want[i].address);
    ck_assert_uint_eq(l.line, want[i].line);
    ck_assert_uint_eq(l.native.lnno, want[i].line);
  }
  ck_assert(!coff_line_next(&c, &l));
  ck_assert(coff_section_get(m.f, 2, &s) && coff_line_first(m.f, &s, &c));
  ck_assert(!coff_line_next(&c, &l));
  ck_assert_int_eq(m.ear.heard.errors, 0);
  coff_file_close(m.f);
}
END_TEST

START_TEST(types_are_spelled)
{
  static const struct {
    unsigned at;
    const char *text;
  } rows[] = {{18, "union"},
              {21, "range -5..5"},
              {25, "pointer to int"},
              {27, "volatile const pointer to pointer to pointer to pointer to pointer to pointer "
                   "to short"},
              {29, "indirect"},
              {31, "enum point"},
              {34, "qualifier 7 of type 60"},
              {NAUX - 1, "(damaged type)"},
              {NAUX, "(damaged type)"}};
  struct made m;
  struct coff_ecoff_file fd;
  char text[200];
  made_ecoff(&m, targets[_i]);
  // The file 1 of "a.c" is itself, but one that the type names by an escape counts the same way.
  made_ecoff_open(&m);
  ck_assert(coff_ecoff_file_get(m.f, 0, &fd));
  for (unsigned i = 0; i < COFF_COUNT(rows); i++) {
    size_t n = coff_ecoff_type_spell(m.f, &fd, rows[i].at, text, sizeof text);
    ck_assert_str_eq(text, rows[i].text);
    ck_assert_uint_eq(n, strlen(rows[i].text));
  }
  ck_assert_uint_eq(coff_ecoff_type_spell(m.f, &fd, 25, text, 5), 14);
  ck_assert_str_eq(text, "poin");
  coff_file_close(m.f);
}
END_TEST

static int64_t addend_of(const struct made *m, const struct coff_section *s, unsigned which,
                         char *name)
{
  struct coff_reloc_table table;
  struct coff_reloc r;
  struct coff_syment sym = {0};
  struct coff_str str = {"", 0};
  struct coff_view contents;
  ck_assert(coff_section_contents(m->f, s, &contents));
  ck_assert(coff_section_relocs(m->f, s, &table));
  ck_assert_uint_eq(coff_reloc_read(m->f, &table, which, 1, &r), 1);
  const struct coff_howto *h = coff_howto_find(m->t, &r);
  ck_assert_ptr_nonnull(h);
  bool found = coff_reloc_syment(m->f, &r, &sym);
  if (found)
    ck_assert(coff_syment_name(m->f, &sym, &str));
  memcpy(name, str.data, str.size);
  name[str.size] = 0;
  return coff_reloc_file_addend(m->f, h, &r, found ? &sym : NULL, contents.data + r.vaddr);
}

START_TEST(relocations_name_sections)
{
  static const struct {
    const char *symbol;
    int64_t addend;
  } mips[] = {{".data", 0x18008},
              {".data", 0x18008},
              {".data", -0x7ff8},
              {".data", 0xc},
              {"undef", 0x12}},
    alpha[] = {{"", 0}, {".data", 0x10}, {".data", 0}, {"undef", 8}, {"undef", 4}};
  struct made m;
  struct coff_section s;
  struct coff_reloc_table table;
  struct coff_reloc r[5];
  uint8_t out[0x40];
  char name[40];
  made_ecoff(&m, targets[_i]);
  bool is_alpha = m.t->address_bits == 64;
  made_ecoff_open(&m);
  ck_assert(coff_section_get(m.f, 1, &s));
  for (unsigned i = 0; i < 5; i++) {
    ck_assert_int_eq(addend_of(&m, &s, i, name), is_alpha ? alpha[i].addend : mips[i].addend);
    ck_assert_str_eq(name, is_alpha ? alpha[i].symbol : mips[i].symbol);
  }
  ck_assert(coff_section_relocs(m.f, &s, &table));
  ck_assert_uint_eq(coff_reloc_read(m.f, &table, 0, 5, r), 5);
  ck_assert_int_eq(r[0].is_number, is_alpha);
  if (is_alpha) {
    ck_assert_int_eq(r[2].offset, 5);
    ck_assert_uint_eq(r[2].rsize, 33);
  }
  // As loaded where the headers say, fields by section stay as they are.
  coff_section_relocated(m.f, &s, out, sizeof out);
  ck_assert_int_eq(memcmp(out, m.bytes + TEXT_AT, 12), 0);
  coff_file_close(m.f);
}
END_TEST

START_TEST(tables_are_claimed)
{
  struct made m;
  struct coff_map map;
  size_t named = 0;
  made_ecoff(&m, targets[_i]);
  made_ecoff_open(&m);
  ck_assert(coff_map_build(m.f, &map));
  for (size_t i = 0; i < map.count; i++)
    named += map.ranges[i].what != NULL;
  ck_assert_uint_eq(named, 1 + COFF_SYMBOLIC_TABLES);
  coff_map_free(m.f, &map);
  ck_assert_int_eq(m.ear.heard.errors, 0);
  coff_file_close(m.f);
}
END_TEST

// ---- Damage -----------------------------------------------------------------------------------

START_TEST(tables_past_the_end_are_cut)
{
  struct made m;
  struct coff_symbol s;
  uint64_t count;
  for (unsigned table = 0; table < COFF_SYMBOLIC_TABLES; table++) {
    made_ecoff(&m, targets[_i]);
    m.header.field[COFF_HDRR_COUNT + table] = 0x7fffffff;
    made_ecoff_open(&m);
    ck_assert_msg(m.ear.heard.errors == 1 && strstr(m.ear.heard.text, "runs past") != NULL,
                  "%s: %s", coff_ecoff_table_name((enum coff_symbolic_table_id)table),
                  m.ear.heard.text);
    coff_ecoff_table(m.f, (enum coff_symbolic_table_id)table, &count);
    ck_assert_uint_lt(count, SIZE);
    coff_file_close(m.f);
    made_ecoff(&m, targets[_i]);
    m.header.field[COFF_HDRR_OFFSET + table] = SIZE + 1;
    made_ecoff_open(&m);
    ck_assert_int_eq(m.ear.heard.errors, 1);
    coff_ecoff_table(m.f, (enum coff_symbolic_table_id)table, &count);
    ck_assert_uint_eq(count, 0);
    for (uint64_t i = 0; coff_symbol_get(m.f, i, &s); i = coff_symbol_next(&s))
      ck_assert_uint_lt(i, 16);
    coff_file_close(m.f);
  }
}
END_TEST

START_TEST(headers_that_are_none)
{
  struct made m;
  const struct coff_open as = {.target = targets[_i]};
  made_ecoff(&m, targets[_i]);
  made_ecoff_open(&m);
  coff_file_close(m.f);
  m.bytes[HDRR_AT] ^= 0xff;
  m.f = coff_file_from_memory(&m.ear.context, "made", m.bytes, SIZE, &as);
  ck_assert_int_eq(m.ear.heard.errors, 1);
  ck_assert_uint_eq(m.ear.heard.offset, HDRR_AT);
  ck_assert_ptr_null(coff_ecoff_header(m.f));
  ck_assert_uint_eq(coff_syment_count(m.f), 0);
  coff_file_close(m.f);
  m.ear.heard.errors = 0;
  m.f = coff_file_from_memory(&m.ear.context, "made", m.bytes, HDRR_AT + 50, &as);
  ck_assert_int_eq(m.ear.heard.errors, 1);
  ck_assert_ptr_nonnull(strstr(m.ear.heard.text, "past the end"));
  coff_file_close(m.f);
}
END_TEST

START_TEST(names_and_files_out_of_reach)
{
  struct made m;
  struct coff_symbol s;
  struct coff_ecoff_procedure p;
  made_ecoff(&m, targets[_i]);
  unsigned size = m.t->records->symbolic->records[COFF_SYMBOLIC_FDR].size;
  memset(m.bytes + FILES_AT, 0xff, 2 * size); // all symbols are of nobody
  made_ecoff_open(&m);
  ck_assert(coff_symbol_get(m.f, 5, &s));
  ck_assert_uint_eq(s.name.size, 0);
  ck_assert_int_eq(m.ear.heard.errors, 1);
  ck_assert_uint_eq(s.native.file, ECOFF_NIL);
  ck_assert(coff_ecoff_procedure_get(m.f, 0, &p));
  ck_assert_uint_eq(p.file, ECOFF_NIL);
  ck_assert_uint_eq(p.symbol, UINT64_MAX);
  ck_assert_uint_eq(p.lines.size, 0);
  coff_file_close(m.f);
}
END_TEST

START_TEST(codes_of_no_section)
{
  struct made m;
  struct coff_section s;
  struct coff_reloc_table table;
  struct coff_reloc r = {.type = 1, .by_section = true};
  struct coff_syment sym;
  made_ecoff(&m, targets[_i]);
  made_ecoff_open(&m);
  static const uint32_t codes[] = {0, 14, 7, 99}; // none, absolute, one that is not there, no code
  for (unsigned i = 0; i < COFF_COUNT(codes); i++) {
    r.symndx = codes[i];
    ck_assert_int_eq(coff_reloc_is_bare(m.t, &r), i < 2);
    ck_assert(!coff_reloc_syment(m.f, &r, &sym));
  }
  ck_assert(coff_section_get(m.f, 2, &s));
  ck_assert(coff_section_relocs(m.f, &s, &table));
  ck_assert_uint_eq(table.count, 0);
  coff_file_close(m.f);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("ecoff");
  TCase *c = tcase_create("symbolic information");
  const int n = COFF_COUNT(targets);
  tcase_add_loop_test(c, symbols_share_one_space, 0, n);
  tcase_add_loop_test(c, indices_have_their_meaning, 0, n);
  tcase_add_loop_test(c, files_and_procedures, 0, n);
  tcase_add_loop_test(c, lines_are_unpacked, 0, n);
  tcase_add_loop_test(c, lines_are_rows_of_sections, 0, n);
  tcase_add_loop_test(c, types_are_spelled, 0, n);
  tcase_add_loop_test(c, relocations_name_sections, 0, n);
  tcase_add_loop_test(c, tables_are_claimed, 0, n);
  tcase_add_loop_test(c, tables_past_the_end_are_cut, 0, n);
  tcase_add_loop_test(c, headers_that_are_none, 0, n);
  tcase_add_loop_test(c, names_and_files_out_of_reach, 0, n);
  tcase_add_loop_test(c, codes_of_no_section, 0, n);
  suite_add_tcase(s, c);
  return run_suite(s);
}
