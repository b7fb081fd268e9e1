// JSON: dynamic value relocations.
//
// Skip it unless they are written wrongly.
#include "coffdump/json-load-config.h"

static void arm64x(struct document *d, const struct coff_dynfixup *f)
{
  json_uint(&d->j, "size", f->size);
  if (f->type == IMAGE_DVRT_ARM64X_FIXUP_TYPE_VALUE)
    json_uint(&d->j, "value", f->value);
  if (f->type == IMAGE_DVRT_ARM64X_FIXUP_TYPE_DELTA)
    json_int(&d->j, "delta", f->delta);
}

static void iat_index(struct document *d, const struct coff_dynfixup *f)
{
  if (f->has_iat_index)
    json_uint(&d->j, "iat_index", f->iat_index);
  else
    json_null(&d->j, "iat_index");
}

static void form(struct document *d, const struct coff_dynfixups *all,
                 const struct coff_dynfixup *f)
{
  switch (all->form) {
  case COFF_DYNFIXUP_BASE:
  case COFF_DYNFIXUP_OVERRIDE:
  case COFF_DYNFIXUP_ARM64X:
    json_text(&d->j, "type", coff_dynfixup_type_name(all, f));
    json_uint(&d->j, "type_raw", f->type);
    if (all->form == COFF_DYNFIXUP_ARM64X)
      arm64x(d, f);
    return;
  case COFF_DYNFIXUP_IMPORT_CALL:
    json_bool(&d->j, "indirect_call", f->indirect_call);
    iat_index(d, f);
    return;
  case COFF_DYNFIXUP_INDIRECT:
    json_bool(&d->j, "indirect_call", f->indirect_call);
    json_bool(&d->j, "rex_w", f->rex_w);
    json_bool(&d->j, "cfg_check", f->cfg_check);
    return;
  case COFF_DYNFIXUP_SWITCH: json_uint(&d->j, "register", f->register_index); return;
  case COFF_DYNFIXUP_ARM64_IMPORT:
    json_bool(&d->j, "indirect_call", f->indirect_call);
    json_uint(&d->j, "register", f->register_index);
    json_bool(&d->j, "delay_load", f->delay_load);
    iat_index(d, f);
    return;
  case COFF_DYNFIXUP_FORMS: return;
  }
}

static void fixups(struct document *d, struct coff_dynfixups all)
{
  struct coff_dynfixup f;
  json_array(&d->j, "fixups");
  while (coff_dynfixup_next(&all, &f)) {
    json_row(&d->j, NULL);
    json_uint(&d->j, "offset", f.offset);
    json_uint(&d->j, "rva", f.rva);
    form(d, &all, &f);
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void diagrams(struct document *d, struct coff_dynoverrides *all)
{
  struct coff_dyndiagram one;
  struct coff_dynnode node;
  json_array(&d->j, "decision_diagrams");
  while (coff_dyndiagram_next(all, &one)) {
    json_object(&d->j, NULL);
    json_uint(&d->j, "at", one.at);
    json_uint(&d->j, "version", one.version);
    json_array(&d->j, "nodes");
    for (uint64_t i = 0; coff_dynnode_get(d->file, &one, i, &node); i++) {
      json_row(&d->j, NULL);
      json_uint(&d->j, "left", node.left);
      json_uint(&d->j, "right", node.right);
      json_uint(&d->j, "value", node.value);
      json_end(&d->j);
    }
    json_end(&d->j);
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void overrides(struct document *d, const struct coff_dynreloc *r)
{
  struct coff_dynoverrides all;
  struct coff_dynoverride one;
  if (!coff_dynoverrides_open(r, &all))
    return;
  json_array(&d->j, "overrides");
  while (coff_dynoverride_next(&all, &one)) {
    json_object(&d->j, NULL);
    json_uint(&d->j, "offset", one.offset);
    json_uint(&d->j, "function_rva", one.original_rva);
    json_uint(&d->j, "decision_diagram", one.bdd_offset);
    json_list(&d->j, "override_rvas");
    for (uint64_t i = 0; i + 4 <= one.rvas.size; i += 4)
      json_uint(&d->j, NULL, coff_load(one.rvas.data + i, 4, d->target->data_order));
    json_end(&d->j);
    fixups(d, coff_dynoverride_fixups(d->file, &one));
    json_end(&d->j);
  }
  json_end(&d->j);
  diagrams(d, &all);
}

static void relocation(struct document *d, const struct coff_dynreloc *r, uint32_t version)
{
  json_object(&d->j, NULL);
  json_uint(&d->j, "offset", r->offset);
  json_text(&d->j, "symbol", coff_dynreloc_symbol_name(r->symbol));
  json_uint(&d->j, "symbol_raw", r->symbol);
  json_uint(&d->j, "size", r->fixups.size);
  if (version == 2) {
    json_uint(&d->j, "group", r->group);
    json_uint(&d->j, "flags", r->flags);
    json_bytes(&d->j, "header", r->header.data, (size_t)r->header.size);
    json_lc_fields(d, &r->detail);
  }
  fixups(d, coff_dynfixups(r));
  overrides(d, r);
  json_end(&d->j);
}

void json_dynrelocs(struct document *d, const struct coff_lc_record *lc)
{
  struct coff_dynrelocs all;
  struct coff_dynreloc r;
  if (!coff_dynrelocs_open(lc, &all))
    return;
  json_object(&d->j, "dynamic_relocations");
  json_uint(&d->j, "offset", all.bytes.origin);
  json_uint(&d->j, "size", all.bytes.size);
  json_uint(&d->j, "version", all.version);
  json_array(&d->j, "entries");
  while (coff_dynreloc_next(&all, &r))
    relocation(d, &r, all.version);
  json_end(&d->j);
  json_end(&d->j);
}
