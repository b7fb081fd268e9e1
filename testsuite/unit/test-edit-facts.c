// What says of an edited file where its parts are: the chain of source files, an image's size, checksum and
// certificates, a section that had no bytes.
//
// Skip it unless one of these is wrong; test-edit.c has the edits of every fixture.
#include "coff/certificates.h"
#include "coff/edit.h"
#include "coff/format-sysv.h"
#include "testsuite/unit/hear.h"
#include "testsuite/unit/main.h"
#include "testsuite/unit/recopy.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 24 };

static struct heard heard;
static const struct coff_context ctx = {.sink = hear, .sink_user = &heard};
static const uint8_t bytes[5000] = "bytes of a section that was not there";
static const struct coff_view contents = {bytes, sizeof bytes, 0};

static struct coff_str str(const char *s)
{
  return (struct coff_str){s, strlen(s)};
}

// A file, what edits it, and the result.
struct edited {
  struct coff_file *from, *f;
  struct coff_build *b;
  struct rewritten made;
};

static void begin(struct edited *e, const char *name)
{
  char path[1000];
  heard = (struct heard){0};
  snprintf(path, sizeof path, "%s/%s", test_file("data"), name);
  e->from = coff_file_open(&ctx, path, NULL);
  ck_assert_msg(e->from != NULL, "%s", heard.text);
  e->b = coff_build_edit(e->from);
  ck_assert_ptr_nonnull(e->b);
}

static void write_it(struct edited *e)
{
  e->made = write_build(e->b, MOST);
  ck_assert_msg(e->made.bytes != NULL, "%s", heard.text);
  e->f = reopen(&ctx, e->b->target, e->made.bytes, e->made.size);
  ck_assert_ptr_nonnull(e->f);
  ck_assert_msg(heard.errors == 0, "%s", heard.text);
}

static void end(struct edited *e)
{
  coff_file_close(e->f);
  coff_build_free(e->b);
  coff_file_close(e->from);
  free(e->made.bytes);
}

// ---- Source files -----------------------------------------------------------------------------

// The value of each .file symbol is the index of the next; that of the last leads behind the local symbols.
static unsigned check_chain(const struct coff_file *f, uint64_t *last)
{
  struct coff_syment s;
  unsigned n = 0;
  uint64_t next = 0;
  for (uint64_t i = 0; coff_syment_read(f, i, 1, &s) != 0; i += 1u + s.numaux) {
    if (s.sclass != C_FILE)
      continue;
    ck_assert_msg(n == 0 || next == i, "%u: leads to %u, the next is at %u", n, (unsigned)next,
                  (unsigned)i);
    next = s.value;
    n++;
  }
  *last = next;
  return n;
}

START_TEST(files_stay_chained)
{
  struct edited e;
  struct coff_syment s, t;
  struct coff_str x, y;
  uint64_t was, is, dropped = 0;
  begin(&e, "coff-go32/partial.ro");
  unsigned n = check_chain(e.from, &was);
  ck_assert_uint_ge(n, 3);
  ck_assert(coff_build_own_symbols(e.b));
  bool *needed = calloc(e.b->nsymbols, sizeof *needed);
  ck_assert(coff_edit_mark_relocated(e.b, needed));
  for (uint32_t i = 0; i < e.b->nsymbols; i++)
    needed[i] =
        needed[i] || e.b->symbols[i].native.sclass != C_STAT || e.b->symbols[i].native.type != 0;
  ck_assert(coff_edit_mark_referenced(e.b, needed));
  for (uint32_t i = 0; i < e.b->nsymbols; i++) {
    e.b->symbols[i].dropped = !needed[i];
    dropped += !needed[i];
  }
  free(needed);
  ck_assert_uint_gt(dropped, 0);
  write_it(&e);
  ck_assert_uint_eq(check_chain(e.f, &is), n);
  ck_assert_uint_lt(is, was);
  ck_assert(coff_syment_read(e.from, was, 1, &s) != 0 && coff_syment_read(e.f, is, 1, &t) != 0);
  ck_assert(coff_syment_name(e.from, &s, &x) && coff_syment_name(e.f, &t, &y));
  ck_assert(x.size == y.size && memcmp(x.data, y.data, x.size) == 0);
  end(&e);
}
END_TEST

// ---- Images -----------------------------------------------------------------------------------

static void check_sizes(const struct coff_file *f)
{
  const struct coff_aouthdr *a = coff_file_aouthdr(f);
  uint64_t align = a->field[COFF_AOUT_SECTION_ALIGNMENT], end_at = 0, headers = 0;
  struct coff_section s;
  uint32_t n = 0;
  for (uint32_t i = 1; coff_section_get(f, i, &s); i++) {
    uint64_t size = s.header.paddr > s.header.size ? s.header.paddr : s.header.size;
    ck_assert_msg(end_at == 0 || s.header.vaddr == end_at, "section %u: a hole in front", i);
    end_at = (s.header.vaddr + size + align - 1) / align * align;
    headers = headers == 0 && s.header.scnptr != 0 ? s.header.scnptr : headers;
    n++;
  }
  ck_assert_uint_gt(n, 1);
  ck_assert_uint_eq(a->field[COFF_AOUT_SIZE_OF_IMAGE], end_at);
  ck_assert_uint_le(a->field[COFF_AOUT_SIZE_OF_HEADERS], headers);
}

static void check_sum(const struct coff_file *f)
{
  struct coff_checksum sum;
  ck_assert(coff_checksum_get(f, &sum));
  ck_assert_uint_ne(sum.stored, 0);
  ck_assert_uint_eq(sum.stored, sum.computed);
}

START_TEST(images_say_their_size)
{
  static const char *const images[] = {"images-lld/exe-x64.exe", "images-signed/signed-x64.dll"};
  for (size_t i = 0; i < COFF_COUNT(images); i++) {
    struct edited e;
    begin(&e, images[i]);
    uint64_t size = coff_file_aouthdr(e.from)->field[COFF_AOUT_SIZE_OF_IMAGE];
    ck_assert_uint_ne(
        coff_edit_add_section(e.b, str(".new"), contents, COFF_SEC_DATA | COFF_SEC_READ), 0);
    e.b->post_link = true;
    write_it(&e);
    ck_assert_uint_gt(coff_file_aouthdr(e.f)->field[COFF_AOUT_SIZE_OF_IMAGE], size);
    check_sizes(e.f);
    check_sum(e.f);
    end(&e);
  }
}
END_TEST

START_TEST(certificates_go_or_stay)
{
  for (unsigned keep = 0; keep < 2; keep++) {
    struct edited e;
    uint32_t was, is, was_size, size;
    begin(&e, "images-signed/signed-x64.dll");
    ck_assert(coff_file_find_directory(e.from, COFF_DIR_CERTIFICATE, &was, &was_size));
    ck_assert_uint_ne(
        coff_edit_add_section(e.b, str(".new"), contents, COFF_SEC_DATA | COFF_SEC_READ), 0);
    e.b->keep_certificates = keep;
    write_it(&e);
    bool has = coff_file_find_directory(e.f, COFF_DIR_CERTIFICATE, &is, &size) && size != 0;
    ck_assert_int_eq(has, keep);
    if (!keep) {
      ck_assert_uint_eq(heard.warnings, 1);
      ck_assert_ptr_nonnull(strstr(heard.text, "certificate"));
    } else {
      ck_assert_uint_eq(size, was_size);
      ck_assert_uint_eq((uint64_t)is + size, e.made.size);
      ck_assert_int_eq(memcmp(e.made.bytes + is, coff_file_bytes(e.from).data + was, size), 0);
      ck_assert_uint_eq(is % 8, 0); // Microsoft PE, "The Attribute Certificate Table"
    }
    end(&e);
  }
}
END_TEST

// ---- Sections without bytes -------------------------------------------------------------------

START_TEST(zeroes_become_bytes)
{
  struct edited e;
  struct coff_section s;
  struct coff_view v;
  uint32_t id = 0;
  begin(&e, "clang-x64-mingw/c-dwarf.obj");
  for (uint32_t i = 1; coff_section_get(e.from, i, &s); i++)
    if ((s.flags & COFF_SEC_BSS) != 0)
      id = i;
  ck_assert_uint_ne(id, 0);
  ck_assert(coff_edit_contents(e.b, id, contents));
  write_it(&e);
  ck_assert(coff_section_get(e.f, id, &s));
  ck_assert(coff_section_contents(e.f, &s, &v));
  ck_assert_uint_eq(s.flags & (COFF_SEC_BSS | COFF_SEC_DATA), COFF_SEC_DATA);
  ck_assert_uint_eq(v.size, sizeof bytes);
  ck_assert_int_eq(memcmp(v.data, bytes, sizeof bytes), 0);
  char words[200];
  const char *found = edit_fault(e.b, e.made, words, sizeof words);
  ck_assert_msg(found == NULL, "%s", found);
  end(&e);
}
END_TEST

// ---- Names ------------------------------------------------------------------------------------

static bool is_section(const struct coff_file *f, struct coff_str name)
{
  struct coff_section s;
  for (uint32_t i = 1; coff_section_get(f, i, &s); i++)
    if (s.name.size == name.size && memcmp(s.name.data, name.data, name.size) == 0)
      return true;
  return false;
}

// Who takes the symbols out of a file does not want their names in it.
START_TEST(names_go_with_symbols)
{
  struct edited e;
  struct coff_str name;
  begin(&e, "clang-x64-mingw/c-dwarf.obj");
  uint64_t was = coff_file_strings(e.from).size, n = 0;
  for (uint32_t i = 1; i <= e.b->nsections; i++)
    ck_assert(coff_edit_remove_relocs(e.b, i));
  coff_edit_remove_symbols(e.b);
  write_it(&e);
  struct coff_view strings = coff_file_strings(e.f);
  for (uint64_t at = 4; coff_file_string(e.f, at, &name); at += name.size + 1, n++)
    ck_assert_msg(is_section(e.f, name), "%.*s", (int)name.size, name.data);
  ck_assert_uint_gt(n, 0);
  ck_assert_uint_lt(strings.size, was);
  end(&e);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("edit-facts");
  TCase *t = tcase_create("all");
  suite_add_tcase(suite, t);
  tcase_add_test(t, files_stay_chained);
  tcase_add_test(t, images_say_their_size);
  tcase_add_test(t, certificates_go_or_stay);
  tcase_add_test(t, zeroes_become_bytes);
  tcase_add_test(t, names_go_with_symbols);
  return run_suite(suite);
}
