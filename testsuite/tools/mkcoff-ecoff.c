// Symbolic information (ECOFF): its lines of the text, and its part of a sample.
//
// Skip it unless you work with ECOFF.
#include "coff/ecoff.h"
#include "coff/format-ecoff.h"
#include "testsuite/tools/mkcoff-words.h"
#include "testsuite/tools/mkcoff.h"
#include <inttypes.h>
#include <string.h>

static const char *const kinds[COFF_SYMBOLIC_RECORDS] = {"hdrr", "fdr", "pdr",  "optr", "dnr",
                                                         "rfdt", "tir", "rndx", "isym"};

// ---- The text ---------------------------------------------------------------------------------

// The numbers of a record, by their names, from word FIRST on.
static bool take_fields(struct parser *p, enum coff_symbolic_record kind, unsigned first,
                        struct coff_symbolic_numbers *v)
{
  for (unsigned w = first; w < p->nwords; w++) {
    const char *name;
    uint64_t number;
    unsigned i = 0, id = 0;
    while ((name = coff_ecoff_field_name(p->target, kind, i, &id)) != NULL &&
           !mk_is(p->words[w].key, name))
      i++;
    if (name == NULL)
      return mk_fail(p, "the record has no such number");
    if (!mk_number(p, p->words[w].text, &number))
      return false;
    v->field[id] = number;
  }
  return true;
}

bool mk_do_fd(struct parser *p)
{
  struct coff_symbolic_numbers fdr = {{0}};
  struct coff_str name;
  return mk_string(p, 0, &name) && take_fields(p, COFF_SYMBOLIC_FDR, 2, &fdr) &&
         coff_build_fd(p->b, name, &fdr) != COFF_BUILD_NONE;
}

bool mk_do_record(struct parser *p)
{
  struct coff_symbolic_numbers v = {{0}};
  unsigned kind = 0;
  while (p->nwords > 1 && kind < COFF_SYMBOLIC_RECORDS && !mk_is(p->words[1].text, kinds[kind]))
    kind++;
  if (p->nwords < 2 || kind == COFF_SYMBOLIC_RECORDS)
    return mk_fail(p, "no such kind of record");
  return take_fields(p, (enum coff_symbolic_record)kind, 2, &v) &&
         coff_build_fd_record(p->b, (enum coff_symbolic_record)kind, &v);
}

bool mk_do_packed(struct parser *p)
{
  uint64_t line, instructions;
  return mk_value(p, 0, &line) && mk_value(p, 1, &instructions) &&
         coff_build_fd_line(p->b, (int64_t)line, (uint32_t)instructions);
}

// ---- The sample -------------------------------------------------------------------------------

const char *mkcoff_storage_section(const struct coff_target *t, unsigned n)
{
  const struct coff_symbolic *y = t->records->symbolic;
  for (unsigned i = 0; y != NULL && i < y->nstorage; i++)
    if (y->storage[i].section != NULL && n-- == 0)
      return y->storage[i].section;
  return NULL;
}

// Where the symbols of a storage class are: the id of the section, which the sample has in the order
// of the classes.
static int section_of(const struct coff_symbolic *y, unsigned sclass)
{
  int id = 1;
  if (y->storage[sclass].place != COFF_STORAGE_SECTION)
    return y->storage[sclass].place;
  for (unsigned i = 0; i < sclass; i++)
    id += y->storage[i].section != NULL;
  return id;
}

struct symbol {
  const char *name;
  unsigned n, type, sclass, index, flags;
};

static void symbol(const struct coff_symbolic *y, FILE *out, bool local, struct symbol s)
{
  fprintf(out, "symbol \"%s%u\" value=0x%x section=%d type=%u class=%u index=0x%x", s.name, s.n,
          s.sclass == scUndefined || s.sclass == scSUndefined ? 0 : 4 * s.n,
          section_of(y, s.sclass), s.type, s.sclass, s.index);
  fprintf(out, local ? " local=1\n" : " flags=%u\n", s.flags);
}

// Every number of a record has a value that fits it and says which it is.
static void record(const struct coff_target *t, FILE *out, enum coff_symbolic_record kind)
{
  const struct coff_symbolic_layout *l = &t->records->symbolic->records[kind];
  fprintf(out, "record %s", kinds[kind]);
  for (unsigned i = 0; i < l->nitems; i++) {
    const struct coff_symbolic_item *item = &l->items[i];
    unsigned bits = item->place.bits == 0 ? item->place.width * 8u : item->place.bits;
    unsigned v = (0x11 + i) & ((1u << (bits < 31 ? bits : 31)) - 1);
    bool worked_out = kind == COFF_SYMBOLIC_PDR &&
                      (item->place.id == COFF_PDR_ILINE || item->place.id == COFF_PDR_CBLINEOFFSET);
    if (!worked_out)
      fprintf(out, " %s=%s%u", item->name, item->is_signed ? "-" : "", v);
  }
  fputc('\n', out);
}

static void lines(FILE *out)
{
  static const struct {
    int line;
    unsigned instructions;
  } rows[] = {{5, 1}, {12, 16}, {4, 17}, {11, 2}, {3, 33}, {1000, 1}, {-31000, 3}, {7, 1}};
  for (size_t i = 0; i < COFF_COUNT(rows); i++)
    fprintf(out, "  packed %d %u\n", rows[i].line, rows[i].instructions);
}

static void procedure(const struct coff_target *t, FILE *out, unsigned adr, unsigned isym)
{
  const char *name;
  unsigned id;
  fputs("record pdr", out);
  for (unsigned i = 0; (name = coff_ecoff_field_name(t, COFF_SYMBOLIC_PDR, i, &id)) != NULL; i++)
    if (id != COFF_PDR_ILINE && id != COFF_PDR_CBLINEOFFSET)
      fprintf(out, " %s=%u", name, id == COFF_PDR_ADR ? adr : id == COFF_PDR_ISYM ? isym : id & 1);
  fputc('\n', out);
}

static void external_symbols(const struct coff_symbolic *y, FILE *out)
{
  for (unsigned i = 0; i < y->nstorage; i++)
    symbol(y, out, false, (struct symbol){"external_", i, stGlobal, i, ECOFF_INDEX_NIL, i & 7});
  symbol(y, out, false, (struct symbol){"function_", 0, stProc, scText, 0, 0});
}

// A symbol of each type, whose index leads to something where it can.
static void typed_symbols(const struct coff_symbolic *y, FILE *out)
{
  static const unsigned index[] = {[COFF_INDEX_NONE] = ECOFF_INDEX_NIL,
                                   [COFF_INDEX_TYPE] = 2,
                                   [COFF_INDEX_PROC] = 1,
                                   [COFF_INDEX_END] = 5,
                                   [COFF_INDEX_BEGIN] = 0};
  for (unsigned i = 0; i < y->ntypes; i++)
    if (y->types[i].name != NULL)
      symbol(y, out, true,
             (struct symbol){y->types[i].name, i, i, y->types[i].is_function ? scText : scInfo,
                             index[y->types[i].index], 0});
}

void mkcoff_sample_symbolic(const struct coff_target *t, FILE *out)
{
  const struct coff_symbolic *y = t->records->symbolic;
  external_symbols(y, out);
  fputs("fd \"a_source_file.c\" lang=9 fMerge=1 fReadin=1 fBigendian=1 glevel=2\n", out);
  typed_symbols(y, out);
  for (unsigned i = 0; i < y->nstorage; i++)
    symbol(y, out, true, (struct symbol){"class", i, stStatic, i, 2, 0});
  fputs("symbol \"\" section=-2 type=8 class=11 index=0 local=1\n", out);
  for (unsigned i = COFF_SYMBOLIC_OPTR; i < COFF_SYMBOLIC_RECORDS; i++)
    record(t, out, (enum coff_symbolic_record)i);
  procedure(t, out, 0, 6);
  lines(out);
  procedure(t, out, 0x200, 6); // of no lines
  fputs("fd \"\" adr=0x10 lang=3 glevel=3\n", out);
  for (unsigned i = COFF_SYMBOLIC_PDR; i < COFF_SYMBOLIC_RECORDS; i++)
    record(t, out, (enum coff_symbolic_record)i);
  fputs("  packed 1 1\n", out);
  fputs("fd \"b.c\" adr=0x20\n", out);
  fprintf(out, "symbol \"b.c\" section=1 type=%u class=%u index=3 local=1\n", stFile, scText);
  fprintf(out, "symbol \"@stabs\" section=-2 index=0x%x local=1\n", ECOFF_STAB_MARK);
  fprintf(out, "symbol \"b.c\" section=-2 index=0x%x local=1\n", ECOFF_STAB_MARK + 0x64);
}
