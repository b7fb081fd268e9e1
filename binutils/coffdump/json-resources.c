// JSON: the resource tree.
//
// Skip it unless it is written wrongly.
//
// The walk gives each entry before those below it, so that objects are closed when one of an outer
// level comes, or none.
#include "coffdump/resources.h"

static void directory_fields(struct document *d, const struct coff_resource_dir *dir)
{
  struct json_writer *j = &d->j;
  json_uint(j, "offset", dir->at);
  json_uint(j, "characteristics", dir->characteristics);
  json_uint(j, "timestamp", dir->time);
  json_uint(j, "major_version", dir->major);
  json_uint(j, "minor_version", dir->minor);
  json_uint(j, "named_entries", dir->named);
  json_uint(j, "id_entries", dir->ids);
}

static void key(struct document *d, const struct coff_resource *n)
{
  const struct coff_resource_entry *e = &n->path[n->level];
  struct json_writer *j = &d->j;
  if (e->has_name) {
    json_utf16(j, "name", e->name);
    return;
  }
  json_uint(j, "id", e->id);
  if (n->level == 0)
    json_text(j, "type_name", coff_resource_type_name(e->id));
  if (n->level == 2)
    json_text(j, "language", coff_language_name(e->id));
}

static void leaf(struct document *d, const struct coff_resource *n)
{
  struct json_writer *j = &d->j;
  if (!n->is_there) {
    json_null(j, "data");
    return;
  }
  json_object(j, "data");
  json_uint(j, "entry_offset", n->data.at);
  json_uint(j, "rva", n->data.rva);
  json_uint(j, "section", n->data.section);
  if (n->data.bytes.data == NULL)
    json_null(j, "offset");
  else
    json_uint(j, "offset", n->data.bytes.origin);
  json_uint(j, "size", n->data.size);
  json_bool(j, "is_whole", n->data.is_whole);
  json_uint(j, "code_page", n->data.code_page);
  json_uint(j, "reserved", n->data.reserved);
  json_resource_content(d, n);
  json_end(j);
}

// Each open level is an entry's object and the array in it.
static void close_levels(struct document *d, unsigned *open, unsigned level)
{
  for (; *open > level; --*open) {
    json_end(&d->j);
    json_end(&d->j);
  }
}

static void node(struct document *d, const struct coff_resource *n, unsigned *open)
{
  struct json_writer *j = &d->j;
  close_levels(d, open, n->level);
  json_object(j, NULL);
  key(d, n);
  if (n->is_directory && n->is_there) {
    directory_fields(d, &n->dir);
    json_array(j, "entries");
    ++*open;
    return;
  }
  if (n->is_directory)
    json_null(j, "entries");
  else
    leaf(d, n);
  json_end(j);
}

static void tree(struct document *d, const struct coff_resources *r)
{
  struct coff_resource_walk w;
  struct coff_resource_dir root;
  struct coff_resource n;
  unsigned open = 0;
  if (!coff_resource_first(r, &w, &root)) {
    json_null(&d->j, "resources");
    return;
  }
  json_object(&d->j, "resources");
  directory_fields(d, &root);
  json_array(&d->j, "entries");
  while (coff_resource_next(&w, &n))
    if (resource_is_wanted(d->opt->resources, &n))
      node(d, &n, &open);
  close_levels(d, &open, 0);
  json_end(&d->j);
  json_end(&d->j);
}

void json_resources(struct document *d)
{
  struct coff_resources r;
  if (d->opt->output != NULL)
    resource_extract(d->file, d->opt);
  if (!coff_resources_open(d->file, &r)) {
    json_null(&d->j, "resources");
    return;
  }
  tree(d, &r);
  coff_resources_close(&r);
}
