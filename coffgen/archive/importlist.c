// Which DLLs an import library stands for, and how many imports of each it has.
//
// Skip it unless imports are counted for the wrong DLL.
//
// A short import names its DLL. A long one of GNU's names the head of its tables by a symbol; the
// head names the tail, and only that has the DLL's name. They may stand in any order, so that
// symbols are gathered first and followed when all are known. Imports of one DLL mostly stand
// together, and are one group as they come: memory grows with the DLLs.
#include "archive/archive.h"
#include "base/alloc.h"
#include <stdlib.h>
#include <string.h>

// A symbol of a head with that of its tail, or of a tail with its DLL.
struct link {
  struct coff_str symbol, leads_to; // copies
};

struct links {
  struct link *items;
  size_t count, room;
};

struct group {
  struct coff_str key; // copy: DLL, or symbol of a head if LINKED
  bool linked;
  struct coff_import_dll sum; // SUM.dll: borrowed
};

struct state {
  const struct coff_context *ctx;
  struct links heads, tails;
  struct group *groups;
  size_t count, room;
};

static int compare(struct coff_str a, struct coff_str b)
{
  int c = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
  return c != 0 ? c : a.size < b.size ? -1 : a.size > b.size;
}

static bool copy(const struct state *s, struct coff_str from, struct coff_str *to)
{
  char *p = coff_alloc(s->ctx, from.size + 1);
  if (p == NULL)
    return false;
  memcpy(p, from.data, from.size);
  *to = (struct coff_str){p, from.size};
  return true;
}

static void drop(const struct state *s, struct coff_str str)
{
  coff_free(s->ctx, (void *)(uintptr_t)str.data); // a copy of ours
}

// Room for one more of SIZE bytes; NULL if out of memory.
static void *grow(const struct state *s, void *items, size_t count, size_t *room, size_t size)
{
  if (count < *room)
    return items;
  size_t more = *room == 0 ? 8 : *room * 2;
  void *bigger = coff_realloc(s->ctx, items, more * size);
  if (bigger != NULL)
    *room = more;
  return bigger;
}

static bool add_link(struct state *s, struct links *l, struct coff_str symbol,
                     struct coff_str leads_to)
{
  struct link new;
  struct link *items = grow(s, l->items, l->count, &l->room, sizeof *items);
  if (items == NULL)
    return false;
  l->items = items;
  if (!copy(s, symbol, &new.symbol))
    return false;
  if (!copy(s, leads_to, &new.leads_to)) {
    drop(s, new.symbol);
    return false;
  }
  l->items[l->count++] = new;
  return true;
}

static bool add_import(struct state *s, const struct coff_import_member *m)
{
  bool linked = m->kind == COFF_IMPORT_LONG;
  struct coff_str key = linked ? m->link : m->dll;
  struct group *g = s->count == 0 ? NULL : &s->groups[s->count - 1];
  if (g == NULL || g->linked != linked || compare(g->key, key) != 0) {
    struct group *items = grow(s, s->groups, s->count, &s->room, sizeof *items);
    if (items == NULL)
      return false;
    s->groups = items;
    g = &items[s->count];
    *g = (struct group){.linked = linked};
    if (!copy(s, key, &g->key))
      return false;
    s->count++;
  }
  g->sum.short_count += !linked;
  g->sum.long_count += linked;
  g->sum.ordinal_count += m->by_ordinal;
  return true;
}

static bool add_member(struct state *s, const struct coff_file *f)
{
  struct coff_import_member m;
  if (!coff_import_classify(f, &m))
    return true;
  switch (m.kind) {
  case COFF_IMPORT_HEAD: return add_link(s, &s->heads, m.symbol, m.link);
  case COFF_IMPORT_TAIL: return add_link(s, &s->tails, m.symbol, m.dll);
  case COFF_IMPORT_SHORT:
  case COFF_IMPORT_LONG: return add_import(s, &m);
  default: return true;
  }
}

static bool gather(struct state *s, const struct coff_archive *a)
{
  struct coff_member_cursor c;
  struct coff_member m;
  struct coff_member_opened o;
  bool ok = true;
  coff_member_first(a, &c);
  while (ok && coff_member_next(&c, &m)) {
    if (m.special != COFF_MEMBER_ORDINARY)
      continue;
    if (coff_member_open(a, &m, NULL, &o) && o.file != NULL)
      ok = add_member(s, o.file);
    coff_member_close(a, &o);
  }
  return ok || coff_fail(a->ctx, coff_archive_place(a, COFF_NOWHERE), "out of memory");
}

static int by_symbol(const void *a, const void *b)
{
  return compare(((const struct link *)a)->symbol, ((const struct link *)b)->symbol);
}

static int by_dll(const void *a, const void *b)
{
  return compare(((const struct group *)a)->sum.dll, ((const struct group *)b)->sum.dll);
}

static struct coff_str follow(const struct links *l, struct coff_str symbol)
{
  struct link key = {.symbol = symbol};
  const struct link *found =
      l->count == 0 ? NULL : bsearch(&key, l->items, l->count, sizeof key, by_symbol);
  return found == NULL ? (struct coff_str){"", 0} : found->leads_to;
}

static void sort_links(struct links *l)
{
  if (l->count != 0)
    qsort(l->items, l->count, sizeof *l->items, by_symbol);
}

// Names each group's DLL, and makes one of the groups of each.
static bool merge(struct state *s, struct coff_import_list *list)
{
  sort_links(&s->heads);
  sort_links(&s->tails);
  for (size_t i = 0; i < s->count; i++)
    s->groups[i].sum.dll = s->groups[i].linked
                               ? follow(&s->tails, follow(&s->heads, s->groups[i].key))
                               : s->groups[i].key;
  if (s->count == 0)
    return true;
  qsort(s->groups, s->count, sizeof *s->groups, by_dll);
  list->dlls = coff_alloc_array(s->ctx, s->count, sizeof *list->dlls);
  for (size_t i = 0; list->dlls != NULL && i < s->count; i++) {
    const struct coff_import_dll *from = &s->groups[i].sum;
    struct coff_import_dll *to = list->count == 0 ? NULL : &list->dlls[list->count - 1];
    if (to == NULL || compare(to->dll, from->dll) != 0) {
      to = &list->dlls[list->count];
      if (!copy(s, from->dll, &to->dll))
        return false;
      list->count++;
    }
    to->short_count += from->short_count;
    to->long_count += from->long_count;
    to->ordinal_count += from->ordinal_count;
  }
  return list->dlls != NULL;
}

static void free_links(const struct state *s, struct links *l)
{
  for (size_t i = 0; i < l->count; i++) {
    drop(s, l->items[i].symbol);
    drop(s, l->items[i].leads_to);
  }
  coff_free(s->ctx, l->items);
}

bool coff_import_list_build(const struct coff_archive *a, struct coff_import_list *list)
{
  struct state s = {.ctx = a->ctx};
  *list = (struct coff_import_list){0};
  bool ok = gather(&s, a);
  if (ok && !merge(&s, list)) {
    ok = coff_fail(a->ctx, coff_archive_place(a, COFF_NOWHERE), "out of memory");
    coff_import_list_free(a, list);
  }
  for (size_t i = 0; i < s.count; i++)
    drop(&s, s.groups[i].key);
  coff_free(a->ctx, s.groups);
  free_links(&s, &s.heads);
  free_links(&s, &s.tails);
  return ok;
}

void coff_import_list_free(const struct coff_archive *a, struct coff_import_list *list)
{
  for (size_t i = 0; i < list->count; i++)
    coff_free(a->ctx, (void *)(uintptr_t)list->dlls[i].dll.data);
  coff_free(a->ctx, list->dlls);
  *list = (struct coff_import_list){0};
}
