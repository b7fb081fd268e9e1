// Native symbols and their auxiliary entries.
//
// Skip it unless a symbol or a file name is read wrongly.
#include "codec/names.h"
#include "object/symbolic.h"
#include <string.h>

uint64_t coff_syment_count(const struct coff_file *f)
{
  return f->nsyms;
}

struct coff_view coff_syment_table(const struct coff_file *f)
{
  return f->symbols;
}

const uint8_t *coff_syment_bytes(const struct coff_file *f, uint64_t index)
{
  if (f->symbolic != NULL)
    return coff_symbolic_bytes(f, index);
  return index < f->nsyms ? f->symbols.data + index * f->target->records->syment->size : NULL;
}

uint64_t coff_syment_offset(const struct coff_file *f, uint64_t index)
{
  if (f->symbolic != NULL)
    return coff_symbolic_offset(f, index);
  return f->symbols.origin + index * f->target->records->syment->size;
}

size_t coff_syment_read(const struct coff_file *f, uint64_t index, size_t n, struct coff_syment *s)
{
  if (index >= f->nsyms)
    return 0;
  if (n > f->nsyms - index)
    n = (size_t)(f->nsyms - index);
  if (f->symbolic != NULL)
    return coff_symbolic_read(f, index, n, s);
  coff_swap_syment_in(f->target, coff_syment_bytes(f, index), n, s);
  return n;
}

// A name in .debug stands behind its length, which may count a NUL; not all writers put one there
// (AIX Files Reference, "Debug Section").
static bool debug_name(const struct coff_file *f, uint64_t offset, struct coff_str *name)
{
  const struct coff_target *t = f->target;
  struct coff_view length, v;
  if (offset < t->debug_prefix ||
      !coff_view_table(f->debug_names, offset - t->debug_prefix, 1, t->debug_prefix, &length))
    return false;
  uint64_t size = coff_load(length.data, t->debug_prefix, t->order);
  bool whole = coff_view_clip(f->debug_names, offset, size, 1, &v) == size;
  *name = coff_view_string(v, 0, NULL);
  return whole;
}

bool coff_syment_name(const struct coff_file *f, const struct coff_syment *s, struct coff_str *name)
{
  if (s->name[0] != 0 || (s->strx == 0 && f->symbolic == NULL)) {
    *name = coff_section_name_inline(s->name, sizeof s->name);
    return true;
  }
  *name = (struct coff_str){"", 0};
  if (f->symbolic != NULL)
    return coff_symbolic_name(f, s, name);
  if ((s->sclass & f->target->debug_name_classes) == 0)
    return coff_file_string(f, s->strx, name);
  return debug_name(f, s->strx, name);
}

const struct coff_aux_layout *coff_auxent_layout(const struct coff_file *f, uint64_t index,
                                                 const struct coff_syment *sym, unsigned which)
{
  const uint8_t *p = coff_syment_bytes(f, index + 1 + which);
  struct coff_str name = {"", 0};
  if (p == NULL || which >= sym->numaux)
    return NULL;
  // Names in the string table lie all over it; rules only ask for the short ones of ends of scopes.
  if (sym->strx == 0 || f->target->records->syment->name.width == 0)
    coff_syment_name(f, sym, &name);
  return coff_aux_layout_for(f->target, sym, name, which, p);
}

bool coff_auxent_read(const struct coff_file *f, uint64_t index, const struct coff_syment *sym,
                      unsigned which, struct coff_auxent *a)
{
  const uint8_t *p = coff_syment_bytes(f, index + 1 + which);
  if (p == NULL || which >= sym->numaux)
    return false;
  coff_swap_auxent_in(f->target, coff_auxent_layout(f, index, sym, which), p, a);
  return true;
}

// A name may run on over all auxiliary entries (PE), lie in the string table, or be inline.
bool coff_auxent_file_name(const struct coff_file *f, uint64_t index, const struct coff_syment *sym,
                           struct coff_str *name)
{
  struct coff_auxent a;
  *name = (struct coff_str){"", 0};
  if (sym->numaux == 0)
    return coff_syment_name(f, sym, name);
  if (!coff_auxent_read(f, index, sym, 0, &a))
    return false;
  if (a.field[COFF_AUX_STRX] != 0)
    return coff_file_string(f, a.field[COFF_AUX_STRX], name);
  *name = a.name;
  if (!f->target->records->file_aux_spans)
    return true;
  uint64_t room = f->nsyms - (index + 1);
  uint64_t n = (sym->numaux < room ? sym->numaux : room) * f->target->records->auxesz;
  const char *p = (const char *)coff_syment_bytes(f, index + 1);
  *name = coff_section_name_inline(p, (size_t)n);
  return true;
}
