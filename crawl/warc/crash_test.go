package warc

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// childEnv names the folder of the archive to a child of TestKill.
const childEnv = "NIANBAO_WARC_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		fmt.Fprintln(os.Stderr, child(dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// child adds pages until it is killed, and says which ones it added.
func child(dir string) error {
	a, err := Open(Options{Dir: dir, MaxFile: 100_000, Now: func() time.Time { return evening }})
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		body := fmt.Sprint(os.Getpid(), " ", i, " ", strings.Repeat("x", i%5*1000))
		x := page("http://x.gov.cn/"+fmt.Sprint(i), body)
		x.At = evening
		p, err := a.Put(&x)
		if err != nil {
			return err
		}
		fmt.Println(p.SHA256)
	}
}

// TestKill kills processes that add to one archive at random moments: whatever
// they acknowledged is there, and every file is whole but for its end.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills processes")
	}
	dir := t.TempDir()
	acknowledged := map[string]bool{}
	for range 20 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childEnv+"="+dir)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		until := rand.IntN(40)
		for n := 0; ; n++ {
			if n == until {
				time.AfterFunc(time.Duration(rand.IntN(3000))*time.Microsecond, func() { cmd.Process.Kill() })
			}
			if !lines.Scan() {
				break
			}
			acknowledged[lines.Text()] = true
		}
		if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() == 1 {
			t.Fatalf("a child ended by itself: %v", err)
		}
	}
	a := openArchive(t, dir)
	for sum := range acknowledged {
		p, ok := a.Find(sum)
		if !ok {
			t.Errorf("%s was acknowledged and is not there", sum)
			continue
		}
		got, err := a.Read(p, 1<<20)
		if err != nil || digest(got.Body) != sum {
			t.Errorf("%s at %d: %v", p.File, p.Offset, err)
		}
	}
	put(t, a, page("http://x.gov.cn/end", "the end"))
	files, err := filesOf(dir)
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	t.Logf("%d answers in %d files", len(acknowledged), len(files))
	// The last one was mended by what was added; a file left for another may be torn.
	records(t, dir+"/"+files[len(files)-1])
}
