// Dynamic value relocations: the table, its entries, and the blocks of fixups.
//
// Skip it unless one of them is read wrongly. Function overrides have a file of their own.
#include "coff/dynrelocs.h"
#include "image/directory.h"
#include "image/loadconfig.h"
#include <inttypes.h>

static uint64_t load(const struct coff_file *f, struct coff_view v, uint64_t at, unsigned width)
{
  return coff_load(v.data + at, width, coff_file_target(f)->data_order);
}

static bool fail(const struct coff_file *f, uint64_t offset, const char *what, uint64_t n)
{
  return coff_fail(coff_file_context(f), coff_file_place(f, offset), "%s (0x%" PRIx64 ")", what, n);
}

// V without its first N bytes, which are there.
static struct coff_view behind(struct coff_view v, uint64_t n)
{
  coff_view_table(v, n, v.size - n, 1, &v);
  return v;
}

// ---- The table --------------------------------------------------------------------------------

// Old linkers leave an address, new ones a place in a section.
static bool find(const struct coff_lc_record *lc, uint64_t *rva, uint64_t *from)
{
  const struct coff_file *f = lc->file;
  uint64_t number = coff_lc_get(lc, COFF_LC_DYNAMIC_VALUE_RELOC_TABLE_SECTION);
  uint64_t address = coff_lc_get(lc, COFF_LC_DYNAMIC_VALUE_RELOC_TABLE);
  struct coff_section s;
  *from = coff_lc_place(lc, COFF_LC_DYNAMIC_VALUE_RELOC_TABLE_SECTION);
  if (number != 0) {
    if (!coff_section_get(f, (uint32_t)number, &s))
      return fail(f, *from, "no such section, for dynamic value relocations", number);
    *rva = s.header.vaddr + coff_lc_get(lc, COFF_LC_DYNAMIC_VALUE_RELOC_TABLE_OFFSET);
    return true;
  }
  *from = coff_lc_place(lc, COFF_LC_DYNAMIC_VALUE_RELOC_TABLE);
  return address != 0 &&
         (coff_rva_of_address(f, address, rva) ||
          fail(f, *from, "dynamic value relocations are not in the image", address));
}

bool coff_dynrelocs_open(const struct coff_lc_record *lc, struct coff_dynrelocs *t)
{
  const struct coff_file *f = lc->file;
  struct coff_view head;
  uint64_t rva, from;
  *t = (struct coff_dynrelocs){.file = f};
  if (!find(lc, &rva, &from) ||
      !coff_rva_table(f, rva, 1, 8, from, "dynamic value relocation table", &head))
    return false;
  uint64_t size = load(f, head, 4, 4);
  t->version = (uint32_t)load(f, head, 0, 4);
  if (t->version != 1 && t->version != 2)
    return fail(f, head.origin, "dynamic value relocation table has an unknown version",
                t->version);
  coff_rva_table(f, rva, size + 8, 1, from, "dynamic value relocation table", &t->bytes);
  t->rest = behind(t->bytes, 8);
  return true;
}

// IMAGE_PROLOGUE_DYNAMIC_RELOCATION_HEADER, IMAGE_EPILOGUE_DYNAMIC_RELOCATION_HEADER. The bytes that
// they count follow.
static const struct coff_lc_fields *detail_fields(uint64_t symbol)
{
  static const struct coff_lc_field prologue[] = {
      {"PrologueByteCount", {0, 0}, {1, 1}, COFF_LC_DEC, NULL},
  };
  static const struct coff_lc_field epilogue[] = {
      {"EpilogueCount", {0, 0}, {4, 4}, COFF_LC_DEC, NULL},
      {"EpilogueByteCount", {4, 4}, {1, 1}, COFF_LC_DEC, NULL},
      {"BranchDescriptorElementSize", {5, 5}, {1, 1}, COFF_LC_DEC, NULL},
      {"BranchDescriptorCount", {6, 6}, {2, 2}, COFF_LC_DEC, NULL},
  };
  static const struct coff_lc_fields of_prologue = {"prologue", prologue, COFF_COUNT(prologue)};
  static const struct coff_lc_fields of_epilogue = {"epilogue", epilogue, COFF_COUNT(epilogue)};
  static const struct coff_lc_fields none = {"none", NULL, 0};
  if (symbol == IMAGE_DYNAMIC_RELOCATION_GUARD_RF_PROLOGUE)
    return &of_prologue;
  return symbol == IMAGE_DYNAMIC_RELOCATION_GUARD_RF_EPILOGUE ? &of_epilogue : &none;
}

// IMAGE_DYNAMIC_RELOCATION: Symbol, BaseRelocSize. Gives the size of the header, or 0.
static uint64_t read_v1(const struct coff_dynrelocs *t, struct coff_dynreloc *r, uint64_t *size)
{
  unsigned w = coff_image_address_size(t->file);
  if (t->rest.size < w + 4u)
    return 0;
  r->symbol = load(t->file, t->rest, 0, w);
  *size = load(t->file, t->rest, w, 4);
  return w + 4u;
}

// IMAGE_DYNAMIC_RELOCATION_V2: HeaderSize, FixupInfoSize, Symbol, SymbolGroup, Flags.
static uint64_t read_v2(const struct coff_dynrelocs *t, struct coff_dynreloc *r, uint64_t *size)
{
  unsigned w = coff_image_address_size(t->file);
  uint64_t own = 8 + w + 8u;
  if (t->rest.size < own)
    return 0;
  uint64_t header = load(t->file, t->rest, 0, 4);
  *size = load(t->file, t->rest, 4, 4);
  r->symbol = load(t->file, t->rest, 8, w);
  r->group = (uint32_t)load(t->file, t->rest, 8 + w, 4);
  r->flags = (uint32_t)load(t->file, t->rest, 12 + w, 4);
  if (header < own || !coff_view_table(t->rest, own, header - own, 1, &r->header))
    return 0;
  return header;
}

bool coff_dynreloc_next(struct coff_dynrelocs *t, struct coff_dynreloc *r)
{
  uint64_t size = 0, offset = t->rest.origin;
  *r = (struct coff_dynreloc){.file = t->file, .offset = offset};
  if (t->rest.size == 0)
    return false;
  uint64_t header = t->version == 2 ? read_v2(t, r, &size) : read_v1(t, r, &size);
  if (header == 0) {
    t->rest.size = 0;
    return fail(t->file, offset, "dynamic value relocation with a header that does not fit",
                r->symbol);
  }
  t->rest = behind(t->rest, header);
  if (coff_view_clip(t->rest, 0, size, 1, &r->fixups) != size)
    fail(t->file, offset, "dynamic value relocation runs past the end of its table", size);
  t->rest = behind(t->rest, r->fixups.size);
  r->detail = (struct coff_lc_record){
      .file = t->file, .fields = detail_fields(r->symbol), .bytes = r->header};
  return true;
}

const char *coff_dynreloc_symbol_name(uint64_t symbol)
{
  static const char *const names[] = {
      [IMAGE_DYNAMIC_RELOCATION_GUARD_RF_PROLOGUE] = "GUARD_RF_PROLOGUE",
      [IMAGE_DYNAMIC_RELOCATION_GUARD_RF_EPILOGUE] = "GUARD_RF_EPILOGUE",
      [IMAGE_DYNAMIC_RELOCATION_GUARD_IMPORT_CONTROL_TRANSFER] = "GUARD_IMPORT_CONTROL_TRANSFER",
      [IMAGE_DYNAMIC_RELOCATION_GUARD_INDIR_CONTROL_TRANSFER] = "GUARD_INDIR_CONTROL_TRANSFER",
      [IMAGE_DYNAMIC_RELOCATION_GUARD_SWITCHTABLE_BRANCH] = "GUARD_SWITCHTABLE_BRANCH",
      [IMAGE_DYNAMIC_RELOCATION_ARM64X] = "ARM64X",
      [IMAGE_DYNAMIC_RELOCATION_FUNCTION_OVERRIDE] = "FUNCTION_OVERRIDE",
      [IMAGE_DYNAMIC_RELOCATION_ARM64_KERNEL_IMPORT_CALL_TRANSFER] =
          "ARM64_KERNEL_IMPORT_CALL_TRANSFER",
  };
  if (symbol == 0x7ffe0000)
    return "MM_SHARED_USER_DATA_VA";
  if (symbol == 0xfffff78000000000)
    return "KI_USER_SHARED_DATA64";
  return symbol < COFF_COUNT(names) ? names[symbol] : NULL;
}

// ---- Fixups -----------------------------------------------------------------------------------

struct coff_dynfixups coff_dynfixups(const struct coff_dynreloc *r)
{
  struct coff_dynfixups all = {.file = r->file, .rest = r->fixups};
  switch (r->symbol) {
  case IMAGE_DYNAMIC_RELOCATION_GUARD_IMPORT_CONTROL_TRANSFER:
    all.form = COFF_DYNFIXUP_IMPORT_CALL;
    break;
  case IMAGE_DYNAMIC_RELOCATION_GUARD_INDIR_CONTROL_TRANSFER:
    all.form = COFF_DYNFIXUP_INDIRECT;
    break;
  case IMAGE_DYNAMIC_RELOCATION_GUARD_SWITCHTABLE_BRANCH: all.form = COFF_DYNFIXUP_SWITCH; break;
  case IMAGE_DYNAMIC_RELOCATION_ARM64X: all.form = COFF_DYNFIXUP_ARM64X; break;
  case IMAGE_DYNAMIC_RELOCATION_ARM64_KERNEL_IMPORT_CALL_TRANSFER:
    all.form = COFF_DYNFIXUP_ARM64_IMPORT;
    break;
  case IMAGE_DYNAMIC_RELOCATION_FUNCTION_OVERRIDE: all.rest.size = 0; break;
  default: break;
  }
  return all;
}

// The header of the next block: RVA of the page, and the block's size.
static bool begin_block(struct coff_dynfixups *c)
{
  uint64_t offset = c->rest.origin;
  if (c->rest.size < 8) {
    bool over = c->rest.size != 0;
    c->rest.size = 0;
    return over && fail(c->file, offset, "block of dynamic fixups is cut off", 0);
  }
  uint64_t size = load(c->file, c->rest, 4, 4);
  c->page = (uint32_t)load(c->file, c->rest, 0, 4);
  if (size < 8) {
    c->rest.size = 0;
    return fail(c->file, offset, "block of dynamic fixups has a size that cannot be", size);
  }
  if (size > c->rest.size) {
    fail(c->file, offset, "block of dynamic fixups runs past the end of its entry", size);
    size = c->rest.size;
  }
  coff_view_table(c->rest, 8, size - 8, 1, &c->block);
  c->rest = behind(c->rest, size);
  return true;
}

// IMAGE_DVRT_ARM64X_FIXUP_RECORD: an offset, a type and the size, then the value of a VALUE; or
// IMAGE_DVRT_ARM64X_DELTA_FIXUP_RECORD: offset, type, sign and scale, then a count of 4 or 8 bytes.
// Gives the bytes that follow the record; they are more than any block has if none is known.
static uint64_t read_arm64x(const struct coff_dynfixups *c, struct coff_dynfixup *x)
{
  x->type = x->raw >> 12 & 3;
  x->size = (uint8_t)(1u << (x->raw >> 14 & 3));
  if (x->type == IMAGE_DVRT_ARM64X_FIXUP_TYPE_ZEROFILL)
    return 0;
  if (x->type == IMAGE_DVRT_ARM64X_FIXUP_TYPE_VALUE && x->size > 1) {
    if (c->block.size >= 2u + x->size)
      x->value = load(c->file, c->block, 2, x->size);
    return x->size;
  }
  if (x->type != IMAGE_DVRT_ARM64X_FIXUP_TYPE_DELTA)
    return UINT32_MAX;
  x->size = 4;
  if (c->block.size >= 4)
    x->delta = (int64_t)load(c->file, c->block, 2, 2) * ((x->raw & 0x8000) != 0 ? 8 : 4);
  x->delta = (x->raw & 0x4000) != 0 ? -x->delta : x->delta;
  return 2;
}

// Bytes behind the entry that belong to it.
static uint64_t read_form(const struct coff_dynfixups *c, struct coff_dynfixup *x)
{
  uint32_t v = x->raw;
  switch (c->form) {
  case COFF_DYNFIXUP_IMPORT_CALL:
    x->indirect_call = v >> 12 & 1;
    x->has_iat_index = true;
    x->iat_index = v >> 13;
    return 0;
  case COFF_DYNFIXUP_INDIRECT:
    x->indirect_call = v >> 12 & 1;
    x->rex_w = v >> 13 & 1;
    x->cfg_check = v >> 14 & 1;
    return 0;
  case COFF_DYNFIXUP_SWITCH: x->register_index = (uint8_t)(v >> 12); return 0;
  case COFF_DYNFIXUP_ARM64_IMPORT:
    x->rva = c->page + (v & 0x3ff) * 4; // counts instructions
    x->indirect_call = v >> 10 & 1;
    x->register_index = v >> 11 & 31;
    x->delay_load = v >> 16 & 1;
    x->iat_index = v >> 17;
    x->has_iat_index = x->iat_index != 0x7fff;
    return 0;
  case COFF_DYNFIXUP_ARM64X: return read_arm64x(c, x);
  case COFF_DYNFIXUP_BASE:
  case COFF_DYNFIXUP_OVERRIDE:
  case COFF_DYNFIXUP_FORMS: break;
  }
  x->type = (uint8_t)(v >> 12);
  return 0;
}

static unsigned entry_size(const struct coff_dynfixups *c)
{
  return c->form == COFF_DYNFIXUP_IMPORT_CALL || c->form == COFF_DYNFIXUP_ARM64_IMPORT ? 4 : 2;
}

// Blocks are a multiple of four bytes long: a last zero of two bytes fills up.
static bool is_padding(const struct coff_dynfixups *c)
{
  return c->block.size == 2 && load(c->file, c->block, 0, 2) == 0;
}

// The next entry of the block; a block with one that does not fit ends there.
static bool read_entry(struct coff_dynfixups *c, struct coff_dynfixup *x)
{
  unsigned size = entry_size(c);
  uint64_t room = c->block.size, more = 0;
  *x = (struct coff_dynfixup){.offset = c->block.origin};
  if (room >= size) {
    x->raw = (uint32_t)load(c->file, c->block, 0, size);
    x->rva = c->page + (x->raw & 0xfff);
    more = read_form(c, x);
  }
  if (room >= size + more) {
    c->block = behind(c->block, size + more);
    return true;
  }
  c->block.size = 0;
  return fail(c->file, x->offset,
              more == UINT32_MAX ? "dynamic fixup of an unknown type or size"
                                 : "dynamic fixup runs past the end of its block",
              x->raw);
}

bool coff_dynfixup_next(struct coff_dynfixups *c, struct coff_dynfixup *x)
{
  for (;;) {
    if (is_padding(c))
      c->block.size = 0;
    if (c->block.size != 0 && read_entry(c, x))
      return true;
    if (c->block.size == 0 && !begin_block(c))
      return false;
  }
}

const char *coff_dynfixup_type_name(const struct coff_dynfixups *c, const struct coff_dynfixup *x)
{
  static const char *const arm64x[] = {"ZEROFILL", "VALUE", "DELTA"};
  static const char *const override[] = {"INVALID", "X64_REL32", "ARM64_BRANCH26", "ARM64_THUNK"};
  if (c->form == COFF_DYNFIXUP_ARM64X)
    return x->type < COFF_COUNT(arm64x) ? arm64x[x->type] : NULL;
  if (c->form == COFF_DYNFIXUP_OVERRIDE)
    return x->type < COFF_COUNT(override) ? override[x->type] : NULL;
  if (c->form != COFF_DYNFIXUP_BASE)
    return NULL;
  const struct coff_base_reloc_type *t = coff_target_base_reloc(coff_file_target(c->file), x->type);
  return t == NULL ? NULL : t->name;
}
