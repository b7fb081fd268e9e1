// Version information: the tree of blocks, and the fixed part with its names.
//
// Skip it unless version information is read wrongly. Windows SDK: "VS_VERSIONINFO structure" and
// "VERSIONINFO resource".
//
// Every block is wLength, wValueLength, wType, a key with its NUL, and behind padding a value, and
// behind padding its children. Padding counts from the root's first byte.
#include "coff/resources.h"

enum { HEADER_SIZE = 6, FIXED_SIZE = 52 };

static uint64_t aligned(uint64_t n)
{
  return (n + 3) / 4 * 4;
}

struct coff_version coff_version_open(const struct coff_file *f, struct coff_view v)
{
  struct coff_version all = {.file = f, .start = v.origin, .open = 1};
  all.stack[0] = v;
  return all;
}

// Takes the first N bytes of V away, and what aligns the rest.
static void take(const struct coff_version *all, struct coff_view *v, uint64_t n)
{
  uint64_t at = v->origin - all->start;
  n = aligned(at + n) - at;
  if (n > v->size)
    n = v->size;
  v->data += n;
  v->size -= n;
  v->origin += n;
}

static bool fail_at(const struct coff_version *all, uint64_t offset, const char *text)
{
  return coff_fail(coff_file_context(all->file), coff_file_place(all->file, offset), "%s", text);
}

// The value of the block whose bytes behind its key are REST. Compilers disagree whether the length
// of text counts bytes or units, so that the NUL tells; a length of 0 means that there is none.
static struct coff_view value_of(const struct coff_version_block *b, struct coff_view *rest)
{
  struct coff_view v = *rest;
  uint64_t units = b->value_length;
  bool is_text = b->type == 1;
  if (units == 0) {
    v.size = 0;
    return v;
  }
  if (is_text)
    return coff_utf16_string(v, NULL);
  if (v.size > units)
    v.size = units;
  return v;
}

// Strings have no children, and neither has a Translation: depth 2 of VarFileInfo, which is binary.
static bool has_children(const struct coff_version_block *b)
{
  return b->depth + 1 < COFF_VERSION_LEVELS && (b->depth != 2 || b->value_length == 0);
}

// Reads the block at the start of TOP, clipped to BLOCK.
static bool read_block(struct coff_version *all, struct coff_view block,
                       struct coff_version_block *b)
{
  bool terminated;
  struct coff_view rest = block;
  rest.data += HEADER_SIZE;
  rest.size -= HEADER_SIZE;
  rest.origin += HEADER_SIZE;
  b->key = coff_utf16_string(rest, &terminated);
  if (!terminated)
    fail_at(all, block.origin, "key of version information has no end");
  take(all, &rest, b->key.size + 2);
  b->value = value_of(b, &rest);
  if (!has_children(b))
    return true;
  take(all, &rest, b->value.size + (b->type == 1 && b->value.size != 0 ? 2 : 0));
  all->stack[all->open++] = rest;
  return true;
}

// What is left may be padding that the parent's length counts.
static bool is_padding(struct coff_view v)
{
  for (uint64_t i = 0; i < v.size && i < HEADER_SIZE; i++)
    if (v.data[i] != 0)
      return false;
  return true;
}

bool coff_version_next(struct coff_version *all, struct coff_version_block *b)
{
  while (all->open != 0 && is_padding(all->stack[all->open - 1]))
    all->open--;
  if (all->open == 0)
    return false;
  struct coff_view *top = &all->stack[all->open - 1], block = *top;
  *b = (struct coff_version_block){.depth = all->open - 1, .at = block.origin};
  if (block.size < HEADER_SIZE) {
    all->open = 0;
    return fail_at(all, b->at, "block of version information is cut off");
  }
  b->length = coff_le16(block.data);
  b->value_length = coff_le16(block.data + 2);
  b->type = coff_le16(block.data + 4);
  if (b->length < HEADER_SIZE) {
    all->open = 0;
    return fail_at(all, b->at, "block of version information is shorter than its header");
  }
  if (b->length > block.size)
    fail_at(all, b->at, "block of version information is longer than what holds it");
  else
    block.size = b->length;
  take(all, top, block.size);
  if (b->depth == 0) // one root; what is behind it is padding of the resource
    top->size = 0;
  return read_block(all, block, b);
}

bool coff_version_fixed(const struct coff_file *f, const struct coff_version_block *b,
                        struct coff_fixed_version *v)
{
  static const uint8_t order[] = {2, 0, 6, 4}; // two 32-bit numbers, the high half is the first
  const uint8_t *p = b->value.data;
  *v = (struct coff_fixed_version){0};
  if (b->value_length == 0)
    return false;
  if (b->value.size < FIXED_SIZE || coff_le32(p) != 0xfeef04bd)
    return coff_fail(coff_file_context(f), coff_file_place(f, b->value.origin),
                     "no VS_FIXEDFILEINFO where version information should have one");
  v->signature = coff_le32(p);
  v->struct_version = coff_le32(p + 4);
  for (unsigned i = 0; i < 4; i++) {
    v->file[i] = coff_le16(p + 8 + order[i]);
    v->product[i] = coff_le16(p + 16 + order[i]);
  }
  v->flags_mask = coff_le32(p + 24);
  v->flags = coff_le32(p + 28);
  v->os = coff_le32(p + 32);
  v->type = coff_le32(p + 36);
  v->subtype = coff_le32(p + 40);
  v->date = (uint64_t)coff_le32(p + 44) << 32 | coff_le32(p + 48);
  return true;
}

bool coff_version_translation(const struct coff_version_block *b, unsigned i, uint16_t *language,
                              uint16_t *code_page)
{
  struct coff_view pair;
  if (!coff_view_table(b->value, (uint64_t)i * 4, 1, 4, &pair))
    return false;
  *language = coff_le16(pair.data);
  *code_page = coff_le16(pair.data + 2);
  return true;
}

// ---- Names ------------------------------------------------------------------------------------

const struct coff_flags *coff_version_flags(void)
{
  static const struct coff_flag flags[] = {
      {0x01, 0x01, "VS_FF_DEBUG", 0},        {0x02, 0x02, "VS_FF_PRERELEASE", 0},
      {0x04, 0x04, "VS_FF_PATCHED", 0},      {0x08, 0x08, "VS_FF_PRIVATEBUILD", 0},
      {0x10, 0x10, "VS_FF_INFOINFERRED", 0}, {0x20, 0x20, "VS_FF_SPECIALBUILD", 0},
  };
  static const struct coff_flags all = {flags, COFF_COUNT(flags)};
  return &all;
}

const char *coff_version_os_name(uint32_t os)
{
  switch (os) {
  case 0: return "VOS_UNKNOWN";
  case 1: return "VOS__WINDOWS16";
  case 2: return "VOS__PM16";
  case 3: return "VOS__PM32";
  case 4: return "VOS__WINDOWS32";
  case 0x10000: return "VOS_DOS";
  case 0x10001: return "VOS_DOS_WINDOWS16";
  case 0x10004: return "VOS_DOS_WINDOWS32";
  case 0x20000: return "VOS_OS216";
  case 0x20002: return "VOS_OS216_PM16";
  case 0x30000: return "VOS_OS232";
  case 0x30003: return "VOS_OS232_PM32";
  case 0x40000: return "VOS_NT";
  case 0x40004: return "VOS_NT_WINDOWS32";
  case 0x50000: return "VOS_WINCE";
  default: return NULL;
  }
}

const char *coff_version_type_name(uint32_t type)
{
  static const char *const names[] = {"VFT_UNKNOWN", "VFT_APP", "VFT_DLL", "VFT_DRV",
                                      "VFT_FONT",    "VFT_VXD", NULL,      "VFT_STATIC_LIB"};
  return type < COFF_COUNT(names) ? names[type] : NULL;
}

const char *coff_version_subtype_name(uint32_t type, uint32_t subtype)
{
  static const char *const drivers[] = {"VFT2_UNKNOWN",
                                        "VFT2_DRV_PRINTER",
                                        "VFT2_DRV_KEYBOARD",
                                        "VFT2_DRV_LANGUAGE",
                                        "VFT2_DRV_DISPLAY",
                                        "VFT2_DRV_MOUSE",
                                        "VFT2_DRV_NETWORK",
                                        "VFT2_DRV_SYSTEM",
                                        "VFT2_DRV_INSTALLABLE",
                                        "VFT2_DRV_SOUND",
                                        "VFT2_DRV_COMM",
                                        "VFT2_DRV_INPUTMETHOD",
                                        "VFT2_DRV_VERSIONED_PRINTER"};
  static const char *const fonts[] = {"VFT2_UNKNOWN", "VFT2_FONT_RASTER", "VFT2_FONT_VECTOR",
                                      "VFT2_FONT_TRUETYPE"};
  if (type == 3)
    return subtype < COFF_COUNT(drivers) ? drivers[subtype] : NULL;
  if (type == 4)
    return subtype < COFF_COUNT(fonts) ? fonts[subtype] : NULL;
  return subtype == 0 ? "VFT2_UNKNOWN" : NULL;
}
