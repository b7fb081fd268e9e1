// Contents of compressed debug sections: GNU's .zdebug_*, "ZLIB", the size decompressed as eight
// big-endian bytes, a zlib stream.
//
// Skip it unless you work on those. The claimed size is hostile. Deflate cannot make more than
// 1032 bytes of one (RFC 1951: a match of 258 bytes takes two bits at least), so that claims beyond
// it are refused unread; within it memory still grows only with what really comes out.
#include "base/alloc.h"
#include "coff/debug.h"
#include <string.h>
#include <zlib.h>

enum { HEADER = 12, RATIO = 1032, FIRST_CHUNK = 1 << 16 };

static bool fail_at(struct coff_reporter to, struct coff_view v, const char *text)
{
  return coff_fail(to.ctx, (struct coff_place){to.file, to.member, v.origin}, "%s", text);
}

static bool has_header(struct coff_view v)
{
  return v.size >= HEADER && memcmp(v.data, "ZLIB", 4) == 0;
}

static void *zalloc(void *ctx, unsigned n, unsigned size)
{
  return coff_alloc_array(ctx, n, size);
}

static void zfree(void *ctx, void *p)
{
  coff_free(ctx, p);
}

// Room for the output, doubled when it is full, up to WANT; and how much input it took.
struct output {
  uint8_t *data;
  uint64_t have, room, want, used;
};

static bool grow(const struct coff_context *ctx, struct output *out)
{
  uint64_t room = out->room == 0 ? FIRST_CHUNK : out->room * 2;
  if (room > out->want)
    room = out->want;
  uint8_t *data =
      room > SIZE_MAX ? NULL : coff_realloc(ctx, out->data, room == 0 ? 1 : (size_t)room);
  if (data == NULL)
    return false;
  out->data = data;
  out->room = room;
  return true;
}

static unsigned clip(uint64_t n)
{
  return n > 1u << 30 ? 1u << 30 : (unsigned)n;
}

// One step: input that is not used yet into ROOM bytes at P. Returns what inflate says.
static int step(z_stream *z, struct coff_view in, struct output *out, uint8_t *p, uint64_t room)
{
  z->next_in = (uint8_t *)(uintptr_t)(in.data + out->used); // zlib does not write there
  z->avail_in = clip(in.size - out->used);
  z->next_out = p;
  z->avail_out = clip(room);
  unsigned in_before = z->avail_in, out_before = z->avail_out;
  int rc = inflate(z, Z_NO_FLUSH);
  out->used += in_before - z->avail_in;
  out->have += out_before - z->avail_out;
  return rc;
}

// Inflates IN until WANT bytes are there or the input is used up. A linker that concatenates
// sections makes several streams of them. Returns what is wrong, or NULL.
static const char *inflate_all(const struct coff_context *ctx, z_stream *z, struct coff_view in,
                               struct output *out)
{
  out->used = HEADER;
  while (out->have < out->want) {
    if (out->have == out->room && !grow(ctx, out))
      return "out of memory";
    int rc = step(z, in, out, out->data + out->have, out->room - out->have);
    if (rc == Z_STREAM_END && out->have < out->want && out->used < in.size)
      rc = inflateReset(z);
    if (rc == Z_STREAM_END)
      break;
    if (rc == Z_MEM_ERROR)
      return "out of memory";
    if (rc == Z_BUF_ERROR)
      return "compressed contents end too early";
    if (rc != Z_OK)
      return "compressed contents are damaged";
  }
  return out->have == out->want ? NULL : "compressed contents are smaller than their header says";
}

// With all WANT bytes there, the stream must be at its end as well: its checksum is then good.
static const char *finish(z_stream *z, struct coff_view in, struct output *out)
{
  uint8_t more;
  int rc = step(z, in, out, &more, 1);
  if (out->have > out->want)
    return "compressed contents are larger than their header says";
  return rc == Z_STREAM_END ? NULL : "compressed contents are damaged";
}

bool coff_decompress(struct coff_reporter to, struct coff_view v, uint8_t **contents,
                     uint64_t *size)
{
  struct output out = {0};
  *contents = NULL;
  *size = 0;
  if (!has_header(v))
    return fail_at(to, v, "compressed contents have no header");
  out.want = coff_be64(v.data + 4);
  if (out.want / RATIO > v.size)
    return fail_at(to, v, "compressed contents cannot have the size that their header says");
  z_stream z = {.zalloc = zalloc, .zfree = zfree, .opaque = (void *)(uintptr_t)to.ctx};
  if (inflateInit(&z) != Z_OK || !grow(to.ctx, &out)) {
    inflateEnd(&z);
    return fail_at(to, v, "out of memory");
  }
  const char *wrong = inflate_all(to.ctx, &z, v, &out);
  if (wrong == NULL)
    wrong = finish(&z, v, &out);
  inflateEnd(&z);
  if (wrong != NULL) {
    coff_free(to.ctx, out.data);
    return fail_at(to, v, wrong);
  }
  *contents = out.data;
  *size = out.want;
  return true;
}

void coff_contents_free(const struct coff_context *ctx, uint8_t *contents)
{
  coff_free(ctx, contents);
}

// The compressed bytes, as far as they are in the file; whether they all are is reported by
// coff_section_contents when they are asked for.
static bool header_of(const struct coff_file *f, const struct coff_section *s, struct coff_view *v)
{
  return coff_target_special_section(coff_file_target(f), s->name) == COFF_SPECIAL_ZDEBUG &&
         s->file_size >= HEADER &&
         coff_view_table(coff_file_bytes(f), s->file_offset, 1, HEADER, v) && has_header(*v);
}

bool coff_section_is_compressed(const struct coff_file *f, const struct coff_section *s)
{
  struct coff_view v;
  return header_of(f, s, &v);
}

bool coff_section_decompressed_size(const struct coff_file *f, const struct coff_section *s,
                                    uint64_t *size)
{
  struct coff_view v;
  if (!header_of(f, s, &v))
    return false;
  *size = coff_be64(v.data + 4);
  return true;
}

bool coff_section_decompress(const struct coff_file *f, const struct coff_section *s,
                             uint8_t **contents, uint64_t *size)
{
  struct coff_view v;
  *contents = NULL;
  *size = 0;
  return coff_section_contents(f, s, &v) &&
         coff_decompress(coff_file_reporter(f), v, contents, size);
}
