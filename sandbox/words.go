package sandbox

import (
	"regexp"
	"strings"
)

// maxFrames is how much of a trace is kept: functions, each with its place.
const maxFrames = 12

var (
	traceHead  = regexp.MustCompile(`^goroutine \d+ `)
	traceNoise = regexp.MustCompile(`\([^()]*\)$| fp=0x.*$| \+0x[0-9a-f]+.*$| gp=0x\S+ m=\S+( mp=\S+)?|^PC=.*$|^runtime: sp=.*$`)
)

// lastWords makes of a child's standard error what is kept with a document:
// of a trace what happened and where our own code was, without addresses, which
// differ from run to run; of anything else the last lines.
func lastWords(stderr string) string {
	blocks := strings.Split(strings.TrimSpace(stderr), "\n\n")
	what := lines(blocks[0])
	if len(blocks) < 2 || !strings.Contains(stderr, "\ngoroutine ") {
		return strings.Join(what[max(0, len(what)-maxFrames):], "\n")
	}
	where := ""
	for _, block := range blocks[1:] {
		if !traceHead.MatchString(block) {
			continue
		}
		if where == "" || strings.Contains(block, "\nnianbao/") {
			where = block
		}
		if strings.Contains(where, "\nnianbao/") {
			break
		}
	}
	frames := lines(where)
	return strings.Join(append(what, frames[:min(len(frames), 2*maxFrames)]...), "\n")
}

// lines gives the lines of a piece of a trace without their addresses.
func lines(s string) (out []string) {
	for line := range strings.Lines(s) {
		line = strings.TrimRight(traceNoise.ReplaceAllString(strings.TrimRight(line, "\n"), ""), " ")
		if line != "" {
			out = append(out, line)
		}
	}
	return out
}
