// What the raw formats share: pieces of memory in order, growing bytes, hexadecimal digits.
//
// Skip it unless you write a format.
#ifndef OBJCOPY_FORMAT_PARTS_H
#define OBJCOPY_FORMAT_PARTS_H
#include "objcopy/formats.h"

// Bytes to be written at an address. GNU hands a format each section whole, and what fills a gap in
// blocks of RAW_FILL_BLOCK; records end where a piece does, so the text shows it.
struct raw_piece {
  uint64_t address, size;
  const uint8_t *data;
  uint64_t order; // among pieces at one address
};
enum { RAW_FILL_BLOCK = 8192 };

// Memory as the context has it (coff/diag.h): OLD, or NULL, with SIZE bytes; of size 0 it is freed.
void *raw_resize(const struct coff_context *ctx, void *old, size_t size);

// What a writer works on. Pieces do not wrap (address + size); none is empty.
struct raw_job {
  const struct coff_context *ctx;
  const struct raw_image *image;
  const struct raw_options *options;
  struct raw_piece *pieces; // those of sections in their order, then those between them
  uint64_t n, room;
  struct raw_bytes changed; // sections whose bytes are reversed or picked
  uint8_t *fill;            // RAW_FILL_BLOCK bytes, if any gap is filled
  struct raw_bytes *out;
};
typedef bool raw_writer(struct raw_job *);
raw_writer raw_write_binary, raw_write_ihex, raw_write_srec, raw_write_symbolsrec,
    raw_write_verilog;

// What a reader works on.
struct raw_input {
  const struct coff_context *ctx;
  struct coff_view file;
  const char *name;
  uint64_t at;   // the next byte
  uint64_t line; // that it stands in, from 1
  struct raw_chunks *out;
};
typedef bool raw_reader(struct raw_input *);
raw_reader raw_read_binary, raw_read_ihex, raw_read_srec;

// format-pieces.c
bool raw_fail(const struct raw_job *, const char *words); // about the file that is written
// Makes the pieces of JOB's image. To be freed in any case.
bool raw_pieces(struct raw_job *);
void raw_pieces_free(struct raw_job *);
// By address; those at one address stay in order.
void raw_sort(struct raw_job *);
// Whether ADDRESS is one of 32 bits, maybe with its sign extended.
bool raw_address_fits(uint64_t address);

// format-bytes.c
bool raw_reserve(const struct coff_context *, struct raw_bytes *, uint64_t more);
bool raw_put(struct raw_job *, const void *data, uint64_t size);
// Writes SIZE bytes at DATA as digits to TEXT, and returns their end.
char *raw_hex(char *text, const uint8_t *data, uint64_t size);

// format-input.c
// Skips line ends and blanks. False at the end of the file.
bool raw_next(struct raw_input *);
// The value of the two digits at AT into BYTE, and steps over them. False after a message.
bool raw_byte(struct raw_input *, uint8_t *byte);
bool raw_complain(const struct raw_input *, const char *words);
void raw_warn(const struct raw_input *, const char *words);
// Adds SIZE bytes at ADDRESS: to the last chunk if JOIN is set and it ends there.
bool raw_add(struct raw_input *, uint64_t address, const uint8_t *data, uint64_t size, bool join);
bool raw_add_symbol(struct raw_input *, struct raw_symbol symbol);
#endif
