// Line numbers with the functions that own them.
//
// Skip it unless a line has the wrong number or owner.
//
// A row with line 0 names a symbol and starts its function (in PE objects that may be a .file
// symbol: then a source file). The rows that follow count lines from the function's .bf entry,
// whose auxiliary entry has the line in the source: row 1 is that line.
#include "coff/symbols.h"
#include "symbols/ecoff-lines.h"
#include <inttypes.h>
#include <string.h>

// PIC: every row names its file, and its function if this bit of its flags is set.
enum { FUNCTION_IS_VALID = 1 };

bool coff_line_first(const struct coff_file *f, const struct coff_section *s,
                     struct coff_line_cursor *c)
{
  *c = (struct coff_line_cursor){.file = f, .owner = UINT64_MAX};
  if (coff_ecoff_header(f) != NULL)
    return coff_packed_first(f, s, c);
  return coff_section_linenos(f, s, &c->table);
}

// The line that the symbol at INDEX has, if it is a .bf entry; else 0.
static uint32_t line_of_bf(const struct coff_file *f, uint64_t index)
{
  struct coff_syment bf;
  struct coff_str name;
  struct coff_auxent a;
  if (coff_syment_read(f, index, 1, &bf) == 0 || bf.numaux == 0)
    return 0;
  coff_syment_name(f, &bf, &name);
  if (name.size != 3 || memcmp(name.data, ".bf", 3) != 0 || !coff_auxent_read(f, index, &bf, 0, &a))
    return 0;
  return (uint32_t)a.field[COFF_AUX_LNNO];
}

// The line of a function's .bf entry, or 0. It is the next symbol when the compiler has described
// the function at all; else the auxiliary entry may name it (PE specification 5.5.1, TagIndex).
static uint32_t first_line(const struct coff_file *f, const struct coff_symbol *function)
{
  struct coff_auxent a;
  uint32_t line = line_of_bf(f, coff_symbol_next(function));
  if (line != 0 || !coff_auxent_read(f, function->index, &function->native, 0, &a))
    return line;
  return line_of_bf(f, a.field[COFF_AUX_TAGNDX]);
}

static void start_owner(struct coff_line_cursor *c, uint64_t row)
{
  struct coff_symbol s;
  uint32_t symndx = (uint32_t)c->owner;
  c->base = 0;
  c->owner_address = 0;
  // What is wrong with the symbol, it is reported for, and not for each line that names it.
  if (!coff_symbol_outline(c->file, symndx, &s)) {
    uint64_t size = coff_file_target(c->file)->records->lineno->size;
    coff_fail(coff_file_context(c->file),
              coff_file_place(c->file, c->table.bytes.origin + row * size),
              "line number names symbol %" PRIu32 ", which does not exist", symndx);
    c->owner = UINT64_MAX;
    return;
  }
  c->owner_address = s.address;
  c->base = s.kind == COFF_SYMBOL_FILE ? 0 : first_line(c->file, &s);
}

bool coff_line_next(struct coff_line_cursor *c, struct coff_line *l)
{
  uint64_t row = c->next;
  if (c->left != 0)
    return coff_packed_next(c, l);
  if (coff_lineno_read(c->file, &c->table, row, 1, &l->native) == 0)
    return false;
  c->next++;
  const struct coff_lineno_layout *layout = coff_file_target(c->file)->records->lineno;
  if (layout->srcndx.width != 0) {
    c->owner = (l->native.flags & FUNCTION_IS_VALID) != 0 ? l->native.fcnndx : l->native.srcndx;
  } else if (l->native.lnno == 0) {
    c->owner = l->native.symndx;
    start_owner(c, row);
  }
  l->owner = c->owner;
  bool starts = l->native.lnno == 0 && layout->srcndx.width == 0;
  l->address = starts ? c->owner_address : l->native.addr;
  l->line = l->native.lnno == 0 || c->base == 0 ? l->native.lnno : c->base + l->native.lnno - 1;
  return true;
}
