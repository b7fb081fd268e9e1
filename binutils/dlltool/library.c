// coff-dlltool: a module definition file made an import library.
//
// Skip it unless a name is decorated wrongly.
//
// In the file stand names as C has them, with what stdcall and fastcall add behind. Objects for i386 have an
// underscore before them, but for those of fastcall (@) and C++ (?). The DLL's own names have none, unless -U says so.
#include "dlltool/dlltool.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct names {
  struct coff_archive_build *b; // keeps them
  const struct dlltool *d;
  bool failed;
};

static struct coff_str join(struct names *n, const char *a, const char *b, struct coff_str s)
{
  size_t na = strlen(a), nb = strlen(b);
  char *p = (char *)coff_archive_build_bytes(n->b, na + nb + s.size + 1);
  if (p == NULL) {
    n->failed = true;
    return (struct coff_str){"", 0};
  }
  memcpy(p, a, na);
  memcpy(p + na, b, nb);
  memcpy(p + na + nb, s.data, s.size);
  p[na + nb + s.size] = 0;
  return (struct coff_str){p, na + nb + s.size};
}

static const char *lead(const struct dlltool *d, const struct coff_target *t)
{
  bool has =
      d->leading_underscore == DLLTOOL_AUTO ? t->leading_char == '_' : d->leading_underscore != 0;
  return has ? "_" : "";
}

static bool is_decorated(struct coff_str s)
{
  return s.size != 0 && (s.data[0] == '?' || s.data[0] == '@');
}

struct coff_str dlltool_plain_name(struct coff_str s)
{
  if (s.size == 0 || s.data[0] == '?')
    return s;
  if (s.data[0] == '@')
    s = (struct coff_str){s.data + 1, s.size - 1};
  const char *at = s.size == 0 ? NULL : memchr(s.data, '@', s.size);
  if (at != NULL && at != s.data)
    s.size = (size_t)(at - s.data);
  return s;
}

// What the DLL calls the export.
static struct coff_str name_in_dll(struct names *n, const struct coff_def_export *e)
{
  const struct dlltool *d = n->d;
  struct coff_str s = e->name;
  if (e->import_name.size != 0)
    return e->import_name;
  bool fastcall = s.data[0] == '@', stdcall = !fastcall && memchr(s.data, '@', s.size) != NULL;
  bool underscore = !fastcall && (d->add_underscore || (d->add_stdcall_underscore && stdcall));
  if (d->kill_at)
    s = dlltool_plain_name(s);
  return underscore ? join(n, "_", "", s) : s;
}

// ---- Hints ------------------------------------------------------------------------------------

static int compare(struct coff_str a, struct coff_str b)
{
  size_t n = a.size < b.size ? a.size : b.size;
  int c = n == 0 ? 0 : memcmp(a.data, b.data, n);
  return c != 0 ? c : (a.size > b.size) - (a.size < b.size);
}

static int by_name(const void *a, const void *b)
{
  const struct coff_implib_import *const *x = a, *const *y = b;
  return compare((*x)->name, (*y)->name);
}

// A hint is where the name stands in the DLL's table, which is sorted: if all exports are known, it is right.
static bool set_hints(struct coff_implib_import *all, size_t n)
{
  struct coff_implib_import **order = malloc((n + 1) * sizeof(*order));
  size_t named = 0;
  if (order == NULL)
    return false;
  for (size_t i = 0; i < n; i++)
    if (!all[i].by_ordinal)
      order[named++] = &all[i];
  qsort(order, named, sizeof(*order), by_name);
  uint16_t hint = 0;
  for (size_t i = 0; i < named; i++) {
    if (i != 0 && compare(order[i]->name, order[i - 1]->name) != 0 && hint != UINT16_MAX)
      hint++;
    order[i]->hint = hint;
  }
  free(order);
  return true;
}

// ---- Imports ----------------------------------------------------------------------------------

static struct coff_implib_import import_of(struct names *n, const struct coff_target *t,
                                           const struct coff_def_export *e, const char *prefix)
{
  const char *under = lead(n->d, t);
  struct coff_implib_import i = {.name = name_in_dll(n, e),
                                 .ordinal = (uint16_t)e->ordinal,
                                 .by_ordinal = e->noname,
                                 .data = e->data,
                                 .constant = e->constant};
  i.symbol = is_decorated(e->name) ? e->name : join(n, under, "", e->name);
  if (prefix != NULL)
    i.symbol = join(n, under, prefix, i.symbol);
  return i;
}

// All that can be imported. COUNT: of ALL, which is to be freed.
static struct coff_implib_import *collect(struct names *n, const struct coff_target *t,
                                          size_t *count)
{
  const struct coff_def *in = &n->d->input;
  struct coff_implib_import *all = calloc(2 * in->nexports + 1, sizeof *all);
  *count = 0;
  for (size_t i = 0; all != NULL && i < in->nexports; i++) {
    const struct coff_def_export *e = &in->exports[i];
    if (e->is_private)
      continue;
    if (n->d->prefix != NULL) // in GNU's order
      all[(*count)++] = import_of(n, t, e, n->d->prefix);
    all[(*count)++] = import_of(n, t, e, NULL);
  }
  if (all != NULL && !n->failed && set_hints(all, *count))
    return all;
  free(all);
  return NULL;
}

// The library's name as part of symbols.
static char *tag_of(const char *path)
{
  const char *slash = strrchr(path, '/');
  char *s = strdup(slash == NULL ? path : slash + 1);
  for (char *p = s; p != NULL && *p != 0; p++)
    if (!isalnum((unsigned char)*p))
      *p = '_';
  return s;
}

static unsigned machine_of(const struct coff_target *t)
{
  (void)t;
  return 0; // the first is what all tools write
}

static bool fill(struct dlltool *d, struct coff_archive_build *b, enum coff_implib_form form,
                 const char *tag)
{
  struct names n = {.b = b, .d = d};
  const struct coff_target *t = coff_target_find(d->machine->target);
  size_t count;
  if (t == NULL)
    return dlltool_fail(d, "this machine is not known: ", d->machine->name);
  struct coff_implib_import *imports = collect(&n, t, &count);
  struct coff_implib lib = {.form = form,
                            .dll = d->dll_name,
                            .target = t,
                            .machine = machine_of(t),
                            .tag = {tag, strlen(tag)},
                            .no_lookup = d->no_lookup,
                            .no_addresses = d->no_addresses,
                            .nul_prefixed = d->nul_prefixed};
  bool ok = imports != NULL ? coff_implib_add(b, &lib, imports, count)
                            : dlltool_fail(d, "out of memory", NULL);
  free(imports);
  return ok;
}

bool dlltool_write_library(struct dlltool *d, const char *path, bool delayed)
{
  enum coff_implib_form form = delayed                   ? COFF_IMPLIB_DELAYED
                               : d->form != DLLTOOL_AUTO ? (enum coff_implib_form)d->form
                                                         : d->machine->form;
  enum coff_dialect dialect = form == COFF_IMPLIB_SHORT ? COFF_ARCHIVE_MICROSOFT : COFF_ARCHIVE_GNU;
  if (!d->has_input || d->dll_name.size == 0)
    return dlltool_fail(d, "an import library needs a definition file (-d) and a DLL's name (-D)",
                        NULL);
  struct coff_archive_build *b = coff_archive_build_new(&d->tool->ctx, path, dialect);
  char *tag = tag_of(d->tag != NULL ? d->tag : path);
  bool ok = b != NULL && tag != NULL && fill(d, b, form, tag);
  if (ok && d->now) {
    b->index_date = (int64_t)time(NULL);
    for (uint32_t i = 0; i < b->count; i++)
      b->entries[i].date = b->index_date;
  }
  ok = ok && coff_archive_build_write_file(b, path, 0666, false);
  if (ok && d->verbose)
    out_printf(&d->tool->out, "%s: %lu members\n", path, (unsigned long)b->count);
  free(tag);
  coff_archive_build_free(b);
  return ok;
}
