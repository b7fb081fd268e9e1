// What every unit test program shares: Check, and a main() body that reports as testsuite/run wants.
//
// Skip this unless you write a unit test: make the suite, `return run_suite(suite);`.

#ifndef TESTSUITE_UNIT_MAIN_H
#define TESTSUITE_UNIT_MAIN_H

#include <check.h>

// Runs the suite, frees it, prints `N passed, N failed, N skipped`. Returns main()'s exit status.
int run_suite(Suite *suite);

// Of many cases that are alike a test takes every Nth, N from the environment variable COFFKIT_STRIDE, 1
// without it: a foreign host or a sanitizer would take minutes for what one host has tried whole.
unsigned test_stride(void);

// The path of a file under testsuite/ of the source tree (environment variable srcdir). The string
// lives until the next call.
const char *test_file(const char *name);

#endif
