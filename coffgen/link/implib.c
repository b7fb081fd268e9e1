// --out-implib, --output-def: what others need to link with the image.
//
// Skip it unless an import library or definition file does not say what the image exports.
#include "coff/implib.h"
#include "base/alloc.h"
#include "link/exports.h"
#include "link/link.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- The import library -------------------------------------------------------------------------

// The file's name as part of symbols.
static bool make_tag(struct coff_link *ld, const char *path, struct coff_str *tag)
{
  const char *slash = strrchr(path, '/');
  if (!coff_link_join(ld, "", coff_link_str(slash == NULL ? path : slash + 1), "", tag))
    return false;
  char *p = (char *)(uintptr_t)tag->data; // a copy of our own
  for (size_t i = 0; i < tag->size; i++)
    if (!isalnum((unsigned char)p[i]))
      p[i] = '_';
  return true;
}

static bool is_decorated(struct coff_str s)
{
  return s.size != 0 && (s.data[0] == '?' || s.data[0] == '@');
}

static bool is_left_out(const struct coff_link *ld, const struct coff_link_export *e)
{
  const struct coff_link_names *out = &ld->opt->dll.exclude_modules;
  if (e->is_private || e->symbol == COFF_NO_ID || out->n == 0)
    return e->is_private;
  return coff_link_is_of(ld, ld->symbols[e->symbol].file, out->all, out->n);
}

// Exports are sorted by name: a hint is the number of the name.
static size_t collect(struct coff_link *ld, struct coff_implib_import *all)
{
  const char prefix[2] = {ld->target->leading_char, 0};
  uint32_t hint = 0;
  size_t n = 0;
  for (uint32_t i = 0; i < ld->nexports; i++) {
    const struct coff_link_export *e = &ld->exports[i];
    struct coff_implib_import m = {.symbol = e->symbol_name,
                                   .name = e->import_name.size != 0 ? e->import_name : e->name,
                                   .ordinal = (uint16_t)e->ordinal,
                                   .hint = (uint16_t)hint,
                                   .by_ordinal = e->noname,
                                   .data = e->data,
                                   .constant = e->constant};
    hint += !e->noname && hint < UINT16_MAX;
    if (is_left_out(ld, e))
      continue;
    if (!is_decorated(m.symbol) && !coff_link_join(ld, prefix, m.symbol, "", &m.symbol))
      return 0;
    all[n++] = m;
  }
  return n;
}

// Objects of the library are plain ones, even if those that were linked are not.
static const struct coff_target *plain_target(const struct coff_link *ld)
{
  const struct coff_target *t;
  for (size_t i = 0; (t = coff_target_at(i)) != NULL; i++)
    if (t->import_jump != NULL && t->image_target != NULL && ld->target->image_target != NULL &&
        strcmp(t->image_target, ld->target->image_target) == 0)
      return t;
  return ld->target;
}

bool coff_link_write_import_library(struct coff_link *ld)
{
  const char *path = ld->opt->dll.import_library;
  struct coff_implib lib = {
      .form = COFF_IMPLIB_LONG, .dll = coff_link_image_name(ld), .target = plain_target(ld)};
  if (path == NULL || ld->nexports == 0)
    return true;
  struct coff_implib_import *all = coff_alloc_array(ld->ctx, ld->nexports, sizeof *all);
  struct coff_archive_build *b = coff_archive_build_new(ld->ctx, path, COFF_ARCHIVE_GNU);
  bool ok = all != NULL || coff_link_out_of_memory(ld);
  size_t n = ok ? collect(ld, all) : 0;
  ok = ok && b != NULL && make_tag(ld, path, &lib.tag) && coff_implib_add(b, &lib, all, n) &&
       coff_archive_build_write_file(b, path, 0666, false);
  coff_archive_build_free(b);
  coff_free(ld->ctx, all);
  if (!ok)
    ld->errors++;
  return ok;
}

// ---- The definition file ------------------------------------------------------------------------

struct text {
  struct coff_link *ld;
  char *bytes;
  uint32_t n, room;
  bool failed;
};

static void put(struct text *t, const char *s, size_t n)
{
  char *grown = t->failed ? NULL : coff_link_grow(t->ld, t->bytes, t->n, (uint32_t)n, &t->room, 1);
  if (grown == NULL) {
    t->failed = true;
    return;
  }
  t->bytes = grown;
  memcpy(grown + t->n, s, n);
  t->n += (uint32_t)n;
}

static void put_text(struct text *t, const char *s)
{
  put(t, s, strlen(s));
}

// In quotes if it could be taken for something else.
static void put_name(struct text *t, struct coff_str s)
{
  bool plain = s.size != 0;
  for (size_t i = 0; i < s.size && plain; i++)
    plain = isalnum((unsigned char)s.data[i]) || strchr("_.$?@-", s.data[i]) != NULL;
  plain = plain && s.data[0] != '@' && s.data[0] != '.';
  put_text(t, plain ? "" : "\"");
  put(t, s.data, s.size);
  put_text(t, plain ? "" : "\"");
}

// What --kill-at leaves is an export under another name; of others, the internal name is only said if it is
// another one.
static void put_export(struct text *t, const struct coff_link_export *e)
{
  char number[32];
  const char *const words[] = {e->noname ? " NONAME" : "", e->data ? " DATA" : "",
                               e->constant ? " CONSTANT" : "", e->is_private ? " PRIVATE" : ""};
  put_text(t, "    ");
  put_name(t, e->name);
  if (!coff_link_same(e->internal, e->name) && (e->is_forwarder || !e->automatic)) {
    put_text(t, " = ");
    put_name(t, e->internal);
  }
  if (e->import_name.size != 0) {
    put_text(t, " == ");
    put_name(t, e->import_name);
  }
  snprintf(number, sizeof number, " @%u", (unsigned)e->ordinal);
  put_text(t, number);
  for (size_t i = 0; i < COFF_COUNT(words); i++)
    put_text(t, words[i]);
  put_text(t, "\n");
}

bool coff_link_write_definitions(struct coff_link *ld)
{
  struct text t = {.ld = ld};
  const char *path = ld->opt->dll.definitions;
  char base[64];
  if (path == NULL)
    return true;
  if (ld->ndefs != 0) {
    put_text(&t, ld->opt->kind == COFF_LINK_LIBRARY ? "LIBRARY \"" : "NAME \"");
    struct coff_str name = coff_link_image_name(ld);
    put(&t, name.data, name.size);
    snprintf(base, sizeof base, "\" BASE=0x%llx\n", (unsigned long long)ld->image_base);
    put_text(&t, base);
  }
  put_text(&t, "EXPORTS\n");
  for (uint32_t i = 0; i < ld->nexports; i++)
    put_export(&t, &ld->exports[i]);
  bool ok =
      !t.failed &&
      coff_write_bytes(ld->ctx, path, (struct coff_view){(const uint8_t *)t.bytes, t.n, 0}, NULL);
  coff_free(ld->ctx, t.bytes);
  if (!ok)
    ld->errors++;
  return ok;
}
