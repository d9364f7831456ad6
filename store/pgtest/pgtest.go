// Package pgtest starts a real PostgreSQL server for tests: Debian's package,
// as a user without rights, on a free port, in a folder of its own.
package pgtest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// A Server runs until its test ends.
type Server struct {
	Addr string // 127.0.0.1:port
	made atomic.Int32
}

// Start starts a server, or skips the test where there is none; under
// NIANBAO_TEST_ALL that is a failure.
func Start(t testing.TB) *Server {
	t.Helper()
	if testing.Short() {
		t.Skip("a database server takes seconds to start")
	}
	programs, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(programs) == 0 {
		const why = "PostgreSQL is not installed here (Debian: postgresql)"
		if os.Getenv("NIANBAO_TEST_ALL") != "" {
			t.Fatal(why)
		}
		t.Skip(why)
	}
	bin := filepath.Dir(programs[len(programs)-1])
	as := unprivileged(t)
	// Not t.TempDir: its parents let nobody else in.
	dir, err := os.MkdirTemp("", "pgtest")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if as != nil {
		if err := os.Chown(dir, int(as.Uid), int(as.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	command := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(bin, name), args...)
		cmd.Dir = dir
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as, Setpgid: true}
		return cmd
	}
	data := filepath.Join(dir, "data")
	// A locale's order of words must not matter: where there is one, take it.
	if out, err := command("initdb", "-D", data, "-U", "nianbao", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync").CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	s := &Server{Addr: free(t)}
	_, port, _ := net.SplitHostPort(s.Addr)
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	server := command("postgres", "-D", data, "-p", port, "-h", "127.0.0.1", "-k", dir, "-c", "fsync=on", "-c", "max_connections=100")
	server.Stdout, server.Stderr = log, log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Signal(syscall.SIGQUIT)
		server.Wait()
		if t.Failed() {
			if b, err := os.ReadFile(log.Name()); err == nil {
				t.Logf("the server's log ends so:\n%s", b[max(0, len(b)-4000):])
			}
		}
		log.Close()
	})
	for range 300 {
		conn, err := pgx.Connect(t.Context(), s.in("postgres"))
		if err == nil {
			conn.Close(t.Context())
			return s
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("PostgreSQL does not answer")
	return nil
}

// Database makes an empty database and gives its address: a schema of its own,
// for that takes less time.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, s.in("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	name := "test" + strconv.Itoa(int(s.made.Add(1)))
	if _, err := conn.Exec(ctx, "CREATE SCHEMA "+name); err != nil {
		t.Fatal(err)
	}
	return s.in("postgres") + "&search_path=" + name
}

func (s *Server) in(database string) string {
	return fmt.Sprintf("postgres://nianbao@%s/%s?sslmode=disable", s.Addr, database)
}

// Through is an address as it is reached by way of another one.
func (s *Server) Through(address, by string) string { return strings.Replace(address, s.Addr, by, 1) }

func free(t testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// unprivileged is a user under whom the server runs: it does not run under root.
func unprivileged(t testing.TB) *syscall.Credential {
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			uid, _ := strconv.Atoi(u.Uid)
			gid, _ := strconv.Atoi(u.Gid)
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		}
	}
	t.Skip("there is no user postgres or nobody, and PostgreSQL does not run under root")
	return nil
}
