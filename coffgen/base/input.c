// The bytes of a file: mapped if that is possible and wanted, else read into memory.
//
// Skip it unless files are opened wrongly.
//
// A mapping costs nothing for what is not looked at, but a file that another process shortens
// meanwhile then stops this one with SIGBUS; READ is the way out for clients that must not die.
#include "base/input.h"
#include "base/alloc.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail_errno(const struct coff_context *ctx, const char *path)
{
  return coff_fail(ctx, (struct coff_place){path, NULL, COFF_NOWHERE}, "%s", strerror(errno));
}

// Reads all that FD still gives, or at most LIMIT bytes if LIMIT is not 0. A regular file that is
// shorter than its size said a moment ago is simply shorter.
static bool read_all(const struct coff_context *ctx, int fd, const char *path, uint64_t limit,
                     struct coff_input *in)
{
  size_t have = 0, room = 0;
  uint8_t *buf = NULL;
  for (;;) {
    if (have == room) {
      size_t want = room == 0 ? 1 << 16 : room * 2;
      uint8_t *grown = coff_realloc(ctx, buf, want);
      if (grown == NULL) {
        coff_free(ctx, buf);
        return coff_fail(ctx, (struct coff_place){path, NULL, COFF_NOWHERE}, "out of memory");
      }
      buf = grown;
      room = want;
    }
    size_t ask = room - have;
    if (limit != 0 && ask > limit - have)
      ask = (size_t)(limit - have);
    ssize_t got = ask == 0 ? 0 : read(fd, buf + have, ask);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0) {
      fail_errno(ctx, path);
      coff_free(ctx, buf);
      return false;
    }
    if (got == 0)
      break;
    have += (size_t)got;
  }
  in->buffer = buf;
  in->bytes = (struct coff_view){buf, have, 0};
  return true;
}

// Drops the OFFSET bytes before the wanted part from a stream that cannot seek.
static bool skip(const struct coff_context *ctx, int fd, const char *path, uint64_t offset)
{
  uint8_t drop[4096];
  while (offset != 0) {
    ssize_t got = read(fd, drop, offset < sizeof drop ? (size_t)offset : sizeof drop);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return fail_errno(ctx, path);
    if (got == 0)
      return coff_fail(ctx, (struct coff_place){path, NULL, offset},
                       "file ends before this offset");
    offset -= (uint64_t)got;
  }
  return true;
}

static bool fail_part(const struct coff_context *ctx, const char *path, uint64_t offset)
{
  return coff_fail(ctx, (struct coff_place){path, NULL, offset},
                   "the part asked for runs past the end of the file");
}

static bool open_stream(const struct coff_context *ctx, int fd, const char *path, uint64_t offset,
                        uint64_t size, struct coff_input *in)
{
  if (offset != 0 && lseek(fd, (off_t)offset, SEEK_SET) < 0 && !skip(ctx, fd, path, offset))
    return false;
  if (!read_all(ctx, fd, path, size, in))
    return false;
  return in->bytes.size >= size || fail_part(ctx, path, offset);
}

// Both OFFSET and SIZE have been checked against LENGTH.
static bool open_mapped(const struct coff_context *ctx, int fd, const char *path, uint64_t length,
                        uint64_t offset, uint64_t size, struct coff_input *in)
{
  if (length == 0)
    return true;
  void *p =
      length > SIZE_MAX ? MAP_FAILED : mmap(NULL, (size_t)length, PROT_READ, MAP_PRIVATE, fd, 0);
  if (p == MAP_FAILED)
    return open_stream(ctx, fd, path, offset, size, in);
  in->mapping = p;
  in->mapped = (size_t)length;
  in->bytes =
      (struct coff_view){(const uint8_t *)p + offset, size != 0 ? size : length - offset, 0};
  return true;
}

bool coff_input_open(const struct coff_context *ctx, const char *path, uint64_t offset,
                     uint64_t size, bool read, struct coff_input *in)
{
  struct stat st;
  *in = (struct coff_input){0};
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return fail_errno(ctx, path);
  bool ok;
  if (fstat(fd, &st) != 0)
    ok = fail_errno(ctx, path);
  else if (S_ISDIR(st.st_mode))
    ok = coff_fail(ctx, (struct coff_place){path, NULL, COFF_NOWHERE}, "is a directory");
  else if (S_ISREG(st.st_mode) &&
           (offset > (uint64_t)st.st_size || size > (uint64_t)st.st_size - offset))
    ok = fail_part(ctx, path, offset);
  else if (S_ISREG(st.st_mode) && !read)
    ok = open_mapped(ctx, fd, path, (uint64_t)st.st_size, offset, size, in);
  else
    ok = open_stream(ctx, fd, path, offset, size, in);
  close(fd);
  return ok;
}

void coff_input_close(const struct coff_context *ctx, struct coff_input *in)
{
  if (in->mapping != NULL)
    munmap(in->mapping, in->mapped);
  coff_free(ctx, in->buffer);
}
