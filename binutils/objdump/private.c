// What the flavour's own headers say: -p. The PE headers stand here, what their directories lead to in
// private-*.c.
//
// Skip it unless a line of the headers differs from GNU's.
#include "objdump/private.h"
#include "coff/debugdir.h"
#include <inttypes.h>
#include <time.h>

struct name {
  uint32_t value;
  const char *text;
};

void private_word(const struct dump *d, uint64_t v)
{
  dump_address(d, v);
}

bool private_directory(const struct dump *d, enum coff_dir dir, const char *what, uint32_t *rva,
                       uint32_t *size, struct coff_str *section)
{
  if (!coff_file_find_directory(d->file, dir, rva, size))
    return false;
  uint32_t number = coff_rva_section(d->file, *rva);
  if (number != 0 && coff_section_name(d->file, number, section)) {
    if (!coff_rva_is_elsewhere(d->file, *rva))
      return true;
    out_printf(d->out, "\nThere is %s in ", what);
    dump_bytes(d, *section);
    out_text(d->out, ", but that section has no contents\n");
    return false;
  }
  out_printf(d->out, "\nThere is %s, but the section containing it could not be found\n", what);
  return false;
}

// ---- Header -----------------------------------------------------------------------------------

static void characteristics(const struct dump *d)
{
  static const struct name all[] = {
      {0x1, "relocations stripped"},  {0x2, "executable"},
      {0x4, "line numbers stripped"}, {0x8, "symbols stripped"},
      {0x20, "large address aware"},  {0x80, "little endian"},
      {0x100, "32 bit words"},        {0x200, "debugging information removed"},
      {0x1000, "system file"},        {0x2000, "DLL"},
      {0x8000, "big endian"}};
  uint32_t flags = coff_file_header(d->file)->flags;
  out_printf(d->out, "\nCharacteristics 0x%" PRIx32 "\n", flags);
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if ((flags & all[i].value) != 0)
      out_printf(d->out, "\t%s\n", all[i].text);
}

static bool is_reproducible(const struct dump *d)
{
  struct coff_debugdir dir;
  struct coff_debugdir_entry e;
  if (!coff_debugdir_open(d->file, &dir))
    return false;
  while (coff_debugdir_next(&dir, &e))
    if (e.type == IMAGE_DEBUG_TYPE_REPRO)
      return true;
  return false;
}

static void date(const struct dump *d)
{
  uint32_t stamp = coff_file_header(d->file)->timdat;
  time_t when = (time_t)stamp;
  struct tm parts;
  char text[64];
  out_text(d->out, "\nTime/Date\t\t");
  if (is_reproducible(d)) {
    out_printf(d->out, "%08" PRIx32 "\t(This is a reproducible build file hash, not a timestamp)\n",
               stamp);
    return;
  }
  if (localtime_r(&when, &parts) == NULL ||
      strftime(text, sizeof text, "%a %b %e %H:%M:%S %Y", &parts) == 0)
    return;
  out_printf(d->out, "%s\n", text);
}

// ---- Optional header --------------------------------------------------------------------------

enum how { DECIMAL, HEX, WORD, MAGIC, SUBSYSTEM, DLL, ONLY_32 };

struct field {
  enum coff_aout_id id;
  enum how how;
  const char *name; // with the tabs behind it
};

static const struct field fields[] = {
    {COFF_AOUT_MAGIC, MAGIC, "Magic\t\t\t"},
    {COFF_AOUT_LINKER_MAJOR, DECIMAL, "MajorLinkerVersion\t"},
    {COFF_AOUT_LINKER_MINOR, DECIMAL, "MinorLinkerVersion\t"},
    {COFF_AOUT_TSIZE, WORD, "SizeOfCode\t\t"},
    {COFF_AOUT_DSIZE, WORD, "SizeOfInitializedData\t"},
    {COFF_AOUT_BSIZE, WORD, "SizeOfUninitializedData\t"},
    {COFF_AOUT_ENTRY, WORD, "AddressOfEntryPoint\t"},
    {COFF_AOUT_TEXT_START, WORD, "BaseOfCode\t\t"},
    {COFF_AOUT_DATA_START, ONLY_32, "BaseOfData\t\t"},
    {COFF_AOUT_IMAGE_BASE, WORD, "ImageBase\t\t"},
    {COFF_AOUT_SECTION_ALIGNMENT, HEX, "SectionAlignment\t"},
    {COFF_AOUT_FILE_ALIGNMENT, HEX, "FileAlignment\t\t"},
    {COFF_AOUT_OS_MAJOR, DECIMAL, "MajorOSystemVersion\t"},
    {COFF_AOUT_OS_MINOR, DECIMAL, "MinorOSystemVersion\t"},
    {COFF_AOUT_IMAGE_MAJOR, DECIMAL, "MajorImageVersion\t"},
    {COFF_AOUT_IMAGE_MINOR, DECIMAL, "MinorImageVersion\t"},
    {COFF_AOUT_SUBSYSTEM_MAJOR, DECIMAL, "MajorSubsystemVersion\t"},
    {COFF_AOUT_SUBSYSTEM_MINOR, DECIMAL, "MinorSubsystemVersion\t"},
    {COFF_AOUT_WIN32_VERSION, HEX, "Win32Version\t\t"},
    {COFF_AOUT_SIZE_OF_IMAGE, HEX, "SizeOfImage\t\t"},
    {COFF_AOUT_SIZE_OF_HEADERS, HEX, "SizeOfHeaders\t\t"},
    {COFF_AOUT_CHECKSUM, HEX, "CheckSum\t\t"},
    {COFF_AOUT_SUBSYSTEM, SUBSYSTEM, "Subsystem\t\t"},
    {COFF_AOUT_DLL_CHARACTERISTICS, DLL, "DllCharacteristics\t"},
    {COFF_AOUT_STACK_RESERVE, WORD, "SizeOfStackReserve\t"},
    {COFF_AOUT_STACK_COMMIT, WORD, "SizeOfStackCommit\t"},
    {COFF_AOUT_HEAP_RESERVE, WORD, "SizeOfHeapReserve\t"},
    {COFF_AOUT_HEAP_COMMIT, WORD, "SizeOfHeapCommit\t"},
    {COFF_AOUT_LOADER_FLAGS, HEX, "LoaderFlags\t\t"},
    {COFF_AOUT_NDIRS, HEX, "NumberOfRvaAndSizes\t"},
};

static const char *name_of(const struct name *all, size_t n, uint32_t value)
{
  for (size_t i = 0; i < n; i++)
    if (all[i].value == value)
      return all[i].text;
  return NULL;
}

static void magic(const struct dump *d, uint32_t v)
{
  static const struct name all[] = {{0x10b, "PE32"}, {0x20b, "PE32+"}, {0x107, "ROM"}};
  const char *text = name_of(all, COFF_COUNT(all), v);
  out_printf(d->out, "%04" PRIx32, v);
  if (text != NULL)
    out_printf(d->out, "\t(%s)", text);
}

static void subsystem(const struct dump *d, uint32_t v)
{
  static const struct name all[] = {{0, "unspecified"},
                                    {1, "NT native"},
                                    {2, "Windows GUI"},
                                    {3, "Windows CUI"},
                                    {7, "POSIX CUI"},
                                    {9, "Wince CUI"},
                                    {10, "EFI application"},
                                    {11, "EFI boot service driver"},
                                    {12, "EFI runtime driver"},
                                    {13, "SAL runtime driver"},
                                    {14, "XBOX"}};
  const char *text = name_of(all, COFF_COUNT(all), v);
  out_printf(d->out, "%08" PRIx32, v);
  if (text != NULL)
    out_printf(d->out, "\t(%s)", text);
}

static void dll_flags(const struct dump *d, uint32_t v)
{
  static const struct name all[] = {{0x20, "HIGH_ENTROPY_VA"},
                                    {0x40, "DYNAMIC_BASE"},
                                    {0x80, "FORCE_INTEGRITY"},
                                    {0x100, "NX_COMPAT"},
                                    {0x200, "NO_ISOLATION"},
                                    {0x400, "NO_SEH"},
                                    {0x800, "NO_BIND"},
                                    {0x1000, "APPCONTAINER"},
                                    {0x2000, "WDM_DRIVER"},
                                    {0x4000, "GUARD_CF"},
                                    {0x8000, "TERMINAL_SERVICE_AWARE"}};
  out_printf(d->out, "%08" PRIx32, v);
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if ((v & all[i].value) != 0)
      out_printf(d->out, "\n\t\t\t\t\t%s", all[i].text);
}

static void show_field(const struct dump *d, const struct field *f, uint64_t v)
{
  if (f->how == ONLY_32 && d->digits == 16)
    return;
  out_text(d->out, f->name);
  switch (f->how) {
  case DECIMAL: out_printf(d->out, "%" PRIu64, v); break;
  case HEX: out_printf(d->out, "%08" PRIx64, v); break;
  case MAGIC: magic(d, (uint32_t)v); break;
  case SUBSYSTEM: subsystem(d, (uint32_t)v); break;
  case DLL: dll_flags(d, (uint32_t)v); break;
  case WORD:
  case ONLY_32: private_word(d, v); break;
  }
  out_char(d->out, '\n');
}

static void directories(const struct dump *d)
{
  static const char *const names[] = {"Export Directory [.edata (or where ever we found it)]",
                                      "Import Directory [parts of .idata]",
                                      "Resource Directory [.rsrc]",
                                      "Exception Directory [.pdata]",
                                      "Security Directory",
                                      "Base Relocation Directory [.reloc]",
                                      "Debug Directory",
                                      "Description Directory",
                                      "Special Directory",
                                      "Thread Storage Directory [.tls]",
                                      "Load Configuration Directory",
                                      "Bound Import Directory",
                                      "Import Address Table Directory",
                                      "Delay Import Directory",
                                      "CLR Runtime Header",
                                      "Reserved"};
  out_text(d->out, "\nThe Data Directory\n");
  for (unsigned i = 0; i < COFF_COUNT(names); i++) {
    uint32_t rva = 0, size = 0;
    coff_file_directory(d->file, i, &rva, &size);
    out_printf(d->out, "Entry %x ", i);
    private_word(d, rva);
    out_printf(d->out, " %08" PRIx32 " %s\n", size, names[i]);
  }
}

static void pe(const struct dump *d)
{
  const struct coff_aouthdr *a = coff_file_aouthdr(d->file);
  characteristics(d);
  date(d);
  for (size_t i = 0; i < COFF_COUNT(fields); i++)
    show_field(d, &fields[i], a == NULL ? 0 : a->field[fields[i].id]);
  directories(d);
  private_imports(d);
  private_exports(d);
  private_functions(d);
  private_base_relocs(d);
  private_debug(d);
  private_resources(d);
}

void dump_private(const struct dump *d)
{
  if (d->target->family == COFF_FAMILY_PE)
    pe(d);
}
