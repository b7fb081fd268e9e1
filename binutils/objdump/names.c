// What GNU's tools call processors and relocation types.
//
// Skip it unless a name differs from theirs. The names were read off their output; where a row is
// missing, the name of the specification is printed.
#include "objdump/objdump.h"
#include <ctype.h>
#include <string.h>

struct words {
  const char *target, *ours, *theirs; // TARGET: the beginning of its name, or ""
};

// clang-format off
static const struct words machines[] = {
  {"", "i386",            "i386"},
  {"", "x86-64",          "i386:x86-64"},
  {"", "ARM64",           "aarch64"},
  {"", "ARM",             "arm"},
  {"", "Thumb",           "arm"},
  {"", "Alpha",           "alpha"},
  {"", "Am29000",         "a29k"},
  {"", "GBZ80",           "gbz80"},
  {"", "H8/300HN",        "h8300hn"},
  {"", "H8/300H",         "h8300h"},
  {"", "H8/300",          "h8300"},
  {"", "H8/500",          "h8500"},
  {"", "H8SN",            "h8300sn"},
  {"", "H8S",             "h8300s"},
  {"", "IA-64",           "ia64-elf64"},
  {"", "LoongArch, 64-bit", "Loongarch64"},
  {"", "LoongArch, 32-bit", "Loongarch32"},
  {"", "M-CORE",          "MCore"},
  {"", "MAXQ10",          "maxq10"},
  {"", "MAXQ20",          "maxq20"},
  {"", "MIPS",            "mips:3000"},
  {"", "OpenRISC 1000",   "or32"},
  {"", "PowerPC",         "powerpc:common"},
  {"", "powerpc64",       "powerpc:620"},
  {"", "rs6000",          "rs6000:6000"},
  {"", "R800",            "r800"},
  {"", "SH",              "sh"},
  {"", "SPARC",           "sparc"},
  {"", "TMS320C30",       "tms320c30"},
  {"", "TMS320C3x",       "tms320c3x"},
  {"", "TMS320C4x",       "tms320c4x"},
  {"", "TMS320C54x",      "tms320c54x"},
  {"", "TMS320C80",       "tic80"},
  {"", "W65C816",         "w65"},
  {"", "Z180",            "z180"},
  {"", "Z80N",            "z80n"},
  {"", "Z80 (all",        "z80-full"},
  {"", "Z80 (documented", "z80-strict"},
  {"", "Z80",             "z80"},
  {"", "Z8001",           "z8001"},
  {"", "Z8002",           "z8002"},
  {"", "eZ80 (ADL",       "ez80-adl"},
  {"", "eZ80",            "ez80-z80"},
  {"", "i960 (core)",     "i960:core"},
  {"", "m68k",            "m68k:68020"},
  {"", "m88k",            "m88k:88100"},
};

static const struct words relocs[] = {
  {"", "IMAGE_REL_I386_DIR32NB", "rva32"},
  {"", "IMAGE_REL_I386_DIR32",   "dir32"},
  {"", "IMAGE_REL_I386_REL32",   "DISP32"},
  {"", "IMAGE_REL_I386_SECREL",  "secrel32"},
  {"", "IMAGE_REL_I386_SECTION", "secidx"},
  {"", "IMAGE_REL_MCORE_PCREL_IMM11BY2", "IMM11BY2"},
  {"", "IMAGE_REL_MCORE_RVA",    "MCORE_RVA"},
  {"", "IMAGE_REL_MCORE_ADDR32", "ADDR32"},
  {"", "IMAGE_REL_ARM_ADDR32NB", "ARM_RVA32"},
  {"", "IMAGE_REL_ARM_ADDR32",   "ARM_32"},
  {"", "IMAGE_REL_ARM_BRANCH24", "ARM_26"},
  {"", "IMAGE_REL_ARM_SECREL",   "ARM_SECREL"},
  {"", "IMAGE_REL_ARM64_ADDR64", "64"},
  {"", "IMAGE_REL_ARM64_ADDR32NB", "IMAGE_REL_ARM64_ADDR32NB"},
  {"", "IMAGE_REL_ARM64_ADDR32", "32"},
  {"coff1-c54x",  "R_RELLONG",   "STAB"},
  {"coff2-c54x",  "R_RELLONG",   "STAB"},
  {"coff-Intel",  "R_RELLONG",   "rellong"},
  {"coff-Intel",  "R_IPRMED",    "iprmed"},
  {"coff-tic80",  "R_MPPCR15W",  "RELLONG"},
  {"coff-tic80",  "R_RELLONG",   "RELLONG"},
  {"coff-h8300",  "R_RELWORD",   "16"},
  {"coff-h8300",  "R_RELLONG",   "32"},
  {"coff-h8300",  "R_JMP1",      "16/pcrel"},
  {"coff-h8300",  "R_JMPL1",     "24/pcrell"},
  {"coff-h8300",  "R_MOVL1",     "32/24 relaxable move"},
  {"coff-h8300",  "R_MEM_INDIRECT", "8/indirect"},
  {"coff-h8300",  "R_MOV16B1",   "relaxable mov.b:16"},
  {"coff-h8300",  "R_MOV24B1",   "relaxable mov.b:24"},
  {"coff-z8k",    "R_IMM16",     "r_da"},
  {"coff-tic30",  "R_TIC30_ABS32", "32"},
  {"coff-tic30",  "R_TIC30_ABS24", "24"},
  {"coff-tic30",  "R_TIC30_ABS16", "16"},
  {"coff-tic30",  "R_TIC30_PC16", "PCREL"},
  {"coff-tic30",  "R_TIC30_LDP", "LDP"},
  {"coff-w65",    "R_W65_ABS16S8", ">abs16"},
  {"coff-w65",    "R_W65_ABS16S16", "^abs16"},
  {"", "R_DIR32",     "dir32"},
  {"", "R_RELBYTE",   "8"},
  {"", "R_EXTWORD16", "RELEXT16"},
  {"", "R_EXTWORD",   "RELEXT"},
  {"", "R_PARTLS7",   "LS7"},
};

// Flavours whose types GNU counts by their bits, and those whose names it spells without what all
// of them begin with, or in small letters.
static const struct words bits[] = {
  {"coff-m68k", "R_RELLONG", "32"}, {"coff-m68k", "R_RELWORD", "16"},
  {"coff-m68k", "R_PCRLONG", "DISP32"}, {"coff-m68k", "R_PCRWORD", "DISP16"}, {"coff-m68k", "R_PCRBYTE", "DISP8"},
  {"coff-i386", "R_RELLONG", "32"}, {"coff-i386", "R_RELWORD", "16"},
  {"coff-i386", "R_PCRLONG", "DISP32"}, {"coff-i386", "R_PCRWORD", "DISP16"}, {"coff-i386", "R_PCRBYTE", "DISP8"},
  {"coff-go32", "R_RELLONG", "32"}, {"coff-go32", "R_RELWORD", "16"},
  {"coff-go32", "R_PCRLONG", "DISP32"}, {"coff-go32", "R_PCRWORD", "DISP16"}, {"coff-go32", "R_PCRBYTE", "DISP8"},
  {"pe-", "R_RELLONG", "32"}, {"pe-", "R_RELWORD", "16"},
  {"pe-", "R_PCRLONG", "DISP32"}, {"pe-", "R_PCRWORD", "DISP16"}, {"pe-", "R_PCRBYTE", "DISP8"},
  {"coff-h8300", "R_PCRLONG", "DISP32"}, {"coff-h8300", "R_PCRWORD", "DISP16"}, {"coff-h8300", "R_PCRBYTE", "DISP8"},
};
static const struct words small[] = {
  {"coff-h8500", "R_H8500_", "r_"}, {"coff-sh", "R_SH_", "r_"}, {"pe-sh", "R_SH_", "r_"}, {"pei-sh", "R_SH_", "r_"},
  {"coff-z80", "R_", "r_"}, {"coff-z8k", "R_", "r_"}, {"coff-w65", "R_W65_", ""},
};
static const struct words short_ones[] = {
  {"", "IMAGE_REL_PPC_", ""}, {"", "MIPS_R_", ""}, {"", "ALPHA_R_", ""},
  {"coff-a29k", "R_", ""}, {"coff-or32", "R_", ""}, {"coff-m88k", "R_", ""}, {"coff-tic80", "R_", ""},
  {"coff0-", "R_", ""}, {"coff1-", "R_", ""}, {"coff2-", "R_", ""},
};
// clang-format on

static bool begins(const char *text, const char *with)
{
  return strncmp(text, with, strlen(with)) == 0;
}

static const char *whole(const struct words *all, size_t n, const char *target, const char *name)
{
  for (size_t i = 0; i < n; i++)
    if (begins(target, all[i].target) && strcmp(name, all[i].ours) == 0)
      return all[i].theirs;
  return NULL;
}

static const struct words *beginning(const struct words *all, size_t n, const char *target,
                                     const char *name)
{
  for (size_t i = 0; i < n; i++)
    if (begins(target, all[i].target) && begins(name, all[i].ours))
      return &all[i];
  return NULL;
}

// What GNU takes for granted where no header says it. LEAST: only where the flavour's default is at
// least so much.
struct alignment {
  const char *target, *section;
  bool whole; // SECTION is the whole name, not the beginning
  unsigned least, power;
};

static bool is_called(const struct coff_section *s, const char *name)
{
  return s->name.size == strlen(name) && memcmp(s->name.data, name, s->name.size) == 0;
}

// XCOFF: what the auxiliary header says of code and data, or 4 bytes for code without one.
static unsigned xcoff_align(const struct coff_file *f, const struct coff_section *s)
{
  enum { STYP_DWARF = 0x10 };
  const struct coff_aouthdr *a = coff_file_aouthdr(f);
  bool full = a != NULL && a->field[COFF_AOUT_ALGNTEXT] != 0;
  if ((s->header.flags & 0xffff) == STYP_DWARF)
    return 0;
  if (is_called(s, ".text"))
    return full ? (unsigned)a->field[COFF_AOUT_ALGNTEXT] : 2;
  return is_called(s, ".data") && full ? (unsigned)a->field[COFF_AOUT_ALGNDATA] : 3;
}

unsigned gnu_align_power(const struct coff_file *f, const struct coff_section *s)
{
  static const struct alignment all[] = {{"coff-go32", ".text", true, 0, 4},
                                         {"coff-go32", ".data", true, 0, 4},
                                         {"pei-x86-64", ".text", true, 0, 4},
                                         {"pei-x86-64", ".data", true, 0, 4},
                                         {"pei-x86-64", ".bss", true, 0, 4},
                                         {"pei-x86-64", ".rdata", true, 0, 4},
                                         {"coff-go32", ".debug", false, 0, 0},
                                         {"pei-", ".debug", false, 0, 0},
                                         {"pei-", ".zdebug", false, 0, 0},
                                         {"", ".stabstr", true, 1, 0},
                                         {"", ".stab", false, 3, 2},
                                         {"", ".ctors", true, 3, 2},
                                         {"", ".dtors", true, 3, 2}};
  const struct coff_target *t = coff_file_target(f);
  if (t->family == COFF_FAMILY_XCOFF)
    return xcoff_align(f, s);
  if (s->align_stored)
    return s->align_power;
  for (size_t i = 0; i < COFF_COUNT(all); i++) {
    size_t n = strlen(all[i].section);
    if (begins(t->name, all[i].target) && s->align_power >= all[i].least && s->name.size >= n &&
        (s->name.size == n || !all[i].whole) && memcmp(s->name.data, all[i].section, n) == 0)
      return all[i].power;
  }
  return strcmp(t->name, "coff-tic80") == 0 ? 0 : s->align_power;
}

enum coff_arch dump_architecture(const struct dump *d)
{
  static const struct {
    const char *name;
    enum coff_arch arch;
  } all[] = {{"i386:x86-64", COFF_ARCH_X86_64},
             {"i386", COFF_ARCH_I386},
             {"aarch64", COFF_ARCH_ARM64},
             {"arm", COFF_ARCH_ARM},
             {"armv7", COFF_ARCH_THUMB},
             {"h8300", COFF_ARCH_H8300},
             {"z80", COFF_ARCH_Z80},
             {"sh", COFF_ARCH_SH},
             {"m68k", COFF_ARCH_M68K},
             {"powerpc", COFF_ARCH_POWERPC},
             {"rs6000", COFF_ARCH_POWERPC},
             {"powerpc:620", COFF_ARCH_POWERPC64},
             {"mips", COFF_ARCH_MIPS},
             {"alpha", COFF_ARCH_ALPHA},
             {"sparc", COFF_ARCH_SPARC},
             {"tms320c6000", COFF_ARCH_TMS320C6000}};
  for (size_t i = 0; d->opt->machine != NULL && i < COFF_COUNT(all); i++)
    if (begins(d->opt->machine, all[i].name))
      return all[i].arch;
  return coff_file_machine(d->file)->arch;
}

bool gnu_has_common_addends(const struct coff_target *t)
{
  return begins(t->name, "pe-i386") || begins(t->name, "pe-x86-64") || begins(t->name, "pe-bigobj");
}

bool gnu_has_mark_addends(const struct coff_target *t)
{
  return begins(t->name, "coff-sh");
}

bool gnu_has_no_addends(const struct coff_target *t)
{
  return begins(t->name, "coff-a29k") || begins(t->name, "coff-or32") ||
         begins(t->name, "coff-m88k");
}

bool gnu_is_of_section(const struct coff_target *t, const struct coff_reloc *r)
{
  return t->page_shift != 0 && coff_reloc_is_bare(t, r);
}

const char *gnu_machine_name(const struct coff_machine *m)
{
  const struct words *w = beginning(machines, COFF_COUNT(machines), "", m->name);
  return w == NULL ? "UNKNOWN!" : w->theirs;
}

// XCOFF: types that GNU names by the width of their fields, too.
static const char *xcoff_name(const struct coff_target *t, const struct coff_howto *h,
                              const struct coff_reloc *r, char buf[64])
{
  unsigned width = (r->rsize & 0x3fu) + 1;
  bool branch = strcmp(h->name, "R_RBR") == 0 || strcmp(h->name, "R_BA") == 0;
  bool word = t->address_bits == 64 && strcmp(h->name, "R_POS") == 0;
  if (!branch && !word)
    return h->name;
  snprintf(buf, 64, "%s_%u", h->name, width);
  return buf;
}

static const char *type_name(const struct coff_target *t, const struct coff_howto *h,
                             const struct coff_reloc *r, char buf[64])
{
  if (t->family == COFF_FAMILY_XCOFF)
    return xcoff_name(t, h, r, buf);
  const char *found = whole(relocs, COFF_COUNT(relocs), t->name, h->name);
  if (found == NULL)
    found = whole(bits, COFF_COUNT(bits), t->name, h->name);
  if (found != NULL)
    return found;
  const struct words *w = beginning(short_ones, COFF_COUNT(short_ones), t->name, h->name);
  if (w != NULL)
    return h->name + strlen(w->ours);
  w = beginning(small, COFF_COUNT(small), t->name, h->name);
  if (w == NULL)
    return h->name;
  snprintf(buf, 64, "%s%s", w->theirs, h->name + strlen(w->ours));
  for (char *p = buf; *p != 0; p++)
    *p = (char)tolower((unsigned char)*p);
  return buf;
}

const char *gnu_reloc_name(const struct coff_target *t, const struct coff_howto *h,
                           const struct coff_reloc *r, char buf[64])
{
  char plain[64];
  if (!gnu_is_of_section(t, r))
    return type_name(t, h, r, buf);
  snprintf(buf, 64, "A%s", type_name(t, h, r, plain)); // absolute
  return buf;
}
