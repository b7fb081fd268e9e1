// coff-dlltool: a module definition file of what DLLs and objects export.
//
// Skip it unless an export is missing from it.
//
// Of an image, what its export directory says; of an object, the -export directives in .drectve and, if all symbols are
// asked for, its global definitions but for those of the start-up code.
#include "coff/build.h"
#include "coff/debug.h"
#include "coff/exports.h"
#include "coff/symbols.h"
#include "dlltool/dlltool.h"
#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct text {
  char *data;
  size_t size, room;
  bool failed;
};

struct definition {
  struct dlltool *d;
  struct text text;
  bool named; // LIBRARY was written
};

static void put(struct text *t, const char *s, size_t n)
{
  if (n > t->room - t->size) {
    size_t room = (t->room + n) * 2 + 4096;
    char *grown = t->failed ? NULL : realloc(t->data, room);
    if (grown == NULL) {
      t->failed = true;
      return;
    }
    t->data = grown;
    t->room = room;
  }
  memcpy(t->data + t->size, s, n);
  t->size += n;
}

static void put_text(struct text *t, const char *s)
{
  put(t, s, strlen(s));
}

// A name that would be read as something else stands in quotes. One with a quotation mark, a newline or a NUL
// in it cannot be said: false.
static bool put_name(struct text *t, struct coff_str s)
{
  static const char *const keywords[] = {
      "NAME",     "LIBRARY",  "DESCRIPTION", "STACKSIZE", "HEAPSIZE", "CODE",         "DATA",
      "SECTIONS", "SEGMENTS", "EXPORTS",     "IMPORTS",   "VERSION",  "STUB",         "EXETYPE",
      "PROTMODE", "EXPORTAS", "NONAME",      "PRIVATE",   "CONSTANT", "RESIDENTNAME", "BASE"};
  bool plain = s.size != 0;
  for (size_t i = 0; i < s.size; i++) {
    unsigned char c = (unsigned char)s.data[i];
    if (c == '"' || c == '\n' || c == 0)
      return false;
    plain = plain && c > ' ' && c != '=' && c != ',' && c != ';' && c != '\'';
  }
  for (size_t i = 0; i < COFF_COUNT(keywords); i++)
    plain = plain && !(s.size == strlen(keywords[i]) && memcmp(s.data, keywords[i], s.size) == 0);
  // "@5" is an ordinal.
  plain = plain && !(s.data[0] == '@' && (s.size == 1 || isdigit((unsigned char)s.data[1])));
  if (!plain)
    put_text(t, "\"");
  put(t, s.data, s.size);
  if (!plain)
    put_text(t, "\"");
  return true;
}

static void begin(struct definition *f, struct coff_str name)
{
  if (f->named)
    return;
  f->named = true;
  if (f->d->dll_name.size != 0)
    name = f->d->dll_name;
  if (name.size != 0) {
    put_text(&f->text, "LIBRARY ");
    put_name(&f->text, name);
    put_text(&f->text, "\n");
  }
  put_text(&f->text, "EXPORTS\n");
}

struct entry {
  struct coff_str name, internal, import_name;
  uint32_t ordinal;
  bool has_ordinal, noname, data, constant, is_private;
};

static bool add(struct definition *f, const struct entry *e)
{
  struct text *t = &f->text;
  char number[32];
  size_t start = t->size;
  put_text(t, "    ");
  bool ok = put_name(t, e->name);
  if (ok && e->internal.size != 0) {
    put_text(t, " = ");
    ok = put_name(t, e->internal);
  }
  if (ok && e->import_name.size != 0) {
    put_text(t, " == ");
    ok = put_name(t, e->import_name);
  }
  if (!ok) {
    t->size = start;
    return dlltool_fail(
        f->d,
        "a name cannot be said in a definition file: it has a quotation mark, a newline or a NUL",
        NULL);
  }
  if (e->has_ordinal) {
    snprintf(number, sizeof number, " @%" PRIu32, e->ordinal);
    put_text(t, number);
  }
  if (e->noname)
    put_text(t, " NONAME");
  if (e->data)
    put_text(t, " DATA");
  if (e->constant)
    put_text(t, " CONSTANT");
  if (e->is_private)
    put_text(t, " PRIVATE");
  put_text(t, "\n");
  if (f->d->stdcall_alias) {
    struct coff_str plain = dlltool_plain_name(e->name);
    if (plain.size != e->name.size && plain.size != 0)
      add(f, &(struct entry){
                 .name = plain, .internal = e->name, .import_name = {"", 0}, .data = e->data});
  }
  return true;
}

// ---- Images -----------------------------------------------------------------------------------

static bool is_code(const struct coff_file *f, uint32_t rva)
{
  struct coff_section s;
  uint64_t base = coff_file_image_base(f);
  for (uint32_t i = 1; coff_section_get(f, i, &s); i++) {
    uint64_t start = s.address - base, size = s.memory_size;
    if (rva >= start && rva - start < size)
      return (s.flags & COFF_SEC_CODE) != 0;
  }
  return true;
}

static bool add_export(struct definition *f, const struct coff_exports *x,
                       const struct coff_export *e)
{
  struct coff_export_name n;
  struct entry r = {.ordinal = e->ordinal, .has_ordinal = true};
  if (e->is_forwarder)
    r.internal = e->forwarder;
  r.data = !e->is_forwarder && !is_code(x->file, e->rva);
  if (e->first_name == COFF_EXPORT_NO_NAME) {
    char name[32];
    int size = snprintf(name, sizeof name, "ordinal_%" PRIu32, e->ordinal);
    r.name = (struct coff_str){name, (size_t)size};
    r.noname = true;
    return add(f, &r);
  }
  bool ok = true;
  for (int32_t i = e->first_name; i != COFF_EXPORT_NO_NAME; i = n.next) {
    if (!coff_export_name_get(x, (uint32_t)i, &n))
      return false;
    r.name = n.name;
    ok &= n.name.size == 0 || add(f, &r);
  }
  return ok;
}

static bool add_image(struct definition *f, const struct coff_file *file)
{
  struct coff_exports x;
  struct coff_export e;
  bool ok = true;
  if (!coff_exports_open(file, &x))
    return true;
  begin(f, x.dll);
  for (uint32_t i = 0; coff_export_get(&x, i, &e); i++)
    if (e.rva != 0)
      ok &= add_export(f, &x, &e);
  coff_exports_close(&x);
  return ok;
}

static bool is_code_section(const struct coff_file *f, int32_t number)
{
  struct coff_section s;
  return number > 0 && coff_section_get(f, (uint32_t)number, &s) && (s.flags & COFF_SEC_CODE) != 0;
}

// ---- Objects ----------------------------------------------------------------------------------

static bool equals(struct coff_str s, const char *w)
{
  return s.size == strlen(w) && memcmp(s.data, w, s.size) == 0;
}

// Names of start-up code, as C has them; GNU's linker keeps these back, too.
static bool is_excluded(const struct dlltool *d, struct coff_str s)
{
  static const char *const usual[] = {"DllMain@12",      "DllEntryPoint@0", "DllMainCRTStartup@12",
                                      "impure_ptr",      "_impure_ptr",     "_fmode",
                                      "environ",         "__dso_handle",    "cygwin_attach_dll",
                                      "cygwin_premain0", "cygwin_premain1", "cygwin_premain2",
                                      "cygwin_premain3"};
  for (size_t i = 0; !d->no_default_excludes && i < COFF_COUNT(usual); i++)
    if (equals(s, usual[i]))
      return true;
  for (const char *p = d->exclude; p != NULL && *p != 0;) {
    size_t n = strcspn(p, ",:");
    if (n == s.size && memcmp(p, s.data, n) == 0)
      return true;
    p += n + (p[n] != 0);
  }
  return false;
}

static struct coff_str c_name(const struct coff_file *f, struct coff_str s)
{
  char c = coff_file_target(f)->leading_char;
  return c != 0 && s.size > 1 && s.data[0] == c ? (struct coff_str){s.data + 1, s.size - 1} : s;
}

static bool add_symbols(struct definition *f, const struct coff_file *file)
{
  struct coff_symbol s;
  bool ok = true;
  for (uint64_t i = 0; coff_symbol_get(file, i, &s); i = coff_symbol_next(&s)) {
    if (s.binding != COFF_BIND_GLOBAL || (s.section <= 0 && s.kind != COFF_SYMBOL_COMMON))
      continue;
    struct entry e = {.name = c_name(file, s.name)};
    e.data = s.kind == COFF_SYMBOL_COMMON || !is_code_section(file, s.section);
    if (!is_excluded(f->d, e.name))
      ok &= add(f, &e);
  }
  return ok;
}

// A part of a directive can stand in quotes by itself.
static struct coff_str without_quotes(struct coff_str s)
{
  bool quoted = s.size > 1 && s.data[0] == '"' && s.data[s.size - 1] == '"';
  return quoted ? (struct coff_str){s.data + 1, s.size - 2} : s;
}

// "-export:NAME[=INTERNAL][,@ORDINAL[,NONAME]][,DATA][,PRIVATE]"
static bool add_directive(struct definition *f, const struct coff_file *file, struct coff_str s)
{
  struct entry e = {.has_ordinal = false};
  for (size_t k = 0; s.size != 0; k++) {
    const char *comma = memchr(s.data, ',', s.size);
    size_t n = comma == NULL ? s.size : (size_t)(comma - s.data);
    struct coff_str part = {s.data, n};
    const char *equal = n == 0 ? NULL : memchr(part.data, '=', n);
    if (k == 0) {
      e.name = part;
      if (equal != NULL) {
        e.name.size = (size_t)(equal - part.data);
        struct coff_str behind = {equal + 1, n - e.name.size - 1};
        e.internal = c_name(file, without_quotes(behind));
      }
      e.name = c_name(file, without_quotes(e.name));
    }
    if (k != 0 && n > 1 && part.data[0] == '@') {
      e.has_ordinal = true;
      e.ordinal = (uint32_t)strtoul(part.data + 1, NULL, 10);
    }
    e.noname |= k != 0 && equals(part, "NONAME");
    e.data |= k != 0 && (equals(part, "DATA") || equals(part, "data"));
    e.is_private |= k != 0 && equals(part, "PRIVATE");
    s = comma == NULL ? (struct coff_str){s.data, 0} : (struct coff_str){comma + 1, s.size - n - 1};
  }
  return e.name.size == 0 || is_excluded(f->d, e.name) || add(f, &e);
}

static bool add_directives(struct definition *f, const struct coff_file *file)
{
  struct coff_section s;
  struct coff_view v;
  struct coff_directive w;
  bool ok = true;
  for (uint32_t i = 1; coff_section_get(file, i, &s); i++) {
    if (!equals(s.name, ".drectve") || !coff_section_contents(file, &s, &v))
      continue;
    struct coff_directives c = coff_directives_open(coff_file_reporter(file), v);
    while (coff_directives_next(&c, &w))
      if (equals(w.name, "export") || equals(w.name, "EXPORT"))
        ok &= add_directive(f, file, w.value);
  }
  return ok;
}

static void show(struct tool *t, const struct tool_item *item, void *user)
{
  struct definition *f = user;
  bool ok;
  if (item->file == NULL) {
    tool_say(t, item->path, item->member, "file format not recognised");
    t->failed = true;
    return;
  }
  if (coff_file_kind(item->file) == COFF_KIND_IMAGE) {
    ok = add_image(f, item->file);
  } else {
    begin(f, (struct coff_str){"", 0});
    ok = add_directives(f, item->file) && (!f->d->all_symbols || add_symbols(f, item->file));
  }
  t->failed |= !ok;
}

// ---- All --------------------------------------------------------------------------------------

static bool add_input(struct definition *f)
{
  const struct coff_def *in = &f->d->input;
  bool ok = true;
  begin(f, in->name);
  for (size_t i = 0; i < in->nexports; i++) {
    const struct coff_def_export *e = &in->exports[i];
    ok &= add(f, &(struct entry){.name = e->name,
                                 .internal = e->internal,
                                 .import_name = e->import_name,
                                 .ordinal = e->ordinal,
                                 .has_ordinal = e->has_ordinal,
                                 .noname = e->noname,
                                 .data = e->data,
                                 .constant = e->constant,
                                 .is_private = e->is_private});
  }
  return ok;
}

bool dlltool_write_definition(struct dlltool *d, int nfiles, char **files)
{
  struct definition f = {.d = d};
  bool ok = !d->has_input || add_input(&f);
  if (nfiles != 0)
    tool_all(d->tool, nfiles, files, NULL, NULL, show, &f);
  begin(&f, (struct coff_str){"", 0});
  ok = ok && !f.text.failed && !d->tool->failed &&
       coff_write_bytes(&d->tool->ctx, d->output_def,
                        (struct coff_view){(const uint8_t *)f.text.data, f.text.size, 0}, NULL);
  free(f.text.data);
  return ok;
}
