// Texas Instruments' COFF: what its tools choose by host and option, second magic numbers, sections of
// octets, and expressions in relocations.
//
// Skip this unless you work on targets/ti-*.c or coffgen/reloc/expression.c.
#include "coff/format-ti.h"
#include "coff/object.h"
#include "coff/reloc.h"
#include "testsuite/unit/main.h"

#include <stdio.h>
#include <string.h>

enum { ROOM = 4096, CONTENTS = 16, SYMBOLS = 3 };
enum { // as TI's header has them
  RE_ADD = 0x4000,
  RE_SUB = 0x4001,
  RE_NEG,
  RE_MPY,
  RE_DIV,
  RE_MOD,
  RE_SR,
  RE_ASR,
  RE_SL,
  RE_AND,
  RE_OR,
  RE_XOR,
  RE_NOTB,
  RE_ULDFLD,
  RE_SLDFLD,
  RE_USTFLD,
  RE_SSTFLD,
  RE_PUSH,
  RE_PUSHSK,
  RE_PUSHUK,
  RE_PUSHPC,
  RE_DUP,
  RE_XSTFLD
};

struct made {
  uint8_t bytes[ROOM];
  size_t size;
  unsigned reports;
  char last[256];
};

static void count(void *user, const struct coff_diag *d)
{
  struct made *m = user;
  m->reports += d->severity != COFF_NOTE;
  snprintf(m->last, sizeof m->last, "%s", d->text);
}

// An object with one section, of 16 bytes 0xa5, and the symbols a = 0x100, b = 0x30 and u, undefined.
static void make(struct made *m, const struct coff_target *t, uint16_t flags, uint16_t id,
                 const struct coff_reloc *relocs, size_t n, uint8_t mem_width)
{
  const struct coff_records *k = t->records;
  static const struct coff_syment syms[SYMBOLS] = {
      {.value = 0x100, .scnum = -1, .sclass = C_EXT, .name = "a"},
      {.value = 0x30, .scnum = 1, .sclass = C_EXT, .name = "b"},
      {.sclass = C_EXT, .name = "u"},
  };
  size_t at = k->filehdr->size + (size_t)k->scnhdr->size, at_relocs = at + CONTENTS;
  size_t at_syms = at_relocs + n * k->reloc->size;
  unsigned unit = mem_width == 8 || t->octets == 0 ? 1 : t->octets;
  memset(m, 0, sizeof *m);
  m->size = at_syms + SYMBOLS * (size_t)k->syment->size + 4;
  struct coff_filehdr h = {
      .magic = t->machines[0].magic, .nscns = 1, .flags = flags, .nsyms = SYMBOLS};
  h.symptr = at_syms;
  h.target_id = k->filehdr->target_id.width == 0 ? 0 : id;
  struct coff_scnhdr s = {.name = ".data",
                          .vaddr = 0x20,
                          .paddr = 0x20,
                          .size = CONTENTS / unit,
                          .scnptr = at,
                          .relptr = at_relocs,
                          .nreloc = (uint32_t)n,
                          .flags = STYP_DATA | 3 << 8,
                          .page = 1,
                          .mem_width = mem_width};
  ck_assert(coff_swap_filehdr_out(t, &h, m->bytes));
  ck_assert(coff_swap_scnhdr_out(t, &s, 1, m->bytes + k->filehdr->size));
  memset(m->bytes + at, 0xa5, CONTENTS);
  ck_assert(coff_swap_reloc_out(t, relocs, n, m->bytes + at_relocs));
  ck_assert(coff_swap_syment_out(t, syms, SYMBOLS, m->bytes + at_syms));
  coff_store(m->bytes + m->size - 4, 4, t->order, 4);
}

static struct coff_file *open_made(struct made *m, struct coff_context *ctx)
{
  *ctx = (struct coff_context){.sink = count, .sink_user = m};
  struct coff_file *f = coff_file_from_memory(ctx, "made", m->bytes, m->size, NULL);
  ck_assert_ptr_nonnull(f);
  return f;
}

// ---- Recognition ------------------------------------------------------------------------------

static void check_form(const struct coff_target *t)
{
  struct made m;
  struct coff_context ctx;
  struct coff_section s;
  uint16_t flags =
      t->machines[0].flags_value != 0 ? (uint16_t)t->machines[0].flags_value : F_LITTLE;
  make(&m, t, flags, t->target_id, NULL, 0, 0);
  struct coff_file *f = open_made(&m, &ctx);
  ck_assert_msg(coff_file_target(f) == t, "%s, headers %s, data %s: taken for %s", t->name,
                t->order == COFF_BIG ? "big" : "little",
                t->data_order == COFF_BIG ? "big" : "little", coff_file_target(f)->name);
  ck_assert_msg(!coff_file_is_ambiguous(f), "%s", t->name);
  ck_assert(coff_section_get(f, 1, &s));
  ck_assert_uint_eq(s.header.page, 1);
  ck_assert_uint_eq(s.file_size, CONTENTS);
  ck_assert_uint_eq(s.align_power, 3);
  ck_assert(s.align_stored);
  ck_assert_uint_eq(m.reports, 0);
  coff_file_close(f);
}

START_TEST(every_form_is_told_apart)
{
  unsigned targets = 0, forms = 0;
  for (size_t n = 0; coff_target_at(n) != NULL; n++) {
    const struct coff_target *t = coff_target_at(n);
    if (t->family != COFF_FAMILY_TI)
      continue;
    check_form(t);
    targets++;
    for (const struct coff_target *const *x = t->variants; x != NULL && *x != NULL; x++, forms++) {
      check_form(*x);
      ck_assert_ptr_nonnull(coff_target_find((*x)->name));
    }
  }
  ck_assert_uint_eq(targets, 26); // and three names more for what others write
  ck_assert_uint_gt(forms, 25);
}
END_TEST

START_TEST(names_lead_to_forms)
{
  struct made m;
  struct coff_context ctx = {.sink = count, .sink_user = &m};
  const struct coff_target *t = coff_target_find("coff2-c6000");
  ck_assert_ptr_eq(coff_target_find("coff2-c64x"), t);
  ck_assert_str_eq(coff_target_find("coff1-c6000")->name, "coff1-c6000");
  make(&m, t->variants[0], F_LITTLE, TI_ID_C6000, NULL, 0, 0);
  struct coff_open as = {.target = "coff2-c6000"};
  struct coff_file *f = coff_file_from_memory(&ctx, "made", m.bytes, m.size, &as);
  ck_assert_ptr_nonnull(f);
  ck_assert_ptr_eq(coff_file_target(f), t->variants[0]);
  ck_assert_int_eq(coff_file_target(f)->order, COFF_BIG);
  coff_file_close(f);
}
END_TEST

// GNU's assembler for the C80 leaves the id as the memory was.
START_TEST(ids_that_nobody_has_are_of_the_c80)
{
  static const struct {
    uint16_t id;
    const char *name;
  } ids[] = {{0x5560, "coff-tic80"},       {0, "coff-tic80"},
             {TI_ID_C80, "coff-tic80"},    {TI_ID_C5400, "coff1-c54x"},
             {TI_ID_C3X4X, "coff1-tic4x"}, {TI_ID_C6000, "coff1-c6000"}};
  for (size_t i = 0; i < COFF_COUNT(ids); i++) {
    struct made m;
    struct coff_context ctx;
    make(&m, coff_target_find("coff-tic80"), F_LITTLE, ids[i].id, NULL, 0, 0);
    struct coff_file *f = open_made(&m, &ctx);
    ck_assert_str_eq(coff_file_target(f)->name, ids[i].name);
    coff_file_close(f);
  }
}
END_TEST

START_TEST(sections_of_octets_count_octets)
{
  struct made m;
  struct coff_context ctx;
  struct coff_section s;
  make(&m, coff_target_find("coff2-c2800"), F_LITTLE, TI_ID_C2800, NULL, 0, 8);
  struct coff_file *f = open_made(&m, &ctx);
  ck_assert(coff_section_get(f, 1, &s));
  ck_assert_uint_eq(s.octets, 1);
  ck_assert_uint_eq(s.file_size, CONTENTS);
  coff_file_close(f);
}
END_TEST

// ---- Expressions ------------------------------------------------------------------------------

// A field as the record describes it.
static uint32_t field(const struct coff_target *t, uint8_t bit, uint8_t bits, uint8_t bytes)
{
  const uint8_t p[4] = {bit, bits, bytes, 0};
  return (uint32_t)coff_load(p, 4, t->order);
}

// The word at address 0x24 after the relocations, all of which have that address.
static uint32_t word_after(const char *target, bool big, struct coff_reloc *r, size_t n,
                           unsigned reports)
{
  struct made m;
  struct coff_context ctx;
  struct coff_section s;
  uint8_t buf[CONTENTS];
  const struct coff_target *t = coff_target_find(target);
  if (big) // headers and data
    t = t->variants[2];
  for (size_t i = 0; i < n; i++) {
    r[i].vaddr = 0x24;
    if (r[i].type == RE_XSTFLD || r[i].type == RE_USTFLD || r[i].type == RE_SSTFLD ||
        r[i].type == RE_ULDFLD || r[i].type == RE_SLDFLD)
      r[i].symndx =
          field(t, (uint8_t)r[i].symndx, (uint8_t)(r[i].symndx >> 8), (uint8_t)(r[i].symndx >> 16));
  }
  make(&m, t, big ? F_BIG : F_LITTLE, t->target_id, r, n, 0);
  struct coff_file *f = open_made(&m, &ctx);
  ck_assert_ptr_eq(coff_file_target(f), t);
  ck_assert(coff_section_get(f, 1, &s));
  ck_assert(coff_section_relocated(f, &s, buf, sizeof buf));
  ck_assert_msg(m.reports == reports, "%u reports, the last: %s", m.reports, m.last);
  coff_file_close(f);
  return (uint32_t)coff_load(buf + (size_t)4 * s.octets, 4, t->data_order);
}

#define FIELD(bit, bits, bytes) ((bit) | (bits) << 8 | (bytes) << 16)
#define WORD                    FIELD(0, 32, 4)

static const struct sum {
  uint16_t type;
  uint32_t a, b, result;
} sums[] = {
    {RE_ADD, 7, 0xfffffffe, 5},
    {RE_SUB, 7, 9, 0xfffffffe},
    {RE_MPY, 0x10001, 0x10001, 0x20001},
    {RE_DIV, 0xfffffffe, 3, 0x55555554},
    {RE_MOD, 0xfffffffe, 3, 2},
    {RE_SR, 0x80000010, 4, 0x08000001},
    {RE_SR, 0x80000010, 32, 0},
    {RE_ASR, 0x80000010, 4, 0xf8000001},
    {RE_ASR, 0x40000010, 4, 0x04000001},
    {RE_ASR, 0x80000010, 99, 0xffffffff},
    {RE_SL, 0x80000011, 4, 0x110},
    {RE_SL, 1, 32, 0},
    {RE_AND, 0xff00ff, 0xf0f0f0, 0xf000f0},
    {RE_OR, 0xff00ff, 0xf0f0f0, 0xfff0ff},
    {RE_XOR, 0xff00ff, 0xf0f0f0, 0x0ff00f},
};

START_TEST(operators_compute)
{
  const struct sum *s = &sums[_i];
  struct coff_reloc r[] = {{.type = RE_PUSHUK, .symndx = s->a},
                           {.type = RE_PUSHSK, .symndx = s->b},
                           {.type = s->type},
                           {.type = RE_XSTFLD, .symndx = WORD}};
  struct coff_reloc again[COFF_COUNT(r)];
  memcpy(again, r, sizeof r);
  uint32_t v = word_after("coff2-c6000", false, r, COFF_COUNT(r), 0);
  ck_assert_msg(v == s->result, "0x%x: 0x%x", s->type, v);
  ck_assert_uint_eq(word_after("coff2-c6000", true, again, COFF_COUNT(again), 0), s->result);
}
END_TEST

START_TEST(operands_are_pushed)
{
  static const struct {
    struct coff_reloc r;
    uint32_t value;
  } operands[] = {
      {{.type = RE_PUSH, .symndx = 0}, 0x100},
      {{.type = RE_PUSH, .symndx = 1}, 0x30},
      {{.type = RE_PUSH, .symndx = 2}, 0},
      {{.type = RE_PUSH, .symndx = UINT32_MAX}, 0x20},
      {{.type = RE_PUSHPC, .symndx = 5}, 0x25},
      {{.type = RE_PUSHUK, .symndx = 0xfffffff0}, 0xfffffff0},
      {{.type = RE_ULDFLD, .symndx = FIELD(4, 8, 2)}, 0x5a},
      {{.type = RE_SLDFLD, .symndx = FIELD(0, 8, 1)}, 0xffffffa5},
  };
  for (size_t i = 0; i < COFF_COUNT(operands); i++) {
    struct coff_reloc r[] = {operands[i].r, {.type = RE_XSTFLD, .symndx = WORD}};
    uint32_t v = word_after("coff2-c2800", false, r, COFF_COUNT(r), 0);
    ck_assert_msg(v == operands[i].value, "%zu: 0x%x", i, v);
  }
  struct coff_reloc unary[] = {{.type = RE_PUSHUK, .symndx = 5},
                               {.type = RE_DUP},
                               {.type = RE_NEG},
                               {.type = RE_NOTB},
                               {.type = RE_ADD},
                               {.type = RE_XSTFLD, .symndx = WORD}};
  ck_assert_uint_eq(word_after("coff2-c2800", false, unary, COFF_COUNT(unary), 0), 9);
}
END_TEST

// What an MVK takes of a difference (C6000), the other bits stay.
START_TEST(stores_change_their_field_alone)
{
  struct coff_reloc r[] = {{.type = RE_PUSH, .symndx = 0},
                           {.type = RE_PUSH, .symndx = 1},
                           {.type = RE_SUB},
                           {.type = RE_USTFLD, .symndx = FIELD(7, 16, 4)}};
  uint32_t want = (0xa5a5a5a5 & 0xff80007f) | 0xd0 << 7;
  ck_assert_uint_eq(word_after("coff2-c6000", false, r, COFF_COUNT(r), 0), want);
}
END_TEST

START_TEST(what_does_not_fit_is_told)
{
  static const struct {
    uint16_t store;
    uint32_t value;
    unsigned reports;
  } stores[] = {{RE_USTFLD, 0xff, 0}, {RE_USTFLD, 0x100, 1},      {RE_SSTFLD, 0x7f, 0},
                {RE_SSTFLD, 0x80, 1}, {RE_SSTFLD, 0xffffff80, 0}, {RE_SSTFLD, 0xffffff7f, 1},
                {RE_XSTFLD, 0x1ff, 0}};
  for (size_t i = 0; i < COFF_COUNT(stores); i++) {
    struct coff_reloc r[] = {{.type = RE_PUSHUK, .symndx = stores[i].value},
                             {.type = stores[i].store, .symndx = FIELD(8, 8, 4)}};
    uint32_t v = word_after("coff2-c6000", false, r, COFF_COUNT(r), stores[i].reports);
    ck_assert_uint_eq(v, 0xa5a500a5 | (stores[i].value & 0xff) << 8);
  }
}
END_TEST

START_TEST(damaged_expressions_change_nothing)
{
  struct coff_reloc lone[] = {{.type = RE_ADD}};
  struct coff_reloc empty[] = {{.type = RE_XSTFLD, .symndx = WORD}};
  struct coff_reloc zero[] = {
      {.type = RE_PUSHUK, .symndx = 1}, {.type = RE_PUSHUK}, {.type = RE_DIV}};
  struct coff_reloc wide[] = {{.type = RE_PUSHUK}, {.type = RE_XSTFLD, .symndx = FIELD(8, 32, 4)}};
  struct coff_reloc none[] = {{.type = RE_PUSHUK}, {.type = RE_XSTFLD, .symndx = FIELD(0, 0, 4)}};
  struct coff_reloc nine[] = {{.type = RE_PUSHUK}, {.type = RE_XSTFLD, .symndx = FIELD(0, 8, 9)}};
  struct coff_reloc past[] = {{.type = RE_PUSH, .symndx = 77}};
  struct coff_reloc deep[COFF_RELOC_STACK + 1];
  for (size_t i = 0; i < COFF_COUNT(deep); i++)
    deep[i] = (struct coff_reloc){.type = RE_PUSHUK};
  const char *t = "coff2-c6000";
  ck_assert_uint_eq(word_after(t, false, lone, 1, 1), 0xa5a5a5a5);
  ck_assert_uint_eq(word_after(t, false, empty, 1, 1), 0xa5a5a5a5);
  ck_assert_uint_eq(word_after(t, false, zero, 3, 1), 0xa5a5a5a5);
  ck_assert_uint_eq(word_after(t, false, wide, 2, 1), 0xa5a5a5a5);
  ck_assert_uint_eq(word_after(t, false, none, 2, 1), 0xa5a5a5a5);
  ck_assert_uint_eq(word_after(t, false, nine, 2, 1), 0xa5a5a5a5);
  ck_assert_uint_eq(word_after(t, false, past, 1, 1), 0xa5a5a5a5);
  ck_assert_uint_eq(word_after(t, false, deep, COFF_COUNT(deep), 1), 0xa5a5a5a5);
}
END_TEST

// ---- Fields of instructions -------------------------------------------------------------------

static void check_place(const char *target, const char *type, uint64_t v, const uint8_t *want,
                        size_t n)
{
  const struct coff_target *t = coff_target_find(target);
  const struct coff_howto *h = coff_howto_by_name(t, type);
  uint8_t p[8] = {0};
  ck_assert_msg(h != NULL && h->size == n, "%s", type);
  memcpy(p, want + n, n);
  ck_assert_msg(coff_reloc_put(h, t->data_order, p, v), "%s: overflow", type);
  ck_assert_msg(memcmp(p, want, n) == 0, "%s: %02x %02x %02x %02x", type, p[0], p[1], p[2], p[3]);
  ck_assert_msg((uint64_t)coff_reloc_addend(h, t->data_order, p) == v, "%s: addend", type);
}

START_TEST(fields_lie_where_the_processors_have_them)
{
  // After, then before.
  static const uint8_t lcr[] = {0x7d, 0x76, 0x56, 0x34, 0x40, 0x76, 0, 0};
  static const uint8_t far_call[] = {0x81, 0xf9, 0x34, 0x12, 0x80, 0xf9, 0, 0};
  static const uint8_t ldw[] = {0x6c, 0x34, 0x12, 0, 0x6c, 0, 0, 0};
  static const uint8_t calla[] = {0xb1, 0x13, 0x34, 0x12, 0xb0, 0x13, 0, 0};
  static const uint8_t movx[] = {0x80, 0x18, 0x5f, 0x40, 0x34, 0x12, 0, 0x18, 0x5f, 0x40, 0, 0};
  check_place("coff2-c2800", "R_REL22", (uint64_t)(int64_t)-0x2cbaa, lcr, 4);
  check_place("coff1-c54x", "R_EXTWORD", 0x11234, far_call, 4);
  check_place("coff2-c6000", "R_C60BASE", 0x1234 << 2, ldw, 4);
  check_place("coff2-msp430", "R_REL20_DST", 0x11234, calla, 4);
  check_place("coff2-msp430", "R_EXT20_SRC", 0x11234, movx, 6);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("ti");
  TCase *c = tcase_create("recognition");
  tcase_add_test(c, every_form_is_told_apart);
  tcase_add_test(c, names_lead_to_forms);
  tcase_add_test(c, ids_that_nobody_has_are_of_the_c80);
  tcase_add_test(c, sections_of_octets_count_octets);
  suite_add_tcase(s, c);
  c = tcase_create("expressions");
  tcase_add_loop_test(c, operators_compute, 0, (int)COFF_COUNT(sums));
  tcase_add_test(c, operands_are_pushed);
  tcase_add_test(c, stores_change_their_field_alone);
  tcase_add_test(c, what_does_not_fit_is_told);
  tcase_add_test(c, damaged_expressions_change_nothing);
  tcase_add_test(c, fields_lie_where_the_processors_have_them);
  suite_add_tcase(s, c);
  return run_suite(s);
}
