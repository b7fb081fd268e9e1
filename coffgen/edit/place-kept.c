// Placing: which names of a file that is edited stay as they are, and where.
//
// Skip it unless an edit leaves strings over or moves them for nothing.
//
// As long as nothing that had a string goes or gets another name, the table stays whole: there may be
// strings in it that only others know. Else what nobody refers to goes.
#include "codec/names.h"
#include "edit/kept.h"
#include "edit/memory.h"
#include "edit/place.h"
#include "edit/symbols.h"
#include "edit/take.h"

bool coff_place_section_string(const struct coff_build *b, const struct coff_build_section *s,
                               uint64_t *offset)
{
  struct coff_str name;
  if (s->from == 0 || !coff_section_name_offset(b->target, s->header.name, offset))
    return false;
  return coff_build_is_string(b, s->name, *offset) || coff_file_string(b->from, *offset, &name);
}

// Each of the three: what has a string uses it or leaves it.
static bool keep_sections(struct coff_build *b)
{
  bool all = true;
  for (uint32_t i = 0; i < b->nsections; i++) {
    struct coff_build_section *s = &b->sections[i];
    uint64_t offset;
    bool string = coff_place_section_string(b, s, &offset);
    s->name_stays = !s->dropped && (!string || b->long_names) && coff_build_same_section_name(b, s);
    all = all && (!string || s->name_stays);
    if (string && s->name_stays && b->kept != NULL)
      coff_kept_use(b->kept, offset);
  }
  return all;
}

static bool keep_symbol(struct coff_build *b, struct coff_build_symbol *s)
{
  bool debug = coff_place_in_debug_section(b->target, s->native.sclass);
  s->name_stays = !coff_build_is_left_out(b, s) && coff_build_same_symbol_name(b, s);
  s->strx = s->native.strx;
  if (debug && !s->name_stays)
    b->debug_names_stay = false;
  if (debug || s->native.strx == 0 || s->from == COFF_BUILD_NONE)
    return true;
  if (s->name_stays && b->kept != NULL)
    coff_kept_use(b->kept, s->native.strx);
  return s->name_stays;
}

static bool keep_file_names(struct coff_build *b, const struct coff_build_symbol *s)
{
  bool all = true;
  for (uint32_t i = s->aux; i < s->aux + s->naux; i++) {
    uint64_t offset = b->auxes[i].from_strx;
    if (offset != 0 && s->dropped)
      all = false;
    else if (offset != 0 && b->kept != NULL)
      coff_kept_use(b->kept, offset);
  }
  return all;
}

// Names of symbols that stand in a section stay if it does.
static bool keep_debug_section(const struct coff_build *b)
{
  struct coff_section s;
  if (b->from == NULL)
    return false;
  return b->target->debug_prefix == 0 ||
         !coff_section_find(b->from, b->target->debug_section, &s) ||
         coff_place_holds_names(b, &b->sections[s.number - 1]);
}

// Where they stood is something else now, in front of where they would stand.
static bool fail_debug_section(const struct coff_build *b)
{
  for (uint32_t i = 0; i < b->nsymbols; i++)
    if (!b->symbols[i].dropped && b->symbols[i].native.strx != 0 &&
        coff_place_in_debug_section(b->target, b->symbols[i].native.sclass))
      return coff_fail(b->ctx, coff_build_where(b),
                       "section %s holds names of symbols: its contents cannot be others",
                       b->target->debug_section);
  return true;
}

static bool check_debug_section(const struct coff_build *b)
{
  struct coff_section s;
  if (b->target->debug_prefix == 0 || b->debug_names_stay ||
      !coff_section_find(b->from, b->target->debug_section, &s))
    return true;
  const struct coff_build_section *own = &b->sections[s.number - 1];
  return own->dropped || own->holds_names || fail_debug_section(b);
}

bool coff_place_kept(struct coff_build *b)
{
  coff_kept_free(b->ctx, b->kept);
  b->kept = NULL;
  b->debug_names_stay = keep_debug_section(b);
  if (b->from == NULL)
    return true;
  if (b->target->records->symbolic != NULL) { // names of symbols: place-symbolic.c
    keep_sections(b);
    return true;
  }
  if (!check_debug_section(b))
    return false;
  if (coff_file_strings(b->from).size != 0 &&
      (b->kept = coff_kept_new(b->ctx, coff_file_strings(b->from))) == NULL)
    return coff_build_out_of_memory(b);
  bool none = !b->symbols_taken && b->nsymbols == 0 && b->header.nsyms != 0; // all are gone
  bool all = keep_sections(b) && !none;
  for (uint32_t i = 0; i < b->nsymbols; i++) {
    all = keep_symbol(b, &b->symbols[i]) && all;
    all = keep_file_names(b, &b->symbols[i]) && all;
  }
  if (b->kept != NULL)
    coff_kept_place(b->kept, all || b->symbols_taken);
  return true;
}
