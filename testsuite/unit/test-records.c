// Records to bytes and back, for every registered target: decode(encode(x)) = x,
// encode(decode(bytes)) = bytes where a field covers them and 0 elsewhere, and numbers that do not
// fit are refused.
//
// Skip this unless a layout or codec/swap.c changes.
//
// 1. Random numbers come from a fixed seed: a failure repeats.
// 2. Members are checked through their layout fields (struct member), so that a field which the
//    hooks forget is seen.
#include "coff/format-pe.h"
#include "coff/format-sysv.h"
#include "coff/format-xcoff.h"
#include "coff/swap.h"
#include "testsuite/unit/main.h"
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 50, RECORD = 256 };

static int rounds(void)
{
  return 1 + (ROUNDS - 1) / (int)test_stride();
}

// A member of a record's struct and the place of its field in the layout.
struct member {
  size_t field, at;
  unsigned size;
};

#define MEMBER(kind, f, m)                                                                         \
  {                                                                                                \
    offsetof(struct coff_##kind##_layout, f), offsetof(struct coff_##kind, m),                     \
        sizeof(((struct coff_##kind *)0)->m)                                                       \
  }

static const struct member filehdr_members[] = {
    MEMBER(filehdr, magic, magic),
    MEMBER(filehdr, nscns, nscns),
    MEMBER(filehdr, timdat, timdat),
    MEMBER(filehdr, symptr, symptr),
    MEMBER(filehdr, nsyms, nsyms),
    MEMBER(filehdr, opthdr, opthdr),
    MEMBER(filehdr, flags, flags),
    MEMBER(filehdr, target_id, target_id),
    MEMBER(filehdr, sig, sig),
    MEMBER(filehdr, version, version),
    MEMBER(filehdr, data_size, data_size),
    MEMBER(filehdr, meta_size, meta_size),
    MEMBER(filehdr, meta_offset, meta_offset),
    MEMBER(filehdr, hint, hint),
    MEMBER(filehdr, import_type, import_type),
    MEMBER(filehdr, flags2, flags2),
    MEMBER(filehdr, flags3, flags3),
    MEMBER(filehdr, float_type, float_type),
};
static const struct member scnhdr_members[] = {
    MEMBER(scnhdr, paddr, paddr),
    MEMBER(scnhdr, vaddr, vaddr),
    MEMBER(scnhdr, scnsize, size),
    MEMBER(scnhdr, scnptr, scnptr),
    MEMBER(scnhdr, relptr, relptr),
    MEMBER(scnhdr, lnnoptr, lnnoptr),
    MEMBER(scnhdr, nreloc, nreloc),
    MEMBER(scnhdr, nlnno, nlnno),
    MEMBER(scnhdr, flags, flags),
    MEMBER(scnhdr, align, align),
    MEMBER(scnhdr, page, page),
    MEMBER(scnhdr, mem_width, mem_width),
    MEMBER(scnhdr, paddr_space, paddr_space),
    MEMBER(scnhdr, vaddr_space, vaddr_space),
};
static const struct member syment_members[] = {
    MEMBER(syment, value, value),   MEMBER(syment, type, type),   MEMBER(syment, sclass, sclass),
    MEMBER(syment, numaux, numaux), MEMBER(syment, flags, flags), MEMBER(syment, misc, misc),
    MEMBER(syment, file, file),
};
static const struct member reloc_members[] = {
    MEMBER(reloc, vaddr, vaddr), MEMBER(reloc, symndx, symndx), MEMBER(reloc, type, type),
    MEMBER(reloc, stuff, stuff), MEMBER(reloc, rsize, rsize),
};

static uint64_t next(uint64_t *state) // xorshift64
{
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static void fill(uint64_t *state, uint8_t *p, size_t n)
{
  for (size_t i = 0; i < n; i++)
    p[i] = (uint8_t)(next(state) >> 32);
}

static uint64_t ones(unsigned bytes)
{
  return bytes >= 8 ? UINT64_MAX : ((uint64_t)1 << bytes * 8) - 1;
}

static struct coff_field field_of(const void *layout, const struct member *m)
{
  struct coff_field f;
  memcpy(&f, (const char *)layout + m->field, sizeof f);
  return f;
}

static void set_member(void *record, const struct member *m, uint64_t v)
{
  uint8_t narrow = (uint8_t)v;
  uint16_t half = (uint16_t)v;
  uint32_t word = (uint32_t)v;
  const void *from = m->size == 1   ? (const void *)&narrow
                     : m->size == 2 ? (const void *)&half
                     : m->size == 4 ? (const void *)&word
                                    : (const void *)&v;
  memcpy((char *)record + m->at, from, m->size);
}

// What the kinds of records have in common: encode and decode one of them.
struct kind {
  const char *name;
  const void *layout;
  unsigned size;
  size_t record;
  const struct member *members;
  size_t nmembers;
  bool (*out)(const struct coff_target *, const void *record, uint8_t *p);
  void (*in)(const struct coff_target *, const uint8_t *p, void *record);
};

static bool filehdr_out(const struct coff_target *t, const void *r, uint8_t *p)
{
  return coff_swap_filehdr_out(t, r, p);
}
static void filehdr_in(const struct coff_target *t, const uint8_t *p, void *r)
{
  coff_swap_filehdr_in(t, p, r);
}
static bool scnhdr_out(const struct coff_target *t, const void *r, uint8_t *p)
{
  return coff_swap_scnhdr_out(t, r, 1, p);
}
static void scnhdr_in(const struct coff_target *t, const uint8_t *p, void *r)
{
  coff_swap_scnhdr_in(t, p, 1, r);
}
static bool syment_out(const struct coff_target *t, const void *r, uint8_t *p)
{
  return coff_swap_syment_out(t, r, 1, p);
}
static void syment_in(const struct coff_target *t, const uint8_t *p, void *r)
{
  coff_swap_syment_in(t, p, 1, r);
}
static bool reloc_out(const struct coff_target *t, const void *r, uint8_t *p)
{
  return coff_swap_reloc_out(t, r, 1, p);
}
static void reloc_in(const struct coff_target *t, const uint8_t *p, void *r)
{
  coff_swap_reloc_in(t, p, 1, r);
}

#define KIND(kind, l)                                                                              \
  {                                                                                                \
#kind, l, (l)->size, sizeof(struct coff_##kind), kind##_members, COFF_COUNT(kind##_members),   \
        kind##_out, kind##_in                                                                      \
  }

// Numbers that this record has in fields of bits.
static const struct coff_bit_fields *parts_of(const struct coff_target *t, const struct kind *k)
{
  static const struct coff_bit_fields none = {NULL, 0};
  if (k->layout == t->records->syment)
    return &t->records->syment->parts;
  return k->layout == t->records->reloc ? &t->records->reloc->parts : &none;
}

// Calls CHECK with each kind of record that a target has.
static void each_kind(void (*check)(const struct coff_target *, const struct kind *))
{
  for (size_t n = 0; coff_target_at(n) != NULL; n++) {
    const struct coff_target *t = coff_target_at(n);
    struct kind header = KIND(filehdr, t->records->filehdr);
    check(t, &header);
    if (t->records->scnhdr == NULL)
      continue;
    struct kind others[] = {KIND(scnhdr, t->records->scnhdr), KIND(syment, t->records->syment),
                            KIND(reloc, t->records->reloc)};
    for (size_t i = 0; i < COFF_COUNT(others); i++)
      check(t, &others[i]);
  }
}

union any_record {
  struct coff_filehdr filehdr;
  struct coff_scnhdr scnhdr;
  struct coff_syment syment;
  struct coff_reloc reloc;
};

static void numbers(const struct coff_target *t, const struct kind *k)
{
  uint64_t state = 0x9e3779b97f4a7c15;
  for (int round = 0; round < rounds(); round++) {
    union any_record x, y;
    uint8_t p[RECORD];
    memset(&x, 0, sizeof x);
    memset(&y, 0xff, sizeof y);
    for (size_t i = 0; i < k->nmembers; i++)
      set_member(&x, &k->members[i],
                 next(&state) & ones(field_of(k->layout, &k->members[i]).width));
    ck_assert_msg(k->out(t, &x, p), "%s: %s", t->name, k->name);
    k->in(t, p, &y);
    for (size_t i = 0; i < k->nmembers; i++)
      ck_assert_msg(memcmp((char *)&x + k->members[i].at, (char *)&y + k->members[i].at,
                           k->members[i].size) == 0,
                    "%s: %s: member %u", t->name, k->name, (unsigned)i);
  }
}

START_TEST(numbers_survive)
{
  each_kind(numbers);
}
END_TEST

static void too_large(const struct coff_target *t, const struct kind *k)
{
  for (size_t i = 0; i < k->nmembers; i++) {
    const struct member *m = &k->members[i];
    unsigned width = field_of(k->layout, m).width;
    union any_record x;
    uint8_t p[RECORD];
    if (width >= m->size || (width == 0 && parts_of(t, k)->n != 0))
      continue;
    memset(&x, 0, sizeof x);
    set_member(&x, m, ones(width));
    ck_assert_msg(k->out(t, &x, p), "%s: %s: member %u", t->name, k->name, (unsigned)i);
    set_member(&x, m, ones(width) + 1);
    ck_assert_msg(!k->out(t, &x, p), "%s: %s: member %u", t->name, k->name, (unsigned)i);
  }
}

START_TEST(numbers_that_do_not_fit_are_refused)
{
  each_kind(too_large);
}
END_TEST

// ---- Bytes ------------------------------------------------------------------------------------

static void cover(uint8_t *mask, struct coff_field f)
{
  memset(mask + f.at, 0xff, f.width);
}

// Big-endian records count bits from the other end (struct coff_bit_field).
static void cover_bits(uint8_t *mask, struct coff_bit_field f, enum coff_order order)
{
  unsigned bits = f.bits == 0 ? f.width * 8u : f.bits;
  for (unsigned i = f.shift; i < f.shift + bits; i++)
    mask[f.at + i / 8] |= (uint8_t)(order == COFF_BIG ? 0x80 >> i % 8 : 1 << i % 8);
}

// OUT must be IN where MASK is set, and 0 elsewhere.
static void check_bytes(const char *target, const char *record, const uint8_t *in,
                        const uint8_t *out, const uint8_t *mask, size_t n)
{
  for (size_t i = 0; i < n; i++)
    ck_assert_msg(out[i] == (in[i] & mask[i]), "%s: %s: byte %u is 0x%02x, was 0x%02x", target,
                  record, (unsigned)i, out[i], in[i]);
}

static void bytes(const struct coff_target *t, const struct kind *k)
{
  uint64_t state = 0x2545f4914f6cdd1d;
  uint8_t mask[RECORD] = {0};
  for (size_t i = 0; i < k->nmembers; i++)
    cover(mask, field_of(k->layout, &k->members[i]));
  // What is no plain number.
  if (k->layout == t->records->filehdr)
    cover(mask, t->records->filehdr->class_id);
  if (k->layout == t->records->scnhdr)
    cover(mask, t->records->scnhdr->name);
  if (k->layout == t->records->reloc)
    cover(mask, t->records->reloc->offset);
  if (k->layout == t->records->syment) {
    cover(mask, t->records->syment->scnum);
    cover(mask, t->records->syment->name);
    cover(mask, t->records->syment->strx);
  }
  for (size_t i = 0; i < parts_of(t, k)->n; i++)
    cover_bits(mask, parts_of(t, k)->fields[i], t->order);
  for (int round = 0; round < rounds(); round++) {
    union any_record x;
    uint8_t in[RECORD], out[RECORD];
    fill(&state, in, k->size);
    if (k->layout == t->records->syment && round % 3 == 1)
      memset(in + t->records->syment->zeroes.at, 0, t->records->syment->zeroes.width);
    if (k->layout == t->records->syment && round % 3 == 2)
      in[t->records->syment->name.at] = 0; // a name that begins with NUL, but is no reference
    memset(out, 0xaa, sizeof out);
    k->in(t, in, &x);
    ck_assert_msg(k->out(t, &x, out), "%s: %s", t->name, k->name);
    check_bytes(t->name, k->name, in, out, mask, k->size);
  }
}

START_TEST(bytes_survive)
{
  each_kind(bytes);
}
END_TEST

START_TEST(optional_headers_survive)
{
  uint64_t state = 0x853c49e6748fea9b;
  for (size_t n = 0; coff_target_at(n) != NULL; n++) {
    const struct coff_target *t = coff_target_at(n);
    for (const struct coff_aouthdr_layout *const *a = t->records->aouthdrs; *a != NULL; a++) {
      struct coff_aouthdr h;
      uint8_t in[RECORD], out[RECORD], mask[RECORD] = {0};
      fill(&state, in, (*a)->size);
      for (unsigned i = 0; i < (*a)->nitems; i++)
        cover(mask, (struct coff_field){(*a)->items[i].at, (*a)->items[i].width});
      coff_swap_aouthdr_in(t, *a, in, (*a)->size, &h);
      ck_assert(coff_swap_aouthdr_out(t, *a, &h, out, (*a)->size));
      check_bytes(t->name, (*a)->name, in, out, mask, (*a)->size);
      h.field[(*a)->items[0].id] = (uint64_t)1 << (*a)->items[0].width * 8;
      ck_assert(!coff_swap_aouthdr_out(t, *a, &h, out, (*a)->size));
    }
  }
}
END_TEST

// ---- Symbolic information ---------------------------------------------------------------------

static void symbolic_record(const struct coff_target *t, enum coff_symbolic_record kind,
                            enum coff_order order, uint64_t *state)
{
  const struct coff_symbolic_layout *l = &t->records->symbolic->records[kind];
  struct coff_symbolic_numbers v;
  uint8_t in[RECORD], out[RECORD], mask[RECORD] = {0};
  for (unsigned i = 0; i < l->nitems; i++)
    cover_bits(mask, l->items[i].place, order);
  fill(state, in, l->size);
  coff_swap_symbolic_in(t, kind, order, in, &v);
  ck_assert_msg(coff_swap_symbolic_out(t, kind, order, &v, out), "%s: %u", t->name, kind);
  check_bytes(t->name, "symbolic record", in, out, mask, l->size);
  for (unsigned i = 0; i < l->nitems; i++) {
    const struct coff_bit_field *f = &l->items[i].place;
    struct coff_symbolic_numbers x = v;
    unsigned bits = f->bits == 0 ? f->width * 8u : f->bits;
    if (bits == 64)
      continue;
    x.field[f->id] = (uint64_t)1 << bits;
    ck_assert_msg(!coff_swap_symbolic_out(t, kind, order, &x, out), "%s: %s", t->name,
                  l->items[i].name);
  }
}

START_TEST(symbolic_records_survive)
{
  uint64_t state = 0x5851f42d4c957f2d;
  for (size_t n = 0; coff_target_at(n) != NULL; n++) {
    const struct coff_target *t = coff_target_at(n);
    if (t->records->symbolic == NULL)
      continue;
    for (int round = 0; round < rounds(); round++) {
      for (unsigned kind = 0; kind < COFF_SYMBOLIC_RECORDS; kind++) {
        symbolic_record(t, kind, COFF_BIG, &state);
        symbolic_record(t, kind, COFF_LITTLE, &state);
      }
      const struct coff_syment_layout *l = t->records->symbolic->local;
      struct coff_syment s;
      uint8_t in[RECORD], out[RECORD], mask[RECORD] = {0};
      cover(mask, l->strx);
      cover(mask, l->value);
      for (size_t i = 0; i < l->parts.n; i++)
        cover_bits(mask, l->parts.fields[i], t->order);
      fill(&state, in, l->size);
      coff_swap_local_in(t, in, 1, &s);
      ck_assert(s.local && coff_swap_local_out(t, &s, 1, out));
      check_bytes(t->name, "local symbol", in, out, mask, l->size);
      s.type = 0x40;
      ck_assert(!coff_swap_local_out(t, &s, 1, out));
    }
  }
}
END_TEST

// ---- Section numbers, addends, line numbers ---------------------------------------------------

START_TEST(section_numbers_are_signed)
{
  for (size_t n = 0; coff_target_at(n) != NULL; n++) {
    const struct coff_target *t = coff_target_at(n);
    uint8_t p[RECORD];
    if (t->records->syment == NULL || t->records->syment->scnum.width == 0)
      continue; // ECOFF symbols name no section
    int32_t max = (int32_t)t->records->syment->scnum_max;
    int32_t good[] = {0, 1, max, N_ABS, N_DEBUG};
    for (size_t i = 0; i < COFF_COUNT(good); i++) {
      struct coff_syment x = {.scnum = good[i]}, y;
      ck_assert_msg(coff_swap_syment_out(t, &x, 1, p), "%s: %d", t->name, good[i]);
      coff_swap_syment_in(t, p, 1, &y);
      ck_assert_int_eq(y.scnum, good[i]);
    }
    if (max < INT32_MAX)
      ck_assert_msg(!coff_swap_syment_out(t, &(struct coff_syment){.scnum = max + 1}, 1, p), "%s",
                    t->name);
  }
}
END_TEST

START_TEST(addends_are_signed)
{
  for (size_t n = 0; coff_target_at(n) != NULL; n++) {
    const struct coff_target *t = coff_target_at(n);
    uint8_t p[RECORD];
    if (t->records->reloc == NULL || t->records->reloc->offset.width != 4)
      continue;
    int64_t good[] = {0, 1, -1, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < COFF_COUNT(good); i++) {
      struct coff_reloc x = {.offset = good[i]}, y;
      ck_assert(coff_swap_reloc_out(t, &x, 1, p));
      coff_swap_reloc_in(t, p, 1, &y);
      ck_assert_int_eq(y.offset, good[i]);
    }
    ck_assert(!coff_swap_reloc_out(t, &(struct coff_reloc){.offset = INT64_C(1) << 31}, 1, p));
  }
}
END_TEST

START_TEST(line_numbers_survive)
{
  uint64_t state = 0xda3e39cb94b95bdb;
  for (size_t n = 0; coff_target_at(n) != NULL; n++) {
    const struct coff_target *t = coff_target_at(n);
    const struct coff_lineno_layout *l = t->records->lineno;
    for (int round = 0; l != NULL && round < rounds(); round++) {
      struct coff_lineno x;
      uint8_t in[RECORD], out[RECORD], mask[RECORD] = {0};
      bool starts = round % 2 == 0; // a function's first row: a symbol instead of an address
      fill(&state, in, l->size);
      in[l->lnno.at] = 1;
      if (starts)
        memset(in + l->lnno.at, 0, l->lnno.width);
      cover(mask, starts && l->symndx.width != 0 ? l->symndx : l->addr);
      cover(mask, l->lnno);
      cover(mask, l->srcndx);
      cover(mask, l->flags);
      cover(mask, l->space);
      cover(mask, l->fcnndx);
      coff_swap_lineno_in(t, in, 1, &x);
      ck_assert_uint_eq(x.lnno == 0, starts);
      ck_assert(coff_swap_lineno_out(t, &x, 1, out));
      check_bytes(t->name, "line number", in, out, mask, l->size);
    }
    if (l != NULL && l->lnno.width == 2) {
      uint8_t p[RECORD];
      ck_assert(!coff_swap_lineno_out(t, &(struct coff_lineno){.lnno = 0x10000}, 1, p));
    }
  }
}
END_TEST

// ---- Auxiliary entries ------------------------------------------------------------------------

static bool has_strx(const struct coff_aux_layout *l)
{
  for (unsigned i = 0; i < l->nitems; i++)
    if (l->items[i].id == COFF_AUX_STRX)
      return true;
  return false;
}

static void aux_bytes(const struct coff_target *t, const struct coff_aux_layout *l, uint64_t *state)
{
  unsigned size = t->records->auxesz;
  for (int round = 0; round < rounds(); round++) {
    struct coff_auxent x;
    uint8_t in[RECORD], out[RECORD], mask[RECORD] = {0};
    bool inline_name = l->name.width != 0 && (round % 2 == 0 || !has_strx(l));
    fill(state, in, size);
    if (l->name.width != 0)
      memset(in + l->name.at, inline_name ? 'a' : 0, 4);
    if (inline_name)
      cover(mask, l->name);
    for (unsigned i = 0; i < l->nitems; i++)
      cover(mask, (struct coff_field){l->items[i].at, l->items[i].width});
    coff_swap_auxent_in(t, l, in, &x);
    ck_assert_msg(coff_swap_auxent_out(t, &x, out), "%s: form %u", t->name, l->form);
    check_bytes(t->name, "auxiliary entry", in, out, mask, size);
  }
}

START_TEST(auxiliary_entries_survive)
{
  uint64_t state = 0x14057b7ef767814f;
  for (size_t n = 0; coff_target_at(n) != NULL; n++) {
    const struct coff_target *t = coff_target_at(n);
    const struct coff_aux_rule *r = t->records->aux_rules;
    for (; r != NULL && r->layout != NULL; r++)
      aux_bytes(t, r->layout, &state);
  }
}
END_TEST

// clang-format off
static const struct form {
  const char *target;
  uint32_t sclass, type;
  int32_t scnum;
  const char *name;
  uint32_t numaux;
  unsigned which;
  uint8_t last; // byte of the entry
  enum coff_aux_form form;
} forms[] = {
  // target,          class,                     type, section, name, numaux, which, last byte, form
  {"coff-i386",       C_FILE,                        0, -2, ".file",  1, 0,   0, COFF_AUX_FILE},
  {"coff-i386",       C_STAT,                        0,  1, ".text",  1, 0,   0, COFF_AUX_SECTION},
  {"coff-i386",       C_STAT,                        4,  1, "number", 1, 0,   0, COFF_AUX_SYMBOL},
  {"coff-i386",       C_EXT,                      0x24,  1, "main",   1, 0,   0, COFF_AUX_FUNCTION},
  {"coff-i386",       C_EXT,                      0x64,  1, "get",    1, 0,   0, COFF_AUX_FUNCTION},
  {"coff-i386",       C_STAT,                     0x34,  2, "table",  1, 0,   0, COFF_AUX_ARRAY},
  {"coff-i386",       C_MOS,                         8, -1, "inner",  1, 0,   0, COFF_AUX_SYMBOL},
  {"coff-i386",       C_STRTAG,                      8, -2, "point",  1, 0,   0, COFF_AUX_TAG},
  {"coff-i386",       C_ENTAG,                      10, -2, "colour", 1, 0,   0, COFF_AUX_TAG},
  {"coff-i386",       C_EOS,                         0, -1, ".eos",   1, 0,   0, COFF_AUX_END},
  {"coff-i386",       C_BLOCK,                       0,  1, ".bb",    1, 0,   0, COFF_AUX_BLOCK},
  {"coff-i386",       C_BLOCK,                       0,  1, ".eb",    1, 0,   0, COFF_AUX_END},
  {"coff-i386",       C_FCN,                         0,  1, ".bf",    1, 0,   0, COFF_AUX_BLOCK},
  {"coff-i386",       C_FCN,                         0,  1, ".ef",    1, 0,   0, COFF_AUX_END},
  {"pe-x86-64",       C_STAT,                        0,  1, ".text",  1, 0,   0, COFF_AUX_SECTION},
  {"pe-x86-64",       C_STAT,                     0x20,  1, "local",  1, 0,   0, COFF_AUX_FUNCTION},
  {"pe-x86-64",       IMAGE_SYM_CLASS_WEAK_EXTERNAL, 0,  0, "weak",   1, 0,   0, COFF_AUX_WEAK},
  {"pe-x86-64",       C_EXT,                         0,  0, "outer",  1, 0,   0, COFF_AUX_SYMBOL},
  {"pe-x86-64",       IMAGE_SYM_CLASS_SECTION,       0,  1, ".rsrc",  1, 0,   0, COFF_AUX_SECTION},
  {"pe-bigobj-i386",  IMAGE_SYM_CLASS_CLR_TOKEN,     0, -1, "token",  1, 0,   0, COFF_AUX_CLR},
  {"pe-bigobj-i386",  C_STAT,                        0,  1, ".text",  1, 0,   0, COFF_AUX_SECTION},
  {"aixcoff-rs6000",  C_EXT,                      0x20,  1, ".main",  2, 0,   0, COFF_AUX_FUNCTION},
  {"aixcoff-rs6000",  C_EXT,                      0x20,  1, ".main",  2, 1,   0, COFF_AUX_CSECT},
  {"aixcoff-rs6000",  C_HIDEXT,                      0,  1, "",       1, 0,   0, COFF_AUX_CSECT},
  {"aixcoff-rs6000",  C_AIX_WEAKEXT,                 0,  1, "weak",   1, 0,   0, COFF_AUX_CSECT},
  {"aixcoff-rs6000",  C_DWARF,                       0,  4, ".dwinfo", 1, 0,  0, COFF_AUX_DWARF},
  {"aix5coff64-rs6000", C_EXT,                    0x20,  1, ".main",  3, 0, 255, COFF_AUX_EXCEPT},
  {"aix5coff64-rs6000", C_EXT,                    0x20,  1, ".main",  3, 1, 254, COFF_AUX_FUNCTION},
  {"aix5coff64-rs6000", C_EXT,                    0x20,  1, ".main",  3, 2, 251, COFF_AUX_CSECT},
  {"aix5coff64-rs6000", C_FILE,                      0, -2, ".file",  1, 0, 252, COFF_AUX_FILE},
  {"aix5coff64-rs6000", C_FCN,                       0,  1, ".bf",    1, 0, 253, COFF_AUX_BLOCK},
  {"aix5coff64-rs6000", C_DWARF,                     0,  4, ".dwinfo", 1, 0, 250, COFF_AUX_DWARF},
  {"aix5coff64-rs6000", C_STAT,                      0,  1, ".text",  1, 0, 250, COFF_AUX_SECTION},
};
// clang-format on

START_TEST(auxiliary_entries_have_their_form)
{
  for (size_t i = 0; i < COFF_COUNT(forms); i++) {
    const struct form *f = &forms[i];
    const struct coff_target *t = coff_target_find(f->target);
    struct coff_syment sym = {
        .sclass = f->sclass, .type = f->type, .scnum = f->scnum, .numaux = f->numaux};
    uint8_t p[RECORD] = {0};
    p[t->records->auxesz - 1] = f->last;
    const struct coff_aux_layout *l =
        coff_aux_layout_for(t, &sym, (struct coff_str){f->name, strlen(f->name)}, f->which, p);
    ck_assert_msg(l != NULL && l->form == f->form, "%s: %s: form %d, not %d", f->target, f->name,
                  l == NULL ? -1 : (int)l->form, (int)f->form);
  }
}
END_TEST

int main(void)
{
  Suite *s = suite_create("records");
  TCase *c = tcase_create("swap");
  tcase_set_timeout(c, 60); // a busy machine
  tcase_add_test(c, numbers_survive);
  tcase_add_test(c, numbers_that_do_not_fit_are_refused);
  tcase_add_test(c, bytes_survive);
  tcase_add_test(c, optional_headers_survive);
  tcase_add_test(c, symbolic_records_survive);
  tcase_add_test(c, section_numbers_are_signed);
  tcase_add_test(c, addends_are_signed);
  tcase_add_test(c, line_numbers_survive);
  tcase_add_test(c, auxiliary_entries_survive);
  tcase_add_test(c, auxiliary_entries_have_their_form);
  suite_add_tcase(s, c);
  return run_suite(s);
}
