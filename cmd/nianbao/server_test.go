package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestOnServer holds that a command which a server's database cannot answer says
// what to do instead, without a password, before it asks anybody.
func TestOnServer(t *testing.T) {
	const address = "postgres://u:geheim@127.0.0.1:1/x"
	file := filepath.Join(t.TempDir(), "x.db")
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"search", "--db", address, "申请"}, "nianbao merge copy.db postgres://u:xxxxx@127.0.0.1:1/x; then nianbao search --db copy.db"},
		{[]string{"--lang", "zh", "serve", "--db", address}, "先做一份副本"},
		{[]string{"crawl", "status", "--db", address}, "crawl does not run on a PostgreSQL database"},
		{[]string{"worker", "--db", file}, "only such a one has a queue"},
		{[]string{"merge", address, file}, "merged into a file"},
	} {
		got := call(t, tt.args...)
		if got.code != exitUsage || !strings.Contains(got.stderr, tt.want) || strings.Contains(got.stderr, "geheim") {
			t.Errorf("%q: code %d, %s", tt.args, got.code, got.stderr)
		}
	}
	// Nobody listens there.
	got := call(t, "ingest", "--db", address, file)
	if got.code != exitFailed || !strings.Contains(got.stderr, "the server does not answer") || strings.Contains(got.stderr, "geheim") {
		t.Errorf("ingest: code %d, %s", got.code, got.stderr)
	}
}
