// JSON: symbols with their auxiliary entries.
//
// Skip it unless you change what a symbol's object holds; the names of auxiliary fields come from
// the target's layouts.
#include "coffdump/ecoff.h"
#include "coffdump/json.h"
#include "coffdump/names.h"
#include <stdlib.h>
#include <string.h>

static void type(struct document *d, const struct coff_symbol *s)
{
  char words[256];
  size_t need = coff_type_spell(d->file, s, words, sizeof words);
  char *longer = need < sizeof words ? NULL : malloc(need + 1);
  if (longer != NULL)
    coff_type_spell(d->file, s, longer, need + 1);
  json_text(&d->j, "type", longer != NULL ? longer : words);
  json_uint(&d->j, "type_raw", s->native.type);
  free(longer);
}

static const char *aux_form_name(enum coff_aux_form form)
{
  static const char *const names[COFF_AUX_FORMS] = {
      [COFF_AUX_RAW] = "raw",       [COFF_AUX_SYMBOL] = "symbol", [COFF_AUX_FUNCTION] = "function",
      [COFF_AUX_ARRAY] = "array",   [COFF_AUX_TAG] = "tag",       [COFF_AUX_BLOCK] = "block",
      [COFF_AUX_END] = "end",       [COFF_AUX_FILE] = "file",     [COFF_AUX_SECTION] = "section",
      [COFF_AUX_VECTOR] = "vector", [COFF_AUX_WEAK] = "weak",     [COFF_AUX_CLR] = "clr",
      [COFF_AUX_CSECT] = "csect",   [COFF_AUX_EXCEPT] = "except", [COFF_AUX_DWARF] = "dwarf",
      [COFF_AUX_IDENT] = "ident",   [COFF_AUX_LEAF] = "leaf",
  };
  return (size_t)form < COFF_AUX_FORMS ? names[form] : "raw";
}

// Two items may be the halves of one number: each shows its own.
static uint64_t item_value(const struct coff_auxent *a, const struct coff_aux_item *item)
{
  uint64_t v = a->field[item->id] >> item->shift;
  return item->width >= 8 ? v : v & (((uint64_t)1 << 8 * item->width) - 1);
}

// False if the table ends before the entry.
static bool aux_entry(struct document *d, const struct coff_symbol *s, unsigned which)
{
  struct coff_auxent a;
  const uint8_t *bytes = coff_syment_bytes(d->file, s->index + 1 + which);
  if (bytes == NULL || !coff_auxent_read(d->file, s->index, &s->native, which, &a))
    return false;
  json_row(&d->j, NULL);
  json_text(&d->j, "form", aux_form_name(a.layout == NULL ? COFF_AUX_RAW : a.layout->form));
  if (a.layout == NULL) {
    json_bytes(&d->j, "raw", bytes, d->target->records->auxesz);
    json_end(&d->j);
    return true;
  }
  if (a.layout->name.width != 0)
    json_str(&d->j, "name", a.name);
  for (unsigned i = 0; i < a.layout->nitems; i++)
    json_uint(&d->j, a.layout->items[i].name, item_value(&a, &a.layout->items[i]));
  json_end(&d->j);
  return true;
}

static void place(struct document *d, const struct coff_symbol *s)
{
  struct coff_section section;
  json_int(&d->j, "section_number", s->section);
  if (s->section > 0 && coff_section_get(d->file, (uint32_t)s->section, &section))
    json_str(&d->j, "section", section.name);
  else
    json_null(&d->j, "section");
}

static void symbol(struct document *d, const struct coff_symbol *s)
{
  const struct coff_syment_layout *layout = d->target->records->syment;
  json_row(&d->j, NULL);
  json_uint(&d->j, "index", s->index);
  json_symbol_name(d, "name", s->name);
  json_int(&d->j, "value", (int64_t)s->value);
  json_uint(&d->j, "value_raw", s->native.value);
  json_uint(&d->j, "address", s->address);
  place(d, s);
  type(d, s);
  json_text(&d->j, "storage_class", class_name(d->target, s->native.sclass));
  json_uint(&d->j, "storage_class_raw", s->native.sclass);
  if (layout->flags.width != 0)
    json_uint(&d->j, "flags_raw", s->native.flags);
  if (layout->misc.width != 0)
    json_uint(&d->j, "misc", s->native.misc);
  json_text(&d->j, "kind", coff_symbol_kind_name(s->kind));
  json_text(&d->j, "binding", coff_binding_name(s->binding));
  if (s->has_size)
    json_uint(&d->j, "size", s->size);
  if (s->kind == COFF_SYMBOL_WEAK)
    json_uint(&d->j, "weak_default", s->weak_default);
  if (d->target->records->symbolic != NULL)
    json_ecoff_symbol(d, s);
  json_array(&d->j, "aux");
  for (unsigned i = 0; i < s->native.numaux && aux_entry(d, s, i);)
    i++;
  json_end(&d->j);
  json_end(&d->j);
}

void json_symbols(struct document *d)
{
  struct coff_symbol s;
  json_array(&d->j, "symbols");
  for (uint64_t i = 0; coff_symbol_get(d->file, i, &s); i = coff_symbol_next(&s)) {
    report_missing_aux(d->file, &s);
    symbol(d, &s);
  }
  json_end(&d->j);
}
