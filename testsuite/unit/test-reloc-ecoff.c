// What ECOFF's relocations compute that other flavours' do not: Alpha's stack and pairs of instructions, MIPS
// fields that count from a global pointer.
//
// Skip this unless you change coffgen/reloc/expression.c, place-alpha.c or relocated.c.
#include "coff/build.h"
#include "coff/format-ecoff.h"
#include "coff/format-sysv.h"
#include "coff/reloc.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/main.h"
#include "testsuite/unit/rewrite.h"
#include <stdlib.h>
#include <string.h>

enum {
  MOST = 1 << 16,
  SIZE = 32,
  DATA = 0x100, // address of .data
  GP = 0x8010,
  REFWORD = 2,
  GPREL = 6,
  GPDISP = 6,
  OP_PUSH = 12,
  OP_STORE,
  OP_PSUB,
  OP_PRSHIFT,
  // Codes of sections
  IN_TEXT = 1,
  IN_DATA = 3,
  IN_NONE = 0
};

struct outcome {
  uint8_t bytes[SIZE];
  struct ear ear;
};

static struct coff_build *start(const struct coff_context *ctx, const char *target, bool header,
                                const uint8_t *text)
{
  struct coff_build *b = coff_build_new(ctx, "made", coff_target_find(target), COFF_KIND_OBJECT, 0);
  struct coff_scnhdr h = {.flags = STYP_TEXT}, data = {.flags = STYP_DATA, .vaddr = DATA};
  struct coff_syment s = {
      .value = 0x40, .type = stLabel, .sclass = scAbs, .index = ECOFF_INDEX_NIL};
  ck_assert_ptr_nonnull(b);
  ck_assert(!header || coff_build_optional_header(b, NULL, 0));
  b->aout.field[COFF_AOUT_GP_VALUE] = GP;
  uint32_t id = coff_build_section(b, (struct coff_str){".text", 5}, &h);
  ck_assert(coff_build_contents(b, id, (struct coff_view){text, SIZE, 0}));
  id = coff_build_section(b, (struct coff_str){".data", 5}, &data);
  ck_assert(coff_build_contents(b, id, (struct coff_view){text, SIZE, 0}));
  ck_assert_uint_eq(coff_build_symbol(b, (struct coff_str){"x", 1}, &s), 0);
  return b;
}

// The contents of .text after N relocations of it.
static void relocate(struct outcome *o, const char *target, bool header, const uint8_t *text,
                     const struct coff_reloc *r, unsigned n)
{
  struct coff_section s;
  listen(&o->ear);
  struct coff_build *b = start(&o->ear.context, target, header, text);
  for (unsigned i = 0; i < n; i++)
    ck_assert(coff_build_reloc(b, 1, &r[i]));
  struct rewritten made = write_build(b, MOST);
  ck_assert_msg(made.bytes != NULL, "%s", o->ear.heard.text);
  struct coff_open as = {.target = target};
  struct coff_file *f =
      coff_file_from_memory(&o->ear.context, "made", made.bytes, (size_t)made.size, &as);
  ck_assert(f != NULL && coff_section_get(f, 1, &s));
  ck_assert(coff_section_relocated(f, &s, o->bytes, SIZE));
  coff_file_close(f);
  free(made.bytes);
  coff_build_free(b);
}

// ---- Alpha's stack ----------------------------------------------------------------------------

START_TEST(operators_have_operands_of_their_own)
{
  static const uint8_t text[SIZE] = {[8] = 0xff, 0xff, 0xff, 0xff};
  static const struct coff_reloc r[] = {
      {.type = OP_PUSH, .vaddr = 0x300, .symndx = 0},                              // 0x340
      {.type = OP_PSUB, .vaddr = DATA + 8, .symndx = IN_DATA, .by_section = true}, // 0x238
      {.type = OP_PRSHIFT, .vaddr = 3, .symndx = IN_NONE, .by_section = true},     // 0x47
      {.type = OP_STORE, .vaddr = 8, .offset = 4, .rsize = 12, .by_section = true}};
  struct outcome o;
  relocate(&o, "ecoff-littlealpha", false, text, r, COFF_COUNT(r));
  ck_assert_msg(o.ear.heard.errors == 0, "%s", o.ear.heard.text);
  ck_assert_uint_eq(coff_le32(o.bytes + 8), 0xffff047f);
}
END_TEST

START_TEST(values_wait_for_their_stores)
{
  static const uint8_t text[SIZE] = {0};
  static const struct coff_reloc r[] = {
      {.type = OP_PUSH, .vaddr = 0x11, .symndx = IN_NONE, .by_section = true},
      {.type = OP_PUSH, .vaddr = 0x22, .symndx = IN_NONE, .by_section = true},
      {.type = OP_STORE, .vaddr = 0, .rsize = 8, .by_section = true},
      {.type = OP_STORE, .vaddr = SIZE - 1, .rsize = 8, .by_section = true}};
  struct outcome o;
  relocate(&o, "ecoff-littlealpha", false, text, r, COFF_COUNT(r));
  ck_assert_msg(o.ear.heard.errors == 0, "%s", o.ear.heard.text);
  ck_assert_uint_eq(o.bytes[0], 0x22);
  ck_assert_uint_eq(o.bytes[SIZE - 1], 0x11);
}
END_TEST

START_TEST(damaged_stacks_change_nothing)
{
  static const uint8_t text[SIZE] = {0};
  static const struct coff_reloc rows[][2] = {
      {{.type = OP_STORE, .rsize = 8, .by_section = true}, {0}}, // nothing to store
      {{.type = OP_PSUB, .by_section = true}, {0}},
      {{.type = OP_PUSH, .symndx = 7, .is_number = true}, {0}}, // no such symbol
      {{.type = OP_PUSH, .vaddr = 1, .by_section = true},
       {.type = OP_STORE, .offset = 60, .rsize = 8, .by_section = true}},
      {{.type = OP_PUSH, .vaddr = 1, .by_section = true},
       {.type = OP_STORE, .vaddr = SIZE - 1, .rsize = 9, .by_section = true}},
      {{.type = OP_PUSH, .vaddr = 1, .by_section = true},
       {.type = OP_STORE, .vaddr = SIZE + 1, .rsize = 8, .by_section = true}}};
  struct outcome o;
  relocate(&o, "ecoff-littlealpha", false, text, rows[_i], 2);
  ck_assert_int_eq(o.ear.heard.errors, 1);
  ck_assert(memcmp(o.bytes, text, SIZE) == 0);
}
END_TEST

// ---- Pairs of instructions --------------------------------------------------------------------

START_TEST(pairs_hold_32_bits)
{
  static const struct {
    int64_t value;
    uint16_t high, low;
    bool fits;
  } rows[] = {{0x12348765, 0x1235, 0x8765, true},
              {0x12347fff, 0x1234, 0x7fff, true},
              {-1, 0, 0xffff, true},
              {-0x8001, 0xffff, 0x7fff, true},
              {0x7fff7fff, 0x7fff, 0x7fff, true},
              {-0x80008000ll, 0x8000, 0x8000, true},
              {0x7fff8000, 0x8000, 0x8000, false}};
  for (size_t i = 0; i < COFF_COUNT(rows); i++) {
    uint8_t high[4] = {1, 2, 0xbb, 0x27}, low[4] = {3, 4, 0xbd, 0x23};
    bool fits = coff_reloc_put_pair(COFF_LITTLE, high, low, (uint64_t)rows[i].value);
    ck_assert_int_eq(fits, rows[i].fits);
    ck_assert_uint_eq(coff_le32(high), 0x27bb0000u | rows[i].high);
    ck_assert_uint_eq(coff_le32(low), 0x23bd0000u | rows[i].low);
    ck_assert(!fits || coff_reloc_pair_addend(COFF_LITTLE, high, low) == rows[i].value);
  }
}
END_TEST

START_TEST(pairs_hold_the_distance_of_gp)
{
  // At 8, gp - 8 = 0x8008: the high half rounds up.
  static const uint8_t text[SIZE] = {[8] = 1, 0, 0xbb, 0x27, [20] = 8, 0x80, 0xbd, 0x23};
  struct coff_reloc r = {.type = GPDISP, .vaddr = 8, .symndx = 12, .is_number = true};
  const struct coff_howto *h = coff_howto_find(coff_target_find("ecoff-littlealpha"), &r);
  struct coff_reloc_input in = {.gp = 0x20000, .p = 0x10008};
  struct outcome o;
  uint64_t v;
  ck_assert(coff_reloc_value(h, &in, 4, &v) && v == 0xfffc);
  relocate(&o, "ecoff-littlealpha", true, text, &r, 1);
  ck_assert_msg(o.ear.heard.errors == 0, "%s", o.ear.heard.text);
  ck_assert(memcmp(o.bytes, text, SIZE) == 0);
  // The distance is signed; both have to be there, and so has the global pointer.
  r.vaddr = 20;
  r.symndx = (uint32_t)-12;
  relocate(&o, "ecoff-littlealpha", true, text, &r, 1);
  ck_assert_int_eq(o.ear.heard.errors, 0);
  r.symndx = 12;
  relocate(&o, "ecoff-littlealpha", true, text, &r, 1);
  ck_assert_ptr_nonnull(strstr(o.ear.heard.text, "outside the contents"));
  r.symndx = 8;
  relocate(&o, "ecoff-littlealpha", false, text, &r, 1);
  ck_assert_ptr_nonnull(strstr(o.ear.heard.text, "only a link"));
}
END_TEST

// ---- MIPS -------------------------------------------------------------------------------------

START_TEST(mips_fields_count_from_gp)
{
  static const char *const targets[] = {"ecoff-bigmips", "ecoff-littlemips", "ecoff-biglittlemips"};
  struct coff_reloc r[] = {{.type = GPREL, .vaddr = 0, .symndx = IN_DATA, .by_section = true},
                           {.type = GPREL, .vaddr = 4, .symndx = 0},
                           {.type = REFWORD, .vaddr = 8, .symndx = 0}};
  const struct coff_target *t = coff_target_find(targets[_i]);
  uint8_t text[SIZE] = {0};
  struct outcome o;
  // By section, the field has the distance in the object: of .data + 4.
  coff_store(text, 4, t->data_order, 0x8f820000u | ((DATA + 4 - GP) & 0xffff));
  coff_store(text + 4, 4, t->data_order, 0x8f820004u);
  coff_store(text + 8, 4, t->data_order, 2);
  relocate(&o, targets[_i], true, text, r, COFF_COUNT(r));
  ck_assert_msg(o.ear.heard.errors == 0, "%s", o.ear.heard.text);
  ck_assert_uint_eq(coff_load(o.bytes, 4, t->data_order), 0x8f820000u | ((DATA + 4 - GP) & 0xffff));
  ck_assert_uint_eq(coff_load(o.bytes + 4, 4, t->data_order), 0x8f820000u | ((0x44 - GP) & 0xffff));
  ck_assert_uint_eq(coff_load(o.bytes + 8, 4, t->data_order), 0x42);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("relocations of ECOFF");
  TCase *c = tcase_create("Alpha and MIPS");
  tcase_add_test(c, operators_have_operands_of_their_own);
  tcase_add_test(c, values_wait_for_their_stores);
  tcase_add_loop_test(c, damaged_stacks_change_nothing, 0, 6);
  tcase_add_test(c, pairs_hold_32_bits);
  tcase_add_test(c, pairs_hold_the_distance_of_gp);
  tcase_add_loop_test(c, mips_fields_count_from_gp, 0, 3);
  suite_add_tcase(s, c);
  return run_suite(s);
}
