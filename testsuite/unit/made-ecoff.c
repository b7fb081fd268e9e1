// An ECOFF object made for tests; what is in it stands with each part.
//
// Skip this unless you test how ECOFF is read.
#include "testsuite/unit/made-ecoff.h"
#include "coff/format-ecoff.h"
#include "coff/format-sysv.h"
#include "testsuite/unit/main.h"

#include <string.h>

static void record(struct made *m, enum coff_symbolic_record kind, unsigned at, unsigned index,
                   const struct coff_symbolic_numbers *v)
{
  unsigned size = m->t->records->symbolic->records[kind].size;
  ck_assert(coff_swap_symbolic_out(m->t, kind, m->t->order, v, m->bytes + at + index * size));
}

static void table(struct made *m, enum coff_symbolic_table_id id, unsigned count, unsigned at)
{
  m->header.field[COFF_HDRR_COUNT + id] = count;
  m->header.field[COFF_HDRR_OFFSET + id] = at;
}

static void section(struct made *m, unsigned number, const char *name, unsigned at, unsigned vaddr,
                    uint32_t flags)
{
  const struct coff_records *r = m->t->records;
  struct coff_scnhdr s = {
      .vaddr = vaddr, .paddr = vaddr, .size = 0x40, .scnptr = at, .flags = flags};
  memcpy(s.name, name, strlen(name));
  if (number == 1) {
    s.relptr = RELOCS_AT;
    s.nreloc = 5;
  }
  uint8_t *p = m->bytes + r->filehdr->size + r->aouthdrs[0]->size + (number - 1) * r->scnhdr->size;
  ck_assert(coff_swap_scnhdr_out(m->t, &s, 1, p));
}

static void make_headers(struct made *m)
{
  const struct coff_records *r = m->t->records;
  struct coff_filehdr h = {.magic = m->t->machines[0].magic,
                           .nscns = 2,
                           .symptr = HDRR_AT,
                           .nsyms = r->symbolic->records[COFF_SYMBOLIC_HDRR].size,
                           .opthdr = r->aouthdrs[0]->size};
  struct coff_aouthdr a = {.field = {[COFF_AOUT_MAGIC] = 0407, [COFF_AOUT_GP_VALUE] = GP}};
  ck_assert(coff_swap_filehdr_out(m->t, &h, m->bytes));
  ck_assert(coff_swap_aouthdr_out(m->t, r->aouthdrs[0], &a, m->bytes + r->filehdr->size,
                                  r->aouthdrs[0]->size));
  section(m, 1, ".text", TEXT_AT, 0, STYP_TEXT);
  section(m, 2, ".data", DATA_AT, 0x40, STYP_DATA);
}

static void text_at(struct made *m, unsigned at, const char *s)
{
  memcpy(m->bytes + at, s, strlen(s) + 1);
}

// Two files: "a.c" with two procedures and types, "b.s" whose symbols are stabs.
static void make_files(struct made *m)
{
  struct coff_symbolic_numbers a = {.field = {[COFF_FDR_RSS] = 1,
                                              [COFF_FDR_CBSS] = 0x40,
                                              [COFF_FDR_CSYM] = 8,
                                              [COFF_FDR_CLINE] = 12,
                                              [COFF_FDR_CPD] = 2,
                                              [COFF_FDR_CAUX] = NAUX,
                                              [COFF_FDR_CRFD] = 2,
                                              [COFF_FDR_LANG] = 9,
                                              [COFF_FDR_GLEVEL] = 0,
                                              [COFF_FDR_CBLINE] = 7,
                                              [COFF_FDR_ADR] = 0x10,
                                              [COFF_FDR_COPT] = 1}};
  struct coff_symbolic_numbers b = {.field = {[COFF_FDR_ADR] = 0x30,
                                              [COFF_FDR_ISSBASE] = 0x40,
                                              [COFF_FDR_RSS] = ECOFF_NIL,
                                              [COFF_FDR_CBSS] = 0x40,
                                              [COFF_FDR_ISYMBASE] = 8,
                                              [COFF_FDR_CSYM] = 4,
                                              [COFF_FDR_LANG] = 3,
                                              [COFF_FDR_GLEVEL] = 2,
                                              [COFF_FDR_IAUXBASE] = NAUX,
                                              [COFF_FDR_IPDFIRST] = 2}};
  a.field[COFF_FDR_FBIGENDIAN] = b.field[COFF_FDR_FBIGENDIAN] = m->t->order == COFF_BIG;
  record(m, COFF_SYMBOLIC_FDR, FILES_AT, 0, &a);
  record(m, COFF_SYMBOLIC_FDR, FILES_AT, 1, &b);
  table(m, COFF_SYMBOLIC_FILES, 2, FILES_AT);
  // Files of "a.c": 0 is "b.s", 1 is "a.c" itself.
  for (unsigned i = 0; i < 2; i++) {
    struct coff_symbolic_numbers rfd = {.field = {[COFF_RFDT_IFD] = 1 - i}};
    record(m, COFF_SYMBOLIC_RFDT, RELATIVES_AT, i, &rfd);
  }
  table(m, COFF_SYMBOLIC_RELATIVES, 2, RELATIVES_AT);
  text_at(m, STRINGS_AT + 1, "a.c");
  text_at(m, STRINGS_AT + 5, "first");
  text_at(m, STRINGS_AT + 11, "second");
  text_at(m, STRINGS_AT + 18, "point");
  text_at(m, STRINGS_AT + 0x40 + 1, "@stabs");
  text_at(m, STRINGS_AT + 0x40 + 8, "b.s");
  table(m, COFF_SYMBOLIC_STRINGS, 0x80, STRINGS_AT);
}

// 3 instructions of line 10, 16 of line 9, one of 309 (a long delta); one of 20 in the second.
static void make_procedures(struct made *m)
{
  static const uint8_t packed[] = {0x02, 0xff, 0x80, 0x01, 0x2c, 0x00, 0x10};
  struct coff_symbolic_numbers p = {.field = {[COFF_PDR_ADR] = 0x100,
                                              [COFF_PDR_ISYM] = 1,
                                              [COFF_PDR_LNLOW] = 10,
                                              [COFF_PDR_LNHIGH] = 309,
                                              [COFF_PDR_REGMASK] = 0x80000000,
                                              [COFF_PDR_REGOFFSET] = (uint64_t)-4,
                                              [COFF_PDR_FRAMEOFFSET] = 32,
                                              [COFF_PDR_FRAMEREG] = 29,
                                              [COFF_PDR_PCREG] = 31}};
  memcpy(m->bytes + LINES_AT, packed, sizeof packed);
  table(m, COFF_SYMBOLIC_LINES, 8, LINES_AT);
  m->header.field[COFF_HDRR_ILINEMAX] = 22;
  record(m, COFF_SYMBOLIC_PDR, PROCEDURES_AT, 0, &p);
  p.field[COFF_PDR_ADR] = 0x118;
  p.field[COFF_PDR_ISYM] = 3;
  p.field[COFF_PDR_LNLOW] = 20;
  p.field[COFF_PDR_CBLINEOFFSET] = 5;
  record(m, COFF_SYMBOLIC_PDR, PROCEDURES_AT, 1, &p);
  table(m, COFF_SYMBOLIC_PROCEDURES, 2, PROCEDURES_AT);
  struct coff_symbolic_numbers opt = {.field = {[COFF_OPTR_OT] = 3,
                                                [COFF_OPTR_VALUE] = 0x123456,
                                                [COFF_OPTR_RFD] = 0xabc,
                                                [COFF_OPTR_INDEX] = 0x12345,
                                                [COFF_OPTR_OFFSET] = 7}};
  record(m, COFF_SYMBOLIC_OPTR, OPT_AT, 0, &opt);
  table(m, COFF_SYMBOLIC_OPTIMISATIONS, 1, OPT_AT);
  struct coff_symbolic_numbers dense = {.field = {[COFF_DNR_RFD] = 1, [COFF_DNR_INDEX] = 2}};
  record(m, COFF_SYMBOLIC_DNR, DENSE_AT, 0, &dense);
  table(m, COFF_SYMBOLIC_DENSE, 1, DENSE_AT);
}

static void make_symbols(struct made *m)
{
  static const struct coff_syment locals[] = {
      {.strx = 1, .type = stFile, .sclass = scText, .value = 0x10, .index = 8},
      {.strx = 5, .type = stProc, .sclass = scText, .value = 0x10, .index = 1},
      {.strx = 5, .type = stEnd, .sclass = scText, .value = 0x18, .index = 1},
      {.strx = 11, .type = stStaticProc, .sclass = scText, .value = 0x28, .index = 3},
      {.strx = 18, .type = stStruct, .sclass = scInfo, .value = 8, .index = 6},
      {.strx = 18, .type = stMember, .sclass = scInfo, .value = 0, .index = 5},
      {.strx = 18, .type = stStatic, .sclass = scData, .value = 0x48, .index = 7},
      {.strx = ECOFF_NIL, .type = stEnd, .sclass = scText, .index = 0},
      {.strx = 8, .type = stFile, .sclass = scText, .value = 0x30, .index = 4},
      {.strx = 1, .type = stNil, .sclass = scNil, .index = ECOFF_STAB_MARK},
      {.strx = 8, .type = stNil, .sclass = scNil, .index = ECOFF_STAB_MARK + 0x64},
      {.strx = 8, .type = stEnd, .sclass = scText, .index = 0},
  };
  static const struct coff_syment externals[] = {
      {.strx = 0, .type = stProc, .sclass = scText, .value = 0x10, .index = 1, .file = 0},
      {.strx = 6, .type = stGlobal, .sclass = scUndefined, .value = 4, .index = 0xfffff, .file = 1},
      {.strx = 12, .type = stGlobal, .sclass = scCommon, .value = 16, .index = 0xfffff, .file = 0},
      {.strx = 19,
       .type = stGlobal,
       .sclass = scData,
       .value = 0x44,
       .index = 9,
       .file = 0,
       .flags = ECOFF_EXT_WEAKEXT | ECOFF_EXT_JMPTBL},
  };
  for (unsigned i = 0; i < COFF_COUNT(locals); i++)
    ck_assert(coff_swap_local_out(m->t, &locals[i], 1,
                                  m->bytes + LOCALS_AT + i * m->t->records->symbolic->local->size));
  ck_assert(coff_swap_syment_out(m->t, externals, COFF_COUNT(externals), m->bytes + EXTERNALS_AT));
  table(m, COFF_SYMBOLIC_LOCALS, COFF_COUNT(locals), LOCALS_AT);
  table(m, COFF_SYMBOLIC_EXTERNALS, COFF_COUNT(externals), EXTERNALS_AT);
  memcpy(m->bytes + EXTERNAL_STRINGS_AT, "first\0undef\0common\0weak", 24);
  table(m, COFF_SYMBOLIC_EXTERNAL_STRINGS, 24, EXTERNAL_STRINGS_AT);
}

// ---- Auxiliary symbols ------------------------------------------------------------------------

static void isym(struct made *m, unsigned at, int64_t value)
{
  struct coff_symbolic_numbers v = {.field = {[COFF_ISYM_VALUE] = (uint64_t)value}};
  record(m, COFF_SYMBOLIC_ISYM, AUX_AT, at, &v);
}

static void rndx(struct made *m, unsigned at, uint64_t rfd, uint64_t index)
{
  struct coff_symbolic_numbers v = {.field = {[COFF_RNDX_RFD] = rfd, [COFF_RNDX_INDEX] = index}};
  record(m, COFF_SYMBOLIC_RNDX, AUX_AT, at, &v);
}

// Qualifiers are the digits of TQ, the innermost first.
static void tir(struct made *m, unsigned at, unsigned bt, const char *tq, unsigned flags)
{
  struct coff_symbolic_numbers v = {.field = {[COFF_TIR_BT] = bt,
                                              [COFF_TIR_FBITFIELD] = flags & 1,
                                              [COFF_TIR_CONTINUED] = flags >> 1 & 1}};
  for (unsigned i = 0; tq[i] != 0; i++)
    v.field[COFF_TIR_TQ0 + i] = (unsigned)tq[i] - '0';
  record(m, COFF_SYMBOLIC_TIR, AUX_AT, at, &v);
}

static void bounds(struct made *m, unsigned at, int low, int high)
{
  rndx(m, at, 1, 0);
  isym(m, at + 1, low);
  isym(m, at + 2, high);
  isym(m, at + 3, 32);
}

static void make_types(struct made *m)
{
  isym(m, 1, 3); // of "first": its end, and what it returns
  tir(m, 2, btInt, "", 0);
  isym(m, 3, 4); // of "second"
  tir(m, 4, btNil, "", 0);
  tir(m, 5, btUInt, "", 1); // a bit field
  isym(m, 6, 3);
  tir(m, 7, btStruct, "121", 0); // pointer to function returning pointer to struct point
  rndx(m, 8, 1, 4);
  tir(m, 9, btChar, "331", 0); // pointer to an array of two dimensions
  bounds(m, 10, 0, 2);
  bounds(m, 14, 1, 7);
  tir(m, 18, btUnion, "", 0); // the number of the file follows, and says that there is none
  rndx(m, 19, ECOFF_RFD_ESCAPE, ECOFF_INDEX_NIL);
  isym(m, 20, -1);
  tir(m, 21, btRange, "", 0);
  rndx(m, 22, 1, 0);
  isym(m, 23, -5);
  isym(m, 24, 5);
  tir(m, 25, btIndirect, "1", 0); // what stands at 2
  rndx(m, 26, 1, 2);
  tir(m, 27, btShort, "111111", 2); // more than six qualifiers
  tir(m, 28, btNil, "65", 0);
  tir(m, 29, btIndirect, "", 0); // itself
  rndx(m, 30, 1, 29);
  tir(m, 31, btEnum, "", 0); // the number of the file does not fit
  rndx(m, 32, ECOFF_RFD_ESCAPE, 4);
  isym(m, 33, 1);
  tir(m, 34, 60, "7", 0);
  tir(m, NAUX - 1, btStruct, "", 0); // what follows is not there
  table(m, COFF_SYMBOLIC_AUXILIARIES, NAUX, AUX_AT);
}

static void make_relocs(struct made *m)
{
  bool alpha = m->t->address_bits == 64;
  // By section .data; two high halves before their low half (MIPS); a number (Alpha).
  const struct coff_reloc mips[] = {
      {.vaddr = 0, .type = 4, .symndx = 3, .by_section = true}, // REFHI
      {.vaddr = 4, .type = 4, .symndx = 3, .by_section = true},
      {.vaddr = 8, .type = 5, .symndx = 3, .by_section = true},  // REFLO
      {.vaddr = 12, .type = 6, .symndx = 3, .by_section = true}, // GPREL
      {.vaddr = 16, .type = 2, .symndx = 1},                     // REFWORD
  };
  const struct coff_reloc gp[] = {
      {.vaddr = 0, .type = 5, .symndx = 1, .by_section = true}, // LITUSE
      {.vaddr = 4, .type = 1, .symndx = 3, .by_section = true}, // REFLONG
      {.vaddr = 8, .type = 13, .symndx = 3, .by_section = true, .offset = 5, .rsize = 33},
      {.vaddr = 12, .type = 3, .symndx = 1}, // GPREL32
      {.vaddr = 16, .type = 7, .symndx = 1}, // BRADDR
  };
  ck_assert(coff_swap_reloc_out(m->t, alpha ? gp : mips, 5, m->bytes + RELOCS_AT));
  // REFHI and REFLO: 0x18048, with 0x8048 as low half, whose sign makes the high half 2.
  static const uint32_t fields[] = {0x3c010002, 0x3c020002, 0x24218048, 0, 0x12};
  static const uint32_t alpha_fields[] = {0, 0x50, 0, (uint32_t)-GP + 8, 0xd3400001};
  for (unsigned i = 0; i < 5; i++)
    coff_store(m->bytes + TEXT_AT + 4 * i, 4, m->t->data_order,
               alpha ? alpha_fields[i] : fields[i]);
  coff_store(m->bytes + TEXT_AT + 12, 4, m->t->data_order,
             alpha ? (uint32_t)-GP + 8 : 0x8c210000u | (uint16_t)(0x4c - GP));
}

void made_ecoff(struct made *m, const char *target)
{
  memset(m, 0, sizeof *m);
  m->t = coff_target_find(target);
  ck_assert_ptr_nonnull(m->t);
  make_headers(m);
  make_files(m);
  make_procedures(m);
  make_symbols(m);
  make_types(m);
  make_relocs(m);
  m->header.field[COFF_HDRR_MAGIC] = m->t->records->symbolic->magic;
}

void made_ecoff_open(struct made *m)
{
  listen(&m->ear);
  record(m, COFF_SYMBOLIC_HDRR, HDRR_AT, 0, &m->header);
  m->f = coff_file_from_memory(&m->ear.context, "made", m->bytes, SIZE, NULL);
  ck_assert_ptr_nonnull(m->f);
  ck_assert_str_eq(coff_file_target(m->f)->name, m->t->name);
}
