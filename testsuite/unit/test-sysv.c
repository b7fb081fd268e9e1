// What only some System V flavours have: addends in a relocation of their own or in halves, fields in
// several runs of bits, values that are no plain sums, alignment in a field, pointers to two memories.
//
// Skip this unless one of their tables or the code behind it changes. Bytes of instructions are those
// of the flavours' assemblers.
#include "coff/reloc.h"
#include "coff/symbols.h"
#include "testsuite/unit/fixtures.h"
#include "testsuite/unit/main.h"
#include <string.h>

// ---- Fields in several runs of bits -----------------------------------------------------------

struct place {
  const char *target, *howto;
  uint8_t before[4], after[4];
  int64_t value;
};

static const struct place places[] = {
    {"coff-a29k-big", "R_IREL", {0xa8, 0, 0x80, 0}, {0xa8, 0x12, 0x80, 0x34}, 0x1234 * 4},
    {"coff-a29k-big", "R_IREL", {0xa8, 0, 0x80, 0}, {0xa8, 0xff, 0x80, 0xfe}, -8},
    {"coff-a29k-big", "R_ILOHALF", {3, 0, 0x62, 0}, {3, 0x23, 0x62, 0x45}, 0x12345},
    {"coff-or32-big", "R_IREL", {4, 0, 0, 0}, {7, 0xff, 0xff, 0xff}, -4},
    {"coff-maxq", "LONG_JUMP", {0, 0x0b, 0, 0x0c}, {0x12, 0x0b, 0x34, 0x0c}, 0x1234},
    {"coff-i860", "COFF860_R_SPLIT0", {0, 0, 0, 0}, {0x34, 2, 2, 0}, 0x1234},
    {"coff-i860", "COFF860_R_SPLIT2", {3, 0, 0, 0}, {0x37, 2, 2, 0}, 0x1234},
    {"coff-z8k", "R_CALLR", {0xd0, 0, 0, 0}, {0xd1, 0x23, 0, 0}, 0x123 * 2},
    {"coff-vax", "R_DIR32S", {0, 0, 0, 0}, {0x12, 0x34, 0x56, 0x78}, 0x12345678},
    {"coff-3b20", "R_DIR32S", {0, 0, 0, 0}, {0x78, 0x56, 0x34, 0x12}, 0x12345678},
    {"coff-pic30", "R_PIC30_UNSIGNED_8", {0, 0, 0, 0}, {0x9f, 3, 0, 0}, 0xff},
};

START_TEST(bits_go_where_the_mask_says)
{
  const struct place *e = &places[_i];
  const struct coff_target *t = coff_target_find(e->target);
  const struct coff_howto *h = coff_howto_by_name(t, e->howto);
  uint8_t p[4];
  memcpy(p, e->before, 4);
  ck_assert_msg(coff_reloc_put(h, t->data_order, p, (uint64_t)e->value) ||
                    h->overflow == COFF_OVF_NONE,
                "%s: overflow", e->howto);
  ck_assert_msg(memcmp(p, e->after, 4) == 0, "%s %s: %02x %02x %02x %02x", e->target, e->howto,
                p[0], p[1], p[2], p[3]);
}
END_TEST

// ---- Values -----------------------------------------------------------------------------------

struct value {
  uint8_t calc;
  int8_t bias;
  uint32_t section;
  bool code;
  uint64_t s, want;
};

static const struct value values[] = {
    {COFF_CALC_BACK, 2, 1, true, 0x4f00, 0x102 - 4},
    {COFF_CALC_HIGH_ADJUSTED, 0, 1, true, 0x17ffc, 0x20000},
    {COFF_CALC_SEGMENTED, 0, 1, true, 0x2a1230, 0xaa001234},
    {COFF_CALC_SEGMENTED, 0, 0, false, 0x2a1230, 0x2a1234},
    {COFF_CALC_CODE_WORDS, 0, 1, true, 0x1000, 0x802},
    {COFF_CALC_CODE_WORDS, 0, 2, false, 0x1000, 0x1004},
    {COFF_CALC_WINDOW, 0, 1, false, 0x2fffc, 0x8000},
};

START_TEST(values_are_those_of_the_processor)
{
  const struct value *e = &values[_i];
  const struct coff_howto h = {.calc = e->calc, .bias = e->bias, .rightshift = 16};
  const struct coff_reloc_input in = {
      .s = e->s, .p = 0x5000, .section = e->section, .code = e->code};
  uint64_t v;
  ck_assert(coff_reloc_value(&h, &in, 4, &v));
  ck_assert_msg(v == e->want, "calc %u: 0x%llx", e->calc, (unsigned long long)v);
}
END_TEST

// ---- Addends in halves, or beside the symbol's value --------------------------------------------

struct addend {
  const char *target, *howto;
  int64_t offset;
  uint32_t pair;
  uint8_t field[4];
  int64_t want;
};

// The symbol is defined, with value 0x40.
static const struct addend addends[] = {
    {"coff-m88kbcs", "R_HVRT16", 1, 0, {0, 8}, 0x10008},
    {"coff-m88kbcs", "R_HVRT16", 2, 0, {0xff, 0xfc}, 0x1fffc},
    {"coff-m88kbcs", "R_LVRT16", 2, 0, {0xff, 0xfc}, -4},
    {"coff-a29k-big", "R_IHIHALF", 0, 0x12345, {2, 0, 0x62, 1}, 0x12345},
    {"coff-a29k-big", "R_IHIHALF", 0, 0xfffffff8, {2, 0, 0x62, 0}, -8},
    {"coff-i860", "COFF860_R_HIGHADJ", 0, 0x8004, {2, 0, 0, 0}, 0x20000 - 0x7ffc - 0x40},
    {"coff-maxq", "32Bit", 0x44, 0, {0, 0, 0, 0}, 4},
};

START_TEST(addends_lie_where_the_howto_says)
{
  const struct addend *a = &addends[_i];
  const struct coff_target *t = coff_target_find(a->target);
  const struct coff_howto *h = coff_howto_by_name(t, a->howto);
  const struct coff_reloc r = {.type = h->type, .offset = a->offset, .pair = a->pair};
  const struct coff_syment sym = {.scnum = 1, .value = 0x40};
  ck_assert_int_eq(coff_reloc_object_addend(t, h, &r, &sym, a->field), a->want);
}
END_TEST

// ---- Files ------------------------------------------------------------------------------------

static void with_file(const char *name, void (*look)(const struct coff_file *))
{
  static const struct coff_context context = {.sink = NULL};
  size_t n;
  struct fixture *all = load_fixtures(&n);
  bool found = false;
  for (size_t i = 0; i < n; i++)
    if (strcmp(all[i].name, name) == 0) {
      struct coff_file *f = coff_file_from_memory(&context, name, all[i].data, all[i].size, NULL);
      ck_assert_ptr_nonnull(f);
      look(f);
      coff_file_close(f);
      found = true;
    }
  free_fixtures(all, n);
  ck_assert_msg(found, "%s: not there", name);
}

// Wherever a read begins and ends, a relocation knows of the pair behind it.
static void look_at_pairs(const struct coff_file *f)
{
  struct coff_section s;
  struct coff_reloc_table table;
  struct coff_reloc all[16], one;
  ck_assert(coff_section_get(f, 1, &s) && coff_section_relocs(f, &s, &table));
  ck_assert_uint_eq(coff_reloc_read(f, &table, 0, 16, all), 11);
  ck_assert(all[10].is_number && !all[9].is_number);
  ck_assert_uint_eq(all[9].pair, 0x12345);
  ck_assert_uint_eq(all[6].pair, 4);
  for (uint64_t i = 0; i < 11; i++) {
    ck_assert_uint_eq(coff_reloc_read(f, &table, i, 1, &one), 1);
    ck_assert_uint_eq(one.pair, all[i].pair);
    ck_assert(one.is_number == all[i].is_number);
  }
}

START_TEST(pairs_are_read_together)
{
  with_file("coff-a29k/relocs.o", look_at_pairs);
}
END_TEST

// CONST and CONSTH of _outside+0x12345, with the symbol undefined: both halves of the addend.
static void look_at_halves(const struct coff_file *f)
{
  struct coff_section s;
  uint8_t text[0x4c];
  ck_assert(coff_section_get(f, 1, &s) && coff_section_relocated(f, &s, text, sizeof text));
  ck_assert_uint_eq(coff_be32(text + 0x30), 0x03236245);
  ck_assert_uint_eq(coff_be32(text + 0x34), 0x02006201);
  // _ptrs+4, at 0x4c + 4.
  ck_assert_uint_eq(coff_be32(text + 0x28), 0x03006150);
}

START_TEST(halves_make_one_address)
{
  with_file("coff-a29k/relocs.o", look_at_halves);
}
END_TEST

static void look_at_alignment(const struct coff_file *f)
{
  struct coff_section s;
  ck_assert(coff_section_get(f, 1, &s));
  ck_assert_uint_gt(s.header.align, 0);
  ck_assert(s.align_stored);
  ck_assert_uint_eq((uint32_t)1 << s.align_power, s.header.align);
}

START_TEST(sections_state_their_alignment)
{
  with_file("coff-i960/basic.o", look_at_alignment);
}
END_TEST

// A row of line numbers names its file; the first one of a section is no function.
static void look_at_lines(const struct coff_file *f)
{
  struct coff_section s;
  struct coff_line_cursor c;
  struct coff_line line;
  struct coff_symbol owner;
  ck_assert(coff_section_get(f, 2, &s) && coff_line_first(f, &s, &c));
  for (unsigned i = 0; i < 14; i++) {
    ck_assert(coff_line_next(&c, &line));
    ck_assert_uint_eq(line.address, i * 2);
    ck_assert(coff_symbol_get(f, line.owner, &owner));
    ck_assert_int_eq(owner.kind, COFF_SYMBOL_FILE);
  }
  ck_assert(!coff_line_next(&c, &line));
}

START_TEST(rows_of_lines_name_their_file)
{
  with_file("pic-gputils/pic18.o", look_at_lines);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("sysv");
  TCase *c = tcase_create("sysv");
  tcase_add_loop_test(c, bits_go_where_the_mask_says, 0, COFF_COUNT(places));
  tcase_add_loop_test(c, values_are_those_of_the_processor, 0, COFF_COUNT(values));
  tcase_add_loop_test(c, addends_lie_where_the_howto_says, 0, COFF_COUNT(addends));
  tcase_add_test(c, pairs_are_read_together);
  tcase_add_test(c, halves_make_one_address);
  tcase_add_test(c, sections_state_their_alignment);
  tcase_add_test(c, rows_of_lines_name_their_file);
  suite_add_tcase(s, c);
  return run_suite(s);
}
