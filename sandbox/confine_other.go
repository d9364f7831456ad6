//go:build !linux

package sandbox

import (
	"errors"
	"os"
	"os/exec"
)

// self is this program.
func self() (string, error) { return os.Executable() }

// command gives the command itself: there is nothing here to confine it with.
func (c confinement) command(argv []string) (*exec.Cmd, error) {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = []string{}
	cmd.SysProcAttr = newGroup()
	return cmd, nil
}

func (c confinement) become([]string) error {
	return errors.New("children are not confined on this system")
}

func isolation() Isolation { return Isolation{} }
