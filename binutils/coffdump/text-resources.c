// Text: the resource tree, a line a leaf; or in full those that were asked for.
//
// Skip it unless it is printed wrongly.
#include "coffdump/resources.h"
#include "coffdump/text.h"

enum { NAME = 20, LANGUAGE = 36, PLACE = 54, SUMMARY = 77 };

static void entry_name(const struct text *x, const struct coff_resource *n, unsigned level)
{
  const struct coff_resource_entry *e = &n->path[level];
  const char *type = level == 0 ? coff_resource_type_name(e->id) : NULL;
  struct out *o = x->o;
  if (e->has_name) {
    out_char(o, '"');
    out_utf16(o, e->name);
    out_char(o, '"');
  } else if (type != NULL) {
    out_text(o, type);
  } else if (level == 2) {
    out_language(o, e->id);
  } else {
    out_dec(o, e->id);
  }
}

// Directories have a stamp and a version, which compilers leave 0: only what is not is shown.
static void directory_line(const struct text *x, const struct coff_resource_dir *d)
{
  struct out *o = x->o;
  if (d->characteristics == 0 && d->time == 0 && d->major == 0 && d->minor == 0)
    return;
  out_text(o, "  directory at ");
  out_hex(o, d->at, 0);
  out_printf(o, ": version %u.%u, time ", d->major, d->minor);
  text_date(x, d->time);
  out_printf(o, ", characteristics 0x%x\n", (unsigned)d->characteristics);
}

static void columns(const struct text *x, const struct coff_resource *n)
{
  static const size_t at[] = {2, NAME, LANGUAGE};
  struct out *o = x->o;
  for (unsigned i = 0; i <= n->level; i++) {
    if (i < COFF_COUNT(at))
      out_pad(o, at[i]);
    else
      out_text(o, " / ");
    entry_name(x, n, i);
  }
}

static void leaf_line(const struct text *x, const struct coff_resource *n, bool in_object)
{
  struct out *o = x->o;
  columns(x, n);
  if (!n->is_there) {
    out_text(o, " (not in the file)\n");
    return;
  }
  out_pad(o, PLACE);
  // In an object the address is what a link will make of it: the place in the file says more.
  out_hex(o, in_object ? n->data.bytes.origin : n->data.rva, 8);
  out_dec_right(o, n->data.size, 11);
  out_pad(o, SUMMARY);
  text_resource_summary(x, n);
  out_char(o, '\n');
}

static void leaf_content(const struct text *x, const struct coff_resource *n)
{
  struct out *o = x->o;
  out_char(o, '\n');
  text_bold(x, true);
  out_text(o, "Resource ");
  out_resource_path(o, n);
  text_bold(x, false);
  out_text(o, " (RVA ");
  out_hex(o, n->data.rva, 0);
  out_text(o, ", ");
  out_dec(o, n->data.size);
  out_text(o, " bytes, code page ");
  out_dec(o, n->data.code_page);
  out_text(o, "):\n");
  text_resource_content(x, n);
}

static uint64_t count(const struct coff_resources *r, const char *pattern)
{
  struct coff_resource_walk w;
  struct coff_resource n;
  uint64_t leaves = 0;
  if (coff_resource_first(r, &w, NULL))
    while (coff_resource_next(&w, &n))
      leaves += !n.is_directory && resource_is_wanted(pattern, &n);
  return leaves;
}

static void list(const struct text *x, const struct coff_resources *r)
{
  struct coff_resource_walk w;
  struct coff_resource_dir root;
  struct coff_resource n;
  struct out *o = x->o;
  text_heading(x, "Resources", count(r, NULL));
  if (!coff_resource_first(r, &w, &root))
    return;
  out_text(o, "  Type");
  out_pad(o, NAME);
  out_text(o, "Name");
  out_pad(o, LANGUAGE);
  out_text(o, "Language");
  out_pad(o, PLACE);
  out_text(o, r->section == 0 ? "RVA" : "Offset");
  out_pad(o, PLACE + 17);
  out_text(o, "Size");
  out_pad(o, SUMMARY);
  out_text(o, "What\n");
  directory_line(x, &root);
  while (coff_resource_next(&w, &n)) {
    if (n.is_directory)
      directory_line(x, &n.dir);
    else
      leaf_line(x, &n, r->section != 0);
  }
}

static void contents(const struct text *x, const struct coff_resources *r)
{
  struct coff_resource_walk w;
  struct coff_resource n;
  bool any = false;
  if (coff_resource_first(r, &w, NULL))
    while (coff_resource_next(&w, &n)) {
      if (n.is_directory || !n.is_there || !resource_is_wanted(x->opt->resources, &n))
        continue;
      any = true;
      leaf_content(x, &n);
    }
  if (!any)
    coff_fail(coff_file_context(x->f), coff_file_place(x->f, COFF_NOWHERE),
              "no resource matches '%s'", x->opt->resources);
}

void text_resources(const struct text *x)
{
  struct coff_resources r;
  if (x->opt->output != NULL) {
    resource_extract(x->f, x->opt);
    return;
  }
  if (!coff_resources_open(x->f, &r))
    return;
  if (x->opt->resources == NULL)
    list(x, &r);
  else
    contents(x, &r);
  coff_resources_close(&r);
}
