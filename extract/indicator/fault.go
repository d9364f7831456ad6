package indicator

import (
	"fmt"
	"strconv"
	"strings"
)

// A Place is a line of a file of the codebook.
type Place struct {
	File string
	Line int // 1-based; 0 for the file as a whole
}

func (p Place) String() string {
	if p.Line == 0 {
		return p.File
	}
	return p.File + ":" + strconv.Itoa(p.Line)
}

// A Fault is a mistake in a file of the codebook, for the person who wrote it.
type Fault struct {
	Place
	Kind  FaultKind
	What  string   // the word or line that is wrong
	Known []string // what could stand there instead, where the list is closed
}

// A FaultKind says what is wrong.
type FaultKind string

const (
	NoFiles        FaultKind = "no indicator file (*.txtar) in"
	Unreachable    FaultKind = "cannot be read"
	TooLarge       FaultKind = "file above the size limit"
	TooMany        FaultKind = "too many indicator files"
	NotUTF8        FaultKind = "not UTF-8"
	BadID          FaultKind = "not an indicator's id"
	Taken          FaultKind = "the program has an indicator of this id"
	Twice          FaultKind = "two files for one indicator"
	NoKey          FaultKind = "not a line key: value"
	UnknownKey     FaultKind = "unknown key"
	NoName         FaultKind = "the indicator has no name"
	UnknownUnit    FaultKind = "unknown unit"
	UnknownSection FaultKind = "unknown section"
	BadForm        FaultKind = "not a place in a form"
	BadDims        FaultKind = "not a line dimension=value words"
	UnknownDim     FaultKind = "unknown dimension"
	NoPattern      FaultKind = "nothing reads the indicator"
	NoNumber       FaultKind = "pattern without # for the number"
	BadPattern     FaultKind = "bad regular expression"
	TooLong        FaultKind = "pattern too long"
	UnknownMacro   FaultKind = "unknown word list"
	TakenMacro     FaultKind = "the program has a word list of this name"
	BadMacro       FaultKind = "not a line name = words"
	UnknownOption  FaultKind = "unknown option"
	BadOption      FaultKind = "bad value of an option"
	BadValue       FaultKind = "not a line dimension=value name | English name"
	BadBreak       FaultKind = "not a line era>era kind basis codes"
	UnknownEras    FaultKind = "not two eras that follow each other"
	NoWords        FaultKind = "a break without zh: and en:"
	UnknownKind    FaultKind = "unknown kind of break"
	UnknownBasis   FaultKind = "unknown basis of a break"
	UnknownCode    FaultKind = "no form has the code"
	BadBridge      FaultKind = "not a sum of codes = or ~ a sum of codes"
	SaidTwice      FaultKind = "said twice between two eras"
	UnfitBreak     FaultKind = "a break that the forms contradict"
	BadExample     FaultKind = "bad line of an example"
)

func (f *Fault) Error() string {
	text := fmt.Sprintf("%s: %s %q", f.Place, f.Kind, f.What)
	if len(f.Known) > 0 {
		text += ", not among: " + strings.Join(f.Known, " ")
	}
	return text
}

// Faults are all the mistakes found in one loading.
type Faults []*Fault

func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i := range f {
		lines[i] = f[i].Error()
	}
	return strings.Join(lines, "\n")
}

// Err is f as an error: nil where there are none.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

// Add notes a fault.
func (f *Faults) Add(at Place, kind FaultKind, what string, known ...string) {
	*f = append(*f, &Fault{at, kind, what, known})
}
