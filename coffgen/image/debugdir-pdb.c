// The portable PDB inside of an image: "MPDB", its size, a raw deflate stream.
//
// Skip it unless you work on those. The claimed size is hostile. Deflate can make 1032 bytes of one
// (RFC 1951: a match of 258 bytes takes two bits at least), which is gigabytes of a small file; of
// debug data it makes ten. Claims of more than a hundred are refused unread, unless they are small;
// within that memory still grows only with what really comes out.
#include "base/alloc.h"
#include "coff/debugdir.h"
#include <zlib.h>

enum { MPDB = 0x4244504d, HEAD = 8, RATIO = 100, SMALL = 1 << 18, FIRST_CHUNK = 1 << 16 };

bool coff_debugdir_pdb(const struct coff_file *f, const struct coff_debugdir_entry *e,
                       struct coff_debugdir_pdb *pdb)
{
  if (e->type != IMAGE_DEBUG_TYPE_EMBEDDED_PORTABLE_PDB)
    return false;
  if (e->data.size < HEAD || coff_le32(e->data.data) != MPDB)
    return coff_fail(coff_file_context(f), coff_file_place(f, e->data.origin),
                     "embedded PDB has no header");
  pdb->size = coff_le32(e->data.data + 4);
  coff_view_table(e->data, HEAD, 1, e->data.size - HEAD, &pdb->deflated);
  return true;
}

static void *zalloc(void *ctx, unsigned n, unsigned size)
{
  return coff_alloc_array(ctx, n, size);
}

static void zfree(void *ctx, void *p)
{
  coff_free(ctx, p);
}

// Doubles the room for the output, up to WANT bytes and one more, which shows a stream that is
// longer than it claims.
static bool grow(const struct coff_context *ctx, z_stream *z, uint8_t **data, size_t *room,
                 size_t want)
{
  size_t bigger = *room == 0 ? FIRST_CHUNK : *room * 2;
  if (bigger > want)
    bigger = want + 1;
  uint8_t *grown = coff_realloc(ctx, *data, bigger);
  if (grown == NULL)
    return false;
  z->next_out = grown + *room;
  z->avail_out = (unsigned)(bigger - *room);
  *data = grown;
  *room = bigger;
  return true;
}

// Returns what is wrong, or NULL.
static const char *inflate_all(const struct coff_context *ctx, z_stream *z, uint8_t **data,
                               size_t want)
{
  size_t room = 0;
  int rc = Z_OK;
  while (rc == Z_OK) {
    if (z->avail_out == 0 && room > want)
      return "embedded PDB is larger than it says";
    if (z->avail_out == 0 && !grow(ctx, z, data, &room, want))
      return "out of memory";
    rc = inflate(z, Z_NO_FLUSH);
  }
  if (rc == Z_MEM_ERROR)
    return "out of memory";
  if (rc == Z_BUF_ERROR)
    return "embedded PDB ends too early";
  if (rc != Z_STREAM_END)
    return "embedded PDB is damaged";
  if (room - z->avail_out == want)
    return NULL;
  return room - z->avail_out > want ? "embedded PDB is larger than it says"
                                    : "embedded PDB is smaller than it says";
}

bool coff_debugdir_inflate(const struct coff_file *f, const struct coff_debugdir_pdb *pdb,
                           uint8_t **contents)
{
  const struct coff_context *ctx = coff_file_context(f);
  struct coff_place at = coff_file_place(f, pdb->deflated.origin);
  uint8_t *data = NULL;
  *contents = NULL;
  // PE-COFF.md: the highest bit is kept for later versions of the format.
  if (pdb->size > INT32_MAX)
    return coff_fail(ctx, at, "embedded PDB has a version that is not known");
  if ((pdb->size > SMALL && pdb->size / RATIO > pdb->deflated.size) ||
      pdb->deflated.size > UINT32_MAX)
    return coff_fail(ctx, at, "embedded PDB says that it is more than %d times as large as packed",
                     RATIO);
  z_stream z = {.zalloc = zalloc,
                .zfree = zfree,
                .opaque = (void *)(uintptr_t)ctx,
                .next_in = (uint8_t *)(uintptr_t)pdb->deflated.data, // zlib does not write there
                .avail_in = (unsigned)pdb->deflated.size};
  const char *wrong = "out of memory";
  if (inflateInit2(&z, -MAX_WBITS) == Z_OK) {
    wrong = inflate_all(ctx, &z, &data, pdb->size);
    inflateEnd(&z);
  }
  if (wrong != NULL) {
    coff_free(ctx, data);
    return coff_fail(ctx, at, "%s", wrong);
  }
  *contents = data;
  return true;
}

void coff_debugdir_free(const struct coff_file *f, uint8_t *contents)
{
  coff_free(coff_file_context(f), contents);
}
