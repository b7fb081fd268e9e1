// Text: dynamic value relocations.
//
// Skip it unless they are printed wrongly.
#include "coffdump/text-load-config.h"
#include <inttypes.h>

static void arm64x(struct out *o, const struct coff_dynfixup *f)
{
  out_printf(o, ", %u bytes", f->size);
  if (f->type == IMAGE_DVRT_ARM64X_FIXUP_TYPE_VALUE) {
    out_text(o, " = ");
    out_hex(o, f->value, f->size * 2u);
  }
  if (f->type == IMAGE_DVRT_ARM64X_FIXUP_TYPE_DELTA) {
    out_text(o, f->delta < 0 ? " - " : " + ");
    out_hex(o, (uint64_t)(f->delta < 0 ? -f->delta : f->delta), 0);
  }
}

static void branch(struct out *o, const struct coff_dynfixups *all, const struct coff_dynfixup *f)
{
  bool numbered = all->form == COFF_DYNFIXUP_SWITCH || all->form == COFF_DYNFIXUP_ARM64_IMPORT;
  if (all->form != COFF_DYNFIXUP_SWITCH)
    out_text(o, f->indirect_call ? ", call" : ", jump");
  if (numbered)
    out_printf(o, ", register %u", f->register_index);
  if (f->has_iat_index)
    out_printf(o, ", IAT index %" PRIu32, f->iat_index);
  if (f->delay_load)
    out_text(o, ", delay-loaded");
  if (f->rex_w)
    out_text(o, ", REX.W");
  if (f->cfg_check)
    out_text(o, ", CFG check");
}

static void fixups(const struct text *x, struct coff_dynfixups all, const char *indent)
{
  struct coff_dynfixup f;
  struct out *o = x->o;
  while (coff_dynfixup_next(&all, &f)) {
    const char *name = coff_dynfixup_type_name(&all, &f);
    out_text(o, indent);
    text_lc_rva(x, f.rva);
    if (name != NULL) {
      out_text(o, ", ");
      out_text(o, name);
    }
    switch (all.form) {
    case COFF_DYNFIXUP_ARM64X: arm64x(o, &f); break;
    case COFF_DYNFIXUP_BASE:
    case COFF_DYNFIXUP_OVERRIDE:
      if (name == NULL)
        out_printf(o, ", type %u", f.type);
      break;
    default: branch(o, &all, &f); break;
    }
    out_char(o, '\n');
  }
}

static void diagrams(const struct text *x, struct coff_dynoverrides *all)
{
  struct coff_dyndiagram d;
  struct coff_dynnode node;
  struct out *o = x->o;
  while (coff_dyndiagram_next(all, &d)) {
    out_printf(o, "    decision diagram at 0x%" PRIx32 ", version %" PRIu32 "\n", d.at, d.version);
    for (uint64_t i = 0; coff_dynnode_get(x->f, &d, i, &node); i++)
      out_printf(o, "      %" PRIu64 ": left %u, right %u, value 0x%" PRIx32 "\n", i, node.left,
                 node.right, node.value);
  }
}

static void overrides(const struct text *x, const struct coff_dynreloc *r)
{
  struct coff_dynoverrides all;
  struct coff_dynoverride one;
  struct out *o = x->o;
  if (!coff_dynoverrides_open(r, &all))
    return;
  while (coff_dynoverride_next(&all, &one)) {
    out_text(o, "    function ");
    text_lc_rva(x, one.original_rva);
    out_printf(o, ", decision diagram at 0x%" PRIx32 "\n", one.bdd_offset);
    for (uint64_t i = 0; i + 4 <= one.rvas.size; i += 4) {
      out_text(o, "      instead ");
      text_lc_rva(x, coff_load(one.rvas.data + i, 4, x->t->data_order));
      out_char(o, '\n');
    }
    fixups(x, coff_dynoverride_fixups(x->f, &one), "      used at ");
  }
  diagrams(x, &all);
}

static void head(const struct text *x, const struct coff_dynreloc *r, uint32_t version)
{
  struct out *o = x->o;
  const char *name = coff_dynreloc_symbol_name(r->symbol);
  out_text(o, "  ");
  if (name != NULL) {
    out_text(o, name);
    out_text(o, " (");
  }
  out_hex(o, r->symbol, 0);
  out_text(o, name != NULL ? "), " : ", ");
  out_dec(o, r->fixups.size);
  out_text(o, " bytes");
  if (version == 2)
    out_printf(o, ", group %" PRIu32 ", flags 0x%" PRIx32, r->group, r->flags);
  out_char(o, '\n');
  text_lc_fields(x, &r->detail);
  if (r->header.size == 0)
    return;
  out_text(o, "    header ");
  for (uint64_t i = 0; i < r->header.size; i++)
    out_hex_bare(o, r->header.data[i], 2);
  out_char(o, '\n');
}

void text_dynrelocs(const struct text *x, const struct coff_lc_record *lc)
{
  struct coff_dynrelocs all;
  struct coff_dynreloc r;
  if (!coff_dynrelocs_open(lc, &all))
    return;
  text_heading(x, "Dynamic value relocations", COFF_NOWHERE);
  out_printf(x->o, "  version %" PRIu32 ", %" PRIu64 " bytes\n", all.version, all.bytes.size);
  while (coff_dynreloc_next(&all, &r)) {
    head(x, &r, all.version);
    fixups(x, coff_dynfixups(&r), "    ");
    overrides(x, &r);
  }
}
