// Tells libFuzzer which rows of the targets' tables an input reaches.
//
// Skip it unless coverage.py says that a corpus loses targets.
//
// A flavour is data here: a file of another flavour runs through the same code, so libFuzzer, which counts
// code, would keep no file of it, and mutate none. Each kind of file of each target and variant, each
// relocation type and each form of auxiliary entries therefore has a counter of its own.
#ifndef TESTSUITE_FUZZ_REACHED_H
#define TESTSUITE_FUZZ_REACHED_H
#include "coff/object.h"

void reached_file(const struct coff_file *);
#endif
