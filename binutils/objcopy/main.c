// coff-objcopy: copies files, changed as its options say.
//
// Skip it unless you change its command line.
#include "objcopy/objcopy.h"
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "Usage: coff-objcopy [OPTION]... IN [OUT]\n"
    "Copies an object, image or archive, changed as the options say; without OUT, IN is replaced.\n"
    "What no option touches is copied byte for byte.\n"
    "\n"
    "Files:\n"
    "  -I, --input-target=NAME   -O, --output-target=NAME   -F, --target=NAME (both)\n"
    "  -B, --binary-architecture=NAME   of what -I binary makes\n"
    "  -p, --preserve-dates      -D, -U   dates and owners of members become 0, or stay (default)\n"
    "      --fsync               the new file is on the disk before the old one goes\n"
    "      --keep-certificate    certificates stay though edits make them void\n"
    "Sections (NAME may be a pattern; one that begins with '!' takes out what others match):\n"
    "  -j, --only-section=NAME   -R, --remove-section=NAME  --keep-section=NAME\n"
    "      --add-section=NAME=FILE  --update-section=NAME=FILE  --dump-section=NAME=FILE\n"
    "      --rename-section=OLD=NEW[,FLAGS]  --set-section-flags=NAME=FLAGS\n"
    "      --set-section-alignment=NAME=BYTES  --remove-relocations=NAME\n"
    "      --prefix-sections=TEXT  --prefix-alloc-sections=TEXT\n"
    "      --change-section-address=NAME{=,+,-}ADDRESS, -vma, -lma  --change-addresses=INCREMENT\n"
    "      --long-section-names=enable|disable|keep (--enable-long-section-names, --disable-...)\n"
    "      --add-gnu-debuglink=FILE  --compress-debug-sections[=zlib-gnu|none]\n"
    "      --decompress-debug-sections\n"
    "Symbols (each with a form that reads names from a file: --strip-symbols=FILE and so on):\n"
    "  -S, -s, --strip-all       -g, --strip-debug   --strip-unneeded   --only-keep-debug\n"
    "  -x, --discard-all         -X, --discard-locals   --extract-symbol\n"
    "  -N, --strip-symbol=NAME   --strip-unneeded-symbol=NAME   -K, --keep-symbol=NAME\n"
    "  -L, --localize-symbol=NAME   --globalize-symbol=NAME   -G, --keep-global-symbol=NAME\n"
    "  -W, --weaken-symbol=NAME  --weaken   -w, --wildcard\n"
    "      --keep-file-symbols   --keep-section-symbols\n"
    "      --redefine-sym=OLD=NEW  --redefine-syms=FILE  --prefix-symbols=TEXT\n"
    "      --remove-symbol-prefix=TEXT  --remove-leading-char\n"
    "      --add-symbol=NAME=[SECTION:]VALUE[,FLAGS]\n"
    "Images:\n"
    "      --set-start=ADDRESS  --change-start=INCREMENT  --subsystem=NAME[:VERSION]\n"
    "      --image-base=ADDRESS  --file-alignment=N  --section-alignment=N\n"
    "      --stack=RESERVE[,COMMIT]  --heap=RESERVE[,COMMIT]\n"
    "Raw formats (-O binary, ihex, srec, symbolsrec, verilog):\n"
    "      --gap-fill=BYTE  --pad-to=ADDRESS  --srec-len=N  --srec-forceS3\n"
    "      --verilog-data-width=N  --reverse-bytes=N\n"
    "  -i N, --interleave[=N]  -b, --byte=N  --interleave-width=N   N out of so many bytes\n"
    "  -v, --verbose; -h, --help; -V, --version\n"
    "  @FILE                     the words in FILE as arguments\n";

// The forms that read names from a file are those of one name plus this.
enum { FROM_FILE = 0x400, LIST = 0x100, EDIT = 0x120 };
enum {
  ONLY_KEEP_DEBUG = 0x140,
  STRIP_UNNEEDED_ALL,
  WEAKEN,
  KEEP_FILES,
  KEEP_SECTION_SYMBOLS,
  REDEFINE,
  REDEFINE_FILE,
  PREFIX_SYMBOLS,
  REMOVE_PREFIX,
  REMOVE_LEADING,
  ADD_SYMBOL,
  EXTRACT,
  PREFIX_SECTIONS,
  PREFIX_ALLOC,
  CHANGE_ADDRESSES,
  LONG_NAMES,
  LONG_NAMES_ON,
  LONG_NAMES_OFF,
  DEBUGLINK,
  COMPRESS,
  DECOMPRESS,
  SET_START,
  CHANGE_START,
  SUBSYSTEM,
  IMAGE_BASE,
  FILE_ALIGNMENT,
  SECTION_ALIGNMENT,
  STACK,
  HEAP,
  GAP_FILL,
  PAD_TO,
  SREC_LEN,
  SREC_S3,
  VERILOG_WIDTH,
  LOCALIZE_HIDDEN,
  REVERSE,
  INTERLEAVE_WIDTH,
  KEEP_CERTIFICATE,
  FSYNC,
  NO_WARNINGS,
  ACCEPTED
};

static bool add_name(struct objcopy *o, int list, const char *argument)
{
  if (names_add(&o->symbols[list], argument))
    return true;
  fprintf(stderr, "%s: out of memory\n", o->program);
  return false;
}

static bool list_option(struct objcopy *o, int c, const char *argument)
{
  if ((c & FROM_FILE) == 0)
    return add_name(o, c - LIST, argument);
  return names_read(&o->symbols[(c & ~FROM_FILE) - LIST], o->program, argument, &o->texts);
}

static bool set_verilog_width(struct objcopy *o, const char *argument)
{
  uint64_t n;
  if (!set_number(o, &o->verilog_width, "--verilog-data-width", argument))
    return false;
  n = o->verilog_width.value;
  if (n == 1 || n == 2 || n == 4 || n == 8 || n == 16)
    return true;
  fprintf(stderr, "%s: error: verilog data width must be 1, 2, 4, 8 or 16\n", o->program);
  return false;
}

static bool image_option(struct objcopy *o, int c, const char *argument)
{
  switch (c) {
  case SET_START: return set_number(o, &o->start, "--set-start", argument);
  case CHANGE_START:
    o->start.adds = true;
    return set_number(o, &o->start, "--change-start", argument);
  case SUBSYSTEM: return set_subsystem(o, argument);
  case IMAGE_BASE: return set_number(o, &o->image_base, "--image-base", argument);
  case FILE_ALIGNMENT: return set_number(o, &o->file_alignment, "--file-alignment", argument);
  case SECTION_ALIGNMENT:
    return set_number(o, &o->section_alignment, "--section-alignment", argument);
  case STACK: return set_pair(o, &o->stack, &o->stack_commit, "--stack", argument);
  case HEAP: return set_pair(o, &o->heap, &o->heap_commit, "--heap", argument);
  case GAP_FILL: return set_number(o, &o->gap_fill, "--gap-fill", argument);
  case PAD_TO: return set_number(o, &o->pad_to, "--pad-to", argument);
  case SREC_LEN: return set_number(o, &o->srec_len, "--srec-len", argument);
  case SREC_S3: o->srec_s3 = true; return true;
  case VERILOG_WIDTH: return set_verilog_width(o, argument);
  case LOCALIZE_HIDDEN: return true; // no symbol of COFF is hidden
  case REVERSE: return set_number(o, &o->reverse, "--reverse-bytes", argument);
  case 'i':
    o->interleave.value = 4;
    return argument == NULL || set_number(o, &o->interleave, "--interleave", argument);
  case 'b': return set_number(o, &o->byte, "--byte", argument);
  case INTERLEAVE_WIDTH: return set_number(o, &o->interleave_width, "--interleave-width", argument);
  default: return false;
  }
}

static bool section_option(struct objcopy *o, int c, const char *argument)
{
  switch (c) {
  case PREFIX_SECTIONS: o->prefix_sections = argument; return true;
  case PREFIX_ALLOC: o->prefix_alloc = argument; return true;
  case CHANGE_ADDRESSES: return set_number(o, &o->addresses, "--change-addresses", argument);
  case LONG_NAMES: return set_long_names(o, argument);
  case LONG_NAMES_ON: o->long_names = 1; return true;
  case LONG_NAMES_OFF: o->long_names = 0; return true;
  case DEBUGLINK: o->debuglink = argument; return true;
  case COMPRESS: return set_compression(o, argument);
  case DECOMPRESS: o->decompress = true; return true;
  case NO_WARNINGS: o->no_warnings = true; return true;
  default: return image_option(o, c, argument);
  }
}

static bool symbol_option(struct objcopy *o, int c, const char *argument)
{
  switch (c) {
  case 'S': o->strip = STRIP_ALL; return true;
  case 'g': o->strip = STRIP_DEBUG; return true;
  case STRIP_UNNEEDED_ALL: o->strip = STRIP_UNNEEDED; return true;
  case ONLY_KEEP_DEBUG: o->strip = STRIP_BUT_DEBUG; return true;
  case 'x': o->discard = DISCARD_LOCALS; return true;
  case 'X': o->discard = DISCARD_LABELS; return true;
  case 'w': o->wildcard = true; return true;
  case WEAKEN: o->weaken_all = true; return true;
  case KEEP_FILES: o->keep_files = true; return true;
  case KEEP_SECTION_SYMBOLS: o->keep_section_symbols = true; return true;
  case REDEFINE: return add_renaming(o, argument);
  case REDEFINE_FILE: return read_renamings(o, argument);
  case PREFIX_SYMBOLS: o->prefix_symbols = argument; return true;
  case REMOVE_PREFIX: o->remove_prefix = argument; return true;
  case REMOVE_LEADING: o->remove_leading_char = true; return true;
  case ADD_SYMBOL: return add_symbol_option(o, argument);
  case EXTRACT: o->extract_symbol = true; return true;
  default: return section_option(o, c, argument);
  }
}

static bool option(void *user, int c, const char *argument)
{
  struct objcopy *o = user;
  if ((c & ~FROM_FILE) >= LIST && (c & ~FROM_FILE) < LIST + SYMBOL_LISTS)
    return list_option(o, c, argument);
  if (c >= EDIT && c <= EDIT + SECTION_ADDRESS)
    return add_section_edit(o, (enum section_edit_kind)(c - EDIT), argument);
  switch (c) {
  case 'I': o->input_target = argument; return true;
  case 'O': o->output_target = argument; return true;
  case 'F': o->input_target = o->output_target = argument; return true;
  case 'B': o->architecture = argument; return true;
  case 'o': o->output = argument; return true;
  case 'p': o->preserve_dates = true; return true;
  case 'D': o->deterministic = true; return true;
  case 'U': o->deterministic = false; return true;
  case 'v': o->verbose = true; return true;
  case KEEP_CERTIFICATE: o->keep_certificates = true; return true;
  case FSYNC: o->fsync = true; return true;
  case ACCEPTED: return true;
  default: return symbol_option(o, c, argument);
  }
}

#define WITH required_argument
#define NONE no_argument

// Sorted by what they are about.
static const struct option options[] = {
    {"input-target", WITH, NULL, 'I'},
    {"output-target", WITH, NULL, 'O'},
    {"target", WITH, NULL, 'F'},
    {"binary-architecture", WITH, NULL, 'B'},
    {"preserve-dates", NONE, NULL, 'p'},
    {"enable-deterministic-archives", NONE, NULL, 'D'},
    {"disable-deterministic-archives", NONE, NULL, 'U'},
    {"keep-certificate", NONE, NULL, KEEP_CERTIFICATE},
    {"fsync", NONE, NULL, FSYNC},
    {"verbose", NONE, NULL, 'v'},
    {"only-section", WITH, NULL, EDIT + SECTION_ONLY},
    {"remove-section", WITH, NULL, EDIT + SECTION_REMOVE},
    {"keep-section", WITH, NULL, EDIT + SECTION_KEEP},
    {"remove-relocations", WITH, NULL, EDIT + SECTION_REMOVE_RELOCS},
    {"rename-section", WITH, NULL, EDIT + SECTION_RENAME},
    {"set-section-flags", WITH, NULL, EDIT + SECTION_FLAGS},
    {"set-section-alignment", WITH, NULL, EDIT + SECTION_ALIGN},
    {"add-section", WITH, NULL, EDIT + SECTION_ADD},
    {"update-section", WITH, NULL, EDIT + SECTION_UPDATE},
    {"dump-section", WITH, NULL, EDIT + SECTION_DUMP},
    {"change-section-address", WITH, NULL, EDIT + SECTION_ADDRESS},
    {"adjust-section-vma", WITH, NULL, EDIT + SECTION_ADDRESS},
    {"change-section-vma", WITH, NULL, EDIT + SECTION_VMA},
    {"change-section-lma", WITH, NULL, EDIT + SECTION_LMA},
    {"change-addresses", WITH, NULL, CHANGE_ADDRESSES},
    {"adjust-vma", WITH, NULL, CHANGE_ADDRESSES},
    {"change-warnings", NONE, NULL, ACCEPTED},
    {"adjust-warnings", NONE, NULL, ACCEPTED},
    {"no-change-warnings", NONE, NULL, NO_WARNINGS},
    {"no-adjust-warnings", NONE, NULL, NO_WARNINGS},
    {"prefix-sections", WITH, NULL, PREFIX_SECTIONS},
    {"prefix-alloc-sections", WITH, NULL, PREFIX_ALLOC},
    {"long-section-names", WITH, NULL, LONG_NAMES},
    {"enable-long-section-names", NONE, NULL, LONG_NAMES_ON},
    {"disable-long-section-names", NONE, NULL, LONG_NAMES_OFF},
    {"add-gnu-debuglink", WITH, NULL, DEBUGLINK},
    {"compress-debug-sections", optional_argument, NULL, COMPRESS},
    {"decompress-debug-sections", NONE, NULL, DECOMPRESS},
    {"strip-all", NONE, NULL, 'S'},
    {"strip-debug", NONE, NULL, 'g'},
    {"strip-unneeded", NONE, NULL, STRIP_UNNEEDED_ALL},
    {"only-keep-debug", NONE, NULL, ONLY_KEEP_DEBUG},
    {"discard-all", NONE, NULL, 'x'},
    {"discard-locals", NONE, NULL, 'X'},
    {"extract-symbol", NONE, NULL, EXTRACT},
    {"wildcard", NONE, NULL, 'w'},
    {"weaken", NONE, NULL, WEAKEN},
    {"keep-file-symbols", NONE, NULL, KEEP_FILES},
    {"keep-section-symbols", NONE, NULL, KEEP_SECTION_SYMBOLS},
    {"strip-symbol", WITH, NULL, LIST + SYMBOLS_STRIP},
    {"strip-symbols", WITH, NULL, FROM_FILE | (LIST + SYMBOLS_STRIP)},
    {"strip-unneeded-symbol", WITH, NULL, LIST + SYMBOLS_STRIP_UNNEEDED},
    {"strip-unneeded-symbols", WITH, NULL, FROM_FILE | (LIST + SYMBOLS_STRIP_UNNEEDED)},
    {"keep-symbol", WITH, NULL, LIST + SYMBOLS_KEEP},
    {"keep-symbols", WITH, NULL, FROM_FILE | (LIST + SYMBOLS_KEEP)},
    {"localize-symbol", WITH, NULL, LIST + SYMBOLS_LOCAL},
    {"localize-symbols", WITH, NULL, FROM_FILE | (LIST + SYMBOLS_LOCAL)},
    {"globalize-symbol", WITH, NULL, LIST + SYMBOLS_GLOBAL},
    {"globalize-symbols", WITH, NULL, FROM_FILE | (LIST + SYMBOLS_GLOBAL)},
    {"keep-global-symbol", WITH, NULL, LIST + SYMBOLS_KEEP_GLOBAL},
    {"keep-global-symbols", WITH, NULL, FROM_FILE | (LIST + SYMBOLS_KEEP_GLOBAL)},
    {"weaken-symbol", WITH, NULL, LIST + SYMBOLS_WEAK},
    {"weaken-symbols", WITH, NULL, FROM_FILE | (LIST + SYMBOLS_WEAK)},
    {"redefine-sym", WITH, NULL, REDEFINE},
    {"redefine-syms", WITH, NULL, REDEFINE_FILE},
    {"prefix-symbols", WITH, NULL, PREFIX_SYMBOLS},
    {"remove-symbol-prefix", WITH, NULL, REMOVE_PREFIX},
    {"remove-leading-char", NONE, NULL, REMOVE_LEADING},
    {"add-symbol", WITH, NULL, ADD_SYMBOL},
    {"set-start", WITH, NULL, SET_START},
    {"change-start", WITH, NULL, CHANGE_START},
    {"adjust-start", WITH, NULL, CHANGE_START},
    {"subsystem", WITH, NULL, SUBSYSTEM},
    {"image-base", WITH, NULL, IMAGE_BASE},
    {"file-alignment", WITH, NULL, FILE_ALIGNMENT},
    {"section-alignment", WITH, NULL, SECTION_ALIGNMENT},
    {"stack", WITH, NULL, STACK},
    {"heap", WITH, NULL, HEAP},
    {"gap-fill", WITH, NULL, GAP_FILL},
    {"pad-to", WITH, NULL, PAD_TO},
    {"srec-len", WITH, NULL, SREC_LEN},
    {"srec-forceS3", NONE, NULL, SREC_S3},
    {"verilog-data-width", WITH, NULL, VERILOG_WIDTH},
    {"localize-hidden", NONE, NULL, LOCALIZE_HIDDEN},
    {"reverse-bytes", WITH, NULL, REVERSE},
    {"interleave", optional_argument, NULL, 'i'},
    {"byte", WITH, NULL, 'b'},
    {"interleave-width", WITH, NULL, INTERLEAVE_WIDTH},
    {"help", NONE, NULL, 'h'},
    {"version", NONE, NULL, 'V'},
    {NULL, 0, NULL, 0}};

// Letters that stand for a list or an edit of sections.
static bool letter(void *user, int c, const char *argument)
{
  static const struct {
    char letter;
    int option;
  } all[] = {{'N', LIST + SYMBOLS_STRIP},
             {'K', LIST + SYMBOLS_KEEP},
             {'L', LIST + SYMBOLS_LOCAL},
             {'G', LIST + SYMBOLS_KEEP_GLOBAL},
             {'W', LIST + SYMBOLS_WEAK},
             {'j', EDIT + SECTION_ONLY},
             {'R', EDIT + SECTION_REMOVE},
             {'s', 'S'},
             {'d', 'g'}};
  const struct objcopy *o = user;
  if (o->stripping && c == 'S') // to strip, -S is --strip-debug
    return option(user, 'g', argument);
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if (c == all[i].letter)
      return option(user, all[i].option, argument);
  return option(user, c, argument);
}

// ---- Programs ---------------------------------------------------------------------------------

static bool one(struct objcopy *o, const char *in, const char *out)
{
  if (o->verbose)
    printf("%s: %s -> %s\n", o->program, in, out);
  return copy_file(o, in, out);
}

static int run_objcopy(void *user, int nfiles, char **files)
{
  struct objcopy *o = user;
  if (o->symbols[SYMBOLS_GLOBAL].count != 0 && o->symbols[SYMBOLS_KEEP_GLOBAL].count != 0) {
    fprintf(stderr, "%s: --globalize-symbol(s) is incompatible with -G/--keep-global-symbol(s)\n",
            o->program);
    return 2;
  }
  if (nfiles < 1 || nfiles > 2) {
    fputs(usage, stderr);
    return 2;
  }
  if ((o->tool = tool_begin(o->program)) == NULL)
    return 1;
  bool ok = one(o, files[0], nfiles == 2 ? files[1] : files[0]);
  return tool_end(o->tool) != 0 || !ok;
}

static int run_strip(void *user, int nfiles, char **files)
{
  struct objcopy *o = user;
  bool ok = true,
       asked = o->strip != STRIP_NOTHING || o->discard != DISCARD_NOTHING || o->nsections != 0;
  for (size_t i = 0; i < SYMBOL_LISTS; i++)
    asked = asked || (i != SYMBOLS_KEEP && o->symbols[i].count != 0);
  if (!asked)
    o->strip = STRIP_ALL;
  if (nfiles < 1 || (nfiles > 1 && o->output != NULL)) {
    fprintf(stderr, "%s: %s\n", o->program,
            nfiles < 1 ? "no file is named" : "-o takes the result of one file");
    return 2;
  }
  if ((o->tool = tool_begin(o->program)) == NULL)
    return 1;
  for (int i = 0; i < nfiles; i++)
    ok = one(o, files[i], o->output == NULL ? files[i] : o->output) && ok;
  return tool_end(o->tool) != 0 || !ok;
}

int main(int argc, char **argv)
{
  static const struct tool_command commands[] = {
      {"coff-objcopy", usage, "I:O:F:B:o:b:i:pDUj:R:Ssgxd:XN:K:L:G:W:wvhV", options, letter,
       run_objcopy},
      {"coff-strip", usage, "I:O:F:o:pDUR:sSgdxXN:K:wvhV", options, letter, run_strip}};
#ifdef COFF_STRIP
  bool stripping = true;
#else
  bool stripping = false;
#endif
  struct objcopy o = {
      .program = commands[stripping].name, .stripping = stripping, .long_names = -1};
  int status = tool_main(&commands[stripping], &o, argc, argv);
  objcopy_free(&o);
  return status;
}
