//go:build amd64 || arm64

package sandbox

import (
	"fmt"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Offsets in struct seccomp_data, of <linux/seccomp.h>.
const (
	offsetCall     = 0
	offsetArch     = 4
	offsetArgument = 16 // the lower half of the first argument, on a little-endian processor
)

// denied are calls that reach around the other bounds: asynchronous I/O that no
// filter sees, and the memory of other processes.
var denied = []uint32{unix.SYS_IO_URING_SETUP, unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV}

// restrictCalls leaves this thread, and what it becomes, no network: no socket
// may be made, or none but to programs of this machine.
func restrictCalls(local bool) error {
	arch := uint32(unix.AUDIT_ARCH_X86_64)
	if runtime.GOARCH == "arm64" {
		arch = unix.AUDIT_ARCH_AARCH64
	}
	const (
		load   = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
		equal  = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
		above  = unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K
		answer = unix.BPF_RET | unix.BPF_K
		refuse = unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)
		x32    = 0x40000000 // the bit of the calls of x32 programs, which have numbers of their own
	)
	// The instruction after when is done only when the comparison holds.
	when := func(code uint16, k uint32) unix.SockFilter { return unix.SockFilter{Code: code, Jf: 1, K: k} }
	do := func(code uint16, k uint32) unix.SockFilter { return unix.SockFilter{Code: code, K: k} }
	program := []unix.SockFilter{
		do(load, offsetArch),
		{Code: equal, Jt: 1, K: arch},
		do(answer, unix.SECCOMP_RET_KILL_PROCESS),
		do(load, offsetCall),
		when(above, x32),
		do(answer, refuse),
	}
	for _, call := range denied {
		program = append(program, when(equal, call), do(answer, refuse))
	}
	program = append(program,
		unix.SockFilter{Code: equal, Jt: 1, K: unix.SYS_SOCKET},
		do(answer, unix.SECCOMP_RET_ALLOW))
	if local {
		program = append(program, do(load, offsetArgument), when(equal, unix.AF_UNIX), do(answer, unix.SECCOMP_RET_ALLOW))
	}
	program = append(program, do(answer, refuse))
	filter := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&filter)))
	runtime.KeepAlive(program)
	switch errno {
	case 0:
		return nil
	case unix.ENOSYS, unix.EINVAL, unix.EPERM: // the last where a container forbids it
		return errNotOffered
	}
	return fmt.Errorf("filter of calls: %w", errno)
}

// callsRestricted tells whether a filter holds for this process: it may make no
// socket.
func callsRestricted() bool {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err == nil {
		unix.Close(fd)
	}
	return err == unix.EPERM
}
