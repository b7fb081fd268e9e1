// The real files that unit tests run over: all under testsuite/data but sources and texts.
//
// Skip it unless a unit test needs real files.
#ifndef TESTSUITE_UNIT_FIXTURES_H
#define TESTSUITE_UNIT_FIXTURES_H
#include <stddef.h>
#include <stdint.h>

struct fixture {
  char *name; // below testsuite/data
  uint8_t *data;
  size_t size;
};

// All fixtures, sorted by name; *N is their number. Freed by free_fixtures.
struct fixture *load_fixtures(size_t *n);
// The archives among them, which load_fixtures leaves out.
struct fixture *load_archives(size_t *n);
void free_fixtures(struct fixture *, size_t n);
#endif
