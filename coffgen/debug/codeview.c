// CodeView sections of objects: subsections, symbol records, type records.
//
// Skip it unless CodeView is listed wrongly. What the records mean is not decoded here, except for
// the one string that most kinds have. All numbers are little-endian: CodeView exists in PE only.
//
// Invariant: (1) the REST of a cursor begins at a header and never grows.
#include "debug/codeview.h"
#include <string.h>

const struct cv_kind *coff_cv_kind_find(const struct cv_kinds *all, uint16_t kind)
{
  size_t low = 0, high = all->n;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (all->kinds[mid].kind < kind)
      low = mid + 1;
    else
      high = mid;
  }
  return low < all->n && all->kinds[low].kind == kind ? &all->kinds[low] : NULL;
}

const char *coff_cv_symbol_name(uint16_t kind)
{
  const struct cv_kind *k = coff_cv_kind_find(&coff_cv_symbol_kinds, kind);
  return k == NULL ? NULL : k->name;
}

const char *coff_cv_type_name(uint16_t kind)
{
  const struct cv_kind *k = coff_cv_kind_find(&coff_cv_type_kinds, kind);
  return k == NULL ? NULL : k->name;
}

// ---- Subsections ------------------------------------------------------------------------------

bool coff_cv_open(struct coff_reporter to, struct coff_view v, struct coff_cv *out)
{
  *out = (struct coff_cv){to, v, CV_SIGNATURE_C13};
  if (v.size == 0)
    return true;
  if (v.size < 4)
    return coff_fail(to.ctx, cv_at(to, v.origin), "CodeView section is too short for a signature");
  out->signature = coff_le32(v.data);
  switch (out->signature) {
  case CV_SIGNATURE_C7:
  case CV_SIGNATURE_C11:
  case CV_SIGNATURE_C13: cv_drop(&out->rest, 4); return true;
  default: break;
  }
  // A COMDAT's share of C11 symbols goes behind those of the whole object, which have the
  // signature: it begins with the length and the kind of a record.
  if (coff_cv_symbol_name(coff_le16(v.data + 2)) != NULL) {
    out->signature = 0;
    return true;
  }
  return coff_fail(to.ctx, cv_at(to, v.origin), "CodeView section has unknown signature 0x%x",
                   (unsigned)out->signature);
}

bool coff_cv_next(struct coff_cv *c, struct coff_cv_subsection *s)
{
  struct coff_view v = c->rest;
  if (v.size == 0)
    return false;
  *s = (struct coff_cv_subsection){.offset = v.origin, .kind = DEBUG_S_SYMBOLS, .data = v};
  c->rest.size = 0;
  if (c->signature != CV_SIGNATURE_C13)
    return true;
  // Kind 0 is none: zeroes fill up to the section's size. Looked at once, for nothing comes after.
  bool no_kind = v.size < 8 || coff_le32(v.data) == 0;
  if (no_kind && cv_is_zero(v))
    return false;
  if (v.size < 8)
    return coff_fail(c->to.ctx, cv_at(c->to, v.origin), "CodeView subsection header is cut short");
  if (no_kind)
    return coff_fail(c->to.ctx, cv_at(c->to, v.origin), "CodeView subsection has no kind");
  uint32_t kind = coff_le32(v.data), size = coff_le32(v.data + 4);
  s->kind = kind & ~DEBUG_S_IGNORE;
  s->ignored = (kind & DEBUG_S_IGNORE) != 0;
  cv_drop(&s->data, 8);
  if (size > s->data.size) {
    coff_fail(c->to.ctx, cv_at(c->to, v.origin),
              "CodeView subsection of %u bytes runs past the end of its section", (unsigned)size);
    return true;
  }
  s->data.size = size;
  c->rest = v;
  cv_drop(&c->rest, 8 + ((uint64_t)size + 3) / 4 * 4);
  return true;
}

// ---- Records ----------------------------------------------------------------------------------

struct coff_cv_records coff_cv_symbols(struct coff_reporter to, struct coff_view v)
{
  return (struct coff_cv_records){to, v, false, 0};
}

bool coff_cv_types(struct coff_reporter to, struct coff_view v, struct coff_cv_records *out)
{
  *out = (struct coff_cv_records){to, v, true, CV_FIRST_TYPE};
  if (v.size == 0)
    return true;
  uint32_t signature = v.size < 4 ? 0 : coff_le32(v.data);
  cv_drop(&out->rest, 4);
  switch (signature) {
  case CV_SIGNATURE_C7:
  case CV_SIGNATURE_C11:
  case CV_SIGNATURE_C13: return true;
  default: break;
  }
  return coff_fail(to.ctx, cv_at(to, v.origin), "CodeView types have unknown signature 0x%x",
                   (unsigned)signature);
}

// Bytes of the numeric leaf at the front of V: a 16-bit number below 0x8000, or a type and a value
// (LF_CHAR ... LF_UTF8STRING). 0 if it is not known.
static uint64_t numeric_size(struct coff_view v)
{
  static const uint8_t sizes[] = {1,  2, 2, 4, 4, 4, 8, 10, 16, 8,  8,  6, 8, 16, 20,
                                  32, 0, 0, 0, 0, 0, 0, 0,  16, 16, 16, 8, 0, 2};
  if (v.size < 2)
    return 0;
  unsigned leaf = coff_le16(v.data);
  if (leaf < 0x8000)
    return 2;
  leaf -= 0x8000;
  return leaf < COFF_COUNT(sizes) && sizes[leaf] != 0 ? 2 + (uint64_t)sizes[leaf] : 0;
}

// Moves V from the end of a record's fixed part to its name.
static bool find_name(struct coff_view *v, enum cv_name_form form)
{
  uint64_t skip = 0;
  switch (form) {
  case CV_NO_NAME: return false;
  case CV_NAME:
  case CV_PASCAL: return v->size != 0;
  case CV_NUMERIC_NAME:
  case CV_NUMERIC_PASCAL: skip = numeric_size(*v); break;
  case CV_REGS_NAME:
  case CV_REGS_PASCAL: skip = v->size < 1 ? 0 : 1 + (uint64_t)v->data[0]; break;
  case CV_REGS2_NAME:
  case CV_REGS2_PASCAL: skip = v->size < 2 ? 0 : 2 + 2 * (uint64_t)coff_le16(v->data); break;
  }
  bool there = skip != 0 && skip < v->size;
  cv_drop(v, skip);
  return there;
}

static bool read_name(struct coff_view v, enum cv_name_form form, struct coff_str *name)
{
  bool terminated = false;
  if (form == CV_PASCAL || form == CV_NUMERIC_PASCAL || form == CV_REGS_PASCAL ||
      form == CV_REGS2_PASCAL) {
    size_t n = v.data[0];
    *name = (struct coff_str){(const char *)v.data + 1, n < v.size ? n : (size_t)v.size - 1};
    return n < v.size;
  }
  *name = coff_view_string(v, 0, &terminated);
  return terminated;
}

static void fill_name(const struct coff_reporter *to, const struct cv_kind *k,
                      struct coff_cv_record *r)
{
  struct coff_view v = r->data;
  if (k->form == CV_NO_NAME)
    return;
  cv_drop(&v, k->at);
  r->has_name = find_name(&v, k->form);
  if (!r->has_name) {
    coff_fail(to->ctx, cv_at(*to, r->offset), "%s record is too short for its name", k->name);
    return;
  }
  if (!read_name(v, k->form, &r->name))
    coff_fail(to->ctx, cv_at(*to, r->offset), "name of %s record runs past its end", k->name);
}

// Types that a precompiled header has stand before this object's own; the record that says so takes
// no index.
static void count_type(struct coff_cv_records *c, struct coff_cv_record *r)
{
  if ((r->kind == LF_PRECOMP || r->kind == LF_PRECOMP_ST) && r->data.size >= 8)
    c->next_index = coff_le32(r->data.data) + coff_le32(r->data.data + 4);
  else
    r->index = c->next_index++;
}

bool coff_cv_record_next(struct coff_cv_records *c, struct coff_cv_record *r)
{
  struct coff_view v = c->rest;
  if (v.size == 0)
    return false;
  c->rest.size = 0;
  if (v.size < 4)
    return cv_is_zero(v) ? false
                         : coff_fail(c->to.ctx, cv_at(c->to, v.origin),
                                     "CodeView record header is cut short");
  unsigned size = coff_le16(v.data); // counts what follows it, the kind included
  if (size < 2)
    return coff_fail(c->to.ctx, cv_at(c->to, v.origin), "CodeView record has impossible length %u",
                     size);
  if (size > v.size - 2)
    return coff_fail(c->to.ctx, cv_at(c->to, v.origin),
                     "CodeView record of %u bytes runs past the end of its table", size + 2);
  *r = (struct coff_cv_record){.offset = v.origin, .kind = coff_le16(v.data + 2), .data = v};
  cv_drop(&r->data, 4);
  r->data.size = size - 2;
  c->rest = v;
  cv_drop(&c->rest, (uint64_t)size + 2);
  if (c->types)
    count_type(c, r);
  const struct cv_kind *k =
      coff_cv_kind_find(c->types ? &coff_cv_type_kinds : &coff_cv_symbol_kinds, r->kind);
  if (k == NULL)
    return true;
  r->kind_name = k->name;
  fill_name(&c->to, k, r);
  return true;
}
