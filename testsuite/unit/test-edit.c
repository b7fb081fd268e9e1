// Edits of every fixture: what must follow an edit, and that nothing else does.
//
// Skip it unless you change coffgen/edit; edit_fault (recopy.h) reads what was written and holds it against the
// builder.
#include "testsuite/unit/failing.h"
#include "testsuite/unit/fixtures.h"
#include "testsuite/unit/hear.h"
#include "testsuite/unit/main.h"
#include "testsuite/unit/recopy.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 28 };

static struct heard heard;
static const struct coff_context ctx = {.sink = hear, .sink_user = &heard};

static struct coff_str str(const char *s)
{
  return (struct coff_str){s, strlen(s)};
}

static struct coff_file *open_fixture(const struct fixture *x)
{
  heard = (struct heard){0};
  struct coff_file *f = coff_file_from_memory(&ctx, x->name, x->data, x->size, NULL);
  ck_assert_msg(f != NULL, "%s is not recognised", x->name);
  return f;
}

// ---- Copies -----------------------------------------------------------------------------------

START_TEST(copies_are_the_same_bytes)
{
  size_t n;
  char words[200];
  bool refused;
  struct fixture *all = load_fixtures(&n);
  for (size_t i = 0; i < n; i++) {
    struct coff_file *f = open_fixture(&all[i]);
    const char *found = copy_fault(f, (enum copy_way)_i, &refused, words, sizeof words);
    ck_assert_msg(found == NULL, "%s: %s: %s", all[i].name, copy_way_name((enum copy_way)_i),
                  found);
    ck_assert_msg(!refused, "%s: %s", all[i].name, heard.text);
    coff_file_close(f);
  }
  free_fixtures(all, n);
}
END_TEST

// ---- Edits ------------------------------------------------------------------------------------

static const uint8_t bytes[40] = "forty bytes that are no contents";
static const char long_name[] = "a_name_that_no_field_has_room_for";

// Each changes something and returns false if there is nothing to be changed.
static bool drop_section(struct coff_build *b)
{
  if (b->nsections < 2)
    return false;
  b->sections[b->nsections / 2].dropped = true;
  return coff_edit_follow_sections(b);
}

static bool name_section(struct coff_build *b)
{
  if (b->nsections == 0 || b->target->records->symbolic != NULL) // whose symbols go by that name
    return false;
  b->sections[0].name = str(".other");
  return true;
}

static bool name_section_at_length(struct coff_build *b)
{
  if (b->nsections == 0 || b->target->long_names == COFF_LONG_NAMES_NONE)
    return false;
  b->sections[0].name = str(long_name);
  return coff_build_long_names(b, true);
}

static bool name_symbols_shortly(struct coff_build *b)
{
  if (!coff_build_own_symbols(b) || b->nsymbols == 0)
    return false;
  for (uint32_t i = 0; i < b->nsymbols; i++)
    if (b->symbols[i].name.size > 8)
      b->symbols[i].name = str("short");
  return true;
}

static bool name_symbol_at_length(struct coff_build *b)
{
  if (!coff_build_own_symbols(b) || b->nsymbols == 0 || b->target->records->syment->strx.width == 0)
    return false;
  b->symbols[b->nsymbols / 2].name = str(long_name);
  return true;
}

static bool drop_symbol(struct coff_build *b)
{
  bool *needed;
  if (!coff_build_own_symbols(b) || b->nsymbols == 0 || b->target->records->symbolic != NULL)
    return false;
  needed = calloc(b->nsymbols, sizeof *needed);
  bool ok = coff_edit_mark_relocated(b, needed);
  for (uint32_t i = 0; i < b->nsymbols; i++)
    needed[i] = needed[i] || i % 3 != 0;
  ok = ok && coff_edit_mark_referenced(b, needed);
  for (uint32_t i = 0; i < b->nsymbols; i++)
    b->symbols[i].dropped = !needed[i];
  free(needed);
  return ok && b->nsymbols > 1;
}

static bool add_section(struct coff_build *b)
{
  return coff_edit_add_section(b, str(".added"), (struct coff_view){bytes, sizeof bytes, 0},
                               COFF_SEC_DATA | COFF_SEC_READ) != 0;
}

static bool set_contents(struct coff_build *b, uint64_t (*size)(uint64_t))
{
  for (uint32_t id = 1; id <= b->nsections; id++) {
    struct coff_build_section *s = &b->sections[id - 1];
    if (s->npieces == 0 || s->holds_names || s->overflow_of != 0)
      continue;
    uint64_t n = size(s->pieces[0].size);
    uint8_t *p = n == 0 ? NULL : coff_build_bytes(b, (size_t)n);
    if (p == NULL)
      continue;
    memset(p, 0x5a, (size_t)n);
    return coff_edit_contents(b, id, (struct coff_view){p, n, 0});
  }
  return false;
}

static uint64_t same(uint64_t n)
{
  return n;
}

static uint64_t less(uint64_t n)
{
  return n / 8 * 4;
}

static uint64_t more(uint64_t n)
{
  return n + 64;
}

static bool same_contents(struct coff_build *b)
{
  return set_contents(b, same);
}

static bool less_contents(struct coff_build *b)
{
  return set_contents(b, less);
}

static bool more_contents(struct coff_build *b)
{
  return set_contents(b, more);
}

static bool remove_all_symbols(struct coff_build *b)
{
  for (uint32_t id = 1; id <= b->nsections; id++)
    if (!coff_edit_remove_relocs(b, id))
      return false;
  coff_edit_remove_symbols(b);
  return coff_edit_remove_lines(b);
}

static const struct {
  const char *name;
  bool (*edit)(struct coff_build *);
} edits[] = {{"drop a section", drop_section},
             {"name a section", name_section},
             {"name a section at length", name_section_at_length},
             {"short names", name_symbols_shortly},
             {"a long name", name_symbol_at_length},
             {"drop symbols", drop_symbol},
             {"add a section", add_section},
             {"contents of the same size", same_contents},
             {"less contents", less_contents},
             {"more contents", more_contents},
             {"no symbols", remove_all_symbols}};
enum { EDITS = sizeof edits / sizeof *edits };

// What lies behind everything that the headers name.
static struct coff_view overlay(const struct coff_file *f)
{
  struct coff_map map;
  struct coff_view v = {NULL, 0, 0};
  ck_assert(coff_map_build(f, &map));
  for (size_t i = 0; i < map.count; i++)
    if (map.ranges[i].kind == COFF_RANGE_OVERLAY)
      v = (struct coff_view){coff_file_bytes(f).data + map.ranges[i].offset, map.ranges[i].size, 0};
  coff_map_free(f, &map);
  return v;
}

static bool ends_with(struct rewritten made, struct coff_view v)
{
  return v.size == 0 || (v.size <= made.size &&
                         memcmp(made.bytes + made.size - v.size, v.data, (size_t)v.size) == 0);
}

static bool has_certificates(const struct coff_file *f)
{
  uint32_t at, size;
  return coff_file_find_directory(f, COFF_DIR_CERTIFICATE, &at, &size);
}

START_TEST(edits_follow)
{
  size_t n, written = 0;
  char words[200];
  struct fixture *all = load_fixtures(&n);
  for (size_t i = 0; i < n; i++) {
    struct coff_file *f = open_fixture(&all[i]);
    struct coff_build *b = coff_build_edit(f);
    if (coff_file_target(f)->records->scnhdr != NULL && edits[_i].edit(b)) {
      struct rewritten made = write_build(b, MOST);
      const char *found = made.bytes == NULL ? NULL : edit_fault(b, made, words, sizeof words);
      ck_assert_msg(found == NULL, "%s: %s: %s", edits[_i].name, all[i].name, found);
      ck_assert_msg(made.bytes != NULL || heard.errors != 0, "%s: no report", all[i].name);
      ck_assert_msg(made.bytes == NULL || has_certificates(f) || ends_with(made, overlay(f)),
                    "%s: %s: the overlay has gone", edits[_i].name, all[i].name);
      written += made.bytes != NULL;
      free(made.bytes);
    }
    coff_build_free(b);
    coff_file_close(f);
  }
  ck_assert_msg(written > 60, "%s: %zu files", edits[_i].name, written);
  free_fixtures(all, n);
}
END_TEST

START_TEST(edits_without_memory_end_in_an_error)
{
  size_t n;
  struct fixture *all = load_fixtures(&n);
  for (size_t i = 0; i < n; i += 7) {
    if (all[i].size > 6000)
      continue;
    for (long left = 0;; left++) {
      struct failing a = {left, 0};
      heard = (struct heard){0};
      struct coff_context failing = {
          .sink = hear, .sink_user = &heard, .alloc = failing_alloc, .alloc_user = &a};
      struct coff_file *f =
          coff_file_from_memory(&failing, "failing", all[i].data, all[i].size, NULL);
      struct coff_build *b = f == NULL ? NULL : coff_build_edit(f);
      if (b != NULL && b->target->records->scnhdr != NULL && coff_build_own(b))
        edits[_i].edit(b);
      struct rewritten made = write_build(b, MOST);
      bool failed = a.left < 0;
      ck_assert_msg(!failed || made.bytes != NULL || heard.errors != 0, "%s: no report",
                    all[i].name);
      free(made.bytes);
      coff_build_free(b);
      coff_file_close(f);
      ck_assert_msg(a.live == 0, "%s: %ld blocks are lost", all[i].name, a.live);
      if (!failed)
        break;
    }
  }
  free_fixtures(all, n);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("edit");
  TCase *t = tcase_create("edit");
  tcase_set_timeout(t, 120);
  tcase_add_loop_test(t, copies_are_the_same_bytes, 0, COPY_WAYS);
  tcase_add_loop_test(t, edits_follow, 0, EDITS);
  tcase_add_loop_test(t, edits_without_memory_end_in_an_error, 0, EDITS);
  suite_add_tcase(suite, t);
  return run_suite(suite);
}
