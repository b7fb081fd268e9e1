// JSON: the loader section of XCOFF modules.
//
// Skip it unless it is written wrongly.
#include "coff/reloc.h"
#include "coff/xcoffloader.h"
#include "coffdump/json.h"

static void header(struct document *d, const struct coff_xcoff_loader *l)
{
  struct json_writer *j = &d->j;
  json_uint(j, "section", l->section);
  json_uint(j, "version", l->version);
  json_uint(j, "symbol_count", l->nsyms);
  json_uint(j, "symbol_offset", l->symoff);
  json_uint(j, "relocation_count", l->nreloc);
  json_uint(j, "relocation_offset", l->rldoff);
  json_uint(j, "import_file_count", l->nimpid);
  json_uint(j, "import_file_offset", l->impoff);
  json_uint(j, "import_file_size", l->istlen);
  json_uint(j, "string_offset", l->stoff);
  json_uint(j, "string_size", l->stlen);
}

static void import_files(struct document *d, const struct coff_xcoff_loader *l)
{
  struct coff_xcoff_import_files c = coff_xcoff_import_files(l);
  struct coff_xcoff_import_file file;
  json_array(&d->j, "import_files");
  while (coff_xcoff_import_file_next(&c, &file)) {
    json_row(&d->j, NULL);
    json_uint(&d->j, "number", file.number);
    json_str(&d->j, "path", file.path);
    json_str(&d->j, "base", file.base);
    json_str(&d->j, "member", file.member);
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void symbols(struct document *d, const struct coff_xcoff_loader *l)
{
  struct json_writer *j = &d->j;
  struct coff_xcoff_symbol s;
  json_array(j, "symbols");
  for (uint64_t i = 0; coff_xcoff_symbol_get(l, i, &s); i++) {
    json_row(j, NULL);
    json_uint(j, "index", i + COFF_XCOFF_FIRST_SYMBOL);
    json_symbol_name(d, "name", s.name);
    json_uint(j, "value", s.value);
    json_int(j, "section", s.scnum);
    json_text(j, "type", coff_aux_value_name(COFF_AUX_SMTYP, s.smtype & COFF_XCOFF_TYPE));
    json_flags(j, "flags", coff_xcoff_smtype_flags(), s.smtype & ~(uint32_t)COFF_XCOFF_TYPE);
    json_uint(j, "smtype", s.smtype);
    json_text(j, "class", coff_aux_value_name(COFF_AUX_SMCLAS, s.smclas));
    json_uint(j, "smclas", s.smclas);
    json_uint(j, "import_file", s.ifile);
    json_uint(j, "type_check_offset", s.parm);
    if (s.parm != 0)
      json_bytes(j, "type_check", s.check.data, (size_t)s.check.size);
    json_end(j);
  }
  json_end(j);
}

static void relocs(struct document *d, const struct coff_xcoff_loader *l)
{
  struct json_writer *j = &d->j;
  struct coff_xcoff_reloc r;
  json_array(j, "relocations");
  for (uint64_t i = 0; coff_xcoff_reloc_get(l, i, &r); i++) {
    struct coff_reloc usual = {.type = r.type, .rsize = r.rsize};
    const struct coff_howto *h = coff_howto_find(d->target, &usual);
    json_row(j, NULL);
    json_uint(j, "address", r.vaddr);
    json_uint(j, "section", r.rsecnm);
    json_text(j, "type", h == NULL ? NULL : h->name);
    json_uint(j, "type_raw", r.type);
    json_uint(j, "bits", (r.rsize & 0x3fu) + 1);
    json_bool(j, "signed", (r.rsize & 0x80) != 0);
    json_bool(j, "fixed_up", (r.rsize & 0x40) != 0);
    json_int(j, "symbol_index", r.symndx);
    json_symbol_name(d, "symbol", r.name);
    json_end(j);
  }
  json_end(j);
}

void json_xcoff_loader(struct document *d)
{
  struct coff_xcoff_loader l;
  if (!coff_xcoff_loader_open(d->file, &l)) {
    json_null(&d->j, "xcoff_loader");
    return;
  }
  json_object(&d->j, "xcoff_loader");
  header(d, &l);
  import_files(d, &l);
  symbols(d, &l);
  relocs(d, &l);
  json_end(&d->j);
}
