// What no linker can do without: reads one byte of each page of the inputs, and writes the output once.
//
// Skip it unless `link` gives a strange floor.
//
// floor LIST OUTPUT COPY: LIST names the inputs, one a line; COPY, a new file, gets the bytes of OUTPUT.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

// Maps the file, or ends the program.
static unsigned char *map(const char *path, size_t *size)
{
  struct stat st;
  int fd = open(path, O_RDONLY);
  if (fd < 0 || fstat(fd, &st) != 0) {
    perror(path);
    _exit(1);
  }
  *size = (size_t)st.st_size;
  unsigned char *p = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, fd, 0);
  close(fd);
  return p;
}

static unsigned touch(const char *path)
{
  size_t size;
  unsigned sum = 0;
  unsigned char *p = map(path, &size);
  for (size_t at = 0; at < size; at += 4096)
    sum += p[at];
  return sum;
}

static int copy(const char *from, const char *to)
{
  size_t size;
  unsigned char *p = map(from, &size);
  int fd = open(to, O_WRONLY | O_CREAT | O_EXCL, 0755);
  for (size_t at = 0; fd >= 0 && at < size;) {
    ssize_t n = write(fd, p + at, size - at);
    if (n <= 0)
      return 1;
    at += (size_t)n;
  }
  return fd < 0 || close(fd) != 0;
}

int main(int argc, char **argv)
{
  char line[4096];
  unsigned sum = 0;
  FILE *list = argc == 4 ? fopen(argv[1], "r") : NULL;
  if (list == NULL)
    return 2;
  while (fgets(line, sizeof line, list) != NULL) {
    line[strcspn(line, "\n")] = 0;
    sum += touch(line);
  }
  fclose(list);
  return copy(argv[2], argv[3]) | (sum == 1);
}
