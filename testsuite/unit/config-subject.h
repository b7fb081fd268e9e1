// A load configuration (or another directory) in an image made around it, for tests.
//
// Skip it unless you test what it points to: fill BYTES, then begin().
#ifndef TESTSUITE_UNIT_CONFIG_SUBJECT_H
#define TESTSUITE_UNIT_CONFIG_SUBJECT_H
#include "coff/loadconfig.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/made-image.h"
#include "testsuite/unit/main.h"

#include <stdlib.h>
#include <string.h>

enum { BASE = 0x400000, SIZE = 0x400, X86 = 0x14c, X64 = 0x8664, ARM64 = 0xaa64 };

struct subject {
  uint8_t bytes[SIZE], *image;
  struct ear ear;
  struct coff_file *file;
  struct coff_lc_record lc;
};

static inline void put(uint8_t *p, unsigned width, uint64_t v)
{
  coff_store(p, width, COFF_LITTLE, v);
}

static inline uint32_t rva(unsigned at)
{
  return MADE_RVA + at;
}

static inline uint64_t address(unsigned at)
{
  return BASE + rva(at);
}

static inline void open_file(struct subject *s, unsigned machine, enum coff_dir dir, size_t size)
{
  size_t total;
  listen(&s->ear);
  s->image = made_image((uint16_t)machine, machine != X86, dir, s->bytes, size, &total);
  s->file = coff_file_from_memory(&s->ear.context, "test", s->image, total, NULL);
  ck_assert_ptr_nonnull(s->file);
  s->ear.heard = (struct heard){0};
}

static inline bool begin(struct subject *s, unsigned machine)
{
  open_file(s, machine, COFF_DIR_LOAD_CONFIG, SIZE);
  return coff_lc_open(s->file, &s->lc, NULL);
}

static inline void end(struct subject *s)
{
  coff_file_close(s->file);
  free(s->image);
}

static inline void heard_once(const struct subject *s, const char *part)
{
  ck_assert_msg(s->ear.heard.errors == 1, "%d: %s", s->ear.heard.errors, s->ear.heard.text);
  ck_assert_msg(strstr(s->ear.heard.text, part) != NULL, "%s", s->ear.heard.text);
}
#endif
