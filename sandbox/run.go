package sandbox

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// A Tool is one run of an outside program on one document.
//
// It runs in a temporary folder of its own, which is its HOME and TMPDIR and
// is removed afterwards; relative names in Args are files there. Its
// environment holds these, PATH, LANG=C.UTF-8, OMP_THREAD_LIMIT=1, and nothing
// of this process.
type Tool struct {
	Path   string            // of the program: a name is looked up in PATH
	Args   []string          // without the program's name
	Stdin  []byte            // nil for none
	Files  map[string][]byte // put into its folder before it starts, by base name
	Env    []string          // further NAME=value
	Read   []string          // further folders and files that it may read, beside the system's own
	Office bool              // it is LibreOffice, which makes a socket outside its folder
	// Collect reads what it left in its folder, once it has ended well. Links out
	// of the folder are refused. An error is that of Run; nil for nothing to collect.
	Collect func(dir fs.FS) error
	Limits  Limits
}

// A Result is how the run of a tool ended.
type Result struct {
	Class  Class
	Stdout []byte // what it wrote until it ended; not to be trusted unless Class is Done
	Stderr string // the begin and the end of its standard error
	Exit   int    // its exit code; -1 where a signal ended it
	CPU    time.Duration
	Wall   time.Duration
}

// Run runs a tool and waits for its end. Whatever the document makes of it is
// in the result; an error is a fault of the machine or of the call: there is no
// such program ([exec.ErrNotFound]), no process can be started, ctx is done.
func Run(ctx context.Context, t Tool) (Result, error) {
	if err := armedOrError(); err != nil {
		return Result{}, err
	}
	path, err := exec.LookPath(t.Path)
	if err != nil {
		return Result{}, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return Result{}, err
	}
	dir, err := toolFolder(t.Files)
	if err != nil {
		return Result{}, err
	}
	defer os.RemoveAll(dir) // what a tool made unremovable is left to the system
	limits := t.Limits.orDefault()
	c := confinement{Limits: limits, Files: 256, Write: []string{dir}, Read: append(toolTrees(path), t.Read...), Sockets: t.Office}
	cmd, err := c.command(append([]string{path}, t.Args...))
	if err != nil {
		return Result{}, err
	}
	cmd.Dir = dir
	cmd.Env = append(toolEnvironment(dir), t.Env...)
	cmd.Stdin = bytes.NewReader(t.Stdin)
	r, err := runLimited(ctx, cmd, limits)
	if err != nil {
		return r, fmt.Errorf("run %s: %w", filepath.Base(path), err)
	}
	if r.Class == Done && t.Collect != nil {
		err = collect(dir, t.Collect)
	}
	return r, err
}

// toolFolder makes a folder with the files in it.
func toolFolder(files map[string][]byte) (string, error) {
	dir, err := os.MkdirTemp("", "nianbao-tool-")
	if err != nil {
		return "", err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return "", err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), content, 0o600); err != nil {
			os.RemoveAll(dir)
			return "", err
		}
	}
	return dir, nil
}

func collect(dir string, read func(fs.FS) error) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	return read(root.FS())
}

func toolEnvironment(dir string) []string {
	return []string{"HOME=" + dir, "TMPDIR=" + dir, "TMP=" + dir, "TEMP=" + dir, "PATH=" + toolPath, "LANG=C.UTF-8", "OMP_THREAD_LIMIT=1"}
}

// runLimited runs a command to its end, or ends it.
func runLimited(ctx context.Context, cmd *exec.Cmd, l Limits) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	p := &process{cmd: cmd}
	stdout := &capped{max: l.Output, full: func() { p.end(Output) }}
	cmd.Stdout = stdout
	started := time.Now()
	if err := p.start(); err != nil {
		return Result{}, err
	}
	wall := time.AfterFunc(l.Wall, func() { p.end(Wall) })
	defer wall.Stop()
	stop := context.AfterFunc(ctx, func() { p.end(Killed) })
	defer stop()
	ended := p.wait()
	r := Result{Class: p.class(ended, l.CPU), Stdout: stdout.kept.Bytes(), Stderr: p.stderr.String(), Wall: time.Since(started)}
	if ended != nil {
		r.Exit, r.CPU = ended.ExitCode(), ended.UserTime()+ended.SystemTime()
	}
	if err := ctx.Err(); err != nil && r.Class == Killed {
		return r, err
	}
	return r, notConfined(ended, r.Stderr)
}
