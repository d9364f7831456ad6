package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// self is this program, even where its file has been replaced since.
func self() (string, error) { return "/proc/self/exe", nil }

// command gives the command that runs argv in confinement, with an empty
// environment. It is this program first, which confines itself and then becomes
// argv: limits that are set before hold from the first instruction.
func (c confinement) command(argv []string) (*exec.Cmd, error) {
	c.Parent = os.Getpid()
	spec, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	program, err := self()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(program, append([]string{confineArg, string(spec)}, argv...)...)
	cmd.Env = []string{}
	cmd.SysProcAttr = newGroup()
	return cmd, nil
}

// become confines this process and becomes the command. It returns only if it
// cannot.
func (c confinement) become(argv []string) error {
	runtime.LockOSThread() // what follows holds for this thread, which the command inherits
	if err := unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0); err != nil {
		return fmt.Errorf("end with the parent: %w", err)
	}
	if os.Getppid() != c.Parent {
		return errors.New("the parent has ended")
	}
	if err := c.limit(); err != nil {
		return err
	}
	closeOnExec()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("no new privileges: %w", err)
	}
	if !c.Loose {
		if err := restrictFiles(c.Read, c.Write, c.Sockets); err != nil && !errors.Is(err, errNotOffered) {
			return err
		}
	}
	if err := restrictCalls(c.Sockets); err != nil && !errors.Is(err, errNotOffered) {
		return err
	}
	return fmt.Errorf("start %s: %w", argv[0], syscall.Exec(argv[0], argv, os.Environ()))
}

// errNotOffered is a bound that this kernel, or this kind of processor, lacks.
var errNotOffered = errors.New("not offered by this system")

// limit sets the resource limits. A limit that is lower already stays.
func (c confinement) limit() error {
	seconds := uint64(math.Ceil(c.CPU.Seconds()))
	for _, l := range []struct {
		name       string
		resource   int
		soft, hard uint64
	}{
		{"processor time", unix.RLIMIT_CPU, seconds, seconds + 1},
		{"address space", unix.RLIMIT_AS, uint64(c.Memory), uint64(c.Memory)},
		{"file size", unix.RLIMIT_FSIZE, uint64(c.File), uint64(c.File)},
		{"open files", unix.RLIMIT_NOFILE, uint64(c.Files), uint64(c.Files)},
		{"core dump", unix.RLIMIT_CORE, 0, 0},
	} {
		var now unix.Rlimit
		if err := unix.Getrlimit(l.resource, &now); err != nil {
			return fmt.Errorf("limit of %s: %w", l.name, err)
		}
		if l.resource == unix.RLIMIT_CPU && c.CPU == 0 { // a parser has a clock of its own for each document
			l.soft, l.hard = now.Cur, now.Max
		}
		want := unix.Rlimit{Cur: min(l.soft, now.Max), Max: min(l.hard, now.Max)}
		if err := unix.Setrlimit(l.resource, &want); err != nil {
			return fmt.Errorf("limit of %s: %w", l.name, err)
		}
	}
	return nil
}

// closeOnExec keeps files that this program inherited from whoever started it
// from the command.
func closeOnExec() {
	if unix.CloseRange(3, math.MaxUint32, unix.CLOSE_RANGE_CLOEXEC) == nil {
		return
	}
	for fd := 3; fd < 1024; fd++ { // before Linux 5.11
		unix.CloseOnExec(fd)
	}
}

// isolation is what holds for this process.
func isolation() Isolation {
	var size unix.Rlimit
	limited := unix.Getrlimit(unix.RLIMIT_AS, &size) == nil && size.Cur != unix.RLIM_INFINITY
	root, err := os.Open("/")
	if err == nil {
		root.Close()
	}
	return Isolation{Limits: limited, Files: errors.Is(err, unix.EACCES), Network: callsRestricted()}
}
