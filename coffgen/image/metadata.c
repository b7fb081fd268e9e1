// The root of .NET metadata and its streams (ECMA-335, II.24.2.1 and II.24.2.2).
//
// Skip it unless a stream is not found; tables are in metadata-tables.c.
#include "image/metadata.h"
#include <inttypes.h>
#include <string.h>

enum { BSJB = 0x424a5342, ROOT = 16, STREAM = 8, NAME_ROOM = 32 };

bool metadata_fail(const struct coff_metadata *m, struct coff_view at, const char *text)
{
  uint64_t offset = m->in_file ? at.origin : COFF_NOWHERE;
  return coff_fail(coff_file_context(m->file), coff_file_place(m->file, offset), "%s", text);
}

bool coff_metadata_open(const struct coff_file *f, struct coff_view v, bool in_file,
                        struct coff_metadata *m)
{
  struct coff_view version, counts;
  *m = (struct coff_metadata){.file = f, .bytes = v, .in_file = in_file, .version = {"", 0}};
  if (v.size < ROOT || coff_le32(v.data) != BSJB)
    return metadata_fail(m, v, "metadata do not begin as such");
  m->major = coff_le16(v.data + 4);
  m->minor = coff_le16(v.data + 6);
  uint32_t length = coff_le32(v.data + 12);
  uint64_t behind = ROOT + (((uint64_t)length + 3) & ~(uint64_t)3);
  if (!coff_view_table(v, ROOT, 1, length, &version) || !coff_view_table(v, behind, 1, 4, &counts))
    return metadata_fail(m, v, "metadata are cut off in their root");
  m->version = coff_view_string(version, 0, NULL);
  m->flags = coff_le16(counts.data);
  m->stream_count = coff_le16(counts.data + 2);
  coff_view_table(v, behind + 4, 1, v.size - behind - 4, &m->headers);
  return true;
}

struct coff_metadata_streams coff_metadata_streams(const struct coff_metadata *m)
{
  return (struct coff_metadata_streams){m, m->headers, m->stream_count};
}

// Takes the next header off the cursor; returns what is wrong with it, or NULL. If the header is not
// all there, nothing is.
static const char *take_stream(struct coff_metadata_streams *c, struct coff_metadata_stream *s)
{
  const struct coff_metadata *m = c->metadata;
  struct coff_view v = c->rest;
  bool terminated;
  c->left--;
  *s = (struct coff_metadata_stream){.at = v.origin - m->bytes.origin};
  struct coff_view name = v;
  name.size = v.size < STREAM + NAME_ROOM ? v.size : STREAM + NAME_ROOM;
  s->name = coff_view_string(name, STREAM, &terminated);
  if (!terminated) {
    c->left = 0;
    return "metadata stream header is cut off";
  }
  s->offset = coff_le32(v.data);
  s->size = coff_le32(v.data + 4);
  uint64_t used = (STREAM + s->name.size + 1 + 3) & ~(uint64_t)3;
  used = used < v.size ? used : v.size;
  coff_view_table(v, used, 1, v.size - used, &c->rest);
  s->data = (struct coff_view){v.data, 0, v.origin};
  coff_view_clip(m->bytes, s->offset, s->size, 1, &s->data);
  return s->data.size == s->size ? NULL : "metadata stream is cut off";
}

bool coff_metadata_stream_next(struct coff_metadata_streams *c, struct coff_metadata_stream *s)
{
  if (c->left == 0)
    return false;
  struct coff_view at = c->rest;
  const char *wrong = take_stream(c, s);
  if (wrong != NULL)
    metadata_fail(c->metadata, at, wrong);
  return s->name.data != NULL && s->data.data != NULL;
}

bool coff_metadata_find(const struct coff_metadata *m, const char *name, struct coff_view *v)
{
  struct coff_metadata_streams c = coff_metadata_streams(m);
  struct coff_metadata_stream s;
  size_t size = strlen(name);
  *v = (struct coff_view){(const uint8_t *)"", 0, m->bytes.origin};
  while (c.left != 0) {
    take_stream(&c, &s);
    if (s.data.data == NULL)
      return false;
    if (s.name.size != size || memcmp(s.name.data, name, size) != 0)
      continue;
    *v = s.data;
    return true;
  }
  return false;
}

bool coff_metadata_pdb(const struct coff_metadata *m, struct coff_metadata_pdb *pdb)
{
  enum { HEAD = 32 };
  struct coff_view v;
  *pdb = (struct coff_metadata_pdb){0};
  if (!coff_metadata_find(m, "#Pdb", &v))
    return false;
  if (v.size < HEAD)
    return metadata_fail(m, v, "metadata stream #Pdb is cut off");
  memcpy(pdb->id, v.data, sizeof pdb->id);
  pdb->entry = coff_le32(v.data + 20);
  pdb->tables = coff_le64(v.data + 24);
  coff_view_table(v, HEAD, 1, (v.size - HEAD) & ~(uint64_t)3, &pdb->rows);
  return true;
}
