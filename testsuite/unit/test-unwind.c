// Tests of unwind codes, all of them; of packed data, epilogs, scopes; and damage.
//
// Skip it unless one of them fails; test_unwind.py compares real files with other tools.
#include "coff/unwind.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/main.h"

#include <stdlib.h>
#include <string.h>

#define BIT(n) ((uint64_t)1 << (n))
#define FP     BIT(29)
#define LR     BIT(30)

static const struct coff_target x64 = {.pdata = &coff_pdata_x64};
static const struct coff_target arm = {.pdata = &coff_pdata_arm};
static const struct coff_target arm64 = {.pdata = &coff_pdata_arm64};

// What a code must be.
struct expected {
  uint8_t bytes[6];
  uint8_t size;
  enum coff_unwind_op op;
  enum coff_unwind_bank bank;
  uint64_t registers;
  uint32_t amount;
  bool writeback;
  const char *name;
};

static struct coff_unwind_codes codes(struct coff_reporter to, const struct coff_target *t,
                                      const uint8_t *bytes, size_t size)
{
  struct coff_unwind u = {.version = 1, .frame_register = 5, .frame_offset = 0x20};
  u.codes_size = size;
  return coff_unwind_codes_open(to, t, view(bytes, size), &u, 0);
}

static void check_code(const struct coff_target *t, const struct expected *want)
{
  struct ear e;
  struct coff_unwind_code c;
  struct coff_unwind_codes all = codes(listen(&e), t, want->bytes, want->size);
  ck_assert_msg(coff_unwind_code_next(&all, &c), "%02x%02x: %s", want->bytes[0], want->bytes[1],
                e.heard.text);
  ck_assert_msg(c.size == want->size && c.op == want->op && c.bank == want->bank &&
                    c.registers == want->registers && c.amount == want->amount &&
                    c.writeback == want->writeback,
                "%02x%02x: size %u op %d bank %d registers %llx amount %u writeback %d",
                want->bytes[0], want->bytes[1], c.size, (int)c.op, (int)c.bank,
                (unsigned long long)c.registers, c.amount, c.writeback);
  ck_assert_str_eq(c.name, want->name);
  ck_assert(!coff_unwind_code_next(&all, &c));
  ck_assert_int_eq(e.heard.errors, 0);
  // One byte less: the code is cut off, and said so once.
  all = codes(listen(&e), t, want->bytes, want->size - 1u);
  ck_assert(!coff_unwind_code_next(&all, &c));
  ck_assert(!coff_unwind_code_next(&all, &c));
  ck_assert_int_eq(e.heard.errors, want->size < 2 || (t == &x64 && want->size == 2) ? 0 : 1);
}

// clang-format off
static const struct expected arm64_codes[] = {
  {{0x1f}, 1, COFF_UNWIND_ALLOC, COFF_BANK_NONE, 0, 496, false, "alloc_s"},
  {{0x2a}, 1, COFF_UNWIND_SAVE, COFF_BANK_X, BIT(19) | BIT(20), 80, true, "save_r19r20_x"},
  {{0x43}, 1, COFF_UNWIND_SAVE, COFF_BANK_X, FP | LR, 24, false, "save_fplr"},
  {{0x83}, 1, COFF_UNWIND_SAVE, COFF_BANK_X, FP | LR, 32, true, "save_fplr_x"},
  {{0xc7, 0xff}, 2, COFF_UNWIND_ALLOC, COFF_BANK_NONE, 0, 2047 * 16, false, "alloc_m"},
  {{0xc8, 0x83}, 2, COFF_UNWIND_SAVE, COFF_BANK_X, BIT(21) | BIT(22), 24, false, "save_regp"},
  {{0xcd, 0x03}, 2, COFF_UNWIND_SAVE, COFF_BANK_X, BIT(23) | BIT(24), 32, true, "save_regp_x"},
  {{0xd2, 0xc1}, 2, COFF_UNWIND_SAVE, COFF_BANK_X, LR, 8, false, "save_reg"},
  {{0xd4, 0x41}, 2, COFF_UNWIND_SAVE, COFF_BANK_X, BIT(21), 16, true, "save_reg_x"},
  {{0xd6, 0x42}, 2, COFF_UNWIND_SAVE, COFF_BANK_X, BIT(21) | LR, 16, false, "save_lrpair"},
  {{0xd8, 0x42}, 2, COFF_UNWIND_SAVE, COFF_BANK_D, BIT(9) | BIT(10), 16, false, "save_fregp"},
  {{0xda, 0x42}, 2, COFF_UNWIND_SAVE, COFF_BANK_D, BIT(9) | BIT(10), 24, true, "save_fregp_x"},
  {{0xdc, 0x42}, 2, COFF_UNWIND_SAVE, COFF_BANK_D, BIT(9), 16, false, "save_freg"},
  {{0xde, 0x42}, 2, COFF_UNWIND_SAVE, COFF_BANK_D, BIT(10), 24, true, "save_freg_x"},
  {{0xdf, 0x03}, 2, COFF_UNWIND_ALLOC_VECTORS, COFF_BANK_NONE, 0, 3, false, "alloc_z"},
  {{0xe0, 0x01, 0x02, 0x03}, 4, COFF_UNWIND_ALLOC, COFF_BANK_NONE, 0, 0x102030, false, "alloc_l"},
  {{0xe1}, 1, COFF_UNWIND_SET_FRAME, COFF_BANK_X, FP, 0, false, "set_fp"},
  {{0xe2, 0x11}, 2, COFF_UNWIND_SET_FRAME, COFF_BANK_X, FP, 0x88, false, "add_fp"},
  {{0xe3}, 1, COFF_UNWIND_NOP, COFF_BANK_NONE, 0, 0, false, "nop"},
  {{0xe4}, 1, COFF_UNWIND_END, COFF_BANK_NONE, 0, 0, false, "end"},
  {{0xe5}, 1, COFF_UNWIND_END_CHAINED, COFF_BANK_NONE, 0, 0, false, "end_c"},
  {{0xe6}, 1, COFF_UNWIND_SAVE_NEXT, COFF_BANK_NONE, 0, 0, false, "save_next"},
  {{0xe7, 0x13, 0x03}, 3, COFF_UNWIND_SAVE, COFF_BANK_X, BIT(19), 24, false, "save_any_xreg"},
  {{0xe7, 0x33, 0x03}, 3, COFF_UNWIND_SAVE, COFF_BANK_X, BIT(19), 64, true, "save_any_xreg"},
  {{0xe7, 0x53, 0x03}, 3, COFF_UNWIND_SAVE, COFF_BANK_X, BIT(19) | BIT(20), 48, false, "save_any_xreg"},
  {{0xe7, 0x73, 0x03}, 3, COFF_UNWIND_SAVE, COFF_BANK_X, BIT(19) | BIT(20), 64, true, "save_any_xreg"},
  {{0xe7, 0x13, 0x43}, 3, COFF_UNWIND_SAVE, COFF_BANK_D, BIT(19), 24, false, "save_any_dreg"},
  {{0xe7, 0x33, 0x43}, 3, COFF_UNWIND_SAVE, COFF_BANK_D, BIT(19), 64, true, "save_any_dreg"},
  {{0xe7, 0x53, 0x43}, 3, COFF_UNWIND_SAVE, COFF_BANK_D, BIT(19) | BIT(20), 48, false, "save_any_dreg"},
  {{0xe7, 0x73, 0x43}, 3, COFF_UNWIND_SAVE, COFF_BANK_D, BIT(19) | BIT(20), 64, true, "save_any_dreg"},
  {{0xe7, 0x13, 0x83}, 3, COFF_UNWIND_SAVE, COFF_BANK_Q, BIT(19), 48, false, "save_any_qreg"},
  {{0xe7, 0x33, 0x83}, 3, COFF_UNWIND_SAVE, COFF_BANK_Q, BIT(19), 64, true, "save_any_qreg"},
  {{0xe7, 0x53, 0x83}, 3, COFF_UNWIND_SAVE, COFF_BANK_Q, BIT(19) | BIT(20), 48, false, "save_any_qreg"},
  {{0xe7, 0x73, 0x83}, 3, COFF_UNWIND_SAVE, COFF_BANK_Q, BIT(19) | BIT(20), 64, true, "save_any_qreg"},
  {{0xe7, 0x63, 0xc5}, 3, COFF_UNWIND_SAVE_VECTORS, COFF_BANK_Z, BIT(11), 0xc5, false, "save_zreg"},
  {{0xe7, 0x35, 0xc5}, 3, COFF_UNWIND_SAVE_VECTORS, COFF_BANK_P, BIT(5), 0x45, false, "save_preg"},
  {{0xe8}, 1, COFF_UNWIND_TRAP_FRAME, COFF_BANK_NONE, 0, 0, false, "MSFT_OP_TRAP_FRAME"},
  {{0xe9}, 1, COFF_UNWIND_MACHINE_FRAME, COFF_BANK_NONE, 0, 0, false, "MSFT_OP_MACHINE_FRAME"},
  {{0xea}, 1, COFF_UNWIND_CONTEXT, COFF_BANK_NONE, 0, 0, false, "MSFT_OP_CONTEXT"},
  {{0xeb}, 1, COFF_UNWIND_EC_CONTEXT, COFF_BANK_NONE, 0, 0, false, "MSFT_OP_EC_CONTEXT"},
  {{0xec}, 1, COFF_UNWIND_CLEAR_UNWOUND, COFF_BANK_NONE, 0, 0, false, "MSFT_OP_CLEAR_UNWOUND_TO_CALL"},
  {{0xf8, 1}, 2, COFF_UNWIND_RESERVED, COFF_BANK_NONE, 0, 0, false, "reserved"},
  {{0xf9, 1, 2}, 3, COFF_UNWIND_RESERVED, COFF_BANK_NONE, 0, 0, false, "reserved"},
  {{0xfa, 1, 2, 3}, 4, COFF_UNWIND_RESERVED, COFF_BANK_NONE, 0, 0, false, "reserved"},
  {{0xfb, 1, 2, 3, 4}, 5, COFF_UNWIND_RESERVED, COFF_BANK_NONE, 0, 0, false, "reserved"},
  {{0xfc}, 1, COFF_UNWIND_SIGN, COFF_BANK_X, LR, 0, false, "pac_sign_lr"},
};

static const struct expected arm_codes[] = {
  {{0x7f}, 1, COFF_UNWIND_ALLOC, COFF_BANK_NONE, 0, 508, false, "stackalloc"},
  {{0xa8, 0x90}, 2, COFF_UNWIND_PUSH, COFF_BANK_R, 0x4890, 0, false, "save_regs_w"},
  {{0x9f, 0xff}, 2, COFF_UNWIND_PUSH, COFF_BANK_R, 0x1fff, 0, false, "save_regs_w"},
  {{0xc7}, 1, COFF_UNWIND_SET_FRAME, COFF_BANK_R, BIT(7), 0, false, "save_sp"},
  {{0xd2}, 1, COFF_UNWIND_PUSH, COFF_BANK_R, 0x70, 0, false, "save_regs"},
  {{0xd7}, 1, COFF_UNWIND_PUSH, COFF_BANK_R, 0x40f0, 0, false, "save_regs"},
  {{0xd8}, 1, COFF_UNWIND_PUSH, COFF_BANK_R, 0x1f0, 0, false, "save_regs_w"},
  {{0xdf}, 1, COFF_UNWIND_PUSH, COFF_BANK_R, 0x4ff0, 0, false, "save_regs_w"},
  {{0xe7}, 1, COFF_UNWIND_PUSH, COFF_BANK_D, 0xff00, 0, false, "save_fregs"},
  {{0xeb, 0xff}, 2, COFF_UNWIND_ALLOC, COFF_BANK_NONE, 0, 1023 * 4, false, "stackalloc_w"},
  {{0xed, 0x90}, 2, COFF_UNWIND_PUSH, COFF_BANK_R, 0x4090, 0, false, "save_regs"},
  {{0xee, 0x0f}, 2, COFF_UNWIND_CUSTOM, COFF_BANK_NONE, 0, 0, false, "custom"},
  {{0xee, 0x10}, 2, COFF_UNWIND_RESERVED, COFF_BANK_NONE, 0, 0, false, "available"},
  {{0xef, 0x05}, 2, COFF_UNWIND_SAVE, COFF_BANK_R, BIT(14), 20, true, "save_lr"},
  {{0xef, 0x10}, 2, COFF_UNWIND_RESERVED, COFF_BANK_NONE, 0, 0, false, "available"},
  {{0xf5, 0x8a}, 2, COFF_UNWIND_PUSH, COFF_BANK_D, 0x700, 0, false, "save_fregs"},
  {{0xf6, 0x0f}, 2, COFF_UNWIND_PUSH, COFF_BANK_D, 0xffff0000, 0, false, "save_fregs"},
  {{0xf7, 1, 2}, 3, COFF_UNWIND_ALLOC, COFF_BANK_NONE, 0, 0x102 * 4, false, "stackalloc"},
  {{0xf8, 1, 2, 3}, 4, COFF_UNWIND_ALLOC, COFF_BANK_NONE, 0, 0x10203 * 4, false, "stackalloc"},
  {{0xf9, 1, 2}, 3, COFF_UNWIND_ALLOC, COFF_BANK_NONE, 0, 0x102 * 4, false, "stackalloc_w"},
  {{0xfa, 1, 2, 3}, 4, COFF_UNWIND_ALLOC, COFF_BANK_NONE, 0, 0x10203 * 4, false, "stackalloc_w"},
  {{0xfb}, 1, COFF_UNWIND_NOP, COFF_BANK_NONE, 0, 0, false, "nop"},
  {{0xfc}, 1, COFF_UNWIND_NOP, COFF_BANK_NONE, 0, 0, false, "nop_w"},
  {{0xfd}, 1, COFF_UNWIND_END, COFF_BANK_NONE, 0, 0, false, "end_nop"},
  {{0xfe}, 1, COFF_UNWIND_END, COFF_BANK_NONE, 0, 0, false, "end_nop_w"},
  {{0xff}, 1, COFF_UNWIND_END, COFF_BANK_NONE, 0, 0, false, "end"},
};

static const struct expected x64_codes[] = {
  {{9, 0x30}, 2, COFF_UNWIND_PUSH, COFF_BANK_X64, BIT(3), 0, false, "UWOP_PUSH_NONVOL"},
  {{9, 0x01, 0x34, 0x12}, 4, COFF_UNWIND_ALLOC, COFF_BANK_NONE, 0, 0x1234 * 8, false, "UWOP_ALLOC_LARGE"},
  {{9, 0x11, 0x78, 0x56, 0x34, 0x12}, 6, COFF_UNWIND_ALLOC, COFF_BANK_NONE, 0, 0x12345678, false, "UWOP_ALLOC_LARGE"},
  {{9, 0xf2}, 2, COFF_UNWIND_ALLOC, COFF_BANK_NONE, 0, 128, false, "UWOP_ALLOC_SMALL"},
  {{9, 0x03}, 2, COFF_UNWIND_SET_FRAME, COFF_BANK_X64, BIT(5), 0x20, false, "UWOP_SET_FPREG"},
  {{9, 0x64, 3, 0}, 4, COFF_UNWIND_SAVE, COFF_BANK_X64, BIT(6), 24, false, "UWOP_SAVE_NONVOL"},
  {{9, 0x65, 3, 0, 1, 0}, 6, COFF_UNWIND_SAVE, COFF_BANK_X64, BIT(6), 0x10003, false, "UWOP_SAVE_NONVOL_FAR"},
  {{9, 0x66, 3, 0}, 4, COFF_UNWIND_SAVE, COFF_BANK_MM, BIT(6), 24, false, "UWOP_SAVE_XMM"},
  {{9, 0x67, 3, 0, 1, 0}, 6, COFF_UNWIND_SAVE, COFF_BANK_MM, BIT(6), 0x10003, false, "UWOP_SAVE_XMM_FAR"},
  {{9, 0x68, 3, 0}, 4, COFF_UNWIND_SAVE, COFF_BANK_XMM, BIT(6), 48, false, "UWOP_SAVE_XMM128"},
  {{9, 0x69, 3, 0, 1, 0}, 6, COFF_UNWIND_SAVE, COFF_BANK_XMM, BIT(6), 0x10003, false, "UWOP_SAVE_XMM128_FAR"},
  {{9, 0x1a}, 2, COFF_UNWIND_MACHINE_FRAME, COFF_BANK_NONE, 0, 1, false, "UWOP_PUSH_MACHFRAME"},
  {{9, 0x0b, 3, 0, 1, 0}, 6, COFF_UNWIND_SET_FRAME, COFF_BANK_X64, BIT(5), 0x100030, false, "UWOP_SET_FPREG_LARGE"},
};
// clang-format on

START_TEST(every_arm64_code)
{
  check_code(&arm64, &arm64_codes[_i]);
}
END_TEST

START_TEST(every_arm_code)
{
  check_code(&arm, &arm_codes[_i]);
}
END_TEST

START_TEST(every_x64_code)
{
  check_code(&x64, &x64_codes[_i]);
}
END_TEST

// Codes whose size nobody knows end a record.
START_TEST(unknown_codes)
{
  static const struct {
    const struct coff_target *target;
    uint8_t bytes[4];
  } all[] = {
      {&arm64, {0xed}},  {&arm64, {0xf7}},       {&arm64, {0xfd}},
      {&arm64, {0xff}},  {&arm64, {0xe7, 0x80}}, {&arm64, {0xe7, 0x90, 0xc0}},
      {&arm, {0xf0}},    {&arm, {0xf4}},         {&x64, {9, 0x0c}},
      {&x64, {9, 0x0f}}, {&x64, {9, 0x21}},
  };
  struct ear e;
  struct coff_unwind_code c;
  struct coff_unwind_codes these =
      codes(listen(&e), all[_i].target, all[_i].bytes, sizeof all[_i].bytes);
  ck_assert(!coff_unwind_code_next(&these, &c));
  ck_assert(!coff_unwind_code_next(&these, &c));
  ck_assert_int_eq(e.heard.errors, 1);
  ck_assert_uint_eq(e.heard.offset, ORIGIN);
  ck_assert_ptr_nonnull(strstr(e.heard.text, "is not known; the rest of the record is skipped"));
}
END_TEST

// Every first byte of a code is decoded or refused, and nothing is read behind the bytes.
START_TEST(every_byte)
{
  const struct coff_target *all[] = {&x64, &arm, &arm64};
  struct ear e;
  struct coff_unwind_code c;
  for (unsigned i = 0; i < 256; i++)
    for (unsigned second = 0; second < 256; second += 5) {
      uint8_t *bytes = malloc(2);
      bytes[0] = (uint8_t)i;
      bytes[1] = (uint8_t)second;
      struct coff_unwind_codes these = codes(listen(&e), all[_i], bytes, 2);
      while (coff_unwind_code_next(&these, &c)) {
        ck_assert_uint_gt(c.size, 0);
        ck_assert_ptr_nonnull(c.name);
        ck_assert_ptr_nonnull(coff_unwind_op_name(c.op));
      }
      free(bytes);
    }
}
END_TEST

START_TEST(x64_epilogs)
{
  static const uint8_t bytes[] = {0x22, 10, 5, 0, 6, 0x16, 0x34, 0x26, 0, 6, 5, 0x30, 9, 7, 0, 0};
  struct ear e;
  struct coff_reporter to = listen(&e);
  struct coff_unwind u;
  struct coff_unwind_code c;
  struct coff_view v = view(bytes, sizeof bytes);
  // Chained, so that no handler follows; the entry is not there.
  ck_assert(!coff_unwind_read(to, &x64, v, 0, &u));
  ck_assert(
      !coff_unwind_chained(&x64, v, &u, &(struct coff_pdata){0}, &(struct coff_pdata_entry){0}));
  ck_assert_uint_eq(u.version, 2);
  struct coff_unwind_codes all = coff_unwind_codes_open(to, &x64, v, &u, 0);
  ck_assert(coff_unwind_code_next(&all, &c) && c.op == COFF_UNWIND_EPILOG_SIZE && c.amount == 6);
  ck_assert(c.is_at_end);
  ck_assert(coff_unwind_code_next(&all, &c) && c.op == COFF_UNWIND_EPILOG_AT && c.amount == 0x234);
  ck_assert(coff_unwind_code_next(&all, &c) && c.op == COFF_UNWIND_EPILOG_AT && c.amount == 0);
  ck_assert(coff_unwind_code_next(&all, &c) && c.op == COFF_UNWIND_PUSH && c.prolog_offset == 5);
  ck_assert(!coff_unwind_code_next(&all, &c)); // 7 means nothing in version 2
  ck_assert_int_eq(e.heard.errors, 2);
  ck_assert_uint_eq(e.heard.offset, ORIGIN + 12);
  ck_assert(!coff_unwind_epilog_get(&x64, v, &u, 0, &(struct coff_unwind_epilog){0}));
}
END_TEST

static void put(uint8_t *p, uint32_t v)
{
  coff_store(p, 4, COFF_LITTLE, v);
}

START_TEST(arm_epilogs)
{
  struct ear e;
  struct coff_reporter to = listen(&e);
  struct coff_unwind u;
  struct coff_unwind_epilog epilog;
  uint8_t bytes[16] = {0};
  struct coff_view v = view(bytes, sizeof bytes);
  put(bytes, 56 | 2u << 23 | 1u << 28);
  put(bytes + 4, 0x30 | 0xeu << 20 | 2u << 24);
  put(bytes + 8, 0x32 | 1u << 20 | 0xffu << 24);
  ck_assert(coff_unwind_read(to, &arm, v, 0, &u));
  ck_assert(coff_unwind_epilog_get(&arm, v, &u, 0, &epilog));
  ck_assert(epilog.start == 0x60 && epilog.first_code == 2 && !epilog.is_at_end);
  ck_assert_str_eq(coff_condition_name(epilog.condition), "al");
  ck_assert(coff_unwind_epilog_get(&arm, v, &u, 1, &epilog));
  ck_assert(epilog.start == 0x64 && epilog.first_code == 255);
  ck_assert_str_eq(coff_condition_name(epilog.condition), "ne");
  ck_assert(!coff_unwind_epilog_get(&arm, v, &u, 2, &epilog));
  ck_assert_ptr_null(coff_condition_name(16));
  // Codes from past the end of all: there are none.
  struct coff_unwind_codes none = coff_unwind_codes_open(to, &arm, v, &u, 255);
  ck_assert(!coff_unwind_code_next(&none, &(struct coff_unwind_code){0}));
  // ARM64: 18 bits of start, 4 reserved, 10 of the first code.
  put(bytes, 56 | 1u << 22 | 2u << 27);
  put(bytes + 4, 0x30 | 0x201u << 22);
  ck_assert(coff_unwind_read(to, &arm64, v, 0, &u));
  ck_assert(coff_unwind_epilog_get(&arm64, v, &u, 0, &epilog));
  ck_assert(epilog.start == 0xc0 && epilog.first_code == 0x201 && epilog.condition == 14);
  put(bytes, 56 | 1u << 21 | 3u << 22 | 2u << 27);
  ck_assert(coff_unwind_read(to, &arm64, v, 0, &u));
  ck_assert(coff_unwind_epilog_get(&arm64, v, &u, 0, &epilog));
  ck_assert(epilog.is_at_end && epilog.first_code == 3);
  ck_assert(!coff_unwind_epilog_get(&arm64, v, &u, 1, &epilog));
  ck_assert_int_eq(e.heard.errors, 0);
}
END_TEST

START_TEST(scope_tables)
{
  struct ear e;
  struct coff_reporter to = listen(&e);
  struct coff_unwind u;
  struct coff_view rows;
  uint8_t bytes[4 + 4 + 4 + 16 + 15] = {0x09};
  struct coff_view v = view(bytes, sizeof bytes);
  put(bytes + 8, 1);
  ck_assert(coff_unwind_read(to, &x64, v, 0, &u));
  ck_assert(coff_unwind_scopes(to, &x64, v, &u, &rows));
  ck_assert(rows.size == COFF_SCOPE_SIZE && rows.origin == ORIGIN + 12);
  put(bytes + 8, UINT32_MAX);
  ck_assert(!coff_unwind_scopes(to, &x64, v, &u, &rows));
  ck_assert_uint_eq(rows.size, COFF_SCOPE_SIZE);
  ck_assert_str_eq(e.heard.text, "scope table has 4294967295 entries, but only 1 are there");
  v.size = 11;
  ck_assert(!coff_unwind_scopes(to, &x64, v, &u, &rows));
  ck_assert_uint_eq(rows.size, 0);
  ck_assert_int_eq(e.heard.errors, 2);
  static const char *const names[] = {"__C_specific_handler",
                                      "#__C_specific_handler",
                                      "__C_specific_handlers",
                                      "_C_specific_handler",
                                      "#",
                                      ""};
  for (unsigned i = 0; i < COFF_COUNT(names); i++)
    ck_assert_int_eq(coff_unwind_has_scopes((struct coff_str){names[i], strlen(names[i])}), i < 2);
}
END_TEST

// ---- Packed data ------------------------------------------------------------------------------

static unsigned unpack(struct ear *e, const struct coff_target *t, uint32_t word,
                       struct coff_unwind_code *all)
{
  uint8_t bytes[8] = {0};
  struct coff_pdata table;
  struct coff_pdata_entry entry;
  struct coff_reporter to = listen(e);
  put(bytes + 4, word);
  ck_assert(coff_pdata_open(to, t, view(bytes, sizeof bytes), &table));
  ck_assert(coff_pdata_get(&table, 0, &entry));
  return coff_unwind_unpack(to, &table, &entry, all);
}

static void check_unpacked(const struct coff_target *t, uint32_t word,
                           const struct expected *wanted, unsigned count)
{
  struct ear e;
  struct coff_unwind_code all[COFF_PACKED_CODES];
  unsigned n = unpack(&e, t, word, all);
  ck_assert_msg(n == count, "%u codes: %s", n, e.heard.text);
  for (unsigned i = 0; i < n; i++) {
    ck_assert_str_eq(all[i].name, wanted[i].name);
    ck_assert_msg(all[i].op == wanted[i].op && all[i].bank == wanted[i].bank &&
                      all[i].registers == wanted[i].registers &&
                      all[i].amount == wanted[i].amount && all[i].writeback == wanted[i].writeback,
                  "code %u: registers %llx amount %u", i, (unsigned long long)all[i].registers,
                  all[i].amount);
  }
}

START_TEST(packed_arm64)
{
  // Example 1 of the document.
  static const struct expected first[] = {
      {{0}, 0, COFF_UNWIND_SET_FRAME, COFF_BANK_X, FP, 0, false, "set_fp"},
      {{0}, 0, COFF_UNWIND_SAVE, COFF_BANK_X, FP | LR, 0, false, "save_fplr"},
      {{0}, 0, COFF_UNWIND_ALLOC, COFF_BANK_NONE, 0, 0x810, false, "alloc_m"},
      {{0}, 0, COFF_UNWIND_SAVE, COFF_BANK_X, BIT(19), 16, true, "save_reg_x"},
      {{0}, 0, COFF_UNWIND_END, COFF_BANK_NONE, 0, 0, false, "end"},
  };
  check_unpacked(&arm64, 0x416101ed, first, COFF_COUNT(first));
  // RegI 3, CR 1, RegF 2 (three registers), arguments, 160 bytes; of a fragment (flag 2).
  static const struct expected second[] = {
      {{0}, 0, COFF_UNWIND_ALLOC, COFF_BANK_NONE, 0, 32, false, "alloc_s"},
      {{0}, 0, COFF_UNWIND_HOME, COFF_BANK_X, 0xc0, 112, false, "nop"},
      {{0}, 0, COFF_UNWIND_HOME, COFF_BANK_X, 0x30, 96, false, "nop"},
      {{0}, 0, COFF_UNWIND_HOME, COFF_BANK_X, 0x0c, 80, false, "nop"},
      {{0}, 0, COFF_UNWIND_HOME, COFF_BANK_X, 0x03, 64, false, "nop"},
      {{0}, 0, COFF_UNWIND_SAVE, COFF_BANK_D, BIT(10), 48, false, "save_freg"},
      {{0}, 0, COFF_UNWIND_SAVE, COFF_BANK_D, BIT(8) | BIT(9), 32, false, "save_fregp"},
      {{0}, 0, COFF_UNWIND_SAVE, COFF_BANK_X, BIT(21) | LR, 16, false, "save_lrpair"},
      {{0}, 0, COFF_UNWIND_SAVE, COFF_BANK_X, BIT(19) | BIT(20), 128, true, "save_regp_x"},
      {{0}, 0, COFF_UNWIND_END, COFF_BANK_NONE, 0, 0, false, "end"},
  };
  check_unpacked(&arm64, 2 | 2u << 13 | 3u << 16 | 1u << 20 | 1u << 21 | 10u << 23, second,
                 COFF_COUNT(second));
}
END_TEST

START_TEST(packed_arm)
{
  // H, r4 to r6 and lr, r11 as chain, 0x3f6: three words that only the epilog folds.
  static const struct expected first[] = {
      {{0}, 0, COFF_UNWIND_ALLOC, COFF_BANK_NONE, 0, 12, false, "stackalloc"},
      {{0}, 0, COFF_UNWIND_SET_FRAME, COFF_BANK_R, BIT(11), 12, false, "nop_w"},
      {{0}, 0, COFF_UNWIND_PUSH, COFF_BANK_R, 0x4870, 0, false, "save_regs_w"},
      {{0}, 0, COFF_UNWIND_HOME, COFF_BANK_R, 15, 16, true, "stackalloc"},
      {{0}, 0, COFF_UNWIND_END, COFF_BANK_NONE, 0, 0, false, "end"},
  };
  uint32_t word = 1 | 1u << 15 | 2u << 16 | 1u << 20 | 1u << 21;
  check_unpacked(&arm, word | 0x3fau << 22, first, COFF_COUNT(first));
  // The prolog folds them: r1 to r3 are pushed for them.
  static const struct expected second[] = {
      {{0}, 0, COFF_UNWIND_PUSH, COFF_BANK_D, 0x700, 0, false, "save_fregs"},
      {{0}, 0, COFF_UNWIND_PUSH, COFF_BANK_R, 0x400e, 0, false, "save_regs"},
      {{0}, 0, COFF_UNWIND_END, COFF_BANK_NONE, 0, 0, false, "end"},
  };
  check_unpacked(&arm, 1 | 2u << 16 | 1u << 19 | 1u << 20 | 0x3f6u << 22, second,
                 COFF_COUNT(second));
}
END_TEST

START_TEST(packed_damage)
{
  static const struct {
    const struct coff_target *target;
    uint32_t word;
    const char *text;
  } all[] = {
      {&arm64, 3, "packed unwind data have the reserved flag 3"},
      {&arm, 3, "packed unwind data have the reserved flag 3"},
      {&arm64, 1 | 11u << 16 | 100u << 23, "fields of packed unwind data contradict each other"},
      {&arm64, 1 | 2u << 16, "fields of packed unwind data contradict each other"},
      {&arm64, 1 | 3u << 21, "fields of packed unwind data contradict each other"},
      {&arm, 1, "fields of packed unwind data contradict each other"},
      {&arm, 1 | 1u << 13 | 1u << 21, "fields of packed unwind data contradict each other"},
      {&arm, 1 | 7u << 16 | 1u << 20 | 1u << 21,
       "fields of packed unwind data contradict each other"},
  };
  struct ear e;
  struct coff_unwind_code codes[COFF_PACKED_CODES];
  ck_assert_uint_eq(unpack(&e, all[_i].target, all[_i].word, codes), 0);
  ck_assert_int_eq(e.heard.errors, 1);
  ck_assert_str_eq(e.heard.text, all[_i].text);
  ck_assert_uint_eq(e.heard.offset, ORIGIN + 4);
}
END_TEST

// Whatever the fields say, the codes fit.
START_TEST(packed_fits)
{
  struct ear e;
  struct coff_unwind_code all[COFF_PACKED_CODES];
  for (uint32_t high = 0; high < 1u << 19; high += 37) {
    ck_assert_uint_lt(unpack(&e, &arm64, 1 | high << 13, all), COFF_PACKED_CODES);
    ck_assert_uint_lt(unpack(&e, &arm, 1 | high << 13, all), COFF_PACKED_CODES);
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("unwind");
  TCase *t = tcase_create("codes");
  tcase_add_loop_test(t, every_arm64_code, 0, COFF_COUNT(arm64_codes));
  tcase_add_loop_test(t, every_arm_code, 0, COFF_COUNT(arm_codes));
  tcase_add_loop_test(t, every_x64_code, 0, COFF_COUNT(x64_codes));
  tcase_add_loop_test(t, unknown_codes, 0, 11);
  tcase_add_loop_test(t, every_byte, 0, 3);
  tcase_add_test(t, x64_epilogs);
  tcase_add_test(t, arm_epilogs);
  tcase_add_test(t, scope_tables);
  suite_add_tcase(suite, t);
  t = tcase_create("packed");
  tcase_add_test(t, packed_arm64);
  tcase_add_test(t, packed_arm);
  tcase_add_loop_test(t, packed_damage, 0, 8);
  tcase_add_test(t, packed_fits);
  suite_add_tcase(suite, t);
  return run_suite(suite);
}
