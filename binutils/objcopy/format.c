// The raw formats by name.
//
// Skip it unless you add one, or look for what recognises one.
#include "objcopy/format-parts.h"
#include "tool/gnu.h"
#include <string.h>

static const struct format {
  const char *name;
  raw_writer *write;
  raw_reader *read;
  unsigned needs;  // of a section, to be written
  unsigned denies; // GNU leaves sections that are never loaded out of "binary" only
} formats[] = {
    {"binary", raw_write_binary, raw_read_binary, 0, GNU_NEVER_LOAD},
    {"ihex", raw_write_ihex, raw_read_ihex, GNU_ALLOC | GNU_LOAD, 0},
    {"srec", raw_write_srec, raw_read_srec, GNU_ALLOC | GNU_LOAD, 0},
    {"symbolsrec", raw_write_symbolsrec, raw_read_srec, GNU_ALLOC | GNU_LOAD, 0},
    {"verilog", raw_write_verilog, NULL, GNU_ALLOC | GNU_LOAD, 0},
};

static const struct format *find(const char *name)
{
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
    if (strcmp(formats[i].name, name) == 0)
      return &formats[i];
  return NULL;
}

bool raw_format_known(const char *format)
{
  return find(format) != NULL;
}

bool raw_format_readable(const char *format)
{
  const struct format *f = find(format);
  return f != NULL && f->read != NULL;
}

bool raw_format_takes(const char *format, unsigned flags)
{
  const struct format *f = find(format);
  return f != NULL && (flags & GNU_CONTENTS) != 0 && (flags & (GNU_ALLOC | GNU_LOAD)) != 0 &&
         (flags & f->denies) == 0 && (flags & f->needs) == f->needs;
}

static bool digits(struct coff_view v, uint64_t at, uint64_t count)
{
  struct coff_view text;
  if (!coff_view_table(v, at, count, 1, &text))
    return false;
  for (uint64_t i = 0; i < count; i++)
    if (memchr("0123456789abcdefABCDEF", text.data[i], 22) == NULL)
      return false;
  return true;
}

const char *raw_format_recognise(struct coff_view file)
{
  if (digits(file, 1, 8) && file.data[0] == ':')
    return "ihex";
  if (digits(file, 1, 3) && file.data[0] == 'S')
    return "srec";
  if (file.size >= 3 && memcmp(file.data, "$$ ", 3) == 0)
    return "symbolsrec";
  return NULL;
}

bool raw_format_write(const struct coff_context *ctx, const char *format,
                      const struct raw_image *image, const struct raw_options *options,
                      struct raw_bytes *out)
{
  struct raw_job job = {.ctx = ctx, .image = image, .options = options, .out = out};
  const struct format *f = find(format);
  if (f == NULL)
    return raw_fail(&job, "no such format");
  bool good = raw_pieces(&job) && f->write(&job);
  raw_pieces_free(&job);
  return good;
}

bool raw_format_read(const struct coff_context *ctx, const char *format, struct coff_view file,
                     const char *name, struct raw_chunks *out)
{
  struct raw_input in = {.ctx = ctx, .file = file, .name = name, .line = 1, .out = out};
  const struct format *f = find(format);
  if (f == NULL || f->read == NULL)
    return coff_fail(ctx, (struct coff_place){name, NULL, COFF_NOWHERE},
                     "files of format %s cannot be read", format);
  return f->read(&in);
}
