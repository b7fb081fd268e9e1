// Unwind codes, one after another.
//
// Skip it unless all codes of an architecture are decoded wrongly: those of ARM and ARM64 are data
// in unwind-rows.c.
#include "debug/unwind-rows.h"

static bool fail_code(struct coff_unwind_codes *c, const char *what)
{
  uint64_t at = c->bytes.origin + c->at;
  unsigned raw = c->bytes.data[c->at];
  if (c->form == COFF_UNWIND_X64) // the operation is in the second byte
    raw = c->bytes.data[c->at + 1];
  c->at = c->bytes.size;
  return coff_fail(c->to.ctx, (struct coff_place){c->to.file, c->to.member, at},
                   "unwind code 0x%02x %s; the rest of the record is skipped", raw, what);
}

// ---- x64 --------------------------------------------------------------------------------------

// "x64 exception handling", struct UNWIND_CODE. A slot is two bytes: offset in the prolog, operation
// (low 4 bits), information (high 4 bits); more slots hold a number.
enum x64_operand {
  X64_NOTHING,
  X64_INFO_SIZE, // AMOUNT = information * 8 + 8
  X64_FRAME,     // the register of the record's head, and its offset
  X64_FAR_FRAME, // the register of the record's head, and a number
  X64_ERROR,     // AMOUNT = information, which is 0 or 1
  X64_NUMBER,    // AMOUNT = the number
  X64_EPILOG
};

struct x64_row {
  uint8_t slots; // with the number, which has two bytes a slot
  uint8_t scale; // of the number
  enum coff_unwind_op op;
  enum coff_unwind_bank bank;
  bool info_is_register;
  enum x64_operand operand;
  const char *name, *mnemonic;
};

enum {
  UWOP_ALLOC_LARGE = 1,
  UWOP_SAVE_XMM = 6,
  UWOP_SAVE_XMM_FAR = 7,
  X64_OPERATIONS = 12,
  X64_HUGE = X64_OPERATIONS, // UWOP_ALLOC_LARGE with the information 1
  X64_SAVE_MM,               // what operations 6 and 7 were in version 1
  X64_SAVE_MM_FAR,
};

// clang-format off
static const struct x64_row x64_rows[] = {
  {1, 0, COFF_UNWIND_PUSH, COFF_BANK_X64, true, X64_NOTHING, "UWOP_PUSH_NONVOL", "push"},
  {2, 8, COFF_UNWIND_ALLOC, COFF_BANK_NONE, false, X64_NUMBER, "UWOP_ALLOC_LARGE", "alloc"},
  {1, 0, COFF_UNWIND_ALLOC, COFF_BANK_NONE, false, X64_INFO_SIZE, "UWOP_ALLOC_SMALL", "alloc"},
  {1, 0, COFF_UNWIND_SET_FRAME, COFF_BANK_X64, false, X64_FRAME, "UWOP_SET_FPREG", "set_fpreg"},
  {2, 8, COFF_UNWIND_SAVE, COFF_BANK_X64, true, X64_NUMBER, "UWOP_SAVE_NONVOL", "save"},
  {3, 1, COFF_UNWIND_SAVE, COFF_BANK_X64, true, X64_NUMBER, "UWOP_SAVE_NONVOL_FAR", "save"},
  {1, 0, COFF_UNWIND_EPILOG_AT, COFF_BANK_NONE, false, X64_EPILOG, "UWOP_EPILOG", "epilog"},
  {0, 0, COFF_UNWIND_RESERVED, COFF_BANK_NONE, false, X64_NOTHING, NULL, NULL},
  {2, 16, COFF_UNWIND_SAVE, COFF_BANK_XMM, true, X64_NUMBER, "UWOP_SAVE_XMM128", "save"},
  {3, 1, COFF_UNWIND_SAVE, COFF_BANK_XMM, true, X64_NUMBER, "UWOP_SAVE_XMM128_FAR", "save"},
  {1, 0, COFF_UNWIND_MACHINE_FRAME, COFF_BANK_NONE, false, X64_ERROR, "UWOP_PUSH_MACHFRAME", "push_machframe"},
  {3, 16, COFF_UNWIND_SET_FRAME, COFF_BANK_X64, false, X64_FAR_FRAME, "UWOP_SET_FPREG_LARGE", "set_fpreg"},
  {3, 1, COFF_UNWIND_ALLOC, COFF_BANK_NONE, false, X64_NUMBER, "UWOP_ALLOC_LARGE", "alloc"},
  {2, 8, COFF_UNWIND_SAVE, COFF_BANK_MM, true, X64_NUMBER, "UWOP_SAVE_XMM", "save"},
  {3, 1, COFF_UNWIND_SAVE, COFF_BANK_MM, true, X64_NUMBER, "UWOP_SAVE_XMM_FAR", "save"},
};
// clang-format on

static const struct x64_row *x64_row(unsigned op, unsigned info, unsigned version)
{
  unsigned row = op;
  if (op >= X64_OPERATIONS || (op == UWOP_ALLOC_LARGE && info > 1))
    return NULL;
  if (op == UWOP_ALLOC_LARGE && info == 1)
    row = X64_HUGE;
  if (version < 2 && (op == UWOP_SAVE_XMM || op == UWOP_SAVE_XMM_FAR))
    row = op == UWOP_SAVE_XMM ? X64_SAVE_MM : X64_SAVE_MM_FAR;
  return x64_rows[row].slots == 0 ? NULL : &x64_rows[row];
}

// The first such code has the size of all epilogs, and whether one ends the function; each other
// one how far from the end an epilog begins.
static void x64_epilog(struct coff_unwind_codes *c, const uint8_t *p, struct coff_unwind_code *code)
{
  code->prolog_offset = 0;
  if (!c->has_epilog_size) {
    c->has_epilog_size = true;
    code->op = COFF_UNWIND_EPILOG_SIZE;
    code->amount = p[0];
    code->is_at_end = (p[1] >> 4 & 1) != 0;
    return;
  }
  code->amount = p[0] | (uint32_t)(p[1] >> 4) << 8;
}

static void x64_operand(struct coff_unwind_codes *c, const struct x64_row *row, const uint8_t *p,
                        struct coff_unwind_code *code)
{
  uint8_t info = p[1] >> 4;
  uint32_t number = 0;
  if (row->slots > 1)
    number = (row->slots == 2 ? coff_le16(p + 2) : coff_le32(p + 2)) * row->scale;
  switch (row->operand) {
  case X64_NOTHING: return;
  case X64_INFO_SIZE: code->amount = info * 8u + 8; return;
  case X64_ERROR: code->amount = info; return;
  case X64_NUMBER: code->amount = number; return;
  case X64_EPILOG: x64_epilog(c, p, code); return;
  case X64_FRAME: number = c->frame_offset; break;
  case X64_FAR_FRAME: break;
  }
  code->registers = (uint64_t)1 << c->frame_register;
  code->amount = number;
}

static bool x64_next(struct coff_unwind_codes *c, struct coff_unwind_code *code)
{
  const uint8_t *p = c->bytes.data + c->at;
  if (c->bytes.size - c->at < 2)
    return false;
  unsigned info = p[1] >> 4;
  const struct x64_row *row = x64_row(p[1] & 15, info, c->version);
  if (row == NULL)
    return fail_code(c, "is not known");
  if (c->bytes.size - c->at < row->slots * 2u)
    return fail_code(c, "is cut off");
  *code = (struct coff_unwind_code){
      .at = (uint32_t)c->at,
      .size = (uint8_t)(row->slots * 2),
      .raw = p[1],
      .prolog_offset = p[0],
      .op = row->op,
      .bank = row->bank,
      .registers = row->info_is_register ? (uint64_t)1 << info : 0,
      .name = row->name,
      .mnemonic = row->mnemonic,
  };
  x64_operand(c, row, p, code);
  c->at += row->slots * 2u;
  return true;
}

// ---- ARM, ARM64 -------------------------------------------------------------------------------

enum { ARM_LR = 14, ARM64_FP = 29, ARM64_LR = 30 };

static uint32_t field(const struct unwind_field *b, uint32_t v)
{
  return ((v >> b->shift & (((uint32_t)1 << b->bits) - 1)) + b->add) * b->scale;
}

static uint64_t bit(unsigned n)
{
  return (uint64_t)1 << (n & 63);
}

// Registers FROM to TO.
static uint64_t run(unsigned from, unsigned to)
{
  return from > to ? 0 : (bit(to) << 1) - bit(from);
}

static uint64_t registers(const struct unwind_row *row, uint32_t v)
{
  unsigned n = row->base + field(&row->number, v);
  switch (row->registers) {
  case UNWIND_NO_REGISTERS: return 0;
  case UNWIND_ONE: return bit(n);
  case UNWIND_PAIR: return bit(n) | bit(n + 1);
  case UNWIND_WITH_LR: return bit(n) | bit(ARM64_LR);
  case UNWIND_FRAME: return bit(ARM64_FP);
  case UNWIND_FRAME_LR: return bit(ARM64_FP) | bit(ARM64_LR);
  case UNWIND_MASK_LR13: return n | ((v & 0x2000) != 0 ? bit(ARM_LR) : 0);
  case UNWIND_MASK_LR8: return n | ((v & 0x100) != 0 ? bit(ARM_LR) : 0);
  case UNWIND_UP_TO:
    return run(row->base, n) | (row->bank == COFF_BANK_R && (v & 4) != 0 ? bit(ARM_LR) : 0);
  case UNWIND_LR: return bit(ARM_LR);
  case UNWIND_FROM_TO: return run(row->base + (v >> 4 & 15), row->base + (v & 15));
  }
  return 0;
}

static bool arm_next(struct coff_unwind_codes *c, struct coff_unwind_code *code)
{
  uint64_t left = c->bytes.size - c->at;
  const uint8_t *p = c->bytes.data + c->at;
  uint32_t w = 0;
  if (left == 0)
    return false;
  for (unsigned i = 0; i < 4; i++)
    w = w << 8 | (i < left ? p[i] : 0);
  const struct unwind_row *row = coff_unwind_row(c->form, w);
  if (row == NULL)
    return fail_code(c, "is not known");
  if (left < row->size)
    return fail_code(c, "is cut off");
  uint32_t v = row->size >= 4 ? w : w >> (32 - 8 * row->size);
  *code = (struct coff_unwind_code){
      .at = (uint32_t)c->at,
      .size = row->size,
      .raw = p[0],
      .length = row->length,
      .op = row->op,
      .bank = row->bank,
      .writeback = row->writeback,
      .registers = registers(row, v),
      .amount = field(&row->amount, v),
      .name = row->name,
      .mnemonic = row->name,
  };
  if (row->op == COFF_UNWIND_SAVE_VECTORS) // the upper two bits of the offset
    code->amount |= (v >> 13 & 3) << 6;
  c->at += row->size;
  return true;
}

struct coff_unwind_codes coff_unwind_codes_open(struct coff_reporter to,
                                                const struct coff_target *t, struct coff_view v,
                                                const struct coff_unwind *u, uint64_t first)
{
  struct coff_unwind_codes c = {
      .to = to,
      .form = t->pdata->unwind,
      .at = first,
      .version = u->version,
      .frame_register = u->frame_register,
      .frame_offset = u->frame_offset,
  };
  coff_view_clip(v, u->codes_at, u->codes_size, 1, &c.bytes);
  if (c.at > c.bytes.size)
    c.at = c.bytes.size;
  return c;
}

bool coff_unwind_code_next(struct coff_unwind_codes *c, struct coff_unwind_code *code)
{
  if (c->form == COFF_UNWIND_NONE)
    return false;
  return c->form == COFF_UNWIND_X64 ? x64_next(c, code) : arm_next(c, code);
}

const char *coff_unwind_op_name(enum coff_unwind_op op)
{
  static const char *const names[] = {
      [COFF_UNWIND_RESERVED] = "reserved",
      [COFF_UNWIND_PUSH] = "push",
      [COFF_UNWIND_ALLOC] = "alloc",
      [COFF_UNWIND_ALLOC_VECTORS] = "alloc vectors",
      [COFF_UNWIND_SET_FRAME] = "set frame",
      [COFF_UNWIND_SAVE] = "save",
      [COFF_UNWIND_SAVE_VECTORS] = "save vectors",
      [COFF_UNWIND_HOME] = "home",
      [COFF_UNWIND_SAVE_NEXT] = "save next",
      [COFF_UNWIND_MACHINE_FRAME] = "machine frame",
      [COFF_UNWIND_TRAP_FRAME] = "trap frame",
      [COFF_UNWIND_CONTEXT] = "context",
      [COFF_UNWIND_EC_CONTEXT] = "EC context",
      [COFF_UNWIND_CLEAR_UNWOUND] = "clear unwound to call",
      [COFF_UNWIND_SIGN] = "sign",
      [COFF_UNWIND_NOP] = "nop",
      [COFF_UNWIND_END] = "end",
      [COFF_UNWIND_END_CHAINED] = "end chained",
      [COFF_UNWIND_EPILOG_SIZE] = "epilog size",
      [COFF_UNWIND_EPILOG_AT] = "epilog at",
      [COFF_UNWIND_CUSTOM] = "custom",
  };
  return names[op];
}

// ---- Epilogs, handlers ------------------------------------------------------------------------

enum { CONDITION_ALWAYS = 14 };

bool coff_unwind_epilog_get(const struct coff_target *t, struct coff_view v,
                            const struct coff_unwind *u, uint64_t index,
                            struct coff_unwind_epilog *e)
{
  enum coff_unwind_form form = t->pdata->unwind;
  struct coff_view word;
  if (form != COFF_UNWIND_ARM && form != COFF_UNWIND_ARM64)
    return false;
  *e = (struct coff_unwind_epilog){.condition = CONDITION_ALWAYS};
  if (u->is_packed_epilog) { // the head's count is the index of its codes
    e->is_at_end = true;
    e->first_code = u->epilogs;
    return index == 0;
  }
  if (index >= u->epilogs)
    return false;
  // The scopes lie between the head and the codes.
  uint64_t at = u->codes_at - (u->epilogs - index) * 4;
  if (!coff_view_table(v, at, 1, 4, &word))
    return false;
  uint32_t w = (uint32_t)coff_load(word.data, 4, t->data_order);
  bool is_arm = form == COFF_UNWIND_ARM;
  e->start = (w & 0x3ffff) * (is_arm ? 2 : 4);
  if (is_arm)
    e->condition = w >> 20 & 15;
  e->first_code = is_arm ? w >> 24 : w >> 22;
  return true;
}

const char *coff_condition_name(uint8_t condition)
{
  static const char *const names[] = {"eq", "ne", "cs", "cc", "mi", "pl", "vs", "vc",
                                      "hi", "ls", "ge", "lt", "gt", "le", "al", "nv"};
  return condition < COFF_COUNT(names) ? names[condition] : NULL;
}
