// Fuzz target: Intel hex, S-records and raw bytes, read, written in every format and read again.
//
// Skip this unless you change binutils/objcopy/format*.c. The first byte chooses the format and the
// options; the rest is the file.
#include "objcopy/formats.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void drop(void *user, const struct coff_diag *d)
{
  *(size_t *)user += strlen(d->text);
}

static const char *const formats[] = {"binary", "ihex", "srec", "symbolsrec", "verilog"};

// What FORMAT makes of IN is to have as many bytes when it is read again.
static void write_one(const struct coff_context *ctx, const char *format,
                      const struct raw_chunks *in, const struct raw_options *options)
{
  const struct raw_image image = {.name = "o",
                                  .chunks = in->chunks,
                                  .n = in->n,
                                  .entry = in->entry,
                                  .has_entry = in->has_entry};
  struct raw_bytes out = {0};
  struct raw_chunks again = {0};
  if (raw_format_write(ctx, format, &image, options, &out) && raw_format_readable(format) &&
      !raw_format_read(ctx, format, (struct coff_view){out.data, out.size, 0}, "o", &again))
    abort();
  uint64_t before = 0, after = 0;
  for (uint32_t i = 0; i < in->n; i++)
    before += in->chunks[i].bytes.size;
  for (uint32_t i = 0; i < again.n; i++)
    after += again.chunks[i].bytes.size;
  bool changed = options->has_gap_fill || options->interleave != 0 || out.data == NULL;
  if (!changed && strcmp(format, "binary") != 0 && raw_format_readable(format) && before != after)
    abort();
  raw_chunks_free(ctx, &again);
  raw_bytes_free(ctx, &out);
}

// Gaps of a gigabyte are allowed, but not while fuzzing.
static bool near(const struct raw_chunks *in)
{
  for (uint32_t i = 0; i < in->n; i++)
    if (in->chunks[i].address > 1 << 20)
      return false;
  return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  size_t heard = 0;
  const struct coff_context ctx = {.sink = drop, .sink_user = &heard};
  struct raw_options options = {0};
  struct raw_chunks in = {0};
  if (size < 1)
    return 0;
  options.srec_s3 = (data[0] & 4) != 0;
  options.srec_len = (data[0] & 8) != 0 ? 100 : 0;
  options.verilog_width = 1u << (data[0] >> 4 & 3);
  options.interleave = (data[0] & 0x40) != 0 ? 4 : 0;
  options.reverse_bytes = (data[0] & 0x80) != 0 ? 2 : 0;
  // An exact block, so that a sanitizer sees the first byte read past the end.
  uint8_t *file = malloc(size - 1);
  if (file == NULL)
    return 0;
  memcpy(file, data + 1, size - 1);
  struct coff_view v = {file, size - 1, 0};
  raw_format_recognise(v);
  if (raw_format_read(&ctx, formats[data[0] & 3], v, "file", &in)) {
    for (unsigned i = 0; i < sizeof formats / sizeof *formats; i++)
      if (i != 0 || near(&in))
        write_one(&ctx, formats[i], &in, &options);
    options.has_gap_fill = near(&in);
    write_one(&ctx, "ihex", &in, &options);
  }
  raw_chunks_free(&ctx, &in);
  free(file);
  return 0;
}
