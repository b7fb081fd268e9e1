// coff_section_relocated over objects made in memory: symbols, bounds, and what is reported.
//
// Skip this unless you change coffgen/reloc/relocated.c or symbol.c. Whether real objects come out
// right is judged by testsuite/tools/test_relocated.py.
#include "coff/format-sysv.h"
#include "coff/reloc.h"
#include "testsuite/unit/main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- Objects ----------------------------------------------------------------------------------

enum { MAX_RECORDS = 2000, SECTION_BYTES = 64 };

// One section, its relocations and symbols, in the words of the target.
struct object {
  const char *target;
  uint64_t section_vaddr;
  struct coff_reloc relocs[8];
  size_t nrelocs;
  struct coff_syment syms[MAX_RECORDS];
  size_t nsyms;
  uint8_t contents[SECTION_BYTES];
  uint32_t claimed; // size in the header, if not that of the contents
  // Where things went.
  uint64_t at_contents, at_relocs;
};

static size_t build(struct object *o, uint8_t *out)
{
  const struct coff_target *t = coff_target_find(o->target);
  ck_assert_ptr_nonnull(t);
  const struct coff_records *k = t->records;
  o->at_contents = k->filehdr->size + (size_t)k->scnhdr->size;
  o->at_relocs = o->at_contents + SECTION_BYTES;
  uint64_t at_syms = o->at_relocs + o->nrelocs * k->reloc->size;
  struct coff_filehdr header = {
      .magic = t->machines[0].magic, .nscns = 1, .symptr = at_syms, .nsyms = o->nsyms};
  struct coff_scnhdr section = {.name = ".data",
                                .vaddr = o->section_vaddr,
                                .paddr = t->section_relative ? 0 : o->section_vaddr,
                                .size = o->claimed == 0 ? SECTION_BYTES : o->claimed,
                                .scnptr = o->at_contents,
                                .relptr = o->at_relocs,
                                .nreloc = (uint32_t)o->nrelocs,
                                .flags = t->section_relative ? 0xc0300040 : 0x40};
  ck_assert(coff_swap_filehdr_out(t, &header, out));
  ck_assert(coff_swap_scnhdr_out(t, &section, 1, out + k->filehdr->size));
  memcpy(out + o->at_contents, o->contents, SECTION_BYTES);
  ck_assert(coff_swap_reloc_out(t, o->relocs, o->nrelocs, out + o->at_relocs));
  ck_assert(coff_swap_syment_out(t, o->syms, o->nsyms, out + at_syms));
  uint64_t at_strings = at_syms + o->nsyms * k->syment->size;
  coff_store(out + at_strings, 4, t->order, 4);
  return (size_t)at_strings + 4;
}

static struct object object_for(const char *target)
{
  return (struct object){.target = target};
}

static void add_symbol(struct object *o, const char *name, int32_t scnum, uint64_t value,
                       uint32_t numaux)
{
  struct coff_syment *s = &o->syms[o->nsyms++];
  *s = (struct coff_syment){.value = value, .scnum = scnum, .sclass = C_EXT, .numaux = numaux};
  snprintf(s->name, sizeof s->name, "%s", name);
}

static void add_reloc(struct object *o, uint64_t vaddr, uint32_t symndx, const char *howto)
{
  const struct coff_howto *h = coff_howto_by_name(coff_target_find(o->target), howto);
  ck_assert_msg(h != NULL, "%s has no %s", o->target, howto);
  o->relocs[o->nrelocs++] = (struct coff_reloc){.vaddr = vaddr, .symndx = symndx, .type = h->type};
}

// ---- Relocating -------------------------------------------------------------------------------

struct outcome {
  bool ok;
  unsigned warnings, errors;
  uint64_t offset; // of the last one
  char text[512];
  uint8_t bytes[SECTION_BYTES];
  size_t size; // of the buffer that is asked for
};

static void keep_diag(void *user, const struct coff_diag *d)
{
  struct outcome *r = user;
  *(d->severity == COFF_ERROR ? &r->errors : &r->warnings) += 1;
  r->offset = d->offset;
  snprintf(r->text, sizeof r->text, "%s", d->text);
}

// Relocates the first CUT bytes of the object (0: all of it) into a buffer of SIZE bytes.
static struct outcome relocated_into(struct object *o, size_t cut, size_t size_of_buffer)
{
  struct outcome r = {.size = size_of_buffer};
  const struct coff_context ctx = {.sink = keep_diag, .sink_user = &r};
  const struct coff_open opt = {.target = o->target};
  struct coff_section s;
  uint8_t *out = calloc(1, 4096 + 20 * MAX_RECORDS);
  size_t size = build(o, out);
  struct coff_file *f = coff_file_from_memory(&ctx, "object", out, cut != 0 ? cut : size, &opt);
  ck_assert_ptr_nonnull(f);
  ck_assert(coff_section_get(f, 1, &s));
  ck_assert_uint_eq(s.file_size, o->claimed == 0 ? SECTION_BYTES : o->claimed);
  r.warnings = r.errors = 0; // opening a cut file may have its say, too
  memset(r.bytes, 0xee, SECTION_BYTES);
  r.ok = coff_section_relocated(f, &s, r.bytes, r.size);
  coff_file_close(f);
  free(out);
  return r;
}

static struct outcome relocated(struct object *o, size_t cut)
{
  return relocated_into(o, cut, SECTION_BYTES);
}

static struct object pe_object(void)
{
  struct object o = object_for("pe-x86-64");
  add_symbol(&o, ".file", -2, 0, 2);
  add_symbol(&o, "somefile", 9, 9, 9); // two auxiliary entries
  add_symbol(&o, "another", 9, 9, 0);
  add_symbol(&o, "defined", 1, 0x10, 0);
  add_symbol(&o, "missing", 0, 0, 0);
  add_symbol(&o, "constant", -1, 0x1234, 0);
  return o;
}

enum { FILE_AUX = 1, DEFINED = 3, MISSING, CONSTANT, PAST_END };

START_TEST(values_are_those_of_the_headers_addresses)
{
  struct object o = pe_object();
  coff_store(o.contents, 4, COFF_LITTLE, 5);
  o.section_vaddr = 0x1000;
  add_reloc(&o, 0x1000, DEFINED, "IMAGE_REL_AMD64_ADDR64");
  add_reloc(&o, 0x1008, DEFINED, "IMAGE_REL_AMD64_REL32");
  add_reloc(&o, 0x100c, DEFINED, "IMAGE_REL_AMD64_SECREL");
  add_reloc(&o, 0x1010, DEFINED, "IMAGE_REL_AMD64_SECTION");
  add_reloc(&o, 0x1018, MISSING, "IMAGE_REL_AMD64_REL32");
  add_reloc(&o, 0x1020, CONSTANT, "IMAGE_REL_AMD64_ADDR32");
  add_reloc(&o, 0x103c, CONSTANT, "IMAGE_REL_AMD64_ADDR32NB");
  struct outcome r = relocated(&o, 0);
  ck_assert(r.ok);
  ck_assert_msg(r.warnings == 0 && r.errors == 0, "%s", r.text);
  ck_assert_uint_eq(coff_le64(r.bytes), 0x1015);
  ck_assert_uint_eq(coff_le32(r.bytes + 8), 0x1010 - 0x100c);
  ck_assert_uint_eq(coff_le32(r.bytes + 12), 0x10);
  ck_assert_uint_eq(coff_le16(r.bytes + 16), 1);
  ck_assert_uint_eq(coff_le32(r.bytes + 0x18), (uint32_t)-0x101c);
  ck_assert_uint_eq(coff_le32(r.bytes + 0x20), 0x1234);
  ck_assert_uint_eq(coff_le32(r.bytes + 0x3c), 0x1234);
}
END_TEST

// One relocation that must change nothing but a counter of warnings, at its own file offset.
static void refused(struct object *o, const char *words)
{
  struct outcome r = relocated(o, 0);
  ck_assert(r.ok);
  ck_assert_uint_eq(r.warnings, 1);
  ck_assert_uint_eq(r.errors, 0);
  ck_assert_uint_eq(r.offset, o->at_relocs);
  ck_assert_msg(strstr(r.text, words) != NULL, "%s", r.text);
  ck_assert_mem_eq(r.bytes, o->contents, SECTION_BYTES);
}

START_TEST(fields_outside_the_contents_are_refused)
{
  static const uint64_t vaddrs[] = {0xfff, 0, 0x1000 + SECTION_BYTES - 3, 0x1000 + SECTION_BYTES,
                                    0xffffffff};
  struct object o = pe_object();
  o.section_vaddr = 0x1000;
  add_reloc(&o, vaddrs[_i], CONSTANT, "IMAGE_REL_AMD64_ADDR32");
  refused(&o, "outside the contents");
}
END_TEST

START_TEST(bad_symbols_are_refused)
{
  struct object past = pe_object(), far = pe_object(), aux = pe_object(), aux2 = pe_object();
  add_reloc(&past, 0, PAST_END, "IMAGE_REL_AMD64_ADDR32");
  refused(&past, "no symbol with index 0x6");
  add_reloc(&far, 0, 0xfffffffe, "IMAGE_REL_AMD64_ADDR32");
  refused(&far, "no symbol with index 0xfffffffe");
  add_reloc(&aux, 0, FILE_AUX, "IMAGE_REL_AMD64_ADDR32");
  refused(&aux, "auxiliary entry as symbol, index 0x1");
  add_reloc(&aux2, 0, FILE_AUX + 1, "IMAGE_REL_AMD64_ADDR32");
  refused(&aux2, "auxiliary entry as symbol, index 0x2");
}
END_TEST

START_TEST(unknown_types_are_refused)
{
  struct object o = pe_object();
  o.relocs[o.nrelocs++] = (struct coff_reloc){.symndx = DEFINED, .type = 0x7777};
  refused(&o, "unknown type 0x7777");
}
END_TEST

// They stand at every indirect call of code that Microsoft compiles with control flow guard.
START_TEST(marks_for_the_loader_change_nothing)
{
  static const char *const marks[] = {
      "IMAGE_REL_AMD64_CFG_BR_REX", "IMAGE_REL_AMD64_CFG_CALL", "IMAGE_REL_AMD64_INDIR_CALL",
      "IMAGE_REL_AMD64_INDIR_BR_SWITCHTABLE_FIRST", "IMAGE_REL_AMD64_INDIR_BR_SWITCHTABLE_LAST"};
  struct object o = pe_object();
  memset(o.contents, 0x55, SECTION_BYTES);
  for (size_t i = 0; i < COFF_COUNT(marks); i++)
    add_reloc(&o, 8 * i, CONSTANT, marks[i]);
  struct outcome r = relocated(&o, 0);
  ck_assert(r.ok);
  ck_assert_msg(r.warnings == 0 && r.errors == 0, "%s", r.text);
  ck_assert_mem_eq(r.bytes, o.contents, SECTION_BYTES);
}
END_TEST

START_TEST(overflow_is_reported_and_stored)
{
  struct object o = pe_object();
  coff_store(o.contents, 4, COFF_LITTLE, 0xfffffff0);
  add_reloc(&o, 0, CONSTANT, "IMAGE_REL_AMD64_SECTION");
  add_symbol(&o, "high", -1, 0xffffffff, 0);
  add_reloc(&o, 8, PAST_END, "IMAGE_REL_AMD64_REL32");
  struct outcome r = relocated(&o, 0);
  ck_assert(r.ok);
  ck_assert_uint_eq(r.warnings, 1);
  ck_assert_msg(strstr(r.text, "overflows") != NULL, "%s", r.text);
  ck_assert_uint_eq(coff_le32(r.bytes + 8), 0xffffffff - 12);
}
END_TEST

// Far from the start of the table only a window of it is looked at: symbols with auxiliary entries
// whose bytes look like symbols with auxiliary entries.
START_TEST(auxiliary_entries_are_told_far_from_the_start)
{
  struct object o = object_for("pe-x86-64");
  while (o.nsyms < 1800) {
    add_symbol(&o, "symbol", -1, 0x77, 1);
    add_symbol(&o, "aux", -1, 0x99, o.nsyms % 50 == 1 ? 3 : 0);
  }
  add_reloc(&o, 0, 1700, "IMAGE_REL_AMD64_ADDR32");
  struct outcome good = relocated(&o, 0);
  ck_assert_msg(good.warnings == 0, "%s", good.text);
  ck_assert_uint_eq(coff_le32(good.bytes), 0x77);
  o.nrelocs = 0;
  add_reloc(&o, 0, 1701, "IMAGE_REL_AMD64_ADDR32");
  refused(&o, "auxiliary entry as symbol, index 0x6a5");
}
END_TEST

// Every entry is claimed by one before it: which are symbols only a walk from the first would tell,
// so that the index counts.
START_TEST(what_cannot_be_told_is_taken_as_a_symbol)
{
  struct object o = object_for("pe-x86-64");
  while (o.nsyms < 1800) {
    add_symbol(&o, "symbol", -1, 0x77, 2);
    add_symbol(&o, "aux", -1, 0x99, 0);
    add_symbol(&o, "aux", -1, 0x99, 2);
  }
  add_reloc(&o, 0, 1500, "IMAGE_REL_AMD64_ADDR32");
  struct outcome r = relocated(&o, 0);
  ck_assert_msg(r.warnings == 0, "%s", r.text);
  ck_assert_uint_eq(coff_le32(r.bytes), 0x77);
}
END_TEST

START_TEST(addresses_wrap_around)
{
  struct object o = object_for("pe-i386");
  add_symbol(&o, "high", -1, 0xffffff00, 0);
  coff_store(o.contents + 8, 4, COFF_LITTLE, 0x200);
  add_reloc(&o, 0, 0, "IMAGE_REL_I386_REL32");
  add_reloc(&o, 8, 0, "IMAGE_REL_I386_DIR32");
  struct outcome r = relocated(&o, 0);
  ck_assert_msg(r.warnings == 0, "%s", r.text);
  ck_assert_uint_eq(coff_le32(r.bytes), 0xffffff00 - 4);
  ck_assert_uint_eq(coff_le32(r.bytes + 8), 0x100);
}
END_TEST

// ---- System V: the field already holds the symbol's value ---------------------------------------

START_TEST(fields_that_hold_their_symbol_stay)
{
  struct object o = object_for("coff-i386");
  o.section_vaddr = 0x500;
  coff_store(o.contents, 4, COFF_LITTLE, 0x514);
  coff_store(o.contents + 4, 4, COFF_LITTLE, (uint64_t)-0x508);
  coff_store(o.contents + 8, 4, COFF_LITTLE, 0x40 + 6);
  add_symbol(&o, "defined", 1, 0x510, 0);
  add_symbol(&o, "missing", 0, 0, 0);
  add_symbol(&o, "common", 0, 0x40, 0);
  add_reloc(&o, 0x500, 0, "R_DIR32");
  add_reloc(&o, 0x504, 1, "R_PCRLONG");
  add_reloc(&o, 0x508, 2, "R_DIR32");
  struct outcome r = relocated(&o, 0);
  ck_assert(r.ok);
  ck_assert_msg(r.warnings == 0 && r.errors == 0, "%s", r.text);
  ck_assert_uint_eq(coff_le32(r.bytes), 0x514);
  ck_assert_uint_eq(coff_le32(r.bytes + 4), (uint32_t)-0x508);
  ck_assert_uint_eq(coff_le32(r.bytes + 8), 6);
}
END_TEST

struct addend {
  const char *target, *howto;
  int32_t scnum;
  int64_t want;
};

// A field of 0x510, a symbol of 0x40, an r_offset of 9.
static const struct addend addends[] = {
    {"coff-i386", "R_DIR32", 1, 0x510 - 0x40},
    {"coff-i386", "R_DIR32", 0, 0x510 - 0x40},
    {"coff-m68k", "R_RELLONG", 1, 0x510 - 0x40},
    {"coff-m68k", "R_RELLONG", 0, 0x510},
    {"coff-h8300", "R_RELLONG", 1, 9},
    {"pe-x86-64", "IMAGE_REL_AMD64_ADDR32", 1, 0x510},
    {"aixcoff-rs6000", "R_TOC", 1, 0},
    {"aixcoff-rs6000", "R_POS", 1, 0x510 - 0x40},
    {"aixcoff-rs6000", "R_NEG", 1, 0x510 + 0x40},
};

START_TEST(addends_are_without_the_symbol)
{
  const struct addend *a = &addends[_i];
  const struct coff_target *t = coff_target_find(a->target);
  const struct coff_howto *h = coff_howto_by_name(t, a->howto);
  const struct coff_syment sym = {.scnum = a->scnum, .value = 0x40};
  const struct coff_reloc r = {.type = h->type, .offset = 9};
  uint8_t p[4];
  coff_store(p, 4, t->data_order, 0x510);
  ck_assert_int_eq(coff_reloc_object_addend(t, h, &r, &sym, p), a->want);
}
END_TEST

START_TEST(a_relocation_without_symbol_has_an_addend)
{
  const struct coff_target *t = coff_target_find("coff-i386");
  const struct coff_reloc r = {0};
  const uint8_t p[4] = {7, 0, 0, 0};
  const struct coff_howto *h = coff_howto_by_name(t, "R_DIR32");
  ck_assert_int_eq(coff_reloc_object_addend(t, h, &r, NULL, p), 7);
}
END_TEST

// ---- Damage -----------------------------------------------------------------------------------

START_TEST(cut_contents_are_an_error_and_the_rest_is_zero)
{
  struct object o = pe_object();
  memset(o.contents, 0x55, SECTION_BYTES);
  uint8_t *scratch = calloc(1, 4096 + 20 * MAX_RECORDS);
  build(&o, scratch);
  free(scratch);
  struct outcome r = relocated(&o, (size_t)o.at_contents + 10);
  ck_assert(!r.ok);
  ck_assert_uint_eq(r.errors, 1);
  for (size_t i = 0; i < SECTION_BYTES; i++)
    ck_assert_uint_eq(r.bytes[i], i < 10 ? 0x55 : 0);
}
END_TEST

// The buffer is as large as its owner says, not as large as the header claims.
START_TEST(a_claim_is_not_the_size_of_the_buffer)
{
  struct object o = pe_object();
  memset(o.contents, 0x55, SECTION_BYTES);
  o.claimed = 0xfffffff0;
  struct outcome r = relocated_into(&o, 0, 20);
  ck_assert(!r.ok);
  ck_assert_uint_eq(r.errors, 1);
  for (size_t i = 0; i < SECTION_BYTES; i++)
    ck_assert_uint_eq(r.bytes[i], i < 20 ? 0x55 : 0xee);
}
END_TEST

START_TEST(fields_past_the_buffer_are_left_out)
{
  struct object o = pe_object();
  add_reloc(&o, 4, CONSTANT, "IMAGE_REL_AMD64_ADDR32");
  add_reloc(&o, 17, CONSTANT, "IMAGE_REL_AMD64_ADDR32");
  add_reloc(&o, 20, CONSTANT, "IMAGE_REL_AMD64_ADDR32");
  add_reloc(&o, 40, CONSTANT, "IMAGE_REL_AMD64_ADDR32");
  struct outcome r = relocated_into(&o, 0, 20);
  ck_assert(r.ok);
  ck_assert_msg(r.warnings == 0 && r.errors == 0, "%s", r.text);
  ck_assert_uint_eq(coff_le32(r.bytes + 4), 0x1234);
  ck_assert_uint_eq(coff_le32(r.bytes + 16), 0);
  for (size_t i = 20; i < SECTION_BYTES; i++)
    ck_assert_uint_eq(r.bytes[i], 0xee);
}
END_TEST

START_TEST(a_cut_table_is_an_error_and_its_start_counts)
{
  struct object o = pe_object();
  add_reloc(&o, 0, CONSTANT, "IMAGE_REL_AMD64_ADDR32");
  add_reloc(&o, 4, CONSTANT, "IMAGE_REL_AMD64_ADDR32");
  uint8_t *scratch = calloc(1, 4096 + 20 * MAX_RECORDS);
  build(&o, scratch);
  free(scratch);
  // The symbols are gone, too: that is said of the relocation that is there.
  struct outcome r = relocated(&o, (size_t)o.at_relocs + 15);
  ck_assert(!r.ok);
  ck_assert_uint_eq(r.errors, 1);
  ck_assert_uint_eq(r.warnings, 1);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("relocated");
  TCase *c = tcase_create("relocated");
  tcase_add_test(c, values_are_those_of_the_headers_addresses);
  tcase_add_loop_test(c, fields_outside_the_contents_are_refused, 0, 5);
  tcase_add_test(c, bad_symbols_are_refused);
  tcase_add_test(c, unknown_types_are_refused);
  tcase_add_test(c, marks_for_the_loader_change_nothing);
  tcase_add_test(c, overflow_is_reported_and_stored);
  tcase_add_test(c, auxiliary_entries_are_told_far_from_the_start);
  tcase_add_test(c, what_cannot_be_told_is_taken_as_a_symbol);
  tcase_add_test(c, addresses_wrap_around);
  tcase_add_test(c, fields_that_hold_their_symbol_stay);
  tcase_add_loop_test(c, addends_are_without_the_symbol, 0, COFF_COUNT(addends));
  tcase_add_test(c, a_relocation_without_symbol_has_an_addend);
  tcase_add_test(c, cut_contents_are_an_error_and_the_rest_is_zero);
  tcase_add_test(c, a_claim_is_not_the_size_of_the_buffer);
  tcase_add_test(c, fields_past_the_buffer_are_left_out);
  tcase_add_test(c, a_cut_table_is_an_error_and_its_start_counts);
  suite_add_tcase(suite, c);
  return run_suite(suite);
}
