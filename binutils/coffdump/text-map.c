// The byte map as a tree.
//
// Skip it unless a range is printed wrongly.
#include "coffdump/file-map.h"
#include "coffdump/text.h"

static unsigned depth_of(const struct coff_map *m, uint32_t i)
{
  unsigned depth = 0;
  for (; m->ranges[i].parent != i; i = m->ranges[i].parent)
    depth++;
  return depth;
}

static void range_row(const struct text *x, const struct coff_range *r, unsigned depth)
{
  struct out *o = x->o;
  out_text(o, "  ");
  out_hex(o, r->offset, 8);
  out_char(o, ' ');
  out_hex(o, r->size, 8);
  out_pad(o, o->column + 1 + 2 * (size_t)depth);
  out_text(o, r->what != NULL ? r->what : coff_range_kind_name(r->kind));
  if (r->section != 0) {
    out_text(o, " of ");
    text_section_ref(x, r->section);
  }
  if (r->overlaps)
    out_text(o, " (overlaps)");
  out_char(o, '\n');
}

void text_map(const struct text *x)
{
  struct coff_map m;
  text_heading(x, "Map", COFF_NOWHERE);
  if (!file_map(x->f, &m))
    return;
  out_text(x->o, "  Offset     Size       Range\n");
  for (size_t i = 0; i < m.count; i++)
    range_row(x, &m.ranges[i], depth_of(&m, (uint32_t)i));
  coff_map_free(x->f, &m);
}
