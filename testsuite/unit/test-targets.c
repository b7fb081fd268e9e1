// Conformance of the flavour tables: whatever is registered is looked at, with no list of its own.
//
// Skip this unless a new flavour fails it: the message names the target and the row.
#include "coff/reloc.h"
#include "coff/swap.h"
#include "testsuite/unit/main.h"
#include <string.h>

// ---- Names and numbers ------------------------------------------------------------------------

START_TEST(names_find_their_target)
{
  size_t n = 0;
  for (const struct coff_target *t; (t = coff_target_at(n)) != NULL; n++) {
    ck_assert_msg(coff_target_find(t->name) == t, "%s: another target has the name", t->name);
    for (const char *const *a = t->aliases; a != NULL && *a != NULL; a++)
      ck_assert_msg(coff_target_find(*a) == t, "%s: another target has the name %s", t->name, *a);
  }
  ck_assert_uint_ne(n, 0);
  ck_assert_ptr_null(coff_target_find("no-such-target"));
  ck_assert_ptr_null(coff_target_find(""));
}
END_TEST

START_TEST(headers_find_their_machine)
{
  for (size_t n = 0; coff_target_at(n) != NULL; n++) {
    const struct coff_target *t = coff_target_at(n);
    ck_assert_msg(t->nmachines > 0, "%s has no machine", t->name);
    for (unsigned i = 0; i < t->nmachines; i++) {
      const struct coff_machine *m = &t->machines[i];
      struct coff_filehdr h = {.magic = m->magic, .flags = m->flags_value};
      ck_assert_msg((m->flags_value & ~m->flags_mask) == 0, "%s: %s", t->name, m->name);
      // A row without a mask is also what stands behind the rows with one.
      const struct coff_machine *found = coff_target_machine(t, &h);
      ck_assert_msg(found == m || m->flags_mask == 0, "%s: %s is hidden", t->name, m->name);
    }
    ck_assert_ptr_null(coff_target_machine(t, &(struct coff_filehdr){.magic = 0xfeed}));
  }
}
END_TEST

static void check_flags(const struct coff_target *t, const struct coff_flags *f)
{
  for (size_t i = 0; f != NULL && i < f->n; i++) {
    const struct coff_flag *row = &f->flags[i];
    ck_assert_msg(row->name != NULL && row->name[0] != 0, "%s: flag 0x%x", t->name, row->value);
    ck_assert_msg(row->mask != 0 && (row->value & ~row->mask) == 0, "%s: %s", t->name, row->name);
    for (size_t k = 0; k < i; k++)
      ck_assert_msg(strcmp(f->flags[k].name, row->name) != 0 &&
                        (f->flags[k].mask != row->mask || f->flags[k].value != row->value),
                    "%s: %s stands there twice", t->name, row->name);
  }
}

START_TEST(flags_are_well_formed)
{
  for (size_t n = 0; coff_target_at(n) != NULL; n++) {
    const struct coff_target *t = coff_target_at(n);
    check_flags(t, t->file_flags);
    check_flags(t, t->section_flags);
    check_flags(t, t->dll_flags);
    check_flags(t, t->subsystems);
    ck_assert_msg(t->records->scnhdr == NULL || t->section_flags != NULL, "%s", t->name);
    ck_assert_msg((t->scn_flags_typical & ~t->scn_flags_known) == 0, "%s", t->name);
    ck_assert_msg((t->align.mask & ~t->scn_flags_known) == 0, "%s", t->name);
  }
}
END_TEST

START_TEST(section_flags_name_all_known_bits)
{
  // Where every bit is known by name, none is left out of the table.
  const struct coff_target *t = coff_target_find("pe-x86-64");
  uint32_t named = 0;
  for (size_t i = 0; i < t->section_flags->n; i++)
    named |= t->section_flags->flags[i].mask;
  ck_assert_uint_eq(named, t->scn_flags_known);
}
END_TEST

START_TEST(classes_are_sorted)
{
  for (size_t n = 0; coff_target_at(n) != NULL; n++) {
    const struct coff_target *t = coff_target_at(n);
    ck_assert_msg((t->records->syment == NULL) == (t->classes == NULL), "%s", t->name);
    for (size_t i = 0; t->classes != NULL && i < t->classes->n; i++) {
      const struct coff_class *c = &t->classes->classes[i];
      ck_assert_msg(c->name != NULL && c->kind <= COFF_CLASS_DEBUG_LINE, "%s: %u", t->name,
                    c->sclass);
      ck_assert_msg(i == 0 || c[-1].sclass < c->sclass, "%s: %s", t->name, c->name);
    }
  }
}
END_TEST

START_TEST(types_are_well_formed)
{
  for (size_t n = 0; coff_target_at(n) != NULL; n++) {
    const struct coff_target *t = coff_target_at(n);
    ck_assert_msg((t->records->syment == NULL) == (t->types == NULL), "%s", t->name);
    if (t->types == NULL)
      continue;
    ck_assert_uint_eq(t->types->btmask & t->types->tmask, 0);
    ck_assert_uint_eq(t->types->tmask >> t->types->btshift, (1u << t->types->tshift) - 1);
    ck_assert_msg(t->types->nmore_derived == 0 || t->types->more_derived != NULL, "%s", t->name);
    ck_assert_msg(t->types->nbasic <= t->types->btmask + 1, "%s", t->name);
    for (unsigned i = 1; i < t->types->nbasic; i++)
      ck_assert_msg(t->types->basic[i] != NULL, "%s: basic type %u", t->name, i);
  }
}
END_TEST

// ---- Relocations ------------------------------------------------------------------------------

static uint64_t ones(unsigned bits)
{
  return bits >= 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
}

// Slots of a bundle have no mask: it would have more bits than numbers have.
static bool is_bundle(const struct coff_howto *h)
{
  return h->size == 16 && h->put >= COFF_PUT_IA64_IMM14 && h->put <= COFF_PUT_IA64_BRANCH60;
}

static void check_howto(const struct coff_target *t, const struct coff_howto *h)
{
  ck_assert_msg(h->name != NULL && h->name[0] != 0, "%s: type 0x%x", t->name, h->type);
  ck_assert_msg(h->size <= 8 || is_bundle(h), "%s: %s", t->name, h->name);
  ck_assert_msg((h->mask & ~ones(h->size * 8u)) == 0, "%s: %s: mask", t->name, h->name);
  ck_assert_msg(h->calc <= COFF_CALC_SPECIAL && h->overflow <= COFF_OVF_BITFIELD &&
                    h->addend <= COFF_ADDEND_NEXT_LOW && h->code < COFF_RELOC_CODES,
                "%s: %s", t->name, h->name);
  ck_assert_msg(h->size == 0 || (h->bits > 0 && (h->mask != 0 || is_bundle(h))), "%s: %s", t->name,
                h->name);
  bool in_offset = h->addend == COFF_ADDEND_RELOC || h->addend == COFF_ADDEND_SPLIT;
  ck_assert_msg(!in_offset || t->records->reloc->offset.width != 0, "%s: %s: no r_offset", t->name,
                h->name);
  bool in_next = h->addend == COFF_ADDEND_NEXT || h->addend == COFF_ADDEND_NEXT_LOW;
  const struct coff_symbolic *y = t->records->symbolic;
  bool has_pairs = t->pair_type != 0 || (y != NULL && y->high_type == h->type);
  ck_assert_msg(!in_next || has_pairs, "%s: %s: no pairs", t->name, h->name);
  ck_assert_msg(h->rsize == 0 || t->records->reloc->rsize.width != 0, "%s: %s: no r_size", t->name,
                h->name);
  if (h->put != COFF_PUT_FIELD && h->put != COFF_PUT_FIELD_BIG)
    return;
  ck_assert_msg(h->bits + h->bitpos <= h->size * 8, "%s: %s: bits", t->name, h->name);
  ck_assert_msg((h->mask & ~(ones(h->bits) << h->bitpos)) == 0, "%s: %s: mask", t->name, h->name);
}

// The largest type that the record can hold.
static uint64_t most_types(const struct coff_reloc_layout *l)
{
  unsigned bits = l->type.width * 8u;
  for (size_t i = 0; i < l->parts.n; i++) {
    const struct coff_bit_field *f = &l->parts.fields[i];
    if (f->id == COFF_RELOC_PART_TYPE || f->id == COFF_RELOC_PART_TYPE_HIGH)
      bits += f->bits;
  }
  return ones(bits);
}

START_TEST(howtos_are_sorted_and_fit)
{
  for (size_t n = 0; coff_target_at(n) != NULL; n++) {
    const struct coff_target *t = coff_target_at(n);
    bool has_symbols = t->records->filehdr->symptr.width != 0;
    // Of some machines, nobody has published the relocations; of others, none are defined.
    bool wanted = t->records->reloc != NULL && has_symbols;
    ck_assert_msg(wanted == (t->nhowtos != 0) || (wanted && t->family == COFF_FAMILY_PE), "%s",
                  t->name);
    for (unsigned i = 0; i < t->nhowtos; i++) {
      const struct coff_howto *h = &t->howtos[i];
      check_howto(t, h);
      ck_assert_msg(i == 0 || h[-1].type < h->type ||
                        (h[-1].type == h->type && h[-1].rsize < h->rsize),
                    "%s: %s is out of order", t->name, h->name);
      ck_assert_msg(h->type <= most_types(t->records->reloc), "%s", h->name);
    }
  }
}
END_TEST

// Fields that a generic code asks for count in one unit, that of the flavour's addresses, so that a caller
// need not know the flavour; instructions that count something else are asked for by name.
static bool counts_in(const struct coff_howto *h, unsigned shift)
{
  bool plain = h->code >= COFF_RELOC_8 && h->code <= COFF_RELOC_32_SECREL;
  return !plain || h->rightshift == shift;
}

START_TEST(howtos_are_as_their_codes_and_policies_say)
{
  for (size_t n = 0; coff_target_at(n) != NULL; n++) {
    const struct coff_target *t = coff_target_at(n);
    const struct coff_howto *word = coff_howto_for_code(t, COFF_RELOC_32);
    for (unsigned i = 0; i < t->nhowtos; i++) {
      const struct coff_howto *h = &t->howtos[i];
      ck_assert_msg(counts_in(h, word == NULL ? 0 : word->rightshift),
                    "%s: %s shifts: no generic code", t->name, h->name);
      ck_assert_msg(!t->symbol_in_field || h->addend != COFF_ADDEND_RELOC,
                    "%s: %s: all is in place, and the addend in the relocation", t->name, h->name);
    }
  }
}
END_TEST

START_TEST(howtos_have_one_meaning_a_code_and_a_name)
{
  for (size_t n = 0; coff_target_at(n) != NULL; n++) {
    const struct coff_target *t = coff_target_at(n);
    for (unsigned i = 0; i < t->nhowtos; i++)
      for (unsigned k = 0; k < i; k++) {
        const struct coff_howto *a = &t->howtos[i], *b = &t->howtos[k];
        ck_assert_msg(a->code == COFF_RELOC_NONE || a->code != b->code, "%s: %s, %s", t->name,
                      a->name, b->name);
        ck_assert_msg((a->type == b->type) == (strcmp(a->name, b->name) == 0), "%s: %s, %s",
                      t->name, a->name, b->name);
      }
  }
}
END_TEST

// ---- Layouts ----------------------------------------------------------------------------------

// Marks the field's bytes in USED; false if it leaves the record or one of them is taken.
static bool claim(bool *used, unsigned size, struct coff_field f)
{
  if (f.at + f.width > size)
    return false;
  for (unsigned i = f.at; i < f.at + f.width; i++) {
    if (used[i])
      return false;
    used[i] = true;
  }
  return true;
}

static void check_fields(const struct coff_target *t, const char *record, unsigned size,
                         const struct coff_field *f, size_t n)
{
  bool used[256] = {false};
  for (size_t i = 0; i < n; i++)
    ck_assert_msg(claim(used, size, f[i]), "%s: field %u of the %s at %u", t->name, (unsigned)i,
                  record, f[i].at);
}

// The fields of a layout are an array in all but name: they follow each other without a gap.
#define FIELDS(layout, first, last)                                                                \
  &(layout)->first, (size_t)(&(layout)->last - &(layout)->first) + 1

static void check_records(const struct coff_target *t, const struct coff_records *r)
{
  check_fields(t, "file header", r->filehdr->size, FIELDS(r->filehdr, magic, import_type));
  if (r->scnhdr == NULL)
    return;
  check_fields(t, "section header", r->scnhdr->size, FIELDS(r->scnhdr, name, mem_width));
  check_fields(t, "relocation", r->reloc->size, FIELDS(r->reloc, vaddr, stuff));
  // An inline name and its reference to the string table share bytes; so do the address and the
  // symbol of a line number.
  struct coff_syment_layout s = *r->syment;
  if (s.name.width != 0) {
    ck_assert_msg(s.zeroes.at == s.name.at && s.zeroes.width + s.strx.width == s.name.width &&
                      s.strx.at == s.name.at + s.zeroes.width,
                  "%s: name", t->name);
    s.zeroes = s.strx = (struct coff_field){0, 0};
  }
  check_fields(t, "symbol", s.size, FIELDS(&s, name, file));
  ck_assert_msg(t->max_sections <= s.scnum_max, "%s: most sections", t->name);
  if (r->lineno == NULL)
    return;
  struct coff_lineno_layout l = *r->lineno;
  ck_assert_msg(l.symndx.at == l.addr.at && l.symndx.width <= l.addr.width, "%s: line", t->name);
  l.symndx.width = 0;
  check_fields(t, "line number", l.size, FIELDS(&l, addr, fcnndx));
}

// ---- Fields of bits ---------------------------------------------------------------------------

enum { RECORD = 160 };

// Marks the field's bits in USED; false if it leaves the record or one of them is taken.
static bool claim_bits(bool *used, unsigned size, struct coff_bit_field f)
{
  unsigned bits = f.bits == 0 ? f.width * 8u : f.bits;
  if (f.at + f.width > size || f.shift + bits > f.width * 8u)
    return false;
  for (unsigned i = f.at * 8u + f.shift; i < f.at * 8u + f.shift + bits; i++) {
    if (used[i])
      return false;
    used[i] = true;
  }
  return true;
}

static void check_parts(const struct coff_target *t, const struct coff_bit_fields *parts,
                        unsigned size)
{
  bool used[RECORD * 8] = {false};
  for (size_t i = 0; i < parts->n; i++)
    ck_assert_msg(claim_bits(used, size, parts->fields[i]), "%s: bit field %u", t->name,
                  (unsigned)i);
}

static void check_symbolic(const struct coff_target *t, const struct coff_symbolic *y)
{
  for (unsigned kind = 0; kind < COFF_SYMBOLIC_RECORDS; kind++) {
    const struct coff_symbolic_layout *l = &y->records[kind];
    bool used[RECORD * 8] = {false}, seen[COFF_SYMBOLIC_FIELDS] = {false};
    ck_assert_msg(l->size != 0 && l->nitems != 0, "%s: record %u", t->name, kind);
    for (unsigned i = 0; i < l->nitems; i++) {
      const struct coff_symbolic_item *item = &l->items[i];
      ck_assert_msg(claim_bits(used, l->size, item->place) && !seen[item->place.id], "%s: %s",
                    t->name, item->name);
      seen[item->place.id] = true;
    }
  }
  for (unsigned i = 0; i < y->ntypes; i++)
    ck_assert_msg(y->types[i].kind <= COFF_CLASS_DEBUG, "%s: type %u", t->name, i);
  for (unsigned i = 0; i < y->nstorage; i++)
    ck_assert_msg((y->storage[i].place == COFF_STORAGE_SECTION) == (y->storage[i].section != NULL),
                  "%s: storage class %u", t->name, i);
}

START_TEST(fields_of_bits_fit_and_do_not_overlap)
{
  unsigned seen = 0;
  for (size_t n = 0; coff_target_at(n) != NULL; n++) {
    const struct coff_target *t = coff_target_at(n);
    if (t->records->syment != NULL)
      check_parts(t, &t->records->syment->parts, t->records->syment->size);
    if (t->records->reloc != NULL)
      check_parts(t, &t->records->reloc->parts, t->records->reloc->size);
    if (t->records->symbolic == NULL)
      continue;
    seen++;
    check_parts(t, &t->records->symbolic->local->parts, t->records->symbolic->local->size);
    check_symbolic(t, t->records->symbolic);
  }
  ck_assert_uint_ne(seen, 0);
}
END_TEST

START_TEST(fields_fit_and_do_not_overlap)
{
  for (size_t n = 0; coff_target_at(n) != NULL; n++)
    check_records(coff_target_at(n), coff_target_at(n)->records);
}
END_TEST

START_TEST(optional_headers_fit)
{
  for (size_t n = 0; coff_target_at(n) != NULL; n++) {
    const struct coff_target *t = coff_target_at(n);
    for (const struct coff_aouthdr_layout *const *a = t->records->aouthdrs; *a != NULL; a++) {
      bool used[256] = {false};
      bool seen[COFF_AOUT_IDS] = {false};
      for (unsigned i = 0; i < (*a)->nitems; i++) {
        const struct coff_aout_item *item = &(*a)->items[i];
        ck_assert_msg(claim(used, (*a)->size, (struct coff_field){item->at, item->width}) &&
                          !seen[item->id],
                      "%s: %s", t->name, item->name);
        ck_assert_msg(item->style <= COFF_STYLE_CHARS && item->name[0] != 0, "%s", t->name);
        seen[item->id] = true;
      }
      // A part of the file header needs no magic of its own.
      bool is_part = t->records->filehdr->aouthdr.width != 0;
      ck_assert_msg(seen[COFF_AOUT_MAGIC] != is_part && (*a)->min_size <= (*a)->size, "%s",
                    t->name);
      ck_assert_msg((*a)->dirs_at == 0 || !used[(*a)->dirs_at], "%s: directories", t->name);
    }
  }
}
END_TEST

static void check_aux(const struct coff_target *t, const struct coff_aux_layout *l)
{
  bool used[256] = {false};
  unsigned size = t->records->auxesz;
  ck_assert_msg(l->form < COFF_AUX_FORMS, "%s: form %u", t->name, l->form);
  ck_assert_msg(l->items != NULL, "%s: form %u has no list", t->name, l->form);
  ck_assert_msg(claim(used, size, l->name), "%s: name of form %u", t->name, l->form);
  for (unsigned i = 0; i < l->nitems; i++) {
    const struct coff_aux_item *item = &l->items[i];
    struct coff_field f = {item->at, item->width};
    // The string offset lies within the inline name.
    bool shared = item->id == COFF_AUX_STRX && f.at >= l->name.at + 4 &&
                  f.at + f.width <= l->name.at + l->name.width;
    ck_assert_msg(shared || claim(used, size, f), "%s: %s", t->name, item->name);
    ck_assert_msg(item->id < COFF_AUX_IDS && item->shift + item->width * 8 <= 64, "%s: %s", t->name,
                  item->name);
  }
}

START_TEST(auxiliary_entries_fit)
{
  for (size_t n = 0; coff_target_at(n) != NULL; n++) {
    const struct coff_target *t = coff_target_at(n);
    const struct coff_aux_rule *r = t->records->aux_rules;
    ck_assert_msg((r == NULL) == (t->records->auxesz == 0), "%s", t->name);
    for (; r != NULL && r->layout != NULL; r++)
      check_aux(t, r->layout);
  }
}
END_TEST

int main(void)
{
  Suite *s = suite_create("targets");
  TCase *c = tcase_create("tables");
  tcase_add_test(c, names_find_their_target);
  tcase_add_test(c, headers_find_their_machine);
  tcase_add_test(c, flags_are_well_formed);
  tcase_add_test(c, section_flags_name_all_known_bits);
  tcase_add_test(c, classes_are_sorted);
  tcase_add_test(c, types_are_well_formed);
  tcase_add_test(c, howtos_are_sorted_and_fit);
  tcase_add_test(c, howtos_are_as_their_codes_and_policies_say);
  tcase_add_test(c, howtos_have_one_meaning_a_code_and_a_name);
  tcase_add_test(c, fields_fit_and_do_not_overlap);
  tcase_add_test(c, fields_of_bits_fit_and_do_not_overlap);
  tcase_add_test(c, optional_headers_fit);
  tcase_add_test(c, auxiliary_entries_fit);
  suite_add_tcase(s, c);
  return run_suite(s);
}
