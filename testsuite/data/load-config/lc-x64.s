# A load configuration with every structure that it can point to on x64, in the newest layout. No
# linker of Debian writes most of them: they are written out here.
	.text
	.globl first, second, third
	.p2align 4
	.quad 0x8d52aeb7c3f10271	# the type's hash that XFG looks at
first:	ret
	.p2align 4
second:	ret
	.p2align 4
third:	nop
	ret

	.section .rdata,"dr"
	.p2align 3
	.globl _load_config_used
_load_config_used:
	.long 0x148		# Size
	.long 0x5f000000	# TimeDateStamp
	.short 1, 2		# MajorVersion, MinorVersion
	.long 0x02000000	# GlobalFlagsClear
	.long 0x00000102	# GlobalFlagsSet
	.long 1000		# CriticalSectionDefaultTimeout
	.quad 0x1000		# DeCommitFreeBlockThreshold
	.quad 0x10000		# DeCommitTotalFreeThreshold
	.quad 0			# LockPrefixTable
	.quad 0x100000		# MaximumAllocationSize
	.quad 0x8000		# VirtualMemoryThreshold
	.quad 3			# ProcessAffinityMask
	.long 0x00040001	# ProcessHeapFlags
	.short 7		# CSDVersion
	.short 0x0a00		# DependentLoadFlags
	.quad 0			# EditList
	.quad cookie		# SecurityCookie
	.quad 0, 0		# SEHandlerTable, SEHandlerCount
	.quad pointer, pointer + 8	# GuardCF pointers
	.quad functions, 4
	.long 0x13d25500	# GuardFlags: 5-byte entries
	.short 1, 2		# CodeIntegrity
	.long 3, 0
	.quad imports, 1
	.quad jumps, 2
	.quad 0			# DynamicValueRelocTable
	.quad 0			# CHPEMetadataPointer
	.quad first, pointer	# GuardRFFailureRoutine and its pointer
	.secrel32 dynamic
	.secidx dynamic
	.short 0
	.quad pointer + 16	# GuardRFVerifyStackPointerFunctionPointer
	.rva patch
	.long 0
	.quad enclave
	.quad volatiles
	.quad continuations, 2
	.quad pointer, pointer + 8, pointer + 16	# XFG
	.quad mode		# CastGuardOsDeterminedFailureMode
	.quad pointer + 24	# GuardMemcpyFunctionPointer
	.quad pointer + 32	# UmaFunctionPointers

functions:
	.rva first
	.byte 8
	.rva second
	.byte 1
	.rva third
	.byte 2
	.rva third + 1
	.byte 0x14
imports:
	.rva pointer
	.byte 0
jumps:
	.rva second
	.byte 0
	.rva third
	.byte 0
continuations:
	.rva second
	.byte 0
	.rva third + 1
	.byte 0

	.p2align 2
enclave:
	.long 80, 76		# Size, MinimumRequiredConfigSize
	.long 3, 2		# PolicyFlags, NumberOfImports
	.rva modules
	.long 80		# ImportEntrySize
	.ascii "family-of-sixtee"
	.ascii "image-of-sixteen"
	.long 5, 6		# ImageVersion, SecurityVersion
	.quad 0x10000000	# EnclaveSize
	.long 16, 1		# NumberOfThreads, EnclaveFlags
modules:
	.long 1, 9
	.fill 32,1,0xaa
	.fill 16,1,0xbb
	.fill 16,1,0xcc
	.rva module_one
	.long 0
	.long 4, 0
	.fill 64,1,0
	.rva module_two
	.long 0
module_one:
	.asciz "bcrypt.dll"
module_two:
	.asciz "vertdll.dll"

	.p2align 2
volatiles:
	.long 24
	.short 1, 0x8001
	.rva accesses
	.long 12
	.rva ranges
	.long 16
accesses:
	.rva first
	.rva second
	.rva third
ranges:
	.rva first
	.long 0x20
	.rva third
	.long 2

patch:
	.long 3, 28, 11, 0x1c, 1, 0x40, 0x50

	.section .dyn,"dr"
	.p2align 2
dynamic:
	.long 2, dynamic_end - dynamic_begin
dynamic_begin:
	.long 24 + 6, 12	# a prologue of five bytes
	.quad 1
	.long 0, 0
	.byte 5, 0x55, 0x48, 0x89, 0xe5, 0x90
	.rva first
	.long 12
	.short 0x010, 0
	.long 24 + 8 + 2, 12	# epilogues
	.quad 2
	.long 0, 0
	.long 1
	.byte 3, 2
	.short 1
	.byte 0xfe, 0x01
	.rva first
	.long 12
	.short 0x020, 0
	.long 24, 16		# calls through the import address table
	.quad 3
	.long 1, 2
	.rva first
	.long 16
	.long 0x00003004, 0xffffe008
	.long 24, 16		# indirect calls
	.quad 4
	.long 0, 0
	.rva first
	.long 16
	.short 0x7004, 0x0008, 0x2010, 0
	.long 24, 12		# branches of switches
	.quad 5
	.long 0, 0
	.rva first
	.long 12
	.short 0xb004, 0x0000
	.long 24, overrides_end - overrides
	.quad 7
	.long 0, 0
overrides:
	.long diagrams - overrides - 4
	.rva first
	.long 0, 8, 12
	.rva second
	.rva third
	.rva first
	.long 12
	.short 0x1008, 0x200c
	.rva third
	.long 24, 4, 0
	.rva second
diagrams:
	.long 1, 16
	.short 1, 2
	.long 0x00010040
	.short 0, 0
	.long 1
	.long 1, 8
	.short 3, 4
	.long 5
overrides_end:
	.long 24, 12		# a page of the kernel's
	.quad 0xfffff6fb7dbed000
	.long 0, 0
	.rva first
	.long 12
	.short 0xa008, 0
dynamic_end:

	.data
	.p2align 3
cookie:	.quad 0x2b992ddfa232
pointer:
	.quad first, first, first, first, first
mode:	.quad 0
