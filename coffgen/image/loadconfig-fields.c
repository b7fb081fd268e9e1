// Fields of the load configuration and of what it points to, as data: where they lie in structures of
// 32-bit and of 64-bit images, and what their bits mean.
//
// Skip it unless a newer SDK has got a field more: it goes to the end of its list.
//
// Offsets, names and bits are those of winnt.h and ntimage.h of the Windows SDK (10.0.26100).
#include "image/loadconfig.h"

// A field at the same place in both, and of the same width.
#define BOTH(a, w)                                                                                 \
  {a, a},                                                                                          \
  {                                                                                                \
    w, w                                                                                           \
  }
// One as wide as an address.
#define WORD(a, b)                                                                                 \
  {a, b},                                                                                          \
  {                                                                                                \
    4, 8                                                                                           \
  }
// One that only moves.
#define MOVED(a, b, w)                                                                             \
  {a, b},                                                                                          \
  {                                                                                                \
    w, w                                                                                           \
  }

// clang-format off

// HeapCreate's flags, and those of a heap as the debugger sees it.
static const struct coff_flag heap_flags[] = {
  {0x00001, 0x00001, "HEAP_NO_SERIALIZE",             0},
  {0x00002, 0x00002, "HEAP_GROWABLE",                 0},
  {0x00004, 0x00004, "HEAP_GENERATE_EXCEPTIONS",      0},
  {0x00008, 0x00008, "HEAP_ZERO_MEMORY",              0},
  {0x00010, 0x00010, "HEAP_REALLOC_IN_PLACE_ONLY",    0},
  {0x00020, 0x00020, "HEAP_TAIL_CHECKING_ENABLED",    0},
  {0x00040, 0x00040, "HEAP_FREE_CHECKING_ENABLED",    0},
  {0x00080, 0x00080, "HEAP_DISABLE_COALESCE_ON_FREE", 0},
  {0x10000, 0x10000, "HEAP_CREATE_ALIGN_16",          0},
  {0x20000, 0x20000, "HEAP_CREATE_ENABLE_TRACING",    0},
  {0x40000, 0x40000, "HEAP_CREATE_ENABLE_EXECUTE",    0},
};
static const struct coff_flags heap = {heap_flags, COFF_COUNT(heap_flags)};

// Flags of LoadLibraryEx, for what the image imports (/DEPENDENTLOADFLAG).
static const struct coff_flag load_flags[] = {
  {0x0001, 0x0001, "DONT_RESOLVE_DLL_REFERENCES",            0},
  {0x0002, 0x0002, "LOAD_LIBRARY_AS_DATAFILE",               0},
  {0x0004, 0x0004, "LOAD_PACKAGED_LIBRARY",                  0},
  {0x0008, 0x0008, "LOAD_WITH_ALTERED_SEARCH_PATH",          0},
  {0x0010, 0x0010, "LOAD_IGNORE_CODE_AUTHZ_LEVEL",           0},
  {0x0020, 0x0020, "LOAD_LIBRARY_AS_IMAGE_RESOURCE",         0},
  {0x0040, 0x0040, "LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE",     0},
  {0x0080, 0x0080, "LOAD_LIBRARY_REQUIRE_SIGNED_TARGET",     0},
  {0x0100, 0x0100, "LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR",       0},
  {0x0200, 0x0200, "LOAD_LIBRARY_SEARCH_APPLICATION_DIR",    0},
  {0x0400, 0x0400, "LOAD_LIBRARY_SEARCH_USER_DIRS",          0},
  {0x0800, 0x0800, "LOAD_LIBRARY_SEARCH_SYSTEM32",           0},
  {0x1000, 0x1000, "LOAD_LIBRARY_SEARCH_DEFAULT_DIRS",       0},
  {0x2000, 0x2000, "LOAD_LIBRARY_SAFE_CURRENT_DIRS",         0},
  {0x4000, 0x4000, "LOAD_LIBRARY_SEARCH_SYSTEM32_NO_FORWARDER", 0},
  {0x8000, 0x8000, "LOAD_LIBRARY_OS_INTEGRITY_CONTINUITY",   0},
};
static const struct coff_flags load = {load_flags, COFF_COUNT(load_flags)};

// NtGlobalFlag, as gflags.exe spells its bits.
static const struct coff_flag global_flags[] = {
  {0x00000001, 0x00000001, "FLG_STOP_ON_EXCEPTION",          0},
  {0x00000002, 0x00000002, "FLG_SHOW_LDR_SNAPS",             0},
  {0x00000004, 0x00000004, "FLG_DEBUG_INITIAL_COMMAND",      0},
  {0x00000008, 0x00000008, "FLG_STOP_ON_HUNG_GUI",           0},
  {0x00000010, 0x00000010, "FLG_HEAP_ENABLE_TAIL_CHECK",     0},
  {0x00000020, 0x00000020, "FLG_HEAP_ENABLE_FREE_CHECK",     0},
  {0x00000040, 0x00000040, "FLG_HEAP_VALIDATE_PARAMETERS",   0},
  {0x00000080, 0x00000080, "FLG_HEAP_VALIDATE_ALL",          0},
  {0x00000100, 0x00000100, "FLG_APPLICATION_VERIFIER",       0},
  {0x00000200, 0x00000200, "FLG_MONITOR_SILENT_PROCESS_EXIT", 0},
  {0x00000400, 0x00000400, "FLG_POOL_ENABLE_TAGGING",        0},
  {0x00000800, 0x00000800, "FLG_HEAP_ENABLE_TAGGING",        0},
  {0x00001000, 0x00001000, "FLG_USER_STACK_TRACE_DB",        0},
  {0x00002000, 0x00002000, "FLG_KERNEL_STACK_TRACE_DB",      0},
  {0x00004000, 0x00004000, "FLG_MAINTAIN_OBJECT_TYPELIST",   0},
  {0x00008000, 0x00008000, "FLG_HEAP_ENABLE_TAG_BY_DLL",     0},
  {0x00010000, 0x00010000, "FLG_DISABLE_STACK_EXTENSION",    0},
  {0x00020000, 0x00020000, "FLG_ENABLE_CSRDEBUG",            0},
  {0x00040000, 0x00040000, "FLG_ENABLE_KDEBUG_SYMBOL_LOAD",  0},
  {0x00080000, 0x00080000, "FLG_DISABLE_PAGE_KERNEL_STACKS", 0},
  {0x00100000, 0x00100000, "FLG_ENABLE_SYSTEM_CRIT_BREAKS",  0},
  {0x00200000, 0x00200000, "FLG_HEAP_DISABLE_COALESCING",    0},
  {0x00400000, 0x00400000, "FLG_ENABLE_CLOSE_EXCEPTIONS",    0},
  {0x00800000, 0x00800000, "FLG_ENABLE_EXCEPTION_LOGGING",   0},
  {0x01000000, 0x01000000, "FLG_ENABLE_HANDLE_TYPE_TAGGING", 0},
  {0x02000000, 0x02000000, "FLG_HEAP_PAGE_ALLOCS",           0},
  {0x04000000, 0x04000000, "FLG_DEBUG_INITIAL_COMMAND_EX",   0},
  {0x08000000, 0x08000000, "FLG_DISABLE_DBGPRINT",           0},
  {0x10000000, 0x10000000, "FLG_CRITSEC_EVENT_CREATION",     0},
  {0x20000000, 0x20000000, "FLG_LDR_TOP_DOWN",               0},
  {0x40000000, 0x40000000, "FLG_ENABLE_HANDLE_EXCEPTIONS",   0},
  {0x80000000, 0x80000000, "FLG_DISABLE_PROTDLLS",           0},
};
static const struct coff_flags global = {global_flags, COFF_COUNT(global_flags)};

// The highest four bits count the bytes that follow the RVA in an entry of a guard table.
static const struct coff_flag guard_flags[] = {
  {0x00000100, 0x00000100, "IMAGE_GUARD_CF_INSTRUMENTED",                    0},
  {0x00000200, 0x00000200, "IMAGE_GUARD_CFW_INSTRUMENTED",                   0},
  {0x00000400, 0x00000400, "IMAGE_GUARD_CF_FUNCTION_TABLE_PRESENT",          0},
  {0x00000800, 0x00000800, "IMAGE_GUARD_SECURITY_COOKIE_UNUSED",             0},
  {0x00001000, 0x00001000, "IMAGE_GUARD_PROTECT_DELAYLOAD_IAT",              0},
  {0x00002000, 0x00002000, "IMAGE_GUARD_DELAYLOAD_IAT_IN_ITS_OWN_SECTION",   0},
  {0x00004000, 0x00004000, "IMAGE_GUARD_CF_EXPORT_SUPPRESSION_INFO_PRESENT", 0},
  {0x00008000, 0x00008000, "IMAGE_GUARD_CF_ENABLE_EXPORT_SUPPRESSION",       0},
  {0x00010000, 0x00010000, "IMAGE_GUARD_CF_LONGJUMP_TABLE_PRESENT",          0},
  {0x00020000, 0x00020000, "IMAGE_GUARD_RF_INSTRUMENTED",                    0},
  {0x00040000, 0x00040000, "IMAGE_GUARD_RF_ENABLE",                          0},
  {0x00080000, 0x00080000, "IMAGE_GUARD_RF_STRICT",                          0},
  {0x00100000, 0x00100000, "IMAGE_GUARD_RETPOLINE_PRESENT",                  0},
  {0x00200000, 0x00200000, "IMAGE_GUARD_EH_CONTINUATION_TABLE_PRESENT_V1",   0},
  {0x00400000, 0x00400000, "IMAGE_GUARD_EH_CONTINUATION_TABLE_PRESENT",      0},
  {0x00800000, 0x00800000, "IMAGE_GUARD_XFG_ENABLED",                        0},
  {0x01000000, 0x01000000, "IMAGE_GUARD_CASTGUARD_PRESENT",                  0},
  {0x02000000, 0x02000000, "IMAGE_GUARD_MEMCPY_PRESENT",                     0},
  {0xf0000000, 0x10000000, "IMAGE_GUARD_CF_FUNCTION_TABLE_SIZE_5BYTES",      0},
  {0xf0000000, 0x20000000, "IMAGE_GUARD_CF_FUNCTION_TABLE_SIZE_6BYTES",      0},
  {0xf0000000, 0x30000000, "IMAGE_GUARD_CF_FUNCTION_TABLE_SIZE_7BYTES",      0},
  {0xf0000000, 0x40000000, "IMAGE_GUARD_CF_FUNCTION_TABLE_SIZE_8BYTES",      0},
  {0xf0000000, 0x50000000, "IMAGE_GUARD_CF_FUNCTION_TABLE_SIZE_9BYTES",      0},
  {0xf0000000, 0x60000000, "IMAGE_GUARD_CF_FUNCTION_TABLE_SIZE_10BYTES",     0},
  {0xf0000000, 0x70000000, "IMAGE_GUARD_CF_FUNCTION_TABLE_SIZE_11BYTES",     0},
  {0xf0000000, 0x80000000, "IMAGE_GUARD_CF_FUNCTION_TABLE_SIZE_12BYTES",     0},
  {0xf0000000, 0x90000000, "IMAGE_GUARD_CF_FUNCTION_TABLE_SIZE_13BYTES",     0},
  {0xf0000000, 0xa0000000, "IMAGE_GUARD_CF_FUNCTION_TABLE_SIZE_14BYTES",     0},
  {0xf0000000, 0xb0000000, "IMAGE_GUARD_CF_FUNCTION_TABLE_SIZE_15BYTES",     0},
  {0xf0000000, 0xc0000000, "IMAGE_GUARD_CF_FUNCTION_TABLE_SIZE_16BYTES",     0},
  {0xf0000000, 0xd0000000, "IMAGE_GUARD_CF_FUNCTION_TABLE_SIZE_17BYTES",     0},
  {0xf0000000, 0xe0000000, "IMAGE_GUARD_CF_FUNCTION_TABLE_SIZE_18BYTES",     0},
  {0xf0000000, 0xf0000000, "IMAGE_GUARD_CF_FUNCTION_TABLE_SIZE_19BYTES",     0},
};
static const struct coff_flags guard = {guard_flags, COFF_COUNT(guard_flags)};

static const struct coff_flag entry_flags[] = {
  {1, 1, "IMAGE_GUARD_FLAG_FID_SUPPRESSED",       0},
  {2, 2, "IMAGE_GUARD_FLAG_EXPORT_SUPPRESSED",    0},
  {4, 4, "IMAGE_GUARD_FLAG_FID_LANGEXCPTHANDLER", 0},
  {8, 8, "IMAGE_GUARD_FLAG_FID_XFG",              0},
};
static const struct coff_flags entry = {entry_flags, COFF_COUNT(entry_flags)};

static const struct coff_lc_field config[] = {
  [COFF_LC_SIZE]                             = {"Size", BOTH(0, 4), COFF_LC_HEX, NULL},
  [COFF_LC_TIME_DATE_STAMP]                  = {"TimeDateStamp", BOTH(4, 4), COFF_LC_DATE, NULL},
  [COFF_LC_MAJOR_VERSION]                    = {"MajorVersion", BOTH(8, 2), COFF_LC_DEC, NULL},
  [COFF_LC_MINOR_VERSION]                    = {"MinorVersion", BOTH(10, 2), COFF_LC_DEC, NULL},
  [COFF_LC_GLOBAL_FLAGS_CLEAR]               = {"GlobalFlagsClear", BOTH(12, 4), COFF_LC_FLAGS, &global},
  [COFF_LC_GLOBAL_FLAGS_SET]                 = {"GlobalFlagsSet", BOTH(16, 4), COFF_LC_FLAGS, &global},
  [COFF_LC_CRITICAL_SECTION_DEFAULT_TIMEOUT] = {"CriticalSectionDefaultTimeout", BOTH(20, 4), COFF_LC_DEC, NULL},
  [COFF_LC_DE_COMMIT_FREE_BLOCK_THRESHOLD]   = {"DeCommitFreeBlockThreshold", WORD(24, 24), COFF_LC_HEX, NULL},
  [COFF_LC_DE_COMMIT_TOTAL_FREE_THRESHOLD]   = {"DeCommitTotalFreeThreshold", WORD(28, 32), COFF_LC_HEX, NULL},
  [COFF_LC_LOCK_PREFIX_TABLE]                = {"LockPrefixTable", WORD(32, 40), COFF_LC_ADDRESS, NULL},
  [COFF_LC_MAXIMUM_ALLOCATION_SIZE]          = {"MaximumAllocationSize", WORD(36, 48), COFF_LC_HEX, NULL},
  [COFF_LC_VIRTUAL_MEMORY_THRESHOLD]         = {"VirtualMemoryThreshold", WORD(40, 56), COFF_LC_HEX, NULL},
  [COFF_LC_PROCESS_AFFINITY_MASK]            = {"ProcessAffinityMask", WORD(48, 64), COFF_LC_HEX, NULL},
  [COFF_LC_PROCESS_HEAP_FLAGS]               = {"ProcessHeapFlags", MOVED(44, 72, 4), COFF_LC_FLAGS, &heap},
  [COFF_LC_CSD_VERSION]                      = {"CSDVersion", MOVED(52, 76, 2), COFF_LC_DEC, NULL},
  [COFF_LC_DEPENDENT_LOAD_FLAGS]             = {"DependentLoadFlags", MOVED(54, 78, 2), COFF_LC_FLAGS, &load},
  [COFF_LC_EDIT_LIST]                        = {"EditList", WORD(56, 80), COFF_LC_ADDRESS, NULL},
  [COFF_LC_SECURITY_COOKIE]                  = {"SecurityCookie", WORD(60, 88), COFF_LC_ADDRESS, NULL},
  [COFF_LC_SE_HANDLER_TABLE]                 = {"SEHandlerTable", WORD(64, 96), COFF_LC_ADDRESS, NULL},
  [COFF_LC_SE_HANDLER_COUNT]                 = {"SEHandlerCount", WORD(68, 104), COFF_LC_DEC, NULL},
  [COFF_LC_GUARD_CF_CHECK_FUNCTION_POINTER]  = {"GuardCFCheckFunctionPointer", WORD(72, 112), COFF_LC_ADDRESS, NULL},
  [COFF_LC_GUARD_CF_DISPATCH_FUNCTION_POINTER] = {"GuardCFDispatchFunctionPointer", WORD(76, 120), COFF_LC_ADDRESS, NULL},
  [COFF_LC_GUARD_CF_FUNCTION_TABLE]          = {"GuardCFFunctionTable", WORD(80, 128), COFF_LC_ADDRESS, NULL},
  [COFF_LC_GUARD_CF_FUNCTION_COUNT]          = {"GuardCFFunctionCount", WORD(84, 136), COFF_LC_DEC, NULL},
  [COFF_LC_GUARD_FLAGS]                      = {"GuardFlags", MOVED(88, 144, 4), COFF_LC_FLAGS, &guard},
  [COFF_LC_CODE_INTEGRITY_FLAGS]             = {"CodeIntegrityFlags", MOVED(92, 148, 2), COFF_LC_HEX, NULL},
  [COFF_LC_CODE_INTEGRITY_CATALOG]           = {"CodeIntegrityCatalog", MOVED(94, 150, 2), COFF_LC_HEX, NULL},
  [COFF_LC_CODE_INTEGRITY_CATALOG_OFFSET]    = {"CodeIntegrityCatalogOffset", MOVED(96, 152, 4), COFF_LC_HEX, NULL},
  [COFF_LC_CODE_INTEGRITY_RESERVED]          = {"CodeIntegrityReserved", MOVED(100, 156, 4), COFF_LC_HEX, NULL},
  [COFF_LC_GUARD_ADDRESS_TAKEN_IAT_ENTRY_TABLE] = {"GuardAddressTakenIatEntryTable", WORD(104, 160), COFF_LC_ADDRESS, NULL},
  [COFF_LC_GUARD_ADDRESS_TAKEN_IAT_ENTRY_COUNT] = {"GuardAddressTakenIatEntryCount", WORD(108, 168), COFF_LC_DEC, NULL},
  [COFF_LC_GUARD_LONG_JUMP_TARGET_TABLE]     = {"GuardLongJumpTargetTable", WORD(112, 176), COFF_LC_ADDRESS, NULL},
  [COFF_LC_GUARD_LONG_JUMP_TARGET_COUNT]     = {"GuardLongJumpTargetCount", WORD(116, 184), COFF_LC_DEC, NULL},
  [COFF_LC_DYNAMIC_VALUE_RELOC_TABLE]        = {"DynamicValueRelocTable", WORD(120, 192), COFF_LC_ADDRESS, NULL},
  [COFF_LC_CHPE_METADATA_POINTER]            = {"CHPEMetadataPointer", WORD(124, 200), COFF_LC_ADDRESS, NULL},
  [COFF_LC_GUARD_RF_FAILURE_ROUTINE]         = {"GuardRFFailureRoutine", WORD(128, 208), COFF_LC_ADDRESS, NULL},
  [COFF_LC_GUARD_RF_FAILURE_ROUTINE_FUNCTION_POINTER] = {"GuardRFFailureRoutineFunctionPointer", WORD(132, 216), COFF_LC_ADDRESS, NULL},
  [COFF_LC_DYNAMIC_VALUE_RELOC_TABLE_OFFSET] = {"DynamicValueRelocTableOffset", MOVED(136, 224, 4), COFF_LC_HEX, NULL},
  [COFF_LC_DYNAMIC_VALUE_RELOC_TABLE_SECTION] = {"DynamicValueRelocTableSection", MOVED(140, 228, 2), COFF_LC_DEC, NULL},
  [COFF_LC_RESERVED2]                        = {"Reserved2", MOVED(142, 230, 2), COFF_LC_HEX, NULL},
  [COFF_LC_GUARD_RF_VERIFY_STACK_POINTER_FUNCTION_POINTER] = {"GuardRFVerifyStackPointerFunctionPointer", WORD(144, 232), COFF_LC_ADDRESS, NULL},
  [COFF_LC_HOT_PATCH_TABLE_OFFSET]           = {"HotPatchTableOffset", MOVED(148, 240, 4), COFF_LC_RVA, NULL},
  [COFF_LC_RESERVED3]                        = {"Reserved3", MOVED(152, 244, 4), COFF_LC_HEX, NULL},
  [COFF_LC_ENCLAVE_CONFIGURATION_POINTER]    = {"EnclaveConfigurationPointer", WORD(156, 248), COFF_LC_ADDRESS, NULL},
  [COFF_LC_VOLATILE_METADATA_POINTER]        = {"VolatileMetadataPointer", WORD(160, 256), COFF_LC_ADDRESS, NULL},
  [COFF_LC_GUARD_EH_CONTINUATION_TABLE]      = {"GuardEHContinuationTable", WORD(164, 264), COFF_LC_ADDRESS, NULL},
  [COFF_LC_GUARD_EH_CONTINUATION_COUNT]      = {"GuardEHContinuationCount", WORD(168, 272), COFF_LC_DEC, NULL},
  [COFF_LC_GUARD_XFG_CHECK_FUNCTION_POINTER] = {"GuardXFGCheckFunctionPointer", WORD(172, 280), COFF_LC_ADDRESS, NULL},
  [COFF_LC_GUARD_XFG_DISPATCH_FUNCTION_POINTER] = {"GuardXFGDispatchFunctionPointer", WORD(176, 288), COFF_LC_ADDRESS, NULL},
  [COFF_LC_GUARD_XFG_TABLE_DISPATCH_FUNCTION_POINTER] = {"GuardXFGTableDispatchFunctionPointer", WORD(180, 296), COFF_LC_ADDRESS, NULL},
  [COFF_LC_CAST_GUARD_OS_DETERMINED_FAILURE_MODE] = {"CastGuardOsDeterminedFailureMode", WORD(184, 304), COFF_LC_ADDRESS, NULL},
  [COFF_LC_GUARD_MEMCPY_FUNCTION_POINTER]    = {"GuardMemcpyFunctionPointer", WORD(188, 312), COFF_LC_ADDRESS, NULL},
  [COFF_LC_UMA_FUNCTION_POINTERS]            = {"UmaFunctionPointers", WORD(192, 320), COFF_LC_ADDRESS, NULL},
};
const struct coff_lc_fields coff_lc_config_fields = {"load configuration", config, COFF_COUNT(config)};

// IMAGE_CHPE_METADATA_X86. CompilerIATPointer came with version 2, WowA64RdtscFunctionPointer with 3.
static const struct coff_lc_field chpe_x86[] = {
  {"Version",                                      BOTH(0, 4),  COFF_LC_DEC, NULL},
  {"CHPECodeAddressRangeOffset",                   BOTH(4, 4),  COFF_LC_RVA, NULL},
  {"CHPECodeAddressRangeCount",                    BOTH(8, 4),  COFF_LC_DEC, NULL},
  {"WowA64ExceptionHandlerFunctionPointer",        BOTH(12, 4), COFF_LC_RVA, NULL},
  {"WowA64DispatchCallFunctionPointer",            BOTH(16, 4), COFF_LC_RVA, NULL},
  {"WowA64DispatchIndirectCallFunctionPointer",    BOTH(20, 4), COFF_LC_RVA, NULL},
  {"WowA64DispatchIndirectCallCfgFunctionPointer", BOTH(24, 4), COFF_LC_RVA, NULL},
  {"WowA64DispatchRetFunctionPointer",             BOTH(28, 4), COFF_LC_RVA, NULL},
  {"WowA64DispatchRetLeafFunctionPointer",         BOTH(32, 4), COFF_LC_RVA, NULL},
  {"WowA64DispatchJumpFunctionPointer",            BOTH(36, 4), COFF_LC_RVA, NULL},
  {"CompilerIATPointer",                           BOTH(40, 4), COFF_LC_RVA, NULL},
  {"WowA64RdtscFunctionPointer",                   BOTH(44, 4), COFF_LC_RVA, NULL},
};
const struct coff_lc_fields coff_lc_chpe_x86_fields = {"CHPE metadata", chpe_x86, COFF_COUNT(chpe_x86)};

// IMAGE_ARM64EC_METADATA, whose names begin with tbd there: these are what they hold. The last three
// came with version 2.
static const struct coff_lc_field arm64ec[] = {
  {"Version",                          BOTH(0, 4),  COFF_LC_DEC, NULL},
  {"CodeMap",                          BOTH(4, 4),  COFF_LC_RVA, NULL},
  {"CodeMapCount",                     BOTH(8, 4),  COFF_LC_DEC, NULL},
  {"CodeRangesToEntryPoints",          BOTH(12, 4), COFF_LC_RVA, NULL},
  {"RedirectionMetadata",              BOTH(16, 4), COFF_LC_RVA, NULL},
  {"DispatchCallNoRedirect",           BOTH(20, 4), COFF_LC_RVA, NULL},
  {"DispatchRet",                      BOTH(24, 4), COFF_LC_RVA, NULL},
  {"DispatchCall",                     BOTH(28, 4), COFF_LC_RVA, NULL},
  {"DispatchIcall",                    BOTH(32, 4), COFF_LC_RVA, NULL},
  {"DispatchIcallCfg",                 BOTH(36, 4), COFF_LC_RVA, NULL},
  {"AlternateEntryPoint",              BOTH(40, 4), COFF_LC_RVA, NULL},
  {"AuxiliaryIAT",                     BOTH(44, 4), COFF_LC_RVA, NULL},
  {"CodeRangesToEntryPointsCount",     BOTH(48, 4), COFF_LC_DEC, NULL},
  {"RedirectionMetadataCount",         BOTH(52, 4), COFF_LC_DEC, NULL},
  {"GetX64InformationFunctionPointer", BOTH(56, 4), COFF_LC_RVA, NULL},
  {"SetX64InformationFunctionPointer", BOTH(60, 4), COFF_LC_RVA, NULL},
  {"ExtraRFETable",                    BOTH(64, 4), COFF_LC_RVA, NULL},
  {"ExtraRFETableSize",                BOTH(68, 4), COFF_LC_HEX, NULL},
  {"DispatchFptr",                     BOTH(72, 4), COFF_LC_RVA, NULL},
  {"AuxiliaryIATCopy",                 BOTH(76, 4), COFF_LC_RVA, NULL},
  {"AuxiliaryDelayloadIAT",            BOTH(80, 4), COFF_LC_RVA, NULL},
  {"AuxiliaryDelayloadIATCopy",        BOTH(84, 4), COFF_LC_RVA, NULL},
  {"HybridImageInfoBitfield",          BOTH(88, 4), COFF_LC_HEX, NULL},
};
const struct coff_lc_fields coff_lc_arm64ec_fields = {"ARM64EC metadata", arm64ec, COFF_COUNT(arm64ec)};

// Version was a word of 32 bits at first.
static const struct coff_lc_field volatiles[] = {
  {"Size",                       BOTH(0, 4),  COFF_LC_HEX, NULL},
  {"MinVersion",                 BOTH(4, 2),  COFF_LC_HEX, NULL},
  {"MaxVersion",                 BOTH(6, 2),  COFF_LC_HEX, NULL},
  {"VolatileAccessTable",        BOTH(8, 4),  COFF_LC_RVA, NULL},
  {"VolatileAccessTableSize",    BOTH(12, 4), COFF_LC_HEX, NULL},
  {"VolatileInfoRangeTable",     BOTH(16, 4), COFF_LC_RVA, NULL},
  {"VolatileInfoRangeTableSize", BOTH(20, 4), COFF_LC_HEX, NULL},
};
const struct coff_lc_fields coff_lc_volatile_fields = {"volatile metadata", volatiles, COFF_COUNT(volatiles)};

// BufferOffset came with version 2, ExtraPatchSize with 3, the last two with 4.
static const struct coff_lc_field hot_patch[] = {
  {"Version",           BOTH(0, 4),  COFF_LC_DEC, NULL},
  {"Size",              BOTH(4, 4),  COFF_LC_HEX, NULL},
  {"SequenceNumber",    BOTH(8, 4),  COFF_LC_DEC, NULL},
  {"BaseImageList",     BOTH(12, 4), COFF_LC_HEX, NULL},
  {"BaseImageCount",    BOTH(16, 4), COFF_LC_DEC, NULL},
  {"BufferOffset",      BOTH(20, 4), COFF_LC_HEX, NULL},
  {"ExtraPatchSize",    BOTH(24, 4), COFF_LC_HEX, NULL},
  {"MinSequenceNumber", BOTH(28, 4), COFF_LC_DEC, NULL},
  {"Flags",             BOTH(32, 4), COFF_LC_HEX, NULL},
};
const struct coff_lc_fields coff_lc_hot_patch_fields = {"hot patch table", hot_patch, COFF_COUNT(hot_patch)};

static const struct coff_flag policy_flags[] = {
  {1, 1, "IMAGE_ENCLAVE_POLICY_DEBUGGABLE",    0},
  {2, 2, "IMAGE_ENCLAVE_POLICY_STRICT_MEMORY", 0},
};
static const struct coff_flags policy = {policy_flags, COFF_COUNT(policy_flags)};
static const struct coff_flag enclave_flags[] = {{1, 1, "IMAGE_ENCLAVE_FLAG_PRIMARY_IMAGE", 0}};
static const struct coff_flags enclave_bits = {enclave_flags, COFF_COUNT(enclave_flags)};
static const struct coff_lc_field enclave[] = {
  {"Size",                      BOTH(0, 4),       COFF_LC_HEX,   NULL},
  {"MinimumRequiredConfigSize", BOTH(4, 4),       COFF_LC_HEX,   NULL},
  {"PolicyFlags",               BOTH(8, 4),       COFF_LC_FLAGS, &policy},
  {"NumberOfImports",           BOTH(12, 4),      COFF_LC_DEC,   NULL},
  {"ImportList",                BOTH(16, 4),      COFF_LC_RVA,   NULL},
  {"ImportEntrySize",           BOTH(20, 4),      COFF_LC_HEX,   NULL},
  {"FamilyID",                  BOTH(24, 16),     COFF_LC_ID,    NULL},
  {"ImageID",                   BOTH(40, 16),     COFF_LC_ID,    NULL},
  {"ImageVersion",              BOTH(56, 4),      COFF_LC_DEC,   NULL},
  {"SecurityVersion",           BOTH(60, 4),      COFF_LC_DEC,   NULL},
  {"EnclaveSize",               WORD(64, 64),     COFF_LC_HEX,   NULL},
  {"NumberOfThreads",           MOVED(68, 72, 4), COFF_LC_DEC,   NULL},
  {"EnclaveFlags",              MOVED(72, 76, 4), COFF_LC_FLAGS, &enclave_bits},
};
const struct coff_lc_fields coff_lc_enclave_fields = {"enclave configuration", enclave, COFF_COUNT(enclave)};

static const struct coff_flag match_types[] = {
  {0xffffffff, 0, "IMAGE_ENCLAVE_IMPORT_MATCH_NONE",      0},
  {0xffffffff, 1, "IMAGE_ENCLAVE_IMPORT_MATCH_UNIQUE_ID", 0},
  {0xffffffff, 2, "IMAGE_ENCLAVE_IMPORT_MATCH_AUTHOR_ID", 0},
  {0xffffffff, 3, "IMAGE_ENCLAVE_IMPORT_MATCH_FAMILY_ID", 0},
  {0xffffffff, 4, "IMAGE_ENCLAVE_IMPORT_MATCH_IMAGE_ID",  0},
};
static const struct coff_flags matches = {match_types, COFF_COUNT(match_types)};
static const struct coff_lc_field enclave_import[] = {
  {"MatchType",              BOTH(0, 4),  COFF_LC_ENUM, &matches},
  {"MinimumSecurityVersion", BOTH(4, 4),  COFF_LC_DEC,  NULL},
  {"UniqueOrAuthorID",       BOTH(8, 32), COFF_LC_ID,   NULL},
  {"FamilyID",               BOTH(40, 16), COFF_LC_ID,  NULL},
  {"ImageID",                BOTH(56, 16), COFF_LC_ID,  NULL},
  {"ImportName",             BOTH(72, 4), COFF_LC_RVA,  NULL},
  {"Reserved",               BOTH(76, 4), COFF_LC_HEX,  NULL},
};
const struct coff_lc_fields coff_lc_enclave_import_fields = {"enclave import", enclave_import, COFF_COUNT(enclave_import)};

// clang-format on

const struct coff_flags *coff_lc_guard_flags(void)
{
  return &guard;
}

const struct coff_flags *coff_lc_entry_flags(void)
{
  return &entry;
}
