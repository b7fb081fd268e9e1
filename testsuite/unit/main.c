// The main() body of the unit test programs.
//
// Skip this unless the report of a unit test looks wrong.

#include "testsuite/unit/main.h"

#include <stdio.h>
#include <stdlib.h>

int run_suite(Suite *suite)
{
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int run = srunner_ntests_run(runner);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  // A suite that lost its tests must not look like one that passed.
  if (run == 0)
    failed = 1;
  printf("%d passed, %d failed, 0 skipped\n", run == 0 ? 0 : run - failed, failed);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

unsigned test_stride(void)
{
  const char *text = getenv("COFFKIT_STRIDE");
  int n = text == NULL ? 1 : atoi(text);
  return n < 1 ? 1 : (unsigned)n;
}

const char *test_file(const char *name)
{
  static char path[4096];
  const char *srcdir = getenv("srcdir");
  snprintf(path, sizeof path, "%s/testsuite/%s", srcdir ? srcdir : ".", name);
  return path;
}
