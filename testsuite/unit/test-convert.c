// Conversion between flavours: addends, weak symbols, chains of files, what is refused, what is lost; and
// every fixture to every flavour that takes it.
//
// Skip this unless you change coffgen/edit/convert*.c.
#include "coff/edit.h"
#include "coff/format-pe.h"
#include "coff/format-sysv.h"
#include "coff/reloc.h"
#include "testsuite/unit/failing.h"
#include "testsuite/unit/fixtures.h"
#include "testsuite/unit/main.h"
#include "testsuite/unit/reconvert.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 26, FLAGS = 18 };

struct heard {
  unsigned errors, warnings;
  char text[2048];
};

static void hear(void *user, const struct coff_diag *d)
{
  struct heard *h = user;
  size_t n = strlen(h->text);
  h->errors += d->severity == COFF_ERROR;
  h->warnings += d->severity == COFF_WARNING;
  snprintf(h->text + n, sizeof h->text - n, "%s\n", d->text);
}

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

static uint32_t add_section(struct coff_build *b, const char *name, uint32_t flags, uint64_t vaddr,
                            const uint8_t *bytes, size_t size)
{
  struct coff_scnhdr h = {.flags = flags, .vaddr = vaddr, .paddr = vaddr};
  uint32_t id = coff_build_section(b, str(name), &h);
  ck_assert_uint_ne(id, 0);
  ck_assert(size == 0 || coff_build_contents(b, id, (struct coff_view){bytes, size, 0}));
  return id;
}

static uint32_t add_symbol(struct coff_build *b, const char *name, int32_t section, uint64_t value,
                           uint32_t sclass)
{
  struct coff_syment s = {.scnum = section, .sclass = sclass, .value = value};
  uint32_t id = coff_build_symbol(b, str(name), &s);
  ck_assert_uint_ne(id, COFF_BUILD_NONE);
  return id;
}

static void add_reloc(struct coff_build *b, uint32_t section, uint64_t vaddr, uint32_t type,
                      uint32_t symbol)
{
  struct coff_reloc r = {.vaddr = vaddr, .type = type, .symndx = symbol};
  ck_assert(coff_build_reloc(b, section, &r));
}

static struct coff_build *convert(struct coff_build *b, const char *target)
{
  struct coff_build *c = coff_build_convert(b, coff_target_find(target), b->kind);
  ck_assert_msg(c != NULL, "%s", heard.text);
  return c;
}

static uint32_t word(const struct coff_build *b, uint32_t section, unsigned at)
{
  return (uint32_t)coff_load(b->sections[section - 1].pieces[0].data + at, 4, COFF_LITTLE);
}

static const struct coff_build_symbol *named(const struct coff_build *b, const char *name)
{
  for (uint32_t i = 0; i < b->nsymbols; i++)
    if (b->symbols[i].name.size == strlen(name) &&
        memcmp(b->symbols[i].name.data, name, strlen(name)) == 0)
      return &b->symbols[i];
  ck_abort_msg("no symbol %s", name);
  return NULL;
}

// DJGPP: fields hold the symbol's value, and displacements the address of their own end; .data is at 0x20.
static struct coff_build *make_go32(void)
{
  static const uint8_t text[0x20] = {0xe8, 0xfb, 0xff, 0xff, 0xff, // call outside
                                     0xa1, 0x28, 0,    0,    0,    // mov [in_data+4], %eax
                                     0xe9, 0x11, 0,    0,    0,    // jmp in_data-4: 0x20 - 0xf
                                     0xa1, 0x12, 0,    0,    0};   // mov [common+2], %eax
  static const uint8_t data[8] = {0x20, 0, 0, 0};
  struct coff_build *b = new_object("coff-go32");
  uint32_t t = add_section(b, ".text", STYP_TEXT, 0, text, sizeof text);
  uint32_t d = add_section(b, ".data", STYP_DATA, 0x20, data, sizeof data);
  uint32_t outside = add_symbol(b, "_outside", 0, 0, C_EXT);
  uint32_t in_data = add_symbol(b, "_in_data", (int32_t)d, 0x24, C_EXT);
  uint32_t common = add_symbol(b, "_common", 0, 16, C_EXT);
  add_symbol(b, "_weak", (int32_t)t, 0x10, C_WEAKEXT);
  add_symbol(b, "_nowhere", 0, 0, C_WEAKEXT);
  add_reloc(b, t, 1, 0x14, outside);
  add_reloc(b, t, 6, 0x06, in_data);
  add_reloc(b, t, 11, 0x14, in_data);
  add_reloc(b, t, 16, 0x06, common);
  add_reloc(b, d, 0x20, 0x06, in_data); // its own address less 4
  return b;
}

START_TEST(addends_move)
{
  struct coff_build *b = make_go32(), *pe = convert(b, "pe-i386"), *back;
  ck_assert_uint_eq(word(pe, 1, 1), 0);
  ck_assert_uint_eq(word(pe, 1, 6), 4);
  ck_assert_uint_eq(word(pe, 1, 11), (uint32_t)-4);
  ck_assert_uint_eq(word(pe, 1, 16), 2);
  ck_assert_uint_eq(word(pe, 2, 0), (uint32_t)-4);
  ck_assert_uint_eq(named(pe, "_in_data")->native.value, 4);
  ck_assert_uint_eq(pe->sections[1].header.vaddr, 0);
  ck_assert_uint_eq(pe->sections[1].relocs[0].vaddr, 0);
  ck_assert_uint_eq(pe->sections[0].header.flags & ~(uint32_t)IMAGE_SCN_ALIGN_MASK, 0x60000020);
  ck_assert_uint_eq(pe->sections[1].header.flags & ~(uint32_t)IMAGE_SCN_ALIGN_MASK, 0xc0000040);
  back = convert(pe, "coff-go32");
  // Sections are at 0 now, so no value of a section is in the fields; those of symbols are.
  ck_assert_uint_eq(word(back, 1, 1), (uint32_t)-5);
  ck_assert_uint_eq(word(back, 1, 6), 8);
  ck_assert_uint_eq(word(back, 1, 11), (uint32_t)-15);
  ck_assert_uint_eq(word(back, 1, 16), 18);
  ck_assert_uint_eq(word(back, 2, 0), 0);
  ck_assert_uint_eq(back->sections[0].header.flags, STYP_TEXT);
  ck_assert_uint_eq(heard.errors, 0);
  coff_build_free(back);
  coff_build_free(pe);
  coff_build_free(b);
}
END_TEST

START_TEST(weak_symbols)
{
  struct coff_build *b = make_go32(), *pe = convert(b, "pe-i386"), *back;
  const struct coff_build_symbol *w = named(pe, "_weak"), *d;
  struct coff_auxent e;
  ck_assert_uint_eq(w->native.sclass, IMAGE_SYM_CLASS_WEAK_EXTERNAL);
  ck_assert_int_eq(w->native.scnum, 0);
  ck_assert_uint_eq(w->naux, 1);
  coff_swap_auxent_in(pe->target, pe->auxes[w->aux].layout, pe->auxes[w->aux].bytes, &e);
  d = &pe->symbols[e.field[COFF_AUX_TAGNDX]];
  ck_assert_int_eq(d->native.scnum, 1);
  ck_assert_uint_eq(d->native.value, 0x10);
  uint32_t n = pe->nsymbols;
  back = convert(pe, "coff-go32");
  w = named(back, "_weak");
  ck_assert_uint_eq(w->native.sclass, C_WEAKEXT);
  ck_assert_int_eq(w->native.scnum, 1);
  ck_assert_uint_eq(w->native.value, 0x10);
  w = named(back, "_nowhere");
  ck_assert_uint_eq(w->native.sclass, C_WEAKEXT);
  ck_assert_int_eq(w->native.scnum, 0);
  ck_assert_uint_eq(back->nsymbols, n - 2); // the defaults have gone
  coff_build_free(back);
  coff_build_free(pe);
  coff_build_free(b);
}
END_TEST

// A default that another object defines is none that C_WEAKEXT could name.
START_TEST(weak_default_elsewhere)
{
  struct coff_build *b = new_object("pe-i386");
  const struct coff_aux_rule *r = b->target->records->aux_rules;
  while (r->layout->form != COFF_AUX_WEAK)
    r++;
  struct coff_auxent e = {.layout = r->layout};
  uint32_t other = add_symbol(b, "_other", 0, 0, C_EXT);
  add_symbol(b, "_weak", 0, 0, IMAGE_SYM_CLASS_WEAK_EXTERNAL);
  e.field[COFF_AUX_TAGNDX] = other;
  e.field[COFF_AUX_CHARACTERISTICS] = IMAGE_WEAK_EXTERN_SEARCH_ALIAS;
  ck_assert(coff_build_aux(b, &e));
  struct coff_build *c = convert(b, "coff-go32");
  ck_assert_uint_eq(heard.warnings, 1);
  ck_assert_ptr_nonnull(strstr(heard.text, "defaults of weak symbols are left out: 1"));
  ck_assert_ptr_nonnull(strstr(heard.text, "_weak"));
  ck_assert_int_eq(named(c, "_weak")->native.scnum, 0);
  coff_build_free(c);
  coff_build_free(b);
}
END_TEST

START_TEST(losses_are_said_once)
{
  static const uint8_t bytes[4];
  struct coff_build *b = new_object("pe-i386");
  for (unsigned i = 0; i < 3; i++) {
    uint32_t id = add_section(b, ".text$x", 0x60501020, 0, bytes, sizeof bytes);
    struct coff_syment s = {.scnum = (int32_t)id, .sclass = C_STAT};
    ck_assert_uint_ne(coff_build_symbol(b, str(".text$x"), &s), COFF_BUILD_NONE);
    ck_assert(coff_build_aux_section(b, IMAGE_COMDAT_SELECT_ANY, 0));
  }
  struct coff_build *c = convert(b, "coff-i386");
  ck_assert_uint_eq(heard.warnings, 2);
  ck_assert_ptr_nonnull(strstr(heard.text, "COMDAT sections become ordinary ones: 3, the first"));
  ck_assert_ptr_nonnull(strstr(heard.text, "alignments of sections are left out: 3"));
  coff_build_free(c);
  coff_build_free(b);
}
END_TEST

static void refused(struct coff_build *b, const char *target, const char *why)
{
  heard = (struct heard){0};
  ck_assert_ptr_null(coff_build_convert(b, coff_target_find(target), b->kind));
  ck_assert_uint_eq(heard.errors, 1);
  ck_assert_msg(strstr(heard.text, why) != NULL, "%s: %s", target, heard.text);
}

START_TEST(what_is_refused)
{
  struct coff_build *b = make_go32();
  refused(b, "pe-x86-64", "another processor");
  refused(b, "coff-m68k", "another processor");
  ck_assert_ptr_null(coff_build_convert(b, coff_target_find("pei-i386"), COFF_KIND_IMAGE));
  ck_assert(!coff_build_retarget(b, coff_target_find("pe-i386")));
  coff_build_free(b);
  b = new_object("coff-sh");
  refused(b, "coff-shl", "order of bytes");
  coff_build_free(b);
  b = new_object("pe-i386");
  uint32_t t = add_section(b, ".text", 0x60500020, 0, (const uint8_t[4]){0}, 4);
  add_reloc(b, t, 0, 0x0b, add_symbol(b, "_tls", 0, 0, C_EXT)); // offset in a section
  refused(b, "coff-go32", "relocation types have no counterpart: 1");
  coff_build_free(b);
}
END_TEST

// Debug information refers to other debug information by offset; where such sections are linked at 0, that
// is an address.
START_TEST(offsets_in_debug_information)
{
  static const uint8_t bytes[8];
  struct coff_build *b = new_object("pe-i386");
  uint32_t info = add_section(b, ".debug_info", 0x42100040, 0, bytes, 8);
  uint32_t s = add_section(b, ".debug_str", 0x42100040, 0, bytes, 8);
  add_reloc(b, info, 4, 0x0b, add_symbol(b, ".debug_str", (int32_t)s, 0, C_STAT));
  struct coff_build *go = convert(b, "coff-go32"), *back = convert(go, "pe-i386");
  ck_assert_uint_eq(go->sections[0].relocs[0].type, 0x06);
  ck_assert_uint_eq(go->sections[0].header.flags, STYP_INFO);
  ck_assert_uint_eq(back->sections[0].relocs[0].type, 0x0b);
  ck_assert_uint_eq(back->sections[0].header.flags, 0x42100040);
  coff_build_free(back);
  coff_build_free(go);
  coff_build_free(b);
}
END_TEST

// ---- Files ------------------------------------------------------------------------------------

static bool is_of(const struct coff_file *f, const char *target)
{
  return strcmp(coff_file_target(f)->name, target) == 0;
}

// There and back; how many files are the same byte for byte afterwards is *EXACT.
static unsigned both_ways(const char *target, const char *other, unsigned *exact)
{
  size_t n;
  unsigned count = 0;
  struct fixture *all = load_fixtures(&n);
  for (size_t i = 0; i < n; i++) {
    struct coff_open as = {.target = target}, as_other = {.target = other};
    char problem[300];
    struct coff_file *f = coff_file_from_memory(&ctx, all[i].name, all[i].data, all[i].size, NULL);
    if (f == NULL || !is_of(f, target)) {
      coff_file_close(f);
      continue;
    }
    heard = (struct heard){0};
    struct rewritten r = convert_file(f, coff_target_find(other), MOST), q;
    ck_assert_msg(r.bytes != NULL, "%s: %s", all[i].name, heard.text);
    struct coff_file *g = coff_file_from_memory(&ctx, "other", r.bytes, r.size, &as_other);
    ck_assert_ptr_nonnull(g);
    q = convert_file(g, coff_target_find(target), MOST);
    ck_assert_msg(q.bytes != NULL, "%s: %s", all[i].name, heard.text);
    memcpy(q.bytes + FLAGS, all[i].data + FLAGS, 2); // Characteristics: bigobj has none
    struct coff_file *h = coff_file_from_memory(&ctx, "back", q.bytes, q.size, &as);
    ck_assert_ptr_nonnull(h);
    const char *found = find_difference(f, h, problem, sizeof problem);
    ck_assert_msg(found == NULL, "%s: %s", all[i].name, problem);
    bool flags = strstr(heard.text, "flags of the file header are left out") != NULL;
    ck_assert_msg(heard.warnings == flags && heard.errors == 0, "%s: %s", all[i].name, heard.text);
    *exact += q.size == all[i].size && memcmp(q.bytes, all[i].data, q.size) == 0;
    count++;
    coff_file_close(h);
    coff_file_close(g);
    coff_file_close(f);
    free(r.bytes);
    free(q.bytes);
  }
  free_fixtures(all, n);
  return count;
}

START_TEST(bigobj_is_lossless)
{
  unsigned exact = 0;
  ck_assert_uint_ge(both_ways("pe-x86-64", "pe-bigobj-x86-64", &exact), 10);
  ck_assert_uint_ge(both_ways("pe-i386", "pe-bigobj-i386", &exact), 5);
  ck_assert_uint_ge(exact, 1);
}
END_TEST

// Files of EFI are those of Windows with another subsystem: nothing else changes, but for the checksum.
START_TEST(twins_stay_as_they_are)
{
  size_t n;
  unsigned count = 0;
  struct fixture *all = load_fixtures(&n);
  for (size_t i = 0; i < n; i++) {
    struct coff_file *f = coff_file_from_memory(&ctx, all[i].name, all[i].data, all[i].size, NULL);
    if (f != NULL && is_of(f, "pei-x86-64") && coff_file_aouthdr(f) != NULL &&
        !coff_file_find_directory(f, COFF_DIR_CERTIFICATE, &(uint32_t){0}, &(uint32_t){0})) {
      struct rewritten r = convert_file(f, coff_target_find("efi-app-x86_64"), MOST);
      ck_assert_msg(r.bytes != NULL, "%s: %s", all[i].name, heard.text);
      ck_assert_uint_eq(r.size, all[i].size);
      uint64_t aout = coff_file_aouthdr_bytes(f).origin, differ = 0;
      for (uint64_t k = 0; k < r.size; k++) // CheckSum and Subsystem
        differ += r.bytes[k] != all[i].data[k] && (k < aout + 64 || k >= aout + 70);
      ck_assert_msg(differ == 0, "%s", all[i].name);
      ck_assert_uint_eq(r.bytes[aout + 68], 10);
      count++;
      free(r.bytes);
    }
    coff_file_close(f);
  }
  ck_assert_uint_ge(count, 3);
  free_fixtures(all, n);
}
END_TEST

START_TEST(all_fixtures_to_all_flavours)
{
  size_t n;
  unsigned total = 0;
  struct fixture *all = load_fixtures(&n);
  for (size_t i = 0; i < n; i++) {
    char problem[300];
    unsigned made = 0;
    struct coff_file *f = coff_file_from_memory(&ctx, all[i].name, all[i].data, all[i].size, NULL);
    if (f == NULL)
      continue;
    const char *found = convert_to_all(f, &made, problem, sizeof problem);
    ck_assert_msg(found == NULL, "%s: %s", all[i].name, found);
    ck_assert_msg(made >= 1, "%s became nothing", all[i].name); // it is one of its own flavour
    total += made;
    coff_file_close(f);
  }
  ck_assert_uint_ge(total, 2 * n);
  free_fixtures(all, n);
}
END_TEST

// ---- More sections than the flavour has numbers for ---------------------------------------------

enum { MANY = 70000, ROOM = 65279, REL32 = 4 };

// Sections of four bytes, each with a symbol at its end and a relocation that names the next section's.
static struct coff_build *make_many(uint32_t n)
{
  static const uint8_t zeroes[4];
  char name[16];
  struct coff_build *b = new_object("pe-x86-64");
  for (uint32_t i = 1; i <= n; i++) {
    snprintf(name, sizeof name, ".text$%u", (unsigned)i);
    ck_assert_uint_eq(add_section(b, name, IMAGE_SCN_CNT_CODE, 0, zeroes, sizeof zeroes), i);
    snprintf(name, sizeof name, "f%u", (unsigned)i);
    add_symbol(b, name, (int32_t)i, 4, C_EXT);
    add_reloc(b, i, 0, REL32, i == n ? 0 : i);
  }
  return b;
}

// Whether section NUMBER of F, its symbol and its relocation are those that make_many gave it.
static void check_one_of_many(const struct coff_file *f, uint32_t number)
{
  char name[16];
  struct coff_section s;
  struct coff_symbol sym;
  struct coff_reloc_table t;
  struct coff_reloc r;
  snprintf(name, sizeof name, ".text$%u", (unsigned)number);
  ck_assert(coff_section_get(f, number, &s));
  ck_assert(s.name.size == strlen(name) && memcmp(s.name.data, name, s.name.size) == 0);
  ck_assert(coff_section_relocs(f, &s, &t) && coff_reloc_read(f, &t, 0, 1, &r) == 1);
  ck_assert_uint_eq(r.symndx, number == MANY ? 0 : number);
  snprintf(name, sizeof name, "f%u", (unsigned)number);
  ck_assert(coff_symbol_get(f, number - 1, &sym));
  ck_assert(sym.name.size == strlen(name) && memcmp(sym.name.data, name, sym.name.size) == 0);
  ck_assert_int_eq(sym.section, (int32_t)number);
}

START_TEST(too_many_sections)
{
  uint64_t size;
  struct coff_build *b = make_many(MANY);
  const struct coff_target *own = b->target, *larger = coff_build_roomy(b, own);
  ck_assert(!coff_place(b, &size));
  ck_assert_msg(strstr(heard.text, "70000 sections; pe-x86-64 has room for 65279") != NULL, "%s",
                heard.text);
  ck_assert_str_eq(larger->name, "pe-bigobj-x86-64");
  ck_assert_ptr_eq(coff_build_roomy(b, larger), larger);
  heard = (struct heard){0};
  struct coff_build *c = coff_build_convert(b, larger, COFF_KIND_OBJECT);
  ck_assert_msg(c != NULL && heard.warnings == 0, "%s", heard.text);
  ck_assert(coff_place(c, &size));
  uint8_t *bytes = malloc((size_t)size);
  ck_assert(bytes != NULL && coff_write(c, bytes, size));
  coff_build_free(c);
  coff_build_free(b);
  struct coff_file *f = coff_file_from_memory(&ctx, "many", bytes, (size_t)size, NULL);
  ck_assert_ptr_nonnull(f);
  ck_assert_str_eq(coff_file_target(f)->name, "pe-bigobj-x86-64");
  ck_assert_uint_eq(coff_section_count(f), MANY);
  for (uint32_t i = 1; i <= MANY; i++)
    check_one_of_many(f, i);
  coff_file_close(f);
  free(bytes);
}
END_TEST

START_TEST(room_is_counted)
{
  struct coff_build *b = make_many(ROOM);
  ck_assert_ptr_eq(coff_build_roomy(b, b->target), b->target);
  add_section(b, ".one", IMAGE_SCN_CNT_CODE, 0, NULL, 0);
  ck_assert_ptr_ne(coff_build_roomy(b, b->target), b->target);
  b->sections[7].dropped = true;
  ck_assert_ptr_eq(coff_build_roomy(b, b->target), b->target);
  b->sections[7].dropped = false;
  const struct coff_target *none = coff_target_find("coff-i386"); // nothing is larger
  ck_assert_ptr_eq(coff_build_roomy(b, none), none);
  coff_build_free(b);
  unsigned count = 0;
  const struct coff_target *t;
  for (size_t i = 0; (t = coff_target_at(i)) != NULL; i++) {
    const struct coff_target *larger = t->larger == NULL ? NULL : coff_target_find(t->larger);
    count += larger != NULL;
    ck_assert_msg(t->larger == NULL || larger != NULL, "%s", t->name);
    ck_assert_msg(larger == NULL ||
                      (larger->max_sections > t->max_sections && larger->kinds == t->kinds &&
                       larger->machines == t->machines && larger->howtos == t->howtos),
                  "%s", t->name);
  }
  ck_assert_uint_eq(count, 6);
}
END_TEST

START_TEST(out_of_memory)
{
  struct failing fail = {.left = -1};
  const struct coff_context poor = {
      .sink = hear, .sink_user = &heard, .alloc = failing_alloc, .alloc_user = &fail};
  size_t n;
  struct fixture *all = load_fixtures(&n);
  const struct coff_target *to = coff_target_find("pe-bigobj-i386");
  struct coff_file *f = NULL;
  size_t i = 0;
  for (; i < n; i++, coff_file_close(f)) {
    f = coff_file_from_memory(&ctx, all[i].name, all[i].data, all[i].size, NULL);
    if (f != NULL && is_of(f, "pe-i386"))
      break;
  }
  ck_assert_uint_lt(i, n);
  coff_file_close(f);
  bool done = false;
  for (long k = 0; !done; k++) {
    fail = (struct failing){.left = k};
    heard = (struct heard){0};
    f = coff_file_from_memory(&poor, all[i].name, all[i].data, all[i].size, NULL);
    struct rewritten r = {NULL, 0};
    if (f != NULL)
      r = convert_file(f, to, MOST);
    done = r.bytes != NULL && fail.left >= 0;
    ck_assert_msg(r.bytes != NULL || heard.errors != 0, "silent at allocation %ld", k);
    free(r.bytes);
    coff_file_close(f);
    ck_assert_int_eq(fail.live, 0);
    ck_assert_int_lt(k, 100000);
  }
  free_fixtures(all, n);
}
END_TEST

static Suite *suite(void)
{
  Suite *s = suite_create("convert");
  TCase *t = tcase_create("convert");
  tcase_set_timeout(t, 300);
  tcase_add_test(t, addends_move);
  tcase_add_test(t, weak_symbols);
  tcase_add_test(t, weak_default_elsewhere);
  tcase_add_test(t, losses_are_said_once);
  tcase_add_test(t, what_is_refused);
  tcase_add_test(t, offsets_in_debug_information);
  tcase_add_test(t, bigobj_is_lossless);
  tcase_add_test(t, twins_stay_as_they_are);
  tcase_add_test(t, all_fixtures_to_all_flavours);
  tcase_add_test(t, too_many_sections);
  tcase_add_test(t, room_is_counted);
  tcase_add_test(t, out_of_memory);
  suite_add_tcase(s, t);
  return s;
}

int main(void)
{
  return run_suite(suite());
}
