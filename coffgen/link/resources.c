// Resources: those of all objects and .res files become one tree.
//
// Skip it unless a resource is missing. PE and COFF specification, section 6.9 "The .rsrc Section"; "Resource File
// Formats" of the Windows SDK for .res files. Both are little-endian whatever the processor.
//
// Leaves are sorted by type, name and language: named ones first. The tree is one atom: directories, entries of
// data, names, data.
#include "coff/resources.h"
#include "base/alloc.h"
#include "codec/names.h"
#include "link/link.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A resource, and what finds it.
struct coff_link_key {
  bool has_name;
  uint32_t id;
  struct coff_view name; // UTF-16
};
struct coff_link_resource {
  struct coff_link_key type, name;
  uint32_t language, code_page;
  struct coff_view bytes;
  struct coff_str from; // name of the file
  uint32_t said;        // counts up
};

enum {
  DIRECTORY = 16,
  NAMED_AT = 12,
  IDS_AT = 14,
  ENTRY = 8,
  DATA_ENTRY = 16,
  DATA_ALIGN = 8,
  MANIFEST_NAME = 1
};

static const uint32_t high = 0x80000000;

// ---- Leaves -------------------------------------------------------------------------------------

static int compare_keys(const struct coff_link_key *a, const struct coff_link_key *b)
{
  if (a->has_name != b->has_name)
    return a->has_name ? -1 : 1;
  if (!a->has_name)
    return (a->id > b->id) - (a->id < b->id);
  for (uint64_t i = 0; i + 2 <= a->name.size && i + 2 <= b->name.size; i += 2) {
    unsigned x = coff_le16(a->name.data + i), y = coff_le16(b->name.data + i);
    if (x != y)
      return x < y ? -1 : 1;
  }
  return (a->name.size > b->name.size) - (a->name.size < b->name.size);
}

static int compare(const struct coff_link_resource *a, const struct coff_link_resource *b)
{
  int c = compare_keys(&a->type, &b->type);
  if (c == 0)
    c = compare_keys(&a->name, &b->name);
  return c != 0 ? c : (a->language > b->language) - (a->language < b->language);
}

static int by_keys(const void *a, const void *b)
{
  const struct coff_link_resource *x = a, *y = b;
  int c = compare(x, y);
  return c != 0 ? c : (x->said > y->said) - (x->said < y->said);
}

static bool add(struct coff_link *ld, const struct coff_link_resource *new)
{
  struct coff_link_resource *grown =
      coff_link_grow(ld, ld->resources, ld->nresources, 1, &ld->room_resources, sizeof *grown);
  if (grown == NULL)
    return false;
  ld->resources = grown;
  grown[ld->nresources] = *new;
  grown[ld->nresources].said = ld->nresources;
  ld->nresources++;
  return true;
}

// ---- .res files -----------------------------------------------------------------------------------

static bool take_key(struct coff_view v, uint64_t *at, struct coff_link_key *key)
{
  if (*at + 4 > v.size)
    return false;
  *key = (struct coff_link_key){.id = coff_le16(v.data + *at + 2)};
  if (coff_le16(v.data + *at) == 0xffff) {
    *at += 4;
    return true;
  }
  key->has_name = true;
  uint64_t start = *at;
  while (*at + 2 <= v.size && coff_le16(v.data + *at) != 0)
    *at += 2;
  key->name = (struct coff_view){v.data + start, *at - start, v.origin + start};
  *at += 2;
  return *at <= v.size;
}

// One resource of FILE, whose header begins V; NEXT: where the next one begins.
static bool read_one(struct coff_link *ld, const char *path, struct coff_view v, uint64_t *next)
{
  enum { SMALLEST = 32, LANGUAGE_AT = 6, FIXED = 16 };
  struct coff_link_resource r = {.from = coff_link_str(path)};
  if (v.size < SMALLEST)
    return false;
  uint64_t size = coff_le32(v.data), header = coff_le32(v.data + 4), at = 8;
  if (header < SMALLEST || header > v.size || size > v.size - header)
    return false;
  struct coff_view head = {v.data, header, v.origin};
  if (!take_key(head, &at, &r.type) || !take_key(head, &at, &r.name))
    return false;
  at = (at + 3) & ~(uint64_t)3;
  if (at + FIXED > header)
    return false;
  r.language = coff_le16(v.data + at + LANGUAGE_AT);
  r.bytes = (struct coff_view){v.data + header, size, v.origin + header};
  *next = (header + size + 3) & ~(uint64_t)3;
  bool marker = !r.type.has_name && r.type.id == 0; // with which a file of 32 bits begins
  return marker || add(ld, &r);
}

bool coff_link_read_res(struct coff_link *ld, const char *path, struct coff_view bytes)
{
  for (uint64_t at = 0, next; at < bytes.size; at += next) {
    struct coff_view rest = {bytes.data + at, bytes.size - at, bytes.origin + at};
    if (!read_one(ld, path, rest, &next))
      return coff_link_fail(ld, (struct coff_place){path, NULL, bytes.origin + at},
                            "the resource here is damaged or cut off");
  }
  return true;
}

// ---- Objects --------------------------------------------------------------------------------------

static struct coff_link_key key_of(const struct coff_resource_entry *e)
{
  return (struct coff_link_key){e->has_name, (uint32_t)e->id, e->name};
}

static bool take_leaf(struct coff_link *ld, uint32_t file, const struct coff_resource *n)
{
  if (n->level != 2 || !n->is_there || !n->data.is_whole)
    return coff_link_fail(ld, coff_file_place(ld->files[file].file, n->path[n->level].at),
                          "a resource without data, or not of type, name and language");
  const struct coff_link_resource r = {.type = key_of(&n->path[0]),
                                       .name = key_of(&n->path[1]),
                                       .language = n->path[2].id,
                                       .code_page = n->data.code_page,
                                       .bytes = n->data.bytes,
                                       .from = ld->files[file].name};
  return add(ld, &r);
}

static void read_object(struct coff_link *ld, uint32_t file)
{
  const struct coff_link_file *f = &ld->files[file];
  struct coff_resources all;
  struct coff_resource_walk walk;
  struct coff_resource n;
  if (!coff_resources_open(f->file, &all)) // it has none, or a report says why
    return;
  bool ok = coff_resource_first(&all, &walk, NULL);
  while (ok && coff_resource_next(&walk, &n))
    if (!n.is_directory)
      take_leaf(ld, file, &n);
  coff_resources_close(&all);
  for (uint32_t i = f->first_atom; i < f->first_atom + f->natoms; i++)
    if (coff_target_special_section(f->target, ld->atoms[i].name) == COFF_SPECIAL_RESOURCES)
      ld->atoms[i].state |= COFF_ATOM_REMOVED;
}

bool coff_link_note_resources(struct coff_link *ld, uint32_t file)
{
  uint32_t n = ld->nresource_files;
  if (n != 0 && ld->resource_files[n - 1] == file)
    return true;
  uint32_t *grown =
      coff_link_grow(ld, ld->resource_files, n, 1, &ld->room_resource_files, sizeof *grown);
  if (grown == NULL)
    return false;
  ld->resource_files = grown;
  grown[ld->nresource_files++] = file;
  return true;
}

// ---- One of each ------------------------------------------------------------------------------------

static void describe(const struct coff_link_key *key, bool is_type, char *text, size_t room)
{
  const char *name = is_type && !key->has_name ? coff_resource_type_name(key->id) : NULL;
  if (name != NULL) {
    snprintf(text, room, "%s", name);
  } else if (!key->has_name) {
    snprintf(text, room, "%" PRIu32, key->id);
  } else {
    size_t n = coff_utf8_from_utf16(key->name, text, room - 1);
    text[n < room ? n : room - 1] = 0;
  }
}

static void report_twice(struct coff_link *ld, const struct coff_link_resource *a,
                         const struct coff_link_resource *b)
{
  char type[64], name[64];
  const char *language = coff_language_name(b->language);
  describe(&b->type, true, type, sizeof type);
  describe(&b->name, false, name, sizeof name);
  coff_link_fail(ld, coff_link_at(ld->opt->output),
                 "resource of type %s, name %s, language %s (0x%" PRIx32 ") is in %.*s and in %.*s",
                 type, name, language == NULL ? "unknown" : language, b->language,
                 (int)a->from.size, a->from.data, (int)b->from.size, b->from.data);
}

static bool is_manifest(const struct coff_link_resource *r)
{
  return !r->type.has_name && r->type.id == RT_MANIFEST && !r->name.has_name &&
         r->name.id == MANIFEST_NAME;
}

static bool is_default(const struct coff_link_resource *r)
{
  static const char file[] = "default-manifest.o";
  size_t n = sizeof file - 1;
  return r->from.size >= n && memcmp(r->from.data + r->from.size - n, file, n) == 0;
}

// The manifest that gcc adds to every program gives way to any other one.
static void drop_default_manifest(struct coff_link *ld)
{
  uint32_t n = 0, manifests = 0, defaults = 0;
  for (uint32_t i = 0; i < ld->nresources; i++) {
    manifests += is_manifest(&ld->resources[i]);
    defaults += is_manifest(&ld->resources[i]) && is_default(&ld->resources[i]);
  }
  if (defaults == 0 || manifests == defaults)
    return;
  for (uint32_t i = 0; i < ld->nresources; i++)
    if (!is_manifest(&ld->resources[i]) || !is_default(&ld->resources[i]))
      ld->resources[n++] = ld->resources[i];
  ld->nresources = n;
}

static bool check_duplicates(struct coff_link *ld)
{
  for (uint32_t i = 1; i < ld->nresources; i++)
    if (compare(&ld->resources[i - 1], &ld->resources[i]) == 0)
      report_twice(ld, &ld->resources[i - 1], &ld->resources[i]);
  return ld->errors == 0;
}

// ---- The tree ---------------------------------------------------------------------------------------

struct tree {
  struct coff_link *ld;
  uint8_t *bytes;
  uint64_t directories, entries, names, data, size; // offsets: what is behind was not used yet
  uint32_t atom;
  struct coff_link_fix *fixes;
};

static const struct coff_link_key *key_at(const struct coff_link_resource *r, unsigned level)
{
  return level == 0 ? &r->type : &r->name;
}

// Where the run of resources from FIRST on ends that have its key of this level; up to END.
static uint32_t run_end(const struct coff_link *ld, uint32_t first, uint32_t end, unsigned level)
{
  uint32_t i = first + 1;
  while (i < end && level < 2 &&
         compare_keys(key_at(&ld->resources[first], level), key_at(&ld->resources[i], level)) == 0)
    i++;
  return i;
}

static void measure(struct tree *t)
{
  const struct coff_link *ld = t->ld;
  uint64_t entries = ld->nresources, names = 0, data = 0, directories = 1;
  for (uint32_t i = 0; i < ld->nresources; i++) {
    const struct coff_link_resource *r = &ld->resources[i], *before = i == 0 ? NULL : r - 1;
    bool new_type = before == NULL || compare_keys(&before->type, &r->type) != 0;
    bool new_name = new_type || compare_keys(&before->name, &r->name) != 0;
    directories += new_type + new_name;
    entries += new_type + new_name;
    names += new_type && r->type.has_name ? 2 + r->type.name.size : 0;
    names += new_name && r->name.has_name ? 2 + r->name.name.size : 0;
    data += (r->bytes.size + DATA_ALIGN - 1) & ~(uint64_t)(DATA_ALIGN - 1);
  }
  t->entries = directories * DIRECTORY + entries * ENTRY;
  t->names = t->entries + (uint64_t)ld->nresources * DATA_ENTRY;
  t->data = (t->names + names + DATA_ALIGN - 1) & ~(uint64_t)(DATA_ALIGN - 1);
  t->size = t->data + data;
}

static void put(uint8_t *p, unsigned width, uint64_t value)
{
  coff_store(p, width, COFF_LITTLE, value);
}

static uint32_t put_name(struct tree *t, const struct coff_link_key *key)
{
  uint64_t at = t->names;
  put(t->bytes + at, 2, (uint16_t)(key->name.size / 2));
  if (key->name.size != 0)
    memcpy(t->bytes + at + 2, key->name.data, (size_t)key->name.size);
  t->names += 2 + key->name.size;
  return (uint32_t)at | high;
}

static uint32_t put_data(struct tree *t, uint32_t i)
{
  const struct coff_link_resource *r = &t->ld->resources[i];
  uint64_t at = t->entries;
  put(t->bytes + at, 4, (uint32_t)t->data);
  put(t->bytes + at + 4, 4, (uint32_t)r->bytes.size);
  put(t->bytes + at + 8, 4, r->code_page);
  t->fixes[i] = (struct coff_link_fix){at, coff_link_type_for(t->ld, COFF_RELOC_32_RVA),
                                       COFF_REF_LOCAL | t->atom};
  if (r->bytes.size != 0)
    memcpy(t->bytes + t->data, r->bytes.data, (size_t)r->bytes.size);
  t->data += (r->bytes.size + DATA_ALIGN - 1) & ~(uint64_t)(DATA_ALIGN - 1);
  t->entries += DATA_ENTRY;
  return (uint32_t)at;
}

// The directory of resources FIRST to END - 1, which are the same above LEVEL (0 to 2). Returns its offset.
static uint32_t put_directory(struct tree *t, uint32_t first, uint32_t end, unsigned level)
{
  const struct coff_link *ld = t->ld;
  uint64_t at = t->directories, entry = at + DIRECTORY;
  uint32_t named = 0, ids = 0;
  for (uint32_t i = first; i < end; i = run_end(ld, i, end, level)) {
    bool name = level < 2 && key_at(&ld->resources[i], level)->has_name;
    named += name;
    ids += !name;
  }
  put(t->bytes + at + NAMED_AT, 2, (uint16_t)named);
  put(t->bytes + at + IDS_AT, 2, (uint16_t)ids);
  t->directories = entry + (uint64_t)(named + ids) * ENTRY;
  if (named > UINT16_MAX || ids > UINT16_MAX)
    coff_link_fail(t->ld, coff_link_at(ld->opt->output), "too many resources in one directory");
  for (uint32_t i = first; i < end; entry += ENTRY) {
    const struct coff_link_resource *r = &ld->resources[i];
    const struct coff_link_key language = {.id = r->language};
    const struct coff_link_key *key = level == 2 ? &language : key_at(r, level);
    uint32_t next = run_end(ld, i, end, level);
    put(t->bytes + entry, 4, key->has_name ? put_name(t, key) : key->id);
    put(t->bytes + entry + 4, 4,
        level == 2 ? put_data(t, i) : put_directory(t, i, next, level + 1) | high);
    i = next;
  }
  return (uint32_t)at;
}

static void make_tree(struct coff_link *ld)
{
  struct tree t = {.ld = ld};
  measure(&t);
  if (t.size >= high) {
    coff_link_fail(ld, coff_link_at(ld->opt->output), "resources of %" PRIu64 " bytes", t.size);
    return;
  }
  t.bytes = coff_link_bytes(ld, (size_t)t.size);
  t.fixes = coff_alloc_array(ld->ctx, ld->nresources, sizeof *t.fixes);
  t.atom = coff_link_add_atom(ld, coff_link_str(".rsrc"), COFF_SEC_DATA | COFF_SEC_READ, t.bytes,
                              t.size, 3);
  if (t.fixes == NULL) {
    coff_link_out_of_memory(ld);
  } else if (t.bytes != NULL && t.atom != COFF_NO_ID) {
    put_directory(&t, 0, ld->nresources, 0);
    coff_link_set_relocs(ld, t.atom, t.fixes, ld->nresources);
  }
  coff_free(ld->ctx, t.fixes);
}

void coff_link_make_resources(struct coff_link *ld)
{
  for (uint32_t i = 0; i < ld->nresource_files; i++)
    read_object(ld, ld->resource_files[i]);
  if (ld->nresources == 0)
    return;
  drop_default_manifest(ld);
  qsort(ld->resources, ld->nresources, sizeof *ld->resources, by_keys);
  if (check_duplicates(ld))
    make_tree(ld);
}
