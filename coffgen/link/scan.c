// Symbols of an object one after the other, as the linker wants them.
//
// Skip it unless a symbol is taken for what it is not.
//
// Says what coff_symbol_sketch (coff/symbols.h) says, for a fraction of its time: what a storage class means is looked up
// once for the link, and no symbol is looked at twice.
#include "link/scan.h"
#include "codec/types.h"
#include "object/file.h"

void coff_link_learn_classes(struct coff_link *ld)
{
  for (uint32_t i = 0; i < COFF_LINK_CLASSES; i++)
    ld->classes[i] = (uint8_t)coff_class_kind(ld->target, i);
}

struct coff_link_scan coff_link_scan(const struct coff_link *ld, const struct coff_link_file *file)
{
  return (struct coff_link_scan){.ld = ld, .file = file, .next = 0};
}

static enum coff_link_entry_kind defined_kind(const struct coff_syment *s)
{
  if (s->scnum > 0)
    return COFF_ENTRY_DEFINED;
  if (s->scnum == 0)
    return s->value != 0 ? COFF_ENTRY_COMMON : COFF_ENTRY_UNDEFINED;
  return s->scnum == -1 ? COFF_ENTRY_ABSOLUTE : COFF_ENTRY_DEBUG;
}

static void classify(struct coff_link_scan *s, enum coff_class_kind class)
{
  s->global = s->weak = false;
  switch (class) {
  case COFF_CLASS_EXTERNAL:
    s->global = true;
    s->kind = defined_kind(&s->native);
    return;
  case COFF_CLASS_WEAK:
    s->global = s->weak = true;
    s->kind = defined_kind(&s->native);
    return;
  case COFF_CLASS_PE_WEAK:
    s->global = s->weak = true;
    s->kind =
        s->native.scnum == 0 && s->native.numaux != 0 ? COFF_ENTRY_WEAK : defined_kind(&s->native);
    return;
  case COFF_CLASS_HIDDEN:
  case COFF_CLASS_STATIC:
  case COFF_CLASS_LABEL:
  case COFF_CLASS_SECTION: s->kind = defined_kind(&s->native); return;
  case COFF_CLASS_FILE: s->kind = COFF_ENTRY_FILE; return;
  default: s->kind = COFF_ENTRY_DEBUG; return;
  }
}

// Flavours whose symbols are not what their storage class says (ECOFF).
static void classify_symbolic(struct coff_link_scan *s)
{
  struct coff_symbol sym;
  coff_symbol_sketch(s->file->file, s->index, &sym);
  s->native = sym.native;
  s->global = sym.binding != COFF_BIND_LOCAL;
  s->weak = sym.binding == COFF_BIND_WEAK;
  switch (sym.kind) {
  case COFF_SYMBOL_FILE: s->kind = COFF_ENTRY_FILE; return;
  case COFF_SYMBOL_DEBUG: s->kind = COFF_ENTRY_DEBUG; return;
  case COFF_SYMBOL_COMMON: s->kind = COFF_ENTRY_COMMON; return;
  case COFF_SYMBOL_UNDEFINED: s->kind = COFF_ENTRY_UNDEFINED; return;
  case COFF_SYMBOL_ABSOLUTE: s->kind = COFF_ENTRY_ABSOLUTE; return;
  default: s->kind = COFF_ENTRY_DEFINED; return;
  }
}

// Values of what is in a section count from the section here.
static void place(struct coff_link_scan *s)
{
  s->value = s->native.value;
  if (s->kind == COFF_ENTRY_DEFINED && !s->file->target->section_relative)
    s->value -= coff_section_address(s->file->file, (uint32_t)s->native.scnum);
}

bool coff_link_scan_next(struct coff_link_scan *s)
{
  const struct coff_target *t = s->file->target;
  s->index = s->next;
  if (s->index >= s->file->nrefs)
    return false;
  s->record = coff_syment_bytes(s->file->file, s->index);
  if (t->records->symbolic != NULL) {
    classify_symbolic(s);
  } else {
    coff_swap_syment_in(t, s->record, 1, &s->native);
    classify(s, s->native.sclass < COFF_LINK_CLASSES
                    ? (enum coff_class_kind)s->ld->classes[s->native.sclass]
                    : coff_class_kind(t, s->native.sclass));
  }
  place(s);
  s->next = s->index + 1 + (uint64_t)s->native.numaux;
  return true;
}

// Names must outlive the scan: one that stands in the record stands in the file.
bool coff_link_scan_name(const struct coff_link_scan *s, struct coff_str *name)
{
  if (!coff_syment_name(s->file->file, &s->native, name))
    return false;
  if (name->data == s->native.name)
    name->data = (const char *)s->record + s->file->target->records->syment->name.at;
  return true;
}
