// Bytes into a file, so that a failure leaves the old one.
//
// Skip it unless output is lost.
//
// A name in the folder of the file is the only one that rename() takes without copying. It is made with
// O_EXCL from the process's number, so two writers never share one. A reader sees the old file or the new,
// never a part.
#include "base/output.h"
#include "base/alloc.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { ATTEMPTS = 1000, MOST_LINKS = 40, AT_ONCE = 1 << 30, PIECES_AT_ONCE = 512 };

static bool fail(const struct coff_context *ctx, const char *path, const char *what)
{
  return coff_fail(ctx, (struct coff_place){path, NULL, COFF_NOWHERE}, "%s: %s", what,
                   strerror(errno));
}

// Bytes of V that are written at once, so that their number fits ssize_t.
static size_t share(struct coff_view v)
{
  return v.size < AT_ONCE ? (size_t)v.size : AT_ONCE;
}

// As many of the N pieces as one call takes, of which the first DONE bytes are written.
static ssize_t put_some(int fd, const struct coff_view *pieces, size_t n, uint64_t done)
{
  struct iovec v[PIECES_AT_ONCE];
  int count = 0;
  size_t sum = 0;
  for (size_t i = 0; i < n && count < PIECES_AT_ONCE && sum < AT_ONCE; i++, done = 0) {
    struct coff_view rest = {pieces[i].data + done, pieces[i].size - done, 0};
    v[count++] = (struct iovec){(void *)(uintptr_t)rest.data, share(rest)};
    sum += share(rest);
    if (share(rest) != rest.size) // what follows it must wait
      break;
  }
  return writev(fd, v, count);
}

static bool put(int fd, const struct coff_view *pieces, size_t n)
{
  uint64_t done = 0; // of the first piece
  for (;;) {
    while (n != 0 && done >= pieces->size) {
      done -= pieces->size;
      pieces++;
      n--;
    }
    if (n == 0)
      return true;
    ssize_t wrote = put_some(fd, pieces, n, done);
    if (wrote < 0 && errno == EINTR)
      continue;
    if (wrote == 0)
      errno = ENOSPC;
    if (wrote <= 0)
      return false;
    done += (uint64_t)wrote;
  }
}

static bool write_in_place(const struct coff_context *ctx, const char *path,
                           const struct coff_view *pieces, size_t n)
{
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0)
    return fail(ctx, path, "cannot be opened for writing");
  bool ok = put(fd, pieces, n);
  int error = ok ? 0 : errno;
  if (close(fd) != 0 && ok)
    error = errno;
  errno = error;
  return error == 0 || fail(ctx, path, "cannot be written");
}

// What PATH leads to, its last part's symbolic links followed even if they lead nowhere. To be freed;
// NULL if out of memory or if there are too many.
static char *follow(const struct coff_context *ctx, const char *path)
{
  char link[PATH_MAX];
  char *at = coff_copy_string(ctx, path);
  for (unsigned i = 0; at != NULL && i < MOST_LINKS; i++) {
    ssize_t n = readlink(at, link, sizeof link - 1);
    if (n < 0)
      return at;
    link[n] = 0;
    const char *slash = link[0] == '/' ? NULL : strrchr(at, '/');
    size_t folder = slash == NULL ? 0 : (size_t)(slash + 1 - at);
    char *next = coff_alloc(ctx, folder + (size_t)n + 1);
    if (next != NULL) {
      memcpy(next, at, folder);
      memcpy(next + folder, link, (size_t)n);
    }
    coff_free(ctx, at);
    at = next;
  }
  errno = at == NULL ? ENOMEM : ELOOP;
  coff_free(ctx, at);
  return NULL;
}

// Opens a new file beside PATH; its name goes to NAME. -1 with errno.
static int open_beside(const char *path, char *name, size_t room, unsigned mode)
{
  const char *slash = strrchr(path, '/');
  int folder = slash == NULL ? 0 : (int)(slash + 1 - path);
  for (unsigned i = 0; i < ATTEMPTS; i++) {
    int n = snprintf(name, room, "%.*s.coffkit-%ld-%u", folder, path, (long)getpid(), i);
    if (n < 0 || (size_t)n >= room) {
      errno = ENAMETOOLONG;
      return -1;
    }
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
    if (fd >= 0 || errno != EEXIST)
      return fd;
  }
  return -1;
}

static bool sync_folder(const char *path)
{
  char folder[PATH_MAX];
  const char *slash = strrchr(path, '/');
  int n = slash == NULL ? snprintf(folder, sizeof folder, ".")
                        : snprintf(folder, sizeof folder, "%.*s", (int)(slash + 1 - path), path);
  int fd = n < 0 || (size_t)n >= sizeof folder ? -1 : open(folder, O_RDONLY | O_CLOEXEC);
  bool ok = fd >= 0 && fsync(fd) == 0;
  if (fd >= 0)
    close(fd);
  return ok;
}

// WAS is the old file's state, or NULL.
static bool replace(const struct coff_context *ctx, const char *path, const struct stat *was,
                    const struct coff_view *pieces, size_t n, unsigned mode, bool sync)
{
  char name[PATH_MAX];
  int fd = open_beside(path, name, sizeof name, was != NULL ? 0600 : mode);
  if (fd < 0)
    return fail(ctx, path, "cannot be created");
  bool ok = put(fd, pieces, n) && (was == NULL || fchmod(fd, was->st_mode & 07777) == 0) &&
            (!sync || fsync(fd) == 0);
  int error = ok ? 0 : errno;
  if (close(fd) != 0 && ok) {
    ok = false;
    error = errno;
  }
  if (ok && rename(name, path) != 0) {
    ok = false;
    error = errno;
  }
  if (!ok) {
    unlink(name);
    errno = error;
    return fail(ctx, path, "cannot be written");
  }
  return !sync || sync_folder(path) || fail(ctx, path, "folder cannot be synchronised");
}

bool coff_output_pieces(const struct coff_context *ctx, const char *path,
                        const struct coff_view *pieces, size_t n, unsigned mode, bool sync)
{
  struct stat st;
  bool exists = stat(path, &st) == 0;
  if (exists && !S_ISREG(st.st_mode)) // of a folder, opening it fails
    return write_in_place(ctx, path, pieces, n);
  if (exists && access(path, W_OK) != 0) // a file that may not be written is not replaced, either
    return fail(ctx, path, "cannot be written");
  char *real = follow(ctx, path);
  if (real == NULL)
    return fail(ctx, path, "cannot be written");
  bool ok = replace(ctx, real, exists ? &st : NULL, pieces, n, mode, sync);
  coff_free(ctx, real);
  return ok;
}

bool coff_output_write(const struct coff_context *ctx, const char *path, const void *data,
                       uint64_t size, unsigned mode, bool sync)
{
  struct coff_view all = {data, size, 0};
  return coff_output_pieces(ctx, path, &all, 1, mode, sync);
}
