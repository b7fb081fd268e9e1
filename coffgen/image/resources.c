// Resources of an image or object: where they are, directories, entries, data, and the walk.
//
// Skip it unless the tree is read wrongly. PE and COFF specification, section "The .rsrc Section".
//
// 1. A directory on a walk's stack has all of its COUNT entries in the tree's view.
// 2. No directory is on the stack twice.
// 3. A sound tree has at most one entry in 8 bytes, and its data share no bytes: ENTRIES_LEFT and
//    BYTES_LEFT begin there (data may be shared a little) and bound the walk, whatever shares
//    directories with whatever. NAMES_LEFT does the same for names, of which each entry costs
//    those on its whole path: whoever shows a path writes them again.
#include "coff/resources.h"
#include "image/claims.h"
#include "image/resources-relocs.h"
#include <inttypes.h>
#include <string.h>

enum { DIRECTORY_SIZE = 16, ENTRY_SIZE = 8, DATA_SIZE = 16, SHARE = 4 };

static bool fail_at(const struct coff_resources *r, uint64_t offset, const char *text)
{
  return coff_fail(coff_file_context(r->file), coff_file_place(r->file, offset), "%s", text);
}

// ---- Where they are -----------------------------------------------------------------------------

// The linker sorts the parts of a section by what follows '$'; the tree stands in the first.
static bool find_section(const struct coff_file *f, struct coff_section *found)
{
  struct coff_section s;
  bool any = false;
  for (uint32_t i = 1; coff_section_get(f, i, &s); i++) {
    if (coff_target_special_section(coff_file_target(f), s.name) != COFF_SPECIAL_RESOURCES)
      continue;
    size_t n = s.name.size < found->name.size ? s.name.size : found->name.size;
    int order = any ? memcmp(s.name.data, found->name.data, n) : -1;
    if (order < 0 || (order == 0 && s.name.size < found->name.size))
      *found = s;
    any = true;
  }
  return any;
}

static bool open_object(const struct coff_file *f, struct coff_resources *r)
{
  struct coff_section s = {0};
  if (coff_file_kind(f) != COFF_KIND_OBJECT || !find_section(f, &s))
    return false;
  coff_section_contents(f, &s, &r->tree);
  r->section = s.number;
  if (r->tree.size == 0)
    return false;
  r->relocs = coff_resource_relocs_open(f, &s);
  return r->relocs != NULL;
}

bool coff_resources_open(const struct coff_file *f, struct coff_resources *r)
{
  uint32_t rva, size;
  struct coff_view directory;
  *r = (struct coff_resources){.file = f};
  if (coff_file_kind(f) == COFF_KIND_OBJECT)
    return open_object(f, r);
  if (!coff_directory_view(f, COFF_DIR_RESOURCE, &directory))
    return false;
  // Loaders do not ask for the directory's size: what follows may belong to the tree too.
  return coff_file_find_directory(f, COFF_DIR_RESOURCE, &rva, &size) &&
         coff_rva_view(f, rva, &r->tree);
}

void coff_resources_close(struct coff_resources *r)
{
  coff_resource_relocs_close(r->file, r->relocs);
  r->relocs = NULL;
}

// ---- Records ----------------------------------------------------------------------------------

// FROM: file offset of the entry that leads here.
static bool read_directory(const struct coff_resources *r, uint32_t offset, uint64_t from,
                           struct coff_resource_dir *d)
{
  struct coff_view head;
  *d = (struct coff_resource_dir){0};
  if (!coff_view_table(r->tree, offset, 1, DIRECTORY_SIZE, &head))
    return fail_at(r, from, "resource directory lies outside of the resources");
  d->at = head.origin;
  d->characteristics = coff_le32(head.data);
  d->time = coff_le32(head.data + 4);
  d->major = coff_le16(head.data + 8);
  d->minor = coff_le16(head.data + 10);
  d->named = coff_le16(head.data + 12);
  d->ids = coff_le16(head.data + 14);
  uint32_t all = (uint32_t)d->named + d->ids;
  d->count = (uint32_t)coff_view_clip(r->tree, (uint64_t)offset + DIRECTORY_SIZE, all, ENTRY_SIZE,
                                      &d->entries);
  if (d->count < all)
    coff_fail(coff_file_context(r->file), coff_file_place(r->file, head.origin),
              "resource directory of %" PRIu32 " entries is cut off; %" PRIu32 " are there", all,
              d->count);
  return true;
}

static void read_name(const struct coff_resources *r, uint32_t offset,
                      struct coff_resource_entry *e)
{
  struct coff_view head;
  if (!coff_view_table(r->tree, offset, 1, 2, &head)) {
    fail_at(r, e->at, "name of a resource lies outside of the resources");
    return;
  }
  uint64_t units = coff_le16(head.data);
  if (coff_view_clip(r->tree, (uint64_t)offset + 2, units, 2, &e->name) < units)
    fail_at(r, head.origin, "name of a resource is cut off");
}

static void read_entry(const struct coff_resources *r, const struct coff_resource_dir *d,
                       uint32_t i, struct coff_resource_entry *e)
{
  const uint32_t flag = 0x80000000;
  const uint8_t *p = d->entries.data + (uint64_t)i * ENTRY_SIZE; // invariant 1
  uint32_t name = coff_le32(p), target = coff_le32(p + 4);
  *e = (struct coff_resource_entry){.at = d->entries.origin + (uint64_t)i * ENTRY_SIZE};
  e->has_name = (name & flag) != 0;
  e->is_directory = (target & flag) != 0;
  e->offset = target & ~flag;
  if (e->has_name)
    read_name(r, name & ~flag, e);
  else
    e->id = name;
}

static void read_bytes(const struct coff_resources *r, struct coff_resource_data *d)
{
  const struct coff_file *f = r->file;
  if (r->relocs != NULL) {
    d->is_whole = coff_resource_relocs_find(r->relocs, f, r->tree, d);
    return;
  }
  d->section = coff_rva_section(f, d->rva);
  d->is_whole = coff_rva_table(f, d->rva, d->size, 1, d->at, "resource data", &d->bytes);
}

static bool read_data(const struct coff_resources *r, const struct coff_resource_entry *e,
                      struct coff_resource_data *d)
{
  struct coff_view v;
  *d = (struct coff_resource_data){0};
  if (!coff_view_table(r->tree, e->offset, 1, DATA_SIZE, &v))
    return fail_at(r, e->at, "resource data entry lies outside of the resources");
  d->at = v.origin;
  d->rva = coff_le32(v.data);
  d->size = coff_le32(v.data + 4);
  d->code_page = coff_le32(v.data + 8);
  d->reserved = coff_le32(v.data + 12);
  read_bytes(r, d);
  return true;
}

// ---- The walk ---------------------------------------------------------------------------------

bool coff_resource_first(const struct coff_resources *r, struct coff_resource_walk *w,
                         struct coff_resource_dir *root)
{
  struct coff_resource_dir d;
  *w = (struct coff_resource_walk){.all = r};
  w->entries_left = r->tree.size / ENTRY_SIZE;
  w->bytes_left = coff_file_bytes(r->file).size * SHARE;
  w->names_left = w->bytes_left;
  bool there = read_directory(r, 0, r->tree.origin, &d);
  if (there)
    w->stack[w->open++].dir = d;
  if (root != NULL)
    *root = d;
  return there;
}

static bool is_open(const struct coff_resource_walk *w, uint32_t offset)
{
  for (unsigned i = 0; i < w->open; i++)
    if (w->stack[i].offset == offset)
      return true;
  return false;
}

// Pushes the directory that E leads to; false, after a report, if it must not be entered.
static bool enter(struct coff_resource_walk *w, const struct coff_resource_entry *e,
                  struct coff_resource_dir *d)
{
  const struct coff_resources *r = w->all;
  if (is_open(w, e->offset)) // invariant 2
    return fail_at(r, e->at, "resource directory is inside of itself");
  if (w->open == COFF_RESOURCE_LEVELS)
    return fail_at(r, e->at, "resource directories are too many in one another");
  if (!read_directory(r, e->offset, e->at, d))
    return false;
  w->stack[w->open].dir = *d;
  w->stack[w->open].offset = e->offset;
  w->stack[w->open++].next = 0;
  return true;
}

static void check_level(const struct coff_resource_walk *w, const struct coff_resource *n)
{
  uint64_t at = n->path[n->level].at;
  bool good = n->is_directory ? n->level < 2 : n->level == 2;
  // Below a directory that is too deep all is: one report does.
  if (good || n->level > 2)
    return;
  coff_report(coff_file_context(w->all->file), COFF_WARNING, coff_file_place(w->all->file, at),
              n->is_directory ? "resource directory below a language"
                              : "resource data at level %u, where a directory is expected",
              n->level);
}

static bool read_leaf(struct coff_resource_walk *w, const struct coff_resource_entry *e,
                      struct coff_resource_data *d)
{
  if (!read_data(w->all, e, d))
    return false;
  if (d->bytes.size > w->bytes_left) { // invariant 3
    d->is_whole = false;
    d->bytes.size = 0;
    return fail_at(w->all, d->at, "resources overlap too much: the data of this one are left out");
  }
  w->bytes_left -= d->bytes.size;
  return true;
}

// Takes the names on the path down to LEVEL off what is left of them.
static bool spend_names(struct coff_resource_walk *w, unsigned level)
{
  uint64_t size = 0;
  for (unsigned i = 0; i <= level; i++)
    size += w->path[i].name.size;
  bool enough = size <= w->names_left;
  w->names_left -= enough ? size : 0;
  return enough;
}

static bool end_walk(struct coff_resource_walk *w, uint64_t at, const char *text)
{
  w->open = 0;
  return fail_at(w->all, at, text);
}

bool coff_resource_next(struct coff_resource_walk *w, struct coff_resource *n)
{
  *n = (struct coff_resource){.path = w->path};
  while (w->open != 0 && w->stack[w->open - 1].next == w->stack[w->open - 1].dir.count)
    w->open--;
  if (w->open == 0)
    return false;
  uint32_t i = w->stack[w->open - 1].next++;
  n->level = w->open - 1;
  struct coff_resource_entry *e = &w->path[n->level];
  read_entry(w->all, &w->stack[n->level].dir, i, e);
  if (w->entries_left == 0) // invariant 3
    return end_walk(w, e->at, "resource directories share entries: the rest is left out");
  w->entries_left--;
  if (!spend_names(w, n->level)) // invariant 3
    return end_walk(w, e->at, "resources share names that are too long: the rest is left out");
  n->is_directory = e->is_directory;
  check_level(w, n);
  n->is_there = e->is_directory ? enter(w, e, &n->dir) : read_leaf(w, e, &n->data);
  return true;
}

uint32_t coff_resource_type_of(const struct coff_resource *n)
{
  return n->path[0].has_name ? 0 : n->path[0].id;
}

enum coff_resource_form coff_resource_form(const struct coff_resource *n)
{
  switch (coff_resource_type_of(n)) {
  case RT_VERSION: return COFF_RESOURCE_VERSION;
  case RT_STRING: return COFF_RESOURCE_STRINGS;
  case RT_MESSAGETABLE: return COFF_RESOURCE_MESSAGES;
  case RT_GROUP_ICON:
  case RT_GROUP_CURSOR: return COFF_RESOURCE_GROUP;
  case RT_ICON:
  case RT_CURSOR:
  case RT_BITMAP: return COFF_RESOURCE_PICTURE;
  case RT_DIALOG: return COFF_RESOURCE_DIALOG;
  case RT_MENU: return COFF_RESOURCE_MENU;
  case RT_ACCELERATOR: return COFF_RESOURCE_ACCELERATORS;
  case RT_TOOLBAR: return COFF_RESOURCE_TOOLBAR;
  default: return COFF_RESOURCE_OTHER;
  }
}

// ---- Claims -----------------------------------------------------------------------------------

// The record at FILE_OFFSET, with SIZE bytes behind it.
static void claim_record(const struct coff_resources *r, struct coff_claims *claims,
                         const char *what, uint64_t file_offset, uint64_t size)
{
  struct coff_view v;
  if (coff_view_table(r->tree, file_offset - r->tree.origin, 1, size, &v))
    coff_claim(claims, COFF_RANGE_TABLE, what, v);
}

static void claim_directory(const struct coff_resources *r, struct coff_claims *claims,
                            const struct coff_resource_dir *d)
{
  claim_record(r, claims, "resource directory table", d->at,
               DIRECTORY_SIZE + (uint64_t)d->count * ENTRY_SIZE);
}

static void claim_node(const struct coff_resources *r, struct coff_claims *claims,
                       const struct coff_resource *n)
{
  const struct coff_resource_entry *e = &n->path[n->level];
  struct coff_view name = e->name;
  if (name.size != 0) { // its length stands before it
    name.data -= 2;
    name.origin -= 2;
    name.size += 2;
    coff_claim(claims, COFF_RANGE_ITEM, "resource name", name);
  }
  if (!n->is_there)
    return;
  if (n->is_directory) {
    claim_directory(r, claims, &n->dir);
    return;
  }
  claim_record(r, claims, "resource data entry", n->data.at, DATA_SIZE);
  coff_claim(claims, COFF_RANGE_ITEM, "resource data", n->data.bytes);
}

void coff_claim_resources(const struct coff_file *f, struct coff_claims *claims)
{
  struct coff_resources r;
  struct coff_resource_walk w;
  struct coff_resource_dir root;
  struct coff_resource n;
  struct coff_view all;
  if (!coff_resources_open(f, &r))
    return;
  if (coff_directory_view(f, COFF_DIR_RESOURCE, &all))
    coff_claim(claims, COFF_RANGE_DIRECTORY, "resource directory", all);
  if (coff_resource_first(&r, &w, &root)) {
    claim_directory(&r, claims, &root);
    while (coff_resource_next(&w, &n))
      claim_node(&r, claims, &n);
  }
  coff_resources_close(&r);
}
