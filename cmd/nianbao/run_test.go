package main

import (
	"bytes"
	"errors"
	"testing"
	"time"
)

func TestFinish(t *testing.T) {
	closing := errors.New("close x.db: disk I/O error")
	wrong := &failure{text: "no such flag", hint: "did you mean --year?", code: exitUsage}
	tests := []struct {
		name string
		err  error
		code int
		said string
	}{
		{"nothing", nil, exitOK, ""},
		{"fell short", errShort, exitShort, ""},
		{"fell short, closed well", errors.Join(errShort, nil), exitShort, ""},
		{"fell short, closed badly", errors.Join(errShort, closing), exitFailed, "nianbao: something fell short\nnianbao: close x.db: disk I/O error\n"},
		{"with a hint", errors.Join(wrong, nil), exitUsage, "nianbao: no such flag\nnianbao: did you mean --year?\n"},
		{"another", closing, exitFailed, "nianbao: close x.db: disk I/O error\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var stderr bytes.Buffer
			c := &cli{log: &logger{w: &stderr, now: time.Now}}
			if code := c.finish(test.err); code != test.code || stderr.String() != test.said {
				t.Errorf("exit code %d, said %q; want %d, %q", code, stderr.String(), test.code, test.said)
			}
		})
	}
}

func TestLanguage(t *testing.T) {
	tests := []struct {
		name string
		env  map[string]string
		args []string
		want string
	}{
		{"nothing said", nil, nil, "en"},
		{"LANG", map[string]string{"LANG": "zh_CN.UTF-8"}, nil, "zh"},
		{"LC_ALL before LANG", map[string]string{"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, nil, "en"},
		{"twin before LANG", map[string]string{"LANG": "zh_CN.UTF-8", "NIANBAO_LANG": "en"}, nil, "en"},
		{"flag before twin", map[string]string{"NIANBAO_LANG": "en"}, []string{"search", "--lang", "zh"}, "zh"},
		{"flag with =", nil, []string{"--lang=zh", "search"}, "zh"},
		{"an unknown language", map[string]string{"LANG": "zh_TW"}, []string{"--lang", "fr"}, "zh"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := env{getenv: func(name string) string { return test.env[name] }}
			if got := language(e, test.args); got != test.want {
				t.Errorf("language = %q, want %q", got, test.want)
			}
		})
	}
}
