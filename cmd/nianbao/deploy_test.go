package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestDeploy holds that the pages on the crawl show the files of deploy/ as they
// are, that the commands in them have their flags, and that systemd takes the
// units, where it is installed.
func TestDeploy(t *testing.T) {
	files, err := filepath.Glob("../../deploy/*")
	if err != nil || len(files) < 3 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	var units []string
	dir := t.TempDir()
	for _, path := range files {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range []string{"crawling.md", "crawling.zh.md"} {
			text, err := os.ReadFile(filepath.Join("../../docs", page))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(text), "\n"+string(raw)+"```") {
				t.Errorf("docs/%s does not show deploy/%s", page, filepath.Base(path))
			}
		}
		for line := range strings.Lines(string(raw)) {
			_, command, ok := strings.Cut(line, "/usr/local/bin/nianbao ")
			if !ok {
				continue
			}
			command, _, _ = strings.Cut(command, " >>")
			args := strings.Fields(strings.ReplaceAll(command, "/etc/nianbao/sources.yaml", filepath.Join(dir, "none.yaml")))
			if got := call(t, args...); got.code != exitConfig || !strings.Contains(got.stderr, "none.yaml") {
				t.Errorf("%s: nianbao %s: code %d, %s", path, command, got.code, got.stderr)
			}
		}
		if ext := filepath.Ext(path); ext == ".service" || ext == ".timer" {
			// systemd wants the program to be there.
			unit := filepath.Join(dir, filepath.Base(path))
			if err := os.WriteFile(unit, []byte(strings.ReplaceAll(string(raw), "/usr/local/bin/nianbao", "/bin/true")), 0o644); err != nil {
				t.Fatal(err)
			}
			units = append(units, unit)
		}
	}
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Log("systemd-analyze is not installed: the units are not checked")
		return
	}
	if out, err := exec.Command("systemd-analyze", append([]string{"verify"}, units...)...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
	if out, err := exec.Command("systemd-analyze", "calendar", "*-*-* 22:00:00 Asia/Shanghai").CombinedOutput(); err != nil {
		t.Errorf("systemd-analyze calendar: %v\n%s", err, out)
	}
}
