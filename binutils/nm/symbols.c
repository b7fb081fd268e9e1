// Which symbols are listed.
//
// Skip it unless a symbol is missing. Letters are in letters.c, the order is in order.c.
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

bool nm_collect(struct nm *n, const struct coff_file *f, struct nm_list *l)
{
  struct coff_symbol s;
  *l = (struct nm_list){.all = n->room};
  for (uint64_t i = 0; coff_symbol_sketch(f, i, &s); i = coff_symbol_next(&s)) {
    l->any = true;
    if (!is_wanted(n, f, &s))
      continue;
    if (l->count == n->nroom && !grow(n, l))
      return fail_memory(f, l);
    struct coff_str name = name_of(f, &s);
    l->all[l->count++] = (struct nm_symbol){.name = name,
                                            .value = value_of(&s),
                                            .index = i,
                                            .section = s.section,
                                            .type = s.native.type,
                                            .sclass = (uint16_t)s.native.sclass,
                                            .letter = nm_letter(n, f, &s, name),
                                            .undefined = nm_is_undefined(f, &s)};
  }
  return nm_put_in_order(n, f, l) || fail_memory(f, l);
}
