// The registry against a table of facts: testsuite/data/flavours.tsv has a row for every flavour that
// coffkit is to read, with the record sizes and policies of its format. A cell with - is not known, or not
// the same in all of the flavour's tools.
//
// Skip this unless a flavour is missing, or its table and the row come apart.
#include "coff/swap.h"
#include "testsuite/unit/main.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  NAME,
  FILHSZ,
  SCNHSZ,
  SYMESZ,
  AUXESZ,
  RELSZ,
  LINESZ,
  AOUTSZ,
  FILNMLEN,
  ORDER,
  ASSUMED,
  ALIGN_POWER,
  LONG_FILENAMES,
  LEADING_CHAR,
  ADDRESS_BITS,
  MACHINE_FLAGS, // values of f_flags that name a machine, with a space between them
  COLUMNS
};

struct facts {
  char line[256];
  char *column[COLUMNS];
};

static bool next_row(FILE *f, struct facts *row)
{
  if (fgets(row->line, sizeof row->line, f) == NULL)
    return false;
  char *p = row->line;
  p[strcspn(p, "\n")] = 0;
  for (unsigned i = 0; i < COLUMNS; i++) {
    ck_assert_ptr_nonnull(p);
    row->column[i] = p;
    p = strchr(p, '\t');
    if (p != NULL)
      *p++ = 0;
  }
  return true;
}

static FILE *open_table(struct facts *row)
{
  const char *top = getenv("srcdir");
  char path[4096];
  snprintf(path, sizeof path, "%s/testsuite/data/flavours.tsv", top == NULL ? "." : top);
  FILE *f = fopen(path, "r");
  ck_assert_msg(f != NULL, "%s: not there", path);
  ck_assert(next_row(f, row)); // names of the columns
  return f;
}

static void check(const struct facts *row, unsigned column, unsigned has)
{
  static const char *const names[] = {"name",  "FILHSZ", "SCNHSZ", "SYMESZ",    "AUXESZ",
                                      "RELSZ", "LINESZ", "AOUTSZ", "E_FILNMLEN"};
  ck_assert_msg(strtoul(row->column[column], NULL, 10) == has, "%s: %s is %s, not %u",
                row->column[NAME], names[column], row->column[column], has);
}

// Some are optional, and some flavours have two.
static void check_aouthdr(const struct facts *row, const struct coff_records *r)
{
  unsigned want = (unsigned)strtoul(row->column[AOUTSZ], NULL, 10);
  const struct coff_aouthdr_layout *const *a = r->aouthdrs;
  while (want != 0 && a != NULL && *a != NULL && (*a)->size != want)
    a++;
  ck_assert_msg(want == 0 || (a != NULL && *a != NULL), "%s: no optional header of %u bytes",
                row->column[NAME], want);
}

START_TEST(every_flavour_is_there)
{
  struct facts row;
  FILE *f = open_table(&row);
  char missing[8192] = "";
  while (next_row(f, &row)) {
    if (coff_target_find(row.column[NAME]) == NULL &&
        strlen(missing) + sizeof row.line < sizeof missing)
      strcat(strcat(missing, " "), row.column[NAME]);
  }
  fclose(f);
  ck_assert_msg(missing[0] == 0, "not registered:%s", missing);
}
END_TEST

START_TEST(sizes_are_those_of_the_format)
{
  struct facts row;
  FILE *f = open_table(&row);
  while (next_row(f, &row)) {
    const struct coff_target *t = coff_target_find(row.column[NAME]);
    if (t == NULL)
      continue; // the other test says so
    const struct coff_records *r = t->records;
    check(&row, FILHSZ, r->filehdr->size);
    check(&row, SCNHSZ, r->scnhdr == NULL ? 0 : r->scnhdr->size);
    check(&row, SYMESZ, r->syment == NULL ? 0 : r->syment->size);
    check(&row, AUXESZ, r->auxesz);
    check(&row, RELSZ, r->reloc == NULL ? 0 : r->reloc->size);
    check(&row, LINESZ, r->lineno == NULL ? 0 : r->lineno->size);
    check(&row, FILNMLEN, r->filnmlen);
    check_aouthdr(&row, r);
    const char *order = t->order == COFF_BIG ? "big" : "little";
    ck_assert_msg(row.column[ORDER][0] == '-' || strcmp(row.column[ORDER], order) == 0,
                  "%s: headers are %s-endian", t->name, row.column[ORDER]);
    // Assumed: others that share the magic come first. Unseen: nothing shares it.
    bool assumed = strcmp(row.column[ASSUMED], "assumed") == 0;
    bool unseen = strcmp(row.column[ASSUMED], "unseen") == 0;
    ck_assert_msg((assumed || unseen) == t->assumed &&
                      (!assumed || t->priority == COFF_PRIORITY_ASSUMED),
                  "%s: that its facts are assumed is said in one place only", t->name);
  }
  fclose(f);
}
END_TEST

static bool is_known(const struct facts *row, unsigned column)
{
  return strcmp(row->column[column], "-") != 0;
}

static void check_policies(const struct facts *row, const struct coff_target *t)
{
  const char *leading = row->column[LEADING_CHAR];
  char wanted = (char)strtoul(leading, NULL, 0); // 0 for a word
  if (strlen(leading) == 1)
    wanted = leading[0];
  ck_assert_msg(!is_known(row, ALIGN_POWER) ||
                    strtoul(row->column[ALIGN_POWER], NULL, 10) == t->section_align_power,
                "%s: sections are aligned to 2**%s, not 2**%u", t->name, row->column[ALIGN_POWER],
                t->section_align_power);
  ck_assert_msg(!is_known(row, LONG_FILENAMES) ||
                    (row->column[LONG_FILENAMES][0] == 'y') == t->long_filenames,
                "%s: long file names: %s", t->name, row->column[LONG_FILENAMES]);
  ck_assert_msg(!is_known(row, LEADING_CHAR) || wanted == t->leading_char,
                "%s: C names have %s before them", t->name, leading);
  ck_assert_msg(!is_known(row, ADDRESS_BITS) ||
                    strtoul(row->column[ADDRESS_BITS], NULL, 10) == t->address_bits,
                "%s: addresses have %s bits, not %u", t->name, row->column[ADDRESS_BITS],
                t->address_bits);
}

// Each value, with the flavour's magic number, names a machine by a row of its own.
static void check_machine_flags(const struct facts *row, const struct coff_target *t)
{
  char *p = row->column[MACHINE_FLAGS];
  while (is_known(row, MACHINE_FLAGS) && *p != 0) {
    struct coff_filehdr h = {.magic = t->machines[0].magic, .flags = (uint32_t)strtoul(p, &p, 16)};
    const struct coff_machine *m = coff_target_machine(t, &h);
    ck_assert_msg(m != NULL && m->flags_mask != 0 && m->flags_value == h.flags,
                  "%s: f_flags 0x%x names no machine", t->name, (unsigned)h.flags);
  }
}

START_TEST(policies_are_those_of_the_tools)
{
  struct facts row;
  FILE *f = open_table(&row);
  while (next_row(f, &row)) {
    const struct coff_target *t = coff_target_find(row.column[NAME]);
    if (t == NULL)
      continue;
    check_policies(&row, t);
    check_machine_flags(&row, t);
  }
  fclose(f);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("flavours");
  TCase *c = tcase_create("facts");
  tcase_add_test(c, every_flavour_is_there);
  tcase_add_test(c, sizes_are_those_of_the_format);
  tcase_add_test(c, policies_are_those_of_the_tools);
  suite_add_tcase(s, c);
  return run_suite(s);
}
