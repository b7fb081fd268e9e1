// Fields of relocations that lie in the slots of a bundle, or in half words that change places.
//
// Skip this unless you work on IA-64 or MIPS16. The bytes are those of the GNU assemblers for Linux on
// these processors, whose instructions are the same.
#include "coff/reloc.h"
#include "testsuite/unit/main.h"
#include <string.h>

struct slot {
  const char *text;
  uint8_t bundle[16];
  uint8_t number, put, bits, rightshift;
  int64_t value; // of branches: how far behind the bundle
};

#define ADDS  COFF_PUT_IA64_IMM14
#define ADDL  COFF_PUT_IA64_IMM22
#define MOVL  COFF_PUT_IA64_IMM64
#define BR    COFF_PUT_IA64_BRANCH
#define CHK   COFF_PUT_IA64_CHECK
#define FCHKF COFF_PUT_IA64_FCHECK
#define BRL   COFF_PUT_IA64_BRANCH60

// clang-format off
#define MII {0x01, 0x10, 0xf0, 0x06, 0x35, 0x21, 0x40, 0x00, 0x04, 0x00, 0x48, 0xa0, 0x60, 0x4d, 0xa2, 0x91}
#define MLX {0x05, 0x00, 0x00, 0x00, 0x01, 0x80, 0x9a, 0x78, 0x56, 0x34, 0x12, 0xc0, 0x10, 0x97, 0xf7, 0x66}
#define MMI {0x09, 0x10, 0x00, 0x06, 0x00, 0x21, 0x20, 0x00, 0x0c, 0x00, 0x46, 0xa0, 0x00, 0x08, 0x00, 0x90}
#define LOW {0x09, 0x10, 0x00, 0x02, 0x00, 0x26, 0x00, 0x00, 0x00, 0x02, 0x00, 0x40, 0xf0, 0x1f, 0x7c, 0x84}
#define BBB {0x17, 0x00, 0x04, 0x00, 0x00, 0x10, 0x00, 0x08, 0x00, 0x00, 0x20, 0x00, 0x10, 0x00, 0x00, 0x40}
#define MFB {0x1d, 0x00, 0x10, 0x00, 0x44, 0x04, 0xf0, 0xff, 0x07, 0x10, 0x00, 0x00, 0x00, 0x00, 0xf0, 0x48}
#define FAR {0x05, 0x00, 0x00, 0x00, 0x01, 0x00, 0x89, 0x67, 0x45, 0x23, 0x01, 0x00, 0xd0, 0xcd, 0xab, 0xc0}

static const struct slot slots[] = {
  {"adds r2 = 6844, r3",             MII, 0, ADDS,  14, 0, 6844},
  {"addl r4 = 0, r1",                MII, 1, ADDL,  22, 0, 0},
  {"addl r5 = 0x123456, r1",         MII, 2, ADDL,  22, 0, 0x123456},
  {"movl r6 = 0x123456789abcdef1",   MLX, 1, MOVL,  64, 0, 0x123456789abcdef1},
  {"adds r2 = -8192, r3",            MMI, 1, ADDS,  14, 0, -8192},
  {"addl r2 = -2097152, r1",         LOW, 0, ADDL,  22, 0, -2097152},
  {"adds r2 = 4095, r3",             LOW, 2, ADDS,  14, 0, 4095},
  {"br.few, first",                  BBB, 0, BR,    21, 4, 0x10},
  {"br.few, second",                 BBB, 1, BR,    21, 4, 0x10},
  {"br.few, third",                  BBB, 2, BR,    21, 4, 0x10},
  {"chk.s.m",                        MFB, 0, CHK,   21, 4, 0x100000},
  {"fchkf.s0",                       MFB, 1, FCHKF, 21, 4, 0x7fff0},
  {"br.few, backwards",              MFB, 2, BR,    21, 4, -0x100000},
  {"brl.few",                        FAR, 1, BRL,   60, 4, 0x123456789abcdd0},
};
// clang-format on

static struct coff_howto howto_of(const struct slot *s)
{
  return (struct coff_howto){.name = s->text,
                             .put = s->put,
                             .size = 16,
                             .bits = s->bits,
                             .rightshift = s->rightshift,
                             .overflow = s->bits < 60 ? COFF_OVF_SIGNED : COFF_OVF_NONE};
}

START_TEST(slots_hold_what_the_assembler_put_there)
{
  const struct slot *s = &slots[_i];
  struct coff_howto h = howto_of(s), copy;
  struct coff_reloc r = {.vaddr = 0x12340 + s->number};
  uint8_t p[16];
  memcpy(p, s->bundle, sizeof p);
  const struct coff_howto *in = coff_howto_in_slot(&h, &r, &copy);
  ck_assert_ptr_eq(in, &copy);
  ck_assert_uint_eq(r.vaddr, 0x12340);
  ck_assert_msg(coff_reloc_addend(in, COFF_LITTLE, p) == s->value, "%s: addend", s->text);
  ck_assert(coff_reloc_put(in, COFF_LITTLE, p, ~(uint64_t)0 << s->rightshift));
  ck_assert_msg(memcmp(p, s->bundle, sizeof p) != 0, "%s: nothing was stored", s->text);
  ck_assert_int_eq(coff_reloc_addend(in, COFF_LITTLE, p), -((int64_t)1 << s->rightshift));
  ck_assert(coff_reloc_put(in, COFF_LITTLE, p, (uint64_t)s->value));
  ck_assert_msg(memcmp(p, s->bundle, sizeof p) == 0, "%s: bytes", s->text);
}
END_TEST

START_TEST(a_bundle_has_three_slots)
{
  struct coff_howto h = howto_of(&slots[0]), copy;
  struct coff_reloc r = {.vaddr = 0x12343};
  ck_assert_ptr_null(coff_howto_in_slot(&h, &r, &copy));
  const struct coff_howto word = {.size = 4};
  r.vaddr = 0x12343;
  ck_assert_ptr_eq(coff_howto_in_slot(&word, &r, &copy), &word);
  ck_assert_uint_eq(r.vaddr, 0x12343);
}
END_TEST

START_TEST(slots_overflow_one_past_their_limits)
{
  struct coff_howto h = howto_of(&slots[0]);
  uint8_t p[16] = {0};
  ck_assert(coff_reloc_put(&h, COFF_LITTLE, p, 8191));
  ck_assert(!coff_reloc_put(&h, COFF_LITTLE, p, 8192));
  ck_assert(!coff_reloc_put(&h, COFF_LITTLE, p, (uint64_t)-8193));
}
END_TEST

// JAL of MIPS16 to 0x4abcdec.
START_TEST(half_words_of_a_jump_change_places)
{
  const struct coff_howto h = {.put = COFF_PUT_MIPS16_JAL, .size = 4, .bits = 26, .rightshift = 2};
  static const uint8_t after[4] = {0x49, 0x19, 0x7b, 0xf3};
  uint8_t p[4] = {0x00, 0x18, 0, 0};
  ck_assert_int_eq(coff_reloc_addend(&h, COFF_LITTLE, p), 0);
  ck_assert(coff_reloc_put(&h, COFF_LITTLE, p, 0x4abcdec));
  ck_assert_mem_eq(p, after, sizeof p);
  ck_assert_int_eq(coff_reloc_addend(&h, COFF_LITTLE, p), 0x4abcdec);
}
END_TEST

// ---- What the PE machines compute ---------------------------------------------------------------

struct value {
  uint8_t calc, rightshift;
  int8_t bias;
  uint64_t want;
};

static const struct value values[] = {
    {COFF_CALC_HIGH_ADJUSTED, 16, 0, 0x1234567895678 + 0x8000},
    {COFF_CALC_HIGH_ADJUSTED, 32, 0, 0x1234567895678 + 0x80008000},
    {COFF_CALC_HIGH_ADJUSTED, 48, 0, 0x1234567895678 + 0x800080008000},
    {COFF_CALC_SECREL_HIGH, 16, 0, 0x5678 + 0x8000},
    {COFF_CALC_GP_HIGH, 16, 0, 0x4678 + 0x8000},
    {COFF_CALC_SECTION_START, 0, 0, 0x1234567890000 + 8},
    {COFF_CALC_PC_WORD, 2, 4, 0x1234567895678 - 0x1004},
    {COFF_CALC_PC_WORD, 2, 2, 0x1234567895678 - 0x1004},
    {COFF_CALC_PC_WORD, 2, 0, 0x1234567895678 - 0x1000},
};

START_TEST(values_follow_their_formula)
{
  const struct coff_reloc_input in = {
      .s = 0x1234567895670, .p = 0x1002, .section_base = 0x1234567890000, .gp = 0x1234567891000};
  const struct value *w = &values[_i];
  const struct coff_howto h = {.calc = w->calc, .rightshift = w->rightshift, .bias = w->bias};
  uint64_t v;
  ck_assert(coff_reloc_value(&h, &in, 8, &v));
  ck_assert_uint_eq(v, w->want);
}
END_TEST

// Flags in a type that change nothing are left away; those that do change something are not.
START_TEST(hints_in_a_type_are_left_away)
{
  const struct coff_target *t = coff_target_find("pe-powerpcle");
  struct coff_reloc r = {.type = 0x206}; // REL24 | BRTAKEN
  ck_assert_str_eq(coff_howto_find(t, &r)->name, "IMAGE_REL_PPC_REL24");
  r.type = 0x106; // REL24 | NEG
  ck_assert_ptr_null(coff_howto_find(t, &r));
  r.type = 0x102;
  ck_assert_int_eq(coff_howto_find(t, &r)->calc, COFF_CALC_NEG);
  r.type = 0x8002;
  ck_assert_str_eq(coff_howto_find(coff_target_find("pe-sh4"), &r)->name, "IMAGE_REL_SH3_DIRECT32");
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("reloc-slots");
  TCase *c = tcase_create("slots");
  tcase_add_loop_test(c, slots_hold_what_the_assembler_put_there, 0, COFF_COUNT(slots));
  tcase_add_test(c, a_bundle_has_three_slots);
  tcase_add_test(c, slots_overflow_one_past_their_limits);
  tcase_add_test(c, half_words_of_a_jump_change_places);
  tcase_add_loop_test(c, values_follow_their_formula, 0, COFF_COUNT(values));
  tcase_add_test(c, hints_in_a_type_are_left_away);
  suite_add_tcase(suite, c);
  return run_suite(suite);
}
