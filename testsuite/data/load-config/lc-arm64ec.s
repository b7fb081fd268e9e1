# Metadata of an ARM64EC image. Code map and extra function table are the linker's, the others are
# written out.
	.section .rdata,"dr"
	.p2align 3
	.globl _load_config_used
_load_config_used:
	.word 0x140
	.fill 0xc4, 1, 0
	.xword metadata
	.fill 0x140 - 0xd0, 1, 0
metadata:
	.word 1
	.rva __hybrid_code_map
	.word __hybrid_code_map_count
	.rva entry_points
	.rva redirections
	.rva __os_arm64x_dispatch_call_no_redirect
	.rva __os_arm64x_dispatch_ret
	.rva __os_arm64x_check_call
	.rva __os_arm64x_check_icall
	.rva __os_arm64x_check_icall_cfg
	.word 0
	.word 0
	.word 2
	.word 1
	.rva __os_arm64x_helper0
	.rva __os_arm64x_helper1
	.rva __arm64x_extra_rfe_table
	.word __arm64x_extra_rfe_table_size
	.rva __os_arm64x_dispatch_fptr
	.word 0
entry_points:
	.rva emulated
	.rva emulated + 4
	.rva "#plain"
	.rva emulated + 4
	.rva emulated + 8
	.rva "#plain" + 4
redirections:
	.rva emulated
	.rva "#plain"
