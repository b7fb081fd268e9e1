// Which symbols are listed.
//
// Skip it unless a symbol is missing. Letters are in letters.c, the order is in order.c.
#include "coff/format-sysv.h"
#include "coff/xcoffloader.h"
#include "nm/nm.h"
#include <stdlib.h>

static bool is_wanted(const struct nm *n, const struct coff_file *f, const struct coff_symbol *s)
{
  bool undefined = nm_is_undefined(f, s), weak = s->binding == COFF_BIND_WEAK;
  if (!n->debugging && (nm_is_debugging(f, s) || nm_is_local_code(f, s)))
    return false;
  if (n->undefined && !undefined)
    return false;
  if (n->defined && undefined)
    return false;
  if (n->no_weak && weak)
    return false;
  return !n->globals || undefined || s->binding != COFF_BIND_LOCAL;
}

static bool grow(struct nm *n, struct nm_list *l)
{
  size_t more = n->nroom == 0 ? 256 : n->nroom * 2;
  struct nm_symbol *grown = realloc(n->room, more * sizeof *grown);
  if (grown == NULL)
    return false;
  l->all = n->room = grown;
  n->nroom = more;
  return true;
}

// The name of S, as a view of the file.
static struct coff_str name_of(const struct coff_file *f, struct coff_symbol *s)
{
  bool there = s->section <= 0 || (uint32_t)s->section <= coff_section_count(f);
  bool ok = s->kind == COFF_SYMBOL_FILE ? coff_auxent_file_name(f, s->index, &s->native, &s->name)
                                        : coff_syment_name(f, &s->native, &s->name);
  if (!ok || !there)
    coff_symbol_get(f, s->index, s); // which reports what is wrong
  const char *record = (const char *)&s->native;
  if (s->name.data < record || s->name.data >= record + sizeof s->native)
    return s->name;
  uint64_t at = coff_syment_offset(f, s->index) + coff_file_target(f)->records->syment->name.at;
  return (struct coff_str){(const char *)coff_file_bytes(f).data + at, s->name.size};
}

static bool fail_memory(const struct coff_file *f, struct nm_list *l)
{
  *l = (struct nm_list){0};
  return coff_fail(coff_file_context(f), coff_file_place(f, COFF_NOWHERE), "out of memory");
}

static uint64_t value_of(const struct coff_symbol *s)
{
  if (s->kind == COFF_SYMBOL_COMMON)
    return s->native.value;
  return nm_is_section_elsewhere(s) ? 0 : s->address;
}

static bool add(struct nm *n, const struct coff_file *f, struct nm_list *l, uint64_t index,
                const struct coff_symbol *s, struct coff_str name)
{
  if (l->count == n->nroom && !grow(n, l))
    return fail_memory(f, l);
  l->all[l->count++] = (struct nm_symbol){.name = name,
                                          .value = value_of(s),
                                          .index = index,
                                          .section = s->section,
                                          .type = s->native.type,
                                          .sclass = (uint16_t)s->native.sclass,
                                          .letter = nm_letter(n, f, s, name),
                                          .undefined = nm_is_undefined(f, s)};
  return true;
}

bool nm_collect(struct nm *n, const struct coff_file *f, struct nm_list *l)
{
  struct coff_symbol s;
  *l = (struct nm_list){.all = n->room};
  for (uint64_t i = 0; coff_symbol_sketch(f, i, &s); i = coff_symbol_next(&s)) {
    l->any = true;
    if (is_wanted(n, f, &s) && !add(n, f, l, i, &s, name_of(f, &s)))
      return false;
  }
  return nm_put_in_order(n, f, l) || fail_memory(f, l);
}

// XCOFF has them in the loader section, other flavours nowhere.
bool nm_collect_dynamic(struct nm *n, const struct coff_file *f, struct nm_list *l)
{
  struct coff_xcoff_loader loader;
  struct coff_xcoff_symbol y;
  *l = (struct nm_list){.all = n->room};
  if (coff_file_target(f)->loader == NULL || !coff_xcoff_loader_open(f, &loader))
    return true;
  for (uint64_t i = 0; coff_xcoff_symbol_get(&loader, i, &y); i++) {
    struct coff_symbol s = {.section = y.scnum, .value = y.value, .address = y.value};
    s.binding = (y.smtype & COFF_XCOFF_WEAK) != 0 ? COFF_BIND_WEAK : COFF_BIND_GLOBAL;
    s.kind = y.scnum == 0    ? COFF_SYMBOL_UNDEFINED
             : y.scnum == -1 ? COFF_SYMBOL_ABSOLUTE
                             : COFF_SYMBOL_OBJECT;
    s.native = (struct coff_syment){.scnum = y.scnum, .value = y.value, .sclass = C_EXT};
    l->any = true;
    if (is_wanted(n, f, &s) && !add(n, f, l, UINT64_MAX, &s, y.name))
      return false;
  }
  return nm_put_in_order(n, f, l) || fail_memory(f, l);
}
