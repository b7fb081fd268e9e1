// A file that another process shortens while it is being dumped: an error instead of a signal.
//
// Skip it unless you change how files are opened. Files are mapped, because reading them whole would
// cost their size in memory; a page past the new end then raises SIGBUS. Nothing but what
// signal-safety(7) allows happens in the handler.
#include "coffdump/shrink.h"
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const char *volatile guarded_path;
static const struct out *volatile guarded_out;

static void write_all(int fd, const char *p, size_t n)
{
  while (n != 0) {
    ssize_t done = write(fd, p, n);
    if (done <= 0)
      return;
    p += done;
    n -= (size_t)done;
  }
}

static void give_up(int signal)
{
  (void)signal;
  write_all(STDOUT_FILENO, guarded_out->buf, guarded_out->used);
  write_all(STDERR_FILENO, "coffdump: ", 10);
  write_all(STDERR_FILENO, guarded_path, strlen(guarded_path));
  static const char words[] = ": the file became shorter while it was read\n";
  write_all(STDERR_FILENO, words, sizeof words - 1);
  _exit(1);
}

void shrink_guard(const char *path, const struct out *o)
{
  struct sigaction action = {.sa_handler = give_up};
  guarded_path = path;
  guarded_out = o;
  sigaction(SIGBUS, &action, NULL);
}
