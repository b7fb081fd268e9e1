// Text: what a resource holds, in full.
//
// Skip it unless one of them is printed wrongly.
#include "coffdump/resources.h"
#include <inttypes.h>
#include <string.h>

static void quoted(struct out *o, struct coff_view text)
{
  out_char(o, '"');
  out_utf16(o, text);
  out_char(o, '"');
}

static void name_or_number(struct out *o, const char *name, uint32_t number)
{
  if (name != NULL)
    out_text(o, name);
  else
    out_hex(o, number, 0);
}

void text_resource_bytes(const struct text *x, uint64_t address, struct coff_view v)
{
  struct out *o = x->o;
  for (uint64_t at = 0; at < v.size; at += 16) {
    uint64_t n = v.size - at < 16 ? v.size - at : 16;
    out_text(o, "  ");
    out_hex_bare(o, address + at, 8);
    size_t start = o->column;
    for (uint64_t i = 0; i < n; i++) {
      if (i % 4 == 0)
        out_char(o, ' ');
      out_hex_bare(o, v.data[at + i], 2);
    }
    out_pad(o, start + 38);
    for (uint64_t i = 0; i < n; i++) {
      uint8_t c = v.data[at + i];
      out_char(o, c >= 0x20 && c < 0x7f ? (char)c : '.');
    }
    out_char(o, '\n');
  }
}

// ---- Version ----------------------------------------------------------------------------------

static void number_row(const struct text *x, const char *what, const char *name, uint32_t v)
{
  out_text(x->o, "  ");
  out_text(x->o, what);
  out_pad(x->o, 20);
  name_or_number(x->o, name, v);
  out_char(x->o, '\n');
}

static void fixed(const struct text *x, const struct coff_version_block *b)
{
  struct coff_fixed_version v;
  struct out *o = x->o;
  if (!coff_version_fixed(x->f, b, &v))
    return;
  const uint16_t *f = v.file, *p = v.product;
  out_printf(o, "  FILEVERSION       %u.%u.%u.%u\n", f[0], f[1], f[2], f[3]);
  out_printf(o, "  PRODUCTVERSION    %u.%u.%u.%u\n", p[0], p[1], p[2], p[3]);
  out_text(o, "  FILEFLAGS         ");
  out_flags(o, coff_version_flags(), v.flags);
  out_printf(o, " of mask 0x%x\n", (unsigned)v.flags_mask);
  number_row(x, "FILEOS", coff_version_os_name(v.os), v.os);
  number_row(x, "FILETYPE", coff_version_type_name(v.type), v.type);
  if (v.subtype != 0)
    number_row(x, "FILESUBTYPE", coff_version_subtype_name(v.type, v.subtype), v.subtype);
  if (v.date != 0)
    out_printf(o, "  FILEDATE          0x%016" PRIx64 "\n", v.date);
  if (v.struct_version != 0x10000)
    out_printf(o, "  structure version 0x%x\n", (unsigned)v.struct_version);
}

static void translations(const struct text *x, const struct coff_version_block *b)
{
  uint16_t language, code_page;
  for (unsigned i = 0; coff_version_translation(b, i, &language, &code_page); i++) {
    out_text(x->o, "      ");
    out_language(x->o, language);
    out_printf(x->o, ", code page %u\n", code_page);
  }
}

static void version(const struct text *x, const struct coff_resource *n)
{
  struct coff_version all = coff_version_open(x->f, n->data.bytes);
  struct coff_version_block b;
  struct out *o = x->o;
  while (coff_version_next(&all, &b)) {
    if (b.depth == 0) {
      fixed(x, &b);
      continue;
    }
    out_printf(o, "%*s", (int)b.depth * 2, "");
    out_utf16(o, b.key);
    if (b.type == 1 && b.value_length != 0) {
      out_pad(o, 26);
      quoted(o, b.value);
    }
    out_char(o, '\n');
    if (b.type != 1 && b.value.size != 0)
      translations(x, &b);
  }
}

// ---- Text -------------------------------------------------------------------------------------

static void strings(const struct text *x, const struct coff_resource *n)
{
  const struct coff_resource_entry *e = &n->path[n->level < 1 ? 0 : 1];
  struct coff_strings all = coff_strings_open(x->f, e->id, n->data.bytes);
  struct coff_string_entry s;
  while (coff_strings_next(&all, &s)) {
    out_dec_right(x->o, s.id, 8);
    out_char(x->o, ' ');
    quoted(x->o, s.text);
    out_char(x->o, '\n');
  }
}

static void messages(const struct text *x, const struct coff_resource *n)
{
  struct coff_messages all = coff_messages_open(x->f, n->data.bytes);
  struct coff_message m;
  while (coff_messages_next(&all, &m)) {
    out_text(x->o, "  ");
    out_hex(x->o, m.id, 8);
    out_char(x->o, ' ');
    if (m.flags == MESSAGE_RESOURCE_UNICODE) {
      quoted(x->o, m.text);
    } else {
      out_char(x->o, '"');
      out_name(x->o, (struct coff_str){(const char *)m.text.data, (size_t)m.text.size});
      out_char(x->o, '"');
    }
    if (m.flags > MESSAGE_RESOURCE_UTF8)
      out_printf(x->o, " (flags 0x%x)", m.flags);
    out_char(x->o, '\n');
  }
}

// A line as the file has it, but for what acts on a terminal.
static void line(const struct text *x, struct coff_view v, bool utf16)
{
  struct out *o = x->o;
  const char *p = (const char *)v.data, *tab;
  out_text(o, "  ");
  if (utf16) {
    out_utf16(o, v);
  } else {
    while (v.size != 0 && (tab = memchr(p, '\t', (size_t)v.size)) != NULL) {
      size_t n = (size_t)(tab - p);
      out_name(o, (struct coff_str){p, n});
      out_char(o, '\t');
      v.size -= n + 1;
      p = tab + 1;
    }
    out_name(o, (struct coff_str){p, (size_t)v.size});
  }
  out_char(o, '\n');
}

static void lines(const struct text *x, struct coff_view v, bool utf16)
{
  unsigned unit = utf16 ? 2 : 1;
  for (uint64_t at = 0; at + unit <= v.size;) {
    uint64_t end = at;
    while (end + unit <= v.size && coff_load(v.data + end, unit, COFF_LITTLE) != '\n')
      end += unit;
    struct coff_view one = {v.data + at, end - at, v.origin + at};
    if (one.size >= unit && coff_load(v.data + end - unit, unit, COFF_LITTLE) == '\r')
      one.size -= unit;
    line(x, one, utf16);
    at = end + unit;
  }
}

// ---- Pictures ---------------------------------------------------------------------------------

static void group(const struct text *x, const struct coff_resource *n)
{
  struct coff_icon_group g;
  struct coff_icon_entry e;
  struct out *o = x->o;
  if (!coff_icon_group_open(x->f, n->data.bytes, &g))
    return;
  for (uint32_t i = 0; coff_icon_group_get(&g, i, &e); i++) {
    out_printf(o, "  %ux%u, %u bits, %u planes", e.width, e.height, e.bits, e.planes);
    if (e.colors != 0)
      out_printf(o, ", %u colours", e.colors);
    out_printf(o, ", %" PRIu32 " bytes: %s %u\n", e.size, g.type == 2 ? "RT_CURSOR" : "RT_ICON",
               e.id);
  }
}

static void picture(const struct text *x, const struct coff_resource *n)
{
  struct coff_picture p;
  struct out *o = x->o;
  if (coff_picture_read(x->f, coff_resource_type_of(n), n->data.bytes, &p)) {
    out_printf(o, "  %s %" PRIu32 "x%" PRIu32 ", %u bits, %u planes", p.is_png ? "PNG" : "bitmap",
               p.width, p.height, p.bits, p.planes);
    if (!p.is_png) {
      out_printf(o, ", %" PRIu32 " colours, ", p.colors);
      name_or_number(o, coff_picture_compression_name(p.compression), p.compression);
    }
    if (p.top_down)
      out_text(o, ", top-down");
    if (p.has_hotspot)
      out_printf(o, ", hot spot %u, %u", p.hotspot_x, p.hotspot_y);
    out_char(o, '\n');
  }
  text_resource_bytes(x, n->data.rva, n->data.bytes);
}

// ---- Windows ----------------------------------------------------------------------------------

static void name_or_id(struct out *o, const struct coff_name_or_id *n)
{
  if (n->has_id)
    out_dec(o, n->id);
  else
    quoted(o, n->name);
}

static void window_class(struct out *o, const struct coff_name_or_id *n)
{
  const char *name = n->has_id ? coff_window_class_name(n->id) : NULL;
  if (name != NULL)
    out_text(o, name);
  else
    name_or_id(o, n);
}

static void styles(const struct text *x, bool dialog, uint32_t style, uint32_t ex_style)
{
  out_flags(x->o, coff_window_styles(dialog), style);
  if (ex_style == 0)
    return;
  out_text(x->o, " | ");
  out_flags(x->o, coff_window_ex_styles(), ex_style);
}

static void dialog_head(const struct text *x, const struct coff_dialog *d)
{
  struct out *o = x->o;
  out_printf(o, "  %s %d, %d, %d, %d ", d->is_extended ? "DIALOGEX" : "DIALOG", d->x, d->y,
             d->width, d->height);
  name_or_id(o, &d->title);
  out_text(o, "\n    style ");
  styles(x, true, d->style, d->ex_style);
  if (d->menu.has_id || d->menu.name.size != 0) {
    out_text(o, "\n    menu ");
    name_or_id(o, &d->menu);
  }
  if (d->window_class.has_id || d->window_class.name.size != 0) {
    out_text(o, "\n    class ");
    window_class(o, &d->window_class);
  }
  if (d->has_font) {
    out_printf(o, "\n    font %u ", d->point_size);
    quoted(o, d->typeface);
    if (d->is_extended)
      out_printf(o, ", weight %u, italic %u, charset %u", d->weight, d->italic, d->charset);
  }
  if (d->help_id != 0)
    out_printf(o, "\n    help %" PRIu32, d->help_id);
  out_char(o, '\n');
}

static void dialog(const struct text *x, const struct coff_resource *n)
{
  struct coff_dialog d;
  struct coff_control c;
  struct out *o = x->o;
  coff_dialog_open(x->f, n->data.bytes, &d);
  dialog_head(x, &d);
  while (coff_dialog_next(&d, &c)) {
    out_text(o, "    ");
    window_class(o, &c.window_class);
    out_pad(o, 22);
    out_sdec(o, d.is_extended ? (int32_t)c.id : (int16_t)c.id);
    out_pad(o, 29);
    out_printf(o, "%d, %d, %d, %d", c.x, c.y, c.width, c.height);
    out_pad(o, 50);
    name_or_id(o, &c.title);
    out_text(o, "  ");
    styles(x, false, c.style, c.ex_style);
    if (c.help_id != 0)
      out_printf(o, "  help %" PRIu32, c.help_id);
    if (c.extra.size != 0)
      out_printf(o, "  %" PRIu64 " bytes of data", c.extra.size);
    out_char(o, '\n');
  }
}

static void menu(const struct text *x, const struct coff_resource *n)
{
  struct coff_menu m;
  struct coff_menu_item i;
  struct out *o = x->o;
  if (!coff_menu_open(x->f, n->data.bytes, &m))
    return;
  out_text(o, m.is_extended ? "  MENUEX\n" : "  MENU\n");
  while (coff_menu_next(&m, &i)) {
    // What the form says anyway is no flag to show.
    uint32_t type = m.is_extended ? i.type : i.type & ~0x90u;
    out_printf(o, "%*s", (int)i.depth * 2 + 4, "");
    if (i.is_separator)
      out_text(o, "----");
    else
      quoted(o, i.text);
    if (!i.is_popup || i.id != 0)
      out_printf(o, "  %" PRIu32, i.id);
    if (type != 0 && !i.is_separator) {
      out_text(o, "  ");
      out_flags(o, coff_menu_flags(m.is_extended, false), type);
    }
    if (i.state != 0) {
      out_text(o, "  ");
      out_flags(o, coff_menu_flags(true, true), i.state);
    }
    if (i.help_id != 0)
      out_printf(o, "  help %" PRIu32, i.help_id);
    out_char(o, '\n');
  }
}

static void accelerators(const struct text *x, const struct coff_resource *n)
{
  struct coff_accelerators all = coff_accelerators_open(x->f, n->data.bytes);
  struct coff_accelerator a;
  struct out *o = x->o;
  while (coff_accelerators_next(&all, &a)) {
    const char *name = (a.flags & 1) != 0 ? coff_virtual_key_name(a.key) : NULL;
    out_dec_right(o, a.id, 8);
    out_text(o, "  ");
    if (name != NULL)
      out_text(o, name);
    else if (a.key > 0x20 && a.key < 0x7f)
      out_char(o, (char)a.key);
    else
      out_hex(o, a.key, 2);
    out_pad(o, 26);
    out_flags(o, coff_accelerator_flags(), a.flags & ~0x80u);
    out_char(o, '\n');
  }
}

static void toolbar(const struct text *x, const struct coff_resource *n)
{
  struct coff_toolbar t;
  if (!coff_toolbar_read(x->f, n->data.bytes, &t))
    return;
  out_printf(x->o, "  version %u, buttons of %ux%u:\n", t.version, t.width, t.height);
  for (uint32_t i = 0; i < t.count; i++) {
    unsigned id = coff_le16(t.items.data + (uint64_t)i * 2);
    if (id == 0)
      out_text(x->o, "    ----\n");
    else
      out_printf(x->o, "    %u\n", id);
  }
}

// ---- The rest ---------------------------------------------------------------------------------

static void hex_row(const struct text *x, const char *what, const uint8_t *p, size_t n)
{
  out_text(x->o, "  ");
  out_text(x->o, what);
  out_pad(x->o, 22);
  for (size_t i = 0; i < n; i++)
    out_hex_bare(x->o, p[i], 2);
  out_char(x->o, '\n');
}

static void mui_types(const struct text *x, const char *what, struct coff_view names,
                      struct coff_view ids)
{
  struct coff_view one;
  struct out *o = x->o;
  if (names.size < 2 && ids.size < 4)
    return;
  out_text(o, "  ");
  out_text(o, what);
  out_pad(o, 21);
  while (coff_utf16_next(&names, &one)) {
    out_char(o, ' ');
    quoted(o, one);
  }
  for (uint64_t i = 0; i + 4 <= ids.size; i += 4) {
    uint32_t id = coff_le32(ids.data + i);
    out_char(o, ' ');
    name_or_number(o, coff_resource_type_name(id), id);
  }
  out_char(o, '\n');
}

static bool mui(const struct text *x, struct coff_view v)
{
  struct coff_mui m;
  struct out *o = x->o;
  if (!coff_mui_read(x->f, v, &m))
    return false;
  const char *kind = m.file_type == 0x11   ? " (language-neutral)"
                     : m.file_type == 0x12 ? " (of one language)"
                                           : "";
  out_printf(o, "  version             0x%" PRIx32 "\n", m.version);
  out_printf(o, "  file type           0x%" PRIx32 "%s\n", m.file_type, kind);
  out_printf(o, "  path type           0x%" PRIx32 "\n", m.path_type);
  out_printf(o, "  system attributes   0x%" PRIx32 "\n", m.system_attributes);
  out_printf(o, "  fallback location   0x%" PRIx32 "\n", m.fallback_location);
  hex_row(x, "service checksum", m.service_checksum, sizeof m.service_checksum);
  hex_row(x, "checksum", m.checksum, sizeof m.checksum);
  mui_types(x, "types here", m.main_names, m.main_ids);
  mui_types(x, "types elsewhere", m.mui_names, m.mui_ids);
  out_text(o, "  language            ");
  quoted(o, m.language);
  out_text(o, "\n  fallback language   ");
  quoted(o, m.fallback_language);
  out_char(o, '\n');
  return true;
}

static void other(const struct text *x, const struct coff_resource *n)
{
  const char *hint = coff_resource_hint(n->data.bytes);
  bool utf16;
  struct coff_view text;
  if (mui(x, n->data.bytes))
    return;
  if (coff_resource_is_text(n->data.bytes, &utf16, &text)) {
    lines(x, text, utf16);
    return;
  }
  if (hint != NULL) {
    out_text(x->o, "  ");
    out_text(x->o, hint);
    out_char(x->o, '\n');
  }
  text_resource_bytes(x, n->data.rva, n->data.bytes);
}

void text_resource_content(const struct text *x, const struct coff_resource *n)
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
