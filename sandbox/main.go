package sandbox

import (
	"errors"
	"os"
	"sync/atomic"
)

// The first arguments by which a child knows what it is. They are no commands
// for people.
const (
	confineArg = "__confine" // confinement, then the command to become
	parseArg   = "__parse"   // childOptions
)

// armed says that Main was called: without it, a child would be this program
// from its beginning, starting children of its own.
var armed atomic.Bool

var errNotArmed = errors.New("sandbox.Main is not called at the start of this program")

func armedOrError() error {
	if !armed.Load() {
		return errNotArmed
	}
	return nil
}

// Main is where children enter: in a child it never returns. Call it first
// thing in main, and in TestMain of a package whose tests start children.
func Main() {
	armed.Store(true)
	if len(os.Args) < 3 {
		return
	}
	switch os.Args[1] {
	case confineArg:
		os.Exit(confineMain(os.Args[2], os.Args[3:]))
	case parseArg:
		os.Exit(parseMain(os.Args[2]))
	}
}
