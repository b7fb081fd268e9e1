// What windows are made of: dialogs, menus, accelerators, toolbars.
//
// Skip it unless one of them is read wrongly. Windows SDK: "DLGTEMPLATE structure",
// "DLGTEMPLATEEX structure", "MENUITEMTEMPLATE structure", "MENUEX_TEMPLATE_ITEM structure",
// "ACCELTABLEENTRY structure".
#include "coff/resources.h"
#include <inttypes.h>

// Fields one after another. Past the end they are 0, and CUT tells.
struct fields {
  struct coff_view v;
  uint64_t at;
  bool cut;
};

static uint32_t get(struct fields *f, unsigned width)
{
  struct coff_view one;
  if (!coff_view_table(f->v, f->at, 1, width, &one)) {
    f->cut = true;
    return 0;
  }
  f->at += width;
  return (uint32_t)coff_load(one.data, width, COFF_LITTLE);
}

static uint16_t get16(struct fields *f)
{
  return (uint16_t)get(f, 2);
}

static struct coff_view get_text(struct fields *f)
{
  struct coff_view rest = {f->v.data, 0, f->v.origin};
  bool terminated = false;
  if (coff_view_table(f->v, f->at, 1, 0, &rest)) {
    rest.size = f->v.size - f->at;
    rest = coff_utf16_string(rest, &terminated);
  }
  f->at += rest.size + (terminated ? 2 : 0);
  f->cut = f->cut || !terminated;
  return rest;
}

static void align(struct fields *f)
{
  f->at = (f->at + 3) / 4 * 4;
}

// 0: nothing; 0xffff: a number follows; else it is text.
static struct coff_name_or_id get_name_or_id(struct fields *f)
{
  struct coff_name_or_id n = {0};
  struct coff_view mark;
  if (!coff_view_table(f->v, f->at, 1, 2, &mark) || coff_le16(mark.data) != 0xffff) {
    n.name = get_text(f);
    return n;
  }
  f->at += 2;
  n.has_id = true;
  n.id = get16(f);
  return n;
}

static bool fail_at(const struct coff_file *f, uint64_t offset, const char *text)
{
  return coff_fail(coff_file_context(f), coff_file_place(f, offset), "%s", text);
}

// ---- Dialogs ----------------------------------------------------------------------------------

static void get_box(struct fields *f, int16_t *x, int16_t *y, int16_t *width, int16_t *height)
{
  *x = (int16_t)get16(f);
  *y = (int16_t)get16(f);
  *width = (int16_t)get16(f);
  *height = (int16_t)get16(f);
}

static void get_font(struct fields *f, struct coff_dialog *d)
{
  d->has_font = true;
  d->point_size = get16(f);
  if (d->is_extended) {
    d->weight = get16(f);
    d->italic = (uint8_t)get(f, 1);
    d->charset = (uint8_t)get(f, 1);
  }
  d->typeface = get_text(f);
}

bool coff_dialog_open(const struct coff_file *file, struct coff_view v, struct coff_dialog *d)
{
  const uint32_t set_font = 0x40; // DS_SETFONT
  struct fields f = {v, 0, false};
  *d = (struct coff_dialog){.file = file, .all = v};
  // The extended form begins with 1 and 0xffff, which is a style that cannot be.
  d->is_extended = get(&f, 4) == 0xffff0001;
  f.at = d->is_extended ? 4 : 0;
  if (d->is_extended) {
    d->help_id = get(&f, 4);
    d->ex_style = get(&f, 4);
    d->style = get(&f, 4);
  } else {
    d->style = get(&f, 4);
    d->ex_style = get(&f, 4);
  }
  d->controls = get16(&f);
  get_box(&f, &d->x, &d->y, &d->width, &d->height);
  d->menu = get_name_or_id(&f);
  d->window_class = get_name_or_id(&f);
  d->title = get_name_or_id(&f);
  if ((d->style & set_font) != 0)
    get_font(&f, d);
  align(&f);
  d->at = f.at;
  d->left = f.cut ? 0 : d->controls;
  return !f.cut || fail_at(file, v.origin, "dialog is cut off");
}

bool coff_dialog_next(struct coff_dialog *d, struct coff_control *c)
{
  struct fields f = {d->all, d->at, false};
  if (d->left == 0)
    return false;
  *c = (struct coff_control){.at = d->all.origin + d->at};
  if (d->is_extended) {
    c->help_id = get(&f, 4);
    c->ex_style = get(&f, 4);
    c->style = get(&f, 4);
  } else {
    c->style = get(&f, 4);
    c->ex_style = get(&f, 4);
  }
  get_box(&f, &c->x, &c->y, &c->width, &c->height);
  c->id = get(&f, d->is_extended ? 4 : 2);
  c->window_class = get_name_or_id(&f);
  c->title = get_name_or_id(&f);
  uint16_t size = get16(&f);
  f.cut = f.cut || !coff_view_table(f.v, f.at, 1, size, &c->extra);
  f.at += size;
  align(&f);
  d->at = f.at;
  d->left = f.cut ? 0 : d->left - 1;
  return !f.cut || fail_at(d->file, c->at, "control of a dialog is cut off");
}

const char *coff_window_class_name(uint16_t id)
{
  static const char *const names[] = {"Button",  "Edit",      "Static",
                                      "ListBox", "ScrollBar", "ComboBox"};
  return id >= 0x80 && id - 0x80u < COFF_COUNT(names) ? names[id - 0x80] : NULL;
}

// ---- Menus ------------------------------------------------------------------------------------

enum { MENU_POPUP = 0x10, MENU_END = 0x80, MENU_SEPARATOR = 0x800, MENUEX_POPUP = 1 };

bool coff_menu_open(const struct coff_file *file, struct coff_view v, struct coff_menu *m)
{
  struct fields f = {v, 0, false};
  *m = (struct coff_menu){.file = file, .all = v};
  uint16_t version = get16(&f), offset = get16(&f);
  m->is_extended = version == 1;
  if (m->is_extended && offset >= 4)
    m->help_id = get(&f, 4);
  m->at = 4 + (uint64_t)offset;
  if (f.cut || version > 1) {
    m->done = true;
    return fail_at(file, v.origin, f.cut ? "menu is cut off" : "menu of an unknown version");
  }
  return true;
}

// Which depth the next item has. Every menu has an item that says it is the last one.
static void step(struct coff_menu *m, bool is_popup, bool is_last)
{
  uint32_t bit = (uint32_t)1 << m->depth;
  m->last = is_last ? m->last | bit : m->last & ~bit;
  if (is_popup) {
    m->depth++;
    return;
  }
  while (!m->done && (m->last >> m->depth & 1) != 0) {
    m->done = m->depth == 0;
    m->depth -= m->depth != 0;
  }
}

static bool read_plain(struct fields *f, struct coff_menu_item *i)
{
  i->type = get16(f);
  i->is_popup = (i->type & MENU_POPUP) != 0;
  i->id = i->is_popup ? 0 : get16(f);
  i->text = get_text(f);
  bool empty = i->text.size == 0 && i->id == 0;
  i->is_separator = (i->type & MENU_SEPARATOR) != 0 || (!i->is_popup && empty);
  return (i->type & MENU_END) != 0;
}

static bool read_extended(struct fields *f, struct coff_menu_item *i)
{
  align(f);
  i->type = get(f, 4);
  i->state = get(f, 4);
  i->id = get(f, 4);
  uint16_t info = get16(f);
  i->is_popup = (info & MENUEX_POPUP) != 0;
  i->text = get_text(f);
  i->is_separator = (i->type & MENU_SEPARATOR) != 0;
  if (i->is_popup) {
    align(f);
    i->help_id = get(f, 4);
  }
  return (info & MENU_END) != 0;
}

bool coff_menu_next(struct coff_menu *m, struct coff_menu_item *i)
{
  struct fields f = {m->all, m->at, false};
  if (m->done)
    return false;
  *i = (struct coff_menu_item){.at = m->all.origin + m->at, .depth = m->depth};
  bool is_last = m->is_extended ? read_extended(&f, i) : read_plain(&f, i);
  m->at = f.at;
  if (f.cut) {
    m->done = true;
    return fail_at(m->file, i->at < m->all.origin + m->all.size ? i->at : m->all.origin,
                   "menu ends before its last item");
  }
  if (i->is_popup && m->depth + 1 == COFF_MENU_LEVELS) {
    m->done = true;
    fail_at(m->file, i->at, "menus are too many in one another: the rest is left out");
    return true;
  }
  step(m, i->is_popup, is_last);
  return true;
}

const struct coff_flags *coff_menu_flags(bool extended_type, bool extended_state)
{
  static const struct coff_flag plain[] = {
      {0x1, 0x1, "MF_GRAYED", 0},        {0x2, 0x2, "MF_DISABLED", 0},
      {0x4, 0x4, "MF_BITMAP", 0},        {0x8, 0x8, "MF_CHECKED", 0},
      {0x10, 0x10, "MF_POPUP", 0},       {0x20, 0x20, "MF_MENUBARBREAK", 0},
      {0x40, 0x40, "MF_MENUBREAK", 0},   {0x80, 0x80, "MF_END", 0},
      {0x100, 0x100, "MF_OWNERDRAW", 0}, {0x800, 0x800, "MF_SEPARATOR", 0},
      {0x4000, 0x4000, "MF_HELP", 0},
  };
  static const struct coff_flag types[] = {
      {0x4, 0x4, "MFT_BITMAP", 0},           {0x20, 0x20, "MFT_MENUBARBREAK", 0},
      {0x40, 0x40, "MFT_MENUBREAK", 0},      {0x100, 0x100, "MFT_OWNERDRAW", 0},
      {0x200, 0x200, "MFT_RADIOCHECK", 0},   {0x800, 0x800, "MFT_SEPARATOR", 0},
      {0x2000, 0x2000, "MFT_RIGHTORDER", 0}, {0x4000, 0x4000, "MFT_RIGHTJUSTIFY", 0},
  };
  static const struct coff_flag states[] = {
      {0x3, 0x3, "MFS_GRAYED", 0},
      {0x8, 0x8, "MFS_CHECKED", 0},
      {0x80, 0x80, "MFS_HILITE", 0},
      {0x1000, 0x1000, "MFS_DEFAULT", 0},
  };
  static const struct coff_flags all[] = {
      {plain, COFF_COUNT(plain)}, {types, COFF_COUNT(types)}, {states, COFF_COUNT(states)}};
  return &all[extended_state ? 2 : extended_type ? 1 : 0];
}

// ---- Accelerators -----------------------------------------------------------------------------

enum { ACCELERATOR_SIZE = 8, ACCELERATOR_END = 0x80 };

struct coff_accelerators coff_accelerators_open(const struct coff_file *f, struct coff_view v)
{
  return (struct coff_accelerators){f, v, false};
}

bool coff_accelerators_next(struct coff_accelerators *all, struct coff_accelerator *a)
{
  struct coff_view rest = all->rest;
  if (all->done)
    return false;
  if (rest.size < ACCELERATOR_SIZE) {
    all->done = true;
    return fail_at(all->file, rest.origin, "accelerators end before the last one");
  }
  *a = (struct coff_accelerator){coff_le16(rest.data), coff_le16(rest.data + 2),
                                 coff_le16(rest.data + 4)};
  all->done = (a->flags & ACCELERATOR_END) != 0;
  all->rest.data += ACCELERATOR_SIZE;
  all->rest.size -= ACCELERATOR_SIZE;
  all->rest.origin += ACCELERATOR_SIZE;
  return true;
}

const struct coff_flags *coff_accelerator_flags(void)
{
  static const struct coff_flag flags[] = {
      {0x01, 0x01, "FVIRTKEY", 0}, {0x02, 0x02, "FNOINVERT", 0}, {0x04, 0x04, "FSHIFT", 0},
      {0x08, 0x08, "FCONTROL", 0}, {0x10, 0x10, "FALT", 0},      {0x80, 0x80, "FEND", 0},
  };
  static const struct coff_flags all = {flags, COFF_COUNT(flags)};
  return &all;
}

// ---- Toolbars ---------------------------------------------------------------------------------

bool coff_toolbar_read(const struct coff_file *f, struct coff_view v, struct coff_toolbar *t)
{
  *t = (struct coff_toolbar){0};
  if (v.size < 8)
    return fail_at(f, v.origin, "toolbar is cut off");
  uint16_t claimed = coff_le16(v.data + 6);
  t->version = coff_le16(v.data);
  t->width = coff_le16(v.data + 2);
  t->height = coff_le16(v.data + 4);
  t->count = (uint32_t)coff_view_clip(v, 8, claimed, 2, &t->items);
  return t->count == claimed || fail_at(f, v.origin, "toolbar is cut off");
}
