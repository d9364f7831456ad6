//go:build linux

package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// smallDisk mounts a file system of its own, or skips: only root may.
func smallDisk(t *testing.T, options string) (dir string, remount func(flags uintptr)) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Skipf("no file system can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir, func(flags uintptr) {
		t.Helper()
		if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, options); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSmallDisk fills a disk with a database: what was stored can be searched, by
// command and as pages, while there is no room, nothing else is said to be stored,
// and the same command goes on when there is room.
func TestSmallDisk(t *testing.T) {
	for _, test := range []struct{ name, options string }{
		{"blocks", "size=12m"},
		{"names", "nr_inodes=3"}, // the folder, the database and its log, but nothing more
	} {
		t.Run(test.name, func(t *testing.T) {
			docs := generate(t, 120)
			clean := filepath.Join(t.TempDir(), "clean.db")
			if got := call(t, "ingest", "--db", clean, docs); got.code != exitOK {
				t.Fatalf("%+v", got)
			}
			disk, _ := smallDisk(t, test.options)
			db := filepath.Join(disk, "a.db")
			filler := filepath.Join(disk, "filler")
			var server *httptest.Server
			if test.name == "blocks" {
				if got := call(t, "ingest", "--db", db, filepath.Join(docs, "0000.txt")); got.code != exitOK {
					t.Fatalf("%+v", got)
				}
				fillUp(t, filler, 1<<20)
				server = pagesOf(t, db)
			}
			got := call(t, "ingest", "--db", db, docs)
			if got.code != exitFailed || !strings.Contains(got.stderr, "disk is full") && !strings.Contains(got.stderr, "forbidden") {
				t.Fatalf("ingest on a full disk: exit code %d, %s", got.code, got.stderr)
			}
			if test.name == "blocks" {
				dump(t, db) // sound
				if found := call(t, "search", "--db", db, "--all", "--limit", "1"); found.code != exitOK {
					t.Errorf("search on a full disk: exit code %d, %s", found.code, found.stderr)
				}
				for _, path := range []string{"/", searchFor("申请"), searchFor("申请", "format", "xlsx"), "/api/v1/figures?limit=1"} {
					if page := visit(t, server.URL+path); page.StatusCode != http.StatusOK {
						t.Errorf("%s on a full disk: status %d, %.300s", path, page.StatusCode, page.body)
					}
				}
				if got := call(t, "backup", "--db", db, filepath.Join(disk, "copy.db")); got.code != exitFailed || !strings.Contains(got.stderr, "the disk is full; no copy is left") {
					t.Errorf("backup on a full disk: exit code %d, %s", got.code, got.stderr)
				}
				if left, _ := filepath.Glob(filepath.Join(disk, "*copy*")); len(left) > 0 {
					t.Errorf("a backup leaves %v", left)
				}
				if err := os.Remove(filler); err != nil {
					t.Fatal(err)
				}
			} else if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT, "nr_inodes=1000"); err != nil {
				t.Fatal(err)
			}
			if got := call(t, "ingest", "--db", db, docs); got.code != exitOK {
				t.Fatalf("ingest with room again: exit code %d, %s", got.code, got.stderr)
			}
			if dump(t, db) != dump(t, clean) {
				t.Error("the database is not that of a run that never lacked room")
			}
		})
	}
}

// fillUp leaves so much free on a disk.
func fillUp(t *testing.T, path string, free int64) {
	t.Helper()
	var s syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(path), &s); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, make([]byte, int64(s.Bavail)*s.Bsize-free), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestReadOnlyDisk holds that a database on a disk that cannot be written is
// searched, checked and copied from, and that writing to it is refused in words.
func TestReadOnlyDisk(t *testing.T) {
	disk, remount := smallDisk(t, "size=512m")
	db := filepath.Join(disk, "a.db")
	docs := generate(t, 20)
	if got := call(t, "ingest", "--db", db, docs); got.code != exitOK {
		t.Fatalf("%+v", got)
	}
	want := dump(t, db)
	remount(syscall.MS_RDONLY)
	backup := filepath.Join(t.TempDir(), "copy.db")
	for _, args := range [][]string{{"search", "--db", db, "--all", "--limit", "1"}, {"doctor", "--db", db}, {"backup", "--db", db, backup}} {
		if got := call(t, args...); got.code != exitOK {
			t.Errorf("%s: exit code %d, %s%s", args[0], got.code, got.stdout, got.stderr)
		}
	}
	if dump(t, backup) != want || dump(t, db) != want {
		t.Error("a copy from a disk that cannot be written is another one")
	}
	for _, args := range [][]string{{"ingest", "--db", db, docs}, {"reextract", "-w", "--db", db}, {"backup", "--db", db, filepath.Join(disk, "copy.db")}} {
		got := call(t, args...)
		if got.code != exitFailed || got.stderr == "" || strings.Contains(got.stderr, "panic") {
			t.Errorf("%v: exit code %d, %s", args, got.code, got.stderr)
		}
		t.Log(fmt.Sprint(args[0], ": ", strings.TrimSpace(got.stderr)))
	}
}
