// The CLR header and .NET metadata, over images made here.
//
// Skip this unless you change coffgen/image/clr.c or metadata*.c. test_clr.py compares with peers over
// assemblies that compilers made.
#include "coff/clr.h"
#include "image/metadata.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/made-image.h"
#include "testsuite/unit/main.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

// Where the parts of the image below lie in its section.
enum { FIXUPS = 72, NATIVE = 88, COMPILER = 132, RESOURCES = 140, METADATA = 160 };
enum { TABLES = 100, ROOM = 0x800 };

struct subject {
  uint8_t bytes[ROOM];
  size_t size;
  uint8_t *image;
  struct ear ear;
  struct coff_file *file;
  struct coff_clr clr;
  struct coff_metadata metadata;
  struct coff_metadata_tables tables;
};

static void put(uint8_t *p, unsigned width, uint64_t v)
{
  coff_store(p, width, COFF_LITTLE, v);
}

static void put_row(uint8_t **p, const char *widths, ...) __attribute__((nonnull));

// Appends one row: a digit of WIDTHS for each column.
static void put_row(uint8_t **p, const char *widths, ...)
{
  va_list ap;
  va_start(ap, widths);
  for (; *widths != 0; widths++) {
    put(*p, (unsigned)(*widths - '0'), va_arg(ap, unsigned));
    *p += *widths - '0';
  }
  va_end(ap);
}

static void assert_str(struct coff_str s, const char *want)
{
  ck_assert_msg(s.size == strlen(want) && memcmp(s.data, want, s.size) == 0,
                "\"%.*s\" is not \"%s\"", (int)s.size, s.data, want);
}

// ---- Making one -------------------------------------------------------------------------------

static const char strings[] =
    "\0mod.dll\0lib\0TargetFrameworkAttribute\0System\0other\0res\0de\0k32";
enum {
  S_MOD = 1,
  S_LIB = 9,
  S_ATTR = 13,
  S_SYSTEM = 38,
  S_OTHER = 45,
  S_RES = 51,
  S_DE = 55,
  S_K = 58
};

static const uint8_t blobs[] = "\0\3key\10\1\2\3\4\5\6\7\10\4\x20\1\1\x0e\6\1\0\3v42";
enum { B_KEY = 1, B_TOKEN = 5, B_SIGNATURE = 14, B_VALUE = 19 };

// The stream #~: one row each of Module, TypeRef, MemberRef, CustomAttribute, ModuleRef, Assembly, two
// of AssemblyRef and ManifestResource. Returns its size.
static size_t fill_tables(uint8_t *p)
{
  static const uint8_t counts[] = {1, 1, 1, 1, 1, 1, 2, 2};
  uint8_t *at = p + 24 + 4 * sizeof counts;
  p[4] = 2;
  put(p + 8, 8,
      1ull << 0 | 1 << 1 | 1 << 0xa | 1 << 0xc | 1 << 0x1a | 1ull << 0x20 | 1ull << 0x23 |
          1ull << 0x28);
  put(p + 16, 8, 1 << 0xc);
  for (unsigned i = 0; i < sizeof counts; i++)
    put(p + 24 + 4 * i, 4, counts[i]);
  put_row(&at, "22222", 0, S_MOD, 1, 0, 0);
  put_row(&at, "222", 1 << 2 | 2, S_ATTR, S_SYSTEM);
  put_row(&at, "222", 1 << 3 | 1, S_LIB, B_SIGNATURE);
  put_row(&at, "222", 1 << 5 | 14, 1 << 3 | 3, B_VALUE);
  put_row(&at, "2", S_K);
  put_row(&at, "422224222", 0x8004, 1, 2, 3, 4, 1, B_KEY, S_LIB, 0);
  put_row(&at, "222242222", 5, 6, 7, 8, 0, B_TOKEN, S_OTHER, S_DE, B_KEY);
  put_row(&at, "222242222", 0, 0, 0, 0, 0x100, 0, S_SYSTEM, 0, 0);
  put_row(&at, "4422", 4, 1, S_RES, 0);
  put_row(&at, "4422", 0, 2, S_OTHER, 2 << 2 | 1);
  return (size_t)(at - p);
}

static uint8_t *fill_stream(uint8_t *header, const char *name, size_t at, size_t size)
{
  size_t room = (strlen(name) + 4) & ~(size_t)3;
  put(header, 4, at);
  put(header + 4, 4, size);
  memcpy(header + 8, name, strlen(name));
  return header + 8 + room;
}

static size_t fill_metadata(uint8_t *p)
{
  size_t at = TABLES, size = fill_tables(p + at);
  memcpy(p, "BSJB\1\0\1\0\0\0\0\0\10\0\0\0v4.0", 20);
  put(p + 26, 2, 4);
  uint8_t *header = fill_stream(p + 28, "#~", at, size);
  at += size;
  header = fill_stream(header, "#Strings", at, sizeof strings);
  memcpy(p + at, strings, sizeof strings);
  at += sizeof strings;
  header = fill_stream(header, "#GUID", at, 16);
  for (unsigned i = 0; i < 16; i++)
    p[at + i] = (uint8_t)i;
  at += 16;
  header = fill_stream(header, "#Blob", at, sizeof blobs);
  memcpy(p + at, blobs, sizeof blobs);
  ck_assert_uint_le(header - p, TABLES);
  return at + sizeof blobs;
}

static void fill(struct subject *s)
{
  uint8_t *p = s->bytes;
  memset(p, 0, sizeof s->bytes);
  put(p, 4, 72);
  put(p + 4, 2, 2);
  put(p + 6, 2, 5);
  put(p + 16, 4, COMIMAGE_FLAGS_IL_LIBRARY | COMIMAGE_FLAGS_STRONGNAMESIGNED);
  put(p + 20, 4, 0x06000001);
  put(p + 24, 4, MADE_RVA + RESOURCES);
  put(p + 28, 4, 16);
  put(p + 48, 4, MADE_RVA + FIXUPS);
  put(p + 52, 4, 16);
  put(p + 64, 4, MADE_RVA + NATIVE);
  put(p + 68, 4, 40);
  put(p + FIXUPS + 8, 4, 0x3000);
  put(p + FIXUPS + 12, 2, 2);
  put(p + FIXUPS + 14, 2, 6);
  memcpy(p + NATIVE, "RTR\0\6\0\3\0\2\0\0\0\2\0\0\0\x64\0\0\0", 20);
  put(p + NATIVE + 20, 4, MADE_RVA + COMPILER);
  put(p + NATIVE + 24, 4, 8);
  put(p + NATIVE + 28, 4, 999);
  memcpy(p + COMPILER, "jit 1.0", 8);
  memcpy(p + RESOURCES + 4, "\5\0\0\0hello", 9);
  s->size = METADATA + fill_metadata(p + METADATA);
  ck_assert_uint_le(s->size, ROOM);
  put(p + 8, 4, MADE_RVA + METADATA);
  put(p + 12, 4, s->size - METADATA);
}

static void open_image(struct subject *s)
{
  size_t total;
  struct coff_view v;
  listen(&s->ear);
  s->image = made_image(0x8664, true, COFF_DIR_CLR, s->bytes, s->size, &total);
  s->file = coff_file_from_memory(&s->ear.context, "test", s->image, total, NULL);
  ck_assert_ptr_nonnull(s->file);
  s->ear.heard = (struct heard){0};
  ck_assert(coff_clr_open(s->file, &s->clr));
  ck_assert(coff_clr_view(&s->clr, COFF_CLR_METADATA, &v));
  ck_assert(coff_metadata_open(s->file, v, true, &s->metadata));
}

static void close_image(struct subject *s)
{
  coff_file_close(s->file);
  free(s->image);
}

static void heard(struct subject *s, int n)
{
  ck_assert_msg(s->ear.heard.errors == n, "%d reports, the last \"%s\"", s->ear.heard.errors,
                s->ear.heard.text);
  s->ear.heard = (struct heard){0};
}

// ---- The header -------------------------------------------------------------------------------

START_TEST(header_and_parts)
{
  struct subject s;
  struct coff_clr_fixup fixup;
  struct coff_clr_native n;
  struct coff_clr_native_section section;
  struct coff_str text;
  struct coff_view v;
  fill(&s);
  open_image(&s);
  ck_assert(s.clr.size == 72 && s.clr.major == 2 && s.clr.minor == 5 && s.clr.flags == 12);
  ck_assert(s.clr.entry == 0x06000001 && s.clr.bytes.size == 72);
  ck_assert(coff_clr_view(&s.clr, COFF_CLR_VTABLE_FIXUPS, &v));
  ck_assert(coff_clr_fixup_get(v, 1, &fixup) && !coff_clr_fixup_get(v, 2, &fixup));
  ck_assert(fixup.rva == 0x3000 && fixup.count == 2 && fixup.type == 6);
  ck_assert(!coff_clr_view(&s.clr, COFF_CLR_STRONG_NAME, &v));
  ck_assert(coff_clr_native(&s.clr, &n) && n.is_ready_to_run && n.major == 6 && n.minor == 3);
  ck_assert(n.flags == 2 && n.count == 2);
  ck_assert(coff_clr_native_get(&n, 0, &section) && !coff_clr_native_get(&n, 2, &section));
  ck_assert_str_eq(coff_clr_native_name(section.type), "CompilerIdentifier");
  ck_assert_str_eq(coff_clr_native_name(123), "TypeGenericInfoMap");
  ck_assert_ptr_null(coff_clr_native_name(124));
  ck_assert(coff_clr_native_compiler(&s.clr, &n, &text));
  assert_str(text, "jit 1.0");
  heard(&s, 0);
  close_image(&s);
}
END_TEST

START_TEST(damaged_parts)
{
  struct subject s;
  struct coff_clr_native n;
  struct coff_view v;
  fill(&s);
  put(s.bytes + 28, 4, ROOM); // resources past the end
  put(s.bytes + 32, 4, 0x700000);
  put(s.bytes + 36, 4, 4);
  put(s.bytes + NATIVE + 12, 4, 3); // sections
  open_image(&s);
  ck_assert(coff_clr_view(&s.clr, COFF_CLR_RESOURCES, &v) && v.size == s.size - RESOURCES);
  heard(&s, 1);
  ck_assert(!coff_clr_view(&s.clr, COFF_CLR_STRONG_NAME, &v));
  heard(&s, 1);
  ck_assert(coff_clr_native(&s.clr, &n) && n.count == 2);
  heard(&s, 1);
  close_image(&s);
  size_t total;
  s.image = made_image(0x8664, true, COFF_DIR_CLR, s.bytes, 30, &total);
  s.file = coff_file_from_memory(&s.ear.context, "test", s.image, total, NULL);
  s.ear.heard = (struct heard){0};
  ck_assert(coff_clr_open(s.file, &s.clr)); // 30 bytes of it
  ck_assert(s.clr.entry == 0x06000001 && s.clr.part[COFF_CLR_NATIVE_HEADER].rva == 0);
  heard(&s, 1);
  close_image(&s);
}
END_TEST

// ---- Metadata ---------------------------------------------------------------------------------

START_TEST(root_and_streams)
{
  static const char *const names[] = {"#~", "#Strings", "#GUID", "#Blob"};
  struct subject s;
  struct coff_metadata_stream stream;
  struct coff_view v;
  fill(&s);
  open_image(&s);
  assert_str(s.metadata.version, "v4.0");
  ck_assert(s.metadata.major == 1 && s.metadata.minor == 1 && s.metadata.stream_count == 4);
  struct coff_metadata_streams all = coff_metadata_streams(&s.metadata);
  for (unsigned i = 0; i < COFF_COUNT(names); i++) {
    ck_assert(coff_metadata_stream_next(&all, &stream));
    assert_str(stream.name, names[i]);
    ck_assert_uint_eq(stream.data.size, stream.size);
  }
  ck_assert(!coff_metadata_stream_next(&all, &stream));
  ck_assert(coff_metadata_find(&s.metadata, "#GUID", &v) && v.size == 16);
  ck_assert(!coff_metadata_find(&s.metadata, "#US", &v));
  heard(&s, 0);
  close_image(&s);
}
END_TEST

START_TEST(damaged_root)
{
  struct subject s;
  struct coff_metadata m;
  struct coff_metadata_stream stream;
  fill(&s);
  open_image(&s);
  for (size_t size = 0; size < 28; size++) {
    struct coff_view v = {s.bytes + METADATA, size, 0};
    ck_assert(!coff_metadata_open(s.file, v, false, &m));
    ck_assert_uint_eq(s.ear.heard.offset, COFF_NOWHERE);
    heard(&s, 1);
  }
  struct coff_view v = {s.bytes + METADATA, 28 + 12 + 10, 0}; // within the second header
  ck_assert(coff_metadata_open(s.file, v, false, &m));
  struct coff_metadata_streams all = coff_metadata_streams(&m);
  ck_assert(coff_metadata_stream_next(&all, &stream) && stream.data.size == 0);
  heard(&s, 1); // its contents are not there
  ck_assert(!coff_metadata_stream_next(&all, &stream));
  heard(&s, 1);
  ck_assert(!coff_metadata_stream_next(&all, &stream));
  heard(&s, 0);
  put(s.bytes + METADATA + 12, 4, UINT32_MAX); // length of the version
  v.size = s.size - METADATA;
  ck_assert(!coff_metadata_open(s.file, v, false, &m));
  heard(&s, 1);
  close_image(&s);
}
END_TEST

START_TEST(assembly)
{
  struct subject s;
  struct coff_metadata_module module;
  struct coff_metadata_assembly a;
  struct coff_metadata_tables *t = &s.tables;
  fill(&s);
  open_image(&s);
  ck_assert(coff_metadata_tables(&s.metadata, t));
  ck_assert(t->major == 2 && t->minor == 0 && !t->uncompressed && t->sorted == 1 << 0xc);
  ck_assert(coff_metadata_module(t, &module));
  assert_str(module.name, "mod.dll");
  ck_assert(module.mvid != NULL && module.mvid[15] == 15);
  ck_assert(coff_metadata_assembly(t, &a));
  assert_str(a.name, "lib");
  assert_str(a.culture, "");
  ck_assert(a.version[0] == 1 && a.version[3] == 4 && a.flags == 1 && a.hash_algorithm == 0x8004);
  ck_assert(a.key.size == 3 && memcmp(a.key.data, "key", 3) == 0);
  ck_assert(coff_metadata_reference(t, 1, &a));
  assert_str(a.name, "other");
  assert_str(a.culture, "de");
  ck_assert(a.version[0] == 5 && a.version[3] == 8 && a.key.size == 8 && a.key.data[7] == 8);
  ck_assert(a.hash.size == 3);
  ck_assert(coff_metadata_reference(t, 2, &a) && a.flags == 0x100 && a.key.size == 0);
  ck_assert(!coff_metadata_reference(t, 3, &a) && !coff_metadata_reference(t, 0, &a));
  heard(&s, 0);
  close_image(&s);
}
END_TEST

START_TEST(attributes_and_resources)
{
  struct subject s;
  struct coff_metadata_attribute a;
  struct coff_metadata_resource r;
  uint32_t index = 1;
  fill(&s);
  open_image(&s);
  ck_assert(coff_metadata_tables(&s.metadata, &s.tables));
  ck_assert(coff_metadata_attribute_next(&s.tables, &index, &a));
  assert_str(a.scope, "System");
  assert_str(a.name, "TargetFrameworkAttribute");
  ck_assert(a.has_text);
  assert_str(a.text, "v42");
  ck_assert(!coff_metadata_attribute_next(&s.tables, &index, &a));
  ck_assert(coff_metadata_resource(&s.tables, &s.clr, 1, &r));
  assert_str(r.name, "res");
  ck_assert(r.implementation == 0 && r.flags == 1 && r.data.size == 5);
  ck_assert_mem_eq(r.data.data, "hello", 5);
  ck_assert(coff_metadata_resource(&s.tables, &s.clr, 2, &r) && r.implementation == 0x23000002);
  ck_assert(!coff_metadata_resource(&s.tables, &s.clr, 3, &r));
  heard(&s, 0);
  put(s.image + MADE_OFFSET + RESOURCES + 4, 4, 9); // more than there is
  ck_assert(coff_metadata_resource(&s.tables, &s.clr, 1, &r) && r.data.size == 8);
  heard(&s, 1);
  close_image(&s);
}
END_TEST

// The same tables with wide heaps, an extra word and a table too many rows of which are claimed.
START_TEST(sizes_follow_counts)
{
  struct subject s;
  uint8_t *p = s.bytes + METADATA + TABLES;
  fill(&s);
  p[6] = 7;
  open_image(&s);
  ck_assert(coff_metadata_tables(&s.metadata, &s.tables));
  ck_assert_uint_eq(s.tables.table[COFF_METADATA_MODULE].row_size, 2 + 4 * 4);
  ck_assert_uint_eq(s.tables.table[COFF_METADATA_TYPE_REF].row_size, 2 + 4 + 4);
  heard(&s, 1); // there are not so many bytes
  close_image(&s);
  fill(&s);
  put(p + 24 + 4, 4, 0x4000); // TypeRef: an index of a type and a tag of two bits needs 17 bits
  open_image(&s);
  ck_assert(coff_metadata_tables(&s.metadata, &s.tables));
  heard(&s, 1);
  ck_assert_uint_eq(s.tables.table[COFF_METADATA_TYPE_REF].row_size, 4 + 2 + 2);
  ck_assert_uint_eq(s.tables.table[COFF_METADATA_CUSTOM_ATTRIBUTE].row_size, 4 + 2 + 2);
  ck_assert_uint_eq(s.tables.table[COFF_METADATA_CUSTOM_ATTRIBUTE].rows, 0);
  ck_assert_uint_eq(s.tables.table[COFF_METADATA_CUSTOM_ATTRIBUTE].claimed, 1);
  close_image(&s);
}
END_TEST

START_TEST(damaged_tables)
{
  struct subject s;
  uint8_t *p = s.bytes + METADATA + TABLES;
  fill(&s);
  put(p + 8, 8, UINT64_MAX);
  open_image(&s);
  ck_assert(!coff_metadata_tables(&s.metadata, &s.tables)); // within the row counts
  heard(&s, 1);
  close_image(&s);
  fill(&s);
  put(p + 8, 8, 1ull << 0 | 1ull << 0x2d | 1ull << 0x30); // 0x2d is none
  open_image(&s);
  ck_assert(coff_metadata_tables(&s.metadata, &s.tables));
  heard(&s, 1);
  ck_assert_uint_eq(s.tables.table[0].rows, 1);
  ck_assert_uint_eq(s.tables.table[0x30].rows, 0);
  close_image(&s);
  fill(&s);
  put(s.bytes + METADATA + 32, 4, 23); // size of the stream
  open_image(&s);
  ck_assert(!coff_metadata_tables(&s.metadata, &s.tables));
  heard(&s, 1);
  close_image(&s);
}
END_TEST

// Names and blobs that lie over each other are paid for.
START_TEST(budget_ends)
{
  struct subject s;
  uint64_t given = 0;
  fill(&s);
  open_image(&s);
  ck_assert(coff_metadata_tables(&s.metadata, &s.tables));
  for (int i = 0; i < 10000; i++)
    given += coff_metadata_string(&s.tables, S_ATTR).size;
  uint64_t most = s.metadata.bytes.size * 4 + 65536;
  ck_assert_uint_gt(given, most - strlen(strings + S_ATTR));
  ck_assert_uint_le(given, most);
  heard(&s, 1);
  close_image(&s);
}
END_TEST

START_TEST(numbers)
{
  static const struct {
    const char *bytes;
    size_t size;
    uint32_t want; // UINT32_MAX: none
  } all[] = {
      {"\x03", 1, 3},
      {"\x7f", 1, 0x7f},
      {"\x80\x80", 2, 0x80},
      {"\xbf\xff", 2, 0x3fff},
      {"\xc0\x00\x40\x00", 4, 0x4000},
      {"\xdf\xff\xff\xff", 4, 0x1fffffff},
      {"\xff", 1, UINT32_MAX},
      {"\x80", 1, UINT32_MAX},
      {"\xc0\0\0", 3, UINT32_MAX},
      {"", 0, UINT32_MAX},
  };
  for (size_t i = 0; i < COFF_COUNT(all); i++) {
    uint64_t at = 0;
    uint32_t v = UINT32_MAX;
    bool ok = metadata_number(view(all[i].bytes, all[i].size), &at, &v);
    ck_assert_int_eq(ok, all[i].want != UINT32_MAX);
    ck_assert_uint_eq(v, all[i].want);
    ck_assert_uint_eq(at, ok ? all[i].size : 0);
  }
}
END_TEST

START_TEST(key_tokens)
{
  uint8_t digest[20], token[8];
  char a[200];
  memset(a, 'a', sizeof a);
  metadata_sha1(view("abc", 3), digest); // FIPS 180's own example
  ck_assert_mem_eq(
      digest, "\xa9\x99\x3e\x36\x47\x06\x81\x6a\xba\x3e\x25\x71\x78\x50\xc2\x6c\x9c\xd0\xd8\x9d",
      20);
  metadata_sha1(view(a, 55), digest);
  ck_assert_mem_eq(digest, "\xc1\xc8\xbb\xdc\x22\x79\x6e\x28\xc0\xe1", 10);
  metadata_sha1(view(a, 56), digest);
  ck_assert_mem_eq(digest, "\xc2\xdb\x33\x0f\x60\x83\x85\x4c\x99\xd4", 10);
  metadata_sha1(view(a, 64), digest);
  ck_assert_mem_eq(digest, "\x00\x98\xba\x82\x4b\x5c\x16\x42\x7b\xd7", 10);
  // The "neutral" key of ECMA-335, II.6.2.1.3, and its well-known token.
  coff_metadata_key_token(view("\0\0\0\0\0\0\0\0\4\0\0\0\0\0\0\0", 16), token);
  ck_assert_mem_eq(token, "\xb7\x7a\x5c\x56\x19\x34\xe0\x89", 8);
}
END_TEST

START_TEST(table_names)
{
  for (unsigned i = 0; i <= 0x40; i++)
    ck_assert_int_eq(coff_metadata_table_name(i) != NULL, i <= 0x2c || (i >= 0x30 && i <= 0x37));
  ck_assert_str_eq(coff_metadata_table_name(COFF_METADATA_MANIFEST_RESOURCE), "ManifestResource");
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("clr");
  TCase *t = tcase_create("clr");
  tcase_add_test(t, header_and_parts);
  tcase_add_test(t, damaged_parts);
  tcase_add_test(t, root_and_streams);
  tcase_add_test(t, damaged_root);
  tcase_add_test(t, assembly);
  tcase_add_test(t, attributes_and_resources);
  tcase_add_test(t, sizes_follow_counts);
  tcase_add_test(t, damaged_tables);
  tcase_add_test(t, budget_ends);
  tcase_add_test(t, numbers);
  tcase_add_test(t, key_tokens);
  tcase_add_test(t, table_names);
  suite_add_tcase(suite, t);
  return run_suite(suite);
}
