package sandbox

import (
	"fmt"
	"time"
)

// Limits bound one child process. A zero field takes the value of [ToolLimits].
type Limits struct {
	CPU    time.Duration // processor time of each of its processes, in whole seconds
	Wall   time.Duration // from its start to its end
	Memory int64         // address space of each of its processes, in bytes
	Output int64         // length of its standard output, in bytes
	File   int64         // length of each file it writes, in bytes
}

// ToolLimits are enough for an outside program and one document.
var ToolLimits = Limits{CPU: 30 * time.Second, Wall: 60 * time.Second, Memory: 4 << 30, Output: 64 << 20, File: 256 << 20}

func (l Limits) orDefault() Limits {
	set(&l.CPU, ToolLimits.CPU)
	set(&l.Wall, ToolLimits.Wall)
	set(&l.Memory, ToolLimits.Memory)
	set(&l.Output, ToolLimits.Output)
	set(&l.File, ToolLimits.File)
	return l
}

func set[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

func megabytes(n int64) string { return fmt.Sprintf("%d MB", n>>20) }
