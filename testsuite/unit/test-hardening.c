// Tests of what is told of an image's hardening: each bit alone, and what takes two.
//
// Skip it unless one of them fails.
#include "coff/format-pe.h"
#include "coff/hardening.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/made-image.h"
#include "testsuite/unit/main.h"

#include <stdlib.h>

enum { FLAGS_AT = MADE_FILHDR + 18, DLL_FLAGS_AT = MADE_OPTHDR + 70 };

// The states of an image without directories that has these flags.
static void states(uint16_t machine, bool plus, uint16_t file_flags, uint16_t dll_flags,
                   enum coff_hardening_state *state)
{
  struct ear ear;
  size_t total;
  listen(&ear);
  uint8_t *image = made_image(machine, plus, COFF_DIR_RESERVED, NULL, 0, &total);
  coff_store(image + FLAGS_AT, 2, COFF_LITTLE, IMAGE_FILE_EXECUTABLE_IMAGE | file_flags);
  coff_store(image + DLL_FLAGS_AT, 2, COFF_LITTLE, dll_flags);
  struct coff_file *f = coff_file_from_memory(&ear.context, "test", image, total, NULL);
  ck_assert_ptr_nonnull(f);
  ck_assert(coff_hardening_get(f, state));
  coff_file_close(f);
  free(image);
}

static const struct {
  uint16_t machine, file_flags, dll_flags;
  enum coff_hardening which;
  enum coff_hardening_state want;
} rows[] = {
    {0x8664, 0, 0, COFF_HARDENING_ASLR, COFF_HARDENING_OFF},
    {0x8664, 0, 0x40, COFF_HARDENING_ASLR, COFF_HARDENING_ON},
    {0x8664, IMAGE_FILE_RELOCS_STRIPPED, 0x40, COFF_HARDENING_ASLR, COFF_HARDENING_OFF},
    {0x8664, 0, 0x60, COFF_HARDENING_HIGH_ENTROPY, COFF_HARDENING_ON},
    {0x8664, 0, 0x20, COFF_HARDENING_HIGH_ENTROPY, COFF_HARDENING_OFF},
    {0x14c, 0, 0x60, COFF_HARDENING_HIGH_ENTROPY, COFF_HARDENING_NONE},
    {0x8664, 0, 0x100, COFF_HARDENING_NX, COFF_HARDENING_ON},
    {0x8664, 0, 0, COFF_HARDENING_NX, COFF_HARDENING_OFF},
    // The flag alone is a wish: without a load configuration nothing checks.
    {0x8664, 0, 0x4000, COFF_HARDENING_CFG, COFF_HARDENING_OFF},
    {0x8664, 0, 0, COFF_HARDENING_CET, COFF_HARDENING_OFF},
    {0x14c, 0, 0x400, COFF_HARDENING_SAFE_SEH, COFF_HARDENING_ON},
    {0x14c, 0, 0, COFF_HARDENING_SAFE_SEH, COFF_HARDENING_OFF},
    {0x8664, 0, 0x400, COFF_HARDENING_SAFE_SEH, COFF_HARDENING_NONE},
    {0x8664, 0, 0, COFF_HARDENING_ISOLATION, COFF_HARDENING_ON},
    {0x8664, 0, 0x200, COFF_HARDENING_ISOLATION, COFF_HARDENING_OFF},
    {0x8664, 0, 0x80, COFF_HARDENING_INTEGRITY, COFF_HARDENING_ON},
    {0x8664, 0, 0x1000, COFF_HARDENING_APP_CONTAINER, COFF_HARDENING_ON},
};

START_TEST(by_header)
{
  enum coff_hardening_state state[COFF_HARDENINGS];
  states(rows[_i].machine, rows[_i].machine != 0x14c, rows[_i].file_flags, rows[_i].dll_flags,
         state);
  ck_assert_int_eq(state[rows[_i].which], rows[_i].want);
}
END_TEST

// Firmware and the kernel ask for little of it, and processes for all.
static const struct {
  uint16_t subsystem;
  bool nx, aslr, cfg, isolation, integrity, cookie;
} loaders[] = {
    {1, false, true, true, false, true, true},    // a driver
    {2, true, true, true, true, true, true},      // a process
    {10, true, false, false, false, false, true}, // EFI
    {13, true, false, false, false, false, true}, {14, true, true, true, true, true, true},
    {9, true, true, true, true, true, true},
};

START_TEST(by_loader)
{
  struct ear ear;
  size_t total;
  bool honoured[COFF_HARDENINGS];
  listen(&ear);
  uint8_t *image = made_image(0x8664, true, COFF_DIR_RESERVED, NULL, 0, &total);
  coff_store(image + DLL_FLAGS_AT - 2, 2, COFF_LITTLE, loaders[_i].subsystem);
  struct coff_file *f = coff_file_from_memory(&ear.context, "test", image, total, NULL);
  ck_assert_ptr_nonnull(f);
  coff_hardening_honoured(f, honoured);
  ck_assert_int_eq(honoured[COFF_HARDENING_NX], loaders[_i].nx);
  ck_assert_int_eq(honoured[COFF_HARDENING_ASLR], loaders[_i].aslr);
  ck_assert_int_eq(honoured[COFF_HARDENING_CFG], loaders[_i].cfg);
  ck_assert_int_eq(honoured[COFF_HARDENING_ISOLATION], loaders[_i].isolation);
  ck_assert_int_eq(honoured[COFF_HARDENING_INTEGRITY], loaders[_i].integrity);
  ck_assert_int_eq(honoured[COFF_HARDENING_STACK_COOKIE], loaders[_i].cookie);
  coff_file_close(f);
  free(image);
}
END_TEST

START_TEST(every_one_has_a_name)
{
  for (unsigned i = 0; i < COFF_HARDENINGS; i++) {
    ck_assert_ptr_nonnull(coff_hardening_name(i));
    ck_assert_ptr_nonnull(coff_hardening_key(i));
  }
  ck_assert_ptr_null(coff_hardening_name(COFF_HARDENINGS));
  ck_assert_ptr_null(coff_hardening_key(COFF_HARDENINGS));
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("hardening");
  TCase *t = tcase_create("hardening");
  tcase_add_loop_test(t, by_header, 0, COFF_COUNT(rows));
  tcase_add_loop_test(t, by_loader, 0, COFF_COUNT(loaders));
  tcase_add_test(t, every_one_has_a_name);
  suite_add_tcase(suite, t);
  return run_suite(suite);
}
