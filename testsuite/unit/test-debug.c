// Directives, features, function tables and CodeView, over bytes made here.
//
// Skip this unless you change coffgen/debug/. testsuite/tools/test_debug.py compares the same
// readers with LLVM's over real objects.
#include "coff/debug.h"
#include "debug/codeview.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/main.h"

#include <string.h>

static void assert_str(struct coff_str s, const char *want)
{
  ck_assert_msg(s.size == strlen(want) && memcmp(s.data, want, s.size) == 0,
                "\"%.*s\" is not \"%s\"", (int)s.size, s.data, want);
}

// ---- Directives -------------------------------------------------------------------------------

struct option {
  const char *raw, *name, *value; // VALUE NULL: none
  unsigned at;
};

static void check_options(const char *text, size_t size, const struct option *want, size_t n)
{
  struct ear e;
  struct coff_reporter to = listen(&e);
  struct coff_directives c = coff_directives_open(to, view(text, size));
  struct coff_directive d;
  for (size_t i = 0; i < n; i++) {
    ck_assert_msg(coff_directives_next(&c, &d), "option %zu is missing", i);
    assert_str(d.raw, want[i].raw);
    assert_str(d.name, want[i].name);
    ck_assert_int_eq(d.has_value, want[i].value != NULL);
    assert_str(d.value, want[i].value == NULL ? "" : want[i].value);
    ck_assert_uint_eq(d.offset, ORIGIN + want[i].at);
  }
  ck_assert(!coff_directives_next(&c, &d));
  ck_assert(!coff_directives_next(&c, &d));
  ck_assert_int_eq(e.heard.errors, 0);
}

START_TEST(directives_of_compilers)
{
  static const char ms[] =
      "   /DEFAULTLIB:\"LIB CMT\" /FAILIFMISMATCH:\"_MSC_VER=1900\" -dll\0\0\0/x";
  static const struct option ms_want[] = {
      {"/DEFAULTLIB:\"LIB CMT\"", "DEFAULTLIB", "LIB CMT", 3},
      {"/FAILIFMISMATCH:\"_MSC_VER=1900\"", "FAILIFMISMATCH", "_MSC_VER=1900", 25},
      {"-dll", "dll", NULL, 57},
      {"/x", "x", NULL, 64},
  };
  static const char gnu[] =
      "\xef\xbb\xbf -aligncomm:\"_c\",2\t-export:f,data -base=\"0x1\" \"/INCLUDE:a b\"";
  static const struct option gnu_want[] = {
      {"-aligncomm:\"_c\",2", "aligncomm", "\"_c\",2", 4},
      {"-export:f,data", "export", "f,data", 22},
      {"-base=\"0x1\"", "base", "0x1", 37},
      {"\"/INCLUDE:a b\"", "INCLUDE", "a b", 49},
  };
  check_options(ms, sizeof ms - 1, ms_want, COFF_COUNT(ms_want));
  check_options(gnu, sizeof gnu - 1, gnu_want, COFF_COUNT(gnu_want));
  check_options("", 0, NULL, 0);
  check_options("\xef\xbb\xbf", 3, NULL, 0);
  check_options(" \0 ", 3, NULL, 0);
}
END_TEST

START_TEST(directive_with_open_quote)
{
  struct ear e;
  struct coff_reporter to = listen(&e);
  static const char text[] = "/a /b:\"x /c";
  struct coff_directives c = coff_directives_open(to, view(text, sizeof text - 1));
  struct coff_directive d;
  ck_assert(coff_directives_next(&c, &d));
  ck_assert(coff_directives_next(&c, &d));
  assert_str(d.raw, "/b:\"x /c");
  ck_assert(!coff_directives_next(&c, &d));
  ck_assert_int_eq(e.heard.errors, 1);
  ck_assert_uint_eq(e.heard.offset, ORIGIN + 6);
}
END_TEST

START_TEST(features_and_tools)
{
  const struct coff_flags *f = coff_feature_flags();
  uint32_t all = 0;
  for (size_t i = 0; i < f->n; i++) {
    ck_assert_uint_eq(all & f->flags[i].mask, 0);
    all |= f->flags[i].mask;
  }
  ck_assert_uint_eq(all, 0x40004b01);
  ck_assert_uint_eq(coff_tool_id(0x01057a1b).product, 0x105);
  ck_assert_uint_eq(coff_tool_id(0x01057a1b).build, 0x7a1b);
}
END_TEST

START_TEST(special_names)
{
  struct coff_target t = {.special_sections = &coff_special_sections_pe,
                          .special_symbols = &coff_special_symbols_pe};
  static const struct {
    const char *name;
    enum coff_special_kind kind;
  } want[] = {
      {".drectve", COFF_SPECIAL_DIRECTIVES},    {".drectve2", COFF_SPECIAL_NONE},
      {".pdata$main", COFF_SPECIAL_PDATA},      {".pdata.unlikely.f", COFF_SPECIAL_PDATA},
      {".xdata.startup.f", COFF_SPECIAL_XDATA}, {".pdata2", COFF_SPECIAL_NONE},
      {".debug$S", COFF_SPECIAL_CV_SYMBOLS},    {".zdebug_info", COFF_SPECIAL_ZDEBUG},
      {".debug_info", COFF_SPECIAL_NONE},       {"", COFF_SPECIAL_NONE},
  };
  for (size_t i = 0; i < COFF_COUNT(want); i++) {
    struct coff_str name = {want[i].name, strlen(want[i].name)};
    ck_assert_int_eq(coff_target_special_section(&t, name), want[i].kind);
  }
  ck_assert_int_eq(coff_target_special_symbol(&t, (struct coff_str){"@comp.id", 8}),
                   COFF_SPECIAL_TOOL);
  struct coff_target none = {0};
  ck_assert_int_eq(coff_target_special_section(&none, (struct coff_str){".drectve", 8}),
                   COFF_SPECIAL_NONE);
}
END_TEST

// ---- Function tables --------------------------------------------------------------------------

START_TEST(pdata_layouts_fit)
{
  static const struct coff_pdata_layout *const all[] = {
      &coff_pdata_x64, &coff_pdata_arm, &coff_pdata_arm64, &coff_pdata_wince, &coff_pdata_mips};
  for (size_t i = 0; i < COFF_COUNT(all); i++) {
    uint64_t bits = 0;
    ck_assert_uint_le(all[i]->nfields, COFF_PDATA_FIELDS);
    for (unsigned k = 0; k < all[i]->nfields; k++) {
      const struct coff_bits *b = &all[i]->fields[k];
      ck_assert_uint_le(b->at + b->width, all[i]->size);
      ck_assert_uint_le(b->shift + b->bits, b->width * 8);
      bits += b->bits;
    }
    ck_assert_uint_eq(bits, all[i]->size * 8);
    bits = 0;
    for (unsigned k = 0; k < all[i]->npacked; k++) {
      ck_assert_uint_eq(all[i]->packed[k].shift, bits); // side by side, from bit 0 up
      bits += all[i]->packed[k].bits;
    }
    ck_assert_uint_eq(bits, all[i]->npacked == 0 ? 0 : 32);
  }
}
END_TEST

START_TEST(pdata_entries)
{
  struct ear e;
  struct coff_reporter to = listen(&e);
  // Packed: flag 1, length 0x20 instructions, RegF 2, RegI 3, H 1, CR 2, frame 5.
  uint32_t word = 1 | 0x20u << 2 | 2u << 13 | 3u << 16 | 1u << 20 | 2u << 21 | 5u << 23;
  uint8_t bytes[8 + 8 + 3] = {0x11, 0x22, 0, 0, 8};
  for (int i = 0; i < 4; i++)
    bytes[12 + i] = (uint8_t)(word >> 8 * i);
  struct coff_target t = {.pdata = &coff_pdata_arm64};
  struct coff_pdata table;
  struct coff_pdata_entry entry;
  ck_assert(coff_pdata_open(to, &t, view(bytes, sizeof bytes), &table));
  ck_assert_int_eq(e.heard.errors, 1);
  ck_assert_uint_eq(e.heard.offset, ORIGIN + 16);
  ck_assert_uint_eq(table.count, 2);
  ck_assert(coff_pdata_get(&table, 0, &entry));
  ck_assert_uint_eq(entry.value[0], 0x2211);
  ck_assert(!entry.is_packed && entry.unwind == 8);
  ck_assert(coff_pdata_get(&table, 1, &entry));
  ck_assert(entry.is_packed && entry.at == 8);
  static const uint32_t want[] = {1, 0x80, 2, 3, 1, 2, 80};
  for (unsigned i = 0; i < COFF_COUNT(want); i++)
    ck_assert_uint_eq(coff_bits_load(&coff_pdata_arm64.packed[i], bytes + entry.at, COFF_LITTLE),
                      want[i]);
  ck_assert(!coff_pdata_get(&table, 2, &entry));
  t.pdata = NULL;
  ck_assert(!coff_pdata_open(to, &t, view(bytes, sizeof bytes), &table));
}
END_TEST

START_TEST(unwind_x64)
{
  struct ear e;
  struct coff_reporter to = listen(&e);
  struct coff_target t = {.pdata = &coff_pdata_x64};
  struct coff_unwind u;
  // At 4: version 1, EHANDLER and UHANDLER, prolog 10, 3 slots, RBP + 0x20; then a handler.
  uint8_t bytes[4 + 16] = {0, 0, 0, 0, 0x19, 10, 3, 0x25};
  ck_assert(coff_unwind_read(to, &t, view(bytes, sizeof bytes), 4, &u));
  ck_assert(u.version == 1 && u.flags == 3 && u.has_handler && !u.is_chained);
  ck_assert(u.prolog_size == 10 && u.codes == 3 && u.frame_register == 5 && u.frame_offset == 32);
  ck_assert(u.codes_at == 8 && u.codes_size == 6 && u.handler_at == 16 && u.size == 16);
  bytes[4] = 0x21; // chained: an entry of 12 bytes follows the codes
  ck_assert(!coff_unwind_read(to, &t, view(bytes, sizeof bytes), 4, &u));
  ck_assert(u.is_chained && u.size == 24);
  bytes[4] = 0x1f;
  ck_assert(!coff_unwind_read(to, &t, view(bytes, sizeof bytes), 4, &u));
  ck_assert(!coff_unwind_read(to, &t, view(bytes, sizeof bytes), 18, &u));
  ck_assert(!coff_unwind_read(to, &t, view(bytes, sizeof bytes), 21, &u));
  ck_assert(!coff_unwind_read(to, &t, view(bytes, sizeof bytes), UINT64_MAX, &u));
  ck_assert_int_eq(e.heard.errors, 5);
}
END_TEST

START_TEST(unwind_arm)
{
  struct ear e;
  struct coff_reporter to = listen(&e);
  struct coff_target arm = {.pdata = &coff_pdata_arm}, arm64 = {.pdata = &coff_pdata_arm64};
  struct coff_unwind u;
  uint8_t bytes[24] = {0};
  // ARM: 56 halfwords, X, F, 2 epilogs, 1 word of codes.
  uint32_t w = 56 | 1u << 20 | 1u << 22 | 2u << 23 | 1u << 28;
  memcpy(bytes, (uint8_t[]){(uint8_t)w, (uint8_t)(w >> 8), (uint8_t)(w >> 16), (uint8_t)(w >> 24)},
         4);
  ck_assert(coff_unwind_read(to, &arm, view(bytes, sizeof bytes), 0, &u));
  ck_assert(u.function_length == 112 && u.version == 0 && u.has_handler && u.flags == 1);
  ck_assert(u.epilogs == 2 && u.codes == 4 && u.codes_at == 12 && u.handler_at == 16);
  ck_assert_uint_eq(u.size, 20);
  // ARM64: E, no counts in the first word: 0x102 is the first code of the epilog, 3 words of codes.
  static const uint8_t more[] = {9, 0, 0x20, 0, 2, 1, 3, 0};
  memcpy(bytes, more, sizeof more);
  ck_assert(coff_unwind_read(to, &arm64, view(bytes, sizeof bytes), 0, &u));
  ck_assert(u.function_length == 36 && u.is_packed_epilog && u.epilogs == 0x102);
  ck_assert(u.codes_at == 8 && u.codes_size == 12 && u.size == 20 && !u.has_handler);
  bytes[2] = 0x24; // version 1
  ck_assert(!coff_unwind_read(to, &arm64, view(bytes, sizeof bytes), 0, &u));
  ck_assert_int_eq(e.heard.errors, 1);
}
END_TEST

// ---- CodeView ---------------------------------------------------------------------------------

START_TEST(codeview_kinds_are_sorted)
{
  static const struct cv_kinds *const all[] = {&coff_cv_symbol_kinds, &coff_cv_type_kinds};
  for (size_t t = 0; t < COFF_COUNT(all); t++) {
    for (size_t i = 0; i < all[t]->n; i++) {
      const struct cv_kind *k = &all[t]->kinds[i];
      ck_assert(i == 0 || all[t]->kinds[i - 1].kind < k->kind);
      ck_assert_ptr_eq(coff_cv_kind_find(all[t], k->kind), k);
    }
    ck_assert_ptr_null(coff_cv_kind_find(all[t], 0xffff));
    ck_assert_ptr_null(coff_cv_kind_find(all[t], 0));
  }
  ck_assert_str_eq(coff_cv_symbol_name(0x1147), "S_GPROC32_ID");
  ck_assert_str_eq(coff_cv_type_name(0x1605), "LF_STRING_ID");
  ck_assert_str_eq(coff_cv_subsection_name(0x800000fdu), "DEBUG_S_COFF_SYMBOL_RVA");
  ck_assert_ptr_null(coff_cv_subsection_name(0xf0));
  ck_assert_ptr_null(coff_cv_subsection_name(0xfe));
}
END_TEST

START_TEST(codeview_subsections)
{
  struct ear e;
  struct coff_reporter to = listen(&e);
  // Symbols of 5 bytes, padded; ignored strings; one that claims too much.
  static const uint8_t bytes[] = {4, 0,    0, 0, 0xf1, 0, 0, 0, 5, 0,    0, 0, 3, 0, 6, 0, 7, 0, 0,
                                  0, 0xf3, 0, 0, 0x80, 0, 0, 0, 0, 0xf4, 0, 0, 0, 9, 0, 0, 0, 1, 2};
  struct coff_cv c;
  struct coff_cv_subsection s;
  ck_assert(coff_cv_open(to, view(bytes, sizeof bytes), &c));
  ck_assert(coff_cv_next(&c, &s));
  ck_assert(s.kind == DEBUG_S_SYMBOLS && s.offset == ORIGIN + 4 && s.data.size == 5);
  ck_assert(coff_cv_next(&c, &s));
  ck_assert(s.kind == DEBUG_S_STRINGTABLE && s.ignored && s.data.size == 0);
  ck_assert_int_eq(e.heard.errors, 0);
  ck_assert(coff_cv_next(&c, &s)); // what there is of it
  ck_assert(s.kind == DEBUG_S_FILECHKSMS && s.data.size == 2);
  ck_assert_int_eq(e.heard.errors, 1);
  ck_assert_uint_eq(e.heard.offset, ORIGIN + 28);
  ck_assert(!coff_cv_next(&c, &s));
}
END_TEST

// Only the end of a section may be filled: otherwise every eight bytes of zeroes are a subsection,
// and each has to look whether all the rest is zero.
START_TEST(codeview_zeroes_end_a_section)
{
  static const uint8_t bytes[] = {4, 0, 0, 0, 0xf1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  struct ear e;
  struct coff_cv cv;
  struct coff_cv_subsection s;
  ck_assert(coff_cv_open(listen(&e), view(bytes, sizeof bytes - 1), &cv));
  ck_assert(coff_cv_next(&cv, &s) && !coff_cv_next(&cv, &s));
  ck_assert_int_eq(e.heard.errors, 0);
  ck_assert(coff_cv_open(listen(&e), view(bytes, sizeof bytes), &cv));
  ck_assert(coff_cv_next(&cv, &s) && !coff_cv_next(&cv, &s) && !coff_cv_next(&cv, &s));
  ck_assert_int_eq(e.heard.errors, 1);
  ck_assert_uint_eq(e.heard.offset, ORIGIN + 12);
}
END_TEST

START_TEST(codeview_signatures)
{
  struct ear e;
  struct coff_reporter to = listen(&e);
  static const uint8_t old[] = {1, 0, 0, 0, 2, 0, 6, 0}, bare[] = {2, 0, 6, 0},
                       bad[] = {5, 0, 0, 0};
  struct coff_cv c;
  struct coff_cv_subsection s;
  ck_assert(coff_cv_open(to, view(old, sizeof old), &c));
  ck_assert(coff_cv_next(&c, &s) && s.data.size == 4 && s.kind == DEBUG_S_SYMBOLS);
  ck_assert(!coff_cv_next(&c, &s));
  ck_assert(coff_cv_open(to, view(bare, sizeof bare), &c) && c.signature == 0);
  ck_assert(coff_cv_next(&c, &s) && s.data.size == 4);
  ck_assert(coff_cv_open(to, view(bad, 0), &c) && !coff_cv_next(&c, &s));
  ck_assert_int_eq(e.heard.errors, 0);
  ck_assert(!coff_cv_open(to, view(bad, sizeof bad), &c));
  ck_assert(!coff_cv_open(to, view(bad, 3), &c));
  ck_assert_int_eq(e.heard.errors, 2);
}
END_TEST

START_TEST(codeview_symbol_names)
{
  struct ear e;
  struct coff_reporter to = listen(&e);
  static const uint8_t bytes[] = {
      8,  0, 8,    0x11, 1, 2, 3, 4, 'T', 0,                             // S_UDT
      8,  0, 3,    0x10, 1, 2, 3, 4, 1,   'P',                           // S_UDT_ST
      15, 0, 7,    0x11, 0, 0, 0, 0, 3,   0x80, 1, 2, 3, 4, 'c', 'k', 0, // S_CONSTANT with LF_LONG
      9,  0, 0xa,  0x11, 0, 0, 0, 0, 1,   17,   0,                       // S_MANYREG with no name
      2,  0, 0xff, 0xff,                                                 // not known
      8,  0, 8,    0x11, 1, 2, 3, 4, 'T', 'U',                           // not terminated
      3,  0, 8,    0x11, 1,                                              // too short
      1,  0, 6,    0,                                                    // impossible
  };
  static const char *const names[] = {"T", "P", "ck", "", NULL, "TU", NULL};
  struct coff_cv_records c = coff_cv_symbols(to, view(bytes, sizeof bytes));
  struct coff_cv_record r;
  for (size_t i = 0; i < COFF_COUNT(names); i++) {
    ck_assert(coff_cv_record_next(&c, &r));
    ck_assert_int_eq(r.has_name, names[i] != NULL);
    if (names[i] != NULL)
      assert_str(r.name, names[i]);
    ck_assert_int_eq(e.heard.errors, i < 5 ? 0 : (int)i - 4);
  }
  ck_assert(!coff_cv_record_next(&c, &r));
  ck_assert_int_eq(e.heard.errors, 3);
  ck_assert_uint_eq(e.heard.offset, ORIGIN + sizeof bytes - 4);
  ck_assert(!coff_cv_record_next(&c, &r));
  ck_assert_int_eq(e.heard.errors, 3);
}
END_TEST

START_TEST(codeview_types_count)
{
  struct ear e;
  struct coff_reporter to = listen(&e);
  static const uint8_t bytes[] = {
      4,  0, 0, 0,                                                           //
      18, 0, 9, 0x15, 0, 0x10, 0, 0, 5,   0, 0, 0, 0, 0, 0, 0, 'p', 0, 0, 0, // LF_PRECOMP: 5
      6,  0, 1, 0x10, 0, 0,    0, 0,                                         // LF_MODIFIER
      8,  0, 5, 0x16, 0, 0,    0, 0, 's', 0,                                 // LF_STRING_ID
      9,  0, 5, 0x16,                                                        // past the end
  };
  struct coff_cv_records c;
  struct coff_cv_record r;
  ck_assert(coff_cv_types(to, view(bytes, sizeof bytes), &c));
  ck_assert(coff_cv_record_next(&c, &r) && r.index == 0 && r.kind == LF_PRECOMP);
  assert_str(r.name, "p");
  ck_assert(coff_cv_record_next(&c, &r) && r.index == 0x1005);
  ck_assert(coff_cv_record_next(&c, &r) && r.index == 0x1006);
  assert_str(r.name, "s");
  ck_assert(!coff_cv_record_next(&c, &r));
  ck_assert_int_eq(e.heard.errors, 1);
  ck_assert(!coff_cv_types(to, view(bytes, 3), &c));
  ck_assert(!coff_cv_types(to, view(bytes + 4, 8), &c));
  ck_assert_int_eq(e.heard.errors, 3);
}
END_TEST

START_TEST(codeview_lines)
{
  struct ear e;
  struct coff_reporter to = listen(&e);
  uint8_t bytes[] = {
      0,    0, 0, 0, 0, 0, 1, 0,    0x20, 0, 0, 0, // columns, 32 bytes of code
      0x18, 0, 0, 0, 1, 0, 0, 0,    24,   0, 0, 0, // file 24, one line
      4,    0, 0, 0, 7, 0, 0, 0x82, 3,    0, 9, 0, // +4: lines 7 to 9, statement, columns 3 to 9
      0,    0, 0, 0, 0, 0, 0, 0,    12,   0, 0, 0, // no lines
      0x30, 0, 0, 0, 2, 0, 0, 0,    24,   0, 0, 0, // two lines do not fit
  };
  struct coff_cv_lines c;
  struct coff_cv_line l;
  ck_assert(coff_cv_lines_open(to, view(bytes, sizeof bytes), &c));
  ck_assert(c.length == 32 && c.start_at == ORIGIN);
  ck_assert(coff_cv_line_next(&c, &l));
  ck_assert(l.file == 24 && l.offset == 4 && l.line == 7 && l.end_line == 9 && l.is_statement);
  ck_assert(l.column == 3 && l.end_column == 9);
  ck_assert(!coff_cv_line_next(&c, &l));
  ck_assert_int_eq(e.heard.errors, 1);
  ck_assert_uint_eq(e.heard.offset, ORIGIN + 48);
  ck_assert(!coff_cv_lines_open(to, view(bytes, 11), &c));
}
END_TEST

START_TEST(codeview_files)
{
  struct ear e;
  struct coff_reporter to = listen(&e);
  static const uint8_t files[] = {1, 0, 0, 0, 3, 1, 7, 8, 9, 0, 0, 0, 3,
                                  0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 9, 2};
  static const char strings[] = "\0a\0bc";
  struct coff_cv_files c = coff_cv_files(to, view(files, sizeof files));
  struct coff_cv_file f;
  struct coff_str name;
  ck_assert(coff_cv_file_next(&c, &f));
  ck_assert(f.at == 0 && f.checksum_kind == CHKSUM_TYPE_MD5 && f.checksum.size == 3);
  ck_assert_uint_eq(f.checksum.data[0], 7);
  ck_assert(coff_cv_file_next(&c, &f));
  ck_assert(f.at == 12 && f.name == 3 && f.checksum.size == 0);
  ck_assert_int_eq(e.heard.errors, 0);
  ck_assert(!coff_cv_file_next(&c, &f));
  ck_assert_uint_eq(e.heard.offset, ORIGIN + 20);
  struct coff_view fv = view(files, sizeof files), sv = view(strings, sizeof strings);
  ck_assert(coff_cv_file_name(fv, sv, 12, &name));
  assert_str(name, "bc");
  ck_assert(!coff_cv_file_name(fv, sv, 20, &name));
  ck_assert(!coff_cv_file_name(fv, sv, UINT32_MAX, &name));
  ck_assert(!coff_cv_file_name(fv, view(strings, 3), 12, &name));
}
END_TEST

START_TEST(codeview_hashes)
{
  struct ear e;
  struct coff_reporter to = listen(&e);
  uint8_t bytes[8 + 17] = {0xc5, 0xc9, 0x33, 1, 0, 0, 1, 0};
  struct coff_cv_hashes h;
  ck_assert(coff_cv_hashes(to, view(bytes, 24), &h));
  ck_assert(h.count == 2 && h.size == 8 && h.hashes.data == bytes + 8 && e.heard.errors == 0);
  ck_assert(coff_cv_hashes(to, view(bytes, 25), &h));
  ck_assert(h.count == 2 && e.heard.errors == 1);
  bytes[6] = 9;
  ck_assert(!coff_cv_hashes(to, view(bytes, 24), &h));
  ck_assert(!coff_cv_hashes(to, view(bytes, 7), &h));
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("debug");
  TCase *t = tcase_create("debug");
  tcase_add_test(t, directives_of_compilers);
  tcase_add_test(t, directive_with_open_quote);
  tcase_add_test(t, features_and_tools);
  tcase_add_test(t, special_names);
  tcase_add_test(t, pdata_layouts_fit);
  tcase_add_test(t, pdata_entries);
  tcase_add_test(t, unwind_x64);
  tcase_add_test(t, unwind_arm);
  tcase_add_test(t, codeview_kinds_are_sorted);
  tcase_add_test(t, codeview_subsections);
  tcase_add_test(t, codeview_zeroes_end_a_section);
  tcase_add_test(t, codeview_signatures);
  tcase_add_test(t, codeview_symbol_names);
  tcase_add_test(t, codeview_types_count);
  tcase_add_test(t, codeview_lines);
  tcase_add_test(t, codeview_files);
  tcase_add_test(t, codeview_hashes);
  suite_add_tcase(suite, t);
  return run_suite(suite);
}
