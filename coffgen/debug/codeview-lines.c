// CodeView line numbers, source files, and hashes of types.
//
// Skip it unless those come out wrong.
#include "debug/codeview.h"

// ---- Lines ------------------------------------------------------------------------------------

bool coff_cv_lines_open(struct coff_reporter to, struct coff_view v, struct coff_cv_lines *c)
{
  *c = (struct coff_cv_lines){.to = to, .start_at = v.origin};
  if (v.size < 12)
    return coff_fail(to.ctx, cv_at(to, v.origin), "CodeView lines end inside of their header");
  c->start = coff_le32(v.data);
  c->segment = coff_le16(v.data + 4);
  c->flags = coff_le16(v.data + 6);
  c->length = coff_le32(v.data + 8);
  c->rest = v;
  cv_drop(&c->rest, 12);
  return true;
}

// A block has the lines that come from one source file: file, count, size of the block with this
// header; rows {offset, line}; and {column, end column} for each row if the flags say so.
static bool next_block(struct coff_cv_lines *c)
{
  struct coff_view v = c->rest;
  bool columns = (c->flags & CV_LINES_HAVE_COLUMNS) != 0;
  c->rest.size = 0;
  if (v.size == 0)
    return false;
  if (v.size < 12)
    return coff_fail(c->to.ctx, cv_at(c->to, v.origin), "CodeView line block header is cut short");
  uint64_t count = coff_le32(v.data + 4), size = coff_le32(v.data + 8);
  if (size < 12 || size > v.size || count > (size - 12) / (columns ? 12 : 8))
    return coff_fail(c->to.ctx, cv_at(c->to, v.origin),
                     "CodeView block of %u lines does not fit its %u bytes", (unsigned)count,
                     (unsigned)size);
  c->file = coff_le32(v.data);
  coff_view_table(v, 12, count, 8, &c->lines);
  coff_view_table(v, 12 + count * 8, columns ? count : 0, 4, &c->columns);
  c->rest = v;
  cv_drop(&c->rest, size);
  return true;
}

bool coff_cv_line_next(struct coff_cv_lines *c, struct coff_cv_line *row)
{
  while (c->lines.size == 0)
    if (!next_block(c))
      return false;
  uint32_t bits = coff_le32(c->lines.data + 4); // line 24, lines that follow 7, statement 1
  *row = (struct coff_cv_line){.file = c->file, .offset = coff_le32(c->lines.data)};
  row->line = bits & 0xffffff;
  row->end_line = row->line + (bits >> 24 & 0x7f);
  row->is_statement = bits >> 31 != 0;
  cv_drop(&c->lines, 8);
  if (c->columns.size == 0)
    return true;
  row->column = coff_le16(c->columns.data);
  row->end_column = coff_le16(c->columns.data + 2);
  cv_drop(&c->columns, 4);
  return true;
}

// ---- Source files -----------------------------------------------------------------------------

struct coff_cv_files coff_cv_files(struct coff_reporter to, struct coff_view v)
{
  return (struct coff_cv_files){to, v, 0};
}

// Decodes the entry AT: name, size and kind of the checksum, checksum. False if it does not fit.
static bool read_file(struct coff_view all, uint64_t at, struct coff_cv_file *f)
{
  struct coff_view head;
  if (!coff_view_table(all, at, 1, 6, &head))
    return false;
  *f = (struct coff_cv_file){.at = (uint32_t)at, .name = coff_le32(head.data)};
  f->checksum_kind = head.data[5];
  return coff_view_table(all, at + 6, 1, head.data[4], &f->checksum);
}

bool coff_cv_file_next(struct coff_cv_files *c, struct coff_cv_file *f)
{
  uint64_t at = c->at;
  if (at >= c->all.size)
    return false;
  c->at = c->all.size;
  if (!read_file(c->all, at, f))
    return coff_fail(c->to.ctx, cv_at(c->to, c->all.origin + at),
                     "CodeView source file entry runs past the end of its table");
  c->at = (at + 6 + f->checksum.size + 3) / 4 * 4;
  return true;
}

bool coff_cv_file_name(struct coff_view files, struct coff_view strings, uint32_t at,
                       struct coff_str *name)
{
  struct coff_cv_file f;
  if (!read_file(files, at, &f) || f.name >= strings.size)
    return false;
  *name = coff_view_string(strings, f.name, NULL);
  return true;
}

// Quiet: whoever lists the section has reported what is wrong with it.
void coff_cv_source_tables(const struct coff_file *file, struct coff_view *files,
                           struct coff_view *strings)
{
  static const struct coff_context quiet = {0};
  const struct coff_target *t = coff_file_target(file);
  *files = *strings = (struct coff_view){0};
  for (uint32_t i = 1; i <= coff_section_count(file); i++) {
    struct coff_section s;
    struct coff_view v;
    struct coff_cv c;
    struct coff_cv_subsection sub;
    if (!coff_section_get(file, i, &s) ||
        coff_target_special_section(t, s.name) != COFF_SPECIAL_CV_SYMBOLS ||
        !coff_view_table(coff_file_bytes(file), s.file_offset, 1, s.file_size, &v) ||
        !coff_cv_open((struct coff_reporter){&quiet, NULL, NULL}, v, &c))
      continue;
    while (coff_cv_next(&c, &sub)) {
      if (sub.kind == DEBUG_S_FILECHKSMS && files->size == 0)
        *files = sub.data;
      if (sub.kind == DEBUG_S_STRINGTABLE && strings->size == 0)
        *strings = sub.data;
    }
    if (files->size != 0 && strings->size != 0)
      return;
  }
}

// ---- Hashes of types --------------------------------------------------------------------------

// LLVM's format: magic, version, algorithm, and a hash for each type record. SHA1 is stored whole,
// what came later is cut to eight bytes.
static const struct {
  const char *name;
  uint8_t size;
} hash_kinds[] = {{"SHA1", 20}, {"SHA1_8", 8}, {"BLAKE3", 8}};

const char *coff_cv_hash_name(uint16_t algorithm)
{
  return algorithm < COFF_COUNT(hash_kinds) ? hash_kinds[algorithm].name : NULL;
}

bool coff_cv_hashes(struct coff_reporter to, struct coff_view v, struct coff_cv_hashes *out)
{
  *out = (struct coff_cv_hashes){0};
  if (v.size < 8 || coff_le32(v.data) != CV_HASHES_MAGIC)
    return coff_fail(to.ctx, cv_at(to, v.origin), "CodeView type hashes have no valid header");
  out->version = coff_le16(v.data + 4);
  out->algorithm = coff_le16(v.data + 6);
  if (coff_cv_hash_name(out->algorithm) == NULL)
    return coff_fail(to.ctx, cv_at(to, v.origin), "CodeView type hashes of unknown algorithm %u",
                     out->algorithm);
  out->size = hash_kinds[out->algorithm].size;
  out->count = coff_view_clip(v, 8, (v.size - 8) / out->size, out->size, &out->hashes);
  if (out->hashes.size != v.size - 8)
    coff_fail(to.ctx, cv_at(to, v.origin + 8 + out->hashes.size),
              "CodeView type hashes end inside of a hash");
  return true;
}
