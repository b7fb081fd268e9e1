// Text: the debug directory.
//
// Skip it unless it is printed wrongly.
#include "coff/debugdir.h"
#include "coffdump/metadata.h"

enum { HEX_SHOWN = 32 };

static void label(const struct text *x, const char *name)
{
  out_text(x->o, "    ");
  out_text(x->o, name);
  out_pad(x->o, 20);
}

static void name_or_hex(const struct text *x, const char *name, uint32_t number, unsigned digits)
{
  if (name != NULL)
    out_text(x->o, name);
  else
    out_hex(x->o, number, digits);
}

static void codeview(const struct text *x, const struct coff_debugdir_entry *e)
{
  struct coff_debugdir_codeview cv;
  struct out *o = x->o;
  char key[41];
  if (!coff_debugdir_codeview(x->f, e, &cv))
    return;
  label(x, coff_debugdir_codeview_name(cv.signature));
  if (cv.has_guid)
    out_guid(x->o, cv.guid);
  else if (cv.is_pdb)
    out_hex(o, cv.time, 8);
  else
    out_printf(o, "debug data in the file, from 0x%x of this record on", cv.offset);
  if (cv.is_pdb) {
    out_text(o, ", age ");
    out_dec(o, cv.age);
  }
  if (cv.is_portable)
    out_text(o, ", portable PDB");
  out_char(o, '\n');
  if (cv.path.size != 0) {
    label(x, "path");
    out_name(o, cv.path);
    out_char(o, '\n');
  }
  coff_debugdir_codeview_key(&cv, key);
  if (key[0] == 0)
    return;
  label(x, "symbol key");
  out_text(o, key);
  out_char(o, '\n');
}

static void pogo(const struct text *x, const struct coff_debugdir_entry *e)
{
  struct coff_debugdir_pogo all;
  struct coff_debugdir_pogo_entry one;
  struct out *o = x->o;
  if (!coff_debugdir_pogo(x->f, e, &all))
    return;
  label(x, "kind");
  name_or_hex(x, coff_debugdir_pogo_name(all.signature), all.signature, 8);
  out_char(o, '\n');
  while (coff_debugdir_pogo_next(&all, &one)) {
    out_text(o, "    ");
    out_hex(o, one.rva, 8);
    out_char(o, ' ');
    out_hex(o, one.size, 8);
    out_char(o, ' ');
    out_name(o, one.name);
    out_char(o, '\n');
  }
}

static void words(const struct text *x, const struct coff_debugdir_entry *e)
{
  struct coff_debugdir_word all[COFF_DEBUGDIR_WORDS];
  unsigned n = coff_debugdir_words(x->f, e, all);
  for (unsigned i = 0; i < n; i++) {
    label(x, all[i].name);
    out_dec(x->o, all[i].value);
    out_char(x->o, '\n');
  }
}

static void tables(const struct text *x, const struct coff_debugdir_entry *e)
{
  struct coff_debugdir_table t;
  struct coff_debugdir_fpo fpo;
  struct coff_debugdir_omap omap;
  struct out *o = x->o;
  if (!coff_debugdir_table(x->f, e, &t))
    return;
  label(x, "records");
  out_dec(o, t.count);
  out_char(o, '\n');
  if (e->type == IMAGE_DEBUG_TYPE_FPO)
    for (uint64_t i = 0; coff_debugdir_fpo_get(&t, i, &fpo); i++)
      out_printf(o,
                 "    0x%08x 0x%06x prolog %3u, locals %4u, params %3u, saved %u, frame %s%s%s\n",
                 fpo.rva, fpo.size, fpo.prolog, fpo.locals, fpo.params, fpo.saved,
                 coff_debugdir_frame_name(fpo.frame), fpo.has_seh ? ", SEH" : "",
                 fpo.uses_bp ? ", BP" : "");
  else
    for (uint64_t i = 0; coff_debugdir_omap_get(&t, i, &omap); i++)
      out_printf(o, "    0x%08x -> 0x%08x%s\n", omap.rva, omap.to, omap.to == 0 ? " gone" : "");
}

static void misc(const struct text *x, const struct coff_debugdir_entry *e)
{
  struct coff_debugdir_misc m;
  if (!coff_debugdir_misc(x->f, e, &m))
    return;
  label(x, m.kind == 1 ? "image name" : "data");
  if (m.kind == 1 && !m.unicode)
    out_name(x->o, coff_view_string(m.data, 0, NULL));
  else
    out_hex_run(x->o, m.data.data, m.data.size < HEX_SHOWN ? m.data.size : HEX_SHOWN);
  out_char(x->o, '\n');
}

static void hashes(const struct text *x, const struct coff_debugdir_entry *e)
{
  struct coff_view hash;
  struct coff_debugdir_checksum c;
  struct coff_debugdir_perfmap map;
  struct out *o = x->o;
  if (coff_debugdir_repro(x->f, e, &hash) && hash.size != 0) {
    label(x, "hash");
    out_hex_run(o, hash.data, hash.size);
    out_char(o, '\n');
  }
  if (coff_debugdir_checksum(x->f, e, &c)) {
    label(x, "checksum");
    out_name(o, c.algorithm);
    out_char(o, ' ');
    out_hex_run(o, c.value.data, c.value.size);
    out_char(o, '\n');
  }
  if (coff_debugdir_perfmap(x->f, e, &map)) {
    label(x, "perfmap");
    out_guid(x->o, map.signature);
    out_printf(o, ", version %u\n", map.version);
    label(x, "path");
    out_name(o, map.path);
    out_char(o, '\n');
  }
}

static void embedded_pdb(const struct text *x, const struct coff_debugdir_entry *e)
{
  struct coff_debugdir_pdb pdb;
  struct coff_metadata m;
  uint8_t *contents;
  if (!coff_debugdir_pdb(x->f, e, &pdb))
    return;
  label(x, "decompressed");
  out_dec(x->o, pdb.size);
  out_text(x->o, " bytes\n");
  if (!coff_debugdir_inflate(x->f, &pdb, &contents))
    return;
  struct coff_view v = {contents, pdb.size, 0};
  if (coff_metadata_open(x->f, v, false, &m))
    text_metadata(x, NULL, &m, 2);
  coff_debugdir_free(x->f, contents);
}

// Data of a kind that nothing above explains.
static void unexplained(const struct text *x, const struct coff_debugdir_entry *e)
{
  if (e->data.size == 0)
    return;
  label(x, "data");
  out_hex_run(x->o, e->data.data, e->data.size < HEX_SHOWN ? e->data.size : HEX_SHOWN);
  out_text(x->o, e->data.size > HEX_SHOWN ? " ...\n" : "\n");
}

static void data(const struct text *x, const struct coff_debugdir_entry *e)
{
  uint32_t flags;
  switch (e->type) {
  case IMAGE_DEBUG_TYPE_CODEVIEW: codeview(x, e); return;
  case IMAGE_DEBUG_TYPE_POGO: pogo(x, e); return;
  case IMAGE_DEBUG_TYPE_COFF:
  case IMAGE_DEBUG_TYPE_VC_FEATURE: words(x, e); return;
  case IMAGE_DEBUG_TYPE_FPO:
  case IMAGE_DEBUG_TYPE_OMAP_TO_SRC:
  case IMAGE_DEBUG_TYPE_OMAP_FROM_SRC: tables(x, e); return;
  case IMAGE_DEBUG_TYPE_MISC: misc(x, e); return;
  case IMAGE_DEBUG_TYPE_REPRO:
  case IMAGE_DEBUG_TYPE_PDBCHECKSUM:
  case IMAGE_DEBUG_TYPE_R2R_PERFMAP: hashes(x, e); return;
  case IMAGE_DEBUG_TYPE_EMBEDDED_PORTABLE_PDB: embedded_pdb(x, e); return;
  case IMAGE_DEBUG_TYPE_EX_DLLCHARACTERISTICS:
    if (!coff_debugdir_dll_flags(x->f, e, &flags))
      return;
    label(x, "flags");
    out_flags(x->o, coff_debugdir_dll_flag_names(), flags);
    out_char(x->o, '\n');
    return;
  default: unexplained(x, e); return;
  }
}

// TIME_IS_HASH: the linker says that the build is reproducible.
static void entry(const struct text *x, const struct coff_debugdir_entry *e, bool time_is_hash)
{
  struct out *o = x->o;
  out_text(o, "  ");
  name_or_hex(x, coff_debugdir_type_name(e->type), e->type, 0);
  out_printf(o, ", %u bytes", e->size);
  if (e->pointer != 0)
    out_printf(o, " at 0x%x", e->pointer);
  if (e->rva != 0) {
    out_printf(o, ", RVA 0x%x", e->rva);
    text_rva_place(x, e->rva);
  } else if (e->size != 0) {
    out_text(o, ", not loaded");
  }
  out_text(o, "\n");
  label(x, time_is_hash ? "stamp" : "time");
  if (time_is_hash)
    out_hex(o, e->time, 8);
  else
    text_date(x, e->time);
  out_printf(o, ", version %u.%u", e->major, e->minor);
  if (e->characteristics != 0)
    out_printf(o, ", characteristics 0x%x", e->characteristics);
  out_char(o, '\n');
  data(x, e);
}

static bool is_reproducible(const struct coff_debugdir *all)
{
  for (uint64_t i = 0; i < all->count; i++)
    if (coff_le32(all->bytes.data + i * 28 + 12) == IMAGE_DEBUG_TYPE_REPRO)
      return true;
  return false;
}

void text_debug_dir(const struct text *x)
{
  struct coff_debugdir d;
  struct coff_debugdir_entry e;
  if (!coff_debugdir_open(x->f, &d))
    return;
  text_heading(x, "Debug directory", d.count);
  bool time_is_hash = is_reproducible(&d);
  while (coff_debugdir_next(&d, &e))
    entry(x, &e, time_is_hash);
}
