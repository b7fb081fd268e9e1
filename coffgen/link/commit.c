// The finished file: build id, checksum, and what is not in the file yet; then it gets its name.
//
// Skip it unless one of them is wrong.
#include "base/hash.h"
#include "base/output.h"
#include "edit/place.h"
#include "image/checksum.h"
#include "link/contents.h"

// Ranges of the file in its order: those that were written with the contents, and what stands between them.
struct ranges {
  uint64_t at;
  uint32_t i; // of ld->written
};

// BYTES are in ld->buf, or WRITTEN says what is known of them; it is NULL otherwise. False at the end.
static bool next_range(const struct coff_link *ld, struct ranges *r, struct coff_view *bytes,
                       const struct coff_link_written **written)
{
  bool more = r->i < ld->nwritten;
  uint64_t at = r->at, end = more ? ld->written[r->i].at : ld->size;
  *written = NULL;
  if (at < end) {
    *bytes = (struct coff_view){ld->buf + at, end - at, at};
    r->at = end;
    return true;
  }
  if (!more)
    return false;
  *written = &ld->written[r->i++];
  *bytes = (struct coff_view){ld->buf + at, (*written)->size, at};
  r->at = at + (*written)->size;
  return true;
}

static void set_build_id(struct coff_link *ld)
{
  struct ranges r = {0, 0};
  struct coff_view bytes;
  const struct coff_link_written *written;
  XXH3_state_t state;
  XXH128_canonical_t digest;
  if (ld->build_id == 0)
    return;
  XXH3_128bits_reset(&state);
  while (next_range(ld, &r, &bytes, &written))
    if (written == NULL)
      XXH3_128bits_update(&state, bytes.data, (size_t)bytes.size);
    else if (written->size != 0)
      XXH3_128bits_update(&state, written->hash, sizeof written->hash);
  XXH128_canonicalFromHash(&digest, XXH3_128bits_digest(&state));
  coff_link_set_build_id(ld, digest.digest);
}

static uint32_t checksum(const struct coff_link *ld)
{
  struct ranges r = {0, 0};
  struct coff_view bytes;
  const struct coff_link_written *written;
  uint64_t sum = 0;
  while (next_range(ld, &r, &bytes, &written))
    sum += written == NULL ? coff_checksum_part(bytes, bytes.origin) : written->sum;
  return coff_checksum_sum(sum, ld->size);
}

// Where the checksum stands, of 4 bytes; NULL if there is none.
static uint8_t *checksum_field(const struct coff_link *ld)
{
  const struct coff_build *b = ld->build;
  const struct coff_aouthdr_layout *l = b == NULL ? NULL : b->aout_layout;
  if (l == NULL || ld->image->post_link != COFF_POST_PE_CHECKSUM)
    return NULL;
  for (const struct coff_aout_item *i = l->items; i < l->items + l->nitems; i++)
    if (i->id == COFF_AOUT_CHECKSUM)
      return ld->buf + b->aout_at + i->at;
  return NULL;
}

static bool write_rest(struct coff_link *ld)
{
  struct ranges r = {0, 0};
  struct coff_view bytes;
  const struct coff_link_written *written;
  while (next_range(ld, &r, &bytes, &written))
    if (written == NULL || !written->in_file)
      coff_output_at(ld->output, bytes.data, bytes.size, bytes.origin);
  struct coff_output *output = ld->output;
  ld->output = NULL;
  return coff_output_commit(output);
}

bool coff_link_commit(struct coff_link *ld)
{
  uint8_t *field = checksum_field(ld);
  if (field != NULL)
    coff_store(field, 4, ld->image->order, 0);
  set_build_id(ld);
  if (field != NULL)
    coff_store(field, 4, ld->image->order, checksum(ld));
  if (ld->output != NULL
          ? write_rest(ld)
          : coff_output_write(ld->ctx, ld->opt->output, ld->buf, ld->size, COFF_LINK_MODE, false))
    return true;
  ld->errors++;
  return false;
}
