// Tests of the load configuration, its parts, and thread-local storage: sizes, damage, hostile counts.
//
// Skip it unless one of them fails; test_loadconfig.py has real images.
#include "coff/tls.h"
#include "testsuite/unit/config-subject.h"

static unsigned fields_there(const struct coff_lc_record *r)
{
  struct coff_view v;
  unsigned n = 0;
  for (unsigned i = 0; i < r->fields->n; i++)
    n += coff_lc_bytes(r, i, &v);
  return n;
}

// ---- Fields -----------------------------------------------------------------------------------

// Each field lies behind the one before it, without a gap but those for alignment, in both layouts.
START_TEST(fields_are_dense)
{
  struct subject s = {0};
  put(s.bytes, 4, SIZE);
  ck_assert(begin(&s, _i == 0 ? X86 : X64));
  const struct coff_lc_fields *all = s.lc.fields;
  ck_assert_uint_eq(all->n, COFF_LC_IDS);
  uint8_t used[0x148] = {0};
  for (unsigned i = 0; i < all->n; i++)
    for (unsigned k = 0; k < all->field[i].width[_i]; k++)
      ck_assert_uint_eq(used[all->field[i].at[_i] + k]++, 0);
  const unsigned size = _i == 0 ? 0xc4 : 0x148;
  for (unsigned i = 0; i < size; i++)
    ck_assert_msg(used[i] == 1, "byte %u", i);
  ck_assert_uint_eq(fields_there(&s.lc), all->n);
  end(&s);
}
END_TEST

// The sizes that linkers have written, and the last field of each. A cut inside of a field loses it.
START_TEST(sizes_are_honoured_field_by_field)
{
  static const struct {
    unsigned machine, size, last;
  } cases[] = {
      {X86, 0x40, COFF_LC_SECURITY_COOKIE},
      {X86, 0x48, COFF_LC_SE_HANDLER_COUNT},
      {X86, 0x5c, COFF_LC_GUARD_FLAGS},
      {X86, 0xa4, COFF_LC_VOLATILE_METADATA_POINTER},
      {X64, 0x70, COFF_LC_SE_HANDLER_COUNT},
      {X64, 0x94, COFF_LC_GUARD_FLAGS},
      {X64, 0x9f, COFF_LC_CODE_INTEGRITY_CATALOG_OFFSET},
      {X64, 0x118, COFF_LC_GUARD_EH_CONTINUATION_COUNT},
      {X64, 4, COFF_LC_SIZE},
      {X64, 3, -1},
  };
  struct subject s = {0};
  memset(s.bytes, 0x11, SIZE);
  put(s.bytes, 4, cases[_i].size);
  ck_assert(begin(&s, cases[_i].machine));
  uint64_t v;
  for (unsigned i = 0; i < COFF_LC_IDS; i++) {
    // Two fields changed places between the layouts.
    bool heap_first = cases[_i].machine == X86;
    unsigned order = i == COFF_LC_PROCESS_AFFINITY_MASK && heap_first ? i + 1
                     : i == COFF_LC_PROCESS_HEAP_FLAGS && heap_first  ? i - 1
                                                                      : i;
    bool there = cases[_i].last != (unsigned)-1 && order <= cases[_i].last;
    ck_assert_msg(coff_lc_value(&s.lc, i, &v) == there, "field %u", i);
    ck_assert(there || coff_lc_get(&s.lc, i) == 0);
  }
  ck_assert_int_eq(s.ear.heard.errors, 0);
  end(&s);
}
END_TEST

START_TEST(too_long_structure_is_clipped)
{
  struct subject s = {0};
  put(s.bytes, 4, SIZE + 1);
  ck_assert(begin(&s, X64));
  heard_once(&s, "load configuration of 0x401 bytes is cut off");
  ck_assert_uint_eq(s.lc.bytes.size, SIZE);
  end(&s);
}
END_TEST

START_TEST(size_zero_means_the_directory)
{
  struct subject s = {0};
  uint32_t size;
  put(s.bytes + 88, 4, 0x100);
  open_file(&s, X86, COFF_DIR_LOAD_CONFIG, 92);
  ck_assert(coff_lc_open(s.file, &s.lc, &size));
  ck_assert_uint_eq(size, 92);
  ck_assert_uint_eq(coff_lc_get(&s.lc, COFF_LC_GUARD_FLAGS), 0x100);
  ck_assert_uint_eq(s.lc.bytes.size, 92);
  ck_assert_int_eq(s.ear.heard.errors, 0);
  end(&s);
}
END_TEST

// Old loaders of x86 want 64 in the data directory, whatever follows.
START_TEST(directory_size_does_not_limit)
{
  enum { ENTRY = 0x40 + 24 + 96 + 8 * COFF_DIR_LOAD_CONFIG };
  struct subject s = {0};
  struct ear ear;
  uint32_t size;
  put(s.bytes, 4, 0x5c);
  put(s.bytes + 88, 4, 0x100);
  open_file(&s, X86, COFF_DIR_LOAD_CONFIG, SIZE);
  coff_file_close(s.file);
  put(s.image + ENTRY + 4, 4, 64);
  listen(&ear);
  s.file = coff_file_from_memory(&ear.context, "test", s.image, MADE_OFFSET + SIZE, NULL);
  ck_assert(coff_lc_open(s.file, &s.lc, &size));
  ck_assert_uint_eq(size, 64);
  ck_assert_uint_eq(coff_lc_get(&s.lc, COFF_LC_GUARD_FLAGS), 0x100);
  ck_assert_int_eq(ear.heard.errors, 0);
  end(&s);
}
END_TEST

START_TEST(no_size_is_refused)
{
  struct subject s = {0};
  open_file(&s, X64, COFF_DIR_LOAD_CONFIG, 3);
  ck_assert(!coff_lc_open(s.file, &s.lc, NULL));
  heard_once(&s, "has no size");
  end(&s);
}
END_TEST

// ---- Tables -----------------------------------------------------------------------------------

START_TEST(metadata_of_every_stride)
{
  enum { TABLE = 0x200 };
  struct subject s = {0};
  struct coff_lc_table t;
  struct coff_lc_entry e;
  unsigned stride = 4 + (unsigned)_i;
  put(s.bytes, 4, 0x118);
  put(s.bytes + 144, 4, (uint32_t)_i << 28);
  put(s.bytes + 128, 8, address(TABLE));
  put(s.bytes + 136, 8, 2);
  put(s.bytes + TABLE, 4, 0x3000);
  put(s.bytes + TABLE + stride, 4, 0x4000);
  memset(s.bytes + TABLE + stride + 4, 0x13, (size_t)_i);
  ck_assert(begin(&s, X64));
  ck_assert(coff_lc_table(&s.lc, COFF_LC_GUARD_FUNCTIONS, &t));
  ck_assert_uint_eq(t.stride, stride);
  ck_assert_uint_eq(t.count, 2);
  ck_assert(coff_lc_entry(&t, 0, &e));
  ck_assert_uint_eq(e.rva, 0x3000);
  ck_assert_uint_eq(e.flags, 0);
  ck_assert(coff_lc_entry(&t, 1, &e));
  ck_assert_uint_eq(e.rva, 0x4000);
  ck_assert_uint_eq(e.metadata.size, _i);
  ck_assert_uint_eq(e.flags, _i == 0 ? 0 : 0x13);
  ck_assert(!coff_lc_entry(&t, 2, &e));
  ck_assert(!coff_lc_table(&s.lc, COFF_LC_GUARD_LONG_JUMPS, &t));
  ck_assert_int_eq(s.ear.heard.errors, 0);
  end(&s);
}
END_TEST

// A count that would take any multiplication past 64 bits.
START_TEST(huge_count_is_clipped)
{
  struct subject s = {0};
  struct coff_lc_table t;
  put(s.bytes, 4, 0x118);
  put(s.bytes + 144, 4, 0xf0000000);
  put(s.bytes + 176, 8, address(0x300));
  put(s.bytes + 184, 8, UINT64_MAX / 4);
  ck_assert(begin(&s, X64));
  ck_assert(coff_lc_table(&s.lc, COFF_LC_GUARD_LONG_JUMPS, &t));
  ck_assert_uint_eq(t.count, 0x100 / 19);
  heard_once(&s, "is cut off");
  ck_assert_uint_eq(s.ear.heard.offset, MADE_OFFSET + 176);
  end(&s);
}
END_TEST

START_TEST(table_outside_of_the_image)
{
  static const uint64_t where[] = {1, BASE - 1, BASE + 0x7fffffffull, UINT64_MAX};
  struct subject s = {0};
  struct coff_lc_table t;
  put(s.bytes, 4, 0x118);
  put(s.bytes + 264, 8, where[_i]);
  put(s.bytes + 272, 8, 1);
  ck_assert(begin(&s, X64));
  ck_assert(!coff_lc_table(&s.lc, COFF_LC_GUARD_EH_CONTINUATIONS, &t));
  heard_once(&s, "is not in the");
  ck_assert_uint_eq(s.ear.heard.offset, MADE_OFFSET + 264);
  end(&s);
}
END_TEST

START_TEST(lock_prefixes_need_an_end)
{
  struct subject s = {0};
  struct coff_lc_table t;
  struct coff_lc_entry e;
  put(s.bytes, 4, 0x48);
  put(s.bytes + 32, 4, address(SIZE - 8));
  put(s.bytes + SIZE - 8, 4, address(0x80));
  put(s.bytes + SIZE - 4, 4, _i == 0 ? 0 : address(0x90));
  ck_assert(begin(&s, X86));
  ck_assert(coff_lc_table(&s.lc, COFF_LC_LOCK_PREFIXES, &t));
  ck_assert_uint_eq(t.count, _i == 0 ? 1 : 2);
  ck_assert(coff_lc_entry(&t, 0, &e));
  ck_assert_uint_eq(e.rva, rva(0x80));
  if (_i != 0)
    heard_once(&s, "no zero ends");
  else
    ck_assert_int_eq(s.ear.heard.errors, 0);
  end(&s);
}
END_TEST

// ---- Parts ------------------------------------------------------------------------------------

// Hybrid metadata tells its length by its version only.
START_TEST(hybrid_metadata_by_version)
{
  static const struct {
    unsigned machine, version, fields;
    enum coff_hybrid hybrid;
  } cases[] = {
      {X86, 1, 10, COFF_HYBRID_CHPE_X86}, {X86, 2, 11, COFF_HYBRID_CHPE_X86},
      {X86, 3, 12, COFF_HYBRID_CHPE_X86}, {X86, 9, 12, COFF_HYBRID_CHPE_X86},
      {X64, 1, 20, COFF_HYBRID_ARM64EC},  {X64, 2, 23, COFF_HYBRID_ARM64EC},
      {ARM64, 1, 20, COFF_HYBRID_ARM64X}, {ARM64, 77, 23, COFF_HYBRID_ARM64X},
  };
  enum { META = 0x200, MAP = 0x300 };
  struct subject s = {0};
  struct coff_lc_record part;
  struct coff_lc_rows t;
  struct coff_lc_row row;
  bool x86 = cases[_i].machine == X86;
  put(s.bytes, 4, x86 ? 0xc4 : 0x148);
  put(s.bytes + (x86 ? 124 : 200), x86 ? 4 : 8, address(META));
  put(s.bytes + META, 4, cases[_i].version);
  put(s.bytes + META + 4, 4, rva(MAP));
  put(s.bytes + META + 8, 4, 2);
  put(s.bytes + MAP, 4, 0x3000);
  put(s.bytes + MAP + 8, 4, 0x5001);
  put(s.bytes + MAP + 12, 4, 0x10);
  ck_assert(begin(&s, cases[_i].machine));
  ck_assert_int_eq(coff_lc_hybrid(s.file), cases[_i].hybrid);
  ck_assert(coff_lc_part(&s.lc, COFF_LC_HYBRID, &part));
  ck_assert_uint_eq(fields_there(&part), cases[_i].fields);
  ck_assert(coff_lc_rows(&part, COFF_LC_CODE_MAP, &t));
  ck_assert_uint_eq(t.count, 2);
  ck_assert(coff_lc_row(&t, 1, &row));
  ck_assert_uint_eq(row.value[0], 0x5000);
  ck_assert_uint_eq(row.value[1], 0x10);
  ck_assert_str_eq(row.type, x86 ? "ARM64" : "ARM64EC");
  ck_assert(!coff_lc_rows(&part, COFF_LC_VOLATILE_RANGES, &t));
  ck_assert(!coff_lc_rows(&part, COFF_LC_ENTRY_POINTS, &t));
  ck_assert_int_eq(s.ear.heard.errors, 0);
  end(&s);
}
END_TEST

// Metadata that is not there makes no hybrid.
START_TEST(hybrid_needs_metadata)
{
  struct subject s = {0};
  struct coff_lc_record part;
  put(s.bytes, 4, 0x148);
  put(s.bytes + 200, 8, _i == 0 ? 0 : 0x1234);
  ck_assert(begin(&s, X64));
  ck_assert_int_eq(coff_lc_hybrid(s.file), COFF_HYBRID_NONE);
  ck_assert(!coff_lc_part(&s.lc, COFF_LC_HYBRID, &part));
  ck_assert_int_eq(s.ear.heard.errors, _i);
  end(&s);
}
END_TEST

// Many imports of an enclave that share one long name do not make much work.
START_TEST(enclave_names_are_bounded)
{
  enum { N = 200, TABLE = 0x200, STRINGS = TABLE + 80 * N, LONG = 4000, ALL = STRINGS + LONG };
  struct ear ear;
  struct coff_lc_record lc, part;
  struct coff_lc_enclave_imports all;
  struct coff_lc_enclave_import one;
  size_t total, names = 0, n = 0;
  uint8_t *bytes = calloc(1, ALL);
  listen(&ear);
  put(bytes, 4, 0x148);
  put(bytes + 248, 8, address(0x150));
  put(bytes + 0x150, 4, 80);
  put(bytes + 0x150 + 12, 4, N);
  put(bytes + 0x150 + 16, 4, rva(TABLE));
  put(bytes + 0x150 + 20, 4, 80);
  for (unsigned i = 0; i < N; i++)
    put(bytes + TABLE + 80 * i + 72, 4, rva(STRINGS));
  memset(bytes + STRINGS, 'a', LONG - 1);
  uint8_t *image = made_image(X64, true, COFF_DIR_LOAD_CONFIG, bytes, ALL, &total);
  struct coff_file *f = coff_file_from_memory(&ear.context, "test", image, total, NULL);
  ck_assert(coff_lc_open(f, &lc, NULL));
  ck_assert(coff_lc_part(&lc, COFF_LC_ENCLAVE, &part));
  ck_assert(coff_lc_enclave_imports(&part, &all));
  for (; coff_lc_enclave_import_next(&all, &one); n++)
    names += one.name.size;
  ck_assert_uint_eq(n, N);
  ck_assert_uint_le(names, total + LONG);
  ck_assert_int_eq(ear.heard.errors, 1);
  coff_file_close(f);
  free(image);
  free(bytes);
}
END_TEST

START_TEST(enclave_imports_of_no_size)
{
  struct subject s = {0};
  struct coff_lc_record part;
  struct coff_lc_enclave_imports all;
  put(s.bytes, 4, 0x148);
  put(s.bytes + 248, 8, address(0x200));
  put(s.bytes + 0x200, 4, 80);
  put(s.bytes + 0x200 + 12, 4, UINT32_MAX);
  put(s.bytes + 0x200 + 16, 4, rva(0x300));
  ck_assert(begin(&s, X64));
  ck_assert(coff_lc_part(&s.lc, COFF_LC_ENCLAVE, &part));
  ck_assert(!coff_lc_enclave_imports(&part, &all));
  heard_once(&s, "have 0 bytes each");
  end(&s);
}
END_TEST

// A part is as long as it says itself.
START_TEST(short_parts_have_fewer_fields)
{
  struct subject s = {0};
  struct coff_lc_record part;
  put(s.bytes, 4, 0x148);
  put(s.bytes + 256, 8, address(0x200));
  put(s.bytes + 0x200, 4, 16);
  put(s.bytes + 240, 4, rva(0x280));
  put(s.bytes + 0x280, 4, (uint32_t)_i);
  ck_assert(begin(&s, X64));
  ck_assert(coff_lc_part(&s.lc, COFF_LC_VOLATILE_METADATA, &part));
  ck_assert_uint_eq(fields_there(&part), 5);
  static const unsigned hot[] = {5, 5, 6, 7, 9, 9};
  ck_assert(coff_lc_part(&s.lc, COFF_LC_HOT_PATCH, &part));
  ck_assert_uint_eq(fields_there(&part), hot[_i]);
  ck_assert(!coff_lc_part(&s.lc, COFF_LC_ENCLAVE, &part));
  ck_assert_int_eq(s.ear.heard.errors, 0);
  end(&s);
}
END_TEST

// ---- Thread-local storage ---------------------------------------------------------------------

static bool open_tls(struct subject *s, unsigned machine, struct coff_tls *t)
{
  unsigned w = machine == X86 ? 4 : 8;
  put(s->bytes, w, address(0x100));
  put(s->bytes + w, w, address(0x110));
  put(s->bytes + 2 * w, w, address(0x120));
  put(s->bytes + 3 * w, w, address(0x200));
  put(s->bytes + 4 * w, 4, 32);
  put(s->bytes + 4 * w + 4, 4, 0x00500000);
  put(s->bytes + 0x200, w, address(0x40));
  put(s->bytes + 0x200 + w, w, address(0x48));
  memset(s->bytes + 0x100, 0x77, 16);
  open_file(s, machine, COFF_DIR_TLS, SIZE);
  return coff_tls_open(s->file, t);
}

START_TEST(tls_of_both_widths)
{
  struct subject s = {0};
  struct coff_tls t;
  struct coff_tls_callback one;
  ck_assert(open_tls(&s, _i == 0 ? X86 : X64, &t));
  ck_assert_uint_eq(t.start, address(0x100));
  ck_assert_uint_eq(t.end, address(0x110));
  ck_assert_uint_eq(t.index, address(0x120));
  ck_assert_uint_eq(t.zero_fill, 32);
  ck_assert_uint_eq(coff_tls_alignment(&t), 16);
  ck_assert_uint_eq(t.data.size, 16);
  ck_assert_uint_eq(t.data.data[15], 0x77);
  struct coff_tls_callbacks all = coff_tls_callbacks(&t);
  ck_assert(coff_tls_callback_next(&all, &one));
  ck_assert_uint_eq(one.function, address(0x40));
  ck_assert_uint_eq(one.offset, MADE_OFFSET + 0x200);
  ck_assert(coff_tls_callback_next(&all, &one));
  ck_assert(!coff_tls_callback_next(&all, &one));
  ck_assert(!coff_tls_callback_next(&all, &one));
  ck_assert_int_eq(s.ear.heard.errors, 0);
  end(&s);
}
END_TEST

START_TEST(damaged_tls)
{
  static const struct {
    unsigned field;
    uint64_t value;
    const char *text;
  } cases[] = {
      {0, 0x1000, "template at address 0x1000 is not in the image"},
      {1, 0x400000, "before it begins"},
      {1, 0x500000, "end of the thread-local template"},
      {3, 0x10, "list of TLS callbacks at address 0x10 is not in the image"},
      {3, 0x400000 + MADE_RVA + SIZE - 8, "no zero ends the list"},
      {3, 0x400000 + MADE_RVA + SIZE - 3, "no zero ends the list"},
  };
  struct subject s = {0};
  struct coff_tls t;
  struct coff_tls_callback one;
  ck_assert(open_tls(&s, X64, &t));
  end(&s);
  put(s.bytes + SIZE - 8, 8, address(0x40));
  put(s.bytes + 8 * (size_t)cases[_i].field, 8, cases[_i].value);
  open_file(&s, X64, COFF_DIR_TLS, SIZE);
  ck_assert(coff_tls_open(s.file, &t));
  struct coff_tls_callbacks all = coff_tls_callbacks(&t);
  while (coff_tls_callback_next(&all, &one))
    ;
  ck_assert(!coff_tls_callback_next(&all, &one));
  heard_once(&s, cases[_i].text);
  end(&s);
}
END_TEST

START_TEST(short_tls_directory_is_refused)
{
  struct subject s = {0};
  struct coff_tls t;
  open_file(&s, _i == 0 ? X86 : X64, COFF_DIR_TLS, _i == 0 ? 23 : 39);
  ck_assert(!coff_tls_open(s.file, &t));
  heard_once(&s, "TLS directory has");
  end(&s);
}
END_TEST

static TCase *config_tests(void)
{
  TCase *t = tcase_create("load configuration");
  tcase_add_loop_test(t, fields_are_dense, 0, 2);
  tcase_add_loop_test(t, sizes_are_honoured_field_by_field, 0, 10);
  tcase_add_test(t, too_long_structure_is_clipped);
  tcase_add_test(t, size_zero_means_the_directory);
  tcase_add_test(t, directory_size_does_not_limit);
  tcase_add_test(t, no_size_is_refused);
  tcase_add_loop_test(t, metadata_of_every_stride, 0, 16);
  tcase_add_test(t, huge_count_is_clipped);
  tcase_add_loop_test(t, table_outside_of_the_image, 0, 4);
  tcase_add_loop_test(t, lock_prefixes_need_an_end, 0, 2);
  tcase_add_loop_test(t, hybrid_metadata_by_version, 0, 8);
  tcase_add_loop_test(t, hybrid_needs_metadata, 0, 2);
  tcase_add_test(t, enclave_names_are_bounded);
  tcase_add_test(t, enclave_imports_of_no_size);
  tcase_add_loop_test(t, short_parts_have_fewer_fields, 0, 6);
  return t;
}

int main(void)
{
  Suite *suite = suite_create("load configuration");
  TCase *t = tcase_create("thread-local storage");
  tcase_add_loop_test(t, tls_of_both_widths, 0, 2);
  tcase_add_loop_test(t, damaged_tls, 0, 6);
  tcase_add_loop_test(t, short_tls_directory_is_refused, 0, 2);
  suite_add_tcase(suite, config_tests());
  suite_add_tcase(suite, t);
  return run_suite(suite);
}
