// Text: the CLR header of an image, and what it names.
//
// Skip it unless it is printed wrongly; metadata are in text-metadata.c.
#include "coffdump/metadata.h"

static void label(const struct text *x, const char *name)
{
  out_text(x->o, "  ");
  out_text(x->o, name);
  out_pad(x->o, 22);
}

static void parts(const struct text *x, const struct coff_clr *c)
{
  struct out *o = x->o;
  for (unsigned i = 0; i < COFF_CLR_PARTS; i++) {
    if (c->part[i].size == 0 && c->part[i].rva == 0)
      continue;
    label(x, coff_clr_part_name(i));
    out_printf(o, "0x%x bytes at RVA 0x%x", c->part[i].size, c->part[i].rva);
    text_rva_place(x, c->part[i].rva);
    out_char(o, '\n');
  }
}

static bool all_zero(struct coff_view v)
{
  for (uint64_t i = 0; i < v.size; i++)
    if (v.data[i] != 0)
      return false;
  return true;
}

static void strong_name(const struct text *x, const struct coff_clr *c)
{
  struct coff_view v;
  if (!coff_clr_view(c, COFF_CLR_STRONG_NAME, &v) || !all_zero(v))
    return;
  label(x, "strong name");
  out_text(x->o, "room only: the image is to be signed later\n");
}

static void fixups(const struct text *x, const struct coff_clr *c)
{
  struct coff_clr_fixup one;
  struct coff_view v;
  if (!coff_clr_view(c, COFF_CLR_VTABLE_FIXUPS, &v))
    return;
  for (uint64_t i = 0; coff_clr_fixup_get(v, i, &one); i++) {
    label(x, "vtable fixup");
    out_printf(x->o, "%u slots at RVA 0x%x, ", one.count, one.rva);
    out_flags(x->o, coff_clr_fixup_flags(), one.type);
    out_char(x->o, '\n');
  }
}

static void native(const struct text *x, const struct coff_clr *c)
{
  struct coff_clr_native n;
  struct coff_clr_native_section s;
  struct coff_str compiler;
  struct out *o = x->o;
  if (!coff_clr_native(c, &n))
    return;
  label(x, "native code");
  if (!n.is_ready_to_run) {
    out_printf(o, "signature 0x%08x, which is not known\n", n.signature);
    return;
  }
  out_printf(o, "ReadyToRun %u.%u, ", n.major, n.minor);
  out_flags(o, coff_clr_native_flags(), n.flags);
  out_char(o, '\n');
  if (coff_clr_native_compiler(c, &n, &compiler)) {
    label(x, "compiler");
    out_name(o, compiler);
    out_char(o, '\n');
  }
  for (uint64_t i = 0; coff_clr_native_get(&n, i, &s); i++) {
    const char *name = coff_clr_native_name(s.type);
    out_printf(o, "    %3u ", s.type);
    out_text(o, name == NULL ? "unknown" : name);
    out_pad(o, 36);
    out_printf(o, "0x%x bytes at RVA 0x%x\n", s.size, s.rva);
  }
}

void text_clr(const struct text *x)
{
  struct coff_clr c;
  struct coff_view v;
  struct coff_metadata m;
  struct out *o = x->o;
  if (!coff_clr_open(x->f, &c))
    return;
  text_heading(x, "CLR header", COFF_NOWHERE);
  label(x, "runtime version");
  out_printf(o, "%u.%u, header of %u bytes at 0x%llx\n", c.major, c.minor, c.size,
             (unsigned long long)c.bytes.origin);
  label(x, "flags");
  out_flags(o, coff_clr_flag_names(), c.flags);
  out_char(o, '\n');
  label(x, "entry point");
  if (c.entry == 0)
    out_text(o, "none\n");
  else if ((c.flags & COMIMAGE_FLAGS_NATIVE_ENTRYPOINT) != 0)
    out_printf(o, "RVA 0x%x\n", c.entry);
  else
    out_printf(o, "token 0x%08x\n", c.entry);
  parts(x, &c);
  strong_name(x, &c);
  fixups(x, &c);
  native(x, &c);
  if (!coff_clr_view(&c, COFF_CLR_METADATA, &v) || !coff_metadata_open(x->f, v, true, &m))
    return;
  text_heading(x, "CLR metadata", COFF_NOWHERE);
  text_metadata(x, &c, &m, 0);
}
