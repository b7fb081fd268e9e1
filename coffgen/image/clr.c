// The CLR header of an image, and the tables that it names beside metadata.
//
// Skip it unless one of them is read wrongly; metadata are in metadata*.c.
#include "coff/clr.h"
#include "image/claims.h"
#include <inttypes.h>
#include <string.h>

enum { HEADER = 72, RTR = 0x00525452, COMPILER_IDENTIFIER = 100 };

static bool fail_at(const struct coff_clr *c, uint64_t at, const char *text)
{
  return coff_fail(coff_file_context(c->file), coff_file_place(c->file, at), "%s", text);
}

// II.25.3.3: the parts stand around flags and entry point.
static uint64_t part_at(unsigned part)
{
  return part == COFF_CLR_METADATA ? 8 : 16 + (uint64_t)part * 8;
}

bool coff_clr_open(const struct coff_file *f, struct coff_clr *c)
{
  uint8_t p[HEADER] = {0};
  *c = (struct coff_clr){.file = f};
  if (!coff_directory_view(f, COFF_DIR_CLR, &c->bytes))
    return false;
  if (c->bytes.size < HEADER)
    fail_at(c, c->bytes.origin, "CLR header is cut off");
  else
    c->bytes.size = HEADER;
  memcpy(p, c->bytes.data, (size_t)c->bytes.size);
  c->size = coff_le32(p);
  c->major = coff_le16(p + 4);
  c->minor = coff_le16(p + 6);
  c->flags = coff_le32(p + 16);
  c->entry = coff_le32(p + 20);
  for (unsigned i = 0; i < COFF_CLR_PARTS; i++) {
    c->part[i].rva = coff_le32(p + part_at(i));
    c->part[i].size = coff_le32(p + part_at(i) + 4);
  }
  return true;
}

const struct coff_flags *coff_clr_flag_names(void)
{
  static const struct coff_flag flags[] = {
      {COMIMAGE_FLAGS_ILONLY, COMIMAGE_FLAGS_ILONLY, "COMIMAGE_FLAGS_ILONLY", 0},
      {COMIMAGE_FLAGS_32BITREQUIRED, COMIMAGE_FLAGS_32BITREQUIRED, "COMIMAGE_FLAGS_32BITREQUIRED",
       0},
      {COMIMAGE_FLAGS_IL_LIBRARY, COMIMAGE_FLAGS_IL_LIBRARY, "COMIMAGE_FLAGS_IL_LIBRARY", 0},
      {COMIMAGE_FLAGS_STRONGNAMESIGNED, COMIMAGE_FLAGS_STRONGNAMESIGNED,
       "COMIMAGE_FLAGS_STRONGNAMESIGNED", 0},
      {COMIMAGE_FLAGS_NATIVE_ENTRYPOINT, COMIMAGE_FLAGS_NATIVE_ENTRYPOINT,
       "COMIMAGE_FLAGS_NATIVE_ENTRYPOINT", 0},
      {COMIMAGE_FLAGS_TRACKDEBUGDATA, COMIMAGE_FLAGS_TRACKDEBUGDATA,
       "COMIMAGE_FLAGS_TRACKDEBUGDATA", 0},
      {COMIMAGE_FLAGS_32BITPREFERRED, COMIMAGE_FLAGS_32BITPREFERRED,
       "COMIMAGE_FLAGS_32BITPREFERRED", 0},
  };
  static const struct coff_flags all = {flags, COFF_COUNT(flags)};
  return &all;
}

const char *coff_clr_part_name(enum coff_clr_part part)
{
  static const char *const names[] = {
      [COFF_CLR_METADATA] = "metadata",           [COFF_CLR_RESOURCES] = "resources",
      [COFF_CLR_STRONG_NAME] = "strong name",     [COFF_CLR_CODE_MANAGER] = "code manager table",
      [COFF_CLR_VTABLE_FIXUPS] = "vtable fixups", [COFF_CLR_EXPORT_JUMPS] = "export jumps",
      [COFF_CLR_NATIVE_HEADER] = "native header",
  };
  return (size_t)part < COFF_COUNT(names) ? names[part] : NULL;
}

bool coff_clr_view(const struct coff_clr *c, enum coff_clr_part part, struct coff_view *v)
{
  uint32_t size = c->part[part].size;
  *v = (struct coff_view){0};
  if (size == 0)
    return false;
  coff_rva_table(c->file, c->part[part].rva, size, 1, c->bytes.origin + part_at(part),
                 coff_clr_part_name(part), v);
  return v->size != 0;
}

// ---- Fixups -----------------------------------------------------------------------------------

bool coff_clr_fixup_get(struct coff_view v, uint64_t index, struct coff_clr_fixup *fixup)
{
  struct coff_view one;
  if (index >= v.size / 8 || !coff_view_table(v, index * 8, 1, 8, &one))
    return false;
  *fixup = (struct coff_clr_fixup){coff_le32(one.data), coff_le16(one.data + 4),
                                   coff_le16(one.data + 6)};
  return true;
}

const struct coff_flags *coff_clr_fixup_flags(void)
{
  static const struct coff_flag flags[] = {
      {0x01, 0x01, "COR_VTABLE_32BIT", 0},
      {0x02, 0x02, "COR_VTABLE_64BIT", 0},
      {0x04, 0x04, "COR_VTABLE_FROM_UNMANAGED", 0},
      {0x08, 0x08, "COR_VTABLE_FROM_UNMANAGED_RETAIN_APPDOMAIN", 0},
      {0x10, 0x10, "COR_VTABLE_CALL_MOST_DERIVED", 0},
  };
  static const struct coff_flags all = {flags, COFF_COUNT(flags)};
  return &all;
}

// ---- Code compiled ahead of time --------------------------------------------------------------

bool coff_clr_native(const struct coff_clr *c, struct coff_clr_native *n)
{
  enum { HEAD = 16, SECTION = 12 };
  struct coff_view v;
  *n = (struct coff_clr_native){0};
  if (!coff_clr_view(c, COFF_CLR_NATIVE_HEADER, &v))
    return false;
  n->signature = v.size < 4 ? 0 : coff_le32(v.data);
  n->is_ready_to_run = n->signature == RTR && v.size >= HEAD;
  if (!n->is_ready_to_run)
    return true;
  n->major = coff_le16(v.data + 4);
  n->minor = coff_le16(v.data + 6);
  n->flags = coff_le32(v.data + 8);
  uint32_t claimed = coff_le32(v.data + 12);
  n->count = coff_view_clip(v, HEAD, claimed, SECTION, &n->sections);
  if (n->count < claimed)
    fail_at(c, v.origin + 12, "ReadyToRun header ends before its last section");
  return true;
}

bool coff_clr_native_get(const struct coff_clr_native *n, uint64_t index,
                         struct coff_clr_native_section *s)
{
  if (index >= n->count)
    return false;
  const uint8_t *p = n->sections.data + index * 12;
  *s = (struct coff_clr_native_section){coff_le32(p), coff_le32(p + 4), coff_le32(p + 8)};
  return true;
}

const struct coff_flags *coff_clr_native_flags(void)
{
  static const struct coff_flag flags[] = {
      {0x001, 0x001, "READYTORUN_FLAG_PLATFORM_NEUTRAL_SOURCE", 0},
      {0x002, 0x002, "READYTORUN_FLAG_COMPOSITE", 0},
      {0x004, 0x004, "READYTORUN_FLAG_PARTIAL", 0},
      {0x008, 0x008, "READYTORUN_FLAG_NONSHARED_PINVOKE_STUBS", 0},
      {0x010, 0x010, "READYTORUN_FLAG_EMBEDDED_MSIL", 0},
      {0x020, 0x020, "READYTORUN_FLAG_COMPONENT", 0},
      {0x040, 0x040, "READYTORUN_FLAG_MULTIMODULE_VERSION_BUBBLE", 0},
      {0x080, 0x080, "READYTORUN_FLAG_UNRELATED_R2R_CODE", 0},
      {0x100, 0x100, "READYTORUN_FLAG_PLATFORM_NATIVE_IMAGE", 0},
  };
  static const struct coff_flags all = {flags, COFF_COUNT(flags)};
  return &all;
}

const char *coff_clr_native_name(uint32_t type)
{
  static const char *const names[] = {
      "CompilerIdentifier",
      "ImportSections",
      "RuntimeFunctions",
      "MethodDefEntryPoints",
      "ExceptionInfo",
      "DebugInfo",
      "DelayLoadMethodCallThunks",
      "AvailableTypes (obsolete)",
      "AvailableTypes",
      "InstanceMethodEntryPoints",
      "InliningInfo",
      "ProfileDataInfo",
      "ManifestMetadata",
      "AttributePresence",
      "InliningInfo2",
      "ComponentAssemblies",
      "OwnerCompositeExecutable",
      "PgoInstrumentationData",
      "ManifestAssemblyMvids",
      "CrossModuleInlineInfo",
      "HotColdMap",
      "MethodIsGenericMap",
      "EnclosingTypeMap",
      "TypeGenericInfoMap",
  };
  return type >= COMPILER_IDENTIFIER && type - COMPILER_IDENTIFIER < COFF_COUNT(names)
             ? names[type - COMPILER_IDENTIFIER]
             : NULL;
}

bool coff_clr_native_compiler(const struct coff_clr *c, const struct coff_clr_native *n,
                              struct coff_str *text)
{
  struct coff_clr_native_section s;
  struct coff_view v;
  for (uint64_t i = 0; coff_clr_native_get(n, i, &s); i++) {
    if (s.type != COMPILER_IDENTIFIER)
      continue;
    if (!coff_rva_view(c->file, s.rva, &v))
      return false;
    v.size = v.size < s.size ? v.size : s.size;
    *text = coff_view_string(v, 0, NULL);
    return true;
  }
  return false;
}

// ---- Claims -----------------------------------------------------------------------------------

static const char *stream_claim(struct coff_str name)
{
  static const char *const known[] = {"#~", "#-", "#Strings", "#US", "#GUID", "#Blob", "#Pdb"};
  for (size_t i = 0; i < COFF_COUNT(known); i++)
    if (strlen(known[i]) == name.size && memcmp(known[i], name.data, name.size) == 0)
      return known[i];
  return "CLR metadata stream";
}

static void claim_metadata(struct coff_clr *c, struct coff_claims *claims)
{
  struct coff_view v;
  struct coff_metadata m;
  struct coff_metadata_stream s;
  if (!coff_clr_view(c, COFF_CLR_METADATA, &v))
    return;
  coff_claim(claims, COFF_RANGE_TABLE, "CLR metadata", v);
  if (!coff_metadata_open(c->file, v, true, &m))
    return;
  struct coff_metadata_streams all = coff_metadata_streams(&m);
  while (coff_metadata_stream_next(&all, &s))
    coff_claim(claims, COFF_RANGE_ITEM, stream_claim(s.name), s.data);
}

static void claim_native(struct coff_clr *c, struct coff_claims *claims)
{
  struct coff_clr_native n;
  struct coff_clr_native_section s;
  struct coff_view v;
  if (!coff_clr_native(c, &n))
    return;
  for (uint64_t i = 0; coff_clr_native_get(&n, i, &s); i++)
    if (coff_rva_view(c->file, s.rva, &v) && coff_view_clip(v, 0, s.size, 1, &v) != 0)
      coff_claim(claims, COFF_RANGE_TABLE, "ReadyToRun section", v);
}

void coff_claim_clr(const struct coff_file *f, struct coff_claims *claims)
{
  static const char *const names[] = {
      [COFF_CLR_RESOURCES] = "CLR resources",
      [COFF_CLR_STRONG_NAME] = "CLR strong name",
      [COFF_CLR_CODE_MANAGER] = "CLR code manager table",
      [COFF_CLR_VTABLE_FIXUPS] = "CLR vtable fixups",
      [COFF_CLR_EXPORT_JUMPS] = "CLR export jumps",
      [COFF_CLR_NATIVE_HEADER] = "CLR native header",
  };
  struct coff_clr c;
  struct coff_view v;
  if (!coff_clr_open(f, &c))
    return;
  coff_claim(claims, COFF_RANGE_DIRECTORY, "CLR header", c.bytes);
  claim_metadata(&c, claims);
  for (unsigned i = COFF_CLR_RESOURCES; i < COFF_CLR_PARTS; i++)
    if (coff_clr_view(&c, i, &v))
      coff_claim(claims, COFF_RANGE_TABLE, names[i], v);
  claim_native(&c, claims);
}
