// JSON: what a resource holds.
//
// Skip it unless one of them is written wrongly.
#include "coffdump/resources.h"
#include <string.h>

// ---- Version ----------------------------------------------------------------------------------

static void four(struct json_writer *j, const char *key, const uint16_t v[4])
{
  json_list(j, key);
  for (unsigned i = 0; i < 4; i++)
    json_uint(j, NULL, v[i]);
  json_end(j);
}

static void fixed(struct document *d, const struct coff_version_block *b)
{
  struct coff_fixed_version v;
  struct json_writer *j = &d->j;
  if (!coff_version_fixed(d->file, b, &v)) {
    json_null(j, "fixed");
    return;
  }
  json_object(j, "fixed");
  json_uint(j, "signature", v.signature);
  json_uint(j, "struct_version", v.struct_version);
  four(j, "file_version", v.file);
  four(j, "product_version", v.product);
  json_uint(j, "file_flags_mask", v.flags_mask);
  json_flags(j, "file_flags", coff_version_flags(), v.flags);
  json_text(j, "file_os", coff_version_os_name(v.os));
  json_uint(j, "file_os_raw", v.os);
  json_text(j, "file_type", coff_version_type_name(v.type));
  json_uint(j, "file_type_raw", v.type);
  json_text(j, "file_subtype", coff_version_subtype_name(v.type, v.subtype));
  json_uint(j, "file_subtype_raw", v.subtype);
  json_uint(j, "file_date", v.date);
  json_end(j);
}

static void version_string(struct json_writer *j, const struct coff_version_block *b)
{
  json_row(j, NULL);
  json_utf16(j, "key", b->key);
  if (b->type == 1)
    json_utf16(j, "value", b->value);
  else
    json_bytes(j, "value_bytes", b->value.data, (size_t)b->value.size);
  json_end(j);
}

static bool is_var(struct coff_view key)
{
  char name[12];
  return coff_utf8_from_utf16(key, name, sizeof name) == 11 && memcmp(name, "VarFileInfo", 11) == 0;
}

static void version_tables(struct document *d, const struct coff_resource *n)
{
  struct coff_version all = coff_version_open(d->file, n->data.bytes);
  struct coff_version_block b;
  struct json_writer *j = &d->j;
  bool open = false, var = false;
  json_array(j, "string_tables");
  while (coff_version_next(&all, &b)) {
    var = b.depth == 1 ? is_var(b.key) : var;
    if (open && b.depth < 3) {
      json_end(j);
      json_end(j);
      open = false;
    }
    if (var || b.depth < 2)
      continue;
    if (b.depth == 3) {
      version_string(j, &b);
      continue;
    }
    json_object(j, NULL);
    json_utf16(j, "table", b.key);
    json_array(j, "strings");
    open = true;
  }
  if (open) {
    json_end(j);
    json_end(j);
  }
  json_end(j);
}

static void version_translations(struct document *d, const struct coff_resource *n)
{
  struct coff_version all = coff_version_open(d->file, n->data.bytes);
  struct coff_version_block b;
  struct json_writer *j = &d->j;
  uint16_t language, code_page;
  bool var = false;
  json_array(j, "translations");
  while (coff_version_next(&all, &b)) {
    var = b.depth == 1 ? is_var(b.key) : var;
    if (!var || b.depth != 2)
      continue;
    for (unsigned i = 0; coff_version_translation(&b, i, &language, &code_page); i++) {
      json_row(j, NULL);
      json_text(j, "language", coff_language_name(language));
      json_uint(j, "language_raw", language);
      json_uint(j, "code_page", code_page);
      json_end(j);
    }
  }
  json_end(j);
}

static void version(struct document *d, const struct coff_resource *n)
{
  struct coff_version all = coff_version_open(d->file, n->data.bytes);
  struct coff_version_block b;
  json_text(&d->j, "kind", "version");
  if (!coff_version_next(&all, &b))
    return;
  json_utf16(&d->j, "key", b.key);
  fixed(d, &b);
  version_tables(d, n);
  version_translations(d, n);
}

// ---- Text -------------------------------------------------------------------------------------

static void strings(struct document *d, const struct coff_resource *n)
{
  const struct coff_resource_entry *e = &n->path[n->level < 1 ? 0 : 1];
  struct coff_strings all = coff_strings_open(d->file, e->id, n->data.bytes);
  struct coff_string_entry s;
  struct json_writer *j = &d->j;
  json_text(j, "kind", "strings");
  json_array(j, "strings");
  while (coff_strings_next(&all, &s)) {
    json_row(j, NULL);
    json_uint(j, "id", s.id);
    json_utf16(j, "text", s.text);
    json_end(j);
  }
  json_end(j);
}

static void messages(struct document *d, const struct coff_resource *n)
{
  struct coff_messages all = coff_messages_open(d->file, n->data.bytes);
  struct coff_message m;
  struct json_writer *j = &d->j;
  json_text(j, "kind", "messages");
  json_array(j, "messages");
  while (coff_messages_next(&all, &m)) {
    json_row(j, NULL);
    json_uint(j, "id", m.id);
    json_uint(j, "flags", m.flags);
    if (m.flags == MESSAGE_RESOURCE_UNICODE)
      json_utf16(j, "text", m.text);
    else
      json_str(j, "text", (struct coff_str){(const char *)m.text.data, (size_t)m.text.size});
    json_end(j);
  }
  json_end(j);
}

// ---- Pictures ---------------------------------------------------------------------------------

static void group(struct document *d, const struct coff_resource *n)
{
  struct coff_icon_group g;
  struct coff_icon_entry e;
  struct json_writer *j = &d->j;
  json_text(j, "kind", "group");
  if (!coff_icon_group_open(d->file, n->data.bytes, &g))
    return;
  json_array(j, "pictures");
  for (uint32_t i = 0; coff_icon_group_get(&g, i, &e); i++) {
    json_row(j, NULL);
    json_uint(j, "width", e.width);
    json_uint(j, "height", e.height);
    json_uint(j, "colors", e.colors);
    json_uint(j, "planes", e.planes);
    json_uint(j, "bits", e.bits);
    json_uint(j, "size", e.size);
    json_uint(j, "id", e.id);
    json_end(j);
  }
  json_end(j);
}

static void picture(struct document *d, const struct coff_resource *n)
{
  struct coff_picture p;
  struct json_writer *j = &d->j;
  json_text(j, "kind", "picture");
  if (!coff_picture_read(d->file, coff_resource_type_of(n), n->data.bytes, &p))
    return;
  json_text(j, "format", p.is_png ? "PNG" : "bitmap");
  json_uint(j, "width", p.width);
  json_uint(j, "height", p.height);
  json_uint(j, "planes", p.planes);
  json_uint(j, "bits", p.bits);
  if (p.has_hotspot) {
    json_uint(j, "hotspot_x", p.hotspot_x);
    json_uint(j, "hotspot_y", p.hotspot_y);
  }
  if (p.is_png)
    return;
  json_bool(j, "top_down", p.top_down);
  json_uint(j, "header_size", p.header_size);
  json_text(j, "compression", coff_picture_compression_name(p.compression));
  json_uint(j, "compression_raw", p.compression);
  json_uint(j, "colors", p.colors);
}

// ---- Windows ----------------------------------------------------------------------------------

// A number, a string, or null.
static void name_or_id(struct json_writer *j, const char *key, const struct coff_name_or_id *n)
{
  if (n->has_id)
    json_uint(j, key, n->id);
  else if (n->name.size == 0)
    json_null(j, key);
  else
    json_utf16(j, key, n->name);
}

static void box(struct json_writer *j, int16_t x, int16_t y, int16_t width, int16_t height)
{
  json_int(j, "x", x);
  json_int(j, "y", y);
  json_int(j, "width", width);
  json_int(j, "height", height);
}

static void control(struct json_writer *j, const struct coff_control *c)
{
  const struct coff_name_or_id *class = &c->window_class;
  json_row(j, NULL);
  json_uint(j, "id", c->id);
  name_or_id(j, "class", class);
  if (class->has_id)
    json_text(j, "class_name", coff_window_class_name(class->id));
  name_or_id(j, "title", &c->title);
  box(j, c->x, c->y, c->width, c->height);
  json_flags(j, "style", coff_window_styles(false), c->style);
  json_flags(j, "ex_style", coff_window_ex_styles(), c->ex_style);
  json_uint(j, "help_id", c->help_id);
  json_bytes(j, "extra", c->extra.data, (size_t)c->extra.size);
  json_end(j);
}

static void dialog(struct document *d, const struct coff_resource *n)
{
  struct coff_dialog g;
  struct coff_control c;
  struct json_writer *j = &d->j;
  json_text(j, "kind", "dialog");
  coff_dialog_open(d->file, n->data.bytes, &g);
  json_bool(j, "is_extended", g.is_extended);
  json_uint(j, "help_id", g.help_id);
  name_or_id(j, "title", &g.title);
  name_or_id(j, "menu", &g.menu);
  name_or_id(j, "class", &g.window_class);
  box(j, g.x, g.y, g.width, g.height);
  json_flags(j, "style", coff_window_styles(true), g.style);
  json_flags(j, "ex_style", coff_window_ex_styles(), g.ex_style);
  if (g.has_font) {
    json_row(j, "font");
    json_uint(j, "point_size", g.point_size);
    json_utf16(j, "typeface", g.typeface);
    json_uint(j, "weight", g.weight);
    json_uint(j, "italic", g.italic);
    json_uint(j, "charset", g.charset);
    json_end(j);
  }
  json_uint(j, "control_count", g.controls);
  json_array(j, "controls");
  while (coff_dialog_next(&g, &c))
    control(j, &c);
  json_end(j);
}

static void menu(struct document *d, const struct coff_resource *n)
{
  struct coff_menu m;
  struct coff_menu_item i;
  struct json_writer *j = &d->j;
  json_text(j, "kind", "menu");
  if (!coff_menu_open(d->file, n->data.bytes, &m))
    return;
  json_bool(j, "is_extended", m.is_extended);
  json_uint(j, "help_id", m.help_id);
  json_array(j, "items");
  while (coff_menu_next(&m, &i)) {
    json_row(j, NULL);
    json_uint(j, "depth", i.depth);
    json_bool(j, "is_popup", i.is_popup);
    json_bool(j, "is_separator", i.is_separator);
    json_uint(j, "id", i.id);
    json_utf16(j, "text", i.text);
    json_flags(j, "type", coff_menu_flags(m.is_extended, false), i.type);
    json_flags(j, "state", coff_menu_flags(true, true), i.state);
    json_uint(j, "help_id", i.help_id);
    json_end(j);
  }
  json_end(j);
}

static void accelerators(struct document *d, const struct coff_resource *n)
{
  struct coff_accelerators all = coff_accelerators_open(d->file, n->data.bytes);
  struct coff_accelerator a;
  struct json_writer *j = &d->j;
  json_text(j, "kind", "accelerators");
  json_array(j, "keys");
  while (coff_accelerators_next(&all, &a)) {
    json_row(j, NULL);
    json_uint(j, "id", a.id);
    json_text(j, "key", (a.flags & 1) != 0 ? coff_virtual_key_name(a.key) : NULL);
    json_uint(j, "key_raw", a.key);
    json_flags(j, "flags", coff_accelerator_flags(), a.flags);
    json_end(j);
  }
  json_end(j);
}

static void toolbar(struct document *d, const struct coff_resource *n)
{
  struct coff_toolbar t;
  struct json_writer *j = &d->j;
  json_text(j, "kind", "toolbar");
  coff_toolbar_read(d->file, n->data.bytes, &t);
  json_uint(j, "version", t.version);
  json_uint(j, "width", t.width);
  json_uint(j, "height", t.height);
  json_list(j, "buttons");
  for (uint32_t i = 0; i < t.count; i++)
    json_uint(j, NULL, coff_le16(t.items.data + (uint64_t)i * 2));
  json_end(j);
}

// ---- The rest ---------------------------------------------------------------------------------

static void names(struct json_writer *j, const char *key, struct coff_view list)
{
  struct coff_view one;
  json_list(j, key);
  while (coff_utf16_next(&list, &one))
    json_utf16(j, NULL, one);
  json_end(j);
}

static void ids(struct json_writer *j, const char *key, struct coff_view all)
{
  json_list(j, key);
  for (uint64_t i = 0; i + 4 <= all.size; i += 4)
    json_uint(j, NULL, coff_le32(all.data + i));
  json_end(j);
}

static bool mui(struct document *d, struct coff_view v)
{
  struct coff_mui m;
  struct json_writer *j = &d->j;
  if (!coff_mui_read(d->file, v, &m))
    return false;
  json_text(j, "kind", "mui");
  json_uint(j, "version", m.version);
  json_uint(j, "path_type", m.path_type);
  json_uint(j, "file_type", m.file_type);
  json_uint(j, "system_attributes", m.system_attributes);
  json_uint(j, "fallback_location", m.fallback_location);
  json_bytes(j, "service_checksum", m.service_checksum, sizeof m.service_checksum);
  json_bytes(j, "checksum", m.checksum, sizeof m.checksum);
  names(j, "main_names", m.main_names);
  ids(j, "main_ids", m.main_ids);
  names(j, "mui_names", m.mui_names);
  ids(j, "mui_ids", m.mui_ids);
  json_utf16(j, "language", m.language);
  json_utf16(j, "fallback_language", m.fallback_language);
  return true;
}

static void other(struct document *d, const struct coff_resource *n)
{
  const char *hint = coff_resource_hint(n->data.bytes);
  struct json_writer *j = &d->j;
  struct coff_view text;
  bool utf16;
  if (mui(d, n->data.bytes))
    return;
  bool is_text = coff_resource_is_text(n->data.bytes, &utf16, &text);
  json_text(j, "kind", is_text ? "text" : "data");
  json_text(j, "hint", hint);
  if (!is_text)
    return;
  if (utf16)
    json_utf16(j, "text", text);
  else
    json_str(j, "text", (struct coff_str){(const char *)text.data, (size_t)text.size});
}

void json_resource_content(struct document *d, const struct coff_resource *n)
{
  static void (*const all[COFF_RESOURCE_FORMS])(struct document *, const struct coff_resource *) = {
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
  json_object(&d->j, "content");
  all[coff_resource_form(n)](d, n);
  json_end(&d->j);
}
