// coff-strings: the text in files.
//
// Skip it unless you change what it takes for text.
#ifndef STRINGS_H
#define STRINGS_H
#include "tool/names.h"
#include "tool/tool.h"

struct strings {
  size_t least;     // characters of a string
  size_t digits;    // ... as far as digits were given as options
  unsigned width;   // bytes of a character: 1, 2, 4
  bool big;         // ... the first is the most significant
  bool eight_bit;   // bytes from 128 on are characters
  bool white_space; // line ends and their like are characters
  bool data_only;   // only sections that are loaded with contents
  unsigned radix;   // of offsets; 0: none
  bool file_names;
  const char *separator; // NULL: a line end
  struct tool_names names;
  const char *target;
};

// One stretch of bytes, which come in pieces.
struct strings_scan {
  const struct strings *how;
  struct out *out;
  const char *file;
  uint64_t at;       // offset of the next piece's first byte
  bool open;         // its beginning goes on with the string that was printed last
  bool graphic[256]; // which bytes are characters
};
void strings_begin(struct strings_scan *, const struct strings *, struct out *, const char *file,
                   uint64_t at);
// Prints the strings in N bytes at P. Returns how many bytes are done with: the others are to begin the next
// piece. LAST: there is none.
size_t strings_scan(struct strings_scan *, const uint8_t *p, size_t n, bool last);
#endif
