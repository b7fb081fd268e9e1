// JSON: disassembly, a row an instruction.
//
// Skip it unless you change what a row holds.
#include "coffdump/disassemble.h"
#include "coffdump/json.h"

static void labels(struct document *d, const struct rows *r, const struct row *row)
{
  struct coff_symbol s;
  if (!labels_is_at(r->labels, row->label, r->section.number, row->address))
    return;
  json_array(&d->j, "labels");
  for (size_t i = row->label; labels_is_at(r->labels, i, r->section.number, row->address); i++)
    if (coff_symbol_get(r->file, r->labels->all[i].symbol, &s))
      json_str(&d->j, NULL, s.name);
  json_end(&d->j);
}

static void relocs(struct document *d, const struct rows *r, const struct row *row)
{
  struct row_reloc reloc;
  if (row->nreloc == 0)
    return;
  json_array(&d->j, "relocations");
  for (size_t i = row->reloc; i < row->reloc + row->nreloc; i++) {
    if (!rows_reloc(r, i, &reloc))
      continue;
    json_row(&d->j, NULL);
    json_uint(&d->j, "offset", r->relocs[i].offset);
    json_text(&d->j, "type", reloc.howto == NULL ? NULL : reloc.howto->name);
    json_uint(&d->j, "type_raw", reloc.native.type);
    if (reloc.has_symbol)
      json_symbol_name(d, "symbol", reloc.name);
    else
      json_null(&d->j, "symbol");
    if (reloc.has_addend)
      json_int(&d->j, "addend", reloc.addend);
    else
      json_null(&d->j, "addend");
    json_end(&d->j);
  }
  json_end(&d->j);
}

// Where a branch goes: its relocation tells, or the labels of this file.
static void target(struct document *d, const struct rows *r, const struct row *row)
{
  struct row_reloc reloc;
  struct coff_symbol s;
  if (!row->decoded.branches)
    return;
  json_row(&d->j, "branch");
  if (rows_branch_reloc(r, row, &reloc)) {
    json_symbol_name(d, "symbol", reloc.name);
    json_int(&d->j, "offset", reloc.addend);
    json_end(&d->j);
    return;
  }
  const struct label *l = labels_below(r->labels, r->section.number, row->decoded.target);
  json_uint(&d->j, "address", row->decoded.target);
  if (l != NULL && coff_symbol_get(r->file, l->symbol, &s)) {
    json_symbol_name(d, "symbol", s.name);
    json_uint(&d->j, "offset", row->decoded.target - l->address);
  }
  json_end(&d->j);
}

static void instruction(struct document *d, const struct rows *r, const struct row *row)
{
  json_row(&d->j, NULL);
  json_uint(&d->j, "address", row->address);
  json_uint(&d->j, "offset", row->offset);
  json_bytes(&d->j, "bytes", row->bytes, row->size);
  json_text(&d->j, "mnemonic", row->decoded.mnemonic);
  if (row->decoded.mnemonic != NULL)
    json_text(&d->j, "operands", row->decoded.operands);
  labels(d, r, row);
  target(d, r, row);
  relocs(d, r, row);
  json_end(&d->j);
}

static void show(void *user, struct rows *r)
{
  struct document *d = user;
  struct row row;
  json_object(&d->j, NULL);
  json_uint(&d->j, "section", r->section.number);
  json_str(&d->j, "name", r->section.name);
  json_array(&d->j, "rows");
  while (rows_next(r, &row))
    instruction(d, r, &row);
  json_end(&d->j);
  json_end(&d->j);
}

void json_disassembly(struct document *d)
{
  json_array(&d->j, "disassembly");
  disassemble_each(d->file, d->opt, show, d);
  json_end(&d->j);
}
