// Raw bytes, Intel hex, S-records and Verilog hex: what GNU objcopy 2.40 writes for the same sections, where
// we differ from it, and files that are damaged.
//
// Skip this unless you change binutils/objcopy/format*.c.
#include "objcopy/formats.h"
#include "testsuite/unit/failing.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/main.h"
#include "tool/gnu.h"
#include <stdlib.h>
#include <string.h>

static const uint8_t count[40] = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14,
                                  15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
                                  29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40};

// What a section is: an address and so many bytes of COUNT.
struct section {
  uint64_t address;
  unsigned size;
};

struct written {
  struct ear ear;
  struct raw_bytes bytes;
  bool good;
};

static struct written put(const char *format, const struct section *s, uint32_t n,
                          struct raw_image image, struct raw_options options)
{
  struct written w = {0};
  struct raw_chunk chunks[8];
  listen(&w.ear);
  for (uint32_t i = 0; i < n; i++)
    chunks[i] = (struct raw_chunk){s[i].address, {count, s[i].size, 0}};
  image.name = "o.out";
  image.chunks = chunks;
  image.n = n;
  w.ear.context.sink_user = &w.ear.heard;
  w.good = raw_format_write(&w.ear.context, format, &image, &options, &w.bytes);
  return w;
}

// TEXT has the lines without CR LF, a blank after each.
static void equal(struct written *w, const char *text)
{
  char got[8192];
  size_t n = 0;
  ck_assert_msg(w->good, "%s", w->ear.heard.text);
  ck_assert_uint_lt(w->bytes.size, sizeof got);
  for (uint64_t i = 0; i < w->bytes.size; i++) {
    bool end = i + 1 < w->bytes.size && memcmp(w->bytes.data + i, "\r\n", 2) == 0;
    got[n++] = end ? '|' : (char)w->bytes.data[i];
    i += end;
  }
  got[n] = '\0';
  ck_assert_str_eq(got, text);
  raw_bytes_free(&w->ear.context, &w->bytes);
}

static void refused(struct written *w, const char *words)
{
  ck_assert(!w->good);
  ck_assert_int_eq(w->ear.heard.errors, 1);
  ck_assert_msg(strstr(w->ear.heard.text, words) != NULL, "%s", w->ear.heard.text);
  raw_bytes_free(&w->ear.context, &w->bytes);
}

static const struct raw_image plain;
static const struct raw_options usual;

START_TEST(ihex_bases)
{
  const struct section below = {0xfff8, 24}, across = {0xffff8, 24}, odd = {0xfffff9, 8},
                       last = {0xfffffff8, 8}, negative = {0xffffffff80000000, 9};
  struct written w = put("ihex", &below, 1, plain, usual);
  equal(&w, ":08FFF8000102030405060708DD|:020000021000EC|"
            ":10000000090A0B0C0D0E0F101112131415161718E8|:00000001FF|");
  w = put("ihex", &across, 1, (struct raw_image){.has_entry = true, .entry = 0xfffff}, usual);
  equal(&w, ":02000002F0000C|:08FFF8000102030405060708DD|:020000020000FC|:020000040010EA|"
            ":10000000090A0B0C0D0E0F101112131415161718E8|:04000003F000FFFF0B|:00000001FF|");
  w = put("ihex", &odd, 1, (struct raw_image){.has_entry = true, .entry = 0x1000000}, usual);
  equal(&w, ":0200000400FFFB|:07FFF90001020304050607E5|:020000040100F9|:0100000008F7|"
            ":0400000501000000F6|:00000001FF|");
  w = put("ihex", &last, 1, (struct raw_image){.has_entry = true}, usual);
  equal(&w, ":02000004FFFFFC|:08FFF8000102030405060708DD|:00000001FF|");
  w = put("ihex", &negative, 1, plain, usual);
  equal(&w, ":0200000480007A|:09000000010203040506070809CA|:00000001FF|");
}
END_TEST

// Sections need not come in order; those that overlap are written one after the other. A base that lies
// too high for what comes next is set again: GNU then writes offsets that wrap.
START_TEST(ihex_order)
{
  const struct section mixed[] = {{0x20000, 4}, {0x10, 9}, {0x100000, 3}, {0x800, 1}};
  const struct section over[] = {{0x10, 9}, {0x10, 3}, {0x8, 12}, {0x30, 0}};
  const struct section back[] = {{0xffff8, 40}, {0xffffa, 2}};
  struct written w =
      put("ihex", mixed, 4, (struct raw_image){.has_entry = true, .entry = 0x30010}, usual);
  equal(&w, ":09001000010203040506070809BA|:0108000001F6|:020000022000DC|:0400000001020304F2|"
            ":020000020000FC|:020000040010EA|:03000000010203F7|:0400000330000010B9|:00000001FF|");
  w = put("ihex", over, 4, plain, usual);
  equal(&w, ":0C0008000102030405060708090A0B0C9E|:09001000010203040506070809BA|"
            ":03001000010203E7|:00000001FF|");
  w = put("ihex", back, 2, plain, usual);
  equal(&w,
        ":02000002F0000C|:08FFF8000102030405060708DD|:020000020000FC|:020000040010EA|"
        ":10000000090A0B0C0D0E0F101112131415161718E8|:10001000191A1B1C1D1E1F202122232425262728D8|"
        ":020000040000FA|:02000002F0000C|:02FFFA00010202|:00000001FF|");
}
END_TEST

START_TEST(ihex_refused)
{
  const struct section high = {0x1000000000, 9}, past = {0xfffffff8, 9},
                       wrap = {0xfffffffffffffff8, 9}, half = {0xffffffff7ffffffe, 9},
                       one = {0x10, 1};
  struct written w = put("ihex", &high, 1, plain, usual);
  refused(&w, "0x1000000000");
  w = put("ihex", &past, 1, plain, usual);
  refused(&w, "beyond the 32 bits");
  w = put("ihex", &half, 1, plain, usual);
  refused(&w, "beyond the 32 bits");
  w = put("ihex", &wrap, 1, plain, usual);
  refused(&w, "past the last address");
  w = put("ihex", &one, 1, (struct raw_image){.has_entry = true, .entry = 0x1ffffffff}, usual);
  refused(&w, "start address 0x1ffffffff"); // GNU cuts it
  w = put("elf", &one, 1, plain, usual);
  refused(&w, "no such format");
}
END_TEST

START_TEST(srec_types)
{
  const struct section s1 = {0xfff8, 8}, s2 = {0xfff8, 24}, s3 = {0xfffff9, 8},
                       s3_last = {0xfffff8, 8};
  struct written w = put("srec", &s1, 1, plain, usual);
  equal(&w, "S00800006F2E6F757402|S10BFFF80102030405060708D9|S9030000FC|");
  w = put("srec", &s2, 1, plain, usual);
  equal(&w, "S00800006F2E6F757402|S21400FFF80102030405060708090A0B0C0D0E0F106C|"
            "S20C010008111213141516171846|S804000000FB|");
  w = put("srec", &s3, 1, (struct raw_image){.has_entry = true, .entry = 5}, usual);
  equal(&w, "S00800006F2E6F757402|S30D00FFFFF90102030405060708D7|S70500000005F5|");
  w = put("srec", &s3_last, 1, plain, usual);
  equal(&w, "S00800006F2E6F757402|S20CFFFFF80102030405060708D9|S804000000FB|");
  w = put("srec", &s1, 1, plain, (struct raw_options){.srec_s3 = true, .srec_len = 7});
  equal(&w, "S00800006F2E6F757402|S30C0000FFF801020304050607E0|S3060000FFFF08F3|S70500000000FA|");
  // GNU writes S9 with the lower 16 bits of this start address.
  w = put("srec", &s1, 1, (struct raw_image){.has_entry = true, .entry = 0x12345}, usual);
  equal(&w, "S00800006F2E6F757402|S20C00FFF80102030405060708D8|S80401234592|");
}
END_TEST

START_TEST(srec_lengths)
{
  static const unsigned lines[][2] = {{1, 12},    {17, 44},   {250, 510},
                                      {252, 514}, {300, 514}, {UINT32_MAX, 514}};
  uint8_t bytes[600] = {0};
  struct raw_chunk chunk = {0x13, {bytes, sizeof bytes, 0}};
  struct raw_image image = {.name = "o", .chunks = &chunk, .n = 1};
  struct ear ear;
  listen(&ear);
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    struct raw_bytes out = {0};
    struct raw_options options = {.srec_len = lines[i][0]};
    ck_assert(raw_format_write(&ear.context, "srec", &image, &options, &out));
    const uint8_t *first = memchr(out.data, '\n', (size_t)out.size);
    const uint8_t *end = memchr(first + 1, '\r', (size_t)(out.data + out.size - first - 1));
    ck_assert_int_eq(end - first - 1, lines[i][1]);
    raw_bytes_free(&ear.context, &out);
  }
}
END_TEST

// A name of at most 40 characters; symbols with the whole name.
START_TEST(srec_names)
{
  static const char name[] = "dddddddddddddddddddddddddddddddddddddddddddddddd/o.sym";
  const struct raw_symbol symbols[] = {{{"neg", 3}, 0xfffffffb, true}, {{"zero", 4}, 0, false}};
  const struct raw_image image = {.name = name, .symbols = symbols, .nsymbols = 2};
  struct written w = {0};
  listen(&w.ear);
  w.good = raw_format_write(&w.ear.context, "symbolsrec", &image, &usual, &w.bytes);
  equal(
      &w,
      "$$ dddddddddddddddddddddddddddddddddddddddddddddddd/o.sym|  neg $fffffffb|  zero $0|$$ |"
      "S02B00006464646464646464646464646464646464646464646464646464646464646464646464646464646434|"
      "S9030000FC|");
}
END_TEST

// S-records have 32 bits. GNU drops the others in silence: what is left of an image above 4 GiB can be
// told apart, and stays so; of sections in several ranges it cannot.
START_TEST(srec_high)
{
  const struct section image[] = {{0x140001000, 2}, {0x140002000, 1}};
  const struct section apart[] = {{0x140001000, 2}, {0x1000, 1}};
  const struct section negative[] = {{0xffffffff80000000, 2}, {0x1000, 1}};
  struct written w =
      put("srec", image, 2, (struct raw_image){.has_entry = true, .entry = 0x140001000}, usual);
  ck_assert_int_eq(w.ear.heard.errors, 1); // a note
  equal(&w, "S00800006F2E6F757402|S307400010000102A5|S306400020000198|S70540001000AA|");
  w = put("srec", negative, 2, plain, usual);
  ck_assert_int_eq(w.ear.heard.errors, 0);
  equal(&w, "S00800006F2E6F757402|S3060000100001E8|S30780000000010275|S70500000000FA|");
  w = put("srec", apart, 2, plain, usual);
  refused(&w, "several ranges of 4 GiB");
}
END_TEST

START_TEST(verilog_words)
{
  const struct section s = {0x20, 21}, high[] = {{0x1000000000, 1}, {0x10, 3}}, odd = {0x13, 5};
  struct written w = put("verilog", &s, 1, plain, usual);
  equal(&w, "@00000020|01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 10|11 12 13 14 15|");
  w = put("verilog", &s, 1, plain, (struct raw_options){.verilog_width = 2});
  equal(&w, "@00000010|0201 0403 0605 0807 0A09 0C0B 0E0D 100F|1211 1413 15|");
  w = put("verilog", &s, 1, plain, (struct raw_options){.verilog_width = 8});
  equal(&w, "@00000004|0807060504030201 100F0E0D0C0B0A09|1514131211|");
  w = put("verilog", &s, 1, plain, (struct raw_options){.verilog_width = 8, .big_endian = true});
  equal(&w, "@00000004|0102030405060708 090A0B0C0D0E0F10|1112131415|");
  w = put("verilog", &s, 1, plain, (struct raw_options){.verilog_width = 16});
  equal(&w, "@00000002|100F0E0D0C0B0A090807060504030201|1514131211|");
  w = put("verilog", high, 2, plain, usual);
  equal(&w, "@00000010|01 02 03|@0000001000000000|01|");
  w = put("verilog", &odd, 1, plain, (struct raw_options){.verilog_width = 2});
  refused(&w, "within a word of 2");
  w = put("verilog", &s, 1, plain, (struct raw_options){.verilog_width = 3});
  refused(&w, "must be 1, 2, 4, 8 or 16");
}
END_TEST

static void same(struct written *w, const uint8_t *bytes, size_t size)
{
  ck_assert_msg(w->good, "%s", w->ear.heard.text);
  ck_assert_uint_eq(w->bytes.size, size);
  ck_assert(size == 0 || memcmp(w->bytes.data, bytes, size) == 0);
  raw_bytes_free(&w->ear.context, &w->bytes);
}

START_TEST(binary)
{
  const struct section three[] = {{0x18, 3}, {0x10, 4}, {0x11, 1}, {0x40, 0}};
  const struct section apart[] = {{0, 1}, {(uint64_t)1 << 40, 2}};
  const struct section last = {UINT64_MAX, 1}, whole[] = {{0, 1}, {UINT64_MAX, 1}};
  struct written w = put("binary", three, 4, plain, usual);
  same(&w, (const uint8_t[]){1, 1, 3, 4, 0, 0, 0, 0, 1, 2, 3}, 11);
  w = put("binary", &last, 1, plain, usual);
  same(&w, count, 1);
  w = put("binary", three, 0, plain, usual);
  same(&w, NULL, 0);
  w = put("binary", apart, 2, plain, usual);
  refused(&w, "more than 1 GiB of nothing");
  w = put("binary", whole, 2, plain, usual);
  refused(&w, "more than 1 GiB of nothing");
}
END_TEST

// Records end where a block of 8192 filled bytes does.
START_TEST(gaps)
{
  const struct section three[] = {{0x30, 3}, {0x10, 9}, {0x42, 1}};
  const struct section far[] = {{0, 1}, {0x2003, 1}}, absurd[] = {{0, 1}, {0x7fffffff, 1}};
  const struct raw_options fill = {.has_gap_fill = true, .gap_fill = 0xee};
  const struct section empty[] = {{0x10, 0}, {0x12, 1}, {0x14, 0}};
  struct written w = put("ihex", three, 3, plain, fill);
  equal(&w, ":09001000010203040506070809BA|:10001900EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEF7|"
            ":07002900EEEEEEEEEEEEEE4E|:03003000010203C7|:0F003300EEEEEEEEEEEEEEEEEEEEEEEEEEEEEECC|"
            ":0100420001BC|:00000001FF|");
  w = put("ihex", three, 1, plain, (struct raw_options){.has_pad_to = true, .pad_to = 0x36});
  equal(&w, ":03003000010203C7|:03003300000000CA|:00000001FF|");
  w = put("binary", empty, 3, plain, fill);
  same(&w, (const uint8_t[]){0xee, 0xee, 1, 0xee}, 4);
  w = put("verilog", far, 2, plain, fill);
  ck_assert(w.good);
  const char *end = (const char *)w.bytes.data + w.bytes.size -
                    strlen("@00002001\r\nEE EE\r\n@00002003\r\n01\r\n");
  ck_assert(memcmp(end, "@00002001\r\nEE EE\r\n@00002003\r\n01\r\n", 34) == 0);
  raw_bytes_free(&w.ear.context, &w.bytes);
  w = put("ihex", absurd, 2, plain, fill);
  refused(&w, "more than 1 GiB of gaps");
  w = put("srec", far, 1, plain, (struct raw_options){.has_pad_to = true, .pad_to = UINT64_MAX});
  refused(&w, "more than 1 GiB of gaps");
}
END_TEST

// Where a section lies within another, GNU fills over the rest of the outer one.
START_TEST(gaps_between_overlapping)
{
  const struct section over[] = {{0x10, 9}, {0x12, 1}, {0x1a, 1}};
  struct written w =
      put("binary", over, 3, plain, (struct raw_options){.has_gap_fill = true, .gap_fill = 0xee});
  same(&w, (const uint8_t[]){1, 2, 1, 4, 5, 6, 7, 8, 9, 0xee, 1}, 11);
}
END_TEST

// With interleaving and "binary" GNU places all sections but the first as if there were none.
START_TEST(changed_bytes)
{
  const struct section three[] = {{0x11, 16}, {0x30, 5}, {0x41, 8}};
  const struct raw_options pick = {.interleave = 4, .byte = 2, .interleave_width = 2};
  struct written w = put("ihex", three, 3, plain, pick);
  equal(&w, ":08000400030407080B0C0F10A8|:02000C000304EB|:0400100003040708D6|:00000001FF|");
  w = put("binary", three, 3, plain, pick);
  same(&w, (const uint8_t[]){3, 4, 7, 8, 11, 12, 15, 16, 3, 4, 0, 0, 3, 4, 7, 8}, 16);
  w = put("binary", three + 2, 1, plain, (struct raw_options){.reverse_bytes = 4});
  same(&w, (const uint8_t[]){4, 3, 2, 1, 8, 7, 6, 5}, 8);
  w = put("binary", three + 1, 1, plain, (struct raw_options){.reverse_bytes = 2});
  refused(&w, "groups of 2");
  w = put("binary", three, 1, plain, (struct raw_options){.interleave = 4, .byte = 4});
  refused(&w, "not within the interleave");
}
END_TEST

struct read {
  struct ear ear;
  struct raw_chunks chunks;
  bool good;
};

static struct read get(const char *format, const char *text)
{
  struct read r = {0};
  listen(&r.ear);
  r.good = raw_format_read(&r.ear.context, format, view(text, strlen(text)), "in x", &r.chunks);
  return r;
}

static void holds(const struct read *r, uint32_t i, uint64_t address, const char *bytes,
                  uint64_t size)
{
  ck_assert_uint_lt(i, r->chunks.n);
  ck_assert_uint_eq(r->chunks.chunks[i].address, address);
  ck_assert_uint_eq(r->chunks.chunks[i].bytes.size, size);
  ck_assert(memcmp(r->chunks.chunks[i].bytes.data, bytes, (size_t)size) == 0);
}

static void done(struct read *r)
{
  struct coff_context ctx = {0};
  raw_chunks_free(&ctx, &r->chunks);
}

START_TEST(read_ihex)
{
  struct read r = get("ihex", ":0400100001020304E2\n:020014000506DF\r\n:0100000009f6\n"
                              ":020000021000EC\n:020000000304F7\n:020000040001F9\n"
                              ":010000000CF3\n:0400000312345678E5\n\n:00000001FF\nnothing");
  ck_assert_msg(r.good && r.ear.heard.errors == 0, "%s", r.ear.heard.text);
  ck_assert_uint_eq(r.chunks.n, 4);
  holds(&r, 0, 0x10, "\1\2\3\4\5\6", 6);
  holds(&r, 1, 0, "\11", 1);
  holds(&r, 2, 0x10000, "\3\4", 2);
  holds(&r, 3, 0x10000, "\14", 1); // the base that stands last, not the sum of both as in GNU
  ck_assert(r.chunks.has_entry);
  ck_assert_uint_eq(r.chunks.entry, 0x179b8);
  done(&r);
  r = get("ihex", ":00123401B9\n");
  ck_assert(r.good && r.chunks.has_entry && r.chunks.entry == 0x1234);
  done(&r);
  r = get("ihex", ":0400000512345678E3\n"); // no end: a warning
  ck_assert(r.good && r.chunks.entry == 0x12345678 && r.ear.heard.errors == 1);
  done(&r);
}
END_TEST

START_TEST(read_srec)
{
  struct read r = get("symbolsrec", "$$ mod\n  a $10\n  b $1Fc c 2\r\n$$ \n"
                                    "S10500100102E7\nS2060000120304E0\nS5030002FA\n"
                                    "S3070000001405FFE0\n"
                                    "S70500001234B4\nnothing");
  ck_assert_uint_eq(r.chunks.nsymbols, 3);
  ck_assert(r.chunks.symbols[1].name.size == 1 && *r.chunks.symbols[1].name.data == 'b');
  ck_assert_uint_eq(r.chunks.symbols[1].value, 0x1fc);
  ck_assert(r.chunks.symbols[2].absolute);
  ck_assert_msg(r.good && r.ear.heard.errors == 0, "%s", r.ear.heard.text);
  ck_assert_uint_eq(r.chunks.n, 2);
  holds(&r, 0, 0x10, "\1\2\3\4", 4);
  holds(&r, 1, 0x14, "\5\377", 2);
  ck_assert_uint_eq(r.chunks.entry, 0x1234);
  done(&r);
  r = get("srec", "S10500100102E7\nS5030003F9\nS9030000FC\n");
  ck_assert(r.good && r.ear.heard.errors == 1); // one record, not three
  done(&r);
}
END_TEST

START_TEST(read_binary)
{
  struct read r = get("binary", "abc");
  ck_assert(r.good);
  holds(&r, 0, 0, "abc", 3);
  static const struct {
    const char *name;
    uint64_t value;
    bool absolute;
  } want[] = {{"_binary_in_x_start", 0, false},
              {"_binary_in_x_end", 3, false},
              {"_binary_in_x_size", 3, true}};
  ck_assert_uint_eq(r.chunks.nsymbols, 3);
  for (unsigned i = 0; i < 3; i++) {
    const struct raw_symbol *s = &r.chunks.symbols[i];
    ck_assert_uint_eq(s->name.size, strlen(want[i].name));
    ck_assert(memcmp(s->name.data, want[i].name, s->name.size) == 0);
    ck_assert_uint_eq(s->value, want[i].value);
    ck_assert(s->absolute == want[i].absolute);
  }
  done(&r);
}
END_TEST

// Each is refused, once, with words that say why and the line.
static const struct {
  const char *format, *text, *words;
} bad[] = {
    {"ihex", "", "there is no record"},
    {"ihex", "\nx", "line 2: a record does not begin"},
    {"ihex", ":020010000102EE\n", "checksum"},
    {"ihex", ":0200100001020\n", "no hexadecimal digits"},
    {"ihex", ":02001000010", "ends within"},
    {"ihex", ":020010060102E5\n", "unknown type"},
    {"ihex", ":0300000312FF33B6\n", "length is not its type's"},
    {"ihex", ":02000004FFFFFC\n:02FFFF000102FD\n", "line 2: data past the last address"},
    {"srec", "", "there is no record"},
    {"srec", "SX", "does not begin"},
    {"srec", "S1", "ends within"},
    {"srec", "S100", "without a checksum"},
    {"srec", "S10200FD", "too short"},
    {"srec", "S1050010010200", "checksum"},
    {"srec", "S40500200102D7", "reserved type"},
    {"srec", "S306FFFFFFFFFFFF", "checksum"},
    {"srec", "S307FFFFFFFF0102F9", "data past"},
    {"symbolsrec", "$$ m\n a $x", "line 2: a symbol has no value"},
    {"symbolsrec", "$$ m\n a", "no value"},
    {"symbolsrec", "$$ m\n a 11112222333344445", "no value"},
    {"verilog", "@0", "cannot be read"},
};

START_TEST(read_bad)
{
  struct read r = get(bad[_i].format, bad[_i].text);
  ck_assert(!r.good);
  ck_assert_int_eq(r.ear.heard.errors, 1);
  ck_assert_msg(strstr(r.ear.heard.text, bad[_i].words) != NULL, "%s", r.ear.heard.text);
  done(&r);
}
END_TEST

// What is written is read as the same memory, and any cut of it is either refused or warned of.
START_TEST(read_back)
{
  static const char *const formats[] = {"ihex", "srec", "symbolsrec"};
  const struct section s[] = {{0xfff0, 40}, {0x20000, 3}};
  const struct raw_symbol symbol = {{"a", 1}, 7, false};
  struct written w =
      put(formats[_i], s, 2,
          (struct raw_image){.symbols = &symbol, .nsymbols = 1, .has_entry = true, .entry = 0x10},
          usual);
  ck_assert(w.good);
  char *text = calloc(1, (size_t)w.bytes.size + 1);
  memcpy(text, w.bytes.data, (size_t)w.bytes.size);
  struct read r = get(formats[_i], text);
  ck_assert(r.good && r.chunks.entry == 0x10 && r.ear.heard.errors == 0);
  uint64_t total = 0;
  for (uint32_t i = 0; i < r.chunks.n; i++)
    for (uint64_t k = 0; k < r.chunks.chunks[i].bytes.size; k++, total++) {
      uint64_t at = total < 40 ? 0xfff0 + total : 0x20000 + total - 40;
      ck_assert_uint_eq(r.chunks.chunks[i].address + k, at);
      ck_assert_uint_eq(r.chunks.chunks[i].bytes.data[k], count[total < 40 ? total : total - 40]);
    }
  ck_assert_uint_eq(total, 43);
  done(&r);
  for (size_t n = w.bytes.size - 3; n > 0; n--) {
    text[n] = '\0';
    r = get(formats[_i], text);
    ck_assert_msg(r.ear.heard.errors == 1, "%zu", n);
    done(&r);
  }
  free(text);
  raw_bytes_free(&w.ear.context, &w.bytes);
}
END_TEST

START_TEST(recognised)
{
  static const char *const texts[][2] = {{":00000001FF\n", "ihex"},
                                         {"S00800006F2E", "srec"},
                                         {"$$ o.out\r\n", "symbolsrec"},
                                         {":0000000", NULL},
                                         {"Sx11", NULL},
                                         {"", NULL},
                                         {"MZ", NULL}};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    const char *got = raw_format_recognise(view(texts[i][0], strlen(texts[i][0])));
    ck_assert_str_eq(got == NULL ? "none" : got, texts[i][1] == NULL ? "none" : texts[i][1]);
  }
  ck_assert(raw_format_known("verilog") && !raw_format_readable("verilog"));
  ck_assert(raw_format_known("binary") && raw_format_readable("srec"));
  ck_assert(!raw_format_known("coff") && !raw_format_readable("coff"));
}
END_TEST

START_TEST(sections_taken)
{
  const unsigned both = GNU_CONTENTS | GNU_ALLOC | GNU_LOAD;
  ck_assert(raw_format_takes("binary", both) && raw_format_takes("ihex", both));
  ck_assert(raw_format_takes("binary", GNU_CONTENTS | GNU_ALLOC));
  ck_assert(!raw_format_takes("verilog", GNU_CONTENTS | GNU_ALLOC));
  ck_assert(!raw_format_takes("binary", GNU_ALLOC | GNU_LOAD));
  ck_assert(!raw_format_takes("binary", GNU_CONTENTS | GNU_DEBUGGING));
  ck_assert(!raw_format_takes("binary", both | GNU_NEVER_LOAD));
  ck_assert(raw_format_takes("srec", both | GNU_NEVER_LOAD));
  ck_assert(!raw_format_takes("coff", both));
}
END_TEST

// Each allocation fails in turn: one message, and nothing leaks.
START_TEST(no_memory)
{
  static const char *const texts[][2] = {{"binary", "abc"},
                                         {"ihex", ":020010000102EB\n:00000001FF\n"},
                                         {"srec", "$$ \na 1\n$$\nS10500100102E7\nS9030000FC\n"}};
  const struct raw_chunk chunks[] = {{0x10, {count, 8, 0}}, {0x40, {count, 8, 0}}};
  const struct raw_image image = {.name = "o", .chunks = chunks, .n = 2};
  const struct raw_options options = {.has_gap_fill = true, .reverse_bytes = 2};
  bool good = false;
  for (long n = 0; !good; n++) {
    struct failing memory = {n, 0};
    struct heard heard = {0};
    struct coff_context ctx = {hear, &heard, failing_alloc, &memory};
    struct raw_bytes out = {0};
    struct raw_chunks in = {0};
    good = raw_format_write(&ctx, "ihex", &image, &options, &out);
    for (unsigned i = 0; good && i < 3; i++) {
      good = raw_format_read(&ctx, texts[i][0], view(texts[i][1], strlen(texts[i][1])), "i", &in);
      raw_chunks_free(&ctx, &in);
    }
    raw_bytes_free(&ctx, &out);
    ck_assert_int_eq(heard.errors, !good);
    ck_assert_int_eq(memory.live, 0);
    ck_assert_int_lt(n, 100);
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("raw-formats");
  TCase *c = tcase_create("all");
  suite_add_tcase(suite, c);
  tcase_add_test(c, ihex_bases);
  tcase_add_test(c, ihex_order);
  tcase_add_test(c, ihex_refused);
  tcase_add_test(c, srec_types);
  tcase_add_test(c, srec_lengths);
  tcase_add_test(c, srec_names);
  tcase_add_test(c, srec_high);
  tcase_add_test(c, verilog_words);
  tcase_add_test(c, binary);
  tcase_add_test(c, gaps);
  tcase_add_test(c, gaps_between_overlapping);
  tcase_add_test(c, changed_bytes);
  tcase_add_test(c, read_ihex);
  tcase_add_test(c, read_srec);
  tcase_add_test(c, read_binary);
  tcase_add_loop_test(c, read_bad, 0, sizeof bad / sizeof *bad);
  tcase_add_loop_test(c, read_back, 0, 3);
  tcase_add_test(c, recognised);
  tcase_add_test(c, sections_taken);
  tcase_add_test(c, no_memory);
  return run_suite(suite);
}
