// The Rich header, over headers made here.
//
// Skip this unless you change coffgen/image/rich*.c.
#include "coff/rich.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/made-image.h"
#include "testsuite/unit/main.h"
#include <stdlib.h>
#include <string.h>

// The image of made-image.c with its PE header moved behind ROOM bytes for a Rich header.
enum { START = 0x80, ROOM = 0x60, MOVED = START - 0x40 + ROOM };

struct subject {
  uint8_t *image;
  size_t size;
  struct ear ear;
  struct coff_file *file;
};

static void put(uint8_t *p, uint32_t v)
{
  coff_store(p, 4, COFF_LITTLE, v);
}

static uint32_t rotate(uint32_t v, unsigned by)
{
  return (uint32_t)((uint64_t)v << (by & 31) | (uint64_t)v >> (32 - (by & 31)));
}

// The checksum as the articles on it say: not the code that is tested.
static uint32_t sum_of(const uint8_t *p, const uint32_t (*pairs)[2], size_t n)
{
  uint32_t sum = START;
  for (unsigned i = 0; i < START; i++)
    if (i < 0x3c || i > 0x3f)
      sum += rotate(p[i], i);
  for (size_t i = 0; i < n; i++)
    sum += rotate(pairs[i][0], pairs[i][1]);
  return sum;
}

static void make(struct subject *s)
{
  uint8_t *plain = made_image(0x14c, false, COFF_DIR_EXPORT, NULL, 0, &s->size);
  listen(&s->ear);
  s->image = calloc(1, s->size + MOVED);
  ck_assert_ptr_nonnull(s->image);
  memcpy(s->image, plain, 0x40);
  for (unsigned i = 0x40; i < START; i++)
    s->image[i] = (uint8_t)(i * 7); // a DOS program
  memcpy(s->image + 0x40 + MOVED, plain + 0x40, s->size - 0x40);
  put(s->image + 0x3c, 0x40 + MOVED);
  s->size += MOVED;
  free(plain);
}

static void open_image(struct subject *s)
{
  s->file = coff_file_from_memory(&s->ear.context, "test", s->image, s->size, NULL);
  ck_assert_ptr_nonnull(s->file);
  s->ear.heard = (struct heard){0};
}

static void close_image(struct subject *s)
{
  coff_file_close(s->file);
  free(s->image);
}

static const uint32_t pairs[][2] = {{0x01057a1b, 40}, {0x00010000, 7}, {0x0102838c, 1}};

static void write_header(struct subject *s)
{
  uint8_t *p = s->image + START;
  uint32_t key = sum_of(s->image, pairs, COFF_COUNT(pairs));
  put(p, 0x536e6144 ^ key);
  for (unsigned i = 1; i < 4; i++)
    put(p + i * 4, key);
  for (unsigned i = 0; i < COFF_COUNT(pairs); i++) {
    put(p + 16 + i * 8, pairs[i][0] ^ key);
    put(p + 20 + i * 8, pairs[i][1] ^ key);
  }
  memcpy(p + 40, "Rich", 4);
  put(p + 44, key);
}

START_TEST(header_is_read)
{
  struct subject s;
  struct coff_rich r;
  struct coff_rich_entry e;
  make(&s);
  write_header(&s);
  open_image(&s);
  ck_assert(coff_rich_open(s.file, &r));
  ck_assert(r.bytes.origin == START && r.bytes.size == 48 && r.count == 3);
  ck_assert_uint_eq(r.key, r.checksum);
  ck_assert(coff_rich_get(&r, 0, &e) && e.product == 0x105 && e.build == 0x7a1b && e.count == 40);
  ck_assert(coff_rich_get(&r, 2, &e) && e.product == 0x102 && e.count == 1);
  ck_assert(!coff_rich_get(&r, 3, &e));
  ck_assert_int_eq(s.ear.heard.errors, 0);
  close_image(&s);
}
END_TEST

START_TEST(changes_show)
{
  struct subject s;
  struct coff_rich r;
  static const unsigned places[] = {2, 0x7f, START + 16, START + 36};
  for (unsigned i = 0; i < COFF_COUNT(places); i++) {
    make(&s);
    write_header(&s);
    s.image[places[i]] ^= 1;
    open_image(&s);
    ck_assert(coff_rich_open(s.file, &r));
    ck_assert_uint_ne(r.key, r.checksum);
    close_image(&s);
  }
}
END_TEST

START_TEST(damage)
{
  struct subject s;
  struct coff_rich r;
  make(&s);
  open_image(&s);
  ck_assert(!coff_rich_open(s.file, &r)); // none
  ck_assert_int_eq(s.ear.heard.errors, 0);
  write_header(&s);
  put(s.image + START, 0); // no beginning
  ck_assert(!coff_rich_open(s.file, &r));
  ck_assert_int_eq(s.ear.heard.errors, 1);
  write_header(&s);
  memmove(s.image + START + 36, s.image + START + 40, 8); // half an entry
  ck_assert(coff_rich_open(s.file, &r));
  ck_assert_uint_eq(r.count, 2);
  ck_assert_int_eq(s.ear.heard.errors, 2);
  memset(s.image + START, 0, ROOM);
  put(s.image + START, 0x536e6144 ^ 5); // nothing between begin and end
  memcpy(s.image + START + 4, "Rich", 4);
  put(s.image + START + 8, 5);
  ck_assert(coff_rich_open(s.file, &r));
  ck_assert_uint_eq(r.count, 0);
  ck_assert_int_eq(s.ear.heard.errors, 3);
  close_image(&s);
}
END_TEST

START_TEST(names)
{
  static const struct {
    uint16_t product, build;
    const char *name, *release;
  } want[] = {
      {0x001, 0, "Import0", NULL},
      {0x00b, 8168, "Utc12_CPP", "Visual Studio 6.0"},
      {0x05a, 3077, "Linker710", "Visual Studio 2003"},
      {0x078, 50727, "Linker800", "Visual Studio 2005"},
      {0x091, 21022, "Linker900", "Visual Studio 2008"},
      {0x0ab, 40219, "Utc1600_CPP", "Visual Studio 2010"},
      {0x0cc, 50727, "Linker1100", "Visual Studio 2012"},
      {0x0de, 21005, "Linker1200", "Visual Studio 2013"},
      {0x102, 24215, "Linker1400", "Visual Studio 2015"},
      {0x105, 27045, "Utc1900_CPP", "Visual Studio 2017"},
      {0x104, 29395, "Utc1900_C", "Visual Studio 2019"},
      {0x0ff, 31329, "Cvtres1400", "Visual Studio 2022 or later"},
      {0x10e, 31329, "Utc1900_POGO_O_CPP", "Visual Studio 2022 or later"},
      {0x10f, 31329, NULL, NULL},
      {0xffff, 0, NULL, NULL},
  };
  for (size_t i = 0; i < COFF_COUNT(want); i++) {
    const char *name = coff_rich_product_name(want[i].product);
    const char *release = coff_rich_release(want[i].product, want[i].build);
    ck_assert_pstr_eq(name, want[i].name);
    ck_assert_pstr_eq(release, want[i].release);
  }
  for (uint16_t i = 0; i < 0x10f; i++)
    ck_assert_ptr_nonnull(coff_rich_product_name(i));
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("rich");
  TCase *t = tcase_create("rich");
  tcase_add_test(t, header_is_read);
  tcase_add_test(t, changes_show);
  tcase_add_test(t, damage);
  tcase_add_test(t, names);
  suite_add_tcase(suite, t);
  return run_suite(suite);
}
