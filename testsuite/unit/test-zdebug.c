// Compressed contents: what is right, what is wrong, and what lies about its size.
//
// Skip this unless you change coffgen/debug/zdebug.c.
#include "coff/debug.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/main.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { PLAIN = 200000, ROOM = 300000 };

// Compresses PLAIN bytes at P behind a header that claims CLAIM of them; returns the size.
static size_t pack(const uint8_t *p, uint64_t claim, uint8_t *out)
{
  uLongf n = ROOM - 12;
  memcpy(out, "ZLIB", 4);
  coff_store(out + 4, 8, COFF_BIG, claim);
  ck_assert_int_eq(compress2(out + 12, &n, p, PLAIN, 9), Z_OK);
  return 12 + n;
}

struct budget {
  size_t largest; // most bytes asked for at once
  int left;       // allocations until one fails; negative: never
  int held;       // blocks not freed
};

static void *budget_alloc(void *user, void *old, size_t size)
{
  struct budget *b = user;
  if (size == 0) {
    b->held -= old != NULL;
    free(old);
    return NULL;
  }
  if (b->left == 0)
    return NULL;
  b->left -= b->left > 0;
  if (size > b->largest)
    b->largest = size;
  b->held += old == NULL;
  return realloc(old, size);
}

static void fill(uint8_t *p)
{
  for (size_t i = 0; i < PLAIN; i++)
    p[i] = (uint8_t)(i * i >> 7 ^ i / 97);
}

START_TEST(zdebug_round_trip)
{
  struct ear e;
  struct coff_reporter to = listen(&e);
  uint8_t *plain = malloc(PLAIN), *packed = malloc(2 * ROOM), *out;
  uint64_t size;
  fill(plain);
  size_t n = pack(plain, PLAIN, packed);
  ck_assert(coff_decompress(to, view(packed, n), &out, &size));
  ck_assert(size == PLAIN && memcmp(out, plain, PLAIN) == 0);
  coff_contents_free(&e.context, out);
  // Two streams, as a linker that concatenates makes them; and fill behind them.
  memcpy(packed + n, packed + 12, n - 12);
  memset(packed + 2 * n - 12, 0, 7);
  coff_store(packed + 4, 8, COFF_BIG, 2 * PLAIN);
  ck_assert(coff_decompress(to, view(packed, 2 * n - 12 + 7), &out, &size));
  ck_assert(size == 2 * PLAIN && memcmp(out + PLAIN, plain, PLAIN) == 0);
  coff_contents_free(&e.context, out);
  ck_assert_int_eq(e.heard.errors, 0);
  free(plain);
  free(packed);
}
END_TEST

START_TEST(zdebug_refuses)
{
  struct ear e;
  struct coff_reporter to = listen(&e);
  struct budget b = {.left = -1};
  e.context.alloc = budget_alloc;
  e.context.alloc_user = &b;
  uint8_t *plain = malloc(PLAIN), *packed = malloc(ROOM), *out;
  uint64_t size;
  fill(plain);
  static const uint64_t claims[] = {0, 1, PLAIN - 1, PLAIN + 1, 1u << 26, UINT64_MAX};
  for (size_t i = 0; i < COFF_COUNT(claims); i++) {
    size_t n = pack(plain, claims[i], packed);
    ck_assert_msg(!coff_decompress(to, view(packed, n), &out, &size), "claim %zu is believed", i);
    ck_assert_ptr_null(out);
  }
  ck_assert_int_eq(e.heard.errors, (int)COFF_COUNT(claims));
  ck_assert_uint_le(b.largest, 4 * PLAIN);
  size_t n = pack(plain, PLAIN, packed);
  for (size_t cut = 0; cut < n; cut += cut < 40 ? 1 : 997)
    ck_assert(!coff_decompress(to, view(packed, cut), &out, &size));
  ck_assert(!coff_decompress(to, view(packed, n - 1), &out, &size)); // inside of the checksum
  packed[n - 1] ^= 1;
  ck_assert(!coff_decompress(to, view(packed, n), &out, &size));
  ck_assert_int_eq(b.held, 0);
  free(plain);
  free(packed);
}
END_TEST

START_TEST(zdebug_out_of_memory)
{
  struct ear e;
  struct coff_reporter to = listen(&e);
  struct budget b = {.left = 0};
  e.context.alloc = budget_alloc;
  e.context.alloc_user = &b;
  uint8_t *plain = malloc(PLAIN), *packed = malloc(ROOM), *out;
  uint64_t size;
  fill(plain);
  size_t n = pack(plain, PLAIN, packed);
  int tries = 0;
  for (; b.left = tries, !coff_decompress(to, view(packed, n), &out, &size); tries++) {
    ck_assert_str_eq(e.heard.text, "out of memory");
    ck_assert_int_eq(b.held, 0);
    ck_assert_int_lt(tries, 100);
  }
  ck_assert_int_eq(e.heard.errors, tries);
  ck_assert_int_gt(tries, 3);
  coff_contents_free(&e.context, out);
  ck_assert_int_eq(b.held, 0);
  free(plain);
  free(packed);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("zdebug");
  TCase *t = tcase_create("zdebug");
  tcase_add_test(t, zdebug_round_trip);
  tcase_add_test(t, zdebug_refuses);
  tcase_add_test(t, zdebug_out_of_memory);
  suite_add_tcase(suite, t);
  return run_suite(suite);
}
