// Text: .NET metadata.
//
// Skip it unless it is printed wrongly.
#include "coffdump/metadata.h"

struct dump {
  const struct text *x;
  const struct coff_clr *clr;
  struct coff_metadata_tables t;
  unsigned indent;
};

void out_spaces(struct out *o, unsigned n)
{
  while (n-- != 0)
    out_char(o, ' ');
}

void out_hex_run(struct out *o, const uint8_t *p, uint64_t n)
{
  for (uint64_t i = 0; i < n; i++)
    out_hex_bare(o, p[i], 2);
}

static void label(const struct dump *p, const char *name)
{
  out_spaces(p->x->o, p->indent + 2);
  out_text(p->x->o, name);
  out_pad(p->x->o, p->indent + 18);
}

static void streams(const struct dump *p, const struct coff_metadata *m)
{
  struct coff_metadata_streams all = coff_metadata_streams(m);
  struct coff_metadata_stream s;
  struct out *o = p->x->o;
  while (coff_metadata_stream_next(&all, &s)) {
    label(p, "stream");
    out_name(o, s.name);
    out_pad(o, p->indent + 28);
    out_printf(o, "%u bytes at 0x%x\n", s.size, s.offset);
  }
}

static void pdb_stream(const struct dump *p, const struct coff_metadata *m)
{
  struct coff_metadata_pdb pdb;
  struct out *o = p->x->o;
  if (!coff_metadata_pdb(m, &pdb))
    return;
  label(p, "PDB id");
  out_guid(o, pdb.id);
  out_printf(o, ", stamp 0x%08x\n", coff_le32(pdb.id + 16));
  if (pdb.entry == 0)
    return;
  label(p, "entry point");
  out_hex(o, pdb.entry, 8);
  out_char(o, '\n');
}

static void row_counts(const struct dump *p)
{
  struct out *o = p->x->o;
  label(p, "tables");
  out_printf(o, "version %u.%u%s, heap sizes 0x%02x\n", p->t.major, p->t.minor,
             p->t.uncompressed ? ", not optimized" : "", p->t.heaps);
  for (unsigned i = 0; i < COFF_METADATA_TABLES; i++) {
    const char *name = coff_metadata_table_name(i);
    if (p->t.table[i].claimed == 0)
      continue;
    out_spaces(o, p->indent + 4);
    out_printf(o, "0x%02x ", i);
    out_text(o, name == NULL ? "unknown" : name);
    out_pad(o, p->indent + 32);
    out_dec_right(o, p->t.table[i].claimed, 8);
    out_text(o, p->t.table[i].claimed == 1 ? " row" : " rows");
    if ((p->t.sorted >> i & 1) != 0)
      out_text(o, ", sorted");
    out_char(o, '\n');
  }
}

// "Name, Version=1.2.3.4, Culture=neutral, PublicKeyToken=...", as the runtime spells it.
static void display_name(struct out *o, const struct coff_metadata_assembly *a)
{
  enum { PUBLIC_KEY = 1 };
  uint8_t token[8];
  out_name(o, a->name);
  out_printf(o, ", Version=%u.%u.%u.%u, Culture=", a->version[0], a->version[1], a->version[2],
             a->version[3]);
  out_name(o, a->culture.size != 0 ? a->culture : (struct coff_str){"neutral", 7});
  out_text(o, ", PublicKeyToken=");
  if (a->key.size == 0) {
    out_text(o, "null");
  } else if ((a->flags & PUBLIC_KEY) != 0) {
    coff_metadata_key_token(a->key, token);
    out_hex_run(o, token, sizeof token);
  } else {
    out_hex_run(o, a->key.data, a->key.size);
  }
}

static void identity(struct dump *p)
{
  struct coff_metadata_module module;
  struct coff_metadata_assembly a;
  struct out *o = p->x->o;
  if (coff_metadata_module(&p->t, &module)) {
    label(p, "module");
    out_name(o, module.name);
    out_text(o, ", MVID ");
    out_guid(o, module.mvid);
    out_char(o, '\n');
  }
  if (!coff_metadata_assembly(&p->t, &a))
    return;
  label(p, "assembly");
  display_name(o, &a);
  out_char(o, '\n');
  label(p, "assembly flags");
  out_flags(o, coff_metadata_assembly_flags(), a.flags);
  const char *hash = coff_metadata_hash_name(a.hash_algorithm);
  out_text(o, ", hash algorithm ");
  if (hash != NULL)
    out_text(o, hash);
  else
    out_hex(o, a.hash_algorithm, 0);
  out_char(o, '\n');
  if (a.key.size == 0)
    return;
  label(p, "public key");
  out_hex_run(o, a.key.data, a.key.size);
  out_char(o, '\n');
}

static void attributes(struct dump *p)
{
  struct coff_metadata_attribute a;
  struct out *o = p->x->o;
  uint32_t index = 1;
  while (coff_metadata_attribute_next(&p->t, &index, &a)) {
    label(p, "attribute");
    out_name(o, a.scope);
    if (a.scope.size != 0)
      out_char(o, '.');
    out_name(o, a.name);
    if (a.has_text) {
      out_text(o, " \"");
      out_name(o, a.text);
      out_char(o, '"');
    } else if (a.value.size > 4) {
      out_char(o, ' ');
      out_hex_run(o, a.value.data, a.value.size);
    }
    out_char(o, '\n');
  }
}

static void references(struct dump *p)
{
  struct coff_metadata_assembly a;
  uint32_t c[COFF_METADATA_COLUMNS];
  for (uint32_t i = 1; coff_metadata_reference(&p->t, i, &a); i++) {
    label(p, "references");
    display_name(p->x->o, &a);
    out_char(p->x->o, '\n');
  }
  for (uint32_t i = 1; coff_metadata_row(&p->t, COFF_METADATA_MODULE_REF, i, c); i++) {
    label(p, "calls into");
    out_name(p->x->o, coff_metadata_string(&p->t, c[0]));
    out_char(p->x->o, '\n');
  }
  for (uint32_t i = 1; coff_metadata_row(&p->t, COFF_METADATA_FILE, i, c); i++) {
    label(p, "file");
    out_name(p->x->o, coff_metadata_string(&p->t, c[1]));
    out_text(p->x->o, (c[0] & 1) != 0 ? ", without metadata\n" : "\n");
  }
}

static void resources(struct dump *p)
{
  struct coff_metadata_resource r;
  struct out *o = p->x->o;
  for (uint32_t i = 1; coff_metadata_resource(&p->t, p->clr, i, &r); i++) {
    label(p, "resource");
    out_name(o, r.name);
    if (r.implementation != 0)
      out_printf(o, ", in 0x%08x", r.implementation);
    else
      out_printf(o, ", %llu bytes at 0x%x", (unsigned long long)r.data.size, r.offset);
    out_text(o, (r.flags & 7) == 2 ? ", private\n" : "\n");
  }
}

static void documents(struct dump *p)
{
  struct coff_metadata_document d;
  struct coff_str piece;
  struct out *o = p->x->o;
  char separator;
  for (uint32_t i = 1; coff_metadata_document(&p->t, i, &d); i++) {
    uint64_t at = 0;
    label(p, "source");
    while (coff_metadata_document_part(&p->t, &d, &at, &separator, &piece)) {
      if (separator != 0)
        out_name(o, (struct coff_str){&separator, 1});
      out_name(o, piece);
    }
    if (d.hash.size != 0) {
      out_char(o, ' ');
      out_hex_run(o, d.hash.data, d.hash.size);
    }
    out_char(o, '\n');
  }
}

void text_metadata(const struct text *x, const struct coff_clr *clr, const struct coff_metadata *m,
                   unsigned indent)
{
  struct dump p = {.x = x, .clr = clr, .indent = indent};
  label(&p, "metadata");
  out_name(x->o, m->version);
  out_printf(x->o, ", format %u.%u, %llu bytes\n", m->major, m->minor,
             (unsigned long long)m->bytes.size);
  streams(&p, m);
  pdb_stream(&p, m);
  if (!coff_metadata_tables(m, &p.t))
    return;
  row_counts(&p);
  identity(&p);
  attributes(&p);
  references(&p);
  if (clr != NULL)
    resources(&p);
  documents(&p);
}
