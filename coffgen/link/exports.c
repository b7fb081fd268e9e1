// What the image exports: said by objects (.drectve) and definition files; names, symbols, ordinals.
//
// Skip it unless an export is missing, or has the wrong name or number. edata.c makes the table.
//
// Who says an export means C's name, as gcc does, or the symbol's own, as Microsoft's compilers do. On i386, where
// C's names have an underscore in front, `_f` is taken for the symbol only if there is no symbol `__f`. A
// definition file counts before objects, and what was said first before what was said later.
#include "link/exports.h"
#include "base/alloc.h"
#include "coff/def.h"
#include "link/link.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_ORDINAL = 0xffff };

int coff_link_compare(struct coff_str a, struct coff_str b)
{
  size_t n = a.size < b.size ? a.size : b.size;
  int c = n == 0 ? 0 : memcmp(a.data, b.data, n);
  return c != 0 ? c : (a.size > b.size) - (a.size < b.size);
}

bool coff_link_add_export(struct coff_link *ld, const struct coff_link_export *new)
{
  struct coff_link_export *grown =
      coff_link_grow(ld, ld->exports, ld->nexports, 1, &ld->room_exports, sizeof *grown);
  if (grown == NULL)
    return false;
  ld->exports = grown;
  struct coff_link_export *e = &ld->exports[ld->nexports];
  *e = *new;
  e->said = ld->nexports++;
  if (e->internal.size == 0)
    e->internal = e->name;
  if (e->symbol_name.size == 0)
    e->symbol_name = e->name;
  if (e->has_ordinal && (e->ordinal == 0 || e->ordinal > MOST_ORDINAL))
    return coff_link_fail(ld, coff_link_in(ld, e->file),
                          "export %.*s: there is no ordinal %" PRIu32, (int)e->name.size,
                          e->name.data, e->ordinal);
  return true;
}

// ---- Options in objects -------------------------------------------------------------------------

static struct coff_str unquoted(struct coff_str s)
{
  if (s.size >= 2 && s.data[0] == '"' && s.data[s.size - 1] == '"')
    return (struct coff_str){s.data + 1, s.size - 2};
  return s;
}

// Takes what stands before the first of character C off REST.
static struct coff_str take_up_to(struct coff_str *rest, char c)
{
  const char *at = rest->size == 0 ? NULL : memchr(rest->data, c, rest->size);
  size_t n = at == NULL ? rest->size : (size_t)(at - rest->data);
  struct coff_str part = {rest->data, n};
  rest->data += n;
  rest->size -= n;
  if (at != NULL) {
    rest->data++;
    rest->size--;
  }
  return part;
}

static bool take_attribute(struct coff_link_export *e, struct coff_str word)
{
  if (coff_link_is_caseless(word, "DATA")) {
    e->data = true;
  } else if (coff_link_is_caseless(word, "CONSTANT")) {
    e->constant = true;
  } else if (coff_link_is_caseless(word, "NONAME")) {
    e->noname = true;
  } else if (coff_link_is_caseless(word, "PRIVATE")) {
    e->is_private = true;
  } else if (word.size > 1 && word.data[0] == '@') {
    e->has_ordinal = true;
    for (size_t i = 1; i < word.size; i++) {
      if (word.data[i] < '0' || word.data[i] > '9')
        return false;
      if (e->ordinal <= MOST_ORDINAL)
        e->ordinal = e->ordinal * 10 + (uint32_t)(word.data[i] - '0');
    }
  } else {
    return false;
  }
  return true;
}

// NAME[=INTERNAL][,@ORDINAL[,NONAME]][,DATA][,PRIVATE]
void coff_link_export_directive(struct coff_link *ld, uint32_t file, struct coff_str value)
{
  struct coff_link_export e = {.file = file, .symbol = COFF_NO_ID};
  struct coff_str rest = value, names = take_up_to(&rest, ',');
  e.name = unquoted(take_up_to(&names, '='));
  e.internal = unquoted(names);
  e.is_forwarder = e.internal.size != 0 && memchr(e.internal.data, '.', e.internal.size) != NULL;
  while (rest.size != 0) {
    struct coff_str word = take_up_to(&rest, ',');
    if (!take_attribute(&e, word))
      coff_link_warn(ld, coff_link_in(ld, file), "export %.*s: '%.*s' means nothing",
                     (int)e.name.size, e.name.data, (int)word.size, word.data);
  }
  if (e.name.size == 0)
    coff_link_warn(ld, coff_link_in(ld, file), "an export without a name");
  else
    coff_link_add_export(ld, &e);
}

// ---- Symbols ------------------------------------------------------------------------------------

static bool defines(const struct coff_link *ld, uint32_t id)
{
  return id != COFF_NO_ID && ld->symbols[id].state >= COFF_LINK_WEAK;
}

static uint32_t find_as_c(const struct coff_link *ld, struct coff_str name)
{
  char text[512] = {ld->target->leading_char};
  size_t before = text[0] != 0;
  if (name.size == 0 || name.data[0] == '?' || name.data[0] == '@' || before == 0)
    return coff_link_find(ld, name, coff_link_hash(name));
  if (name.size + before > sizeof text)
    return COFF_NO_ID;
  memcpy(text + before, name.data, name.size);
  struct coff_str s = {text, name.size + before};
  return coff_link_find(ld, s, coff_link_hash(s));
}

uint32_t coff_link_find_export(const struct coff_link *ld, const struct coff_link_export *e)
{
  uint32_t id = find_as_c(ld, e->internal);
  return defines(ld, id) ? id : coff_link_find(ld, e->internal, coff_link_hash(e->internal));
}

static void want(struct coff_link *ld, const struct coff_link_export *e)
{
  const char prefix[2] = {ld->target->leading_char, 0};
  struct coff_str name = e->internal;
  bool decorated = name.data[0] == '?' || name.data[0] == '@';
  if (decorated || prefix[0] == 0 || coff_link_join(ld, prefix, name, "", &name))
    coff_link_want(ld, name);
}

void coff_link_want_exports(struct coff_link *ld)
{
  for (uint32_t i = 0; i < ld->nexports; i++) {
    const struct coff_link_export *e = &ld->exports[i];
    if (!e->is_forwarder && !defines(ld, coff_link_find_export(ld, e)))
      want(ld, e);
  }
}

// ---- stdcall: _f@N for f --------------------------------------------------------------------------

static struct coff_str without_at(struct coff_str name)
{
  const char *at = name.size == 0 ? NULL : memchr(name.data + 1, '@', name.size - 1);
  return at == NULL ? name : (struct coff_str){name.data, (size_t)(at - name.data)};
}

static void fix_export(struct coff_link *ld, struct coff_link_export *e, uint32_t symbol)
{
  struct coff_str name = ld->symbols[symbol].name;
  uint32_t asked = find_as_c(ld, e->internal);
  e->symbol = symbol;
  if (asked != COFF_NO_ID && ld->symbols[asked].state == COFF_LINK_UNDEFINED)
    ld->symbols[asked].used = false;
  if (ld->opt->dll.stdcall_fixup == COFF_LINK_UNSAID)
    coff_link_warn(ld, coff_link_in(ld, e->file),
                   "%.*s is exported as %.*s; --enable-stdcall-fixup says that it is meant, "
                   "--disable-stdcall-fixup that it is not",
                   (int)name.size, name.data, (int)e->name.size, e->name.data);
}

// Exports are sorted by name. Only names of functions whose caller leaves the stack alone end in the bytes of their
// arguments.
static void fix_stdcall(struct coff_link *ld)
{
  for (uint32_t id = 0; id < ld->nsymbols; id++) {
    struct coff_str name = ld->symbols[id].name;
    bool decorated =
        name.size >= 2 && (name.data[0] == ld->target->leading_char || name.data[0] == '@');
    if (!decorated || !defines(ld, id))
      continue;
    struct coff_str plain = without_at((struct coff_str){name.data + 1, name.size - 1});
    if (plain.size == name.size - 1)
      continue;
    uint32_t low = 0, high = ld->nexports;
    while (low < high) {
      uint32_t middle = low + (high - low) / 2;
      if (coff_link_compare(ld->exports[middle].name, plain) < 0)
        low = middle + 1;
      else
        high = middle;
    }
    if (low == ld->nexports)
      continue;
    struct coff_link_export *e = &ld->exports[low];
    if (coff_link_same(e->name, plain) && coff_link_same(e->internal, plain) && !e->is_forwarder &&
        e->symbol == COFF_NO_ID)
      fix_export(ld, e, id);
  }
}

// ---- All of them ----------------------------------------------------------------------------------

static int by_name(const void *a, const void *b)
{
  const struct coff_link_export *x = a, *y = b;
  int c = coff_link_compare(x->name, y->name);
  if (c != 0)
    return c;
  if ((x->file == 0) != (y->file == 0))
    return x->file == 0 ? -1 : 1;
  return (x->said > y->said) - (x->said < y->said);
}

static void merge(struct coff_link *ld, struct coff_link_export *to,
                  const struct coff_link_export *e)
{
  if (to->has_ordinal && e->has_ordinal && to->ordinal != e->ordinal)
    coff_link_fail(ld, coff_link_in(ld, e->file),
                   "export %.*s has ordinal %" PRIu32 " and ordinal %" PRIu32, (int)e->name.size,
                   e->name.data, to->ordinal, e->ordinal);
  else if (ld->opt->dll.warn_duplicates && !e->automatic)
    coff_link_warn(ld, coff_link_in(ld, e->file), "%.*s is exported more than once",
                   (int)e->name.size, e->name.data);
  if (e->has_ordinal && !to->has_ordinal)
    to->ordinal = e->ordinal;
  to->has_ordinal = to->has_ordinal || e->has_ordinal;
  to->data = to->data || e->data;
}

static void sort_and_merge(struct coff_link *ld)
{
  uint32_t n = 0;
  if (ld->nexports != 0)
    qsort(ld->exports, ld->nexports, sizeof *ld->exports, by_name);
  for (uint32_t i = 0; i < ld->nexports; i++) {
    if (n != 0 && coff_link_same(ld->exports[n - 1].name, ld->exports[i].name))
      merge(ld, &ld->exports[n - 1], &ld->exports[i]);
    else
      ld->exports[n++] = ld->exports[i];
  }
  ld->nexports = n;
}

static struct coff_str killed(struct coff_str name)
{
  if (name.size != 0 && name.data[0] == '?')
    return name;
  if (name.size != 0 && name.data[0] == '@')
    name = (struct coff_str){name.data + 1, name.size - 1};
  return without_at(name);
}

// A symbol's own name was said: C's is without the prefix, but for stdcall functions, whose name is all of it.
static void name_export(const struct coff_link *ld, struct coff_link_export *e)
{
  char lead = ld->target->leading_char;
  bool own = lead != 0 && e->symbol != COFF_NO_ID && e->name.size > 1 && e->name.data[0] == lead &&
             coff_link_same(ld->symbols[e->symbol].name, e->name);
  if (!own)
    return;
  e->symbol_name = (struct coff_str){e->name.data + 1, e->name.size - 1};
  if (memchr(e->name.data, '@', e->name.size) == NULL)
    e->name = e->symbol_name;
}

// --kill-at, --add-stdcall-alias: the latter keeps the export with its whole name.
static void rename_exports(struct coff_link *ld)
{
  const struct coff_link_dll_options *o = &ld->opt->dll;
  uint32_t n = ld->nexports;
  for (uint32_t i = 0; i < n; i++) {
    struct coff_link_export *e = &ld->exports[i];
    struct coff_str plain = killed(e->name);
    if (ld->target->leading_char == 0 || coff_link_same(plain, e->name))
      continue;
    if (o->stdcall_alias) {
      struct coff_link_export alias = *e;
      alias.name = alias.symbol_name = plain;
      alias.has_ordinal = false;
      coff_link_add_export(ld, &alias);
    } else if (o->kill_at) {
      e->name = plain;
    }
  }
}

static void set_symbols(struct coff_link *ld)
{
  for (uint32_t i = 0; i < ld->nexports; i++) {
    struct coff_link_export *e = &ld->exports[i];
    uint32_t id = e->is_forwarder ? COFF_NO_ID : coff_link_find_export(ld, e);
    if (e->symbol == COFF_NO_ID && defines(ld, id))
      e->symbol = id;
  }
  if (ld->target->leading_char != 0 && ld->opt->dll.stdcall_fixup != COFF_LINK_NO)
    fix_stdcall(ld);
}

static void check_symbols(struct coff_link *ld)
{
  for (uint32_t i = 0; i < ld->nexports; i++) {
    struct coff_link_export *e = &ld->exports[i];
    if (e->is_forwarder)
      continue;
    if (e->symbol == COFF_NO_ID) {
      coff_link_fail(ld, coff_link_in(ld, e->file), "cannot export %.*s: nothing defines %.*s",
                     (int)e->name.size, e->name.data, (int)e->internal.size, e->internal.data);
      continue;
    }
    name_export(ld, e);
    ld->symbols[e->symbol].root = true;
  }
}

// The lowest ordinal is the lowest that was said, or as much less as it takes to number all the others up to the
// highest; they get what is free from there on, in the order of their names.
static void number_exports(struct coff_link *ld)
{
  uint32_t *owner = coff_alloc_array(ld->ctx, MOST_ORDINAL + 2, sizeof *owner);
  uint32_t low = 0, high = 0;
  if (owner == NULL) {
    coff_link_out_of_memory(ld);
    return;
  }
  for (uint32_t i = 0; i < ld->nexports; i++) {
    const struct coff_link_export *e = &ld->exports[i];
    if (!e->has_ordinal)
      continue;
    if (owner[e->ordinal] != 0)
      coff_link_fail(ld, coff_link_in(ld, e->file), "ordinal %" PRIu32 " is of %.*s and of %.*s",
                     e->ordinal, (int)ld->exports[owner[e->ordinal] - 1].name.size,
                     ld->exports[owner[e->ordinal] - 1].name.data, (int)e->name.size, e->name.data);
    owner[e->ordinal] = i + 1;
    low = low == 0 || e->ordinal < low ? e->ordinal : low;
    high = e->ordinal > high ? e->ordinal : high;
  }
  if (low == 0 || high - low + 1 < ld->nexports)
    low = high >= ld->nexports ? high - ld->nexports + 1 : 1;
  ld->ordinal_base = low;
  for (uint32_t i = 0, next = low; i < ld->nexports; i++) {
    if (ld->exports[i].has_ordinal)
      continue;
    while (next <= MOST_ORDINAL && owner[next] != 0)
      next++;
    ld->exports[i].ordinal = next++;
    if (ld->exports[i].ordinal > MOST_ORDINAL) {
      coff_link_fail(ld, coff_link_at(ld->opt->output), "there are more than %d exports",
                     MOST_ORDINAL);
      break;
    }
  }
  coff_free(ld->ctx, owner);
}

void coff_link_settle_exports(struct coff_link *ld)
{
  bool all = ld->opt->dll.export_all || (ld->opt->kind == COFF_LINK_LIBRARY && ld->nexports == 0);
  sort_and_merge(ld);
  set_symbols(ld);
  check_symbols(ld);
  if (all && !ld->opt->dll.exclude_all)
    coff_link_export_all(ld);
  rename_exports(ld);
  sort_and_merge(ld);
  if (ld->nexports != 0)
    number_exports(ld);
}
