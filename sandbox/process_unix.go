//go:build unix

package sandbox

import (
	"os"
	"syscall"
	"time"
)

const toolPath = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin"

// newGroup puts a child into a process group of its own: Ctrl-C in a terminal
// ends the taking of further documents, not the reading of the one in hand, and
// the child's own children end with it.
func newGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// kill ends a process with its group.
func kill(p *os.Process) {
	if p.Pid > 1 {
		_ = syscall.Kill(-p.Pid, syscall.SIGKILL)
	}
}

// quit ends a Go program with the traces of what it does, if it can still write them.
func quit(p *os.Process) { _ = p.Signal(syscall.SIGQUIT) }

// classOfSignal is the class of a process that a signal ended, itself or one
// below a shell that gave the code for it, and "" for one that exited.
func classOfSignal(state *os.ProcessState, cpu time.Duration) Class {
	status, ok := state.Sys().(syscall.WaitStatus)
	if !ok {
		return ""
	}
	signal := syscall.Signal(state.ExitCode() - 128)
	if status.Signaled() {
		signal = status.Signal()
	}
	switch signal {
	case syscall.SIGXCPU:
		return CPU
	case syscall.SIGXFSZ:
		return Output
	case syscall.SIGKILL:
		if state.UserTime()+state.SystemTime() >= cpu {
			return CPU
		}
		return Killed
	case syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP:
		return Killed
	case syscall.SIGSEGV, syscall.SIGBUS, syscall.SIGABRT, syscall.SIGILL, syscall.SIGFPE, syscall.SIGTRAP, syscall.SIGSYS:
		return Panic
	}
	if status.Signaled() {
		return Panic
	}
	return ""
}
