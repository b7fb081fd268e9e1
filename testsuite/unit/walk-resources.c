// Reads everything that the library can say of resources.
//
// Skip it unless the library learns to read something new in them.
#include "testsuite/unit/walk-resources.h"
#include <stdlib.h>

// Touches every byte, so that a sanitizer sees a view that is too long.
static void touch(struct walk *w, struct coff_view v)
{
  for (uint64_t i = 0; i < v.size; i++)
    w->bytes += v.data[i];
}

static void text(struct walk *w, struct coff_view v)
{
  char buf[64];
  touch(w, v);
  w->bytes += coff_utf8_from_utf16(v, buf, sizeof buf);
}

static void name(struct walk *w, const struct coff_name_or_id *n)
{
  text(w, n->name);
}

static void version(const struct coff_file *f, struct coff_view v, struct walk *w)
{
  struct coff_version all = coff_version_open(f, v);
  struct coff_version_block b;
  struct coff_fixed_version fixed;
  uint16_t language, code_page;
  while (coff_version_next(&all, &b)) {
    w->lines++;
    text(w, b.key);
    touch(w, b.value);
    if (b.depth == 0)
      coff_version_fixed(f, &b, &fixed);
    for (unsigned i = 0; coff_version_translation(&b, i, &language, &code_page); i++)
      w->bytes += language;
  }
}

static void texts(const struct coff_file *f, uint32_t type, struct coff_view v, struct walk *w)
{
  struct coff_strings all = coff_strings_open(f, 1, v);
  struct coff_string_entry s;
  struct coff_messages messages;
  struct coff_message m;
  if (type == RT_STRING) {
    while (coff_strings_next(&all, &s)) {
      w->lines++;
      text(w, s.text);
    }
    return;
  }
  messages = coff_messages_open(f, v);
  while (coff_messages_next(&messages, &m)) {
    w->lines++;
    text(w, m.text);
  }
}

static void group(const struct coff_file *f, struct coff_view v, struct walk *w)
{
  struct coff_icon_group g;
  struct coff_icon_entry e;
  if (coff_icon_group_open(f, v, &g))
    for (uint32_t i = 0; coff_icon_group_get(&g, i, &e); i++)
      w->lines += e.size != 0;
}

static void picture(const struct coff_file *f, uint32_t type, struct coff_view v, struct walk *w)
{
  struct coff_picture p;
  if (!coff_picture_read(f, type, v, &p))
    return;
  w->lines++;
  if (!p.is_png && p.bits_at > v.size)
    abort();
}

static void dialog(const struct coff_file *f, struct coff_view v, struct walk *w)
{
  struct coff_dialog d;
  struct coff_control c;
  coff_dialog_open(f, v, &d);
  name(w, &d.menu);
  name(w, &d.window_class);
  name(w, &d.title);
  text(w, d.typeface);
  while (coff_dialog_next(&d, &c)) {
    w->lines++;
    name(w, &c.window_class);
    name(w, &c.title);
    touch(w, c.extra);
  }
}

static void menu(const struct coff_file *f, struct coff_view v, struct walk *w)
{
  struct coff_menu m;
  struct coff_menu_item i;
  if (!coff_menu_open(f, v, &m))
    return;
  while (coff_menu_next(&m, &i)) {
    w->lines++;
    text(w, i.text);
    if (i.depth >= COFF_MENU_LEVELS)
      abort();
  }
}

static void commands(const struct coff_file *f, uint32_t type, struct coff_view v, struct walk *w)
{
  struct coff_accelerators all = coff_accelerators_open(f, v);
  struct coff_accelerator a;
  struct coff_toolbar t;
  if (type == RT_TOOLBAR) {
    coff_toolbar_read(f, v, &t);
    touch(w, t.items);
    return;
  }
  while (coff_accelerators_next(&all, &a))
    w->lines++;
}

static void other(const struct coff_file *f, struct coff_view v, struct walk *w)
{
  struct coff_mui m;
  struct coff_view plain, one;
  bool utf16;
  w->lines += coff_resource_hint(v) != NULL;
  if (coff_resource_is_text(v, &utf16, &plain))
    touch(w, plain);
  if (!coff_mui_read(f, v, &m))
    return;
  w->lines++;
  touch(w, m.main_ids);
  touch(w, m.mui_ids);
  text(w, m.language);
  text(w, m.fallback_language);
  while (coff_utf16_next(&m.main_names, &one) || coff_utf16_next(&m.mui_names, &one))
    text(w, one);
}

void walk_resource_content(const struct coff_file *f, uint32_t type, struct coff_view v,
                           struct walk *w)
{
  switch (type) {
  case RT_VERSION: version(f, v, w); return;
  case RT_STRING:
  case RT_MESSAGETABLE: texts(f, type, v, w); return;
  case RT_GROUP_ICON:
  case RT_GROUP_CURSOR: group(f, v, w); return;
  case RT_ICON:
  case RT_CURSOR:
  case RT_BITMAP: picture(f, type, v, w); return;
  case RT_DIALOG: dialog(f, v, w); return;
  case RT_MENU: menu(f, v, w); return;
  case RT_ACCELERATOR:
  case RT_TOOLBAR: commands(f, type, v, w); return;
  default: other(f, v, w); return;
  }
}

void walk_resources(const struct coff_file *f, struct walk *w)
{
  struct coff_resources r;
  struct coff_resource_walk walk;
  struct coff_resource n;
  if (!coff_resources_open(f, &r))
    return;
  if (coff_resource_first(&r, &walk, NULL))
    while (coff_resource_next(&walk, &n)) {
      text(w, n.path[n.level].name);
      if (n.is_directory)
        continue;
      w->symbols++;
      touch(w, n.data.bytes);
      walk_resource_content(f, coff_resource_type_of(&n), n.data.bytes, w);
    }
  coff_resources_close(&r);
}
