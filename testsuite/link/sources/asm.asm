; What asm.c calls: 64 bits.
default rel
extern twice, printf
global sum, table, message
section .data align=16
table: dq sum, table, twice
section .rdata align=8
message: db "from nasm %d", 10, 0
section .bss
count: resd 1
section .text
sum:
  sub rsp, 40
  inc dword [count]
  add ecx, edx
  call twice
  mov [rsp + 32], eax
  lea rcx, [message]
  mov edx, eax
  call printf
  mov eax, [rsp + 32]
  add eax, [count]
  add rsp, 40
  ret
