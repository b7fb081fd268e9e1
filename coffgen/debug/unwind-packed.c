// Packed unwind data: the codes of the canonical prologs that its fields stand for.
//
// Skip it unless such an entry of a function table is spelled out wrongly.
//
// "ARM64 exception handling" and "ARM exception handling", "Packed unwind data". Both list the
// prolog's instructions in their order; codes have the reverse order.
#include "coff/unwind.h"

struct prolog {
  struct coff_unwind_code *codes;
  unsigned count;
};

// Rooms for all that a prolog can have: pacibsp, 5 for integer registers, lr, 4 for floating-point
// ones, 4 for arguments, 4 for the frame, end: 20.
static struct coff_unwind_code *add(struct prolog *p, enum coff_unwind_op op, const char *name,
                                    uint32_t amount)
{
  struct coff_unwind_code *c = &p->codes[p->count++];
  *c = (struct coff_unwind_code){
      .op = op, .amount = amount, .length = 4, .name = name, .mnemonic = name};
  return c;
}

static void add_registers(struct prolog *p, enum coff_unwind_op op, const char *name,
                          enum coff_unwind_bank bank, uint64_t registers, uint32_t amount,
                          bool writeback)
{
  struct coff_unwind_code *c = add(p, op, name, amount);
  c->bank = bank;
  c->registers = registers;
  c->writeback = writeback;
}

static void reverse(struct prolog *p)
{
  for (unsigned i = 0; i < p->count / 2; i++) {
    struct coff_unwind_code c = p->codes[i];
    p->codes[i] = p->codes[p->count - 1 - i];
    p->codes[p->count - 1 - i] = c;
  }
}

static uint32_t load(const struct coff_pdata *t, const struct coff_pdata_entry *e, unsigned i)
{
  return coff_bits_load(&t->layout->packed[i], t->bytes.data + e->at, t->order);
}

// ---- ARM64 ------------------------------------------------------------------------------------

enum { ARM64_FLAG, ARM64_LENGTH, ARM64_REGF, ARM64_REGI, ARM64_H, ARM64_CR, ARM64_FRAME };
enum { CR_NONE, CR_LR, CR_CHAINED_SIGNED, CR_CHAINED };
#define FP_AND_LR ((uint64_t)3 << 29)
#define LR        ((uint64_t)1 << 30)

// A register, or a pair, N of BANK at AMOUNT. The first that is saved makes room for all.
struct area {
  struct prolog *p;
  uint32_t room; // bytes of stack that the first one allocates; then 0
  uint32_t next; // where the next one goes
};

static void save(struct area *a, const char *name, const char *first_name,
                 enum coff_unwind_bank bank, uint64_t registers, uint32_t size)
{
  bool first = a->room != 0;
  add_registers(a->p, COFF_UNWIND_SAVE, first ? first_name : name, bank, registers,
                first ? a->room : a->next, first);
  a->room = 0;
  a->next += size;
}

static void arm64_alloc(struct prolog *p, uint32_t size)
{
  if (size > 0)
    add(p, COFF_UNWIND_ALLOC, size < 512 ? "alloc_s" : "alloc_m", size);
}

static void arm64_integers(struct area *a, unsigned regi, bool with_lr)
{
  const enum coff_unwind_bank x = COFF_BANK_X;
  for (unsigned i = 0; i + 1 < regi; i += 2)
    save(a, "save_regp", "save_regp_x", x, (uint64_t)3 << (19 + i), 16);
  uint64_t last = regi % 2 != 0 ? (uint64_t)1 << (18 + regi) : 0;
  // "ARM64 stack frame layout", "only x19 saved": no code stands for a pre-indexed pair with lr.
  if (last != 0 && with_lr && a->room != 0) {
    arm64_alloc(a->p, a->room);
    a->room = 0;
  }
  if (last != 0 && with_lr)
    save(a, "save_lrpair", "save_lrpair", x, last | LR, 16);
  else if (last != 0)
    save(a, "save_reg", "save_reg_x", x, last, 8);
  else if (with_lr)
    save(a, "save_reg", "save_reg_x", x, LR, 8);
}

static void arm64_floats(struct area *a, unsigned regf)
{
  unsigned n = regf == 0 ? 0 : regf + 1;
  for (unsigned i = 0; i + 1 < n; i += 2)
    save(a, "save_fregp", "save_fregp_x", COFF_BANK_D, (uint64_t)3 << (8 + i), 16);
  if (n % 2 != 0)
    save(a, "save_freg", "save_freg_x", COFF_BANK_D, (uint64_t)1 << (7 + n), 8);
}

// The arguments in registers stand right below those on the stack, so that a va_list can go over
// both: at the top of what is saved. (The table says "intsz + fpsz", which is 8 bytes off if that is
// odd.)
static void arm64_arguments(struct area *a, uint32_t saved)
{
  a->next = saved - 64;
  for (unsigned i = 0; i < 8; i += 2) {
    bool first = a->room != 0;
    add_registers(a->p, COFF_UNWIND_HOME, "nop", COFF_BANK_X, (uint64_t)3 << i,
                  first ? a->room : a->next, first);
    a->p->codes[a->p->count - 1].mnemonic = "home";
    a->room = 0;
    a->next += 16;
  }
}

// One instruction subtracts up to 4095, of which 4080 is the last multiple of 16.
static void arm64_locals(struct prolog *p, uint32_t size, bool chained)
{
  const uint32_t most = 4080;
  const enum coff_unwind_bank x = COFF_BANK_X;
  if (chained && size <= 512) {
    add_registers(p, COFF_UNWIND_SAVE, "save_fplr_x", x, FP_AND_LR, size, true);
  } else {
    arm64_alloc(p, size > most ? most : size);
    arm64_alloc(p, size > most ? size - most : 0);
    if (chained)
      add_registers(p, COFF_UNWIND_SAVE, "save_fplr", x, FP_AND_LR, 0, false);
  }
  if (chained)
    add_registers(p, COFF_UNWIND_SET_FRAME, "set_fp", x, (uint64_t)1 << 29, 0, false);
}

static bool arm64_prolog(const struct coff_pdata *t, const struct coff_pdata_entry *e,
                         struct prolog *p)
{
  uint32_t regi = load(t, e, ARM64_REGI), regf = load(t, e, ARM64_REGF), cr = load(t, e, ARM64_CR);
  bool homes = load(t, e, ARM64_H) != 0, chained = cr == CR_CHAINED || cr == CR_CHAINED_SIGNED;
  uint32_t frame = load(t, e, ARM64_FRAME);
  uint32_t saved = regi * 8 + (cr == CR_LR ? 8 : 0) + (regf == 0 ? 0 : regf * 8 + 8);
  saved = (saved + (homes ? 64 : 0) + 15) & ~UINT32_C(15);
  // x19 to x28; the frame holds what is saved, and fp and lr below it.
  if (regi > 10 || frame < saved || (chained && frame - saved < 16))
    return false;
  struct area a = {p, saved, 0};
  if (cr == CR_CHAINED_SIGNED)
    add_registers(p, COFF_UNWIND_SIGN, "pac_sign_lr", COFF_BANK_X, LR, 0, false);
  arm64_integers(&a, regi, cr == CR_LR);
  arm64_floats(&a, regf);
  if (homes)
    arm64_arguments(&a, saved);
  arm64_locals(p, frame - saved, chained);
  return true;
}

// ---- ARM --------------------------------------------------------------------------------------

enum { ARM_FLAG, ARM_LENGTH, ARM_RET, ARM_H, ARM_REG, ARM_R, ARM_L, ARM_C, ARM_ADJUST };
enum { ARM_FOLDED = 0x3f4, ARM_PROLOG_FOLDS = 4, ARM_NO_REGISTERS = 7 };

// Registers FROM to TO.
static uint64_t run(unsigned from, unsigned to)
{
  return ((uint64_t)1 << (to + 1)) - ((uint64_t)1 << from);
}

// What the push has, by the table of the fields C, L, R and PF.
static uint64_t arm_pushed(const struct coff_pdata *t, const struct coff_pdata_entry *e, bool folds,
                           uint32_t adjust)
{
  bool floats = load(t, e, ARM_R) != 0;
  unsigned from = folds ? ~adjust & 3 : 4, to = floats ? 3 : 4 + load(t, e, ARM_REG);
  uint64_t pushed = !floats || folds ? run(from, to) : 0;
  if (load(t, e, ARM_C) != 0)
    pushed |= 1u << 11;
  if (load(t, e, ARM_L) != 0)
    pushed |= 1u << 14;
  return pushed;
}

static bool arm_prolog(const struct coff_pdata *t, const struct coff_pdata_entry *e,
                       struct prolog *p)
{
  uint32_t adjust = load(t, e, ARM_ADJUST), reg = load(t, e, ARM_REG);
  bool floats = load(t, e, ARM_R) != 0, chained = load(t, e, ARM_C) != 0;
  bool folds = adjust >= ARM_FOLDED && (adjust & ARM_PROLOG_FOLDS) != 0;
  // "Restrictions": r11 and lr make a chain together; pop {pc} needs lr.
  if ((chained || load(t, e, ARM_RET) == 0) && load(t, e, ARM_L) == 0)
    return false;
  if (chained && !floats && reg == ARM_NO_REGISTERS)
    return false;
  uint64_t pushed = arm_pushed(t, e, folds, adjust);
  bool wide = (pushed & ~(uint64_t)0x40ff) != 0;
  if (load(t, e, ARM_H) != 0) {
    add_registers(p, COFF_UNWIND_HOME, "stackalloc", COFF_BANK_R, 15, 16, true);
    p->codes[p->count - 1].mnemonic = "home";
    p->codes[p->count - 1].length = 2;
  }
  if (pushed != 0) {
    add_registers(p, COFF_UNWIND_PUSH, wide ? "save_regs_w" : "save_regs", COFF_BANK_R, pushed, 0,
                  false);
    p->codes[p->count - 1].length = wide ? 4 : 2;
  }
  if (chained) { // r11 is above the registers that are pushed below it
    uint32_t below = 0;
    for (unsigned i = 0; i < 11; i++)
      below += (pushed >> i & 1) != 0 ? 4 : 0;
    add_registers(p, COFF_UNWIND_SET_FRAME, below == 0 ? "nop" : "nop_w", COFF_BANK_R, 1u << 11,
                  below, false);
    p->codes[p->count - 1].mnemonic = "set_fp";
    p->codes[p->count - 1].length = below == 0 ? 2 : 4;
  }
  if (floats && reg != ARM_NO_REGISTERS)
    add_registers(p, COFF_UNWIND_PUSH, "save_fregs", COFF_BANK_D, run(8, 8 + reg), 0, false);
  uint32_t bytes = adjust >= ARM_FOLDED ? ((adjust & 3) + 1) * 4 : adjust * 4;
  if (bytes != 0 && !folds) {
    add(p, COFF_UNWIND_ALLOC, bytes < 512 ? "stackalloc" : "stackalloc_w", bytes);
    p->codes[p->count - 1].length = bytes < 512 ? 2 : 4;
  }
  return true;
}

unsigned coff_unwind_unpack(struct coff_reporter to, const struct coff_pdata *t,
                            const struct coff_pdata_entry *e,
                            struct coff_unwind_code codes[COFF_PACKED_CODES])
{
  struct prolog p = {codes, 0};
  const struct coff_pdata_layout *l = t->layout;
  uint32_t flag = e->unwind & l->packed_mask;
  uint64_t at = t->bytes.origin + e->at + l->fields[l->unwind_field].at;
  struct coff_place place = {to.file, to.member, at};
  if (!e->is_packed)
    return 0;
  if (flag == 3) {
    coff_fail(to.ctx, place, "packed unwind data have the reserved flag %u", (unsigned)flag);
    return 0;
  }
  bool good = l->unwind == COFF_UNWIND_ARM ? arm_prolog(t, e, &p) : arm64_prolog(t, e, &p);
  if (!good) {
    coff_fail(to.ctx, place, "fields of packed unwind data contradict each other");
    return 0;
  }
  reverse(&p);
  struct coff_unwind_code *end = add(&p, COFF_UNWIND_END, "end", 0);
  end->length = 0;
  return p.count;
}
