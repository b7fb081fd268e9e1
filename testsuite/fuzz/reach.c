// Says which of the targets' tables some files reach: for coverage.py.
//
// Skip it unless its figures are wrong. Reads names of files from standard input, one a line. Each is opened
// as fuzz-object.c does: as it is recognised, and if it is not, without its first byte, which chooses the
// target. Writes lines of words separated by tabs, of each registered target and its variants:
//
//   target NAME FAMILY KIND RECOGNISED CHOSEN   files of this kind: recognised, and chosen by the first byte
//   relocs NAME FAMILY REACHED ROWS             rows of its table of relocation types that a file names
//   missing NAME FAMILY RELOCATION              ... and each of those that none does
//
// A table that several targets share is counted once in a family, for the first of them.
//
// A family is a record set; `aux FAMILY REACHED FORMS` counts the different layouts of its auxiliary
// entries, `noaux FAMILY FORM` names those that no symbol has, `archive DIALECT FILES` counts archives,
// and `files FILES UNKNOWN` all files.
#include "coff/archive.h"
#include "coff/object.h"
#include "coff/reloc.h"
#include "coff/symbols.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KINDS = 4, MAX_TARGETS = 1024, MAX_RULES = 64, DIALECTS = COFF_ARCHIVE_AIX_BIG + 1 };

static const char *const kind_names[KINDS] = {"object", "image", "import", "opaque"};

struct entry {
  const struct coff_target *t;
  uint64_t recognised[KINDS], chosen[KINDS];
  bool *relocs;        // by row
  bool aux[MAX_RULES]; // by rule
};

struct reach {
  struct entry entries[MAX_TARGETS];
  size_t n;
  uint64_t archives[DIALECTS], files, unknown;
};

static struct entry *entry_of(struct reach *r, const struct coff_target *t)
{
  for (size_t i = 0; i < r->n; i++)
    if (r->entries[i].t == t)
      return &r->entries[i];
  return NULL;
}

static void add(struct reach *r, const struct coff_target *t)
{
  struct entry *e = &r->entries[r->n];
  bool *relocs = calloc(t->nhowtos + 1u, sizeof *relocs);
  if (r->n == MAX_TARGETS || relocs == NULL) {
    fputs("reach: too many targets\n", stderr);
    exit(EXIT_FAILURE);
  }
  *e = (struct entry){.t = t, .relocs = relocs};
  r->n++;
  for (const struct coff_target *const *v = t->variants; v != NULL && *v != NULL; v++)
    add(r, *v);
}

// ---- Reading ----------------------------------------------------------------------------------

static void reach_relocs(const struct coff_file *f, struct entry *e)
{
  struct coff_section s;
  struct coff_reloc_table table;
  struct coff_reloc reloc;
  for (uint32_t i = 1; i <= coff_section_count(f); i++) {
    coff_section_get(f, i, &s);
    coff_section_relocs(f, &s, &table);
    for (uint64_t k = 0; coff_reloc_read(f, &table, k, 1, &reloc) == 1; k++) {
      const struct coff_howto *h = coff_howto_find(e->t, &reloc);
      if (h != NULL)
        e->relocs[h - e->t->howtos] = true;
    }
  }
}

static void reach_symbols(const struct coff_file *f, struct entry *e)
{
  const struct coff_aux_rule *rules = e->t->records->aux_rules;
  struct coff_symbol s;
  struct coff_auxent a;
  for (uint64_t i = 0; rules != NULL && coff_symbol_get(f, i, &s); i = coff_symbol_next(&s))
    for (unsigned k = 0; k < s.native.numaux && coff_auxent_read(f, i, &s.native, k, &a); k++)
      for (unsigned n = 0; n < MAX_RULES && rules[n].layout != NULL; n++)
        e->aux[n] |= rules[n].layout == a.layout;
}

static void reach_file(struct reach *r, const struct coff_file *f, bool chosen)
{
  struct entry *e = entry_of(r, coff_file_target(f));
  unsigned kind = 0;
  while (kind + 1 < KINDS && coff_file_kind(f) != 1u << kind)
    kind++;
  if (chosen)
    e->chosen[kind]++;
  else
    e->recognised[kind]++;
  reach_relocs(f, e);
  reach_symbols(f, e);
}

static void reach_archive(struct reach *r, const struct coff_archive *a)
{
  struct coff_member_cursor members;
  struct coff_member m;
  struct coff_member_opened o;
  r->archives[coff_archive_dialect(a)]++;
  coff_member_first(a, &members);
  while (coff_member_next(&members, &m)) {
    if (m.special != COFF_MEMBER_ORDINARY || m.external)
      continue;
    if (coff_member_open(a, &m, NULL, &o) && o.archive != NULL)
      reach_archive(r, o.archive);
    if (o.file != NULL)
      reach_file(r, o.file, false);
    coff_member_close(a, &o);
  }
}

static bool reach_bytes(struct reach *r, const char *target, const uint8_t *data, size_t size)
{
  struct coff_context ctx = {0};
  struct coff_open how = {.target = target};
  if (target == NULL && coff_archive_is((struct coff_view){data, size, 0})) {
    struct coff_archive *a = coff_archive_from_memory(&ctx, "bytes", data, size, NULL);
    if (a != NULL)
      reach_archive(r, a);
    coff_archive_close(a);
    return a != NULL;
  }
  struct coff_file *f = coff_file_from_memory(&ctx, "bytes", data, size, &how);
  if (f != NULL)
    reach_file(r, f, target != NULL);
  coff_file_close(f);
  return f != NULL;
}

static void reach_path(struct reach *r, const char *path)
{
  enum { LONGEST = 1 << 24 };
  FILE *in = fopen(path, "rb");
  uint8_t *data = malloc(LONGEST);
  if (in == NULL || data == NULL) {
    perror(path);
    exit(EXIT_FAILURE);
  }
  size_t size = fread(data, 1, LONGEST, in);
  fclose(in);
  r->files++;
  if (!reach_bytes(r, NULL, data, size)) {
    const struct coff_target *t = size == 0 || data[0] == 0 ? NULL : coff_target_at(data[0] - 1u);
    r->unknown += t == NULL || !reach_bytes(r, t->name, data + 1, size - 1);
  }
  free(data);
}

// ---- Printing ---------------------------------------------------------------------------------

static void print_target(const struct entry *e)
{
  const struct coff_target *t = e->t;
  for (unsigned k = 0; k < KINDS; k++)
    if ((t->kinds & 1u << k) != 0)
      printf("target\t%s\t%s\t%s\t%" PRIu64 "\t%" PRIu64 "\n", t->name, t->records->name,
             kind_names[k], e->recognised[k], e->chosen[k]);
}

static bool shares_relocs(const struct entry *a, const struct entry *b)
{
  return a->t->howtos == b->t->howtos && a->t->records == b->t->records;
}

static void print_relocs(const struct reach *r, size_t at)
{
  const struct coff_target *t = r->entries[at].t;
  unsigned reached = 0;
  for (size_t i = 0; i < at; i++)
    if (shares_relocs(&r->entries[i], &r->entries[at]))
      return;
  for (unsigned row = 0; row < t->nhowtos; row++) {
    bool met = false;
    for (size_t i = at; i < r->n; i++)
      met |= shares_relocs(&r->entries[i], &r->entries[at]) && r->entries[i].relocs[row];
    if (!met)
      printf("missing\t%s\t%s\t%s\n", t->name, t->records->name, t->howtos[row].name);
    reached += met;
  }
  printf("relocs\t%s\t%s\t%u\t%u\n", t->name, t->records->name, reached, (unsigned)t->nhowtos);
}

static bool is_first(const struct coff_aux_rule *rules, unsigned n)
{
  for (unsigned i = 0; i < n; i++)
    if (rules[i].layout == rules[n].layout)
      return false;
  return true;
}

// Once a record set, for all targets that have it.
static void print_aux(const struct reach *r, size_t at)
{
  static const char *const forms[COFF_AUX_FORMS] = {
      "raw",    "symbol", "function", "array", "tag",       "block", "end",   "file", "section",
      "vector", "weak",   "CLR",      "csect", "exception", "DWARF", "ident", "leaf"};
  const struct coff_records *records = r->entries[at].t->records;
  const struct coff_aux_rule *rules = records->aux_rules;
  unsigned reached = 0, all = 0;
  for (size_t i = 0; i < at; i++)
    if (r->entries[i].t->records == records)
      return;
  if (records->filehdr->symptr.width == 0) // TE: images have lost their symbols
    rules = NULL;
  for (unsigned n = 0; rules != NULL && n < MAX_RULES && rules[n].layout != NULL; n++) {
    bool met = false;
    if (!is_first(rules, n))
      continue;
    for (size_t i = at; i < r->n; i++)
      met |= r->entries[i].t->records == records && r->entries[i].aux[n];
    if (!met)
      printf("noaux\t%s\t%s\n", records->name, forms[rules[n].layout->form]);
    reached += met;
    all++;
  }
  printf("aux\t%s\t%u\t%u\n", records->name, reached, all);
}

int main(void)
{
  static char path[4096];
  struct reach *r = calloc(1, sizeof *r);
  if (r == NULL)
    return EXIT_FAILURE;
  for (size_t i = 0; coff_target_at(i) != NULL; i++)
    add(r, coff_target_at(i));
  while (fgets(path, sizeof path, stdin) != NULL) {
    path[strcspn(path, "\n")] = 0;
    reach_path(r, path);
  }
  for (size_t i = 0; i < r->n; i++) {
    print_target(&r->entries[i]);
    print_relocs(r, i);
    print_aux(r, i);
  }
  for (int i = 0; i < DIALECTS; i++)
    printf("archive\t%s\t%" PRIu64 "\n", coff_archive_dialect_name((enum coff_dialect)i),
           r->archives[i]);
  printf("files\t%" PRIu64 "\t%" PRIu64 "\n", r->files, r->unknown);
  for (size_t i = 0; i < r->n; i++)
    free(r->entries[i].relocs);
  free(r);
  return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
