// Tests of what lies around an image: the stub, the overlay.
//
// Skip it unless one of them fails; test_certificates.py has real images.
#include "coff/overlay.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/made-image.h"
#include "testsuite/unit/main.h"
#include <stdlib.h>
#include <string.h>

// Fields of the headers that made_image writes (PE32+).
enum { ENTRY = MADE_OPTHDR + 112 + 8 * 4 };
enum { SECTION = 0x20 }; // bytes of the section's contents; the rest is behind it

struct subject {
  uint8_t *image;
  size_t total;
  struct ear ear;
  struct coff_file *file;
};

static void put(uint8_t *p, unsigned width, uint64_t v)
{
  coff_store(p, width, COFF_LITTLE, v);
}

// An image with SIZE bytes behind its section, of which those from TABLE on are N bytes of certificates.
static void make(struct subject *s, const void *behind, size_t size, size_t table, size_t n)
{
  uint8_t *all = calloc(1, SECTION + size + 1);
  if (size != 0)
    memcpy(all + SECTION, behind, size);
  s->image = made_image(0x8664, true, COFF_DIR_CERTIFICATE, all, SECTION + size, &s->total);
  put(s->image + MADE_SCNHDR + 16, 4, SECTION);
  put(s->image + ENTRY, 4, n == 0 ? 0 : MADE_OFFSET + SECTION + table);
  put(s->image + ENTRY + 4, 4, n);
  free(all);
}

static void open_image(struct subject *s)
{
  listen(&s->ear);
  s->file = coff_file_from_memory(&s->ear.context, "test", s->image, s->total, NULL);
  ck_assert_ptr_nonnull(s->file);
}

static void end(struct subject *s)
{
  coff_file_close(s->file);
  free(s->image);
}

// ---- Overlay ------------------------------------------------------------------------------------

struct piece {
  uint64_t at, size; // AT counts from the section's end
  bool behind_certificates;
};

static void check(const void *behind, size_t size, size_t table, size_t n,
                  const struct piece *wanted, size_t count)
{
  struct subject s;
  struct coff_overlay v;
  size_t i = 0;
  make(&s, behind, size, table, n);
  open_image(&s);
  for (bool more = coff_overlay_first(s.file, &v); more; more = coff_overlay_next(&v), i++) {
    ck_assert_uint_lt(i, count);
    ck_assert_uint_eq(v.bytes.origin, MADE_OFFSET + SECTION + wanted[i].at);
    ck_assert_uint_eq(v.bytes.size, wanted[i].size);
    ck_assert_int_eq(v.behind_certificates, wanted[i].behind_certificates);
  }
  ck_assert_uint_eq(i, count);
  end(&s);
}

START_TEST(test_pieces)
{
  static const char text[] = "0123456789abcdef0123456789abcdef";
  const struct piece before = {0, 8, false}, behind = {16, 16, true}, all = {0, 32, false};
  check(text, 0, 0, 0, NULL, 0);
  check(text, 32, 0, 0, &all, 1);
  check(text, 16, 8, 8, &before, 1);
  check(text, 32, 8, 8, (struct piece[]){before, behind}, 2);
  check(text, 32, 0, 16, (struct piece[]){behind}, 1);
  check(text, 32, 0, 32, NULL, 0);
  check(text, 32, 0, UINT32_MAX, NULL, 0);
  // Up to 8 bytes, zeroes make room for the table.
  check("\0\0\0\0\0\0\0table...", 15, 7, 8, NULL, 0);
  check("\0\0\0\0\0\0\0\0table...", 16, 8, 8, &before, 1);
}
END_TEST

START_TEST(test_claimed)
{
  struct subject s;
  struct coff_overlay v;
  uint8_t behind[64];
  memset(behind, 'x', sizeof behind);
  put(behind + 18, 4, 4); // a symbol, and a string table of no strings
  make(&s, behind, sizeof behind, 0, 0);
  put(s.image + MADE_FILHDR + 8, 4, MADE_OFFSET + SECTION);
  put(s.image + MADE_FILHDR + 12, 4, 1);
  open_image(&s);
  ck_assert(coff_overlay_first(s.file, &v));
  ck_assert_uint_eq(v.bytes.origin, MADE_OFFSET + SECTION + 22);
  end(&s);
  // A debug directory in the section, whose data are behind it.
  make(&s, behind, sizeof behind, 0, 0);
  put(s.image + MADE_OPTHDR + 112 + 8 * 6, 4, MADE_RVA);
  put(s.image + MADE_OPTHDR + 112 + 8 * 6 + 4, 4, 28);
  put(s.image + MADE_OFFSET + 16, 4, 40);
  put(s.image + MADE_OFFSET + 24, 4, MADE_OFFSET + SECTION);
  open_image(&s);
  ck_assert(coff_overlay_first(s.file, &v));
  ck_assert_uint_eq(v.bytes.origin, MADE_OFFSET + SECTION + 40);
  ck_assert_uint_eq(v.bytes.size, 24);
  end(&s);
}
END_TEST

static void check_kind(const void *bytes, size_t size, const char *kind)
{
  struct subject s;
  struct coff_overlay v;
  uint8_t behind[600] = {0};
  memset(behind, 0xc3, sizeof behind);
  behind[599] = 0;
  memcpy(behind, bytes, size);
  make(&s, behind, sizeof behind, 0, 0);
  open_image(&s);
  ck_assert(coff_overlay_first(s.file, &v));
  if (kind == NULL)
    ck_assert_ptr_null(v.kind);
  else
    ck_assert_str_eq(v.kind, kind);
  end(&s);
}

START_TEST(test_kinds)
{
  uint8_t bytes[600] = {0};
  check_kind("", 0, NULL);
  check_kind(bytes, 600, "zeroes");
  memset(bytes, 0xff, 600);
  check_kind(bytes, 600, "one byte, repeated");
  memset(bytes, 'a', 600);
  bytes[7] = '\n';
  check_kind(bytes, 600, "text");
  memcpy(bytes + 257, "ustar", 5);
  bytes[0] = 1;
  check_kind(bytes, 600, "tar archive");
  check_kind("PK\3\4", 4, "ZIP archive");
  check_kind("7z\xbc\xaf\x27\x1c", 6, "7z archive");
  check_kind("Rar!\x1a\7\1\0", 8, "RAR 5 archive");
  check_kind("MSCF", 4, "cabinet");
  check_kind("\1\0\0\0\xef\xbe\xad\xdeNullsoftInst", 20, "NSIS installer");
  memset(bytes, 1, 600);
  memcpy(bytes + 570, "PK\5\6", 4);
  check_kind(bytes, 600, "data with a ZIP archive at its end");
  memset(bytes, 1, 600);
  memcpy(bytes, "MZ", 2);
  put(bytes + 60, 4, 400);
  memcpy(bytes + 400, "PE\0", 4);
  check_kind(bytes, 600, "PE image");
  put(bytes + 60, 4, UINT32_MAX);
  check_kind(bytes, 600, NULL);
}
END_TEST

// ---- Stub ---------------------------------------------------------------------------------------

// An image with a program in its stub, which made_image has no room for: the rest moves.
static void with_program(struct subject *s, const char *code, size_t size)
{
  enum { MOVE = 0x80 };
  make(s, "", 0, 0, 0);
  memmove(s->image + 0x40 + MOVE, s->image + 0x40, 0x200);
  memset(s->image + 0x40, 0, MOVE);
  put(s->image + 0x3c, 4, 0x40 + MOVE);
  put(s->image + 2, 2, 0x40 + size); // e_cblp
  put(s->image + 4, 2, 1);           // e_cp
  put(s->image + 8, 2, 4);           // e_cparhdr
  memcpy(s->image + 0x40, code, size);
}

static void check_stub(const char *code, size_t size, const char *message, bool standard)
{
  struct subject s;
  struct coff_stub stub;
  with_program(&s, code, size);
  open_image(&s);
  ck_assert(coff_stub_get(s.file, &stub));
  ck_assert_uint_eq(stub.bytes.size, 0xc0);
  ck_assert_uint_eq(stub.program_size, 0x40 + size);
  ck_assert_uint_eq(stub.field[COFF_DOS_LFANEW], 0xc0);
  ck_assert_uint_eq(stub.field[COFF_DOS_MAGIC], 0x5a4d);
  ck_assert_uint_eq(stub.message.size, strlen(message));
  ck_assert_mem_eq(stub.message.data, message, strlen(message));
  ck_assert_int_eq(stub.standard, standard);
  end(&s);
}

START_TEST(test_stub)
{
  static const char usual[] = "\x0e\x1f\xba\x0e\0\xb4\x09\xcd\x21\xb8\x01\x4c\xcd\x21"
                              "This program cannot be run in DOS mode.\r\r\n$";
  static const char other[] = "\xba\x10\0\x0e\x1f\xb4\x09\xcd\x21\xb8\x01\x4c\xcd\x21\x90\x90"
                              "This program must be run under Win32\r\n$";
  char code[sizeof usual];
  check_stub(usual, sizeof usual, "This program cannot be run in DOS mode.", true);
  check_stub(other, sizeof other, "This program must be run under Win32", false);
  check_stub("\xcd\x20", 2, "", false);
  memcpy(code, usual, sizeof code);
  memset(code + 14, 'x', sizeof code - 14); // no end
  check_stub(code, sizeof code, "", false);
  memcpy(code, usual, sizeof code);
  put((uint8_t *)code + 3, 2, 0xffff); // the message is elsewhere
  check_stub(code, sizeof code, "", false);
}
END_TEST

START_TEST(test_field_names)
{
  ck_assert_str_eq(coff_dos_field_name(COFF_DOS_CBLP), "e_cblp");
  ck_assert_str_eq(coff_dos_field_name(COFF_DOS_LFANEW), "e_lfanew");
  ck_assert_ptr_null(coff_dos_field_name(COFF_DOS_FIELDS));
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("overlay");
  TCase *c = tcase_create("overlay");
  tcase_add_test(c, test_pieces);
  tcase_add_test(c, test_claimed);
  tcase_add_test(c, test_kinds);
  tcase_add_test(c, test_stub);
  tcase_add_test(c, test_field_names);
  suite_add_tcase(suite, c);
  return run_suite(suite);
}
