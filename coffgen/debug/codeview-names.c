// Names of CodeView's few numbers that are not record kinds.
//
// Skip it unless one is missing.
#include "debug/codeview.h"

const char *coff_cv_subsection_name(uint32_t kind)
{
  static const char *const names[] = {
      "DEBUG_S_SYMBOLS",           "DEBUG_S_LINES",
      "DEBUG_S_STRINGTABLE",       "DEBUG_S_FILECHKSMS",
      "DEBUG_S_FRAMEDATA",         "DEBUG_S_INLINEELINES",
      "DEBUG_S_CROSSSCOPEIMPORTS", "DEBUG_S_CROSSSCOPEEXPORTS",
      "DEBUG_S_IL_LINES",          "DEBUG_S_FUNC_MDTOKEN_MAP",
      "DEBUG_S_TYPE_MDTOKEN_MAP",  "DEBUG_S_MERGED_ASSEMBLYINPUT",
      "DEBUG_S_COFF_SYMBOL_RVA",
  };
  kind &= ~DEBUG_S_IGNORE;
  if (kind < DEBUG_S_SYMBOLS || kind - DEBUG_S_SYMBOLS >= COFF_COUNT(names))
    return NULL;
  return names[kind - DEBUG_S_SYMBOLS];
}

const char *coff_cv_signature_name(uint32_t signature)
{
  switch (signature) {
  case CV_SIGNATURE_C7: return "CV_SIGNATURE_C7";
  case CV_SIGNATURE_C11: return "CV_SIGNATURE_C11";
  case CV_SIGNATURE_C13: return "CV_SIGNATURE_C13";
  default: return NULL;
  }
}

const char *coff_cv_checksum_name(uint8_t kind)
{
  static const char *const names[] = {"None", "MD5", "SHA1", "SHA_256"};
  return kind < COFF_COUNT(names) ? names[kind] : NULL;
}
