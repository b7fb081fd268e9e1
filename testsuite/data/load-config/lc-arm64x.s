# An ARM64X image: version 2 of the metadata, and what an x64 process sees otherwise.
	.text
	.globl native
	.p2align 2
native:	mov w0, #1
	ret
	.section .rdata,"dr"
	.p2align 3
	.globl _load_config_used
_load_config_used:
	.word 0x140
	.fill 0xc4, 1, 0
	.xword metadata
	.fill 0xe0 - 0xd0, 1, 0
	.secrel32 dynamic
	.secidx dynamic
	.fill 0x140 - 0xe6, 1, 0
metadata:
	.word 2
	.rva map
	.word 2
	.word 0, 0
	.fill 14 * 4, 1, 0
	.word 0
	.rva auxiliary, auxiliary
	.word 0x12
map:	.rva native
	.word 8
	.rva native + 9
	.word 4
auxiliary:
	.xword 0
	.section .dyn,"dr"
	.p2align 2
	.asciz "other"
	.p2align 2
dynamic:
	.word 1, dynamic_end - dynamic_begin
dynamic_begin:
	.xword 6
	.word arm64x_end - arm64x
arm64x:	.word 0, 12
	.short 0x507c, 0x8664	// the machine, in the header
	.rva native
	.word arm64x_end - native_block
native_block = . - 8
	.short 0x8010	// 4 bytes of zeroes
	.short 0x9020, 0x5678, 0x1234	// 4 bytes
	.short 0xd028, 1, 2, 3, 4	// 8 bytes
	.short 0x2030, 3	// + 12
	.short 0xe034, 2	// - 16
	.short 0
arm64x_end:
	.xword 8
	.word 16
	.rva native
	.word 16
	.word 0x00071401, 0xfffe0802
dynamic_end:
