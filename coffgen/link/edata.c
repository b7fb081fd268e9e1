// The export table, and definition files: what they say of the image besides exports.
//
// Skip it unless an export table cannot be read. PE and COFF specification, section 6.3 "The .edata Section".
//
// One atom: the directory, the addresses by ordinal, the addresses of names, their ordinals, and the strings. The
// loader looks for names by halves, so they are sorted, byte by byte.
#include "base/alloc.h"
#include "codec/names.h"
#include "coff/def.h"
#include "link/attributes.h"
#include "link/exports.h"
#include "link/link.h"
#include <string.h>

enum {
  DIRECTORY = 40,
  NAME_AT = 12,
  BASE_AT = 16,
  FUNCTIONS_AT = 20,
  NAMES_AT = 24,
  ADDRESSES_AT = 28,
  NAME_TABLE_AT = 32,
  ORDINALS_AT = 36
};

struct table {
  struct coff_link *ld;
  uint32_t atom, functions, names;
  uint64_t addresses, name_table, ordinals, strings, size; // offsets
  uint8_t *bytes;
  struct coff_link_fix *fixes;
  uint32_t nfixes;
};

struct coff_str coff_link_image_name(const struct coff_link *ld)
{
  if (ld->image_name.size != 0)
    return ld->image_name;
  const char *slash = strrchr(ld->opt->output, '/');
  return coff_link_str(slash == NULL ? ld->opt->output : slash + 1);
}

static void measure(struct table *t)
{
  const struct coff_link *ld = t->ld;
  t->size = coff_link_image_name(ld).size + 1;
  for (uint32_t i = 0; i < ld->nexports; i++) {
    const struct coff_link_export *e = &ld->exports[i];
    uint32_t number = e->ordinal - ld->ordinal_base + 1;
    t->functions = number > t->functions ? number : t->functions;
    t->names += !e->noname;
    t->size += e->noname ? 0 : e->name.size + 1;
    t->size += e->is_forwarder ? e->internal.size + 1 : 0;
  }
  t->addresses = DIRECTORY;
  t->name_table = t->addresses + 4 * (uint64_t)t->functions;
  t->ordinals = t->name_table + 4 * (uint64_t)t->names;
  t->strings = t->ordinals + 2 * (uint64_t)t->names;
  t->size += t->strings;
}

static void put(struct table *t, uint64_t at, unsigned width, uint64_t value)
{
  coff_store(t->bytes + at, width, t->ld->image->data_order, value);
}

// The field at AT holds where REF is, plus what it holds.
static void lead(struct table *t, uint64_t at, uint32_t ref)
{
  t->fixes[t->nfixes++] =
      (struct coff_link_fix){at, coff_link_type_for(t->ld, COFF_RELOC_32_RVA), ref};
}

static void lead_inside(struct table *t, uint64_t at, uint64_t to)
{
  put(t, at, 4, to);
  lead(t, at, COFF_REF_LOCAL | t->atom);
}

static void lead_to_string(struct table *t, uint64_t at, struct coff_str s)
{
  lead_inside(t, at, t->strings);
  if (s.size != 0)
    memcpy(t->bytes + t->strings, s.data, s.size);
  t->strings += s.size + 1;
}

static void fill(struct table *t)
{
  const struct coff_link *ld = t->ld;
  uint32_t name = 0;
  put(t, 4, 4, ld->opt->timestamp);
  lead_to_string(t, NAME_AT, coff_link_image_name(ld));
  put(t, BASE_AT, 4, ld->ordinal_base);
  put(t, FUNCTIONS_AT, 4, t->functions);
  put(t, NAMES_AT, 4, t->names);
  lead_inside(t, ADDRESSES_AT, t->addresses);
  lead_inside(t, NAME_TABLE_AT, t->name_table);
  lead_inside(t, ORDINALS_AT, t->ordinals);
  for (uint32_t i = 0; i < ld->nexports; i++) {
    const struct coff_link_export *e = &ld->exports[i];
    uint32_t number = e->ordinal - ld->ordinal_base;
    if (e->is_forwarder)
      lead_to_string(t, t->addresses + 4 * (uint64_t)number, e->internal);
    else
      lead(t, t->addresses + 4 * (uint64_t)number, e->symbol);
    if (e->noname)
      continue;
    lead_to_string(t, t->name_table + 4 * (uint64_t)name, e->name);
    put(t, t->ordinals + 2 * (uint64_t)name, 2, number);
    name++;
  }
}

void coff_link_make_exports(struct coff_link *ld)
{
  struct table t = {.ld = ld};
  if (ld->nexports == 0)
    return;
  measure(&t);
  t.bytes = coff_link_bytes(ld, (size_t)t.size);
  t.fixes = coff_alloc_array(ld->ctx, 4 + 2 * (size_t)ld->nexports, sizeof *t.fixes);
  t.atom = coff_link_add_atom(ld, coff_link_str(".edata"), COFF_SEC_DATA | COFF_SEC_READ, t.bytes,
                              t.size, 2);
  if (t.fixes == NULL)
    coff_link_out_of_memory(ld);
  else if (t.bytes != NULL && t.atom != COFF_NO_ID) {
    fill(&t);
    coff_link_set_relocs(ld, t.atom, t.fixes, t.nfixes);
    ld->atoms[t.atom].keep = true;
  }
  coff_free(ld->ctx, t.fixes);
}

// ---- Definition files -----------------------------------------------------------------------------

static void set(struct coff_link *ld, enum coff_aout_id id, bool said, uint64_t value)
{
  if (said && !ld->settings[id].said)
    ld->settings[id] = (struct coff_link_number){true, value};
}

static bool has_end(struct coff_str name)
{
  return name.size != 0 && memchr(name.data, '.', name.size) != NULL;
}

static void set_image(struct coff_link *ld, const struct coff_def *d)
{
  set(ld, COFF_AOUT_IMAGE_BASE, d->has_base, d->base);
  set(ld, COFF_AOUT_IMAGE_MAJOR, d->has_version, d->major);
  set(ld, COFF_AOUT_IMAGE_MINOR, d->has_version, d->minor);
  set(ld, COFF_AOUT_STACK_RESERVE, d->stack.said, d->stack.reserve);
  set(ld, COFF_AOUT_STACK_COMMIT, d->stack.commit_said, d->stack.commit);
  set(ld, COFF_AOUT_HEAP_RESERVE, d->heap.said, d->heap.reserve);
  set(ld, COFF_AOUT_HEAP_COMMIT, d->heap.commit_said, d->heap.commit);
  if (d->name.size == 0)
    return;
  ld->image_name = d->name;
  if (!has_end(d->name))
    coff_link_join(ld, "", d->name, d->is_library ? ".dll" : ".exe", &ld->image_name);
}

static void add_rights(struct coff_link *ld, struct coff_str name, unsigned attributes)
{
  static const uint32_t meanings[] = {COFF_SEC_READ, COFF_SEC_WRITE, COFF_SEC_EXEC, COFF_SEC_SHARED,
                                      COFF_SEC_DISCARD}; // by bit: COFF_DEF_*
  struct coff_link_attribute a = {.name = name};
  for (unsigned i = 0; i < COFF_COUNT(meanings); i++)
    a.meaning |= (attributes >> i & 1) != 0 ? meanings[i] : 0;
  if (a.meaning != 0)
    coff_link_add_attribute(ld, &a);
}

static void set_sections(struct coff_link *ld, const struct coff_def *d)
{
  add_rights(ld, coff_link_str(".text"), d->code);
  add_rights(ld, coff_link_str(".data"), d->data);
  for (size_t i = 0; i < d->nsections; i++)
    add_rights(ld, d->sections[i].name, d->sections[i].attributes);
}

static bool add_exports(struct coff_link *ld, const struct coff_def *d)
{
  for (size_t i = 0; i < d->nexports; i++) {
    const struct coff_def_export *e = &d->exports[i];
    struct coff_link_export new = {.name = e->name,
                                   .internal = e->internal,
                                   .import_name = e->import_name,
                                   .symbol = COFF_NO_ID,
                                   .ordinal = e->ordinal,
                                   .has_ordinal = e->has_ordinal,
                                   .noname = e->noname,
                                   .data = e->data,
                                   .constant = e->constant,
                                   .is_private = e->is_private,
                                   .is_forwarder = coff_def_is_forwarder(e)};
    if (!coff_link_add_export(ld, &new))
      return false;
  }
  return true;
}

bool coff_link_read_def(struct coff_link *ld, const char *path, struct coff_view text)
{
  struct coff_def *grown =
      coff_link_grow(ld, ld->defs, ld->ndefs, 1, &ld->room_defs, sizeof *grown);
  if (grown == NULL)
    return false;
  ld->defs = grown;
  struct coff_def *d = &ld->defs[ld->ndefs];
  *d = (struct coff_def){.ctx = ld->ctx};
  ld->ndefs++;
  if (!coff_def_parse(ld->ctx, path, text, d)) {
    ld->errors++;
    return false;
  }
  set_image(ld, d);
  set_sections(ld, d);
  return coff_link_read_stub(ld, path, d->stub) && add_exports(ld, d);
}
