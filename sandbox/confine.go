package sandbox

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// A confinement is what a child does to itself before it becomes the command
// that it is to be.
type confinement struct {
	Limits
	Files   int      // open files
	Write   []string // folders that it may write in
	Read    []string // folders and files that it may read, beside those
	Sockets bool     // it may open sockets to programs of this machine, make them in socketFolder, and remove files there
	Parent  int      // it ends with this process
	Loose   bool     // it may read and write everywhere: where no stricter child starts
}

// An Isolation says which bounds of the kernel hold for children here.
type Isolation struct {
	Limits  bool `json:"limits"`  // processor time, address space, file size
	Files   bool `json:"files"`   // no writing, no reading outside the system's folders
	Network bool `json:"network"` // no network
}

// socketFolder is where LibreOffice makes a socket, whatever it is told.
const socketFolder = "/tmp"

// systemTrees are where programs, their libraries, settings, fonts and data are.
// What a person or a service keeps is elsewhere.
var systemTrees = []string{
	"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix", "/gnu", "/snap", "/run/current-system",
	"/etc", "/var/cache/fontconfig", "/var/lib/libreoffice", "/var/spool/libreoffice", "/proc", "/sys", "/dev",
}

// toolTrees are what a program at path reads.
func toolTrees(path string) []string {
	trees := append([]string{filepath.Dir(path)}, systemTrees...)
	if real, err := filepath.EvalSymlinks(path); err == nil {
		trees = append(trees, filepath.Dir(real))
	}
	return trees
}

// confineMain is the child between its start and its becoming a command.
func confineMain(spec string, command []string) int {
	var c confinement
	err := json.Unmarshal([]byte(spec), &c)
	if err == nil {
		err = c.become(command)
	}
	fmt.Fprintf(os.Stderr, "%s%v\n", notConfinedWords, err)
	return exitNotConfined
}
