// Reads everything that the library can say of a file: for damage, allocation-failure and fuzz tests.
//
// Skip it unless you write a test that reads whole files.
#ifndef TESTSUITE_UNIT_WALK_H
#define TESTSUITE_UNIT_WALK_H
#include "coff/object.h"

// What the walk met. Errors and warnings are counted by walk_sink.
struct walk {
  unsigned errors, warnings;
  uint64_t sections, symbols, relocs, lines, bytes;
  uint64_t members, problems; // of archives and their indices
  uint64_t rewritten;         // files that could be written anew and were read without an error
  uint64_t
      spare; // bytes that sections of this file may still name: tables that thousands of them share
             // are not read thousands of times
  void (*opened)(const struct coff_file *); // called for each file and member first; or NULL
};

// For struct coff_context: the user pointer is a struct walk.
void walk_sink(void *user, const struct coff_diag *);
void walk_file(const struct coff_file *, struct walk *);
// Opens SIZE bytes at DATA as TARGET (NULL: recognised, as archives are) and walks all of it. False if
// not opened.
bool walk_bytes(const struct coff_context *, const char *target, const void *data, size_t size,
                struct walk *);
#endif
