// Function tables (.pdata) and the heads of unwind records (.xdata) of objects.
//
// Skip it unless you work on unwind data. In an object, addresses are what relocations make of
// them: whoever shows an entry looks up the relocation of each address field.
#include "coff/debug.h"

uint32_t coff_bits_load(const struct coff_bits *b, const uint8_t *p, enum coff_order order)
{
  uint64_t v = coff_load(p + b->at, b->width, order) >> b->shift;
  uint32_t n = (uint32_t)(v & (((uint64_t)1 << b->bits) - 1));
  return b->scale == 0 ? n : n * b->scale;
}

static bool fail_at(struct coff_reporter to, uint64_t offset, const char *text)
{
  return coff_fail(to.ctx, (struct coff_place){to.file, to.member, offset}, "%s", text);
}

struct coff_view coff_pdata_contents(const struct coff_file *f, const struct coff_section *s)
{
  const struct coff_target *t = coff_file_target(f);
  struct coff_view v, part = {0};
  uint32_t rva, size;
  coff_section_contents(f, s, &v);
  if (!t->virtual_size)
    return v;
  if (v.size > s->memory_size) // the rest fills up to the file alignment
    v.size = s->memory_size;
  if (!coff_file_find_directory(f, COFF_DIR_EXCEPTION, &rva, &size))
    return v;
  uint64_t at = (uint64_t)rva - s->header.vaddr;
  part.origin = v.origin;
  if (rva >= s->header.vaddr && at < v.size)
    coff_view_clip(v, at, size, 1, &part);
  return part;
}

bool coff_pdata_open(struct coff_reporter to, const struct coff_target *t, struct coff_view v,
                     struct coff_pdata *out)
{
  if (t->pdata == NULL)
    return false;
  out->layout = t->pdata;
  out->order = t->data_order;
  out->bytes = v;
  out->count = v.size / t->pdata->size;
  uint64_t over = v.size % t->pdata->size;
  if (over != 0)
    fail_at(to, v.origin + v.size - over, "function table ends in the middle of an entry");
  return true;
}

bool coff_pdata_get(const struct coff_pdata *table, uint64_t index, struct coff_pdata_entry *e)
{
  const struct coff_pdata_layout *l = table->layout;
  if (index >= table->count)
    return false;
  *e = (struct coff_pdata_entry){.at = index * l->size};
  for (unsigned i = 0; i < l->nfields && i < COFF_PDATA_FIELDS; i++)
    e->value[i] = coff_bits_load(&l->fields[i], table->bytes.data + e->at, table->order);
  e->unwind = l->unwind == COFF_UNWIND_NONE ? 0 : e->value[l->unwind_field];
  e->is_packed = (e->unwind & l->packed_mask) != 0;
  return true;
}

// "x64 exception handling", struct UNWIND_INFO. Flags: 1 EHANDLER, 2 UHANDLER, 4 CHAININFO.
static bool read_x64(struct coff_view v, enum coff_order order, struct coff_unwind *u)
{
  struct coff_view head;
  (void)order; // all fields are bytes
  if (!coff_view_table(v, 0, 1, 4, &head))
    return false;
  u->version = head.data[0] & 7;
  u->flags = head.data[0] >> 3;
  u->prolog_size = head.data[1];
  u->codes = head.data[2];
  u->frame_register = head.data[3] & 15;
  u->frame_offset = (uint8_t)((head.data[3] >> 4) * 16);
  u->is_chained = (u->flags & 4) != 0;
  u->has_handler = !u->is_chained && (u->flags & 3) != 0;
  u->codes_at = 4;
  u->codes_size = (uint64_t)u->codes * 2;
  // An even number of slots is allocated, so that what follows is aligned.
  u->handler_at = 4 + (u->codes_size + 3) / 4 * 4;
  u->size = u->handler_at + (u->is_chained ? 12 : u->has_handler ? 4 : 0);
  return u->size <= v.size;
}

// "ARM exception handling" and "ARM64 exception handling", .xdata records. The two differ in the
// unit of lengths, the F bit, and the width of the code-words field.
struct arm_form {
  uint8_t unit, epilogs_shift, words_shift, words_bits;
  bool has_f;
};

static bool read_arm(struct coff_view v, enum coff_order order, const struct arm_form *form,
                     struct coff_unwind *u)
{
  struct coff_view head;
  uint64_t at = 4;
  if (!coff_view_table(v, 0, 1, 4, &head))
    return false;
  uint32_t w = (uint32_t)coff_load(head.data, 4, order);
  u->function_length = (w & 0x3ffff) * form->unit;
  u->version = w >> 18 & 3;
  u->has_handler = w >> 20 & 1;
  u->is_packed_epilog = w >> 21 & 1;
  u->flags = form->has_f ? w >> 22 & 1 : 0;
  u->epilogs = w >> form->epilogs_shift & 31;
  uint32_t words = w >> form->words_shift & ((1u << form->words_bits) - 1);
  if (u->epilogs == 0 && words == 0) { // the counts are in a second word
    if (!coff_view_table(v, 4, 1, 4, &head))
      return false;
    w = (uint32_t)coff_load(head.data, 4, order);
    u->epilogs = w & 0xffff;
    words = w >> 16 & 0xff;
    at = 8;
  }
  u->codes = words * 4;
  u->codes_size = u->codes;
  u->codes_at = at + (u->is_packed_epilog ? 0 : (uint64_t)u->epilogs * 4);
  u->handler_at = u->codes_at + u->codes_size;
  u->size = u->handler_at + (u->has_handler ? 4 : 0);
  return u->size <= v.size;
}

static bool read_form(const struct coff_target *t, struct coff_view v, struct coff_unwind *u)
{
  static const struct arm_form arm = {2, 23, 28, 4, true}, arm64 = {4, 22, 27, 5, false};
  switch (t->pdata->unwind) {
  case COFF_UNWIND_X64: return read_x64(v, t->data_order, u);
  case COFF_UNWIND_ARM: return read_arm(v, t->data_order, &arm, u);
  case COFF_UNWIND_ARM64: return read_arm(v, t->data_order, &arm64, u);
  case COFF_UNWIND_NONE: break;
  }
  return false;
}

// x64 has versions 1 and 2 (epilog codes); ARM and ARM64 only 0.
static bool is_known_version(const struct coff_target *t, unsigned version)
{
  if (t->pdata->unwind == COFF_UNWIND_X64)
    return version == 1 || version == 2;
  return version == 0;
}

bool coff_unwind_read(struct coff_reporter to, const struct coff_target *t, struct coff_view v,
                      uint64_t offset, struct coff_unwind *u)
{
  struct coff_view rest;
  *u = (struct coff_unwind){0};
  if (t->pdata == NULL || t->pdata->unwind == COFF_UNWIND_NONE)
    return false;
  if (!coff_view_table(v, offset, 1, 0, &rest))
    return fail_at(to, v.origin, "function table points past the end of the unwind records");
  rest.size = v.size - offset;
  bool fits = read_form(t, rest, u);
  u->codes_at += offset;
  u->handler_at += offset;
  if (rest.size >= 4 && !is_known_version(t, u->version))
    return coff_fail(to.ctx, (struct coff_place){to.file, to.member, rest.origin},
                     "unwind record has unknown version %u", u->version);
  return fits || fail_at(to, rest.origin, "unwind record runs past the end of its section");
}

const struct coff_flags *coff_unwind_flags(const struct coff_target *t)
{
  static const struct coff_flag x64[] = {
      {1, 1, "UNW_FLAG_EHANDLER", 0},
      {2, 2, "UNW_FLAG_UHANDLER", 0},
      {4, 4, "UNW_FLAG_CHAININFO", 0},
  };
  static const struct coff_flag arm[] = {{1, 1, "F", 0}};
  static const struct coff_flags none = {0}, x64_flags = {x64, COFF_COUNT(x64)},
                                 arm_flags = {arm, COFF_COUNT(arm)};
  switch (t->pdata == NULL ? COFF_UNWIND_NONE : t->pdata->unwind) {
  case COFF_UNWIND_X64: return &x64_flags;
  case COFF_UNWIND_ARM: return &arm_flags;
  case COFF_UNWIND_ARM64:
  case COFF_UNWIND_NONE: break;
  }
  return &none;
}
