// Instructions, through Capstone; and how large a unit of code is where Capstone has no decoder.
//
// Skip it unless a processor is missing: it is one line in MACHINES.
#include "coffdump/disassemble.h"
#include "config.h"
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_CAPSTONE
#include <capstone/capstone.h>
#endif

struct decoder {
  unsigned unit;
  bool has_machine;
  bool swaps; // Capstone wants the words of this processor with their high byte first
#ifdef HAVE_CAPSTONE
  csh handle;
  cs_insn *insn;
  cs_arch arch;
#endif
};

// The smallest instruction, in bytes, of each architecture.
static const uint8_t units[] = {
    [COFF_ARCH_UNKNOWN] = 1, [COFF_ARCH_I386] = 1,        [COFF_ARCH_X86_64] = 1,
    [COFF_ARCH_ARM] = 4,     [COFF_ARCH_THUMB] = 2,       [COFF_ARCH_ARM64] = 4,
    [COFF_ARCH_H8300] = 2,   [COFF_ARCH_Z80] = 1,         [COFF_ARCH_SH] = 2,
    [COFF_ARCH_M68K] = 2,    [COFF_ARCH_POWERPC] = 4,     [COFF_ARCH_POWERPC64] = 4,
    [COFF_ARCH_SPARC] = 4,   [COFF_ARCH_TMS320C6000] = 4, [COFF_ARCH_MIPS] = 4,
    [COFF_ARCH_ALPHA] = 4,
};

#ifdef HAVE_CAPSTONE
static const struct machine {
  enum coff_arch arch;
  cs_arch cs;
  unsigned mode;
} machines[] = {
    {COFF_ARCH_I386, CS_ARCH_X86, CS_MODE_32},
    {COFF_ARCH_X86_64, CS_ARCH_X86, CS_MODE_64},
    {COFF_ARCH_ARM, CS_ARCH_ARM, CS_MODE_ARM},
    {COFF_ARCH_THUMB, CS_ARCH_ARM, CS_MODE_THUMB},
    {COFF_ARCH_ARM64, CS_ARCH_ARM64, CS_MODE_ARM},
    {COFF_ARCH_M68K, CS_ARCH_M68K, CS_MODE_M68K_040},
    {COFF_ARCH_POWERPC, CS_ARCH_PPC, CS_MODE_32},
    {COFF_ARCH_POWERPC64, CS_ARCH_PPC, CS_MODE_64},
    {COFF_ARCH_TMS320C6000, CS_ARCH_TMS320C64X, CS_MODE_LITTLE_ENDIAN},
    {COFF_ARCH_SPARC, CS_ARCH_SPARC, CS_MODE_32},
    {COFF_ARCH_MIPS, CS_ARCH_MIPS, CS_MODE_MIPS32},
};

static void open_machine(struct decoder *d, const struct coff_file *f, const struct machine *m)
{
  unsigned mode = m->mode;
  if (coff_file_target(f)->data_order == COFF_BIG)
    mode |= CS_MODE_BIG_ENDIAN;
  if (cs_open(m->cs, (cs_mode)mode, &d->handle) != CS_ERR_OK)
    return;
  cs_option(d->handle, CS_OPT_DETAIL, CS_OPT_ON);
  d->insn = cs_malloc(d->handle);
  d->arch = m->cs;
  d->swaps = m->cs == CS_ARCH_TMS320C64X && coff_file_target(f)->data_order == COFF_LITTLE;
  d->has_machine = d->insn != NULL;
  if (d->insn == NULL)
    cs_close(&d->handle);
}

static void close_machine(struct decoder *d)
{
  if (!d->has_machine)
    return;
  cs_free(d->insn, 1);
  cs_close(&d->handle);
}

static bool in_group(const struct decoder *d, unsigned group)
{
  return cs_insn_group(d->handle, d->insn, group);
}

// Capstone puts the branches of PowerPC into no group, nor the calls of MIPS.
static bool is_branch(const struct decoder *d)
{
  if (d->arch == CS_ARCH_PPC)
    return d->insn->id == PPC_INS_B || d->insn->id == PPC_INS_BL || d->insn->id == PPC_INS_BC ||
           d->insn->id == PPC_INS_BCL || d->insn->id == PPC_INS_BDNZ ||
           d->insn->id == PPC_INS_BDZ || d->insn->id == PPC_INS_BA || d->insn->id == PPC_INS_BLA;
  if (d->arch == CS_ARCH_MIPS && d->insn->id == MIPS_INS_JAL)
    return true;
  return in_group(d, CS_GRP_JUMP) || in_group(d, CS_GRP_CALL) ||
         in_group(d, CS_GRP_BRANCH_RELATIVE);
}

// The immediate operand of a branch is its target: an address, but for m68k, where it is how far.
static bool branch_target(const struct decoder *d, uint64_t *target)
{
  const cs_detail *detail = d->insn->detail;
  bool found = false;
  if (!is_branch(d))
    return false;
  for (unsigned i = 0; d->arch == CS_ARCH_X86 && i < detail->x86.op_count; i++)
    if (detail->x86.operands[i].type == X86_OP_IMM)
      *target = (uint64_t)detail->x86.operands[i].imm, found = true;
  for (unsigned i = 0; d->arch == CS_ARCH_ARM && i < detail->arm.op_count; i++)
    if (detail->arm.operands[i].type == ARM_OP_IMM)
      *target = (uint32_t)detail->arm.operands[i].imm, found = true;
  for (unsigned i = 0; d->arch == CS_ARCH_ARM64 && i < detail->arm64.op_count; i++)
    if (detail->arm64.operands[i].type == ARM64_OP_IMM)
      *target = (uint64_t)detail->arm64.operands[i].imm, found = true;
  for (unsigned i = 0; d->arch == CS_ARCH_PPC && i < detail->ppc.op_count; i++)
    if (detail->ppc.operands[i].type == PPC_OP_IMM)
      *target = (uint64_t)detail->ppc.operands[i].imm, found = true;
  for (unsigned i = 0; d->arch == CS_ARCH_MIPS && i < detail->mips.op_count; i++)
    if (detail->mips.operands[i].type == MIPS_OP_IMM)
      *target = (uint64_t)detail->mips.operands[i].imm, found = true;
  for (unsigned i = 0; d->arch == CS_ARCH_M68K && i < detail->m68k.op_count; i++)
    if (detail->m68k.operands[i].type == M68K_OP_BR_DISP)
      *target = d->insn->address + 2 + (uint64_t)(int64_t)detail->m68k.operands[i].br_disp.disp,
      found = true;
  return found;
}

bool decoder_step(struct decoder *d, const uint8_t *p, size_t n, uint64_t address,
                  struct decoded *out)
{
  uint64_t at = address;
  uint8_t word[4];
  if (d->swaps && n >= sizeof word) {
    coff_store(word, sizeof word, COFF_BIG, coff_le32(p));
    p = word;
    n = sizeof word;
  }
  if (!d->has_machine || !cs_disasm_iter(d->handle, &p, &n, &at, d->insn))
    return false;
  *out = (struct decoded){
      .size = d->insn->size, .mnemonic = d->insn->mnemonic, .operands = d->insn->op_str};
  out->branches = branch_target(d, &out->target);
  return true;
}
#else
bool decoder_step(struct decoder *d, const uint8_t *p, size_t n, uint64_t address,
                  struct decoded *out)
{
  (void)d, (void)p, (void)n, (void)address, (void)out;
  return false;
}
#endif

#ifdef HAVE_CAPSTONE
static void set_mode(struct decoder *d, const char *word, size_t n)
{
  static const struct {
    const char *name;
    cs_opt_type option;
    size_t value;
  } all[] = {{"att", CS_OPT_SYNTAX, CS_OPT_SYNTAX_ATT},
             {"intel", CS_OPT_SYNTAX, CS_OPT_SYNTAX_INTEL},
             {"i8086", CS_OPT_MODE, CS_MODE_16},
             {"i386", CS_OPT_MODE, CS_MODE_32},
             {"x86-64", CS_OPT_MODE, CS_MODE_64}};
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if (strlen(all[i].name) == n && memcmp(all[i].name, word, n) == 0)
      cs_option(d->handle, all[i].option, all[i].value);
}

void decoder_modes(struct decoder *d, const char *modes)
{
  if (!d->has_machine || d->arch != CS_ARCH_X86)
    return;
  set_mode(d, "att", 3);
  for (size_t n; modes != NULL && *modes != 0; modes += n + (modes[n] == ',')) {
    n = strcspn(modes, ",");
    set_mode(d, modes, n);
  }
}
#else
void decoder_modes(struct decoder *d, const char *modes)
{
  (void)d, (void)modes;
}
#endif

struct decoder *decoder_open(const struct coff_file *f)
{
  return decoder_open_for(f, coff_file_machine(f)->arch);
}

struct decoder *decoder_open_for(const struct coff_file *f, enum coff_arch arch)
{
  struct decoder *d = calloc(1, sizeof *d);
  if (d == NULL) {
    coff_fail(coff_file_context(f), coff_file_place(f, COFF_NOWHERE), "out of memory");
    return NULL;
  }
  d->unit = (size_t)arch < COFF_COUNT(units) && units[arch] != 0 ? units[arch] : 1;
#ifdef HAVE_CAPSTONE
  for (size_t i = 0; i < COFF_COUNT(machines); i++)
    if (machines[i].arch == arch)
      open_machine(d, f, &machines[i]);
#endif
  return d;
}

void decoder_close(struct decoder *d)
{
  if (d == NULL)
    return;
#ifdef HAVE_CAPSTONE
  close_machine(d);
#endif
  free(d);
}

unsigned decoder_unit(const struct decoder *d)
{
  return d->unit;
}

bool decoder_has_machine(const struct decoder *d)
{
  return d->has_machine;
}
