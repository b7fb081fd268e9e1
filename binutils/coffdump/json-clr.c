// JSON: the CLR header of an image, and what it names.
//
// Skip it unless it is written wrongly; metadata are in json-metadata.c.
#include "coffdump/metadata.h"

static void parts(struct document *d, const struct coff_clr *c)
{
  static const char *const keys[] = {
      [COFF_CLR_METADATA] = "metadata",           [COFF_CLR_RESOURCES] = "resources",
      [COFF_CLR_STRONG_NAME] = "strong_name",     [COFF_CLR_CODE_MANAGER] = "code_manager_table",
      [COFF_CLR_VTABLE_FIXUPS] = "vtable_fixups", [COFF_CLR_EXPORT_JUMPS] = "export_jumps",
      [COFF_CLR_NATIVE_HEADER] = "native_header",
  };
  json_object(&d->j, "parts");
  for (unsigned i = 0; i < COFF_CLR_PARTS; i++) {
    json_row(&d->j, keys[i]);
    json_uint(&d->j, "rva", c->part[i].rva);
    json_uint(&d->j, "size", c->part[i].size);
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void strong_name(struct document *d, const struct coff_clr *c)
{
  struct coff_view v;
  if (coff_clr_view(c, COFF_CLR_STRONG_NAME, &v))
    json_bytes(&d->j, "strong_name", v.data, (size_t)v.size);
  else
    json_null(&d->j, "strong_name");
}

static void fixups(struct document *d, const struct coff_clr *c)
{
  struct coff_clr_fixup one;
  struct coff_view v;
  json_array(&d->j, "vtable_fixups");
  coff_clr_view(c, COFF_CLR_VTABLE_FIXUPS, &v);
  for (uint64_t i = 0; coff_clr_fixup_get(v, i, &one); i++) {
    json_row(&d->j, NULL);
    json_uint(&d->j, "rva", one.rva);
    json_uint(&d->j, "slots", one.count);
    json_flags(&d->j, "flags", coff_clr_fixup_flags(), one.type);
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void ready_to_run(struct document *d, const struct coff_clr *c,
                         const struct coff_clr_native *n)
{
  struct coff_clr_native_section s;
  struct coff_str compiler;
  json_uint(&d->j, "major_version", n->major);
  json_uint(&d->j, "minor_version", n->minor);
  json_flags(&d->j, "flags", coff_clr_native_flags(), n->flags);
  if (coff_clr_native_compiler(c, n, &compiler))
    json_str(&d->j, "compiler", compiler);
  else
    json_null(&d->j, "compiler");
  json_array(&d->j, "sections");
  for (uint64_t i = 0; coff_clr_native_get(n, i, &s); i++) {
    json_row(&d->j, NULL);
    json_uint(&d->j, "type", s.type);
    json_text(&d->j, "name", coff_clr_native_name(s.type));
    json_uint(&d->j, "rva", s.rva);
    json_uint(&d->j, "size", s.size);
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void native(struct document *d, const struct coff_clr *c)
{
  struct coff_clr_native n;
  if (!coff_clr_native(c, &n)) {
    json_null(&d->j, "native");
    return;
  }
  json_object(&d->j, "native");
  json_bool(&d->j, "ready_to_run", n.is_ready_to_run);
  json_uint(&d->j, "signature", n.signature);
  if (n.is_ready_to_run)
    ready_to_run(d, c, &n);
  json_end(&d->j);
}

void json_clr(struct document *d)
{
  struct coff_clr c;
  struct coff_view v;
  struct coff_metadata m;
  if (!coff_clr_open(d->file, &c)) {
    json_null(&d->j, "clr");
    return;
  }
  json_object(&d->j, "clr");
  json_uint(&d->j, "offset", c.bytes.origin);
  json_uint(&d->j, "size", c.size);
  json_uint(&d->j, "major_version", c.major);
  json_uint(&d->j, "minor_version", c.minor);
  json_flags(&d->j, "flags", coff_clr_flag_names(), c.flags);
  json_uint(&d->j, "entry_point", c.entry);
  json_bool(&d->j, "entry_point_is_rva", (c.flags & COMIMAGE_FLAGS_NATIVE_ENTRYPOINT) != 0);
  parts(d, &c);
  strong_name(d, &c);
  fixups(d, &c);
  native(d, &c);
  if (coff_clr_view(&c, COFF_CLR_METADATA, &v) && coff_metadata_open(d->file, v, true, &m))
    json_metadata(d, "metadata", &c, &m);
  else
    json_null(&d->j, "metadata");
  json_end(&d->j);
}
