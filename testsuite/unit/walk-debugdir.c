// Reads all that debug directory, CLR header and Rich header say.
//
// Skip it unless the library learns more of them.
#include "testsuite/unit/walk-debugdir.h"
#include "coff/clr.h"
#include "coff/debugdir.h"
#include "coff/rich.h"

static uint64_t touch(const void *p, uint64_t n)
{
  const volatile uint8_t *b = p;
  uint64_t sum = 0;
  for (uint64_t i = 0; i < n; i++)
    sum += b[i];
  return sum;
}

static uint64_t touch_view(struct coff_view v)
{
  return touch(v.data, v.size);
}

static uint64_t touch_str(struct coff_str s)
{
  return touch(s.data, s.size);
}

static uint64_t touch_guid(const uint8_t *guid)
{
  char text[37];
  if (guid == NULL)
    return 0;
  coff_guid_text(guid, text);
  return (uint64_t)text[0];
}

// ---- Metadata ---------------------------------------------------------------------------------

static void walk_assembly(struct coff_metadata_tables *t, struct walk *w)
{
  struct coff_metadata_assembly a;
  struct coff_metadata_module m;
  uint8_t token[8];
  if (coff_metadata_module(t, &m))
    w->bytes += touch_str(m.name) + touch_guid(m.mvid);
  if (coff_metadata_assembly(t, &a)) {
    coff_metadata_key_token(a.key, token);
    w->bytes += touch_str(a.name) + touch_str(a.culture) + token[0];
  }
  for (uint32_t i = 1; coff_metadata_reference(t, i, &a); i++)
    w->bytes += touch_str(a.name) + touch_str(a.culture) + touch_view(a.key) + touch_view(a.hash);
}

static void walk_rows(struct coff_metadata_tables *t, struct walk *w)
{
  uint32_t c[COFF_METADATA_COLUMNS];
  for (unsigned i = 0; i < COFF_METADATA_TABLES; i++)
    for (uint32_t k = 1; coff_metadata_row(t, i, k, c); k++)
      w->bytes += c[0] + c[COFF_METADATA_COLUMNS - 1];
}

static void walk_documents(struct coff_metadata_tables *t, struct walk *w)
{
  struct coff_metadata_document d;
  struct coff_str part;
  char separator;
  for (uint32_t i = 1; coff_metadata_document(t, i, &d); i++) {
    uint64_t at = 0;
    w->bytes += touch_guid(d.hash_kind) + touch_guid(d.language) + touch_view(d.hash);
    while (coff_metadata_document_part(t, &d, &at, &separator, &part))
      w->bytes += touch_str(part);
  }
}

static void walk_tables(struct coff_metadata_tables *t, const struct coff_clr *clr, struct walk *w)
{
  struct coff_metadata_attribute a;
  struct coff_metadata_resource r;
  uint32_t index = 1;
  walk_rows(t, w);
  walk_assembly(t, w);
  while (coff_metadata_attribute_next(t, &index, &a))
    w->bytes += touch_str(a.scope) + touch_str(a.name) + touch_str(a.text) + touch_view(a.value);
  for (uint32_t i = 1; coff_metadata_resource(t, clr, i, &r); i++)
    w->bytes += touch_str(r.name) + (r.data.size == 0 ? 0 : r.data.data[r.data.size - 1]);
  walk_documents(t, w);
}

void walk_metadata(const struct coff_file *f, struct coff_view v, bool in_file,
                   const struct coff_clr *clr, struct walk *w)
{
  struct coff_metadata m;
  struct coff_metadata_stream s;
  struct coff_metadata_tables t;
  if (!coff_metadata_open(f, v, in_file, &m))
    return;
  struct coff_metadata_streams all = coff_metadata_streams(&m);
  w->bytes += touch_str(m.version);
  while (coff_metadata_stream_next(&all, &s))
    w->bytes += touch_str(s.name) + (s.data.size == 0 ? 0 : s.data.data[s.data.size - 1]);
  if (coff_metadata_tables(&m, &t))
    walk_tables(&t, clr, w);
}

// ---- CLR header -------------------------------------------------------------------------------

void walk_clr(const struct coff_file *f, struct walk *w)
{
  struct coff_clr c;
  struct coff_clr_fixup fixup;
  struct coff_clr_native n;
  struct coff_clr_native_section s;
  struct coff_str compiler;
  struct coff_view v;
  if (!coff_clr_open(f, &c))
    return;
  for (unsigned i = 0; i < COFF_CLR_PARTS; i++)
    if (coff_clr_view(&c, i, &v))
      w->bytes += touch_view(v);
  if (coff_clr_view(&c, COFF_CLR_VTABLE_FIXUPS, &v))
    for (uint64_t i = 0; coff_clr_fixup_get(v, i, &fixup); i++)
      w->bytes += fixup.rva;
  if (coff_clr_native(&c, &n)) {
    for (uint64_t i = 0; coff_clr_native_get(&n, i, &s); i++)
      w->bytes += coff_clr_native_name(s.type) != NULL;
    if (coff_clr_native_compiler(&c, &n, &compiler))
      w->bytes += touch_str(compiler);
  }
  if (coff_clr_view(&c, COFF_CLR_METADATA, &v))
    walk_metadata(f, v, true, &c, w);
}

// ---- Debug directory --------------------------------------------------------------------------

static void walk_names(const struct coff_file *f, const struct coff_debugdir_entry *e,
                       struct walk *w)
{
  struct coff_debugdir_codeview cv;
  struct coff_debugdir_pogo pogo;
  struct coff_debugdir_pogo_entry part;
  struct coff_debugdir_misc misc;
  struct coff_debugdir_checksum sum;
  struct coff_debugdir_perfmap map;
  struct coff_view hash;
  char key[41];
  if (coff_debugdir_codeview(f, e, &cv)) {
    coff_debugdir_codeview_key(&cv, key);
    w->bytes += touch_str(cv.path) + touch_guid(cv.guid) + (uint8_t)key[0];
  }
  if (coff_debugdir_pogo(f, e, &pogo))
    while (coff_debugdir_pogo_next(&pogo, &part))
      w->bytes += touch_str(part.name);
  if (coff_debugdir_misc(f, e, &misc))
    w->bytes += touch_view(misc.data);
  if (coff_debugdir_checksum(f, e, &sum))
    w->bytes += touch_str(sum.algorithm) + touch_view(sum.value);
  if (coff_debugdir_perfmap(f, e, &map))
    w->bytes += touch_str(map.path);
  if (coff_debugdir_repro(f, e, &hash))
    w->bytes += touch_view(hash);
}

static void walk_numbers(const struct coff_file *f, const struct coff_debugdir_entry *e,
                         struct walk *w)
{
  struct coff_debugdir_word words[COFF_DEBUGDIR_WORDS];
  struct coff_debugdir_table t;
  struct coff_debugdir_fpo fpo;
  struct coff_debugdir_omap omap;
  uint32_t flags;
  w->bytes += coff_debugdir_words(f, e, words);
  if (coff_debugdir_dll_flags(f, e, &flags))
    w->bytes += flags;
  if (!coff_debugdir_table(f, e, &t))
    return;
  for (uint64_t i = 0; coff_debugdir_fpo_get(&t, i, &fpo); i++)
    w->bytes += fpo.rva;
  for (uint64_t i = 0; coff_debugdir_omap_get(&t, i, &omap); i++)
    w->bytes += omap.to;
}

static void walk_pdb(const struct coff_file *f, const struct coff_debugdir_entry *e, struct walk *w)
{
  struct coff_debugdir_pdb pdb;
  uint8_t *contents;
  if (!coff_debugdir_pdb(f, e, &pdb) || !coff_debugdir_inflate(f, &pdb, &contents))
    return;
  walk_metadata(f, (struct coff_view){contents, pdb.size, 0}, false, NULL, w);
  coff_debugdir_free(f, contents);
}

void walk_debugdir(const struct coff_file *f, struct walk *w)
{
  struct coff_debugdir d;
  struct coff_debugdir_entry e;
  if (!coff_debugdir_open(f, &d))
    return;
  while (coff_debugdir_next(&d, &e)) {
    w->bytes += coff_debugdir_type_name(e.type) != NULL;
    walk_names(f, &e, w);
    walk_numbers(f, &e, w);
    walk_pdb(f, &e, w);
  }
}

void walk_rich(const struct coff_file *f, struct walk *w)
{
  struct coff_rich r;
  struct coff_rich_entry e;
  if (!coff_rich_open(f, &r))
    return;
  for (uint64_t i = 0; coff_rich_get(&r, i, &e); i++)
    w->bytes += (coff_rich_product_name(e.product) != NULL) +
                (coff_rich_release(e.product, e.build) != NULL);
}
