// Damage: every fixture cut at each record boundary, and with each header field at its extremes.
//
// Skip it unless you change what is checked of a file.
//
// What must hold: no crash (the sanitizer build watches), bounded time, and a diagnostic whenever
// bytes that a header claims are gone.
#include "coff/ecoff.h"
#include "coff/object.h"
#include "coff/swap.h"
#include "testsuite/unit/failing.h"
#include "testsuite/unit/fixtures.h"
#include "testsuite/unit/main.h"
#include "testsuite/unit/walk.h"
#include <stdlib.h>
#include <string.h>

static struct coff_context quiet(struct walk *w)
{
  return (struct coff_context){.sink = walk_sink, .sink_user = w};
}

// Walks an exact copy, so that a sanitizer sees the first byte read past the end.
static struct walk walk_copy(const uint8_t *data, size_t size, bool *opened)
{
  struct walk w = {0};
  struct coff_context ctx = quiet(&w);
  uint8_t *copy = malloc(size == 0 ? 1 : size);
  ck_assert_ptr_nonnull(copy);
  memcpy(copy, data, size);
  bool ok = walk_bytes(&ctx, NULL, copy, size, &w);
  if (opened != NULL)
    *opened = ok;
  free(copy);
  return w;
}

START_TEST(fixtures_are_whole)
{
  size_t n;
  struct fixture *all = load_fixtures(&n);
  for (size_t i = 0; i < n; i++) {
    bool opened;
    struct walk w = walk_copy(all[i].data, all[i].size, &opened);
    ck_assert_msg(opened, "%s is not recognised", all[i].name);
    ck_assert_msg(w.errors == 0, "%s: %u errors", all[i].name, w.errors);
  }
  free_fixtures(all, n);
}
END_TEST

// Offsets at which records begin, in file order: the sum of what the headers claim.
struct cuts {
  uint64_t at[65536];
  size_t count;
};

static void cut_table(struct cuts *c, struct coff_view v, uint64_t record)
{
  for (uint64_t at = 0; record != 0 && at <= v.size; at += record)
    if (c->count < COFF_COUNT(c->at))
      c->at[c->count++] = v.origin + at;
}

static void collect_cuts(const struct coff_file *f, struct cuts *c)
{
  const struct coff_records *r = coff_file_target(f)->records;
  struct coff_section s;
  struct coff_reloc_table relocs;
  struct coff_lineno_table lines;
  struct coff_view contents;
  c->count = 0;
  cut_table(c, (struct coff_view){NULL, r->filehdr->size, coff_file_header_offset(f)}, 1);
  cut_table(c, coff_file_aouthdr_bytes(f), 4);
  for (uint32_t i = 1; coff_section_get(f, i, &s); i++) {
    cut_table(c, (struct coff_view){NULL, r->scnhdr->size, s.header_offset}, r->scnhdr->size);
    coff_section_contents(f, &s, &contents);
    cut_table(c, contents, contents.size == 0 ? 1 : contents.size);
    coff_section_relocs(f, &s, &relocs);
    cut_table(c, relocs.bytes, r->reloc->size);
    coff_section_linenos(f, &s, &lines);
    cut_table(c, lines.bytes, r->lineno == NULL ? 1 : r->lineno->size);
  }
  if (r->syment != NULL)
    cut_table(c, coff_syment_table(f), r->syment->size);
  cut_table(c, coff_file_strings(f), 4);
  for (unsigned i = 0; i < COFF_SYMBOLIC_TABLES; i++)
    cut_table(c, coff_ecoff_table(f, (enum coff_symbolic_table_id)i, NULL), 1);
}

// Bytes up to the last one that a header claims.
static uint64_t claimed_end(const struct cuts *c)
{
  uint64_t end = 0;
  for (size_t i = 0; i < c->count; i++)
    end = c->at[i] > end ? c->at[i] : end;
  return end;
}

static struct coff_file *open_fixture(const struct coff_context *ctx, const struct fixture *x)
{
  struct coff_file *f = coff_file_from_memory(ctx, x->name, x->data, x->size, NULL);
  ck_assert_msg(f != NULL, "%s is not recognised", x->name);
  return f;
}

START_TEST(truncation_is_reported)
{
  size_t n;
  struct fixture *all = load_fixtures(&n);
  struct cuts *cuts = malloc(sizeof *cuts);
  struct walk none = {0};
  struct coff_context ctx = quiet(&none);
  ck_assert_ptr_nonnull(cuts);
  for (size_t i = 0; i < n; i++) {
    struct coff_file *f = open_fixture(&ctx, &all[i]);
    collect_cuts(f, cuts);
    bool empty_strings = coff_file_strings(f).size == 4;
    coff_file_close(f);
    uint64_t end = claimed_end(cuts);
    if (empty_strings) // a string table without strings may be left out, and then nothing is lost
      end -= 4;
    // Of large fixtures, a sample of their boundaries.
    size_t step = (1 + cuts->count / 120) * test_stride();
    for (size_t k = 0; k < cuts->count; k += step) {
      if (cuts->at[k] > all[i].size)
        continue;
      struct walk w = walk_copy(all[i].data, (size_t)cuts->at[k], NULL);
      ck_assert_msg(cuts->at[k] >= end || w.errors != 0, "%s cut at %llu: no diagnostic",
                    all[i].name, (unsigned long long)cuts->at[k]);
    }
  }
  free(cuts);
  free_fixtures(all, n);
}
END_TEST

// Writes each extreme value into the WIDTH bytes at AT and walks the result.
static void mutate(const struct fixture *x, uint8_t *copy, uint64_t at, unsigned width,
                   enum coff_order order)
{
  uint64_t max = width == 8 ? UINT64_MAX : ((uint64_t)1 << width * 8) - 1;
  const uint64_t values[] = {0, 1, max / 2, max / 2 + 1, max - 1, max};
  if (width == 0 || at + width > x->size)
    return;
  unsigned stride = test_stride();
  for (size_t i = at % stride; i < COFF_COUNT(values); i += stride) {
    memcpy(copy, x->data, x->size);
    coff_store(copy + at, width, order, values[i]);
    walk_copy(copy, x->size, NULL);
  }
}

// The layouts of headers are a size and then fields.
static void mutate_record(const struct fixture *x, uint8_t *copy, uint64_t at,
                          const struct coff_field *first, const struct coff_field *end,
                          enum coff_order order)
{
  for (const struct coff_field *f = first; f < end; f++)
    if (f->width <= 8)
      mutate(x, copy, at + f->at, f->width, order);
}

#define FIELDS(layout, last)                                                                       \
  (const struct coff_field *)((const uint8_t *)(layout) + 1), &(layout)->last + 1

// ECOFF: the fields of the symbolic header, and of the first file and procedure.
static void mutate_symbolic(const struct coff_file *f, const struct fixture *x, uint8_t *copy)
{
  static const enum coff_symbolic_record kinds[] = {COFF_SYMBOLIC_HDRR, COFF_SYMBOLIC_FDR,
                                                    COFF_SYMBOLIC_PDR};
  const struct coff_symbolic *y = coff_file_target(f)->records->symbolic;
  if (coff_ecoff_header(f) == NULL)
    return;
  const uint64_t at[] = {coff_file_header(f)->symptr,
                         coff_ecoff_table(f, COFF_SYMBOLIC_FILES, NULL).origin,
                         coff_ecoff_table(f, COFF_SYMBOLIC_PROCEDURES, NULL).origin};
  for (unsigned k = 0; k < COFF_COUNT(kinds); k++)
    for (unsigned i = 0; i < y->records[kinds[k]].nitems; i++) {
      struct coff_bit_field place = y->records[kinds[k]].items[i].place;
      mutate(x, copy, at[k] + place.at, place.width, coff_file_target(f)->order);
    }
}

static void mutate_headers(const struct fixture *x, const struct coff_file *f, uint8_t *copy)
{
  const struct coff_target *t = coff_file_target(f);
  const struct coff_records *r = t->records;
  struct coff_section s;
  struct coff_reloc_table relocs;
  mutate_record(x, copy, coff_file_header_offset(f), FIELDS(r->filehdr, aouthdr), t->order);
  struct coff_view opt = coff_file_aouthdr_bytes(f);
  const struct coff_aouthdr_layout *l = coff_file_aouthdr_layout(f);
  for (unsigned i = 0; l != NULL && i < l->nitems; i++)
    if ((uint64_t)l->items[i].at + l->items[i].width <= opt.size)
      mutate(x, copy, opt.origin + l->items[i].at, l->items[i].width, t->order);
  for (uint32_t i = 1; i <= 2 && coff_section_get(f, i, &s); i++) {
    mutate_record(x, copy, s.header_offset, FIELDS(r->scnhdr, mem_width), t->order);
    coff_section_relocs(f, &s, &relocs);
    if (relocs.count != 0)
      mutate_record(x, copy, relocs.bytes.origin, FIELDS(r->reloc, stuff), t->order);
    for (size_t k = 0; relocs.count != 0 && k < r->reloc->parts.n; k++)
      mutate(x, copy, relocs.bytes.origin + r->reloc->parts.fields[k].at,
             r->reloc->parts.fields[k].width, t->order);
  }
  struct coff_view symbols = r->syment == NULL ? (struct coff_view){0} : coff_syment_table(f);
  for (uint64_t i = 0; i < 3 && (i + 1) * r->syment->size <= symbols.size; i++)
    for (unsigned k = 0; k < r->syment->size; k++)
      mutate(x, copy, symbols.origin + i * r->syment->size + k, 1, t->order);
  mutate(x, copy, coff_file_strings(f).origin, 4, t->order);
  mutate_symbolic(f, x, copy);
}

START_TEST(extreme_headers_do_no_harm)
{
  size_t n;
  struct fixture *all = load_fixtures(&n);
  struct walk none = {0};
  struct coff_context ctx = quiet(&none);
  for (size_t i = 0; i < n; i++) {
    if (all[i].size > 1 << 15)
      continue;
    uint8_t *copy = malloc(all[i].size);
    struct coff_file *f = open_fixture(&ctx, &all[i]);
    ck_assert_ptr_nonnull(copy);
    mutate_headers(&all[i], f, copy);
    coff_file_close(f);
    free(copy);
  }
  free_fixtures(all, n);
}
END_TEST

// ---- Allocation failure -----------------------------------------------------------------------

START_TEST(allocation_failure_is_an_error)
{
  size_t n;
  struct fixture *all = load_fixtures(&n);
  for (size_t i = 0; i < n; i++) {
    bool failed = true;
    for (long nth = 0; failed; nth += test_stride()) {
      struct failing a = {nth, 0};
      struct walk w = {0};
      struct coff_context ctx = {walk_sink, &w, failing_alloc, &a};
      walk_bytes(&ctx, NULL, all[i].data, all[i].size, &w);
      failed = a.left < 0;
      ck_assert_msg(!failed || w.errors != 0, "%s: allocation %ld fails without an error",
                    all[i].name, nth);
      ck_assert_msg(a.live == 0, "%s: allocation %ld fails and %ld blocks leak", all[i].name, nth,
                    a.live);
      ck_assert_int_lt(nth, 1000);
    }
  }
  free_fixtures(all, n);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("damage");
  TCase *tc = tcase_create("damage");
  tcase_set_timeout(tc, 900);
  tcase_add_test(tc, fixtures_are_whole);
  tcase_add_test(tc, truncation_is_reported);
  tcase_add_test(tc, extreme_headers_do_no_harm);
  tcase_add_test(tc, allocation_failure_is_an_error);
  suite_add_tcase(suite, tc);
  return run_suite(suite);
}
