// The symbol table of ECOFF files: -t.
//
// Skip it unless a row differs from GNU's, which has a table of its own for them. Where an index counts
// symbols they are numbered as in the table: the external ones first.
#include "coff/ecoff.h"
#include "coff/format-ecoff.h"
#include "objdump/objdump.h"
#include <inttypes.h>

// ---- Types ------------------------------------------------------------------------------------

static void basic(const struct dump *d, unsigned bt)
{
  // Where GNU's words are not those of the other listings.
  static const struct {
    uint8_t bt;
    const char *name;
  } all[] = {{btStruct, "struct"},
             {btUnion, "union"},
             {btEnum, "enum"},
             {btTypedef, "typedef"},
             {btRange, "subrange"},
             {btSet, "set"},
             {btComplex, "complex"},
             {btDComplex, "double complex"},
             {btIndirect, "forward/unamed typedef"},
             {btFixedDec, "fixed decimal"},
             {btFloatDec, "float decimal"},
             {btString, "string"},
             {btBit, "bit"},
             {btPicture, "picture"}};
  const struct coff_type_words *w = d->target->types;
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if (all[i].bt == bt) {
      out_text(d->out, all[i].name);
      return;
    }
  if (bt < w->nbasic && w->basic[bt] != NULL)
    out_text(d->out, w->basic[bt]);
  else
    out_printf(d->out, "unknown basic type %u", bt);
}

// The name of a tag, its file as the type has it, and its number.
static void tag(const struct dump *d, const struct coff_ecoff_type *y)
{
  struct coff_ecoff_file fd;
  struct coff_syment s;
  struct coff_str name = {"<undefined>", 11};
  uint64_t first = 0;
  coff_ecoff_table(d->file, COFF_SYMBOLIC_EXTERNALS, &first);
  if (y->has_file && coff_ecoff_file_get(d->file, y->file, &fd)) {
    first = fd.first_symbol;
    name = (struct coff_str){"<no name>", 9};
    if (y->index != ECOFF_INDEX_NIL && coff_syment_read(d->file, first + y->index, 1, &s) == 1)
      coff_syment_name(d->file, &s, &name);
  }
  out_char(d->out, ' ');
  dump_name(d, name);
  out_printf(d->out, " { ifd = %" PRIu32 ", index = %" PRIu64 " }", y->rfd, first + y->index);
}

static void qualifier(const struct dump *d, const struct coff_ecoff_qualifier *q)
{
  switch (q->tq) {
  case tqPtr: out_text(d->out, "ptr to "); return;
  case tqProc: out_text(d->out, "func. ret. "); return;
  case tqFar: out_text(d->out, "far "); return;
  case tqVol: out_text(d->out, "volatile "); return;
  case tqConst: out_text(d->out, "const "); return;
  case tqArray: break;
  default: return;
  }
  out_text(d->out, "array [");
  if (q->low != 0)
    out_printf(d->out, "%" PRId64 ":%" PRId64, q->low, q->high);
  else if (q->high != -1)
    out_printf(d->out, "%" PRId64, q->high + 1);
  out_printf(d->out, " {%" PRId64 " bits}] of ", q->stride);
}

static void type(const struct dump *d, uint32_t file, uint64_t index)
{
  struct coff_ecoff_file fd;
  struct coff_ecoff_type y;
  if (!coff_ecoff_file_get(d->file, file, &fd) || !coff_ecoff_type_get(d->file, &fd, index, &y)) {
    out_text(d->out, "(damaged type)");
    return;
  }
  for (unsigned i = y.nqualifiers; i > 0; i--)
    qualifier(d, &y.qualifiers[i - 1]);
  basic(d, y.bt);
  if (y.bt == btStruct || y.bt == btUnion || y.bt == btEnum)
    tag(d, &y);
  if (y.has_bits)
    out_printf(d->out, " : %" PRId64, y.bits);
}

// ---- Rows -------------------------------------------------------------------------------------

static const char *kind_of_block(unsigned st)
{
  switch (st) {
  case stStruct: return "struct; ";
  case stUnion: return "union; ";
  case stEnum: return "enum; ";
  default: return "";
  }
}

// What the index says. Of procedures it is the local symbol, or the end and the type.
static void meaning(const struct dump *d, const struct coff_syment *n)
{
  struct coff_ecoff_meaning m;
  coff_ecoff_meaning(d->file, n, &m);
  const char *indent = "\n      ";
  if (m.how == COFF_INDEX_PROC && !n->local && m.has_symbol)
    out_printf(d->out, "%sLocal symbol: %" PRIu64, indent, m.symbol);
  else if (m.how == COFF_INDEX_PROC && m.has_symbol)
    out_printf(d->out, "%sEnd+1 symbol: %-7" PRIu64 "   Type:  ", indent, m.symbol);
  else if (m.how == COFF_INDEX_END && m.has_symbol)
    out_printf(d->out, "%s%sEnd+1 symbol: %" PRIu64, indent, kind_of_block(n->type), m.symbol);
  else if (m.how == COFF_INDEX_BEGIN && m.has_symbol)
    out_printf(d->out, "%sFirst symbol: %" PRIu64, indent, m.symbol);
  else if (m.has_type)
    out_printf(d->out, "%sType: ", indent);
  if (m.has_type)
    type(d, n->file, m.type);
}

void dump_ecoff_symbol(const struct dump *d, const struct coff_symbol *s)
{
  const struct coff_syment *n = &s->native;
  unsigned f = n->local ? 0 : n->flags;
  out_printf(d->out, "[%3" PRIu64 "] %c ", s->index, n->local ? 'l' : 'e');
  dump_address(d, n->value);
  out_printf(d->out, " st %" PRIx32 " sc %" PRIx32 " indx %" PRIx32 " %c%c%c ", n->type, n->sclass,
             n->index, (f & ECOFF_EXT_JMPTBL) != 0 ? 'j' : ' ',
             (f & ECOFF_EXT_COBOL_MAIN) != 0 ? 'c' : ' ', (f & ECOFF_EXT_WEAKEXT) != 0 ? 'w' : ' ');
  dump_name(d, s->name);
  meaning(d, n);
  out_char(d->out, '\n');
}

// ---- Relocations ------------------------------------------------------------------------------

static bool is_expression(const struct coff_howto *h)
{
  return h->calc >= COFF_CALC_EXPR_PUSH_SUM && h->calc <= COFF_CALC_EXPR_SR_SUM;
}

// What takes the address of a section out of the field, or puts the global pointer in. Relocations of
// expressions carry a number where others have the address of their field.
int64_t gnu_ecoff_addend(const struct dump *d, const struct coff_section *s,
                         const struct coff_reloc *r, const struct coff_howto *h)
{
  const struct coff_aouthdr *a = coff_file_aouthdr(d->file);
  struct coff_syment section;
  bool alpha = d->target->address_bits == 64;
  if (h != NULL && is_expression(h))
    return (int64_t)r->vaddr;
  // Alpha: distances count from behind the instruction; jump hints, which may be wrong, are addresses to GNU.
  bool from_here = alpha && h != NULL && h->calc == COFF_CALC_PC && h->overflow != COFF_OVF_NONE;
  if (!r->by_section)
    return from_here ? -(int64_t)(r->vaddr - s->header.vaddr + 4) : 0;
  if (from_here || !coff_reloc_syment(d->file, r, &section))
    return 0;
  uint64_t gp =
      a != NULL && h != NULL && h->calc == COFF_CALC_GP ? a->field[COFF_AOUT_GP_VALUE] : 0;
  return (int64_t)(gp - section.value);
}
