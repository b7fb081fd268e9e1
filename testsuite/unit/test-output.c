// What writes files, without memory and on full disks: objects that were built, files that were edited or
// converted, archives, import libraries, bytes that are had already.
//
// Skip it unless you write files. Signals, links and devices are testsuite/tools/test_output.py's.
#include "base/output.h"
#include "coff/archive-build.h"
#include "coff/edit.h"
#include "coff/format-sysv.h"
#include "coff/implib.h"
#include "testsuite/unit/failing.h"
#include "testsuite/unit/hear.h"
#include "testsuite/unit/main.h"
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST = 1 << 20, STEPS = 24, LONGEST = 64 };

static struct coff_str str(const char *s)
{
  return (struct coff_str){s, strlen(s)};
}

static const uint8_t some[600] = {1, 2, 3, 4};
static const struct coff_view contents = {some, sizeof some, 0};

#define OBJECT "clang-x64-mingw/c-dwarf.obj"
#define IMAGE  "images-lld/exe-x64.exe"

static const char *data(const char *name)
{
  static char path[1000];
  snprintf(path, sizeof path, "%s/%s", test_file("data"), name);
  return path;
}

static struct coff_file *fixture(const struct coff_context *ctx, const char *name)
{
  return coff_file_open(ctx, data(name), NULL);
}

// ---- Writers ----------------------------------------------------------------------------------

static bool build_object(const struct coff_context *ctx, const char *path)
{
  struct coff_build *b =
      coff_build_new(ctx, "made", coff_target_find("pe-x86-64"), COFF_KIND_OBJECT, 0);
  struct coff_scnhdr h = {.flags = 0x60500020};
  struct coff_syment s = {.scnum = 1, .sclass = C_EXT};
  uint32_t section = b == NULL ? 0 : coff_build_section(b, str(".a_section_of_a_long_name"), &h);
  uint32_t symbol =
      section == 0 ? COFF_BUILD_NONE : coff_build_symbol(b, str("a_symbol_of_a_long_name"), &s);
  struct coff_reloc r = {.vaddr = 4, .type = 4, .symndx = symbol};
  bool ok = symbol != COFF_BUILD_NONE && coff_build_contents(b, section, contents) &&
            coff_build_reloc(b, section, &r) && coff_write_file(b, path, NULL);
  coff_build_free(b);
  return ok;
}

static bool edit(const struct coff_context *ctx, const char *from, const char *path)
{
  struct coff_file *f = fixture(ctx, from);
  struct coff_build *b = f == NULL ? NULL : coff_build_edit(f);
  bool ok = b != NULL && coff_build_own(b);
  if (ok) {
    b->sections[0].name = str(".other");
    ok = coff_edit_add_section(b, str(".more"), contents, 0x40000040) != 0 &&
         coff_write_file(b, path, NULL);
  }
  coff_build_free(b);
  coff_file_close(f);
  return ok;
}

static bool edit_object(const struct coff_context *ctx, const char *path)
{
  return edit(ctx, OBJECT, path);
}

static bool edit_image(const struct coff_context *ctx, const char *path)
{
  return edit(ctx, IMAGE, path);
}

static bool copy_image(const struct coff_context *ctx, const char *path)
{
  struct coff_file *f = fixture(ctx, IMAGE);
  struct coff_build *b = f == NULL ? NULL : coff_build_edit(f);
  bool ok = b != NULL && coff_write_file(b, path, NULL);
  coff_build_free(b);
  coff_file_close(f);
  return ok;
}

static bool convert(const struct coff_context *ctx, const char *path)
{
  struct coff_file *f = fixture(ctx, OBJECT);
  struct coff_build *from = f == NULL ? NULL : coff_build_edit(f);
  struct coff_build *b =
      from == NULL
          ? NULL
          : coff_build_convert(from, coff_target_find("pe-bigobj-x86-64"), COFF_KIND_OBJECT);
  bool ok = b != NULL && coff_write_file(b, path, NULL);
  coff_build_free(b);
  coff_build_free(from);
  coff_file_close(f);
  return ok;
}

static bool make_archive(const struct coff_context *ctx, const char *path)
{
  struct coff_archive_build *b = coff_archive_build_new(ctx, "made", COFF_ARCHIVE_MICROSOFT);
  const struct coff_archive_entry e = {.name = str("a_name_that_is_too_long"), .bytes = contents};
  struct coff_archive_entry file = {.name = str("c-dwarf.obj")};
  bool ok = b != NULL && coff_archive_build_insert(b, 0, &e) &&
            coff_archive_build_read(b, data(OBJECT), &file) &&
            coff_archive_build_insert(b, 1, &file) &&
            coff_archive_build_write_file(b, path, 0, false);
  coff_archive_build_free(b);
  return ok;
}

static bool make_implib(const struct coff_context *ctx, const char *path)
{
  static const struct coff_implib_import imports[] = {
      {.symbol = {"called", 6}, .name = {"called", 6}},
      {.symbol = {"data", 4}, .name = {"data", 4}, .data = true}};
  bool ok = true;
  // The last form in a file of its own; the others fail where that does not.
  static const enum coff_implib_form forms[] = {COFF_IMPLIB_LONG, COFF_IMPLIB_SHORT};
  for (size_t i = 0; ok && i < COFF_COUNT(forms); i++) {
    const struct coff_implib lib = {.form = forms[i],
                                    .dll = {"some.drv", 8},
                                    .target = coff_target_find("pe-x86-64"),
                                    .tag = {"some_a", 6}};
    struct coff_archive_build *b = coff_archive_build_new(ctx, "made", COFF_ARCHIVE_GNU);
    ok = b != NULL && coff_implib_add(b, &lib, imports, COFF_COUNT(imports)) &&
         (i == 0 || coff_archive_build_write_file(b, path, 0, false));
    coff_archive_build_free(b);
  }
  return ok;
}

static bool write_bytes(const struct coff_context *ctx, const char *path)
{
  const struct coff_write_options opt = {.fsync = true, .mode = 0600};
  return coff_write_bytes(ctx, path, contents, &opt);
}

// The end first; as a whole where the system has no files without a name.
static bool write_from_end(const struct coff_context *ctx, const char *path)
{
  enum { HALF = sizeof some / 2 };
  struct coff_output *o = coff_output_open(ctx, path, 0600);
  if (o == NULL)
    return coff_output_write(ctx, path, some, sizeof some, 0600, false);
  coff_output_at(o, some + HALF, sizeof some - HALF, HALF);
  coff_output_at(o, some, HALF, 0);
  return coff_output_commit(o);
}

static const struct {
  const char *name;
  bool (*write)(const struct coff_context *, const char *path);
} writers[] = {{"object", build_object},
               {"edited object", edit_object},
               {"edited image", edit_image},
               {"copied image", copy_image},
               {"converted object", convert},
               {"archive", make_archive},
               {"import library", make_implib},
               {"bytes", write_bytes},
               {"bytes from the end", write_from_end}};
enum { WRITERS = sizeof writers / sizeof *writers };

// ---- The file ---------------------------------------------------------------------------------

static char folder[] = "coffkit-output-XXXXXX", path[LONGEST];
static const char old[] = "what was there before";

static void set_up(void)
{
  ck_assert_ptr_nonnull(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/file", folder);
}

static void tear_down(void)
{
  unlink(path);
  ck_assert_int_eq(rmdir(folder), 0);
}

static size_t read_file(char *buf)
{
  FILE *f = fopen(path, "rb");
  ck_assert_ptr_nonnull(f);
  size_t n = fread(buf, 1, MOST, f);
  fclose(f);
  return n;
}

static void put_old(void)
{
  FILE *f = fopen(path, "wb");
  ck_assert_ptr_nonnull(f);
  ck_assert_uint_eq(fwrite(old, 1, sizeof old, f), sizeof old);
  ck_assert_int_eq(fclose(f), 0);
}

static unsigned count_files(void)
{
  unsigned n = 0;
  DIR *d = opendir(folder);
  ck_assert_ptr_nonnull(d);
  for (const struct dirent *e; (e = readdir(d)) != NULL;)
    n += e->d_name[0] != '.' || strlen(e->d_name) > 2;
  closedir(d);
  return n;
}

// One error was reported, and what was there is there still; nothing else is.
static void check_failure(const struct heard *h, bool had_old, const char *when, uint64_t n)
{
  static char is[MOST];
  ck_assert_msg(h->errors == 1, "%s %llu: %u errors, the last: %s", when, (unsigned long long)n,
                h->errors, h->text);
  ck_assert_msg(count_files() == had_old, "%s %llu: something is left over", when,
                (unsigned long long)n);
  if (had_old)
    ck_assert(read_file(is) == sizeof old && memcmp(is, old, sizeof old) == 0);
}

static size_t write_once(bool (*write)(const struct coff_context *, const char *), char *bytes)
{
  struct heard h = {0};
  struct failing f = {.left = -1};
  const struct coff_context ctx = {hear, &h, failing_alloc, &f};
  ck_assert_msg(write(&ctx, path), "%s", h.text);
  ck_assert_int_eq(f.live, 0);
  ck_assert_uint_eq(h.errors, 0);
  return read_file(bytes);
}

// ---- Failures ---------------------------------------------------------------------------------

START_TEST(dropped_output_leaves_the_old)
{
  static char is[MOST];
  struct heard h = {0};
  const struct coff_context ctx = {.sink = hear, .sink_user = &h};
  put_old();
  struct coff_output *o = coff_output_open(&ctx, path, 0600);
  if (o != NULL)
    coff_output_at(o, some, sizeof some, 0);
  coff_output_drop(o);
  ck_assert(read_file(is) == sizeof old && memcmp(is, old, sizeof old) == 0);
  ck_assert_uint_eq(count_files(), 1);
  ck_assert_ptr_null(coff_output_open(&ctx, "/dev/null", 0600)); // no file that could be replaced
  ck_assert_ptr_null(coff_output_open(&ctx, folder, 0600));
  ck_assert_uint_eq(h.errors, 0);
}
END_TEST

START_TEST(memory_runs_out)
{
  static char wanted[MOST], is[MOST];
  bool done = false;
  size_t size = write_once(writers[_i].write, wanted);
  for (long n = 0; !done; n++) {
    struct heard h = {0};
    struct failing f = {.left = n};
    const struct coff_context ctx = {hear, &h, failing_alloc, &f};
    put_old();
    bool ok = writers[_i].write(&ctx, path);
    done = f.left >= 0;
    ck_assert_msg(f.live == 0, "allocation %ld: %ld blocks are lost", n, f.live);
    ck_assert(ok || !done);
    ck_assert_int_lt(n, 5000);
    if (!ok)
      check_failure(&h, true, "allocation", (uint64_t)n);
    else
      ck_assert_msg(read_file(is) == size && memcmp(is, wanted, size) == 0,
                    "allocation %ld: other bytes, %u reports: %s", n, h.errors, h.text);
  }
}
END_TEST

// Of a file that may have LIMIT bytes.
static bool write_limited(bool (*write)(const struct coff_context *, const char *), size_t limit,
                          struct heard *h, long *live)
{
  struct failing f = {.left = -1};
  const struct coff_context ctx = {hear, h, failing_alloc, &f};
  struct rlimit was, now;
  ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &was), 0);
  now = (struct rlimit){limit, was.rlim_max};
  ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &now), 0);
  bool ok = write(&ctx, path);
  setrlimit(RLIMIT_FSIZE, &was);
  *live = f.live;
  return ok;
}

START_TEST(disks_are_full)
{
  static char wanted[MOST], is[MOST];
  size_t size = write_once(writers[_i].write, wanted), step = size / STEPS + 1;
  signal(SIGXFSZ, SIG_IGN);
  for (unsigned had_old = 0; had_old < 2; had_old++)
    for (size_t limit = 0;; limit = limit + step < size || limit == size ? limit + step : size) {
      struct heard h = {0};
      long live;
      unlink(path);
      if (had_old)
        put_old();
      bool ok = write_limited(writers[_i].write, limit, &h, &live);
      ck_assert_int_eq(live, 0);
      ck_assert_msg(ok == (limit >= size), "%zu of %zu bytes", limit, size);
      if (ok)
        break;
      check_failure(&h, had_old, "bytes", limit);
      ck_assert_ptr_nonnull(strstr(h.text, "cannot be written"));
    }
  ck_assert(read_file(is) == size && memcmp(is, wanted, size) == 0);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("output");
  TCase *t = tcase_create("all");
  suite_add_tcase(suite, t);
  tcase_set_timeout(t, 60);
  tcase_add_checked_fixture(t, set_up, tear_down);
  tcase_add_loop_test(t, memory_runs_out, 0, WRITERS);
  tcase_add_loop_test(t, disks_are_full, 0, WRITERS);
  tcase_add_test(t, dropped_output_leaves_the_old);
  return run_suite(suite);
}
