// Links in process: without memory, with any number of threads, of the same inputs under other paths.
//
// Skip it unless you link. What the images do is testsuite/tools/test_link_run.py's.
#include "coff/link.h"
#include "testsuite/unit/failing.h"
#include "testsuite/unit/hear.h"
#include "testsuite/unit/main.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST = 1 << 20, LONGEST = 1000, BASE = 0x400000 };

// ---- Links --------------------------------------------------------------------------------------

// Objects and libraries below data/, and what is asked for. Names that nothing defines are 0.
static const struct job {
  const char *name, *inputs[4];
  struct coff_link_options opt;
} jobs[] = {
    {"program", {"clang-x64-mingw/cpp.obj", "clang-x64-mingw/c-dwarf.obj"}, {.build_id = ""}},
    {"DLL",
     {"clang-x64-mingw/cpp-dwarf.obj", "pe-x86-64-gnu/weak.o", "pe-x86-64-gnu/res.o"},
     {.kind = COFF_LINK_LIBRARY, .dll = {.export_all = true}}},
    {"imports",
     {"clang-x64-mingw/c.obj", "archives/dlltool-x64.lib", "archives/ms.lib"},
     {.gc_sections = true}},
    {"folded", {"pe-x86-64-gnu/cxx.o", "pe-x86-64-gnu/seh.o"}, {.icf = COFF_LINK_ICF_ALL}},
    {"object", {"clang-x64-mingw/cpp.obj", "pe-x86-64-gnu/longsec.o"}, {.kind = COFF_LINK_OBJECT}},
    {"ARM64",
     {"clang-arm64-mingw/c.obj", "clang-arm64-mingw/cpp.obj"},
     {.strip = COFF_STRIP_DEBUG}},
    {"i386", {"pe-i386-gnu/c-plain.o", "clang-x86-msvc/c.obj"}, {.dll = {.guard = true}}},
    {"DJGPP", {"coff-go32/sections.o", "coff-go32/dbg.o"}, {.target = "i386go32"}},
};
enum { JOBS = sizeof jobs / sizeof *jobs };

static char folder[] = "coffkit-link-XXXXXX", out[100];

static void set_up(void)
{
  ck_assert_ptr_nonnull(mkdtemp(folder));
  snprintf(out, sizeof out, "%s/out", folder);
}

static void tear_down(void)
{
  unlink(out);
  ck_assert_int_eq(rmdir(folder), 0);
}

static size_t read_file(const char *path, char *buf)
{
  FILE *f = fopen(path, "rb");
  ck_assert_msg(f != NULL, "%s is not there", path);
  size_t n = fread(buf, 1, MOST, f);
  ck_assert(feof(f));
  fclose(f);
  return n;
}

static void write_file(const char *path, const char *bytes, size_t n)
{
  FILE *f = fopen(path, "wb");
  ck_assert_ptr_nonnull(f);
  ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
  ck_assert_int_eq(fclose(f), 0);
}

// The inputs of J below TOP.
static bool run(const struct coff_context *ctx, const struct job *j, const char *top,
                unsigned threads)
{
  char paths[COFF_COUNT(j->inputs)][LONGEST];
  struct coff_link_input inputs[COFF_COUNT(j->inputs)];
  struct coff_link_options opt = j->opt;
  size_t n = 0;
  for (; n < COFF_COUNT(j->inputs) && j->inputs[n] != NULL; n++) {
    snprintf(paths[n], sizeof paths[n], "%s/%s", top, j->inputs[n]);
    inputs[n] = (struct coff_link_input){.name = paths[n]};
  }
  opt.inputs = inputs;
  opt.ninputs = n;
  opt.output = out;
  opt.threads = threads;
  opt.unresolved = COFF_LINK_SILENT;
  opt.allow_multiple_definition = true;
  opt.settings[COFF_AOUT_IMAGE_BASE] = (struct coff_link_number){true, BASE}; // within reach of 0
  return coff_link(ctx, &opt);
}

static size_t run_once(const struct job *j, const char *top, unsigned threads, char *bytes)
{
  struct heard h = {0};
  struct failing f = {.left = -1};
  const struct coff_context ctx = {hear, &h, failing_alloc, &f};
  unlink(out);
  ck_assert_msg(run(&ctx, j, top, threads), "%s: %s", j->name, h.text);
  ck_assert_msg(h.errors == 0, "%s: %s", j->name, h.text);
  ck_assert_msg(f.live == 0, "%s: %ld blocks are lost", j->name, f.live);
  return read_file(out, bytes);
}

START_TEST(threads_change_nothing)
{
  static char wanted[MOST], is[MOST];
  static const unsigned counts[] = {2, 8};
  const struct job *j = &jobs[_i];
  size_t size = run_once(j, test_file("data"), 1, wanted);
  ck_assert_uint_gt(size, 0);
  for (size_t i = 0; i < COFF_COUNT(counts); i++)
    ck_assert_msg(run_once(j, test_file("data"), counts[i], is) == size &&
                      memcmp(is, wanted, size) == 0,
                  "%s: other bytes with %u threads", j->name, counts[i]);
}
END_TEST

// Of the inputs of J, copies in another folder; or they are taken away again.
static void copy_inputs(const struct job *j, const char *top, bool there)
{
  static char bytes[MOST];
  char from[LONGEST], to[LONGEST];
  for (size_t i = 0; i < COFF_COUNT(j->inputs) && j->inputs[i] != NULL; i++) {
    snprintf(from, sizeof from, "%s/%s", test_file("data"), j->inputs[i]);
    snprintf(to, sizeof to, "%s/%s", top, j->inputs[i]);
    char *end = strrchr(to, '/');
    *end = 0;
    if (there)
      mkdir(to, 0700);
    *end = '/';
    if (there)
      write_file(to, bytes, read_file(from, bytes));
    else
      unlink(to);
    *end = 0;
    if (!there)
      rmdir(to);
  }
}

START_TEST(paths_change_nothing)
{
  static char wanted[MOST], is[MOST];
  const struct job *j = &jobs[_i];
  char top[LONGEST];
  size_t size = run_once(j, test_file("data"), 1, wanted);
  snprintf(top, sizeof top, "%s/copies", folder);
  ck_assert_int_eq(mkdir(top, 0700), 0);
  copy_inputs(j, top, true);
  size_t other = run_once(j, top, 1, is);
  copy_inputs(j, top, false);
  ck_assert_int_eq(rmdir(top), 0);
  ck_assert_msg(other == size && memcmp(is, wanted, size) == 0, "%s: other bytes", j->name);
}
END_TEST

// Whichever allocation fails: a report, no output, and nothing is lost. Or it costs nothing but time.
START_TEST(memory_runs_out)
{
  static char wanted[MOST], is[MOST];
  static const char old[] = "what was there before";
  const struct job *j = &jobs[_i];
  size_t size = run_once(j, test_file("data"), 1, wanted);
  bool done = false;
  for (long n = 0; !done; n += test_stride()) {
    struct heard h = {0};
    struct failing f = {.left = n};
    const struct coff_context ctx = {hear, &h, failing_alloc, &f};
    write_file(out, old, sizeof old);
    bool ok = run(&ctx, j, test_file("data"), 1);
    done = f.left >= 0;
    ck_assert_msg(f.live == 0, "%s: allocation %ld: %ld blocks are lost", j->name, n, f.live);
    ck_assert_msg(ok || !done, "%s: %s", j->name, h.text);
    ck_assert_msg(ok == (h.errors == 0), "%s: allocation %ld: %u errors: %s", j->name, n, h.errors,
                  h.text);
    size_t is_size = read_file(out, is);
    if (!ok)
      ck_assert_msg(is_size == sizeof old && memcmp(is, old, sizeof old) == 0,
                    "%s: allocation %ld: the old file is gone", j->name, n);
    else
      ck_assert_msg(is_size == size && memcmp(is, wanted, size) == 0,
                    "%s: allocation %ld: other bytes", j->name, n);
    ck_assert_int_lt(n, 20000);
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("link");
  TCase *t = tcase_create("all");
  suite_add_tcase(suite, t);
  tcase_set_timeout(t, 300);
  tcase_add_checked_fixture(t, set_up, tear_down);
  tcase_add_loop_test(t, threads_change_nothing, 0, JOBS);
  tcase_add_loop_test(t, paths_change_nothing, 0, JOBS);
  tcase_add_loop_test(t, memory_runs_out, 0, JOBS);
  return run_suite(suite);
}
