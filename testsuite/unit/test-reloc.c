// The relocation engine: values, placements, what overflows, and what the howto tables say.
//
// Skip this unless you change coffgen/reloc/. Instruction bytes are those of LLVM's assembler;
// testsuite/tools/test_relocated.py has linkers judge whole objects.
#include "coff/reloc.h"
#include "testsuite/unit/main.h"

#include <stdio.h>
#include <string.h>

// ---- Placements -------------------------------------------------------------------------------

// An instruction with an empty field, and the same with VALUE in it.
struct encoding {
  const char *text;
  uint8_t put, rightshift, bits, overflow, size;
  uint8_t before[8], after[8];
  int64_t value;
};

#define SIGNED COFF_OVF_SIGNED
#define ANY    COFF_OVF_NONE
#define ADR    COFF_PUT_ARM64_ADR
#define LDST   COFF_PUT_ARM64_LDST12
#define T20    COFF_PUT_THUMB_BRANCH20
#define T24    COFF_PUT_THUMB_BRANCH24
#define T23    COFF_PUT_THUMB_BLX23
#define A24    COFF_PUT_ARM_BRANCH24

// clang-format off
static const struct encoding encodings[] = {
  {"adr", ADR, 0, 21, SIGNED, 4, {3, 0, 0, 0x10}, {0xe3, 0xff, 0x7f, 0x70}, 0xfffff},
  {"adr, lowest", ADR, 0, 21, SIGNED, 4, {3, 0, 0, 0x10}, {3, 0, 0x80, 0x10}, -0x100000},
  {"adrp", ADR, 12, 21, SIGNED, 4, {3, 0, 0, 0x90}, {0x23, 0x1a, 9, 0xb0}, 0x12345000},
  {"adrp, lowest", ADR, 12, 21, SIGNED, 4, {3, 0, 0, 0x90}, {3, 0, 0x80, 0x90}, -0x100000000},
  {"add", COFF_PUT_ARM64_IMM12, 0, 12, ANY, 4, {0x41, 0, 0, 0x91}, {0x41, 0xf0, 0x2a, 0x91}, 0xabc},
  {"add lsl 12", COFF_PUT_ARM64_HIGH12, 12, 12, COFF_OVF_UNSIGNED, 4, {0x41, 0, 0x40, 0x91},
   {0x41, 0xf0, 0x6a, 0x91}, 0xabc000},
  {"ldrb", LDST, 0, 12, ANY, 4, {0x41, 0, 0x40, 0x39}, {0x41, 0xf0, 0x6a, 0x39}, 0xabc},
  {"ldrh", LDST, 0, 12, ANY, 4, {0x41, 0, 0x40, 0x79}, {0x41, 0x78, 0x55, 0x79}, 0xabc},
  {"ldr w", LDST, 0, 12, ANY, 4, {0x41, 0, 0x40, 0xb9}, {0x41, 0xbc, 0x4a, 0xb9}, 0xabc},
  {"ldr x", LDST, 0, 12, ANY, 4, {0x41, 0, 0x40, 0xf9}, {0x41, 0x5c, 0x45, 0xf9}, 0xab8},
  {"ldr q", LDST, 0, 12, ANY, 4, {0x41, 0, 0xc0, 0x3d}, {0x41, 0xac, 0xc2, 0x3d}, 0xab0},
  {"ldr d", LDST, 0, 12, ANY, 4, {0x41, 0, 0x40, 0xfd}, {0x41, 0x5c, 0x45, 0xfd}, 0xab8},
  {"str q", LDST, 0, 12, ANY, 4, {0x41, 0, 0x80, 0x3d}, {0x41, 0xac, 0x82, 0x3d}, 0xab0},
  {"movw, movt", COFF_PUT_THUMB_MOV32, 0, 32, ANY, 8, {0x40, 0xf2, 0, 7, 0xc0, 0xf2, 0, 7},
   {0x4a, 0xf6, 0xcd, 0x37, 0xc1, 0xf2, 0x34, 0x27}, 0x1234abcd},
  {"beq.w", T20, 1, 20, SIGNED, 4, {0, 0xf0, 0, 0x80}, {0x23, 0xf0, 0x2d, 0x82}, 0x2345a},
  {"beq.w, lowest", T20, 1, 20, SIGNED, 4, {0, 0xf0, 0, 0x80}, {0, 0xf4, 0, 0x80}, -0x100000},
  {"beq.w, highest", T20, 1, 20, SIGNED, 4, {0, 0xf0, 0, 0x80}, {0x3f, 0xf0, 0xff, 0xaf}, 0xffffe},
  {"beq.w, J2 alone", T20, 1, 20, SIGNED, 4, {0, 0xf0, 0, 0x80}, {0, 0xf0, 0, 0x88}, 0x80000},
  {"bne.w, J1 clear", T20, 1, 20, SIGNED, 4, {0x40, 0xf0, 0, 0x80}, {0x7f, 0xf4, 0xff, 0x8f},
   -0x40002},
  {"b.w", T24, 1, 24, SIGNED, 4, {0, 0xf0, 0, 0xb8}, {0x23, 0xf1, 0x2b, 0xba}, 0x123456},
  {"b.w, lowest", T24, 1, 24, SIGNED, 4, {0, 0xf0, 0, 0xb8}, {0, 0xf4, 0, 0x90}, -0x1000000},
  {"b.w, highest", T24, 1, 24, SIGNED, 4, {0, 0xf0, 0, 0xb8}, {0xff, 0xf3, 0xff, 0x97}, 0xfffffe},
  {"b.w, I1 alone", T24, 1, 24, SIGNED, 4, {0, 0xf0, 0, 0xb8}, {0, 0xf0, 0, 0x98}, 0x800000},
  {"bl", T24, 1, 24, SIGNED, 4, {0, 0xf0, 0, 0xf8}, {0xff, 0xf7, 0xff, 0xff}, -2},
  {"bl, I2 alone", T24, 1, 24, SIGNED, 4, {0, 0xf0, 0, 0xf8}, {0, 0xf0, 0, 0xf0}, 0x400000},
  {"blx", T23, 1, 24, SIGNED, 4, {0, 0xf0, 0, 0xe8}, {0x12, 0xf0, 0xa2, 0xe9}, 0x12344},
  {"blx, lowest", T23, 1, 24, SIGNED, 4, {0, 0xf0, 0, 0xe8}, {0, 0xf4, 0, 0xc0}, -0x1000000},
  {"arm movw, movt", COFF_PUT_ARM_MOV32, 0, 32, ANY, 8, {0, 0x70, 0, 0xe3, 0, 0x70, 0x40, 0xe3},
   {0xcd, 0x7b, 0x0a, 0xe3, 0x34, 0x72, 0x41, 0xe3}, 0x1234abcd},
  {"arm bl", A24, 2, 24, SIGNED, 4, {0, 0, 0, 0xeb}, {0, 0, 0x80, 0xeb}, -0x2000000},
  {"arm beq", A24, 2, 24, SIGNED, 4, {0, 0, 0, 0x0a}, {0xff, 0xff, 0x7f, 0x0a}, 0x1fffffc},
  {"arm blx, half word", A24, 2, 24, SIGNED, 4, {0, 0, 0, 0xfa}, {0xd1, 0x48, 0, 0xfb}, 0x12346},
  {"arm blx", A24, 2, 24, SIGNED, 4, {0, 0, 0, 0xfa}, {0, 0, 0x80, 0xfa}, -0x2000000},
};
// clang-format on

static struct coff_howto howto_of(const struct encoding *e)
{
  return (struct coff_howto){.name = e->text,
                             .put = e->put,
                             .size = e->size,
                             .bits = e->bits,
                             .rightshift = e->rightshift,
                             .overflow = e->overflow,
                             .mask = ~(uint64_t)0};
}

START_TEST(places_bits_as_the_assembler_does)
{
  const struct encoding *e = &encodings[_i];
  const struct coff_howto h = howto_of(e);
  uint8_t p[8];
  memcpy(p, e->before, 8);
  ck_assert_msg(coff_reloc_addend(&h, COFF_LITTLE, p) == 0, "%s: addend of an empty field",
                e->text);
  ck_assert_msg(coff_reloc_put(&h, COFF_LITTLE, p, (uint64_t)e->value), "%s: overflow", e->text);
  ck_assert_msg(memcmp(p, e->after, 8) == 0, "%s: bytes", e->text);
  // ADRP: the result counts pages, the addend of an unfinished one bytes.
  int64_t want = e->put == ADR ? e->value / (1 << e->rightshift) : e->value;
  ck_assert_msg(coff_reloc_addend(&h, COFF_LITTLE, p) == want, "%s: addend", e->text);
  ck_assert_msg(coff_reloc_put(&h, COFF_LITTLE, p, 0), "%s: zero", e->text);
  ck_assert_msg(coff_reloc_addend(&h, COFF_LITTLE, p) == 0, "%s: old bits remain", e->text);
}
END_TEST

START_TEST(misaligned_accesses_overflow)
{
  const struct coff_howto h = {.put = LDST, .size = 4, .bits = 12, .mask = ~(uint64_t)0};
  uint8_t quad[4] = {0x41, 0, 0xc0, 0x3d}, byte[4] = {0x41, 0, 0x40, 0x39};
  ck_assert(!coff_reloc_put(&h, COFF_LITTLE, quad, 0x128));
  ck_assert_int_eq(coff_reloc_addend(&h, COFF_LITTLE, quad), 0x120);
  ck_assert(coff_reloc_put(&h, COFF_LITTLE, quad, 0x130));
  ck_assert(coff_reloc_put(&h, COFF_LITTLE, byte, 0x129));
}
END_TEST

// From a half word that is no word, BLX to a word sees 2 less than it must encode.
START_TEST(blx_counts_from_a_word)
{
  const struct coff_howto h = {
      .put = T23, .size = 4, .bits = 24, .rightshift = 1, .overflow = SIGNED};
  uint8_t p[4] = {0, 0xf0, 0, 0xe8};
  ck_assert(coff_reloc_put(&h, COFF_LITTLE, p, 0x12342));
  ck_assert_int_eq(coff_reloc_addend(&h, COFF_LITTLE, p), 0x12344);
}
END_TEST

// Microsoft's branches may come with the J bits clear as well: no offset of 12 MB.
START_TEST(an_empty_branch_has_no_addend)
{
  const struct coff_howto h = {.put = T24, .size = 4, .bits = 24, .rightshift = 1};
  const uint8_t p[4] = {0, 0xf0, 0, 0xd0};
  ck_assert_int_eq(coff_reloc_addend(&h, COFF_LITTLE, p), 0);
}
END_TEST

START_TEST(big_fields_lie_in_little_sections)
{
  const struct coff_howto h = {
      .put = COFF_PUT_FIELD_BIG, .size = 2, .bits = 16, .overflow = SIGNED, .mask = 0xffff};
  uint8_t p[2] = {0xff, 0xfe};
  ck_assert_int_eq(coff_reloc_addend(&h, COFF_LITTLE, p), -2);
  ck_assert(coff_reloc_put(&h, COFF_LITTLE, p, 0x1234));
  ck_assert_uint_eq(coff_be16(p), 0x1234);
  ck_assert(!coff_reloc_put(&h, COFF_LITTLE, p, 0x8000));
}
END_TEST

// ---- Plain fields -----------------------------------------------------------------------------

// A field of BITS bits at BITPOS of 8 bytes, for every width.
static struct coff_howto plain(unsigned bits, enum coff_overflow overflow)
{
  unsigned bitpos = bits <= 57 ? 5 : 0;
  uint64_t ones = bits == 64 ? ~(uint64_t)0 : ((uint64_t)1 << bits) - 1;
  return (struct coff_howto){.put = COFF_PUT_FIELD,
                             .size = 8,
                             .bits = (uint8_t)bits,
                             .bitpos = (uint8_t)bitpos,
                             .rightshift = bits <= 60 ? 2 : 0,
                             .overflow = (uint8_t)overflow,
                             .mask = ones << bitpos};
}

// Whether the value V, in units of the field, is taken.
static bool takes(const struct coff_howto *h, int64_t v)
{
  uint8_t p[8] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  bool ok = coff_reloc_put(h, COFF_BIG, p, (uint64_t)v << h->rightshift);
  uint64_t got = coff_be64(p);
  ck_assert_uint_eq(got | h->mask, ~(uint64_t)0);
  ck_assert_uint_eq((got & h->mask) >> h->bitpos, (uint64_t)v & h->mask >> h->bitpos);
  return ok;
}

START_TEST(fields_overflow_one_past_their_limits)
{
  unsigned bits = (unsigned)_i;
  struct coff_howto s = plain(bits, SIGNED), u = plain(bits, COFF_OVF_UNSIGNED);
  struct coff_howto b = plain(bits, COFF_OVF_BITFIELD), n = plain(bits, ANY);
  int64_t half = (int64_t)1 << (bits - 1);
  ck_assert(takes(&s, half - 1) && takes(&s, -half));
  ck_assert(!takes(&s, half) && !takes(&s, -half - 1));
  ck_assert(takes(&u, 2 * half - 1) && takes(&u, 0));
  ck_assert(!takes(&u, 2 * half) && !takes(&u, -1));
  ck_assert(takes(&b, 2 * half - 1) && takes(&b, -half));
  ck_assert(!takes(&b, 2 * half) && !takes(&b, -half - 1));
  ck_assert(takes(&n, 2 * half) && takes(&n, -2 * half - 1));
}
END_TEST

START_TEST(full_words_never_overflow)
{
  struct coff_howto s = plain(64, SIGNED), u = plain(64, COFF_OVF_UNSIGNED);
  ck_assert(takes(&s, INT64_MIN) && takes(&s, INT64_MAX) && takes(&u, -1));
}
END_TEST

START_TEST(addends_have_the_sign_of_their_field)
{
  struct coff_howto s = plain(8, SIGNED), u = plain(8, COFF_OVF_UNSIGNED);
  uint8_t p[8];
  coff_store(p, 8, COFF_LITTLE, (uint64_t)0xf0 << s.bitpos);
  ck_assert_int_eq(coff_reloc_addend(&s, COFF_LITTLE, p), -0x10 * 4);
  ck_assert_int_eq(coff_reloc_addend(&u, COFF_LITTLE, p), 0xf0 * 4);
}
END_TEST

START_TEST(nothing_is_stored_in_no_bytes)
{
  const struct coff_howto h = {.overflow = SIGNED};
  ck_assert(coff_reloc_put(&h, COFF_LITTLE, NULL, 77));
  ck_assert_int_eq(coff_reloc_addend(&h, COFF_LITTLE, NULL), 0);
}
END_TEST

// ---- Values -----------------------------------------------------------------------------------

struct value {
  uint8_t calc;
  int8_t bias;
  uint64_t want;
};

static const struct value values[] = {
    {COFF_CALC_NONE, 0, 0},
    {COFF_CALC_S, 0, 0x12342},
    {COFF_CALC_PC, 4, 0x12342 - 0x5004},
    {COFF_CALC_PC_DISP, 0, 0x12342 - 0x300},
    {COFF_CALC_IMAGE, 0, 0x2342},
    {COFF_CALC_SECREL, 0, 0x342},
    {COFF_CALC_SECTION, 0, 7 - 3},
    {COFF_CALC_NEG, 0, (uint64_t)-0x12348},
    {COFF_CALC_TOC, 0, 0x12342 - 0x8000},
    {COFF_CALC_TOC_HIGH, 0, 0x12342 - 0x8000 + 0x8000},
    {COFF_CALC_GP, 0, 0x12342 - 0x9000},
    {COFF_CALC_TOKEN, 0, 42},
    {COFF_CALC_PAGE, 0, 0x12000 - 0x5000},
};

START_TEST(values_follow_their_formula)
{
  const struct coff_reloc_input in = {.s = 0x12345,
                                      .p = 0x5000,
                                      .image_base = 0x10000,
                                      .section_base = 0x12000,
                                      .section = 7,
                                      .symndx = 42,
                                      .toc = 0x8000,
                                      .gp = 0x9000,
                                      .displacement = 0x300};
  const struct coff_howto h = {.calc = values[_i].calc, .bias = values[_i].bias};
  uint64_t v;
  ck_assert(coff_reloc_value(&h, &in, -3, &v));
  ck_assert_uint_eq(v, values[_i].want);
}
END_TEST

START_TEST(the_page_is_taken_after_the_addend)
{
  const struct coff_reloc_input in = {.s = 0x1ffe, .p = 0x1004};
  const struct coff_howto h = {.calc = COFF_CALC_PAGE};
  uint64_t v;
  ck_assert(coff_reloc_value(&h, &in, 2, &v));
  ck_assert_uint_eq(v, 0x1000);
}
END_TEST

START_TEST(what_needs_a_link_has_no_value)
{
  const struct coff_reloc_input in = {0};
  const struct coff_howto h = {.calc = COFF_CALC_SPECIAL};
  uint64_t v;
  ck_assert(!coff_reloc_value(&h, &in, 0, &v));
}
END_TEST

// ---- Look-ups ---------------------------------------------------------------------------------

static const struct coff_howto by_width[] = {
    {.type = 2, .name = "TWO", .code = COFF_RELOC_16},
    {.type = 8, .name = "ANY"},
    {.type = 8, .name = "HALF", .rsize = 15},
    {.type = 9, .name = "ONLY", .rsize = 31, .code = COFF_RELOC_32},
};
static const struct coff_target some_target = {.howtos = by_width, .nhowtos = COFF_COUNT(by_width)};

static const char *found(uint16_t type, uint8_t rsize)
{
  const struct coff_reloc r = {.type = type, .rsize = rsize};
  const struct coff_howto *h = coff_howto_find(&some_target, &r);
  return h == NULL ? "none" : h->name;
}

START_TEST(howtos_are_found_by_type_and_width)
{
  ck_assert_str_eq(found(2, 0), "TWO");
  ck_assert_str_eq(found(2, 0x9f), "TWO");
  ck_assert_str_eq(found(8, 0x8f), "HALF");
  ck_assert_str_eq(found(8, 0x99), "ANY");
  ck_assert_str_eq(found(9, 0x5f), "ONLY");
  ck_assert_str_eq(found(9, 0), "none");
  ck_assert_str_eq(found(1, 0), "none");
  ck_assert_str_eq(found(10, 0), "none");
}
END_TEST

START_TEST(howtos_are_found_by_code_and_name)
{
  ck_assert_ptr_eq(coff_howto_for_code(&some_target, COFF_RELOC_32), &by_width[3]);
  ck_assert_ptr_null(coff_howto_for_code(&some_target, COFF_RELOC_NONE));
  ck_assert_ptr_null(coff_howto_for_code(&some_target, COFF_RELOC_64));
  ck_assert_ptr_eq(coff_howto_by_name(&some_target, "HALF"), &by_width[2]);
  ck_assert_ptr_null(coff_howto_by_name(&some_target, "hal"));
}
END_TEST

// ---- The howto tables of all flavours -----------------------------------------------------------

static bool is_plain(const struct coff_howto *h)
{
  return h->put == COFF_PUT_FIELD || h->put == COFF_PUT_FIELD_BIG ||
         h->put == COFF_PUT_FIELD_SWAPPED;
}

static bool is_bits(const struct coff_howto *h)
{
  return h->put == COFF_PUT_BITS || h->put == COFF_PUT_BITS_SWAPPED ||
         h->put == COFF_PUT_BITS_WORDS;
}

// Bytes that the placement touches, whatever the table says.
static unsigned touched(const struct coff_howto *h)
{
  if (is_plain(h) || is_bits(h))
    return h->size;
  if (h->put >= COFF_PUT_IA64_IMM14 && h->put <= COFF_PUT_IA64_BRANCH60)
    return 16;
  return h->put == COFF_PUT_ARM_MOV32 || h->put == COFF_PUT_THUMB_MOV32 ? 8 : 4;
}

static uint64_t low_bits(unsigned n)
{
  return n >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << n) - 1;
}

// What of the value V, in units of the field, comes back as addend, in the same units.
static uint64_t kept(const struct coff_howto *h, int64_t v)
{
  uint64_t mask = is_plain(h) ? h->mask >> h->bitpos : ~(uint64_t)0;
  if (is_bits(h))
    mask <<= h->bitpos;
  return (uint64_t)v & mask & low_bits(h->bits);
}

// Puts V, in units of the field, into an empty one and reads it back. Returns whether it fitted.
static bool round_trip(const struct coff_target *t, const struct coff_howto *h, int64_t v)
{
  uint8_t p[16] = {0};
  if (h->put == COFF_PUT_C6000_LDST) // LDB, whose offset counts bytes
    coff_store(p, 4, t->data_order, 0x20);
  bool ok = coff_reloc_put(h, t->data_order, p, (uint64_t)v << h->rightshift);
  unsigned shift = h->put == COFF_PUT_ARM64_ADR ? 0 : h->rightshift; // its addend counts bytes
  int64_t back = coff_reloc_addend(h, t->data_order, p) / ((int64_t)1 << shift);
  ck_assert_msg(kept(h, back) == kept(h, v), "%s %s: 0x%llx came back as 0x%llx", t->name, h->name,
                (unsigned long long)v, (unsigned long long)back);
  return ok;
}

static void at_its_limits(const struct coff_target *t, const struct coff_howto *h)
{
  bool is_signed = h->overflow == SIGNED || h->overflow == COFF_OVF_BITFIELD;
  int64_t low = is_signed ? -(int64_t)low_bits(h->bits - 1U) - 1 : 0;
  int64_t high = (int64_t)low_bits(h->overflow == SIGNED ? h->bits - 1U : h->bits);
  ck_assert_msg(round_trip(t, h, low), "%s %s: lowest", t->name, h->name);
  ck_assert_msg(round_trip(t, h, high), "%s %s: highest", t->name, h->name);
  if (h->bits + h->rightshift >= 64)
    return;
  bool unchecked = h->overflow == COFF_OVF_NONE;
  ck_assert_msg(round_trip(t, h, low - 1) == unchecked, "%s %s: too low", t->name, h->name);
  ck_assert_msg(round_trip(t, h, high + 1) == unchecked, "%s %s: too high", t->name, h->name);
}

START_TEST(every_howto_holds_what_it_claims)
{
  size_t howtos = 0;
  const struct coff_target *t;
  for (size_t n = 0; (t = coff_target_at(n)) != NULL; n++)
    for (size_t i = 0; i < t->nhowtos; i++) {
      const struct coff_howto *h = &t->howtos[i];
      howtos++;
      const struct coff_reloc r = {.type = h->type, .rsize = h->rsize};
      ck_assert_msg(coff_howto_find(t, &r) == h, "%s %s: not found", t->name, h->name);
      if (h->size == 0 || h->calc == COFF_CALC_NONE)
        continue;
      ck_assert_msg(h->size == touched(h), "%s %s: size", t->name, h->name);
      ck_assert_msg(h->bits > 0, "%s %s: no bits", t->name, h->name);
      at_its_limits(t, h);
    }
  ck_assert_uint_gt(howtos, 0);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("reloc");
  TCase *c = tcase_create("reloc");
  tcase_add_loop_test(c, places_bits_as_the_assembler_does, 0, COFF_COUNT(encodings));
  tcase_add_test(c, misaligned_accesses_overflow);
  tcase_add_test(c, blx_counts_from_a_word);
  tcase_add_test(c, an_empty_branch_has_no_addend);
  tcase_add_test(c, big_fields_lie_in_little_sections);
  tcase_add_loop_test(c, fields_overflow_one_past_their_limits, 1, 60);
  tcase_add_test(c, full_words_never_overflow);
  tcase_add_test(c, addends_have_the_sign_of_their_field);
  tcase_add_test(c, nothing_is_stored_in_no_bytes);
  tcase_add_loop_test(c, values_follow_their_formula, 0, COFF_COUNT(values));
  tcase_add_test(c, the_page_is_taken_after_the_addend);
  tcase_add_test(c, what_needs_a_link_has_no_value);
  tcase_add_test(c, howtos_are_found_by_type_and_width);
  tcase_add_test(c, howtos_are_found_by_code_and_name);
  tcase_add_test(c, every_howto_holds_what_it_claims);
  suite_add_tcase(suite, c);
  return run_suite(suite);
}
