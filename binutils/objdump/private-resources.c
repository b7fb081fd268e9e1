// The tree of resources: -p.
//
// Skip it unless a line of it differs from GNU's.
#include "coff/resources.h"
#include "objdump/private.h"
#include <inttypes.h>

struct tree {
  const struct dump *d;
  uint64_t start;         // file offset that all others count from
  uint64_t strings, data; // first of each that the walk met
  bool has_strings, has_data;
};

static void place(const struct tree *t, uint64_t at, unsigned indent)
{
  out_printf(t->d->out, "%03" PRIx64 " %*s", at - t->start, (int)indent, "");
}

static void table(const struct tree *t, unsigned level, const struct coff_resource_dir *dir)
{
  static const char *const names[] = {"Type", "Name", "Language"};
  place(t, dir->at, level * 2 + 1);
  if (level < COFF_COUNT(names))
    out_text(t->d->out, names[level]);
  else
    out_printf(t->d->out, "Level %u", level);
  out_printf(t->d->out,
             " Table: Char: %" PRIu32 ", Time: %08" PRIx32 ", Ver: %u/%u, Num Names: %u, IDs: %u\n",
             dir->characteristics, dir->time, dir->major, dir->minor, dir->named, dir->ids);
}

// The characters that are ASCII, others as dots.
static void name(struct tree *t, const struct coff_resource_entry *e)
{
  uint32_t value = (uint32_t)coff_load(coff_file_bytes(t->d->file).data + e->at, 4, COFF_LITTLE);
  out_printf(t->d->out, "name: [val: %08" PRIx32 " len %" PRIu64 "]: ", value, e->name.size / 2);
  for (uint64_t i = 0; i + 1 < e->name.size; i += 2) {
    uint16_t c = (uint16_t)coff_load(e->name.data + i, 2, COFF_LITTLE);
    if (c > 0 && c < ' ')
      out_char(t->d->out, '^');
    out_char(t->d->out, c == 0 || c >= 0x7f ? '.' : (char)(c < ' ' ? c + 64 : c));
  }
  if (t->has_strings || e->name.size == 0)
    return;
  t->has_strings = true;
  t->strings = e->name.origin - 2;
}

static void entry(struct tree *t, const struct coff_resource *n)
{
  const struct coff_resource_entry *e = &n->path[n->level];
  place(t, e->at, n->level * 2 + 2);
  out_text(t->d->out, "Entry: ");
  if (e->has_name)
    name(t, e);
  else
    out_printf(t->d->out, "ID: %#08" PRIx32, e->id);
  out_printf(t->d->out, ", Value: %#08" PRIx32 "\n",
             e->offset | (n->is_directory ? UINT32_C(0x80000000) : 0));
  if (!n->is_there)
    return;
  if (n->is_directory) {
    table(t, n->level + 1, &n->dir);
    return;
  }
  place(t, n->data.at, n->level * 2 + 3);
  out_printf(t->d->out, "Leaf: Addr: %#08" PRIx32 ", Size: %#08" PRIx32 ", Codepage: %" PRIu32 "\n",
             n->data.rva, n->data.size, n->data.code_page);
  if (t->has_data || n->data.bytes.size == 0)
    return;
  t->has_data = true;
  t->data = n->data.bytes.origin;
}

void private_resources(const struct dump *d)
{
  struct coff_resources r;
  struct coff_resource_walk w;
  struct coff_resource_dir root;
  struct coff_resource n;
  struct coff_section s;
  // An object has them in parts, which GNU passes over, or, from windres, whole.
  if (!d->image && !coff_section_find(d->file, ".rsrc", &s))
    return;
  if (!coff_resources_open(d->file, &r))
    return;
  struct tree t = {.d = d, .start = r.tree.origin};
  out_text(d->out, "\nThe .rsrc Resource Directory section:\n");
  if (coff_resource_first(&r, &w, &root)) {
    table(&t, 0, &root);
    while (coff_resource_next(&w, &n))
      entry(&t, &n);
  }
  if (t.has_strings)
    out_printf(d->out, " String table starts at offset: %#03" PRIx64 "\n", t.strings - t.start);
  if (t.has_data)
    out_printf(d->out, " Resources start at offset: %#03" PRIx64 "\n", t.data - t.start);
  coff_resources_close(&r);
}
