// Placing: which index each symbol has, and where each name lies.
//
// Skip it unless a name is spelled wrongly.
//
// Names of sections come first into the string table: their references have the fewest digits.
#include "base/alloc.h"
#include "codec/names.h"
#include "edit/kept.h"
#include "edit/memory.h"
#include "edit/place.h"
#include "edit/strings.h"
#include "edit/symbols.h"
#include "edit/take.h"
#include <inttypes.h>
#include <string.h>

enum { STRINGS_START = 4, SECTION_NAME = 8, NO_STRING = 0 };

// Numbers those symbols from *INDEX on that are local, or those that are not.
static bool number_symbols(struct coff_build *b, bool local, uint64_t *index)
{
  for (uint32_t i = 0; i < b->nsymbols; i++) {
    if (b->symbols[i].native.local != local)
      continue;
    b->indices[i] = (uint32_t)*index;
    if (!coff_build_is_left_out(b, &b->symbols[i]))
      *index += 1 + (uint64_t)b->symbols[i].naux;
    if (*index >= COFF_BUILD_NONE)
      return coff_fail(b->ctx, coff_build_where(b), "too many symbols");
  }
  return true;
}

bool coff_place_symbols(struct coff_build *b)
{
  coff_free(b->ctx, b->indices);
  b->indices = coff_alloc_array(b->ctx, (size_t)b->nsymbols + 1, sizeof *b->indices);
  if (b->indices == NULL)
    return coff_build_out_of_memory(b);
  uint64_t index = 0;
  if (b->from != NULL && b->symbols_taken) {
    b->nentries = coff_syment_count(b->from);
    return true;
  }
  if (!number_symbols(b, false, &index) || !number_symbols(b, true, &index))
    return false;
  b->indices[b->nsymbols] = (uint32_t)index;
  b->nentries = index + b->given_entries;
  return true;
}

static bool has_nul(struct coff_str s)
{
  return s.size != 0 && memchr(s.data, 0, s.size) != NULL;
}

// Adds NAME, which belongs to WHAT number N. The number of the string plus one goes to *STRX.
static bool add(struct coff_build *b, struct coff_build_strings *to, struct coff_str name,
                const char *what, uint32_t n, uint64_t *strx)
{
  uint32_t number;
  if (has_nul(name))
    return coff_fail(b->ctx, coff_build_where(b), "name of %s %" PRIu32 " holds a NUL", what, n);
  if (!coff_strings_add(to, name, &number))
    return coff_build_out_of_memory(b);
  *strx = (uint64_t)number + 1;
  return true;
}

bool coff_place_in_debug_section(const struct coff_target *t, uint32_t sclass)
{
  return t->debug_prefix != 0 && (sclass & t->debug_name_classes) != 0;
}

static void settle(const struct coff_build_strings *from, uint64_t *strx)
{
  if (*strx != NO_STRING)
    *strx = coff_strings_offset(from, (uint32_t)(*strx - 1));
}

// ---- Sections ---------------------------------------------------------------------------------

// A short name that readers would take for a reference has to be one, too.
static bool is_long(const struct coff_build *b, struct coff_str name)
{
  char raw[SECTION_NAME] = {0};
  uint64_t offset;
  if (name.size > sizeof raw)
    return true;
  if (name.size != 0)
    memcpy(raw, name.data, name.size);
  return coff_section_name_offset(b->target, raw, &offset);
}

static bool add_section(struct coff_build *b, uint32_t id)
{
  struct coff_build_section *s = &b->sections[id - 1];
  s->strx = NO_STRING;
  if (s->dropped || s->name_stays || s->overflow_of != 0)
    return true;
  if (has_nul(s->name))
    return coff_fail(b->ctx, coff_build_where(b), "name of section %" PRIu32 " holds a NUL", id);
  if (!is_long(b, s->name))
    return true;
  if (b->long_names)
    return add(b, b->strings, s->name, "section", id, &s->strx);
  if (s->name.size > SECTION_NAME)
    coff_report(b->ctx, b->kind == COFF_KIND_IMAGE ? COFF_NOTE : COFF_WARNING, coff_build_where(b),
                "section name %.*s is cut to %d characters",
                (int)(s->name.size < 256 ? s->name.size : 256), s->name.data, SECTION_NAME);
  return true;
}

static void put_digits(char *p, unsigned n, uint64_t v, const char *digits, unsigned base)
{
  while (n-- > 0) {
    p[n] = digits[v % base];
    v /= base;
  }
}

// A name that stays, whose string may have moved.
static bool keep_section(const struct coff_build *b, struct coff_build_section *s)
{
  uint64_t was;
  memcpy(s->placed.name, s->header.name, SECTION_NAME);
  if (!coff_place_section_string(b, s, &was))
    return true;
  s->strx = coff_kept_offset(b->kept, was);
  return s->strx == was;
}

void coff_place_spell(const struct coff_target *t, uint64_t offset, char raw[SECTION_NAME])
{
  static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  memset(raw, 0, SECTION_NAME);
  if (t->name_scheme == COFF_NAME_ZEROES) {
    coff_store((uint8_t *)raw + 4, 4, t->order, offset);
    return;
  }
  raw[0] = '/';
  if (offset > 9999999) {
    raw[1] = '/';
    put_digits(raw + 2, 6, offset, base64, 64);
    return;
  }
  unsigned n = 1;
  for (uint64_t v = offset; v >= 10; v /= 10)
    n++;
  put_digits(raw + 1, n, offset, base64 + 52, 10);
}

static void spell_section(const struct coff_build *b, struct coff_build_section *s)
{
  char *raw = s->placed.name;
  if (s->name_stays && keep_section(b, s))
    return;
  memset(raw, 0, SECTION_NAME);
  if (s->strx == NO_STRING) {
    size_t n = s->name.size < SECTION_NAME ? s->name.size : SECTION_NAME;
    if (n != 0)
      memcpy(raw, s->name.data, n);
    return;
  }
  coff_place_spell(b->target, s->strx, raw);
}

// ---- Symbols ----------------------------------------------------------------------------------

static bool add_symbol(struct coff_build *b, uint32_t id)
{
  struct coff_build_symbol *s = &b->symbols[id];
  const struct coff_target *t = b->target;
  const struct coff_syment_layout *l = t->records->syment;
  bool debug = coff_place_in_debug_section(t, s->native.sclass);
  if (s->name_stays && (!debug || b->debug_names_stay))
    return true;
  s->name_stays = false;
  s->strx = NO_STRING;
  if (s->dropped || s->name.size == 0)
    return true;
  if (s->name.size <= l->name.width && !t->names_in_strings)
    return !has_nul(s->name) ||
           coff_fail(b->ctx, coff_build_where(b), "name of symbol %" PRIu32 " holds a NUL", id);
  if (l->strx.width == 0)
    return coff_fail(
        b->ctx, coff_build_where(b), "name of symbol %" PRIu32 " has more than %u characters: %.*s",
        id, (unsigned)l->name.width, (int)(s->name.size < 200 ? s->name.size : 200), s->name.data);
  return add(b, debug ? b->debug_names : b->strings, s->name, "symbol", id, &s->strx);
}

static bool add_file_names(struct coff_build *b, uint32_t id)
{
  const struct coff_build_symbol *s = &b->symbols[id];
  for (uint32_t i = s->aux; i < s->aux + s->naux; i++) {
    struct coff_build_aux *a = &b->auxes[i];
    a->strx = NO_STRING;
    if (!s->dropped && a->name.size != 0 && a->from_strx == 0 &&
        !add(b, b->strings, a->name, "the file of symbol", id, &a->strx))
      return false;
  }
  return true;
}

static bool add_names(struct coff_build *b)
{
  for (uint32_t id = 1; id <= b->nsections; id++)
    if (!add_section(b, id))
      return false;
  if (b->target->records->symbolic != NULL)
    return coff_place_symbolic_names(b);
  for (uint32_t id = 0; id < b->nsymbols; id++)
    if (!add_symbol(b, id) || !add_file_names(b, id))
      return false;
  return true;
}

static void settle_symbols(struct coff_build *b)
{
  const struct coff_target *t = b->target;
  for (uint32_t i = 0; i < b->nsymbols && t->records->symbolic == NULL; i++) {
    struct coff_build_symbol *s = &b->symbols[i];
    bool debug = coff_place_in_debug_section(t, s->native.sclass);
    if (!s->name_stays)
      settle(debug ? b->debug_names : b->strings, &s->strx);
    else if (!debug && s->strx != NO_STRING)
      s->strx = coff_kept_offset(b->kept, s->strx);
  }
  for (uint32_t i = 0; i < b->nauxes; i++) {
    struct coff_build_aux *a = &b->auxes[i];
    if (a->from_strx == 0)
      settle(b->strings, &a->strx);
    else
      a->strx = coff_kept_offset(b->kept, a->from_strx);
  }
}

bool coff_place_symbols_stay(const struct coff_build *b)
{
  return b->from != NULL && b->symbols_taken && coff_strings_is_empty(b->strings) &&
         (b->kept == NULL || coff_kept_is_whole(b->kept));
}

uint64_t coff_place_strings_size(const struct coff_build *b)
{
  uint64_t end = coff_strings_end(b->strings);
  if (b->from != NULL && b->kept == NULL)
    return end > STRINGS_START ? end : 0;
  return b->nentries != 0 || end > STRINGS_START ? end : 0;
}

bool coff_place_names(struct coff_build *b)
{
  const struct coff_target *t = b->target;
  coff_strings_free(b->ctx, b->strings);
  coff_strings_free(b->ctx, b->debug_names);
  b->strings = coff_strings_new(b->ctx);
  b->debug_names = coff_strings_new(b->ctx);
  if (b->strings == NULL || b->debug_names == NULL)
    return coff_build_out_of_memory(b);
  if (!coff_place_kept(b) || !add_names(b))
    return false;
  if (b->kept != NULL && !coff_strings_is_empty(b->strings))
    coff_kept_terminate(b->kept);
  uint64_t start = b->kept != NULL ? coff_kept_end(b->kept) : STRINGS_START;
  if (!coff_strings_place(b->strings, start, 0, t->records->share_tails) ||
      !coff_strings_place(b->debug_names, 0, t->debug_prefix, false))
    return coff_build_out_of_memory(b);
  for (uint32_t i = 0; i < b->nsections; i++) {
    settle(b->strings, &b->sections[i].strx);
    spell_section(b, &b->sections[i]);
  }
  settle_symbols(b);
  return true;
}
