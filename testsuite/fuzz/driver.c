// main() of a fuzz target built without libFuzzer: runs the target over the files given.
//
// Skip this unless you run a fuzz target by hand. Prints one line a file to stderr before it is
// run, so that a crash names its input, and the sum that testsuite/run reads.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t *read_whole(const char *path, size_t *size)
{
  FILE *in = fopen(path, "rb");
  if (!in)
    return NULL;
  uint8_t *data = NULL;
  long length = fseek(in, 0, SEEK_END) == 0 ? ftell(in) : -1;
  if (length >= 0 && fseek(in, 0, SEEK_SET) == 0) {
    *size = (size_t)length;
    // An exact block, never a larger one: a sanitizer then sees the first byte read past the end.
    data = malloc(*size ? *size : 1);
  }
  if (data && fread(data, 1, *size, in) != *size) {
    free(data);
    data = NULL;
  }
  fclose(in);
  return data;
}

int main(int argc, char **argv)
{
  int passed = 0, failed = 0;
  for (int i = 1; i < argc; i++) {
    size_t size = 0;
    uint8_t *data = read_whole(argv[i], &size);
    fprintf(stderr, "%s\n", argv[i]);
    if (!data) {
      perror(argv[i]);
      failed++;
      continue;
    }
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    passed++;
  }
  printf("%d passed, %d failed, 0 skipped\n", passed, failed);
  return failed == 0 && passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
