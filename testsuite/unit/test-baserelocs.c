// Tests of base relocations: every type, and blocks that are damaged.
//
// Skip it unless one of them fails; test_imports.py has real images.
#include "coff/baserelocs.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/made-image.h"
#include "testsuite/unit/main.h"

#include <stdlib.h>
#include <string.h>

enum { SIZE = 0x80 };

struct subject {
  uint8_t bytes[SIZE], *image;
  struct ear ear;
  struct coff_file *file;
  struct coff_base_relocs all;
  struct coff_base_reloc_block b;
};

static void put(uint8_t *p, unsigned width, uint64_t v)
{
  coff_store(p, width, COFF_LITTLE, v);
}

static void put_block(uint8_t *p, uint32_t page, uint32_t size, unsigned n, const uint16_t *slots)
{
  put(p, 4, page);
  put(p + 4, 4, size);
  for (unsigned i = 0; i < n; i++)
    put(p + 8 + 2 * i, 2, slots[i]);
}

static void begin(struct subject *s, uint16_t machine, size_t size)
{
  size_t total;
  listen(&s->ear);
  s->image = made_image(machine, machine == 0x8664, COFF_DIR_BASE_RELOC, s->bytes, SIZE, &total);
  put(made_directory(s->image, COFF_DIR_BASE_RELOC) + 4, 4, size);
  s->file = coff_file_from_memory(&s->ear.context, "test", s->image, total, NULL);
  ck_assert_ptr_nonnull(s->file);
  s->ear.heard = (struct heard){0}; // which target it is may be unsure
  ck_assert(coff_base_relocs_open(s->file, &s->all));
}

static void end(struct subject *s)
{
  coff_file_close(s->file);
  free(s->image);
}

static void check_report(const struct subject *s, const char *text, unsigned offset)
{
  ck_assert_int_eq(s->ear.heard.errors, 1);
  ck_assert_msg(strstr(s->ear.heard.text, text) != NULL, "\"%s\" is not in \"%s\"", text,
                s->ear.heard.text);
  ck_assert_uint_eq(s->ear.heard.offset, MADE_OFFSET + offset);
}

static unsigned count(const struct coff_base_reloc_block *b)
{
  struct coff_base_reloc r;
  unsigned n = 0;
  for (uint64_t at = 0; coff_base_reloc_next(b, &at, &r);)
    n++;
  return n;
}

START_TEST(blocks_and_addresses)
{
  static const uint16_t first[] = {0xa060, 0x3068, 0x106c, 0x206e, 0x0000, 0x0000};
  static const uint16_t second[] = {0xa000, 0};
  struct subject s = {0};
  struct coff_base_reloc r;
  uint64_t at = 0;
  put_block(s.bytes, MADE_RVA, 20, 6, first);
  put_block(s.bytes + 20, MADE_RVA + 0x70, 12, 2, second);
  put(s.bytes + 0x60, 8, 0x123456789a);
  put(s.bytes + 0x68, 4, 0x89abcdef);
  begin(&s, 0x8664, 32);
  ck_assert(coff_base_reloc_block_next(&s.all, &s.b));
  ck_assert_uint_eq(s.b.page, MADE_RVA);
  ck_assert_uint_eq(count(&s.b), 6);
  ck_assert(coff_base_reloc_next(&s.b, &at, &r));
  ck_assert_uint_eq(r.rva, MADE_RVA + 0x60);
  ck_assert_uint_eq(r.offset, MADE_OFFSET + 8);
  ck_assert_str_eq(r.type->name, "IMAGE_REL_BASED_DIR64");
  ck_assert(r.has_address);
  ck_assert_uint_eq(r.address, 0x123456789a);
  ck_assert(coff_base_reloc_next(&s.b, &at, &r));
  ck_assert_str_eq(r.type->name, "IMAGE_REL_BASED_HIGHLOW");
  ck_assert_uint_eq(r.address, 0x89abcdef);
  ck_assert(coff_base_reloc_next(&s.b, &at, &r));
  ck_assert_str_eq(r.type->name, "IMAGE_REL_BASED_HIGH");
  ck_assert(!r.has_address); // half of one
  ck_assert(coff_base_reloc_block_next(&s.all, &s.b));
  ck_assert_uint_eq(s.b.page, MADE_RVA + 0x70);
  ck_assert(!coff_base_reloc_block_next(&s.all, &s.b));
  ck_assert_int_eq(s.ear.heard.errors, 0);
  end(&s);
}
END_TEST

START_TEST(parameters)
{
  static const uint16_t slots[] = {0x4010, 0x8000, 0xb020, 0x1111, 0x2222, 0x4030};
  struct subject s = {0};
  struct coff_base_reloc r;
  uint64_t at = 0;
  put_block(s.bytes, MADE_RVA, 20, 6, slots);
  begin(&s, 0x14c, 20);
  ck_assert(coff_base_reloc_block_next(&s.all, &s.b));
  check_report(&s, "1 base relocations for page 0x1000 lack their parameter", 18);
  ck_assert(coff_base_reloc_next(&s.b, &at, &r));
  ck_assert_str_eq(r.type->name, "IMAGE_REL_BASED_HIGHADJ");
  ck_assert_uint_eq(r.nparam, 1);
  ck_assert_uint_eq(r.param[0], 0x8000);
  ck_assert(coff_base_reloc_next(&s.b, &at, &r));
  ck_assert_uint_eq(r.number, 11);
  ck_assert_uint_eq(r.nparam, 2);
  ck_assert_uint_eq(r.param[1], 0x2222);
  ck_assert(coff_base_reloc_next(&s.b, &at, &r));
  ck_assert_uint_eq(r.nparam, 0);
  ck_assert(!coff_base_reloc_next(&s.b, &at, &r));
  end(&s);
}
END_TEST

// MOVW and MOVT with 0x1234 and 0x40: of ARM, then of Thumb-2.
START_TEST(instructions)
{
  static const uint16_t slots[] = {0x5060, 0x7068};
  struct subject s = {0};
  struct coff_base_reloc r;
  uint64_t at = 0;
  put_block(s.bytes, MADE_RVA, 12, 2, slots);
  put(s.bytes + 0x60, 4, 0xe3010234);
  put(s.bytes + 0x64, 4, 0xe3400040);
  put(s.bytes + 0x68, 4, 0x2034f241);
  put(s.bytes + 0x6c, 4, 0x0040f2c0);
  begin(&s, 0x1c4, 12);
  ck_assert(coff_base_reloc_block_next(&s.all, &s.b));
  for (unsigned i = 0; i < 2; i++) {
    ck_assert(coff_base_reloc_next(&s.b, &at, &r));
    ck_assert(r.has_address);
    ck_assert_uint_eq(r.address, 0x401234);
  }
  ck_assert_msg(s.ear.heard.errors == 0, "%s", s.ear.heard.text);
  end(&s);
}
END_TEST

START_TEST(names_by_processor)
{
  static const struct {
    const struct coff_base_reloc_types *types;
    unsigned number;
    const char *name;
  } want[] = {
      {&coff_base_relocs_pe, 0, "ABSOLUTE"},
      {&coff_base_relocs_pe, 4, "HIGHADJ"},
      {&coff_base_relocs_pe, 11, "HIGH3ADJ"},
      {&coff_base_relocs_pe, 5, NULL},
      {&coff_base_relocs_pe, 12, NULL},
      {&coff_base_relocs_arm, 5, "ARM_MOV32"},
      {&coff_base_relocs_arm, 7, "THUMB_MOV32"},
      {&coff_base_relocs_arm, 3, "HIGHLOW"},
      {&coff_base_relocs_mips, 5, "MIPS_JMPADDR"},
      {&coff_base_relocs_mips, 9, "MIPS_JMPADDR16"},
      {&coff_base_relocs_riscv, 5, "RISCV_HIGH20"},
      {&coff_base_relocs_riscv, 7, "RISCV_LOW12I"},
      {&coff_base_relocs_riscv, 8, "RISCV_LOW12S"},
      {&coff_base_relocs_loongarch32, 8, "LOONGARCH32_MARK_LA"},
      {&coff_base_relocs_loongarch64, 8, "LOONGARCH64_MARK_LA"},
      {&coff_base_relocs_ia64, 9, "IA64_IMM64"},
      {NULL, 3, NULL},
  };
  for (unsigned i = 0; i < COFF_COUNT(want); i++) {
    struct coff_target t = {.base_relocs = want[i].types};
    const struct coff_base_reloc_type *type = coff_target_base_reloc(&t, want[i].number);
    ck_assert_int_eq(type != NULL, want[i].name != NULL);
    if (type != NULL)
      ck_assert_str_eq(type->name + strlen("IMAGE_REL_BASED_"), want[i].name);
  }
}
END_TEST

// Two blocks; the first has this size, and what is said of it.
static const struct {
  uint32_t size;
  unsigned entries, blocks;
  const char *text;
} sizes[] = {
    {0, 0, 1, "has size 0: the blocks behind it cannot be found"},
    {7, 0, 1, "has size 7: the blocks behind it cannot be found"},
    {13, 2, 1, "has size 13: that is odd"},
    {26, 8, 1, "has size 26: that is past the end of the directory"},
    {UINT32_MAX, 8, 1, "has size 4294967295: that is past the end of the directory"},
};

START_TEST(sizes_of_blocks)
{
  static const uint16_t slots[] = {0x3060, 0x3064};
  struct subject s = {0};
  struct coff_base_reloc_block next;
  unsigned blocks = 1;
  put_block(s.bytes, MADE_RVA, sizes[_i].size, 2, slots);
  put_block(s.bytes + 12, MADE_RVA, 12, 2, slots);
  begin(&s, 0x14c, 24);
  ck_assert(coff_base_reloc_block_next(&s.all, &s.b));
  check_report(&s, sizes[_i].text, 0);
  ck_assert_uint_eq(s.b.size, sizes[_i].size);
  ck_assert_uint_eq(count(&s.b), sizes[_i].entries);
  s.ear.heard.errors = 0;
  while (coff_base_reloc_block_next(&s.all, &next))
    blocks++;
  // Behind the odd one the blocks are one byte off: that is no block any more.
  ck_assert_uint_eq(blocks, sizes[_i].blocks + (sizes[_i].size == 13));
  end(&s);
}
END_TEST

START_TEST(entries_that_lead_nowhere)
{
  static const uint16_t unknown[] = {0x6010, 0xf010, 0xa010, 0},
                        nowhere[] = {0x0000, 0xafff, 0xa07f, 0xa070};
  struct subject s = {0};
  put_block(s.bytes, MADE_RVA, 16, 4, unknown);
  put_block(s.bytes + 16, MADE_RVA, 16, 4, nowhere);
  begin(&s, 0x8664, 32);
  ck_assert(coff_base_reloc_block_next(&s.all, &s.b));
  check_report(&s, "2 base relocations for page 0x1000 have a type that is not known", 8);
  s.ear.heard.errors = 0;
  ck_assert(coff_base_reloc_block_next(&s.all, &s.b));
  check_report(&s, "2 base relocations for page 0x1000 lie outside of all sections", 26);
  end(&s);
}
END_TEST

START_TEST(tails)
{
  static const uint16_t slots[] = {0x3060, 0x3064};
  struct subject s = {0};
  put_block(s.bytes, MADE_RVA, 12, 2, slots);
  s.bytes[12 + 3] = (uint8_t)_i;
  begin(&s, 0x14c, _i == 0 ? 0x40 : 16);
  ck_assert(coff_base_reloc_block_next(&s.all, &s.b));
  ck_assert(!coff_base_reloc_block_next(&s.all, &s.b));
  check_report(&s, _i == 0 ? "end in 52 zero bytes" : "end in 4 bytes that are no block", 12);
  ck_assert(!coff_base_reloc_block_next(&s.all, &s.b));
  ck_assert_int_eq(s.ear.heard.errors, 1);
  end(&s);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("baserelocs");
  TCase *t = tcase_create("baserelocs");
  tcase_add_test(t, blocks_and_addresses);
  tcase_add_test(t, parameters);
  tcase_add_test(t, instructions);
  tcase_add_test(t, names_by_processor);
  tcase_add_loop_test(t, sizes_of_blocks, 0, (int)COFF_COUNT(sizes));
  tcase_add_test(t, entries_that_lead_nowhere);
  tcase_add_loop_test(t, tails, 0, 2);
  suite_add_tcase(suite, t);
  return run_suite(suite);
}
