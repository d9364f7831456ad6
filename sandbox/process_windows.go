package sandbox

import (
	"os"
	"syscall"
	"time"
)

var toolPath = os.Getenv("PATH")

// newGroup keeps Ctrl-C from the child: the document in hand is read to its end.
func newGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

func kill(p *os.Process) { _ = p.Kill() }

func quit(p *os.Process) { _ = p.Kill() }

func classOfSignal(*os.ProcessState, time.Duration) Class { return "" }
