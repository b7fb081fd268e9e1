// Bytes into a file, so that a failure leaves the old one.
//
// Skip it unless output is lost.
//
// A name in the folder of the file is the only one that rename() takes without copying. A reader sees the
// old file or the new, never a part. Where the system has files without a name (O_TMPFILE), the new one gets
// its name when it is complete, so that not even SIGKILL leaves a part of it. Elsewhere it has a name from the
// start, made with O_EXCL from the process's number. As long as there is such a name, signals wait: whoever
// handles them need not know about it.
//
// The file is a new one: it has the old one's owner and permissions, but other hard links to the old one keep
// the old bytes.
#define _GNU_SOURCE // O_TMPFILE
#include "base/output.h"
#include "base/alloc.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { ATTEMPTS = 1000, MOST_LINKS = 40, AT_ONCE = 1 << 20, PIECES_AT_ONCE = 512, PAGE = 4096 };

static bool fail(const struct coff_context *ctx, const char *path, const char *what)
{
  return coff_fail(ctx, (struct coff_place){path, NULL, COFF_NOWHERE}, "%s: %s", what,
                   strerror(errno));
}

// Asks for the pages of a mapped file at once: writing from pages that are not there costs twice the time.
static void populate(struct coff_view v)
{
#ifdef MADV_POPULATE_READ
  uintptr_t from = (uintptr_t)v.data / PAGE * PAGE;
  if (v.size >= AT_ONCE)
    madvise((void *)from, (size_t)((uintptr_t)v.data + v.size - from), MADV_POPULATE_READ);
#else
  (void)v;
#endif
}

// Bytes of V that are written at once: few enough for caches, and for ssize_t.
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
  for (size_t i = 0; i < n; i++)
    populate(pieces[i]);
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

// A file on its way to its name.
struct coming {
  const char *path;       // that it will have
  const struct stat *was; // the state of what is there; NULL: nothing is
  unsigned mode;          // of one that is new
  bool sync;
  int fd;
  bool named; // it is at NAME
  char name[PATH_MAX];
};

// What must not happen while there is a temporary name; faults of the program are no such thing.
static void hold_signals(sigset_t *old)
{
  static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT};
  sigset_t all;
  sigfillset(&all);
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
    sigdelset(&all, faults[i]);
  pthread_sigmask(SIG_BLOCK, &all, old);
}

static void let_signals(const sigset_t *old)
{
  pthread_sigmask(SIG_SETMASK, old, NULL);
}

// Tries names beside the path until MAKE takes one: 0 or a descriptor. -1 with errno.
static int name_beside(struct coming *c, int (*make)(struct coming *))
{
  const char *slash = strrchr(c->path, '/');
  int folder = slash == NULL ? 0 : (int)(slash + 1 - c->path);
  for (unsigned i = 0; i < ATTEMPTS; i++) {
    int n = snprintf(c->name, sizeof c->name, "%.*s.coffkit-%ld-%u", folder, c->path,
                     (long)getpid(), i);
    if (n < 0 || (size_t)n >= sizeof c->name) {
      errno = ENAMETOOLONG;
      return -1;
    }
    int made = make(c);
    if (made >= 0 || errno != EEXIST)
      return made;
  }
  return -1;
}

static mode_t first_mode(const struct coming *c)
{
  return c->was != NULL ? 0600 : (mode_t)c->mode;
}

static int create(struct coming *c)
{
  return open(c->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, first_mode(c));
}

static const char *folder_of(const char *path, char *folder, size_t size)
{
  const char *slash = strrchr(path, '/');
  int n = slash == NULL ? snprintf(folder, size, ".")
                        : snprintf(folder, size, "%.*s", (int)(slash + 1 - path), path);
  return n < 0 || (size_t)n >= size ? NULL : folder;
}

#ifdef O_TMPFILE
// A file without a name in the folder of the path; -1 where there are none.
static int open_nameless(const struct coming *c)
{
  char room[PATH_MAX];
  const char *folder = folder_of(c->path, room, sizeof room);
  if (folder == NULL || access("/proc/self/fd", X_OK) != 0) // else it could not be named
    return -1;
  return open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, first_mode(c));
}
#else
static int open_nameless(const struct coming *c)
{
  (void)c;
  return -1;
}
#endif

static int link_to_name(struct coming *c)
{
  char self[64];
  snprintf(self, sizeof self, "/proc/self/fd/%d", c->fd);
  return linkat(AT_FDCWD, self, AT_FDCWD, c->name, AT_SYMLINK_FOLLOW);
}

static bool sync_folder(const char *path)
{
  char room[PATH_MAX];
  const char *folder = folder_of(path, room, sizeof room);
  int fd = folder == NULL ? -1 : open(folder, O_RDONLY | O_CLOEXEC);
  bool ok = fd >= 0 && fsync(fd) == 0;
  if (fd >= 0)
    close(fd);
  return ok;
}

// Owner and permissions of the file that was there. Who may run as its owner was said of that owner alone.
static bool take_over(const struct coming *c)
{
  mode_t mode = c->was->st_mode & 07777;
  struct stat is;
  if (fstat(c->fd, &is) != 0)
    return false;
  if ((is.st_uid != c->was->st_uid || is.st_gid != c->was->st_gid) &&
      fchown(c->fd, c->was->st_uid, c->was->st_gid) != 0)
    mode &= 0777;
  return fchmod(c->fd, mode) == 0;
}

static bool fill(const struct coming *c, const struct coff_view *pieces, size_t n)
{
  return put(c->fd, pieces, n) && (c->was == NULL || take_over(c)) &&
         (!c->sync || fsync(c->fd) == 0);
}

// The file is complete, at a name beside its own.
static bool arrive(struct coming *c)
{
  int fd = c->fd;
  c->fd = -1;
  return close(fd) == 0 && rename(c->name, c->path) == 0;
}

static void give_up(struct coming *c)
{
  int error = errno;
  if (c->fd >= 0)
    close(c->fd);
  if (c->named)
    unlink(c->name);
  errno = error;
}

// Where files without a name can be written but get none.
static bool start_again(struct coming *c)
{
  if (c->fd >= 0)
    close(c->fd);
  c->fd = name_beside(c, create);
  c->named = c->fd >= 0;
  return c->named;
}

// Gives the file its name. OK: C->fd, if there is one, is complete; else, or where it gets no name, PIECES go into a
// new one.
static bool settle(const struct coff_context *ctx, struct coming *c, bool ok,
                   const struct coff_view *pieces, size_t n)
{
  const char *what = "cannot be written";
  int error = errno;
  sigset_t old;
  hold_signals(&old);
  c->named = ok && c->fd >= 0 && name_beside(c, link_to_name) >= 0;
  if (ok && !c->named) {
    ok = start_again(c);
    if (!ok)
      what = "cannot be created";
    ok = ok && fill(c, pieces, n);
    error = errno;
  }
  if (ok) {
    ok = arrive(c);
    error = errno;
  }
  if (!ok)
    give_up(c);
  let_signals(&old);
  errno = error;
  if (!ok)
    return fail(ctx, c->path, what);
  return !c->sync || sync_folder(c->path) || fail(ctx, c->path, "folder cannot be synchronised");
}

static bool replace(const struct coff_context *ctx, struct coming *c,
                    const struct coff_view *pieces, size_t n)
{
  c->fd = open_nameless(c);
  return settle(ctx, c, c->fd < 0 || fill(c, pieces, n), pieces, n);
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
  struct coming c = {
      .path = real, .was = exists ? &st : NULL, .mode = mode, .sync = sync, .fd = -1};
  bool ok = replace(ctx, &c, pieces, n);
  coff_free(ctx, real);
  return ok;
}

bool coff_output_write(const struct coff_context *ctx, const char *path, const void *data,
                       uint64_t size, unsigned mode, bool sync)
{
  struct coff_view all = {data, size, 0};
  return coff_output_pieces(ctx, path, &all, 1, mode, sync);
}

// ---- In any order -------------------------------------------------------------------------------

struct coff_output {
  const struct coff_context *ctx;
  struct stat was;
  struct coming coming;
  atomic_int error; // errno of the first failure
  char *path;
};

struct coff_output *coff_output_open(const struct coff_context *ctx, const char *path,
                                     unsigned mode)
{
  struct coff_output *o = coff_alloc(ctx, sizeof *o);
  if (o == NULL)
    return NULL;
  bool exists = stat(path, &o->was) == 0;
  o->ctx = ctx;
  o->coming.mode = mode;
  o->coming.was = exists ? &o->was : NULL;
  o->coming.fd = -1;
  if (!exists || (S_ISREG(o->was.st_mode) && access(path, W_OK) == 0))
    o->coming.path = o->path = follow(ctx, path);
  if (o->path != NULL)
    o->coming.fd = open_nameless(&o->coming);
  if (o->coming.fd >= 0)
    return o;
  coff_output_drop(o);
  return NULL;
}

void coff_output_at(struct coff_output *o, const void *data, uint64_t size, uint64_t at)
{
  const uint8_t *p = data;
  while (size != 0 && atomic_load(&o->error) == 0) {
    ssize_t wrote = pwrite(o->coming.fd, p, size < AT_ONCE ? (size_t)size : AT_ONCE, (off_t)at);
    if (wrote < 0 && errno == EINTR)
      continue;
    if (wrote <= 0) {
      int none = 0;
      atomic_compare_exchange_strong(&o->error, &none, wrote == 0 ? ENOSPC : errno);
      return;
    }
    p += wrote;
    at += (uint64_t)wrote;
    size -= (uint64_t)wrote;
  }
}

// The bytes of the file, should they be needed again; data is NULL if they cannot be had.
static struct coff_view written(const struct coming *c)
{
  struct stat st;
  if (fstat(c->fd, &st) != 0 || st.st_size <= 0)
    return (struct coff_view){0};
  void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, c->fd, 0);
  return p == MAP_FAILED ? (struct coff_view){0} : (struct coff_view){p, (uint64_t)st.st_size, 0};
}

bool coff_output_commit(struct coff_output *o)
{
  struct coming *c = &o->coming;
  struct coff_view all = written(c);
  int error = atomic_load(&o->error);
  bool ok = error == 0 && all.data != NULL && (c->was == NULL || take_over(c));
  if (error != 0)
    errno = error;
  ok = settle(o->ctx, c, ok, &all, 1);
  if (all.data != NULL)
    munmap((void *)(uintptr_t)all.data, (size_t)all.size);
  c->fd = -1;
  coff_output_drop(o);
  return ok;
}

void coff_output_drop(struct coff_output *o)
{
  if (o == NULL)
    return;
  if (o->coming.fd >= 0)
    close(o->coming.fd);
  coff_free(o->ctx, o->path);
  coff_free(o->ctx, o);
}
