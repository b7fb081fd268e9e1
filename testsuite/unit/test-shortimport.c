// The object that a short import stands for, of every machine whose jumps are known, and damaged imports.
//
// Skip this unless you change coffgen/edit/shortimport.c or a jump in targets/.
// testsuite/tools/test_gnu_tools.py compares what tools show of such objects with GNU's.
#include "coff/format-pe.h"
#include "coff/howto.h"
#include "coff/reloc.h"
#include "coff/shortimport.h"
#include "coff/symbols.h"
#include "testsuite/unit/failing.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/main.h"

#include <string.h>

enum { HEADER = 20, ROOM = 128, HINT = 0x1234 };

// A short import of MACHINE; STRINGS, N bytes of them, are symbol, DLL and, perhaps, the export's name.
static size_t make(uint8_t *p, unsigned machine, unsigned type, unsigned name_type,
                   const char *strings, size_t n)
{
  memset(p, 0, ROOM);
  coff_store(p + 2, 2, COFF_LITTLE, 0xffff);
  coff_store(p + 6, 2, COFF_LITTLE, machine);
  coff_store(p + 8, 4, COFF_LITTLE, 0x5e000000);
  coff_store(p + 12, 4, COFF_LITTLE, n);
  coff_store(p + 16, 2, COFF_LITTLE, HINT);
  coff_store(p + 18, 2, COFF_LITTLE, type | name_type << 2);
  memcpy(p + HEADER, strings, n);
  return HEADER + n;
}

static bool open_object(struct ear *e, const uint8_t *p, size_t n, struct coff_import_object *o)
{
  listen(e);
  struct coff_file *f = coff_file_from_memory(&e->context, "import", p, n, NULL);
  ck_assert_ptr_nonnull(f);
  bool ok = coff_import_object_open(f, o);
  coff_file_close(f);
  return ok;
}

// Its symbols: "NAME:section;" each.
static const char *symbols_of(const struct coff_file *f, char *text, size_t room)
{
  struct coff_symbol s;
  size_t used = 0;
  text[0] = 0;
  for (uint64_t i = 0; coff_symbol_get(f, i, &s); i = coff_symbol_next(&s)) {
    struct coff_str section = {"", 0};
    if (s.section > 0)
      ck_assert(coff_section_name(f, (uint32_t)s.section, &section));
    ck_assert_uint_eq(s.address, 0);
    ck_assert_int_eq(s.binding, COFF_BIND_GLOBAL);
    used += (size_t)snprintf(text + used, room - used, "%.*s:%.*s;", (int)s.name.size, s.name.data,
                             (int)section.size, section.data);
  }
  return text;
}

static struct coff_view contents_of(const struct coff_file *f, const char *name)
{
  struct coff_section s;
  struct coff_view v = {NULL, 0, 0};
  for (uint32_t i = 1; coff_section_get(f, i, &s); i++)
    if (s.name.size == strlen(name) && memcmp(s.name.data, name, s.name.size) == 0)
      ck_assert(coff_section_contents(f, &s, &v));
  return v;
}

static const char function[] = "_func@8\0some.dir.dll";

START_TEST(function_of_i386)
{
  uint8_t p[ROOM];
  char text[400];
  struct ear e;
  struct coff_import_object o;
  size_t n =
      make(p, 0x14c, IMPORT_OBJECT_CODE, IMPORT_OBJECT_NAME_UNDECORATE, function, sizeof function);
  ck_assert(open_object(&e, p, n, &o));
  ck_assert_str_eq(coff_file_target(o.file)->name, "pe-i386");
  ck_assert_uint_eq(coff_file_header(o.file)->timdat, 0x5e000000);
  ck_assert_str_eq(symbols_of(o.file, text, sizeof text),
                   ".idata$4:.idata$4;.idata$5:.idata$5;.idata$6:.idata$6;__imp__func@8:.idata$5;"
                   ".text:.text;_func@8:.text;__IMPORT_DESCRIPTOR_some.dir:;");
  struct coff_view v = contents_of(o.file, ".idata$6");
  ck_assert_uint_eq(v.size, 4 + 7); // that of the symbol before it was undecorated, as GNU has it
  ck_assert_mem_eq(v.data,
                   "\x34\x12"
                   "func\0\0\0\0\0",
                   11);
  ck_assert_uint_eq(contents_of(o.file, ".idata$4").size, 4);
  v = contents_of(o.file, ".text");
  ck_assert_uint_eq(v.size, 8);
  ck_assert_mem_eq(v.data, "\xff\x25\0\0\0\0\x90\x90", 8);
  ck_assert_int_eq(e.heard.errors, 0);
  coff_import_object_close(&e.context, &o);
}
END_TEST

START_TEST(ordinal_and_data)
{
  static const char strings[] = "item\0x";
  uint8_t p[ROOM];
  char text[400];
  struct ear e;
  struct coff_import_object o;
  size_t n = make(p, 0x8664, IMPORT_OBJECT_DATA, IMPORT_OBJECT_ORDINAL, strings, sizeof strings);
  ck_assert(open_object(&e, p, n, &o));
  ck_assert_str_eq(symbols_of(o.file, text, sizeof text),
                   ".idata$4:.idata$4;.idata$5:.idata$5;__imp_item:.idata$5;"
                   "__IMPORT_DESCRIPTOR_x:;");
  struct coff_view v = contents_of(o.file, ".idata$5");
  ck_assert_uint_eq(v.size, 8);
  ck_assert_uint_eq(coff_load(v.data, 8, COFF_LITTLE), 0x8000000000001234);
  struct coff_section s;
  for (uint32_t i = 1; coff_section_get(o.file, i, &s); i++)
    ck_assert_uint_eq(s.nreloc, 0);
  coff_import_object_close(&e.context, &o);
}
END_TEST

START_TEST(constant_and_export_as)
{
  static const char strings[] = "item\0x.dll\0quite.another.name";
  uint8_t p[ROOM];
  char text[400];
  struct ear e;
  struct coff_import_object o;
  size_t n =
      make(p, 0xaa64, IMPORT_OBJECT_CONST, IMPORT_OBJECT_NAME_EXPORTAS, strings, sizeof strings);
  ck_assert(open_object(&e, p, n, &o));
  ck_assert_str_eq(symbols_of(o.file, text, sizeof text),
                   ".idata$4:.idata$4;.idata$5:.idata$5;.idata$6:.idata$6;__imp_item:.idata$5;"
                   "item:.idata$5;__IMPORT_DESCRIPTOR_x:;");
  struct coff_view v = contents_of(o.file, ".idata$6");
  ck_assert_uint_eq(v.size, 2 + 18 + 2);
  ck_assert_str_eq((const char *)v.data + 2, "quite.another.name");
  coff_import_object_close(&e.context, &o);
}
END_TEST

// Every relocation of a jump has a field in it and, if it is for a symbol, that of the entry.
static void check_jump(const struct coff_file *f, const struct coff_import_jump *jump)
{
  struct coff_section s;
  struct coff_reloc r;
  struct coff_reloc_table all;
  struct coff_symbol entry;
  enum { CODE = 4 }; // number of the section
  ck_assert(coff_section_get(f, CODE, &s));
  ck_assert(coff_section_relocs(f, &s, &all));
  ck_assert_uint_eq(s.nreloc, jump->nrelocs);
  for (unsigned i = 0; i < jump->nrelocs; i++) {
    ck_assert_uint_eq(coff_reloc_read(f, &all, i, 1, &r), 1);
    const struct coff_howto *h = coff_howto_find(coff_file_target(f), &r);
    ck_assert_ptr_nonnull(h);
    ck_assert_uint_le(r.vaddr + h->size, jump->size);
    if (r.is_number)
      continue;
    ck_assert(coff_symbol_get(f, r.symndx, &entry));
    ck_assert_int_eq(memcmp(entry.name.data, "__imp_", 6), 0);
  }
}

START_TEST(every_machine)
{
  uint8_t p[ROOM];
  struct ear e;
  struct coff_import_object o;
  const struct coff_target *t;
  unsigned seen = 0;
  for (size_t i = 0; (t = coff_target_at(i)) != NULL; i++) {
    if (t->import_jump == NULL)
      continue;
    size_t n = make(p, t->machines[0].magic, IMPORT_OBJECT_CODE, IMPORT_OBJECT_NAME, function,
                    sizeof function);
    ck_assert_msg(open_object(&e, p, n, &o), "%s: %s", t->name, e.heard.text);
    ck_assert_int_eq(e.heard.errors, 0);
    struct coff_view v = contents_of(o.file, ".text");
    ck_assert_uint_eq(v.size, coff_file_target(o.file)->import_jump->size);
    ck_assert_uint_eq(contents_of(o.file, ".idata$4").size, t->address_bits / 8u);
    check_jump(o.file, coff_file_target(o.file)->import_jump);
    coff_import_object_close(&e.context, &o);
    seen++;
  }
  ck_assert_uint_ge(seen, 12);
}
END_TEST

START_TEST(jump_that_is_not_known)
{
  uint8_t p[ROOM];
  struct ear e;
  struct coff_import_object o;
  size_t n = make(p, 0x184, IMPORT_OBJECT_CODE, IMPORT_OBJECT_NAME, function, sizeof function);
  ck_assert(open_object(&e, p, n, &o)); // Alpha: all is there but the instructions
  ck_assert_str_eq(coff_file_target(o.file)->name, "pe-alpha");
  ck_assert_uint_eq(contents_of(o.file, ".text").size, 0);
  coff_import_object_close(&e.context, &o);
}
END_TEST

START_TEST(damage)
{
  uint8_t p[ROOM];
  struct ear e;
  struct coff_import_object o;
  size_t n = make(p, 0x14c, IMPORT_OBJECT_CODE, IMPORT_OBJECT_NAME, function, sizeof function);
  for (size_t cut = HEADER; cut < n; cut++) {
    ck_assert(!open_object(&e, p, cut, &o));
    ck_assert_int_ge(e.heard.errors, 1);
    coff_import_object_close(&e.context, &o);
  }
  p[18] = 3; // no such type
  ck_assert(!open_object(&e, p, n, &o));
  ck_assert_int_eq(e.heard.errors, 1);
  coff_import_object_close(&e.context, &o);
}
END_TEST

START_TEST(no_import)
{
  uint8_t p[64] = {0x4c, 0x01};
  struct ear e;
  struct coff_import_object o;
  struct coff_open opt = {.target = "pe-i386"};
  listen(&e);
  struct coff_file *f = coff_file_from_memory(&e.context, "object", p, sizeof p, &opt);
  ck_assert_ptr_nonnull(f);
  ck_assert(!coff_import_object_open(f, &o));
  ck_assert_int_eq(e.heard.errors, 1);
  ck_assert_str_eq(e.heard.text, "the file is no short import");
  coff_import_object_close(&e.context, &o);
  coff_file_close(f);
}
END_TEST

START_TEST(memory)
{
  uint8_t p[ROOM];
  size_t n = make(p, 0x14c, IMPORT_OBJECT_CODE, IMPORT_OBJECT_NAME, function, sizeof function);
  bool ok = false;
  for (long at = 0; !ok && at < 1000; at++) {
    struct failing failing = {at, 0};
    struct ear e;
    struct coff_import_object o = {.file = NULL};
    listen(&e);
    e.context.alloc = failing_alloc;
    e.context.alloc_user = &failing;
    struct coff_file *f = coff_file_from_memory(&e.context, "import", p, n, NULL);
    ok = f != NULL && coff_import_object_open(f, &o);
    ck_assert(ok || e.heard.errors >= 1);
    coff_import_object_close(&e.context, &o);
    coff_file_close(f);
    ck_assert_int_eq(failing.live, 0);
  }
  ck_assert(ok);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("short imports");
  TCase *tc = tcase_create("objects");
  tcase_add_test(tc, function_of_i386);
  tcase_add_test(tc, ordinal_and_data);
  tcase_add_test(tc, constant_and_export_as);
  tcase_add_test(tc, every_machine);
  tcase_add_test(tc, jump_that_is_not_known);
  tcase_add_test(tc, damage);
  tcase_add_test(tc, no_import);
  tcase_add_test(tc, memory);
  suite_add_tcase(suite, tc);
  return run_suite(suite);
}
