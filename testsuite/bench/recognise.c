// What recognising a file costs, in process: nanoseconds of processor time a call.
//
// Skip it unless you change recognition. In the build directory:
//   make testsuite/bench/recognise && testsuite/bench/recognise FILE...
#include "coff/recognise.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BATCHES = 10, ROUNDS = 200, MATCHES = 16 };

static double processor_time(void)
{
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

// The first call, which maps pages in, does not count; nor do batches that an interrupt made longer.
static double cost(struct coff_view v, size_t *fit)
{
  struct coff_match m[MATCHES];
  double least = 0;
  *fit = coff_recognise(v, m, MATCHES);
  for (unsigned b = 0; b < BATCHES; b++) {
    double begun = processor_time();
    for (unsigned i = 0; i < ROUNDS; i++)
      coff_recognise(v, m, MATCHES);
    double took = (processor_time() - begun) / ROUNDS;
    least = b == 0 || took < least ? took : least;
  }
  return least;
}

static bool measure(const char *path, double *ns, size_t *fit)
{
  struct stat st;
  int fd = open(path, O_RDONLY);
  if (fd < 0 || fstat(fd, &st) != 0 || st.st_size == 0)
    return false;
  void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
  close(fd);
  if (p == MAP_FAILED)
    return false;
  *ns = cost((struct coff_view){p, (uint64_t)st.st_size, 0}, fit);
  munmap(p, (size_t)st.st_size);
  return true;
}

int main(int argc, char **argv)
{
  double sum = 0, worst = 0;
  size_t n = 0, fit, fits = 0, targets = 0;
  const char *name = "";
  while (coff_target_at(targets) != NULL)
    targets++;
  for (int i = 1; i < argc; i++) {
    double ns;
    if (!measure(argv[i], &ns, &fit))
      continue;
    n++;
    sum += ns;
    if (ns > worst) {
      worst = ns;
      name = argv[i];
      fits = fit;
    }
  }
  if (n == 0)
    return 2;
  printf("%zu targets, %zu files: mean %.0f ns, worst %.0f ns (%s, %zu candidates)\n", targets, n,
         sum / (double)n, worst, name, fits);
  return 0;
}
