// Files without sections: memory images as raw bytes, Intel hex, S-records and Verilog hex.
//
// Skip it unless a tool reads or writes one. What is written equals GNU objcopy's bytes where that has
// the contents right; the comments say where it has not. Formats: "binary", "ihex" (Intel Hexadecimal
// Object File Format Specification, revision A, 1988), "srec" and "symbolsrec" (Motorola S-records),
// "verilog" (IEEE 1364-2005 clause 17.2.9, $readmemh).
#ifndef OBJCOPY_FORMATS_H
#define OBJCOPY_FORMATS_H
#include "coff/diag.h"
#include "coff/view.h"

// A section's bytes at its load address.
struct raw_chunk {
  uint64_t address;
  struct coff_view bytes;
};

struct raw_symbol {
  struct coff_str name;
  uint64_t value; // an address, unless absolute
  bool absolute;
};

// CHUNKS in the order of the sections: where two overlap in "binary", the later one wins. An empty
// one fills no bytes, but gaps are filled up to it. ENTRY 0 is none in Intel hex. SYMBOLS are for
// "symbolsrec"; GNU lists those of the symbol table but for debugging, files, sections and local labels.
struct raw_image {
  const char *name; // of the file to be written: messages, S0 records
  const struct raw_chunk *chunks;
  uint32_t n;
  uint64_t entry;
  bool has_entry;
  const struct raw_symbol *symbols;
  uint32_t nsymbols;
};

// Zeroed: GNU's defaults.
struct raw_options {
  bool has_gap_fill; // --gap-fill
  uint8_t gap_fill;
  bool has_pad_to; // --pad-to
  uint64_t pad_to;
  uint32_t srec_len;      // --srec-len: bytes a record, 0: 16; cut to what a record holds
  bool srec_s3;           // --srec-forceS3
  unsigned verilog_width; // --verilog-data-width: 1, 2, 4, 8, 16; 0: 1
  bool big_endian;        // of the input: the order of bytes in a Verilog word
  unsigned reverse_bytes; // --reverse-bytes: groups of so many bytes, or 0
  // --interleave, --byte, --interleave-width (0: 1): of each INTERLEAVE bytes, so many from BYTE on;
  // addresses are divided by it. 0: all bytes.
  unsigned interleave, byte, interleave_width;
};

// Memory is CTX's. Zeroed: empty.
struct raw_bytes {
  uint8_t *data;
  uint64_t size, room;
};

// What a file holds. Bytes and names live until raw_chunks_free, or are FILE's own. Zeroed: nothing.
struct raw_chunks {
  struct raw_chunk *chunks;
  uint32_t n, room;
  struct raw_symbol *symbols;
  uint32_t nsymbols, symbol_room;
  uint64_t entry;
  bool has_entry;
  struct raw_bytes bytes; // decoded, or made names
};

bool raw_format_known(const char *format);
// Whether there is a reader too: not for "verilog".
bool raw_format_readable(const char *format);
// Whether a section with these flags (gnu_section_flag, tool/gnu.h) is one of the chunks.
bool raw_format_takes(const char *format, unsigned flags);
// The format that the bytes begin as, of those that can be told from others; NULL: none.
const char *raw_format_recognise(struct coff_view file);

// Appends to OUT. False after a message: addresses that the format has no room for, chunks so far apart
// that the gaps would be more than 1 GiB, options that make no sense, out of memory.
bool raw_format_write(const struct coff_context *ctx, const char *format,
                      const struct raw_image *image, const struct raw_options *options,
                      struct raw_bytes *out);
// "binary": one chunk at 0, and _binary_NAME_start, _end, _size; NAME is the file's, with '_' for what no
// C identifier holds. Others: a chunk for each run of addresses in the order of the file. False after a
// message; OUT is to be freed in any case.
bool raw_format_read(const struct coff_context *ctx, const char *format, struct coff_view file,
                     const char *name, struct raw_chunks *out);

void raw_bytes_free(const struct coff_context *ctx, struct raw_bytes *bytes);
void raw_chunks_free(const struct coff_context *ctx, struct raw_chunks *chunks);
#endif
