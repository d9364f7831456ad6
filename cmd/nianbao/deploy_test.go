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
		crawls := strings.Contains(path, "crawl") || strings.HasSuffix(path, ".cron")
		for _, page := range []string{"crawling.md", "crawling.zh.md"} {
			if !crawls {
				break
			}
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
			if !crawls { // help is only told where the flags before it are known
				if got := call(t, append(strings.Fields(command), "--help")...); got.code != exitOK {
					t.Errorf("%s: nianbao %s: code %d, %s", path, command, got.code, got.stderr)
				}
				continue
			}
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
	for _, unit := range units {
		if filepath.Ext(unit) == ".service" {
			// Exposure in tenths of a point, from 0; most services of a system stand at 96.
			if out, err := exec.Command("systemd-analyze", "security", "--offline=yes", "--threshold=50", unit).CombinedOutput(); err != nil {
				t.Errorf("systemd-analyze security: %v\n%s", err, out)
			}
		}
	}
	if out, err := exec.Command("systemd-analyze", "calendar", "*-*-* 22:00:00 Asia/Shanghai").CombinedOutput(); err != nil {
		t.Errorf("systemd-analyze calendar: %v\n%s", err, out)
	}
}

// TestDockerfile holds what a linter of Dockerfiles would: bases and what is
// installed are bounded, nothing is left of installing, nobody is root, commands
// are lists.
func TestDockerfile(t *testing.T) {
	raw, err := os.ReadFile("../../deploy/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(raw), "\\\n", " ")
	var last, user string
	for line := range strings.Lines(text) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch word {
		case "FROM":
			image, _, _ := strings.Cut(rest, " ")
			if _, tag, ok := strings.Cut(image, ":"); !ok || tag == "latest" {
				t.Errorf("%s names no version", image)
			}
			last, user = image, ""
		case "RUN":
			if strings.Contains(rest, "apt-get install") && !(strings.Contains(rest, "--no-install-recommends") && strings.Contains(rest, "-y") && strings.Contains(rest, "rm -rf /var/lib/apt/lists")) {
				t.Errorf("packages are installed with more than they need, or leave lists behind: %s", rest)
			}
			if strings.Contains(rest, "sudo") || strings.Contains(rest, "curl") {
				t.Errorf("RUN %s", rest)
			}
		case "USER":
			user = rest
		case "ENTRYPOINT", "CMD":
			if !strings.HasPrefix(rest, "[") {
				t.Errorf("%s is no list: signals would not reach the program", word)
			}
		case "ADD":
			t.Error("ADD unpacks and fetches: COPY does neither")
		case "COPY":
			if from, to, _ := strings.Cut(rest, " "); last == "debian:12-slim" && from == "." {
				t.Errorf("COPY . %s: the sources are in what is handed on", to)
			}
		}
	}
	if user == "" || user == "root" || user == "0" {
		t.Errorf("the program is run by %q", user)
	}
}
