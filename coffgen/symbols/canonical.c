// The canonical symbol: what a native entry is, whatever the flavour.
//
// Skip it unless a symbol has the wrong kind, value or size.
//
// The storage class says what kind of thing an entry is (coff_class in the target's table); section
// number and value then tell defined from undefined and common.
#include "codec/types.h"
#include "coff/format-ecoff.h"
#include "object/file.h"
#include "symbols/csect.h"
#include <inttypes.h>
#include <string.h>

// ECOFF: what a symbol is follows from its type; the storage class says where it is.
static const struct coff_symbolic_type *symbolic_type(const struct coff_target *t,
                                                      const struct coff_syment *s)
{
  static const struct coff_symbolic_type unknown = {.kind = COFF_CLASS_DEBUG};
  const struct coff_symbolic *y = t->records->symbolic;
  bool is_stab = (s->index & ECOFF_STAB_MASK) == ECOFF_STAB_MARK;
  return s->type < y->ntypes && !is_stab ? &y->types[s->type] : &unknown;
}

static bool is_common(const struct coff_target *t, const struct coff_syment *s)
{
  const struct coff_symbolic *y = t->records->symbolic;
  if (y != NULL)
    return s->sclass < y->nstorage && y->storage[s->sclass].common;
  return s->value != 0;
}

// External symbols are global even where the local symbol of the same type is not.
static enum coff_class_kind kind_of(const struct coff_target *t, const struct coff_syment *s)
{
  if (t->records->symbolic == NULL)
    return coff_class_kind(t, s->sclass);
  enum coff_class_kind kind = (enum coff_class_kind)symbolic_type(t, s)->kind;
  if (kind == COFF_CLASS_EXTERNAL && s->local)
    return COFF_CLASS_STATIC;
  if (kind == COFF_CLASS_EXTERNAL && (s->flags & ECOFF_EXT_WEAKEXT) != 0)
    return COFF_CLASS_WEAK;
  return kind;
}

static bool is_function(const struct coff_target *t, const struct coff_syment *s)
{
  return t->records->symbolic != NULL ? symbolic_type(t, s)->is_function
                                      : coff_type_is_function(t, s->type);
}

// What a symbol that has an address names.
static enum coff_symbol_kind defined_kind(const struct coff_file *f, const struct coff_symbol *s)
{
  if (is_function(f->target, &s->native))
    return COFF_SYMBOL_FUNCTION;
  if (s->native.type != 0 && f->symbolic == NULL)
    return COFF_SYMBOL_OBJECT;
  // Without a type word the section's contents are the best guess.
  return coff_section_means(f, (uint32_t)s->section, COFF_SEC_CODE) ? COFF_SYMBOL_LABEL
                                                                    : COFF_SYMBOL_OBJECT;
}

static enum coff_symbol_kind placed_kind(const struct coff_file *f, const struct coff_symbol *s,
                                         bool sketch)
{
  if (s->native.scnum == 0)
    return is_common(f->target, &s->native) ? COFF_SYMBOL_COMMON : COFF_SYMBOL_UNDEFINED;
  if (s->native.scnum == -1)
    return COFF_SYMBOL_ABSOLUTE;
  if (s->native.scnum < 0)
    return COFF_SYMBOL_DEBUG;
  return sketch ? COFF_SYMBOL_OBJECT : defined_kind(f, s);
}

static bool has_section_aux(const struct coff_file *f, const struct coff_symbol *s)
{
  if (s->native.numaux == 0 || s->native.scnum <= 0)
    return false;
  const struct coff_aux_layout *l = coff_auxent_layout(f, s->index, &s->native, 0);
  return l != NULL && l->form == COFF_AUX_SECTION;
}

static void classify(const struct coff_file *f, struct coff_symbol *s, enum coff_class_kind class,
                     bool sketch)
{
  struct coff_auxent a;
  s->binding = COFF_BIND_LOCAL;
  switch (class) {
  case COFF_CLASS_EXTERNAL:
    s->binding = COFF_BIND_GLOBAL;
    s->kind = placed_kind(f, s, sketch);
    return;
  case COFF_CLASS_WEAK:
    s->binding = COFF_BIND_WEAK;
    s->kind = placed_kind(f, s, sketch);
    return;
  case COFF_CLASS_PE_WEAK:
    s->binding = COFF_BIND_WEAK;
    s->kind = placed_kind(f, s, sketch);
    if (s->native.scnum != 0 || !coff_auxent_read(f, s->index, &s->native, 0, &a))
      return;
    s->kind = COFF_SYMBOL_WEAK;
    s->weak_default = a.field[COFF_AUX_TAGNDX];
    return;
  case COFF_CLASS_HIDDEN: s->kind = placed_kind(f, s, sketch); return;
  case COFF_CLASS_STATIC:
    s->kind = !sketch && has_section_aux(f, s) ? COFF_SYMBOL_SECTION : placed_kind(f, s, sketch);
    return;
  case COFF_CLASS_LABEL:
    s->kind = s->native.scnum > 0 ? COFF_SYMBOL_LABEL : placed_kind(f, s, sketch);
    return;
  case COFF_CLASS_SECTION: s->kind = COFF_SYMBOL_SECTION; return;
  case COFF_CLASS_FILE: s->kind = COFF_SYMBOL_FILE; return;
  default: s->kind = COFF_SYMBOL_DEBUG; return;
  }
}

// The page that is part of the address of the symbol's section, but not of its own value.
static uint64_t page_of(const struct coff_file *f, const struct coff_symbol *s, uint64_t section)
{
  unsigned shift = f->target->page_shift;
  bool apart = shift != 0 && s->native.value >> shift == 0;
  return apart ? section >> shift << shift : 0;
}

// Symbol values count from the section (PE) or are addresses (the others); those of debugging
// entries may be anything (of XCOFF's C_BSTAT an index) and stay what they are.
static void place(const struct coff_file *f, struct coff_symbol *s, enum coff_class_kind class)
{
  s->value = s->address = s->native.value;
  if (s->native.scnum <= 0 || class >= COFF_CLASS_DEBUG)
    return;
  uint64_t section = coff_section_address(f, (uint32_t)s->section);
  if (f->target->section_relative)
    s->address = s->native.value + section;
  else
    s->address = s->native.value + page_of(f, s, section);
  if (!f->target->section_relative)
    s->value = s->address - section;
}

static void measure_by(const struct coff_auxent *a, struct coff_symbol *s)
{
  switch (a->layout->form) {
  case COFF_AUX_FUNCTION: s->size = a->field[COFF_AUX_FSIZE]; return;
  case COFF_AUX_SECTION: s->size = a->field[COFF_AUX_SCNLEN]; return;
  case COFF_AUX_SYMBOL:
  case COFF_AUX_ARRAY:
  case COFF_AUX_TAG: s->size = a->field[COFF_AUX_SIZE]; return;
  case COFF_AUX_CSECT: coff_csect_describe(a, s); return;
  default: return;
  }
}

// Sizes come from the auxiliary entries. Of an XCOFF function the last three may be its exceptions,
// itself and its csect; no symbol has more that matter, whatever number it claims.
static void measure(const struct coff_file *f, struct coff_symbol *s)
{
  struct coff_auxent a;
  if (s->kind == COFF_SYMBOL_COMMON) {
    s->size = s->native.value;
    s->has_size = true;
  }
  unsigned first = s->native.numaux > 3 ? s->native.numaux - 3 : 0;
  for (unsigned i = first; coff_auxent_read(f, s->index, &s->native, i, &a); i++)
    if (a.layout != NULL)
      measure_by(&a, s);
  s->has_size = s->has_size || s->size != 0;
}

static void name_symbol(const struct coff_file *f, struct coff_symbol *s)
{
  bool ok = s->kind == COFF_SYMBOL_FILE ? coff_auxent_file_name(f, s->index, &s->native, &s->name)
                                        : coff_syment_name(f, &s->native, &s->name);
  if (!ok)
    coff_fail(f->ctx, coff_file_place(f, coff_syment_offset(f, s->index)),
              "name of symbol %" PRIu64 " lies outside of the string table", s->index);
}

// If section headers are cut off, that has been said, and is no fault of the symbol.
static void check_section(const struct coff_file *f, const struct coff_symbol *s)
{
  if (s->section <= 0 || (uint32_t)s->section <= f->nscns || f->nscns != f->header.nscns)
    return;
  coff_fail(f->ctx, coff_file_place(f, coff_syment_offset(f, s->index)),
            "symbol %" PRIu64 " is in section %" PRId32 ", which does not exist", s->index,
            s->section);
}

static inline bool outline(const struct coff_file *f, uint64_t index, bool sketch,
                           struct coff_symbol *s)
{
  memset(s, 0, sizeof *s);
  s->index = index;
  if (coff_syment_read(f, index, 1, &s->native) == 0)
    return false;
  enum coff_class_kind class = kind_of(f->target, &s->native);
  s->section = s->native.scnum;
  classify(f, s, class, sketch);
  place(f, s, class);
  return true;
}

bool coff_symbol_outline(const struct coff_file *f, uint64_t index, struct coff_symbol *s)
{
  return outline(f, index, false, s);
}

bool coff_symbol_sketch(const struct coff_file *f, uint64_t index, struct coff_symbol *s)
{
  return outline(f, index, true, s);
}

bool coff_symbol_get(const struct coff_file *f, uint64_t index, struct coff_symbol *s)
{
  if (!coff_symbol_outline(f, index, s))
    return false;
  check_section(f, s);
  measure(f, s);
  name_symbol(f, s);
  return true;
}

uint64_t coff_symbol_next(const struct coff_symbol *s)
{
  return s->index + 1 + s->native.numaux;
}

const char *coff_symbol_kind_name(enum coff_symbol_kind k)
{
  static const char *const names[] = {
      [COFF_SYMBOL_FILE] = "file",           [COFF_SYMBOL_SECTION] = "section",
      [COFF_SYMBOL_FUNCTION] = "function",   [COFF_SYMBOL_OBJECT] = "object",
      [COFF_SYMBOL_LABEL] = "label",         [COFF_SYMBOL_COMMON] = "common",
      [COFF_SYMBOL_UNDEFINED] = "undefined", [COFF_SYMBOL_ABSOLUTE] = "absolute",
      [COFF_SYMBOL_DEBUG] = "debug",         [COFF_SYMBOL_WEAK] = "weak",
  };
  return (size_t)k < COFF_COUNT(names) ? names[k] : "unknown";
}

const char *coff_binding_name(enum coff_binding b)
{
  static const char *const names[] = {
      [COFF_BIND_LOCAL] = "local", [COFF_BIND_GLOBAL] = "global", [COFF_BIND_WEAK] = "weak"};
  return (size_t)b < COFF_COUNT(names) ? names[b] : "unknown";
}
