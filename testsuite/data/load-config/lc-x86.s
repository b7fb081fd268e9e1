# x86: registered exception handlers, lock prefixes, guard tables without metadata, and CHPE metadata.
	.def @feat.00
	.scl 3
	.type 0
	.endef
	.globl @feat.00
	.set @feat.00, 1
	.text
	.globl _handler, _function
	.def _handler
	.scl 2
	.type 32
	.endef
	.def _other
	.scl 2
	.type 32
	.endef
	.globl _other
_handler:
	ret
	.p2align 4
_other:
	lock
	incl counter
	ret
	.p2align 4
_function:
	lock
	decl counter
	ret
	.safeseh _handler
	.safeseh _other

	.section .rdata,"dr"
	.p2align 2
	.globl __load_config_used
__load_config_used:
	.long 0xc4
	.long 0
	.short 0, 0
	.long 0, 0, 0
	.long 0, 0
	.long locks
	.long 0, 0
	.long 0x00000002	# ProcessHeapFlags
	.long 0
	.short 0, 0x800
	.long 0
	.long cookie
	.long ___safe_se_handler_table
	.long ___safe_se_handler_count
	.long pointer, 0
	.long functions, 2
	.long 0x00000500
	.short 0, 0
	.long 0, 0
	.long 0, 0
	.long 0, 0
	.long dynamic		# DynamicValueRelocTable: an address
	.long metadata
	.long 0, 0
	.long 0
	.short 0, 0
	.long 0, 0, 0
	.long 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
locks:	.long _other, _function, 0
functions:
	.rva _handler, _function
metadata:
	.long 2
	.rva map
	.long 2
	.rva pointer, pointer, pointer, pointer, pointer, pointer, pointer
	.rva map
map:	.rva _handler
	.long 0x10
	.rva _function + 1
	.long 0x10
dynamic:
	.long 1, 8 + 12
	.long 0x7ffe0000, 12
	.rva _function
	.long 12
	.short 0x3003, 0

	.data
cookie:	.long 0xbb40e64e
pointer:
	.long _function
counter:
	.long 0
