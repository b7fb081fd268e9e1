// Every registered flavour: its sample is written, recognised, read back as it was built; it can be
// written again; memory that fails is an error and no leak. And every fixture written again says the same.
//
// Skip this unless a flavour's table or the writer changes. Records one by one are in test-records.c,
// relocations at their limits in test-reloc.c; what coffdump says of the samples in
// testsuite/tools/test_mkcoff.py.
#include "coff/reloc.h"
#include "testsuite/tools/mkcoff.h"
#include "testsuite/unit/failing.h"
#include "testsuite/unit/fixtures.h"
#include "testsuite/unit/main.h"
#include "testsuite/unit/rewrite.h"
#include "testsuite/unit/walk.h"
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 24 };

static char first_text[512];

static void keep_first(void *user, const struct coff_diag *d)
{
  unsigned *n = user;
  if (d->severity == COFF_NOTE || strstr(d->text, "cuts the file name") != NULL)
    return;
  if ((*n)++ == 0)
    strncpy(first_text, d->text, sizeof first_text - 1);
}

static char *sample_text(const struct coff_target *t, enum coff_kind kind, size_t *size)
{
  FILE *f = tmpfile();
  ck_assert_ptr_nonnull(f);
  mkcoff_sample(t, kind, f);
  *size = (size_t)ftell(f);
  char *text = malloc(*size + 1);
  ck_assert_ptr_nonnull(text);
  rewind(f);
  ck_assert_uint_eq(fread(text, 1, *size, f), *size);
  fclose(f);
  return text;
}

static void each_sample(void (*check)(const struct coff_target *, enum coff_kind))
{
  for (size_t n = 0; coff_target_at(n) != NULL; n++)
    for (unsigned k = 1; k <= COFF_KIND_OPAQUE; k *= 2)
      if ((coff_target_at(n)->kinds & k) != 0)
        check(coff_target_at(n), (enum coff_kind)k);
}

// ---- Written, recognised, written again -------------------------------------------------------

// A target whose files nothing in the bytes tells from another's is listed beside it.
static bool is_listed(const struct coff_target *t, struct coff_view bytes)
{
  struct coff_match m[16];
  size_t n = coff_recognise(bytes, m, COFF_COUNT(m));
  for (size_t i = 0; i < n && i < COFF_COUNT(m); i++)
    if (m[i].target == t && (i == 0 || m[i].evidence + 1 >= m[0].evidence))
      return true;
  return false;
}

static void compare_records(const struct coff_build *b, const struct coff_file *f)
{
  const char *name = b->target->name;
  ck_assert_msg(coff_section_count(f) == b->nscns, "%s: sections", name);
  for (uint32_t i = 0; i < b->nsections; i++) {
    struct coff_section s;
    coff_section_get(f, i + 1, &s);
    ck_assert_msg(s.nreloc == b->sections[i].nrelocs && s.nlnno == b->sections[i].nlines,
                  "%s: counts of section %u", name, (unsigned)i + 1);
    ck_assert_msg(memcmp(&s.header, &b->sections[i].placed, sizeof s.header) == 0,
                  "%s: header of section %u", name, (unsigned)i + 1);
  }
  for (uint32_t i = 0; i < b->nsymbols; i++) {
    struct coff_syment s;
    struct coff_str text;
    ck_assert_uint_eq(coff_syment_read(f, b->indices[i], 1, &s), 1);
    ck_assert(coff_syment_name(f, &s, &text));
    ck_assert_msg(text.size == b->symbols[i].name.size &&
                      memcmp(text.data, b->symbols[i].name.data, text.size) == 0,
                  "%s: name of symbol %u", name, (unsigned)i);
    ck_assert_msg(s.value == b->symbols[i].native.value && s.numaux == b->symbols[i].naux &&
                      s.scnum == b->symbols[i].native.scnum,
                  "%s: symbol %u", name, (unsigned)i);
  }
}

static void read_back(const struct coff_target *t, enum coff_kind kind)
{
  unsigned reports = 0;
  char difference[256];
  struct coff_context ctx = {.sink = keep_first, .sink_user = &reports};
  struct coff_open as = {.target = t->name};
  size_t size;
  char *text = sample_text(t, kind, &size);
  struct coff_build *b = mkcoff_build(&ctx, t->name, text, size);
  struct rewritten made = write_build(b, MOST);
  ck_assert_msg(made.bytes != NULL, "%s: %s", t->name, first_text);
  ck_assert_msg(is_listed(t, (struct coff_view){made.bytes, made.size, 0}),
                "%s: a file of kind %s is not recognised", t->name, mkcoff_kind_name(kind));
  struct coff_file *f = coff_file_from_memory(&ctx, t->name, made.bytes, made.size, &as);
  ck_assert_msg(f != NULL, "%s: %s", t->name, first_text);
  if (t->records->scnhdr != NULL)
    compare_records(b, f);
  struct rewritten again = rewrite_file(f, MOST);
  ck_assert_msg(again.bytes != NULL, "%s: not written again: %s", t->name, first_text);
  struct coff_file *g = coff_file_from_memory(&ctx, t->name, again.bytes, again.size, &as);
  ck_assert_msg(g != NULL, "%s: not read again: %s", t->name, first_text);
  const char *found = find_difference(f, g, difference, sizeof difference);
  ck_assert_msg(found == NULL, "%s: written again: %s", t->name, found);
  ck_assert_msg(reports == 0, "%s: %s", t->name, first_text);
  // The builder's own layout: what is written again is the same file.
  ck_assert_msg(again.size == made.size && memcmp(again.bytes, made.bytes, made.size) == 0,
                "%s: the second file differs from the first", t->name);
  coff_file_close(g);
  coff_file_close(f);
  free(again.bytes);
  free(made.bytes);
  coff_build_free(b);
  free(text);
}

START_TEST(samples_are_read_back)
{
  each_sample(read_back);
}
END_TEST

START_TEST(fixtures_can_be_written_again)
{
  size_t n;
  struct fixture *all = load_fixtures(&n);
  for (size_t i = 0; i < n; i++) {
    unsigned reports = 0;
    char difference[256];
    struct coff_context ctx = {.sink = keep_first, .sink_user = &reports};
    struct coff_file *f = coff_file_from_memory(&ctx, all[i].name, all[i].data, all[i].size, NULL);
    if (f == NULL)
      continue;
    struct rewritten again = rewrite_file(f, MOST);
    ck_assert_msg(again.bytes != NULL, "%s: %s", all[i].name, first_text);
    struct coff_open as = {.target = coff_file_target(f)->name};
    struct coff_file *g = coff_file_from_memory(&ctx, all[i].name, again.bytes, again.size, &as);
    ck_assert_msg(g != NULL, "%s: not read again: %s", all[i].name, first_text);
    const char *found = find_difference(f, g, difference, sizeof difference);
    ck_assert_msg(found == NULL, "%s: %s", all[i].name, found);
    ck_assert_msg(reports == 0, "%s: %s", all[i].name, first_text);
    // The tables of symbolic information lie as GNU as and ld lay them.
    bool same = again.size == all[i].size && memcmp(again.bytes, all[i].data, all[i].size) == 0;
    ck_assert_msg(same || coff_file_target(f)->records->symbolic == NULL,
                  "%s: the second file differs from the first", all[i].name);
    coff_file_close(g);
    coff_file_close(f);
    free(again.bytes);
  }
  free_fixtures(all, n);
}
END_TEST

// ---- Memory -----------------------------------------------------------------------------------

static bool write_with(const struct coff_context *ctx, const struct coff_target *t,
                       const char *text, size_t size)
{
  struct coff_build *b = mkcoff_build(ctx, t->name, text, size);
  struct rewritten made = write_build(b, MOST);
  coff_build_free(b);
  free(made.bytes);
  return made.bytes != NULL;
}

START_TEST(memory_that_fails_is_an_error)
{
  static const char *const names[] = {"pe-x86-64", "aixcoff-rs6000", "coff-i386", "te-image",
                                      "ecoff-bigmips"};
  for (size_t i = 0; i < COFF_COUNT(names); i++) {
    const struct coff_target *t = coff_target_find(names[i]);
    size_t size;
    char *text = sample_text(t, (enum coff_kind)(t->kinds & (0u - t->kinds)), &size);
    bool done = false;
    for (long left = 0; !done; left++) {
      unsigned reports = 0;
      struct failing memory = {.left = left};
      struct coff_context ctx = {
          .sink = keep_first, .sink_user = &reports, .alloc = failing_alloc, .alloc_user = &memory};
      bool ok = write_with(&ctx, t, text, size);
      ck_assert_msg(memory.live == 0, "%s: %ld blocks are left after allocation %ld", names[i],
                    memory.live, left);
      done = memory.left >= 0;
      ck_assert_msg(ok == done, "%s: allocation %ld", names[i], left);
      ck_assert_msg(ok || reports != 0, "%s: nothing is said of allocation %ld", names[i], left);
    }
    free(text);
  }
}
END_TEST

int main(void)
{
  Suite *s = suite_create("conformance");
  TCase *c = tcase_create("flavours");
  tcase_set_timeout(c, 120); // a busy machine
  tcase_add_test(c, samples_are_read_back);
  tcase_add_test(c, fixtures_can_be_written_again);
  tcase_add_test(c, memory_that_fails_is_an_error);
  suite_add_tcase(s, c);
  return run_suite(s);
}
