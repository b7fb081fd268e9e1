// The debug directory and the data of its entries, over images made here.
//
// Skip this unless you change coffgen/image/debugdir*.c. test_debugdir.py compares with peers over
// images that linkers made.
#include "coff/debugdir.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/made-image.h"
#include "testsuite/unit/main.h"
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { ENTRY = 28 };

// A section that begins with entries; their data follow. The directory names all of the section, so
// that data end up as entries too: tests look at the first ones.
struct subject {
  uint8_t bytes[2048];
  size_t used; // bytes of data
  uint8_t *image;
  struct ear ear;
  struct coff_file *file;
  struct coff_debugdir dir;
};

static void put(uint8_t *p, unsigned width, uint64_t v)
{
  coff_store(p, width, COFF_LITTLE, v);
}

static void assert_str(struct coff_str s, const char *want)
{
  ck_assert_msg(s.size == strlen(want) && memcmp(s.data, want, s.size) == 0,
                "\"%.*s\" is not \"%s\"", (int)s.size, s.data, want);
}

static void open_image(struct subject *s, size_t size)
{
  size_t total;
  listen(&s->ear);
  s->image = made_image(0x8664, true, COFF_DIR_DEBUG, s->bytes, size, &total);
  s->file = coff_file_from_memory(&s->ear.context, "test", s->image, total, NULL);
  ck_assert_ptr_nonnull(s->file);
  s->ear.heard = (struct heard){0};
  ck_assert(coff_debugdir_open(s->file, &s->dir));
}

static void close_image(struct subject *s)
{
  coff_file_close(s->file);
  free(s->image);
}

// One entry of TYPE with SIZE bytes of data behind it, whole entries long; opens it.
static struct coff_debugdir_entry one(struct subject *s, uint32_t type, uint16_t minor,
                                      const void *data, size_t size)
{
  struct coff_debugdir_entry e;
  memset(s->bytes, 0, sizeof s->bytes);
  put(s->bytes + 4, 4, 0x5f000001);
  put(s->bytes + 8, 2, 3);
  put(s->bytes + 10, 2, minor);
  put(s->bytes + 12, 4, type);
  put(s->bytes + 16, 4, size);
  put(s->bytes + 20, 4, MADE_RVA + ENTRY);
  put(s->bytes + 24, 4, MADE_OFFSET + ENTRY);
  memcpy(s->bytes + ENTRY, data, size);
  open_image(s, (ENTRY + size + ENTRY - 1) / ENTRY * ENTRY);
  ck_assert(coff_debugdir_next(&s->dir, &e));
  ck_assert_uint_eq(e.type, type);
  ck_assert_uint_eq(e.data.size, size);
  ck_assert_int_eq(s->ear.heard.errors, 0);
  return e;
}

// Asserts that N things were reported since then, and forgets them.
static void heard(struct subject *s, int n)
{
  ck_assert_msg(s->ear.heard.errors == n, "%d reports, the last \"%s\"", s->ear.heard.errors,
                s->ear.heard.text);
  s->ear.heard = (struct heard){0};
}

// ---- Entries ----------------------------------------------------------------------------------

START_TEST(entry_fields)
{
  struct subject s;
  struct coff_debugdir_entry e = one(&s, IMAGE_DEBUG_TYPE_CLSID, 7, "abcd", 4);
  ck_assert(e.offset == MADE_OFFSET && e.time == 0x5f000001 && e.major == 3 && e.minor == 7);
  ck_assert(e.rva == MADE_RVA + ENTRY && e.pointer == MADE_OFFSET + ENTRY);
  ck_assert_uint_eq(e.data.origin, MADE_OFFSET + ENTRY);
  ck_assert_mem_eq(e.data.data, "abcd", 4);
  close_image(&s);
}
END_TEST

START_TEST(data_by_offset_or_address)
{
  struct subject s = {.used = 0};
  struct coff_debugdir_entry e;
  // By offset alone; by address alone; both, of different places; nowhere; cut off.
  static const uint32_t where[][3] = {{8, 0, MADE_OFFSET + 5 * ENTRY},
                                      {8, MADE_RVA + 5 * ENTRY, 0},
                                      {8, MADE_RVA + 4, MADE_OFFSET + 5 * ENTRY},
                                      {8, 0x700000, 0},
                                      {9, 0, MADE_OFFSET + 5 * ENTRY}};
  static const int reports[] = {0, 0, 1, 1, 1};
  static const uint64_t sizes[] = {8, 8, 8, 0, 8};
  for (unsigned i = 0; i < COFF_COUNT(where); i++) {
    put(s.bytes + i * ENTRY + 16, 4, where[i][0]);
    put(s.bytes + i * ENTRY + 20, 4, where[i][1]);
    put(s.bytes + i * ENTRY + 24, 4, where[i][2]);
  }
  open_image(&s, 5 * ENTRY + 8);
  heard(&s, 1); // the directory, of which the data are part here, ends within an entry
  ck_assert_uint_eq(s.dir.count, 5);
  for (unsigned i = 0; i < COFF_COUNT(where); i++) {
    ck_assert(coff_debugdir_next(&s.dir, &e));
    ck_assert_uint_eq(e.data.size, sizes[i]);
    ck_assert(i == 3 || e.data.origin == MADE_OFFSET + 5 * ENTRY);
    heard(&s, reports[i]);
  }
  ck_assert(!coff_debugdir_next(&s.dir, &e));
  close_image(&s);
}
END_TEST

// What all entries give is no more than the file has: otherwise a small file costs its square.
START_TEST(shared_data_end)
{
  struct subject s = {.used = 0};
  struct coff_debugdir_entry e;
  uint64_t given = 0;
  int empty = 0;
  for (unsigned i = 0; i < 70; i++) {
    put(s.bytes + i * ENTRY + 16, 4, 70 * ENTRY);
    put(s.bytes + i * ENTRY + 24, 4, MADE_OFFSET);
  }
  open_image(&s, 70 * ENTRY);
  while (coff_debugdir_next(&s.dir, &e)) {
    given += e.data.size;
    empty += e.data.size == 0;
  }
  ck_assert_uint_le(given, MADE_OFFSET + 70 * ENTRY);
  ck_assert_int_eq(empty, 69);
  ck_assert_int_eq(s.ear.heard.errors, 69);
  close_image(&s);
}
END_TEST

START_TEST(type_names)
{
  for (uint32_t i = 0; i <= IMAGE_DEBUG_TYPE_R2R_PERFMAP; i++)
    ck_assert_ptr_nonnull(coff_debugdir_type_name(i));
  ck_assert_str_eq(coff_debugdir_type_name(16), "REPRO");
  ck_assert_ptr_null(coff_debugdir_type_name(22));
  ck_assert_ptr_null(coff_debugdir_type_name(UINT32_MAX));
}
END_TEST

// ---- CodeView ---------------------------------------------------------------------------------

#define GUID_BYTES "\x33\x22\x11\x00\x55\x44\x77\x66\x88\x99\xaa\xbb\xcc\xdd\xee\xff"

START_TEST(codeview_rsds)
{
  struct subject s;
  struct coff_debugdir_codeview cv;
  char text[41];
  static const char rsds[] = "RSDS" GUID_BYTES "\x1a\0\0\0C:\\a.pdb";
  struct coff_debugdir_entry e = one(&s, IMAGE_DEBUG_TYPE_CODEVIEW, 0, rsds, sizeof rsds);
  ck_assert(coff_debugdir_codeview(s.file, &e, &cv));
  ck_assert(cv.is_pdb && cv.has_guid && !cv.is_portable && cv.age == 26);
  assert_str(cv.path, "C:\\a.pdb");
  coff_guid_text(cv.guid, text);
  ck_assert_str_eq(text, "00112233-4455-6677-8899-aabbccddeeff");
  coff_debugdir_codeview_key(&cv, text);
  ck_assert_str_eq(text, "00112233445566778899AABBCCDDEEFF1A");
  e.data.size--; // the path's end
  ck_assert(coff_debugdir_codeview(s.file, &e, &cv));
  heard(&s, 1);
  e.data.size = 23;
  ck_assert(!coff_debugdir_codeview(s.file, &e, &cv));
  heard(&s, 1);
  e.type = IMAGE_DEBUG_TYPE_POGO;
  ck_assert(!coff_debugdir_codeview(s.file, &e, &cv));
  heard(&s, 0);
  close_image(&s);
  e = one(&s, IMAGE_DEBUG_TYPE_CODEVIEW, COFF_DEBUGDIR_PORTABLE, rsds, sizeof rsds);
  ck_assert(coff_debugdir_codeview(s.file, &e, &cv) && cv.is_portable);
  coff_debugdir_codeview_key(&cv, text);
  ck_assert_str_eq(text, "00112233445566778899AABBCCDDEEFFFFFFFFFF");
  close_image(&s);
}
END_TEST

START_TEST(codeview_older)
{
  struct subject s;
  struct coff_debugdir_codeview cv;
  char key[41];
  static const char nb10[] = "NB10\0\0\0\0\x9a\x78\x56\x34\x0b\0\0\0x.pdb";
  struct coff_debugdir_entry e = one(&s, IMAGE_DEBUG_TYPE_CODEVIEW, 0, nb10, sizeof nb10);
  ck_assert(coff_debugdir_codeview(s.file, &e, &cv));
  ck_assert(cv.is_pdb && !cv.has_guid && cv.time == 0x3456789a && cv.age == 11);
  assert_str(cv.path, "x.pdb");
  coff_debugdir_codeview_key(&cv, key);
  ck_assert_str_eq(key, "3456789AB");
  e.data.size = 15;
  ck_assert(!coff_debugdir_codeview(s.file, &e, &cv));
  heard(&s, 1);
  close_image(&s);
  e = one(&s, IMAGE_DEBUG_TYPE_CODEVIEW, 0, "NB09\x10\0\0\0more", 12);
  ck_assert(coff_debugdir_codeview(s.file, &e, &cv));
  ck_assert(!cv.is_pdb && cv.offset == 16);
  ck_assert_str_eq(coff_debugdir_codeview_name(cv.signature), "NB09");
  coff_debugdir_codeview_key(&cv, key);
  ck_assert_str_eq(key, "");
  close_image(&s);
  e = one(&s, IMAGE_DEBUG_TYPE_CODEVIEW, 0, "MTOC" GUID_BYTES "/a.dll", 27);
  ck_assert(coff_debugdir_codeview(s.file, &e, &cv) && cv.has_guid && !cv.is_pdb);
  assert_str(cv.path, "/a.dll");
  close_image(&s);
  e = one(&s, IMAGE_DEBUG_TYPE_CODEVIEW, 0, "NB99\0\0\0\0", 8);
  ck_assert(!coff_debugdir_codeview(s.file, &e, &cv));
  heard(&s, 1);
  close_image(&s);
}
END_TEST

// ---- Other kinds ------------------------------------------------------------------------------

START_TEST(pogo_entries)
{
  struct subject s;
  struct coff_debugdir_pogo p;
  struct coff_debugdir_pogo_entry part;
  static const char data[] = "GCTL\x00\x10\0\0\x20\0\0\0.text\0\0\0"
                             "\x20\x10\0\0\x04\0\0\0abc\0"
                             "\x24\x10\0\0\x08\0\0\0open";
  struct coff_debugdir_entry e = one(&s, IMAGE_DEBUG_TYPE_POGO, 0, data, sizeof data - 1);
  ck_assert(coff_debugdir_pogo(s.file, &e, &p));
  ck_assert_str_eq(coff_debugdir_pogo_name(p.signature), "LTCG");
  ck_assert(coff_debugdir_pogo_next(&p, &part) && part.rva == 0x1000 && part.size == 0x20);
  assert_str(part.name, ".text");
  ck_assert(coff_debugdir_pogo_next(&p, &part) && part.rva == 0x1020 && part.size == 4);
  assert_str(part.name, "abc");
  heard(&s, 0);
  ck_assert(coff_debugdir_pogo_next(&p, &part)); // its name has no end
  assert_str(part.name, "open");
  heard(&s, 1);
  ck_assert(!coff_debugdir_pogo_next(&p, &part));
  e.data.size = 4 + 7;
  ck_assert(coff_debugdir_pogo(s.file, &e, &p) && !coff_debugdir_pogo_next(&p, &part));
  heard(&s, 1);
  ck_assert(!coff_debugdir_pogo_next(&p, &part));
  heard(&s, 0);
  ck_assert_str_eq(coff_debugdir_pogo_name(0x50475500), "PGU");
  ck_assert_ptr_null(coff_debugdir_pogo_name(1));
  close_image(&s);
}
END_TEST

START_TEST(frame_records_and_maps)
{
  struct subject s;
  struct coff_debugdir_table t;
  struct coff_debugdir_fpo r;
  struct coff_debugdir_omap m;
  uint8_t data[20] = {0};
  put(data, 4, 0x1234);
  put(data + 4, 4, 0x56);
  put(data + 8, 4, 3);
  put(data + 12, 2, 2);
  put(data + 14, 2, 9 | 5u << 8 | 1u << 11 | 0u << 12 | 3u << 14);
  struct coff_debugdir_entry e = one(&s, IMAGE_DEBUG_TYPE_FPO, 0, data, sizeof data);
  ck_assert(coff_debugdir_table(s.file, &e, &t) && t.count == 1);
  heard(&s, 1); // four bytes too many
  ck_assert(coff_debugdir_fpo_get(&t, 0, &r) && !coff_debugdir_fpo_get(&t, 1, &r));
  ck_assert(r.rva == 0x1234 && r.size == 0x56 && r.locals == 3 && r.params == 2);
  ck_assert(r.prolog == 9 && r.saved == 5 && r.has_seh && !r.uses_bp && r.frame == FRAME_NONFPO);
  close_image(&s);
  e = one(&s, IMAGE_DEBUG_TYPE_OMAP_FROM_SRC, 0, data, 16);
  ck_assert(coff_debugdir_table(s.file, &e, &t) && t.count == 2);
  ck_assert(coff_debugdir_omap_get(&t, 0, &m) && m.rva == 0x1234 && m.to == 0x56);
  ck_assert(!coff_debugdir_omap_get(&t, 2, &m) && !coff_debugdir_omap_get(&t, UINT64_MAX, &m));
  close_image(&s);
}
END_TEST

START_TEST(words_and_flags)
{
  struct subject s;
  struct coff_debugdir_word words[COFF_DEBUGDIR_WORDS];
  uint32_t flags;
  uint8_t data[32];
  for (unsigned i = 0; i < 8; i++)
    put(data + i * 4, 4, i + 1);
  struct coff_debugdir_entry e = one(&s, IMAGE_DEBUG_TYPE_COFF, 0, data, sizeof data);
  ck_assert_uint_eq(coff_debugdir_words(s.file, &e, words), 8);
  ck_assert_str_eq(words[7].name, "data_end_rva");
  ck_assert_uint_eq(words[7].value, 8);
  close_image(&s);
  e = one(&s, IMAGE_DEBUG_TYPE_VC_FEATURE, 0, data, 20);
  ck_assert_uint_eq(coff_debugdir_words(s.file, &e, words), 5);
  ck_assert_str_eq(words[4].name, "guard_n");
  e.data.size = 19;
  ck_assert_uint_eq(coff_debugdir_words(s.file, &e, words), 4);
  heard(&s, 1);
  ck_assert(!coff_debugdir_dll_flags(s.file, &e, &flags));
  heard(&s, 0);
  close_image(&s);
  e = one(&s, IMAGE_DEBUG_TYPE_EX_DLLCHARACTERISTICS, 0, "\x41\0\0\0", 4);
  ck_assert(coff_debugdir_dll_flags(s.file, &e, &flags) && flags == 0x41);
  e.data.size = 3;
  ck_assert(!coff_debugdir_dll_flags(s.file, &e, &flags));
  heard(&s, 1);
  close_image(&s);
}
END_TEST

START_TEST(names_and_hashes)
{
  struct subject s;
  struct coff_debugdir_misc m;
  struct coff_debugdir_checksum c;
  struct coff_debugdir_perfmap p;
  struct coff_view hash;
  struct coff_debugdir_entry e =
      one(&s, IMAGE_DEBUG_TYPE_MISC, 0, "\1\0\0\0\x12\0\0\0\0\0\0\0a.exe\0..", 20);
  ck_assert(coff_debugdir_misc(s.file, &e, &m));
  ck_assert(m.kind == 1 && m.length == 18 && !m.unicode && m.data.size == 6);
  e.data.size = 16;
  ck_assert(coff_debugdir_misc(s.file, &e, &m) && m.data.size == 4);
  heard(&s, 1);
  close_image(&s);
  e = one(&s, IMAGE_DEBUG_TYPE_REPRO, 0, "\4\0\0\0abcd", 8);
  ck_assert(coff_debugdir_repro(s.file, &e, &hash) && hash.size == 4);
  ck_assert_mem_eq(hash.data, "abcd", 4);
  e.data.size = 7;
  ck_assert(coff_debugdir_repro(s.file, &e, &hash) && hash.size == 3);
  heard(&s, 1);
  e.data.size = 0;
  ck_assert(coff_debugdir_repro(s.file, &e, &hash) && hash.size == 0);
  heard(&s, 0);
  close_image(&s);
  e = one(&s, IMAGE_DEBUG_TYPE_PDBCHECKSUM, 0, "SHA256\0\1\2\3", 10);
  ck_assert(coff_debugdir_checksum(s.file, &e, &c) && c.value.size == 3 && c.value.data[2] == 3);
  assert_str(c.algorithm, "SHA256");
  e.data.size = 6;
  ck_assert(!coff_debugdir_checksum(s.file, &e, &c));
  heard(&s, 1);
  close_image(&s);
  e = one(&s, IMAGE_DEBUG_TYPE_R2R_PERFMAP, 0, "R2RM" GUID_BYTES "\1\0\0\0a.map", 30);
  ck_assert(coff_debugdir_perfmap(s.file, &e, &p) && p.version == 1);
  assert_str(p.path, "a.map");
  close_image(&s);
}
END_TEST

// ---- Embedded PDB -----------------------------------------------------------------------------

// Deflates SIZE bytes at DATA behind a header that claims CLAIM; returns how many bytes that makes.
static size_t pack(uint8_t *out, size_t room, const void *data, size_t size, uint32_t claim)
{
  z_stream z = {.next_in = (uint8_t *)(uintptr_t)data, .avail_in = (unsigned)size};
  memcpy(out, "MPDB", 4);
  put(out + 4, 4, claim);
  ck_assert_int_eq(deflateInit2(&z, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  z.next_out = out + 8;
  z.avail_out = (unsigned)room - 8;
  ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
  size_t used = 8 + z.total_out;
  deflateEnd(&z);
  return used;
}

// Whether SIZE bytes that claim to be CLAIM, the last CUT of them missing, are taken.
static bool unpacks(size_t size, uint32_t claim, size_t cut)
{
  struct subject s;
  struct coff_debugdir_pdb pdb;
  uint8_t packed[2048], *contents, *plain = malloc(size);
  ck_assert_ptr_nonnull(plain);
  for (size_t i = 0; i < size; i++)
    plain[i] = (uint8_t)(i / 1000);
  size_t n = pack(packed, sizeof packed, plain, size, claim) - cut;
  struct coff_debugdir_entry e = one(&s, IMAGE_DEBUG_TYPE_EMBEDDED_PORTABLE_PDB, 0x100, packed, n);
  ck_assert(coff_debugdir_pdb(s.file, &e, &pdb));
  bool ok = coff_debugdir_inflate(s.file, &pdb, &contents);
  if (ok)
    ck_assert_mem_eq(contents, plain, size);
  else
    ck_assert_ptr_null(contents);
  heard(&s, ok ? 0 : 1);
  coff_debugdir_free(s.file, contents);
  close_image(&s);
  free(plain);
  return ok;
}

START_TEST(embedded_pdb)
{
  struct subject s;
  struct coff_debugdir_pdb pdb;
  ck_assert(unpacks(100, 100, 0));
  ck_assert(unpacks(200000, 200000, 0)); // more than the first room for it
  ck_assert(unpacks(65536, 65536, 0));
  ck_assert(!unpacks(100, 99, 0));
  ck_assert(!unpacks(100, 101, 0));
  ck_assert(!unpacks(65537, 65536, 0));
  ck_assert(!unpacks(200000, 200000, 3));
  ck_assert(!unpacks(100, 0x7fffffff, 0)); // more than deflate can do
  ck_assert(!unpacks(400000, 400000, 0));  // of far less than a hundredth
  ck_assert(!unpacks(100, 0x80000064, 0)); // a later version
  struct coff_debugdir_entry e =
      one(&s, IMAGE_DEBUG_TYPE_EMBEDDED_PORTABLE_PDB, 0x100, "MPDX\0\0\0\0", 8);
  ck_assert(!coff_debugdir_pdb(s.file, &e, &pdb));
  heard(&s, 1);
  close_image(&s);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("debugdir");
  TCase *t = tcase_create("debugdir");
  tcase_add_test(t, entry_fields);
  tcase_add_test(t, data_by_offset_or_address);
  tcase_add_test(t, shared_data_end);
  tcase_add_test(t, type_names);
  tcase_add_test(t, codeview_rsds);
  tcase_add_test(t, codeview_older);
  tcase_add_test(t, pogo_entries);
  tcase_add_test(t, frame_records_and_maps);
  tcase_add_test(t, words_and_flags);
  tcase_add_test(t, names_and_hashes);
  tcase_add_test(t, embedded_pdb);
  suite_add_tcase(suite, t);
  return run_suite(suite);
}
