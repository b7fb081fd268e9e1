// Tests of dynamic value relocations: fixups of every form, damage, sizes that cannot be.
//
// Skip it unless one of them fails; test_loadconfig.py has whole tables.
#include "coff/dynrelocs.h"
#include "testsuite/unit/config-subject.h"

// N words of 16 bits at P.
static void put_words(uint8_t *p, const uint16_t *words, size_t n)
{
  for (size_t i = 0; i < n; i++)
    put(p + 2 * i, 2, words[i]);
}

enum { DYN = 0x180 };

// A table at DYN that the section and offset fields name, of VERSION and SIZE.
static void dynamic(struct subject *s, uint32_t version, uint32_t size)
{
  put(s->bytes, 4, 0x148);
  put(s->bytes + 224, 4, DYN);
  put(s->bytes + 228, 2, 1);
  put(s->bytes + DYN, 4, version);
  put(s->bytes + DYN + 4, 4, size);
}

// One entry of version 1 for SYMBOL, one block for page 0x2000 of N words.
static void entry_v1(struct subject *s, uint64_t symbol, const uint16_t *words, uint32_t n)
{
  uint8_t *p = s->bytes + DYN + 8;
  dynamic(s, 1, 20 + 2 * n);
  put(p, 8, symbol);
  put(p + 8, 4, 8 + 2 * n);
  put(p + 12, 4, 0x2000);
  put(p + 16, 4, 8 + 2 * n);
  put_words(p + 20, words, n);
}

static size_t read_fixups(struct subject *s, struct coff_dynfixup *out, size_t room)
{
  struct coff_dynrelocs all;
  struct coff_dynreloc r;
  size_t n = 0;
  ck_assert(begin(s, X64));
  ck_assert(coff_dynrelocs_open(&s->lc, &all));
  ck_assert(coff_dynreloc_next(&all, &r));
  struct coff_dynfixups fixups = coff_dynfixups(&r);
  struct coff_dynfixup one;
  for (; coff_dynfixup_next(&fixups, &one); n++)
    if (n < room)
      out[n] = one;
  ck_assert(!coff_dynreloc_next(&all, &r));
  return n;
}

START_TEST(arm64x_fixups)
{
  static const uint16_t words[] = {0x5004, 0x8664, 0xd008, 1, 2,      3,
                                   4,      0x8010, 0x2020, 5, 0xe024, 6};
  struct subject s = {0};
  struct coff_dynfixup x[8];
  entry_v1(&s, IMAGE_DYNAMIC_RELOCATION_ARM64X, words, COFF_COUNT(words));
  ck_assert_uint_eq(read_fixups(&s, x, 8), 5);
  ck_assert_uint_eq(x[0].rva, 0x2004);
  ck_assert_uint_eq(x[0].size, 2);
  ck_assert_uint_eq(x[0].value, 0x8664);
  ck_assert_uint_eq(x[1].size, 8);
  ck_assert_uint_eq(x[1].value, 0x0004000300020001);
  ck_assert_uint_eq(x[2].type, IMAGE_DVRT_ARM64X_FIXUP_TYPE_ZEROFILL);
  ck_assert_uint_eq(x[2].size, 4);
  ck_assert_int_eq(x[3].delta, 20);
  ck_assert_int_eq(x[4].delta, -48);
  ck_assert_uint_eq(x[4].rva, 0x2024);
  ck_assert_int_eq(s.ear.heard.errors, 0);
  end(&s);
}
END_TEST

START_TEST(damaged_fixups_end_their_block)
{
  static const struct {
    uint16_t words[4];
    uint32_t n;
    const char *text;
  } cases[] = {
      {{0x8010, 0xd008, 1, 2}, 4, "runs past the end of its block"}, // 8 bytes of which 4 are there
      {{0x8010, 0x1008, 1, 0}, 4, "unknown type or size"},           // a value of one byte
      {{0x8010, 0x3008, 1, 0}, 4, "unknown type or size"},
      {{0x8010, 0x2008}, 2, "runs past the end of its block"}, // a delta without its count
  };
  struct subject s = {0};
  struct coff_dynfixup x[4];
  entry_v1(&s, IMAGE_DYNAMIC_RELOCATION_ARM64X, cases[_i].words, cases[_i].n);
  ck_assert_uint_eq(read_fixups(&s, x, 4), 1);
  heard_once(&s, cases[_i].text);
  end(&s);
}
END_TEST

// Padding: a last zero word, also where it is all that a block has.
START_TEST(padding_is_no_fixup)
{
  static const uint16_t words[] = {0xb004, 0};
  struct subject s = {0};
  struct coff_dynfixup x[4];
  entry_v1(&s, IMAGE_DYNAMIC_RELOCATION_GUARD_SWITCHTABLE_BRANCH, words + _i, 2 - (uint32_t)_i);
  ck_assert_uint_eq(read_fixups(&s, x, 4), 1 - _i);
  ck_assert(_i == 1 || x[0].register_index == 11);
  ck_assert_int_eq(s.ear.heard.errors, 0);
  end(&s);
}
END_TEST

START_TEST(blocks_of_hostile_size)
{
  static const struct {
    uint32_t size;
    size_t n;
    const char *text;
  } cases[] = {
      {0, 0, "size that cannot be"},
      {7, 0, "size that cannot be"},
      {UINT32_MAX, 2, "runs past the end of its entry"},
      {13, 2, "runs past the end of its block"}, // 5 bytes: two fixups, and half of one
  };
  static const uint16_t words[] = {0x1004, 0x2008, 0x300c, 0x0001};
  struct subject s = {0};
  struct coff_dynfixup x[4];
  entry_v1(&s, IMAGE_DYNAMIC_RELOCATION_GUARD_SWITCHTABLE_BRANCH, words, 4);
  put(s.bytes + DYN + 8 + 16, 4, cases[_i].size);
  if (_i == 2)
    put(s.bytes + DYN + 8 + 8, 4, 12); // the entry ends sooner
  read_fixups(&s, x, 4);
  ck_assert_msg(strstr(s.ear.heard.text, cases[_i].text) != NULL || s.ear.heard.errors > 1, "%s",
                s.ear.heard.text);
  ck_assert_int_ge(s.ear.heard.errors, 1);
  end(&s);
}
END_TEST

START_TEST(hostile_tables)
{
  static const struct {
    uint32_t version, size, header, fixups;
    const char *text;
  } cases[] = {
      {3, 0, 0, 0, "unknown version"},
      {2, UINT32_MAX, 24, 0, "cut off"},
      {2, 40, 23, 0, "does not fit"},
      {2, 40, 41, 0, "does not fit"},
      {2, 40, 24, 17, "runs past the end of its table"},
      {2, 20, 24, 0, "does not fit"},
  };
  struct subject s = {0};
  struct coff_dynrelocs all;
  struct coff_dynreloc r;
  dynamic(&s, cases[_i].version, cases[_i].size);
  put(s.bytes + DYN + 8, 4, cases[_i].header);
  put(s.bytes + DYN + 12, 4, cases[_i].fixups);
  ck_assert(begin(&s, X64));
  bool open = coff_dynrelocs_open(&s.lc, &all);
  ck_assert(open == (_i != 0));
  char first[sizeof s.ear.heard.text];
  memcpy(first, s.ear.heard.text, sizeof first);
  unsigned n = 0;
  while (open && n < 100 && coff_dynreloc_next(&all, &r))
    n++;
  ck_assert_uint_lt(n, 100);
  ck_assert_int_ge(s.ear.heard.errors, 1);
  ck_assert_msg(strstr(first[0] == '\0' ? s.ear.heard.text : first, cases[_i].text) != NULL, "%s",
                s.ear.heard.text);
  end(&s);
}
END_TEST

START_TEST(no_such_section)
{
  struct subject s = {0};
  struct coff_dynrelocs all;
  dynamic(&s, 1, 0);
  put(s.bytes + 228, 2, 2);
  ck_assert(begin(&s, X64));
  ck_assert(!coff_dynrelocs_open(&s.lc, &all));
  heard_once(&s, "no such section");
  ck_assert_uint_eq(s.ear.heard.offset, MADE_OFFSET + 228);
  end(&s);
}
END_TEST

// Overrides whose sizes point past each other.
START_TEST(hostile_overrides)
{
  static const struct {
    uint32_t overrides, rvas, fixups, diagram;
    unsigned n, diagrams;
    const char *text;
  } cases[] = {
      {32, 4, 12, 8, 1, 1, NULL},
      {UINT32_MAX, 4, 12, 8, 2, 0, "run past the end of their entry"},
      {32, UINT32_MAX, 12, 8, 0, 1, "runs past the end of the list"},
      {32, 4, 13, 8, 0, 1, "runs past the end of the list"},
      {32, 4, 12, 0x1000, 1, 1, "decision diagram runs past"},
      {12, 0, 0, 0, 0, 0, "is cut off"},
  };
  struct subject s = {0};
  struct coff_dynrelocs all;
  struct coff_dynreloc r;
  struct coff_dynoverrides o;
  struct coff_dynoverride one;
  struct coff_dyndiagram d;
  struct coff_dynnode node;
  uint8_t *p = s.bytes + DYN + 8;
  dynamic(&s, 1, 12 + 4 + 32 + 16);
  put(p, 8, IMAGE_DYNAMIC_RELOCATION_FUNCTION_OVERRIDE);
  put(p + 8, 4, 4 + 32 + 16);
  p += 12;
  put(p, 4, cases[_i].overrides);
  put(p + 4, 4, 0x3000);
  put(p + 12, 4, cases[_i].rvas);
  put(p + 16, 4, cases[_i].fixups);
  put(p + 20, 4, 0x4000);
  put(p + 4 + 32, 4, 1);
  put(p + 4 + 36, 4, cases[_i].diagram);
  put(p + 4 + 40, 2, 7);
  ck_assert(begin(&s, X64));
  ck_assert(coff_dynrelocs_open(&s.lc, &all));
  ck_assert(coff_dynreloc_next(&all, &r));
  ck_assert(coff_dynoverrides_open(&r, &o));
  char first[sizeof s.ear.heard.text]; // what was heard first
  memcpy(first, s.ear.heard.text, sizeof first);
  unsigned n = 0, diagrams = 0;
  for (; coff_dynoverride_next(&o, &one); n++)
    ck_assert(n != 0 || one.original_rva == 0x3000);
  if (first[0] == '\0')
    memcpy(first, s.ear.heard.text, sizeof first);
  while (n < 100 && coff_dyndiagram_next(&o, &d))
    diagrams += coff_dynnode_get(s.file, &d, 0, &node) && node.left == 7;
  ck_assert_uint_eq(n >= 1, cases[_i].n >= 1);
  ck_assert_uint_eq(diagrams, cases[_i].diagrams);
  ck_assert(cases[_i].text == NULL ||
            strstr(first[0] == '\0' ? s.ear.heard.text : first, cases[_i].text) != NULL);
  ck_assert_int_eq(s.ear.heard.errors > 0, cases[_i].text != NULL);
  end(&s);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("dynamic value relocations");
  TCase *t = tcase_create("dynamic value relocations");
  tcase_add_test(t, arm64x_fixups);
  tcase_add_loop_test(t, damaged_fixups_end_their_block, 0, 4);
  tcase_add_loop_test(t, padding_is_no_fixup, 0, 2);
  tcase_add_loop_test(t, blocks_of_hostile_size, 0, 4);
  tcase_add_loop_test(t, hostile_tables, 0, 6);
  tcase_add_test(t, no_such_section);
  tcase_add_loop_test(t, hostile_overrides, 0, 6);
  suite_add_tcase(suite, t);
  return run_suite(suite);
}
