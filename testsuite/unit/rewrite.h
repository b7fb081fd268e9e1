// A file read, written anew by the builder and read again.
//
// Skip it unless you test the writer.
#ifndef TESTSUITE_UNIT_REWRITE_H
#define TESTSUITE_UNIT_REWRITE_H
#include "coff/build.h"

struct rewritten {
  uint8_t *bytes; // to be freed; NULL: it could not be written, which has been reported
  uint64_t size;
};

// F by way of a builder; at most MOST bytes.
struct rewritten rewrite_file(const struct coff_file *f, uint64_t most);
// B placed and written.
struct rewritten write_build(struct coff_build *b, uint64_t most);
// What differs between two files in what they say, offsets aside: a line in BUF, or NULL.
const char *find_difference(const struct coff_file *a, const struct coff_file *b, char *buf,
                            size_t size);
#endif
