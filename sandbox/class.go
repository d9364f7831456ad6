package sandbox

import "nianbao/report"

// A Class says how a child process ended.
type Class string

const (
	Done   Class = "ok"
	Failed Class = "failed"        // it ended itself with an error: mostly what it read is malformed
	Panic  Class = "panic"         // it broke: a panic, a fault of memory, an answer that is none
	Memory Class = "out_of_memory" // it needed more memory than it may have
	CPU    Class = "cpu_limit"     // it needed more processor time than it may have
	Wall   Class = "wall_clock"    // it took longer than it may
	Output Class = "output_limit"  // its answer, or a file it wrote, is longer than it may be
	Killed Class = "killed"        // somebody else ended it: the system short of memory, or a person
)

// Reason is what a class is on a document; "" for [Done].
func (c Class) Reason() report.Reason {
	switch c {
	case Done:
		return ""
	case Failed:
		return report.Malformed
	case Memory:
		return report.OutOfMemory
	case CPU, Wall:
		return report.TimedOut
	case Output:
		return report.TooLarge
	}
	return report.Crashed
}

// words say for people what a class is.
func (c Class) words(l Limits) string {
	switch c {
	case Failed:
		return "it ended with an error"
	case Memory:
		return "it needed more memory than it may have"
	case CPU:
		return "it needed more than " + l.CPU.String() + " of processor time"
	case Wall:
		return "it took more than " + l.Wall.String()
	case Output:
		return "it gave more than " + megabytes(l.Output)
	case Killed:
		return "something outside ended it"
	}
	return "it broke"
}
