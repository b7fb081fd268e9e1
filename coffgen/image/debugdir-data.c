// What the data of debug directory entries say, kind by kind.
//
// Skip it unless one kind is read wrongly. Data begin with fixed fields; take_fields checks that they
// are there, once, and all behind it relies on that.
#include "coff/debugdir.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { // signatures, little-endian
  RSDS = 0x53445352,
  NB10 = 0x3031424e,
  MTOC = 0x434f544d,
  R2RM = 0x4d523252
};

static bool fail_at(const struct coff_file *f, const struct coff_debugdir_entry *e,
                    const char *text)
{
  const char *name = coff_debugdir_type_name(e->type);
  return coff_fail(coff_file_context(f), coff_file_place(f, e->data.origin), "%s debug data %s",
                   name == NULL ? "unknown" : name, text);
}

// The data of an entry of TYPE, of at least NEED bytes.
static const uint8_t *take_fields(const struct coff_file *f, const struct coff_debugdir_entry *e,
                                  uint32_t type, uint64_t need)
{
  if (e->type != type)
    return NULL;
  if (e->data.size >= need)
    return e->data.data;
  fail_at(f, e, "are too short");
  return NULL;
}

static struct coff_view rest_of(const struct coff_debugdir_entry *e, uint64_t from)
{
  struct coff_view v = e->data;
  coff_view_table(e->data, from, 1, e->data.size - from, &v);
  return v;
}

// ---- CodeView ---------------------------------------------------------------------------------

static struct coff_str path_at(const struct coff_file *f, const struct coff_debugdir_entry *e,
                               uint64_t from)
{
  bool terminated;
  struct coff_str path = coff_view_string(e->data, from, &terminated);
  if (!terminated)
    fail_at(f, e, "have a path without end");
  return path;
}

static bool read_guid_record(const struct coff_file *f, const struct coff_debugdir_entry *e,
                             struct coff_debugdir_codeview *cv)
{
  bool has_age = cv->signature == RSDS;
  const uint8_t *p = take_fields(f, e, IMAGE_DEBUG_TYPE_CODEVIEW, has_age ? 24 : 20);
  if (p == NULL)
    return false;
  cv->is_pdb = has_age;
  cv->is_portable = has_age && e->minor == COFF_DEBUGDIR_PORTABLE;
  cv->has_guid = true;
  memcpy(cv->guid, p + 4, sizeof cv->guid);
  cv->age = has_age ? coff_le32(p + 20) : 0;
  cv->path = path_at(f, e, has_age ? 24 : 20);
  return true;
}

bool coff_debugdir_codeview(const struct coff_file *f, const struct coff_debugdir_entry *e,
                            struct coff_debugdir_codeview *cv)
{
  const uint8_t *p = take_fields(f, e, IMAGE_DEBUG_TYPE_CODEVIEW, 8);
  *cv = (struct coff_debugdir_codeview){.path = {"", 0}};
  if (p == NULL)
    return false;
  cv->signature = coff_le32(p);
  if (cv->signature == RSDS || cv->signature == MTOC)
    return read_guid_record(f, e, cv);
  if (coff_debugdir_codeview_name(cv->signature) == NULL)
    return fail_at(f, e, "have a signature that is not known");
  cv->offset = coff_le32(p + 4);
  if (cv->signature != NB10)
    return true;
  if (take_fields(f, e, IMAGE_DEBUG_TYPE_CODEVIEW, 16) == NULL)
    return false;
  cv->is_pdb = true;
  cv->time = coff_le32(p + 8);
  cv->age = coff_le32(p + 12);
  cv->path = path_at(f, e, 16);
  return true;
}

const char *coff_debugdir_codeview_name(uint32_t signature)
{
  static const char *const names[] = {"NB00", "NB01", "NB02", "NB03", "NB04", "NB05", "NB06",
                                      "NB07", "NB08", "NB09", "NB10", "NB11", "RSDS", "MTOC"};
  for (size_t i = 0; i < COFF_COUNT(names); i++)
    if (coff_le32((const uint8_t *)names[i]) == signature)
      return names[i];
  return NULL;
}

void coff_debugdir_codeview_key(const struct coff_debugdir_codeview *cv, char key[41])
{
  const uint8_t *g = cv->guid;
  key[0] = 0;
  if (!cv->is_pdb)
    return;
  if (!cv->has_guid) {
    snprintf(key, 41, "%08" PRIX32 "%" PRIX32, cv->time, cv->age);
    return;
  }
  int n = snprintf(key, 41, "%08" PRIX32 "%04X%04X", coff_le32(g), (unsigned)coff_le16(g + 4),
                   (unsigned)coff_le16(g + 6));
  for (unsigned i = 8; i < 16; i++)
    n += snprintf(key + n, 41 - (size_t)n, "%02X", (unsigned)g[i]);
  if (cv->is_portable)
    snprintf(key + n, 41 - (size_t)n, "FFFFFFFF");
  else
    snprintf(key + n, 41 - (size_t)n, "%" PRIX32, cv->age);
}

// ---- Profile-guided optimization --------------------------------------------------------------

bool coff_debugdir_pogo(const struct coff_file *f, const struct coff_debugdir_entry *e,
                        struct coff_debugdir_pogo *pogo)
{
  const uint8_t *p = take_fields(f, e, IMAGE_DEBUG_TYPE_POGO, 4);
  if (p == NULL)
    return false;
  *pogo = (struct coff_debugdir_pogo){f, rest_of(e, 4), coff_le32(p)};
  return true;
}

// Names end with a NUL and are filled up with more of them to a multiple of four.
bool coff_debugdir_pogo_next(struct coff_debugdir_pogo *pogo, struct coff_debugdir_pogo_entry *e)
{
  struct coff_view v = pogo->rest;
  bool terminated;
  if (v.size == 0)
    return false;
  pogo->rest.size = 0;
  if (v.size < 8)
    return coff_fail(coff_file_context(pogo->file), coff_file_place(pogo->file, v.origin),
                     "POGO debug data end within an entry");
  e->rva = coff_le32(v.data);
  e->size = coff_le32(v.data + 4);
  e->name = coff_view_string(v, 8, &terminated);
  if (!terminated) {
    coff_fail(coff_file_context(pogo->file), coff_file_place(pogo->file, v.origin + 8),
              "POGO debug data have a name without end");
    return true;
  }
  uint64_t used = (8 + e->name.size + 1 + 3) & ~(uint64_t)3;
  if (used < v.size)
    coff_view_table(v, used, 1, v.size - used, &pogo->rest);
  return true;
}

const char *coff_debugdir_pogo_name(uint32_t signature)
{
  switch (signature) {
  case 0: return "ZERO";
  case 0x4c544347: return "LTCG";
  case 0x50474900: return "PGI";
  case 0x50474f00: return "PGO";
  case 0x50475500: return "PGU";
  default: return NULL;
  }
}

// ---- Tables -----------------------------------------------------------------------------------

static uint64_t record_size(uint32_t type)
{
  switch (type) {
  case IMAGE_DEBUG_TYPE_FPO: return 16;
  case IMAGE_DEBUG_TYPE_OMAP_TO_SRC:
  case IMAGE_DEBUG_TYPE_OMAP_FROM_SRC: return 8;
  default: return 0;
  }
}

bool coff_debugdir_table(const struct coff_file *f, const struct coff_debugdir_entry *e,
                         struct coff_debugdir_table *t)
{
  uint64_t size = record_size(e->type);
  if (size == 0)
    return false;
  *t = (struct coff_debugdir_table){e->data, e->data.size / size};
  if (e->data.size % size != 0)
    fail_at(f, e, "end within a record");
  return true;
}

bool coff_debugdir_fpo_get(const struct coff_debugdir_table *t, uint64_t index,
                           struct coff_debugdir_fpo *r)
{
  struct coff_view v;
  if (index >= t->count || !coff_view_table(t->bytes, index * 16, 1, 16, &v))
    return false;
  uint16_t bits = coff_le16(v.data + 14);
  *r = (struct coff_debugdir_fpo){
      .rva = coff_le32(v.data),
      .size = coff_le32(v.data + 4),
      .locals = coff_le32(v.data + 8),
      .params = coff_le16(v.data + 12),
      .prolog = (uint8_t)bits,
      .saved = bits >> 8 & 7,
      .has_seh = (bits >> 11 & 1) != 0,
      .uses_bp = (bits >> 12 & 1) != 0,
      .frame = (uint8_t)(bits >> 14),
  };
  return true;
}

bool coff_debugdir_omap_get(const struct coff_debugdir_table *t, uint64_t index,
                            struct coff_debugdir_omap *r)
{
  struct coff_view v;
  if (index >= t->count || !coff_view_table(t->bytes, index * 8, 1, 8, &v))
    return false;
  *r = (struct coff_debugdir_omap){coff_le32(v.data), coff_le32(v.data + 4)};
  return true;
}

const char *coff_debugdir_frame_name(unsigned frame)
{
  static const char *const names[] = {"FPO", "TRAP", "TSS", "NONFPO"};
  return frame < COFF_COUNT(names) ? names[frame] : NULL;
}

// ---- The rest ---------------------------------------------------------------------------------

unsigned coff_debugdir_words(const struct coff_file *f, const struct coff_debugdir_entry *e,
                             struct coff_debugdir_word words[COFF_DEBUGDIR_WORDS])
{
  static const char *const coff[] = {"symbol_count",   "first_symbol",   "line_count",
                                     "first_line",     "code_start_rva", "code_end_rva",
                                     "data_start_rva", "data_end_rva"};
  static const char *const features[] = {"pre_vc11", "c_cpp", "gs", "sdl", "guard_n"};
  bool is_coff = e->type == IMAGE_DEBUG_TYPE_COFF;
  const char *const *names = is_coff ? coff : features;
  unsigned n = is_coff ? COFF_COUNT(coff) : COFF_COUNT(features);
  const uint8_t *p = e->data.data;
  if (!is_coff && e->type != IMAGE_DEBUG_TYPE_VC_FEATURE)
    return 0;
  if (e->data.size < n * 4u) { // VC_FEATURE had fewer words at first
    n = (unsigned)(e->data.size / 4);
    fail_at(f, e, "are too short");
  }
  for (unsigned i = 0; i < n; i++)
    words[i] = (struct coff_debugdir_word){names[i], coff_le32(p + (size_t)i * 4)};
  return n;
}

bool coff_debugdir_misc(const struct coff_file *f, const struct coff_debugdir_entry *e,
                        struct coff_debugdir_misc *m)
{
  enum { HEAD = 12 };
  const uint8_t *p = take_fields(f, e, IMAGE_DEBUG_TYPE_MISC, HEAD);
  if (p == NULL)
    return false;
  *m = (struct coff_debugdir_misc){coff_le32(p), coff_le32(p + 4), p[8] != 0, rest_of(e, HEAD)};
  if (m->length < HEAD || m->length > e->data.size)
    fail_at(f, e, "have a length that is not theirs");
  else
    m->data.size = m->length - HEAD;
  return true;
}

bool coff_debugdir_repro(const struct coff_file *f, const struct coff_debugdir_entry *e,
                         struct coff_view *hash)
{
  if (e->type != IMAGE_DEBUG_TYPE_REPRO)
    return false;
  *hash = e->data;
  if (e->data.size == 0)
    return true;
  const uint8_t *p = take_fields(f, e, IMAGE_DEBUG_TYPE_REPRO, 4);
  if (p == NULL)
    return false;
  uint32_t size = coff_le32(p);
  if (coff_view_clip(e->data, 4, size, 1, hash) < size)
    fail_at(f, e, "have a hash that is cut off");
  return true;
}

bool coff_debugdir_dll_flags(const struct coff_file *f, const struct coff_debugdir_entry *e,
                             uint32_t *flags)
{
  const uint8_t *p = take_fields(f, e, IMAGE_DEBUG_TYPE_EX_DLLCHARACTERISTICS, 4);
  *flags = p == NULL ? 0 : coff_le32(p);
  return p != NULL;
}

const struct coff_flags *coff_debugdir_dll_flag_names(void)
{
  static const struct coff_flag flags[] = {
      {0x01, 0x01, "IMAGE_DLLCHARACTERISTICS_EX_CET_COMPAT", 0},
      {0x02, 0x02, "IMAGE_DLLCHARACTERISTICS_EX_CET_COMPAT_STRICT_MODE", 0},
      {0x04, 0x04, "IMAGE_DLLCHARACTERISTICS_EX_CET_SET_CONTEXT_IP_VALIDATION_RELAXED_MODE", 0},
      {0x08, 0x08, "IMAGE_DLLCHARACTERISTICS_EX_CET_DYNAMIC_APIS_ALLOW_IN_PROC", 0},
      {0x10, 0x10, "IMAGE_DLLCHARACTERISTICS_EX_CET_RESERVED_1", 0},
      {0x20, 0x20, "IMAGE_DLLCHARACTERISTICS_EX_CET_RESERVED_2", 0},
      {0x40, 0x40, "IMAGE_DLLCHARACTERISTICS_EX_FORWARD_CFI_COMPAT", 0},
      {0x80, 0x80, "IMAGE_DLLCHARACTERISTICS_EX_HOTPATCH_COMPATIBLE", 0},
  };
  static const struct coff_flags all = {flags, COFF_COUNT(flags)};
  return &all;
}

bool coff_debugdir_checksum(const struct coff_file *f, const struct coff_debugdir_entry *e,
                            struct coff_debugdir_checksum *c)
{
  bool terminated;
  if (e->type != IMAGE_DEBUG_TYPE_PDBCHECKSUM)
    return false;
  c->algorithm = coff_view_string(e->data, 0, &terminated);
  if (!terminated)
    return fail_at(f, e, "have an algorithm without end");
  c->value = rest_of(e, c->algorithm.size + 1);
  return true;
}

bool coff_debugdir_perfmap(const struct coff_file *f, const struct coff_debugdir_entry *e,
                           struct coff_debugdir_perfmap *m)
{
  const uint8_t *p = take_fields(f, e, IMAGE_DEBUG_TYPE_R2R_PERFMAP, 24);
  if (p == NULL)
    return false;
  if (coff_le32(p) != R2RM)
    return fail_at(f, e, "have a signature that is not known");
  memcpy(m->signature, p + 4, sizeof m->signature);
  m->version = coff_le32(p + 20);
  m->path = path_at(f, e, 24);
  return true;
}
