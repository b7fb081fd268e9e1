// Contents of an image: the bytes of each atom, relocated, into the file.
//
// Skip it unless bytes of sections are in the wrong place; their relocated fields are relocate.c's.
//
// An atom is written from its input alone, so atoms may be written in any order, by many threads. Pieces of about
// as much work each are made in a small buffer and go from there to the file at once: to fill memory of the image's
// size first would cost its pages, and to read it again. What is wrong is reported when all is written, by making
// the pieces where something was wrong again: in order, and once.
#include "link/contents.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "base/output.h"
#include "base/pool.h"
#include "image/checksum.h"
#include <stdlib.h>
#include <string.h>

// A run of the atoms of an output section, and its bytes there.
struct piece {
  uint32_t out, first, n; // in its list
  uint64_t from, size;
  bool wrong;
};

enum { WORK = 512 * 1024, ROOM = 2 * WORK, BUFFERS = 16 };

struct pieces {
  struct coff_link *ld;
  struct piece *all;
  uint32_t n, room;
  pthread_mutex_t lock;
  // Buffers of ROOM bytes that no thread uses.
  uint8_t *free[BUFFERS];
  unsigned nfree;
};

static uint64_t end_of_data(const struct coff_link *ld, const struct coff_link_out *o, uint32_t i)
{
  if (i + 1 == o->n)
    return o->data_size;
  uint64_t next = ld->atoms[ld->order[o->first + i + 1]].address - o->address;
  return next * o->octets < o->data_size ? next * o->octets : o->data_size;
}

// What stands between pieces of code is run through where one does not end in a jump.
static void fill(const struct coff_link *ld, const struct coff_link_out *o, uint8_t *p, size_t n)
{
  const uint8_t *code = ld->defaults->code_fill;
  if (code[0] == 0 && ld->image->link_image != NULL)
    code = ld->image->link_image->code_fill;
  memset(p, 0, n);
  if (code[0] == 0 || (o->meaning & COFF_SEC_CODE) == 0)
    return;
  for (size_t i = 0; i < n; i++)
    p[i] = code[i % 2 == 0 && i + 1 < n ? 0 : 1];
}

// Atom I of O, and what fills the room up to the next one, into P, where bytes of O from FROM on stand.
static void write_atom(struct coff_link *ld, const struct coff_link_out *o, uint32_t i, uint8_t *p,
                       uint64_t from, bool *wrong)
{
  const struct coff_atom *a = &ld->atoms[ld->order[o->first + i]];
  uint64_t at = (a->address - o->address) * o->octets;
  uint64_t end = end_of_data(ld, o, i);
  if (at >= o->data_size)
    return;
  p += at - from;
  if (i == 0 && at != 0)
    fill(ld, o, p - at, (size_t)at);
  if (a->data_size != 0)
    memcpy(p, a->data, (size_t)a->data_size);
  if (at + a->data_size < end)
    fill(ld, o, p + a->data_size, (size_t)(end - at - a->data_size));
  if (a->nrelocs != 0)
    coff_link_relocate_atom(ld, o, a, p, wrong);
}

// ---- Pieces -------------------------------------------------------------------------------------

static void write_piece(struct coff_link *ld, const struct piece *p, uint8_t *to, bool *wrong)
{
  for (uint32_t i = 0; i < p->n; i++)
    write_atom(ld, &ld->outs[p->out], p->first + i, to, p->from, wrong);
}

// NULL if P needs a larger one, or there is no memory: it then goes to ld->buf.
static uint8_t *take_buffer(struct pieces *w, const struct piece *p)
{
  uint8_t *buffer = NULL;
  if (w->ld->output == NULL || p->size > ROOM)
    return NULL;
  pthread_mutex_lock(&w->lock);
  if (w->nfree != 0)
    buffer = w->free[--w->nfree];
  pthread_mutex_unlock(&w->lock);
  return buffer == NULL ? coff_realloc(w->ld->ctx, NULL, ROOM) : buffer;
}

static void give_buffer(struct pieces *w, uint8_t *buffer)
{
  pthread_mutex_lock(&w->lock);
  if (w->nfree < BUFFERS) {
    w->free[w->nfree++] = buffer;
    buffer = NULL;
  }
  pthread_mutex_unlock(&w->lock);
  coff_free(w->ld->ctx, buffer);
}

// What is not final when it is relocated: the function table, which is sorted then, and a hash of all.
static bool is_kept(const struct coff_link *ld, uint32_t out)
{
  const struct coff_link_span *functions = &ld->dirs[COFF_DIR_EXCEPTION];
  return (functions->first != 0 && ld->atoms[functions->first].out == out) ||
         (ld->build_id != 0 && ld->atoms[ld->build_id].out == out);
}

static void note(const struct coff_link *ld, const uint8_t *bytes, struct coff_link_written *to)
{
  if (ld->image->post_link == COFF_POST_PE_CHECKSUM)
    to->sum = coff_checksum_part((struct coff_view){bytes, to->size, 0}, to->at);
  if (ld->build_id != 0)
    XXH128_canonicalFromHash((XXH128_canonical_t *)to->hash, XXH3_128bits(bytes, (size_t)to->size));
}

static void write_quietly(void *user, uint32_t item)
{
  struct pieces *w = user;
  struct coff_link *ld = w->ld;
  struct piece *p = &w->all[item];
  uint64_t at = ld->outs[p->out].file_offset + p->from;
  struct coff_link_written *written = &ld->written[item];
  *written = (struct coff_link_written){.at = at};
  if (is_kept(ld, p->out)) {
    write_piece(ld, p, ld->buf + at, &p->wrong);
    return;
  }
  uint8_t *buffer = take_buffer(w, p), *bytes = buffer == NULL ? ld->buf + at : buffer;
  write_piece(ld, p, bytes, &p->wrong);
  written->size = p->size;
  note(ld, bytes, written);
  if (buffer == NULL)
    return;
  coff_output_at(ld->output, buffer, p->size, at);
  written->in_file = true;
  give_buffer(w, buffer);
}

static bool add_piece(struct pieces *w, uint32_t out, uint32_t first, uint32_t n)
{
  const struct coff_link *ld = w->ld;
  const struct coff_link_out *o = &ld->outs[out];
  uint64_t from = first == 0 ? 0 : end_of_data(ld, o, first - 1);
  struct piece *grown = coff_link_grow(w->ld, w->all, w->n, 1, &w->room, sizeof *grown);
  if (grown == NULL)
    return false;
  w->all = grown;
  w->all[w->n++] =
      (struct piece){out, first, n, from, end_of_data(ld, o, first + n - 1) - from, false};
  return true;
}

static bool cut(struct pieces *w, uint32_t out)
{
  enum { RELOC = 24 }; // bytes whose copying takes as long as one relocation
  const struct coff_link *ld = w->ld;
  const struct coff_link_out *o = &ld->outs[out];
  uint64_t work = 0;
  uint32_t first = 0;
  for (uint32_t i = 0; i < o->n; i++) {
    const struct coff_atom *a = &ld->atoms[ld->order[o->first + i]];
    work += a->data_size + (uint64_t)a->nrelocs * RELOC;
    if (work < WORK && i + 1 < o->n)
      continue;
    if (!add_piece(w, out, first, i + 1 - first))
      return false;
    first = i + 1;
    work = 0;
  }
  return true;
}

// Again, for what is said of them.
static void report_wrong(struct pieces *w)
{
  for (uint32_t i = 0; i < w->n; i++)
    if (w->all[i].wrong) {
      const struct piece *p = &w->all[i];
      write_piece(w->ld, p, w->ld->buf + w->ld->outs[p->out].file_offset + p->from, NULL);
    }
}

static int by_place(const void *a, const void *b)
{
  const struct coff_link_written *x = a, *y = b;
  return (x->at > y->at) - (x->at < y->at);
}

void coff_link_write_contents(struct coff_link *ld)
{
  struct pieces w = {.ld = ld};
  bool ok = true;
  for (uint32_t i = 0; i < ld->nouts && ok; i++)
    ok = ld->outs[i].number == 0 || ld->outs[i].data_size == 0 || cut(&w, i);
  if (ok) {
    ld->written = coff_alloc_array(ld->ctx, w.n + 1u, sizeof *ld->written);
    ok = ld->written != NULL || coff_link_out_of_memory(ld);
  }
  if (ok) {
    ld->nwritten = w.n;
    ld->output = coff_output_open(ld->ctx, ld->opt->output, COFF_LINK_MODE);
    pthread_mutex_init(&w.lock, NULL);
    coff_pool_run(coff_link_threads(ld, w.n), w.n, write_quietly, &w);
    pthread_mutex_destroy(&w.lock);
    qsort(ld->written, w.n, sizeof *ld->written, by_place);
    report_wrong(&w);
  }
  while (w.nfree != 0)
    coff_free(ld->ctx, w.free[--w.nfree]);
  coff_free(ld->ctx, w.all);
}
