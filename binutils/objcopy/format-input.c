// What readers of text share: digits, blanks, chunks that grow.
//
// Skip it unless you change a reader.
#include "objcopy/format-parts.h"
#include <inttypes.h>
#include <string.h>

static struct coff_place place(const struct raw_input *in)
{
  return (struct coff_place){in->name, NULL, in->file.origin + in->at};
}

bool raw_complain(const struct raw_input *in, const char *words)
{
  return coff_fail(in->ctx, place(in), "line %" PRIu64 ": %s", in->line, words);
}

void raw_warn(const struct raw_input *in, const char *words)
{
  coff_report(in->ctx, COFF_WARNING, place(in), "line %" PRIu64 ": %s", in->line, words);
}

bool raw_next(struct raw_input *in)
{
  for (; in->at < in->file.size; in->at++) {
    uint8_t c = in->file.data[in->at];
    if (c == '\n')
      in->line++;
    if (c != '\n' && c != '\r' && c != ' ' && c != '\t')
      return true;
  }
  return false;
}

static int digit(uint8_t c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool raw_byte(struct raw_input *in, uint8_t *byte)
{
  int high = in->at < in->file.size ? digit(in->file.data[in->at]) : -1;
  int low = high >= 0 && in->file.size - in->at > 1 ? digit(in->file.data[in->at + 1]) : -1;
  if (high < 0 || low < 0)
    return raw_complain(in, in->file.size - in->at < 2 ? "the file ends within a record"
                                                       : "no hexadecimal digits where some belong");
  *byte = (uint8_t)(high << 4 | low);
  in->at += 2;
  return true;
}

// Room for one more of N elements of SIZE bytes at TABLE.
static void *grow(const struct coff_context *ctx, void *table, uint32_t n, uint32_t *room,
                  size_t size)
{
  if (n < *room)
    return table;
  uint32_t wanted = n < 16 ? 16 : n > UINT32_MAX / 2 ? 0 : n * 2;
  if (wanted == 0 || wanted > SIZE_MAX / size)
    return NULL;
  void *grown = raw_resize(ctx, table, wanted * size);
  if (grown != NULL)
    *room = wanted;
  return grown;
}

bool raw_add(struct raw_input *in, uint64_t address, const uint8_t *data, uint64_t size, bool join)
{
  struct raw_chunks *out = in->out;
  struct raw_chunk *last = out->n == 0 ? NULL : &out->chunks[out->n - 1];
  if (join && last != NULL && last->address + last->bytes.size == address) {
    last->bytes.size += size;
    return true;
  }
  struct raw_chunk *chunks = grow(in->ctx, out->chunks, out->n, &out->room, sizeof *chunks);
  if (chunks == NULL)
    return raw_complain(in, "out of memory");
  out->chunks = chunks;
  chunks[out->n++] = (struct raw_chunk){address, {data, size, in->file.origin + in->at}};
  return true;
}

bool raw_add_symbol(struct raw_input *in, struct raw_symbol symbol)
{
  struct raw_chunks *out = in->out;
  struct raw_symbol *all =
      grow(in->ctx, out->symbols, out->nsymbols, &out->symbol_room, sizeof *all);
  if (all == NULL)
    return raw_complain(in, "out of memory");
  out->symbols = all;
  all[out->nsymbols++] = symbol;
  return true;
}
