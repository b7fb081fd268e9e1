// The builder: ids, names, counts that overflow, what is refused and how that is said.
//
// Skip this unless you change coffgen/edit. All flavours are gone through in test-conformance.c.
#include "coff/build.h"
#include "coff/format-pe.h"
#include "coff/format-sysv.h"
#include "coff/symbols.h"
#include "testsuite/unit/hear.h"
#include "testsuite/unit/main.h"
#include "testsuite/unit/rewrite.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 26 };

static struct heard heard;
static const struct coff_context ctx = {.sink = hear, .sink_user = &heard};

static struct coff_str str(const char *s)
{
  return (struct coff_str){s, strlen(s)};
}

static struct coff_build *new_object(const char *target)
{
  heard = (struct heard){0};
  struct coff_build *b =
      coff_build_new(&ctx, "made", coff_target_find(target), COFF_KIND_OBJECT, 0);
  ck_assert_ptr_nonnull(b);
  return b;
}

static uint32_t add_section(struct coff_build *b, const char *name, uint32_t flags)
{
  static const uint8_t bytes[16] = {1, 2, 3, 4};
  struct coff_scnhdr h = {.flags = flags};
  uint32_t id = coff_build_section(b, str(name), &h);
  ck_assert_uint_ne(id, 0);
  ck_assert(coff_build_contents(b, id, (struct coff_view){bytes, sizeof bytes, 0}));
  return id;
}

static uint32_t add_symbol(struct coff_build *b, const char *name, int32_t section)
{
  struct coff_syment s = {.scnum = section, .sclass = C_EXT};
  uint32_t id = coff_build_symbol(b, str(name), &s);
  ck_assert_uint_ne(id, COFF_BUILD_NONE);
  return id;
}

static struct coff_file *written(struct coff_build *b, struct rewritten *made)
{
  struct coff_open as = {.target = b->target->name};
  *made = write_build(b, MOST);
  ck_assert_msg(made->bytes != NULL, "%s", heard.text);
  struct coff_file *f = coff_file_from_memory(&ctx, "made", made->bytes, made->size, &as);
  ck_assert_ptr_nonnull(f);
  return f;
}

static void done(struct coff_build *b, struct coff_file *f, struct rewritten *made)
{
  coff_file_close(f);
  free(made->bytes);
  coff_build_free(b);
}

// B cannot be written, and WORDS say why.
static void refused(struct coff_build *b, const char *words)
{
  struct rewritten made = write_build(b, MOST);
  ck_assert_msg(made.bytes == NULL, "was written");
  ck_assert_msg(heard.errors == 1, "%u errors: %s", heard.errors, heard.text);
  ck_assert_msg(strstr(heard.text, words) != NULL, "%s: not in: %s", words, heard.text);
  coff_build_free(b);
}

// ---- Ids --------------------------------------------------------------------------------------

START_TEST(ids_become_indices)
{
  struct rewritten made;
  struct coff_reloc_table table;
  struct coff_section s;
  struct coff_reloc r;
  struct coff_syment y;
  struct coff_auxent a;
  struct coff_build *b = new_object("pe-x86-64");
  uint32_t gone = add_section(b, ".gone", 0x40);
  uint32_t text = add_section(b, ".text", 0x20);
  struct coff_syment file = {.scnum = -2, .sclass = C_FILE};
  coff_build_symbol(b, str(".file"), &file);
  ck_assert(coff_build_file_name(b, str("a_file_name_of_more_than_eighteen_bytes.c"))); // 3 entries
  uint32_t dropped = add_symbol(b, "dropped", (int32_t)gone);
  struct coff_syment weak = {.sclass = IMAGE_SYM_CLASS_WEAK_EXTERNAL};
  coff_build_symbol(b, str("weak"), &weak);
  const struct coff_aux_rule *rule = b->target->records->aux_rules;
  while (rule->layout->form != COFF_AUX_WEAK)
    rule++;
  struct coff_auxent entry = {.layout = rule->layout, .name = {"", 0}};
  entry.field[COFF_AUX_TAGNDX] = 3; // a symbol that is yet to come
  ck_assert(coff_build_aux(b, &entry));
  uint32_t last = add_symbol(b, "last", (int32_t)text);
  ck_assert_uint_eq(last, 3);
  ck_assert(coff_build_reloc_for(b, text, COFF_RELOC_32_PCREL, 4, last, 0));
  b->symbols[dropped].dropped = true;
  b->sections[gone - 1].dropped = true;
  struct coff_file *f = written(b, &made);
  ck_assert_uint_eq(coff_section_count(f), 1);
  ck_assert_uint_eq(coff_syment_count(f), 4 + 2 + 1);
  coff_section_get(f, 1, &s);
  coff_section_relocs(f, &s, &table);
  coff_reloc_read(f, &table, 0, 1, &r);
  ck_assert_uint_eq(r.symndx, 6);
  coff_syment_read(f, 6, 1, &y);
  ck_assert_int_eq(y.scnum, 1);
  coff_syment_read(f, 4, 1, &y);
  ck_assert(coff_auxent_read(f, 4, &y, 0, &a));
  ck_assert_uint_eq(a.field[COFF_AUX_TAGNDX], 6);
  done(b, f, &made);
}
END_TEST

START_TEST(references_to_what_is_dropped_are_refused)
{
  struct coff_build *b = new_object("pe-x86-64");
  uint32_t text = add_section(b, ".text", 0x20);
  uint32_t id = add_symbol(b, "target", 0);
  coff_build_reloc(b, text, &(struct coff_reloc){.symndx = id, .type = 1});
  b->symbols[id].dropped = true;
  refused(b, "which is dropped");
  b = new_object("coff-i386");
  text = add_section(b, ".text", 0x20);
  add_symbol(b, "target", (int32_t)text);
  b->sections[0].dropped = true;
  refused(b, "which is dropped");
  b = new_object("coff-i386");
  text = add_section(b, ".text", 0x20);
  coff_build_reloc(b, text, &(struct coff_reloc){.symndx = 7, .type = 6});
  refused(b, "refers to symbol 7, which does not exist");
}
END_TEST

// ---- Names ------------------------------------------------------------------------------------

START_TEST(long_section_names_are_a_matter_of_the_flavour)
{
  struct rewritten made;
  struct coff_section s;
  struct coff_build *b = new_object("coff-i386");
  ck_assert(!coff_build_long_names(b, true));
  ck_assert_uint_eq(heard.errors, 1);
  add_section(b, ".longer_than_8", 0x40);
  struct coff_file *f = written(b, &made);
  coff_section_get(f, 1, &s);
  ck_assert_uint_eq(s.name.size, 8);
  ck_assert_ptr_nonnull(strstr(heard.text, "is cut to 8"));
  done(b, f, &made);
  b = new_object("pe-x86-64");
  add_section(b, ".longer_than_8", 0x40);
  add_section(b, "/4", 0x40); // readers would take it for a reference
  f = written(b, &made);
  coff_section_get(f, 1, &s);
  ck_assert(s.long_name && s.name.size == 14);
  coff_section_get(f, 2, &s);
  ck_assert(s.long_name && s.name.size == 2 && memcmp(s.name.data, "/4", 2) == 0);
  done(b, f, &made);
}
END_TEST

// Past 9,999,999 the offset is spelled in base 64.
START_TEST(far_section_names_are_found)
{
  struct rewritten made;
  struct coff_section s;
  struct coff_build *b = new_object("pe-x86-64");
  size_t n = 10000000;
  char *name = malloc(n);
  ck_assert_ptr_nonnull(name);
  memset(name, 'x', n);
  coff_build_section(b, (struct coff_str){name, n}, &(struct coff_scnhdr){.flags = 0x40});
  add_section(b, ".behind_it", 0x40);
  struct coff_file *f = written(b, &made);
  coff_section_get(f, 2, &s);
  ck_assert(s.header.name[0] == '/' && s.header.name[1] == '/');
  ck_assert(s.name.size == 10 && memcmp(s.name.data, ".behind_it", 10) == 0);
  free(name);
  done(b, f, &made);
}
END_TEST

static uint64_t strings_of(const char *target)
{
  struct rewritten made;
  struct coff_build *b = new_object(target);
  add_symbol(b, "a_name_with_a_tail", 0);
  add_symbol(b, "with_a_tail", 0);
  add_symbol(b, "a_name_with_a_tail", 0);
  struct coff_file *f = written(b, &made);
  uint64_t size = coff_file_strings(f).size;
  done(b, f, &made);
  return size;
}

START_TEST(strings_share_their_bytes)
{
  ck_assert_uint_eq(strings_of("pe-x86-64"), 4 + 19);
  ck_assert_uint_eq(strings_of("coff-i386"), 4 + 19 + 12);
}
END_TEST

START_TEST(names_with_a_nul_are_refused)
{
  struct coff_build *b = new_object("pe-x86-64");
  coff_build_symbol(b, (struct coff_str){"a\0b", 3}, &(struct coff_syment){.sclass = C_EXT});
  refused(b, "name of symbol 0 holds a NUL");
  // One that would be cut, too.
  b = new_object("coff-i386");
  coff_build_section(b, (struct coff_str){"a\0bcdefghij", 11}, &(struct coff_scnhdr){.flags = 0});
  refused(b, "name of section 1 holds a NUL");
}
END_TEST

// ---- Counts -----------------------------------------------------------------------------------

static struct coff_build *with_relocs(const char *target, uint32_t flags, uint32_t n)
{
  struct coff_build *b = new_object(target);
  uint32_t text = add_section(b, ".text", flags);
  uint32_t id = add_symbol(b, "target", 0);
  for (uint32_t i = 0; i < n; i++)
    ck_assert(coff_build_reloc(b, text, &(struct coff_reloc){.vaddr = i & 7, .symndx = id}));
  return b;
}

static void count_back(const char *target, uint32_t flags, uint32_t n, uint32_t headers)
{
  struct rewritten made;
  struct coff_section s;
  struct coff_reloc_table table;
  struct coff_build *b = with_relocs(target, flags, n);
  struct coff_file *f = written(b, &made);
  ck_assert_uint_eq(coff_section_count(f), headers);
  coff_section_get(f, 1, &s);
  ck_assert_uint_eq(s.nreloc, n);
  ck_assert(coff_section_relocs(f, &s, &table));
  ck_assert_uint_eq(table.count, n);
  ck_assert_uint_eq(heard.errors, 0);
  done(b, f, &made);
}

START_TEST(counts_overflow_as_the_flavour_has_it)
{
  count_back("pe-x86-64", 0x20, 0xfffe, 1);
  count_back("pe-x86-64", 0x20, 0xffff, 1);
  count_back("pe-x86-64", 0x20, 0x10001, 1);
  count_back("aixcoff-rs6000", 0x20, 0xfffe, 1);
  count_back("aixcoff-rs6000", 0x20, 0xffff, 2);
  count_back("aix5coff64-rs6000", 0x20, 0x10001, 1);
  count_back("coff-i386", 0x20, 0xffff, 1);
  refused(with_relocs("coff-i386", 0x20, 0x10000), "section .text has 65536 relocations");
}
END_TEST

START_TEST(sections_have_a_most)
{
  struct coff_build *b = new_object("pe-x86-64");
  for (uint32_t i = 0; i < 0xff00; i++)
    coff_build_section(b, str("s"), &(struct coff_scnhdr){.flags = 0x40});
  refused(b, "65280 sections; pe-x86-64 has room for 65279");
}
END_TEST

// ---- Numbers that do not fit ------------------------------------------------------------------

START_TEST(fields_that_do_not_fit_are_named)
{
  struct coff_build *b = new_object("coff-i386");
  uint32_t text = add_section(b, ".text", 0x20);
  b->sections[0].header.vaddr = UINT64_C(1) << 32;
  refused(b, "header of section 1: 0x100000000 does not fit s_vaddr");
  b = new_object("coff-i386");
  add_symbol(b, "x", 0);
  b->symbols[0].native.type = 0x12345;
  refused(b, "symbol 0: 0x12345 does not fit n_type");
  b = new_object("coff-i386");
  text = add_section(b, ".text", 0x20);
  add_symbol(b, "x", 0);
  for (unsigned i = 0; i < 200; i++)
    coff_build_reloc(b, text, &(struct coff_reloc){.vaddr = i == 150 ? UINT64_MAX : i});
  refused(b, "relocation 150 of section 1: 0xffffffffffffffff does not fit r_vaddr");
  b = new_object("pe-x86-64");
  b->header.flags = 0x10000;
  refused(b, "file header: 0x10000 does not fit f_flags");
  b = new_object("pe-x86-64");
  text = add_section(b, ".text", 0x20);
  add_symbol(b, "x", (int32_t)text);
  coff_build_line(b, text, &(struct coff_lineno){.lnno = 0x10000});
  refused(b, "line number 0 of section 1: 0x10000 does not fit l_lnno");
}
END_TEST

START_TEST(kinds_and_machines_must_be_the_targets)
{
  const struct coff_target *t = coff_target_find("pe-x86-64");
  heard = (struct heard){0};
  ck_assert_ptr_null(coff_build_new(&ctx, "made", t, COFF_KIND_IMAGE, 0));
  ck_assert_ptr_null(coff_build_new(&ctx, "made", t, COFF_KIND_OBJECT, 200));
  ck_assert_uint_eq(heard.errors, 2);
}
END_TEST

START_TEST(writing_needs_placing)
{
  uint8_t byte;
  struct coff_build *b = new_object("pe-x86-64");
  ck_assert(!coff_write(b, &byte, 1));
  ck_assert_uint_eq(heard.errors, 1);
  coff_build_free(b);
}
END_TEST

START_TEST(section_entries_are_measured)
{
  struct rewritten made;
  struct coff_comdat c;
  struct coff_build *b = new_object("pe-x86-64");
  uint32_t text = add_section(b, ".text$x", 0x60001020);
  struct coff_syment s = {.scnum = (int32_t)text, .sclass = C_STAT};
  coff_build_symbol(b, str(".text$x"), &s);
  ck_assert(coff_build_aux_section(b, IMAGE_COMDAT_SELECT_ANY, 0));
  add_symbol(b, "leader", (int32_t)text);
  struct coff_file *f = written(b, &made);
  ck_assert(coff_comdat_get(f, 1, &c));
  ck_assert_uint_eq(c.length, 16);
  ck_assert_uint_eq(c.selection, IMAGE_COMDAT_SELECT_ANY);
  ck_assert_uint_eq(c.leader, 2);
  // python3: ~zlib.crc32(bytes([1, 2, 3, 4] + 12 * [0])) & 0xffffffff
  ck_assert_uint_eq(c.checksum, 0xa972dbe7);
  done(b, f, &made);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("build");
  TCase *c = tcase_create("builder");
  tcase_set_timeout(c, 60); // a busy machine
  tcase_add_test(c, ids_become_indices);
  tcase_add_test(c, references_to_what_is_dropped_are_refused);
  tcase_add_test(c, long_section_names_are_a_matter_of_the_flavour);
  tcase_add_test(c, far_section_names_are_found);
  tcase_add_test(c, strings_share_their_bytes);
  tcase_add_test(c, names_with_a_nul_are_refused);
  tcase_add_test(c, counts_overflow_as_the_flavour_has_it);
  tcase_add_test(c, sections_have_a_most);
  tcase_add_test(c, fields_that_do_not_fit_are_named);
  tcase_add_test(c, kinds_and_machines_must_be_the_targets);
  tcase_add_test(c, writing_needs_placing);
  tcase_add_test(c, section_entries_are_measured);
  suite_add_tcase(s, c);
  return run_suite(s);
}
