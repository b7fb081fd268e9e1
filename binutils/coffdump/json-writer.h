// A streaming JSON writer: what is written is gone, so that memory does not grow with the document.
//
// Skip it unless you write JSON: json*.c say what.
//
// KEY is NULL for items of an array and for the document itself. The writer puts commas and
// indentation; nesting what makes no document (a key in an array) is the caller's fault.
#ifndef COFFDUMP_JSON_WRITER_H
#define COFFDUMP_JSON_WRITER_H
#include "coffdump/out.h"

enum { JSON_DEPTH = 32 };

struct json_writer {
  struct out *out;
  bool pretty;
  unsigned depth;          // objects and arrays that are open
  unsigned flat;           // depth from which on all stands on one line; 0: none
  bool filled[JSON_DEPTH]; // ... has an item
  char close[JSON_DEPTH];  // what ends it
};

void json_init(struct json_writer *j, struct out *o, bool pretty);
void json_object(struct json_writer *j, const char *key);
void json_array(struct json_writer *j, const char *key);
// An object (array) that stays on one line, in the pretty form too: a row of a long table.
void json_row(struct json_writer *j, const char *key);
void json_list(struct json_writer *j, const char *key);
void json_end(struct json_writer *j); // of the innermost object or array

// Bytes that are no UTF-8 become U+FFFD each, and all bytes then follow as KEY_hex (beside it; in
// an array, where there is no beside, the hex is left out). Control characters are escaped.
void json_str(struct json_writer *j, const char *key, struct coff_str s);
void json_text(struct json_writer *j, const char *key, const char *s); // NULL: null
// Past 2^53 - 1, which is as far as doubles count, numbers become strings: "0x20000000000000".
void json_uint(struct json_writer *j, const char *key, uint64_t v);
void json_int(struct json_writer *j, const char *key, int64_t v);
void json_bool(struct json_writer *j, const char *key, bool v);
void json_null(struct json_writer *j, const char *key);
void json_bytes(struct json_writer *j, const char *key, const uint8_t *p, size_t n); // hex digits
#endif
