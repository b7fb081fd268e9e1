// An archive as text: its summary, and its symbol index.
//
// Skip it unless you change what is said of an archive itself.
#include "coffdump/archive.h"
#include "coffdump/text.h"
#include "coffdump/when.h"
#include <string.h>

enum { MEMBERS_SHOWN = 40, KINDS = 16, DLLS_SHOWN = 8 };

// How many members are what.
struct tally {
  struct {
    const char *flavour, *kind; // FLAVOUR is NULL for what is no COFF
    uint64_t count;
  } kinds[KINDS];
  size_t count;
  uint64_t others, members, specials;
};

static void add_kind(struct tally *t, const char *flavour, const char *kind)
{
  t->members++;
  for (size_t i = 0; i < t->count; i++) {
    if (t->kinds[i].flavour != flavour || strcmp(t->kinds[i].kind, kind) != 0)
      continue;
    t->kinds[i].count++;
    return;
  }
  if (t->count == KINDS) {
    t->others++;
    return;
  }
  t->kinds[t->count].flavour = flavour;
  t->kinds[t->count].kind = kind;
  t->kinds[t->count++].count = 1;
}

static void count_opened(struct tally *t, const struct coff_member_opened *o, bool ok)
{
  struct coff_import_member m;
  if (!ok)
    add_kind(t, NULL, "not readable");
  else if (o->archive != NULL)
    add_kind(t, NULL, "archive");
  else if (o->file == NULL)
    add_kind(t, NULL, o->foreign == NULL ? "unknown contents" : o->foreign);
  else if (coff_import_classify(o->file, &m))
    add_kind(t, coff_file_target(o->file)->name, coff_import_kind_name(m.kind));
  else
    add_kind(t, coff_file_target(o->file)->name, kind_name(coff_file_kind(o->file)));
}

// ---- Members ----------------------------------------------------------------------------------

static void owner(const struct coff_member *m, struct out *o)
{
  char date[WHEN_SIZE] = "-";
  if ((m->has & COFF_MEMBER_HAS_DATE) != 0 && !when(m->date, date))
    strcpy(date, "?");
  out_text(o, date);
  out_pad(o, 48);
  if ((m->has & COFF_MEMBER_HAS_MODE) != 0)
    out_printf(o, "%6lo", (unsigned long)m->mode);
  else
    out_text(o, "     -");
  if ((m->has & (COFF_MEMBER_HAS_UID | COFF_MEMBER_HAS_GID)) != 0)
    out_printf(o, " %5lu/%-5lu", (unsigned long)m->uid, (unsigned long)m->gid);
  else
    out_text(o, "     -/-    ");
  out_pad(o, 68);
}

// ": symbol (name, hint 3) from DLL"
static void import_words(const struct text *x, const struct coff_import_member *m)
{
  struct out *o = x->o;
  if (m->symbol.size != 0) {
    out_text(o, ": ");
    text_symbol_name(x, m->symbol);
  }
  if (m->by_ordinal)
    out_printf(o, ", ordinal %u", (unsigned)m->number);
  if (m->dll.size != 0) {
    out_text(o, m->kind == COFF_IMPORT_SHORT ? " from " : " of ");
    out_name(o, m->dll);
  }
  if (m->delayed)
    out_text(o, ", delayed");
}

static void contents_words(const struct text *x, const struct coff_member *m,
                           const struct coff_member_opened *opened)
{
  struct coff_import_member import;
  struct out *o = x->o;
  if (opened == NULL || opened->file == NULL || !coff_import_classify(opened->file, &import)) {
    archive_member_words(m, opened, o);
    return;
  }
  out_text(o, coff_file_target(opened->file)->name);
  out_char(o, ' ');
  out_text(o, coff_import_kind_name(import.kind));
  import_words(x, &import);
}

static void row(const struct text *x, const struct coff_member *m,
                const struct coff_member_opened *opened)
{
  struct out *o = x->o;
  out_text(o, "  ");
  out_hex(o, m->header_offset, 8);
  out_dec_right(o, m->size, 12);
  out_pad(o, 26);
  owner(m, o);
  out_name(o, m->name);
  out_pad(o, 92);
  contents_words(x, m, opened);
  out_text(o, m->is_damaged ? " (damaged header)\n" : "\n");
}

// Walks over all members once: prints the first LIMIT, counts all.
static void members(const struct text *x, const struct coff_archive *a, uint64_t limit,
                    struct tally *t)
{
  struct coff_member_cursor c;
  struct coff_member m;
  struct coff_member_opened o;
  coff_member_first(a, &c);
  for (uint64_t i = 0; coff_member_next(&c, &m); i++) {
    bool special = m.special != COFF_MEMBER_ORDINARY;
    bool ok = !special && coff_member_open(a, &m, NULL, &o);
    if (i == 0 && limit != 0)
      out_text(x->o, "\n  Offset            Size  Date                    Mode   Owner      "
                     "Name                    Contents\n");
    if (i < limit)
      row(x, &m, ok ? &o : NULL);
    if (special)
      t->specials++;
    else
      count_opened(t, &o, ok);
    if (!special)
      coff_member_close(a, &o);
  }
  uint64_t all = t->members + t->specials;
  if (limit != 0 && all > limit) {
    out_text(x->o, "  ");
    text_more(x, all - limit, "--archive-index");
  }
}

// ---- Summary ----------------------------------------------------------------------------------

static void tally_line(const struct text *x, const struct tally *t)
{
  struct out *o = x->o;
  text_label(x, "members");
  out_dec(o, t->members);
  const char *separator = ": ";
  for (size_t i = 0; i < t->count; i++) {
    out_text(o, separator);
    if (t->kinds[i].flavour != NULL) {
      out_text(o, t->kinds[i].flavour);
      out_char(o, ' ');
    }
    out_text(o, t->kinds[i].kind);
    out_text(o, " (");
    out_dec(o, t->kinds[i].count);
    out_char(o, ')');
    separator = ", ";
  }
  if (t->others != 0)
    out_printf(o, ", others (%llu)", (unsigned long long)t->others);
  out_char(o, '\n');
}

static void index_line(const struct text *x, const struct coff_archive *a)
{
  struct coff_index_check sum;
  struct out *o = x->o;
  text_label(x, "index");
  if (coff_index_count(a) == 0) {
    out_text(o, "none\n");
    return;
  }
  if (!coff_index_compare(a, NULL, NULL, &sum)) {
    out_text(o, "not checked\n");
    return;
  }
  out_dec(o, sum.symbols);
  out_text(o, sum.symbols == 1 ? " symbol" : " symbols");
  if (coff_index_count(a) > 1)
    out_printf(o, ", %u tables", coff_index_count(a));
  if (sum.problems == 0)
    out_text(o, sum.entries == sum.unchecked && sum.entries != 0 ? ", not checked"
                                                                 : ", agrees with the members");
  else
    out_printf(o, ", %llu disagreement%s with the members (--archive-index)",
               (unsigned long long)sum.problems, sum.problems == 1 ? "" : "s");
  if (sum.unchecked != 0)
    out_printf(o, "; %llu entr%s of members whose symbols are not known",
               (unsigned long long)sum.unchecked, sum.unchecked == 1 ? "y" : "ies");
  out_char(o, '\n');
}

static void imports_line(const struct text *x, const struct coff_archive *a)
{
  struct coff_import_list list;
  struct out *o = x->o;
  if (!coff_import_list_build(a, &list))
    return;
  for (size_t i = 0; i < list.count && i < DLLS_SHOWN; i++) {
    const struct coff_import_dll *d = &list.dlls[i];
    text_label(x, i == 0 ? "imports" : "");
    out_name(o, d->dll.size != 0 ? d->dll : (struct coff_str){"a DLL that is not named", 23});
    out_text(o, ": ");
    if (d->short_count != 0)
      out_printf(o, "%llu short", (unsigned long long)d->short_count);
    if (d->long_count != 0)
      out_printf(o, "%s%llu long", d->short_count != 0 ? ", " : "",
                 (unsigned long long)d->long_count);
    if (d->ordinal_count != 0)
      out_printf(o, "; %llu by ordinal", (unsigned long long)d->ordinal_count);
    out_char(o, '\n');
  }
  if (list.count > DLLS_SHOWN) {
    text_label(x, "");
    text_more(x, list.count - DLLS_SHOWN, "--json");
  }
  coff_import_list_free(a, &list);
}

void text_archive(const struct coff_archive *a, const struct options *opt, struct out *o)
{
  struct text x = {.opt = opt, .o = o};
  struct tally t = {.count = 0};
  const char *name = coff_archive_name(a), *member = coff_archive_member(a);
  out_name(o, (struct coff_str){name, strlen(name)});
  if (member != NULL) {
    out_char(o, '(');
    out_name(o, (struct coff_str){member, strlen(member)});
    out_char(o, ')');
  }
  out_text(o, coff_archive_is_thin(a) ? ": thin " : ": ");
  out_text(o, coff_archive_dialect_name(coff_archive_dialect(a)));
  out_text(o, " archive, ");
  out_dec(o, coff_archive_bytes(a).size);
  out_text(o, " bytes\n");
  members(&x, a, 0, &t);
  tally_line(&x, &t);
  index_line(&x, a);
  imports_line(&x, a);
  if ((opt->parts & PART_ARCHIVE_INDEX) == 0) // which lists them all
    members(&x, a, MEMBERS_SHOWN, &(struct tally){.count = 0});
}

// ---- Index ------------------------------------------------------------------------------------

static void member_ref(const struct coff_archive *a, uint64_t offset, struct out *o)
{
  struct coff_member m;
  if (offset == UINT64_MAX) {
    out_text(o, "no member");
    return;
  }
  out_hex(o, offset, 8);
  out_char(o, ' ');
  if (coff_member_at(a, offset, &m))
    out_name(o, m.name);
  else
    out_text(o, "no member");
}

static void table(const struct text *x, const struct coff_archive *a, unsigned n)
{
  struct out *o = x->o;
  struct coff_index_table t;
  struct coff_index_cursor c;
  struct coff_index_entry e;
  coff_index_get(a, n, &t);
  text_heading(x, coff_member_special_name(t.kind), t.count);
  coff_index_first(a, n, &c);
  while (!o->failed && coff_index_next(&c, &e)) {
    out_text(o, "  ");
    member_ref(a, e.member, o);
    out_pad(o, 32);
    text_symbol_name(x, e.symbol);
    out_char(o, '\n');
  }
}

struct problems {
  const struct text *x;
  const struct coff_archive *a;
  uint64_t count;
};

static void problem(void *user, const struct coff_index_problem *p)
{
  struct problems *all = user;
  struct out *o = all->x->o;
  if (all->count++ == 0)
    text_heading(all->x, "Index against members", COFF_NOWHERE);
  out_text(o, "  ");
  member_ref(all->a, p->member, o);
  out_pad(o, 32);
  text_symbol_name(all->x, p->symbol);
  out_char(o, ' ');
  out_text(o, coff_index_problem_name(p->kind));
  if (p->table != COFF_MEMBER_ORDINARY) {
    out_text(o, " (");
    out_text(o, coff_member_special_name(p->table));
    out_char(o, ')');
  }
  out_char(o, '\n');
}

void text_archive_index(const struct coff_archive *a, const struct options *opt, struct out *o)
{
  struct text x = {.opt = opt, .o = o};
  struct tally t = {.count = 0};
  struct coff_index_check sum;
  struct problems all = {&x, a, 0};
  members(&x, a, UINT64_MAX, &t);
  for (unsigned i = 0; i < coff_index_count(a); i++)
    table(&x, a, i);
  if (coff_index_count(a) == 0) {
    out_text(o, "\nNo symbol index.\n");
    return;
  }
  if (!coff_index_compare(a, problem, &all, &sum))
    return;
  out_printf(o, "\n%llu entries, %llu of them not checked, %llu disagreements with the members.\n",
             (unsigned long long)sum.entries, (unsigned long long)sum.unchecked,
             (unsigned long long)sum.problems);
}
