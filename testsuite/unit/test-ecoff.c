// ECOFF's symbolic information, over objects made here: all four targets, types, lines, damage.
//
// Skip this unless you change how ECOFF is read. testsuite/tools/test_json_peers.py compares the same
// readers with objdump over objects that assemblers wrote.
#include "coff/ecoff.h"
#include "coff/format-ecoff.h"
#include "coff/format-sysv.h"
#include "coff/map.h"
#include "coff/reloc.h"
#include "coff/symbols.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/main.h"

#include <string.h>

enum { SIZE = 0x1400, TEXT_AT = 0x200, DATA_AT = 0x240, RELOCS_AT = 0x280, HDRR_AT = 0x300 };
// Where the tables lie, and how many entries each has.
enum {
  LINES_AT = 0x400,
  STRINGS_AT = 0x440,
  EXTERNAL_STRINGS_AT = 0x500,
  AUX_AT = 0x580,
  FILES_AT = 0x700,
  PROCEDURES_AT = 0x900,
  LOCALS_AT = 0xa00,
  EXTERNALS_AT = 0xc00,
  OPT_AT = 0xd00,
  DENSE_AT = 0xd40,
  RELATIVES_AT = 0xd60,
  NAUX = 40,
  GP = 0x8000
};

struct made {
  uint8_t bytes[SIZE];
  const struct coff_target *t;
  struct ear ear;
  struct coff_file *f;
  struct coff_symbolic_numbers header;
};

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

static void make(struct made *m, const char *target)
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

static void open_made(struct made *m)
{
  listen(&m->ear);
  record(m, COFF_SYMBOLIC_HDRR, HDRR_AT, 0, &m->header);
  m->f = coff_file_from_memory(&m->ear.context, "made", m->bytes, SIZE, NULL);
  ck_assert_ptr_nonnull(m->f);
  ck_assert_str_eq(coff_file_target(m->f)->name, m->t->name);
}

static const char *const targets[] = {"ecoff-bigmips", "ecoff-littlemips", "ecoff-biglittlemips",
                                      "ecoff-littlealpha"};

static void assert_str(struct coff_str s, const char *want)
{
  ck_assert_msg(s.size == strlen(want) && memcmp(s.data, want, s.size) == 0,
                "\"%.*s\" is not \"%s\"", (int)s.size, s.data, want);
}

// ---- Tests ------------------------------------------------------------------------------------

static void check_symbol(const struct made *m, uint64_t index, const char *name,
                         enum coff_symbol_kind kind, enum coff_binding binding, int section,
                         const char *type)
{
  struct coff_symbol s;
  char text[200];
  ck_assert(coff_symbol_get(m->f, index, &s));
  assert_str(s.name, name);
  ck_assert_msg(s.kind == kind && s.binding == binding, "%s: symbol %u is %s %s", m->t->name,
                (unsigned)index, coff_binding_name(s.binding), coff_symbol_kind_name(s.kind));
  ck_assert_int_eq(s.section, section);
  coff_type_spell(m->f, &s, text, sizeof text);
  ck_assert_str_eq(text, type);
}

START_TEST(symbols_share_one_space)
{
  struct made m;
  struct coff_symbol s;
  struct coff_syment some[4];
  make(&m, targets[_i]);
  open_made(&m);
  ck_assert_uint_eq(coff_syment_count(m.f), 16);
  check_symbol(&m, 0, "first", COFF_SYMBOL_FUNCTION, COFF_BIND_GLOBAL, 1, "function");
  check_symbol(&m, 1, "undef", COFF_SYMBOL_UNDEFINED, COFF_BIND_GLOBAL, 0, "");
  check_symbol(&m, 2, "common", COFF_SYMBOL_COMMON, COFF_BIND_GLOBAL, 0, "");
  check_symbol(&m, 3, "weak", COFF_SYMBOL_OBJECT, COFF_BIND_WEAK, 2,
               "pointer to array[1..7] of array[3] of char");
  check_symbol(&m, 4, "a.c", COFF_SYMBOL_FILE, COFF_BIND_LOCAL, 1, "");
  check_symbol(&m, 5, "first", COFF_SYMBOL_FUNCTION, COFF_BIND_LOCAL, 1, "function returning int");
  check_symbol(&m, 6, "first", COFF_SYMBOL_DEBUG, COFF_BIND_LOCAL, 1, "");
  check_symbol(&m, 7, "second", COFF_SYMBOL_FUNCTION, COFF_BIND_LOCAL, 1, "function");
  check_symbol(&m, 8, "point", COFF_SYMBOL_DEBUG, COFF_BIND_LOCAL, -2, "");
  check_symbol(&m, 9, "point", COFF_SYMBOL_DEBUG, COFF_BIND_LOCAL, -2, "unsigned int : 3");
  check_symbol(&m, 10, "point", COFF_SYMBOL_OBJECT, COFF_BIND_LOCAL, 2,
               "pointer to function returning pointer to struct point");
  check_symbol(&m, 11, "", COFF_SYMBOL_DEBUG, COFF_BIND_LOCAL, 1, "");
  check_symbol(&m, 12, "b.s", COFF_SYMBOL_FILE, COFF_BIND_LOCAL, 1, "");
  check_symbol(&m, 14, "b.s", COFF_SYMBOL_DEBUG, COFF_BIND_LOCAL, -2, "");
  ck_assert(coff_symbol_get(m.f, 10, &s));
  ck_assert_uint_eq(s.address, 0x48);
  ck_assert_uint_eq(s.value, 8);
  ck_assert_uint_eq(coff_symbol_next(&s), 11);
  // A run over the border between the tables, and over that between the files.
  ck_assert_uint_eq(coff_syment_read(m.f, 2, 4, some), 4);
  ck_assert(!some[1].local && some[2].local && some[2].file == 0);
  ck_assert_uint_eq(coff_syment_read(m.f, 11, 4, some), 4);
  ck_assert(some[0].file == 0 && some[1].file == 1);
  ck_assert_uint_eq(coff_syment_read(m.f, 16, 1, some), 0);
  ck_assert_uint_eq(coff_syment_offset(m.f, 1), EXTERNALS_AT + m.t->records->syment->size);
  ck_assert_uint_eq(coff_syment_offset(m.f, 5), LOCALS_AT + m.t->records->symbolic->local->size);
  ck_assert_int_eq(m.ear.heard.errors, 0);
  coff_file_close(m.f);
}
END_TEST

START_TEST(indices_have_their_meaning)
{
  static const struct {
    uint64_t index, symbol;
    enum coff_symbolic_index how;
  } rows[] = {{0, 5, COFF_INDEX_PROC},   {4, 12, COFF_INDEX_END}, {5, 7, COFF_INDEX_PROC},
              {6, 5, COFF_INDEX_BEGIN},  {8, 10, COFF_INDEX_END}, {12, 16, COFF_INDEX_END},
              {15, 12, COFF_INDEX_BEGIN}};
  struct made m;
  struct coff_syment s;
  struct coff_ecoff_meaning meaning;
  make(&m, targets[_i]);
  open_made(&m);
  for (unsigned i = 0; i < COFF_COUNT(rows); i++) {
    ck_assert_uint_eq(coff_syment_read(m.f, rows[i].index, 1, &s), 1);
    coff_ecoff_meaning(m.f, &s, &meaning);
    ck_assert(meaning.has_symbol && !meaning.is_stab);
    ck_assert_uint_eq(meaning.symbol, rows[i].symbol);
    ck_assert_uint_eq(meaning.how, rows[i].how);
  }
  coff_syment_read(m.f, 14, 1, &s);
  coff_ecoff_meaning(m.f, &s, &meaning);
  ck_assert(meaning.is_stab && !meaning.has_symbol && !meaning.has_type);
  ck_assert_str_eq(coff_ecoff_stab_name(meaning.stab), "N_SO");
  ck_assert_ptr_null(coff_ecoff_stab_name(1));
  coff_file_close(m.f);
}
END_TEST

START_TEST(files_and_procedures)
{
  struct made m;
  struct coff_ecoff_file fd;
  struct coff_ecoff_procedure p;
  struct coff_symbolic_numbers v;
  uint32_t number;
  make(&m, targets[_i]);
  open_made(&m);
  ck_assert(coff_ecoff_file_get(m.f, 0, &fd));
  assert_str(fd.name, "a.c");
  ck_assert(fd.has_name && !fd.name_is_damaged && !fd.stabs);
  ck_assert_uint_eq(fd.first_symbol, 4);
  ck_assert_str_eq(coff_ecoff_language_name(fd.native.field[COFF_FDR_LANG]), "standard C or C++");
  ck_assert_uint_eq(coff_ecoff_debug_level(fd.native.field[COFF_FDR_GLEVEL]), 2);
  ck_assert(coff_ecoff_relative_file(m.f, &fd, 0, &number) && number == 1);
  ck_assert(!coff_ecoff_relative_file(m.f, &fd, 2, &number));
  ck_assert(coff_ecoff_file_get(m.f, 1, &fd));
  ck_assert(fd.stabs && !fd.has_name);
  ck_assert(coff_ecoff_relative_file(m.f, &fd, 1, &number) && number == 1);
  ck_assert(!coff_ecoff_relative_file(m.f, &fd, 2, &number));
  ck_assert(!coff_ecoff_file_get(m.f, 2, &fd));
  ck_assert(coff_ecoff_procedure_get(m.f, 1, &p));
  assert_str(p.name, "second");
  ck_assert_uint_eq(p.symbol, 7);
  ck_assert_uint_eq(p.address, 0x28);
  ck_assert_uint_eq(p.file, 0);
  ck_assert_int_eq((int64_t)p.native.field[COFF_PDR_REGOFFSET], -4);
  ck_assert(!coff_ecoff_procedure_get(m.f, 2, &p));
  ck_assert(coff_ecoff_record(m.f, COFF_SYMBOLIC_OPTR, 0, &v));
  ck_assert_uint_eq(v.field[COFF_OPTR_VALUE], 0x123456);
  ck_assert_uint_eq(v.field[COFF_OPTR_INDEX], 0x12345);
  ck_assert(coff_ecoff_record(m.f, COFF_SYMBOLIC_DNR, 0, &v) && v.field[COFF_DNR_INDEX] == 2);
  ck_assert(!coff_ecoff_record(m.f, COFF_SYMBOLIC_DNR, 1, &v));
  ck_assert(!coff_ecoff_record(m.f, COFF_SYMBOLIC_TIR, 0, &v));
  coff_file_close(m.f);
}
END_TEST

START_TEST(lines_are_unpacked)
{
  static const struct coff_ecoff_line want[] = {{0x10, 10, 3}, {0x1c, 9, 16}, {0x5c, 309, 1}};
  struct made m;
  struct coff_ecoff_procedure p;
  struct coff_ecoff_lines c;
  struct coff_ecoff_line l;
  make(&m, targets[_i]);
  open_made(&m);
  ck_assert(coff_ecoff_procedure_get(m.f, 0, &p));
  ck_assert_uint_eq(p.lines.size, 5);
  coff_ecoff_line_first(m.f, &p, &c);
  for (unsigned i = 0; i < COFF_COUNT(want); i++) {
    ck_assert(coff_ecoff_line_next(&c, &l));
    ck_assert_uint_eq(l.address, want[i].address);
    ck_assert_int_eq(l.line, want[i].line);
    ck_assert_uint_eq(l.instructions, want[i].instructions);
  }
  ck_assert(!coff_ecoff_line_next(&c, &l));
  ck_assert(coff_ecoff_procedure_get(m.f, 1, &p));
  ck_assert_uint_eq(p.lines.size, 2);
  coff_ecoff_line_first(m.f, &p, &c);
  ck_assert(coff_ecoff_line_next(&c, &l) && l.line == 20);
  ck_assert(coff_ecoff_line_next(&c, &l) && l.line == 21 && l.address == 0x2c);
  ck_assert(!coff_ecoff_line_next(&c, &l));
  // A long delta whose two bytes are cut off.
  p.lines.data = (const uint8_t *)"\x80\x01";
  coff_ecoff_line_first(m.f, &p, &c);
  ck_assert(!coff_ecoff_line_next(&c, &l));
  coff_file_close(m.f);
}
END_TEST

START_TEST(types_are_spelled)
{
  static const struct {
    unsigned at;
    const char *text;
  } rows[] = {{18, "union"},
              {21, "range -5..5"},
              {25, "pointer to int"},
              {27, "volatile const pointer to pointer to pointer to pointer to pointer to pointer "
                   "to short"},
              {29, "indirect"},
              {31, "enum point"},
              {34, "qualifier 7 of type 60"},
              {NAUX - 1, "(damaged type)"},
              {NAUX, "(damaged type)"}};
  struct made m;
  struct coff_ecoff_file fd;
  char text[200];
  make(&m, targets[_i]);
  // The file 1 of "a.c" is itself, but one that the type names by an escape counts the same way.
  open_made(&m);
  ck_assert(coff_ecoff_file_get(m.f, 0, &fd));
  for (unsigned i = 0; i < COFF_COUNT(rows); i++) {
    size_t n = coff_ecoff_type_spell(m.f, &fd, rows[i].at, text, sizeof text);
    ck_assert_str_eq(text, rows[i].text);
    ck_assert_uint_eq(n, strlen(rows[i].text));
  }
  ck_assert_uint_eq(coff_ecoff_type_spell(m.f, &fd, 25, text, 5), 14);
  ck_assert_str_eq(text, "poin");
  coff_file_close(m.f);
}
END_TEST

static int64_t addend_of(const struct made *m, const struct coff_section *s, unsigned which,
                         char *name)
{
  struct coff_reloc_table table;
  struct coff_reloc r;
  struct coff_syment sym = {0};
  struct coff_str str = {"", 0};
  struct coff_view contents;
  ck_assert(coff_section_contents(m->f, s, &contents));
  ck_assert(coff_section_relocs(m->f, s, &table));
  ck_assert_uint_eq(coff_reloc_read(m->f, &table, which, 1, &r), 1);
  const struct coff_howto *h = coff_howto_find(m->t, &r);
  ck_assert_ptr_nonnull(h);
  bool found = coff_reloc_syment(m->f, &r, &sym);
  if (found)
    ck_assert(coff_syment_name(m->f, &sym, &str));
  memcpy(name, str.data, str.size);
  name[str.size] = 0;
  return coff_reloc_file_addend(m->f, h, &r, found ? &sym : NULL, contents.data + r.vaddr);
}

START_TEST(relocations_name_sections)
{
  static const struct {
    const char *symbol;
    int64_t addend;
  } mips[] = {{".data", 0x18008},
              {".data", 0x18008},
              {".data", -0x7ff8},
              {".data", 0xc},
              {"undef", 0x12}},
    alpha[] = {{"", 0}, {".data", 0x10}, {".data", 0}, {"undef", 8}, {"undef", 4}};
  struct made m;
  struct coff_section s;
  struct coff_reloc_table table;
  struct coff_reloc r[5];
  uint8_t out[0x40];
  char name[40];
  make(&m, targets[_i]);
  bool is_alpha = m.t->address_bits == 64;
  open_made(&m);
  ck_assert(coff_section_get(m.f, 1, &s));
  for (unsigned i = 0; i < 5; i++) {
    ck_assert_int_eq(addend_of(&m, &s, i, name), is_alpha ? alpha[i].addend : mips[i].addend);
    ck_assert_str_eq(name, is_alpha ? alpha[i].symbol : mips[i].symbol);
  }
  ck_assert(coff_section_relocs(m.f, &s, &table));
  ck_assert_uint_eq(coff_reloc_read(m.f, &table, 0, 5, r), 5);
  ck_assert_int_eq(r[0].is_number, is_alpha);
  if (is_alpha) {
    ck_assert_int_eq(r[2].offset, 5);
    ck_assert_uint_eq(r[2].rsize, 33);
  }
  // As loaded where the headers say, fields by section stay as they are.
  coff_section_relocated(m.f, &s, out, sizeof out);
  ck_assert_int_eq(memcmp(out, m.bytes + TEXT_AT, 12), 0);
  coff_file_close(m.f);
}
END_TEST

START_TEST(tables_are_claimed)
{
  struct made m;
  struct coff_map map;
  size_t named = 0;
  make(&m, targets[_i]);
  open_made(&m);
  ck_assert(coff_map_build(m.f, &map));
  for (size_t i = 0; i < map.count; i++)
    named += map.ranges[i].what != NULL;
  ck_assert_uint_eq(named, 1 + COFF_SYMBOLIC_TABLES);
  coff_map_free(m.f, &map);
  ck_assert_int_eq(m.ear.heard.errors, 0);
  coff_file_close(m.f);
}
END_TEST

// ---- Damage -----------------------------------------------------------------------------------

START_TEST(tables_past_the_end_are_cut)
{
  struct made m;
  struct coff_symbol s;
  uint64_t count;
  for (unsigned table = 0; table < COFF_SYMBOLIC_TABLES; table++) {
    make(&m, targets[_i]);
    m.header.field[COFF_HDRR_COUNT + table] = 0x7fffffff;
    open_made(&m);
    ck_assert_msg(m.ear.heard.errors == 1 && strstr(m.ear.heard.text, "runs past") != NULL,
                  "%s: %s", coff_ecoff_table_name((enum coff_symbolic_table_id)table),
                  m.ear.heard.text);
    coff_ecoff_table(m.f, (enum coff_symbolic_table_id)table, &count);
    ck_assert_uint_lt(count, SIZE);
    coff_file_close(m.f);
    make(&m, targets[_i]);
    m.header.field[COFF_HDRR_OFFSET + table] = SIZE + 1;
    open_made(&m);
    ck_assert_int_eq(m.ear.heard.errors, 1);
    coff_ecoff_table(m.f, (enum coff_symbolic_table_id)table, &count);
    ck_assert_uint_eq(count, 0);
    for (uint64_t i = 0; coff_symbol_get(m.f, i, &s); i = coff_symbol_next(&s))
      ck_assert_uint_lt(i, 16);
    coff_file_close(m.f);
  }
}
END_TEST

START_TEST(headers_that_are_none)
{
  struct made m;
  const struct coff_open as = {.target = targets[_i]};
  make(&m, targets[_i]);
  open_made(&m);
  coff_file_close(m.f);
  m.bytes[HDRR_AT] ^= 0xff;
  m.f = coff_file_from_memory(&m.ear.context, "made", m.bytes, SIZE, &as);
  ck_assert_int_eq(m.ear.heard.errors, 1);
  ck_assert_uint_eq(m.ear.heard.offset, HDRR_AT);
  ck_assert_ptr_null(coff_ecoff_header(m.f));
  ck_assert_uint_eq(coff_syment_count(m.f), 0);
  coff_file_close(m.f);
  m.ear.heard.errors = 0;
  m.f = coff_file_from_memory(&m.ear.context, "made", m.bytes, HDRR_AT + 50, &as);
  ck_assert_int_eq(m.ear.heard.errors, 1);
  ck_assert_ptr_nonnull(strstr(m.ear.heard.text, "past the end"));
  coff_file_close(m.f);
}
END_TEST

START_TEST(names_and_files_out_of_reach)
{
  struct made m;
  struct coff_symbol s;
  struct coff_ecoff_procedure p;
  make(&m, targets[_i]);
  unsigned size = m.t->records->symbolic->records[COFF_SYMBOLIC_FDR].size;
  memset(m.bytes + FILES_AT, 0xff, 2 * size); // all symbols are of nobody
  open_made(&m);
  ck_assert(coff_symbol_get(m.f, 5, &s));
  ck_assert_uint_eq(s.name.size, 0);
  ck_assert_int_eq(m.ear.heard.errors, 1);
  ck_assert_uint_eq(s.native.file, ECOFF_NIL);
  ck_assert(coff_ecoff_procedure_get(m.f, 0, &p));
  ck_assert_uint_eq(p.file, ECOFF_NIL);
  ck_assert_uint_eq(p.symbol, UINT64_MAX);
  ck_assert_uint_eq(p.lines.size, 0);
  coff_file_close(m.f);
}
END_TEST

START_TEST(codes_of_no_section)
{
  struct made m;
  struct coff_section s;
  struct coff_reloc_table table;
  struct coff_reloc r = {.type = 1, .by_section = true};
  struct coff_syment sym;
  make(&m, targets[_i]);
  open_made(&m);
  static const uint32_t codes[] = {0, 14, 7, 99}; // none, absolute, one that is not there, no code
  for (unsigned i = 0; i < COFF_COUNT(codes); i++) {
    r.symndx = codes[i];
    ck_assert_int_eq(coff_reloc_is_bare(m.t, &r), i < 2);
    ck_assert(!coff_reloc_syment(m.f, &r, &sym));
  }
  ck_assert(coff_section_get(m.f, 2, &s));
  ck_assert(coff_section_relocs(m.f, &s, &table));
  ck_assert_uint_eq(table.count, 0);
  coff_file_close(m.f);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("ecoff");
  TCase *c = tcase_create("symbolic information");
  const int n = COFF_COUNT(targets);
  tcase_add_loop_test(c, symbols_share_one_space, 0, n);
  tcase_add_loop_test(c, indices_have_their_meaning, 0, n);
  tcase_add_loop_test(c, files_and_procedures, 0, n);
  tcase_add_loop_test(c, lines_are_unpacked, 0, n);
  tcase_add_loop_test(c, types_are_spelled, 0, n);
  tcase_add_loop_test(c, relocations_name_sections, 0, n);
  tcase_add_loop_test(c, tables_are_claimed, 0, n);
  tcase_add_loop_test(c, tables_past_the_end_are_cut, 0, n);
  tcase_add_loop_test(c, headers_that_are_none, 0, n);
  tcase_add_loop_test(c, names_and_files_out_of_reach, 0, n);
  tcase_add_loop_test(c, codes_of_no_section, 0, n);
  suite_add_tcase(s, c);
  return run_suite(s);
}
