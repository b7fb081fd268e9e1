// Tests of addresses in images: to the file and back.
//
// Skip it unless one of them fails.
#include "coff/object.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/made-image.h"
#include "testsuite/unit/main.h"

#include <stdlib.h>

enum { SIZE = 0x123, BASE = 0x400000 };

// Every byte of the file that is loaded has an RVA, which leads back to it.
START_TEST(there_and_back)
{
  struct ear ear;
  uint64_t rva, offset;
  size_t total;
  uint8_t contents[SIZE] = {0};
  listen(&ear);
  uint8_t *image = made_image(0x8664, true, COFF_DIR_RESERVED, contents, SIZE, &total);
  struct coff_file *f = coff_file_from_memory(&ear.context, "test", image, total, NULL);
  ck_assert_ptr_nonnull(f);
  for (uint64_t at = 0; at < total; at++) {
    ck_assert(coff_rva_of_offset(f, at, &rva));
    ck_assert_uint_eq(rva, at < MADE_OFFSET ? at : at - MADE_OFFSET + MADE_RVA);
    ck_assert(coff_rva_to_offset(f, rva, &offset));
    ck_assert_uint_eq(offset, at);
    ck_assert_uint_eq(coff_rva_section(f, rva), at < MADE_OFFSET ? 0 : 1);
  }
  ck_assert(!coff_rva_of_offset(f, total, &rva));
  ck_assert(!coff_rva_to_offset(f, MADE_OFFSET, &offset)); // between headers and section
  ck_assert(!coff_rva_to_offset(f, MADE_RVA + SIZE, &offset));
  ck_assert(coff_rva_of_address(f, BASE + MADE_RVA, &rva));
  ck_assert_uint_eq(rva, MADE_RVA);
  ck_assert(!coff_rva_of_address(f, BASE - 1, &rva));
  coff_file_close(f);
  free(image);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("rva");
  TCase *t = tcase_create("rva");
  tcase_add_test(t, there_and_back);
  suite_add_tcase(suite, t);
  return run_suite(suite);
}
