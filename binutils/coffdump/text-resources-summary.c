// Text: what a resource is, in the rest of a line.
//
// Skip it unless a summary is wrong.
#include "coffdump/resources.h"
#include <inttypes.h>

static void quoted(struct out *o, struct coff_view text)
{
  out_char(o, '"');
  out_utf16(o, text);
  out_char(o, '"');
}

static void size(struct out *o, uint32_t width, uint32_t height)
{
  out_dec(o, width);
  out_char(o, 'x');
  out_dec(o, height);
}

static void version(const struct text *x, const struct coff_resource *n)
{
  struct coff_version all = coff_version_open(x->f, n->data.bytes);
  struct coff_version_block b;
  struct coff_fixed_version v;
  const uint16_t *p = v.file;
  if (!coff_version_next(&all, &b) || !coff_version_fixed(x->f, &b, &v))
    return;
  out_printf(x->o, "version %u.%u.%u.%u", p[0], p[1], p[2], p[3]);
}

static void strings(const struct text *x, const struct coff_resource *n)
{
  const struct coff_resource_entry *e = &n->path[n->level < 1 ? 0 : 1];
  struct coff_strings all = coff_strings_open(x->f, e->id, n->data.bytes);
  struct coff_string_entry s;
  uint32_t count = 0, first = 0, last = 0;
  while (coff_strings_next(&all, &s)) {
    first = count++ == 0 ? s.id : first;
    last = s.id;
  }
  out_count(x->o, count, "string", "strings");
  if (count != 0)
    out_printf(x->o, ", %" PRIu32 " to %" PRIu32, first, last);
}

static void messages(const struct text *x, const struct coff_resource *n)
{
  struct coff_messages all = coff_messages_open(x->f, n->data.bytes);
  struct coff_message m;
  uint64_t count = 0;
  while (coff_messages_next(&all, &m))
    count++;
  out_count(x->o, count, "message", "messages");
}

static void group(const struct text *x, const struct coff_resource *n)
{
  struct coff_icon_group g;
  struct coff_icon_entry e;
  if (!coff_icon_group_open(x->f, n->data.bytes, &g))
    return;
  out_dec(x->o, g.count);
  for (uint32_t i = 0; i < 8 && coff_icon_group_get(&g, i, &e); i++) {
    out_text(x->o, i == 0 ? ": " : ", ");
    size(x->o, e.width, e.height);
  }
  if (g.count > 8)
    out_text(x->o, ", ...");
}

static void picture(const struct text *x, const struct coff_resource *n)
{
  struct coff_picture p;
  if (!coff_picture_read(x->f, coff_resource_type_of(n), n->data.bytes, &p))
    return;
  out_text(x->o, p.is_png ? "PNG, " : "");
  size(x->o, p.width, p.height);
  out_text(x->o, ", ");
  out_dec(x->o, p.bits);
  out_text(x->o, " bits");
}

static void dialog(const struct text *x, const struct coff_resource *n)
{
  struct coff_dialog d;
  coff_dialog_open(x->f, n->data.bytes, &d);
  quoted(x->o, d.title.name);
  out_text(x->o, ", ");
  out_count(x->o, d.controls, "control", "controls");
}

static void menu(const struct text *x, const struct coff_resource *n)
{
  struct coff_menu m;
  struct coff_menu_item i;
  uint64_t count = 0;
  if (!coff_menu_open(x->f, n->data.bytes, &m))
    return;
  while (coff_menu_next(&m, &i))
    count++;
  out_count(x->o, count, "item", "items");
}

static void accelerators(const struct text *x, const struct coff_resource *n)
{
  struct coff_accelerators all = coff_accelerators_open(x->f, n->data.bytes);
  struct coff_accelerator a;
  uint64_t count = 0;
  while (coff_accelerators_next(&all, &a))
    count++;
  out_count(x->o, count, "key", "keys");
}

static void toolbar(const struct text *x, const struct coff_resource *n)
{
  struct coff_toolbar t;
  if (!coff_toolbar_read(x->f, n->data.bytes, &t))
    return;
  out_count(x->o, t.count, "button", "buttons");
  out_text(x->o, " of ");
  size(x->o, t.width, t.height);
}

static void other(const struct text *x, const struct coff_resource *n)
{
  const char *hint = coff_resource_hint(n->data.bytes);
  struct coff_mui m;
  if (coff_mui_read(x->f, n->data.bytes, &m)) {
    out_text(x->o, "MUI configuration");
    return;
  }
  if (hint != NULL)
    out_text(x->o, hint);
}

void text_resource_summary(const struct text *x, const struct coff_resource *n)
{
  static void (*const all[COFF_RESOURCE_FORMS])(const struct text *,
                                                const struct coff_resource *) = {
      [COFF_RESOURCE_OTHER] = other,
      [COFF_RESOURCE_VERSION] = version,
      [COFF_RESOURCE_STRINGS] = strings,
      [COFF_RESOURCE_MESSAGES] = messages,
      [COFF_RESOURCE_GROUP] = group,
      [COFF_RESOURCE_PICTURE] = picture,
      [COFF_RESOURCE_DIALOG] = dialog,
      [COFF_RESOURCE_MENU] = menu,
      [COFF_RESOURCE_ACCELERATORS] = accelerators,
      [COFF_RESOURCE_TOOLBAR] = toolbar,
  };
  all[coff_resource_form(n)](x, n);
}
