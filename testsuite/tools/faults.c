// A library to be preloaded: faults while a tool writes its output.
//
// Skip it unless test_output.py fails. FAULT is "signal N" (half of the bytes are written, then signal N
// comes), "error N" (then errno N), "short" (one call writes 7 bytes at most) or "interrupted" (every other
// call fails with EINTR). NAMELESS=no: the system has no files without a name. LINKS=no: they can get none.
// Each fsync adds a byte to the file SYNCED.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static ssize_t part(int fd, const struct iovec *v, size_t most)
{
  return write(fd, v->iov_base, v->iov_len < most ? v->iov_len : most);
}

ssize_t writev(int fd, const struct iovec *v, int n)
{
  static unsigned calls;
  const char *fault = getenv("FAULT");
  size_t all = 0;
  for (int i = 0; i < n; i++)
    all += v[i].iov_len;
  if (fault != NULL && strcmp(fault, "short") == 0)
    return part(fd, v, 7);
  if (fault != NULL && strcmp(fault, "interrupted") == 0 && calls++ % 2 == 0) {
    errno = EINTR;
    return -1;
  }
  if (fault != NULL && strncmp(fault, "signal ", 7) == 0 && calls++ == 0) {
    ssize_t done = part(fd, v, v->iov_len / 2);
    kill(getpid(), atoi(fault + 7));
    return done;
  }
  if (fault != NULL && strncmp(fault, "error ", 6) == 0 && calls++ != 0) {
    errno = atoi(fault + 6);
    return -1;
  }
  if (fault != NULL && strncmp(fault, "error ", 6) == 0)
    return part(fd, v, v->iov_len / 2);
  for (int i = 0; i < n; i++)
    if (write(fd, v[i].iov_base, v[i].iov_len) != (ssize_t)v[i].iov_len)
      return -1;
  return (ssize_t)all;
}

static int open_as(const char *path, int flags, unsigned mode)
{
  const char *nameless = getenv("NAMELESS");
  if (nameless != NULL && (flags & O_TMPFILE) == O_TMPFILE) {
    errno = EOPNOTSUPP;
    return -1;
  }
  return openat(AT_FDCWD, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
  va_list rest;
  va_start(rest, flags);
  unsigned mode =
      (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(rest, unsigned) : 0;
  va_end(rest);
  return open_as(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
  va_list rest;
  va_start(rest, flags);
  unsigned mode =
      (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(rest, unsigned) : 0;
  va_end(rest);
  return open_as(path, flags, mode);
}

int linkat(int from, const char *old, int to, const char *new, int flags)
{
  if (getenv("LINKS") == NULL)
    return (int)syscall(SYS_linkat, from, old, to, new, flags);
  errno = EXDEV;
  return -1;
}

int fsync(int fd)
{
  const char *path = getenv("SYNCED");
  int out = path == NULL ? -1 : openat(AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT, 0600);
  (void)fd;
  if (out >= 0 && write(out, "x", 1) == 1)
    close(out);
  return 0;
}
