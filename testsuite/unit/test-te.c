// Terse executables (TE), over bytes made here: offsets that count from headers that are gone; and
// images for a ROM.
//
// Skip this unless you change targets/pe-te.c. testsuite/tools/test_te.py compares such images with those
// that they are made of.
#include "coff/image.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/main.h"

#include <string.h>

enum { STRIPPED = 0x178, SCN = 40, TEXT_AT = 0x200, TEXT_SIZE = 0x20, SHIFT = STRIPPED - 40 };

// One section at RVA 0x1000, whose contents the original had at 0x200.
static void make(uint8_t *p, size_t size)
{
  memset(p, 0, size);
  memcpy(p, "VZ\x64\x86\x01\x0b", 6);
  coff_store(p + 6, 2, COFF_LITTLE, STRIPPED);
  coff_store(p + 8, 4, COFF_LITTLE, 0x1010);
  coff_store(p + 12, 4, COFF_LITTLE, 0x1000);
  coff_store(p + 16, 8, COFF_LITTLE, 0x180000000);
  coff_store(p + 24, 4, COFF_LITTLE, 0x1004);
  coff_store(p + 28, 4, COFF_LITTLE, 12);
  coff_store(p + 32, 4, COFF_LITTLE, 0x1010);
  coff_store(p + 36, 4, COFF_LITTLE, 8);
  memcpy(p + SCN, ".text", 5);
  coff_store(p + SCN + 8, 4, COFF_LITTLE, TEXT_SIZE);
  coff_store(p + SCN + 12, 4, COFF_LITTLE, 0x1000);
  coff_store(p + SCN + 16, 4, COFF_LITTLE, TEXT_SIZE);
  coff_store(p + SCN + 20, 4, COFF_LITTLE, TEXT_AT);
  memcpy(p + TEXT_AT - SHIFT, "contents", 8);
}

static struct coff_file *open_made(struct ear *e, const uint8_t *p, size_t size)
{
  listen(e);
  return coff_file_from_memory(&e->context, "made", p, size, NULL);
}

enum { SIZE = TEXT_AT - SHIFT + TEXT_SIZE };

START_TEST(headers_and_offsets)
{
  uint8_t p[SIZE];
  struct ear e;
  struct coff_section s;
  struct coff_view v;
  uint64_t offset;
  make(p, sizeof p);
  struct coff_file *f = open_made(&e, p, sizeof p);
  ck_assert_ptr_nonnull(f);
  ck_assert_str_eq(coff_file_target(f)->name, "te-image");
  ck_assert_int_eq(coff_file_kind(f), COFF_KIND_IMAGE);
  ck_assert_uint_eq(coff_file_image_base(f), 0x180000000);
  ck_assert_uint_eq(coff_file_aouthdr(f)->field[COFF_AOUT_ENTRY], 0x1010);
  ck_assert_uint_eq(coff_file_aouthdr(f)->field[COFF_AOUT_SUBSYSTEM], 11);
  ck_assert(coff_section_get(f, 1, &s));
  ck_assert_uint_eq(s.header.scnptr, TEXT_AT);
  ck_assert_uint_eq(s.file_offset, TEXT_AT - SHIFT);
  ck_assert_uint_eq(coff_file_offset_of(f, TEXT_AT), TEXT_AT - SHIFT);
  ck_assert(coff_section_contents(f, &s, &v));
  ck_assert_uint_eq(v.size, TEXT_SIZE);
  ck_assert_int_eq(memcmp(v.data, "contents", 8), 0);
  ck_assert(coff_rva_to_offset(f, 0x1004, &offset));
  ck_assert_uint_eq(offset, TEXT_AT - SHIFT + 4);
  ck_assert_int_eq(e.heard.errors, 0);
  coff_file_close(f);
}
END_TEST

START_TEST(two_directories)
{
  uint8_t p[SIZE];
  struct ear e;
  struct coff_view v;
  uint32_t rva, size;
  make(p, sizeof p);
  struct coff_file *f = open_made(&e, p, sizeof p);
  ck_assert_ptr_nonnull(f);
  ck_assert(coff_file_find_directory(f, COFF_DIR_BASE_RELOC, &rva, &size));
  ck_assert_uint_eq(rva, 0x1004);
  ck_assert(coff_directory_view(f, COFF_DIR_DEBUG, &v));
  ck_assert_uint_eq(v.origin, TEXT_AT - SHIFT + 0x10);
  ck_assert_uint_eq(v.size, 8);
  ck_assert(!coff_file_directory(f, 2, &rva, &size));
  ck_assert(!coff_file_find_directory(f, COFF_DIR_IMPORT, &rva, &size));
  ck_assert_int_eq(e.heard.errors, 0);
  coff_file_close(f);
}
END_TEST

// Contents that would lie in front of the file are none.
START_TEST(more_stripped_than_there_was)
{
  uint8_t p[SIZE];
  struct ear e;
  struct coff_section s;
  struct coff_view v;
  make(p, sizeof p);
  coff_store(p + 6, 2, COFF_LITTLE, 0xffff);
  struct coff_file *f = open_made(&e, p, sizeof p);
  ck_assert_ptr_nonnull(f);
  ck_assert(coff_section_get(f, 1, &s));
  ck_assert(!coff_section_contents(f, &s, &v));
  ck_assert_uint_eq(v.size, 0);
  ck_assert_int_eq(e.heard.errors, 1);
  coff_file_close(f);
}
END_TEST

START_TEST(header_without_machine)
{
  uint8_t p[SIZE];
  struct ear e;
  make(p, sizeof p);
  p[2] = 0x33;
  ck_assert_ptr_null(open_made(&e, p, sizeof p));
  make(p, sizeof p);
  ck_assert_ptr_null(open_made(&e, p, SCN - 1));
}
END_TEST

// An image for a ROM: no MZ header, and the optional header of 56 bytes.
START_TEST(rom_image)
{
  uint8_t p[0x100] = {0};
  struct ear e;
  struct coff_section s;
  struct coff_view v;
  memcpy(p, "\x64\x86\x01\0", 4);
  coff_store(p + 16, 2, COFF_LITTLE, 56);
  coff_store(p + 18, 2, COFF_LITTLE, 0x102);
  coff_store(p + 20, 2, COFF_LITTLE, 0x107);
  coff_store(p + 36, 4, COFF_LITTLE, 0x1234);
  coff_store(p + 72, 4, COFF_LITTLE, 0x8000);
  memcpy(p + 76, ".text", 5);
  coff_store(p + 76 + 16, 4, COFF_LITTLE, 0x40);
  coff_store(p + 76 + 20, 4, COFF_LITTLE, 0xc0);
  struct coff_file *f = open_made(&e, p, sizeof p);
  ck_assert_ptr_nonnull(f);
  ck_assert_str_eq(coff_file_aouthdr_layout(f)->name, "ROM");
  ck_assert_uint_eq(coff_file_aouthdr(f)->field[COFF_AOUT_ENTRY], 0x1234);
  ck_assert_uint_eq(coff_file_aouthdr(f)->field[COFF_AOUT_GP_VALUE], 0x8000);
  ck_assert(coff_section_get(f, 1, &s));
  ck_assert(coff_section_contents(f, &s, &v));
  ck_assert_uint_eq(v.origin, 0xc0);
  ck_assert_int_eq(e.heard.errors, 0);
  coff_file_close(f);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("te");
  TCase *tc = tcase_create("all");
  tcase_add_test(tc, headers_and_offsets);
  tcase_add_test(tc, two_directories);
  tcase_add_test(tc, more_stripped_than_there_was);
  tcase_add_test(tc, header_without_machine);
  tcase_add_test(tc, rom_image);
  suite_add_tcase(suite, tc);
  return run_suite(suite);
}
