package warc

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"nianbao/report"
)

// raw is a record as others write it.
func raw(version, kind, url, block string) string {
	return fmt.Sprintf("%s\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2021-03-01T02:03:04Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"+
		"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", version, kind, url, len(block), block)
}

func answer(head, body string) string {
	return raw("WARC/1.0", "response", "http://x.gov.cn/1", "HTTP/1.1 200 OK\r\n"+head+"\r\n"+body)
}

func packed(parts ...string) string {
	var out bytes.Buffer
	for _, part := range parts {
		z := gzip.NewWriter(&out)
		io.WriteString(z, part)
		z.Close()
	}
	return out.String()
}

func deflated(s string) string {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	io.WriteString(z, s)
	z.Close()
	return out.String()
}

func brotlied(s string) string {
	var out bytes.Buffer
	z := brotli.NewWriter(&out)
	io.WriteString(z, s)
	z.Close()
	return out.String()
}

// show reads a file and gives a line for each answer and for how it ended.
func show(file string, most int64) string {
	var out []string
	for r := NewReader(strings.NewReader(file)); ; {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			return strings.Join(out, "; ")
		}
		if err != nil {
			return strings.Join(append(out, err.Error()), "; ")
		}
		a, err := rec.Answer(most)
		switch {
		case errors.Is(err, ErrNoAnswer):
			out = append(out, "-")
		case err != nil:
			out = append(out, err.Error())
		default:
			out = append(out, strings.TrimSpace(fmt.Sprintf("%d %s %.20s %s", a.Status, a.URL, a.Body, a.Truncated)))
		}
	}
}

func TestReader(t *testing.T) {
	one := answer("Content-Type: text/html\r\n", "年报")
	info := "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 3\r\n\r\na:b\r\n\r\n"
	const good = "200 http://x.gov.cn/1 年报"
	zeros := strings.Repeat("\x00", 1<<20)
	for _, tt := range []struct{ name, file, want string }{
		{"plain", info + one + one, "-; " + good + "; " + good},
		{"a member a record", packed(info, one, one), "-; " + good + "; " + good},
		{"packed whole", packed(info + one + one), "-; " + good + "; " + good},
		{"members that end within records", packed(info+one[:50], one[50:]), "-; " + good},
		{"lines without carriage return", strings.ReplaceAll(one, "\r\n", "\n"), "200 http://x.gov.cn/1 年报\n\n unspecified; record 1: unexpected EOF: a damaged archive"},
		{"one empty line too many", info + "\r\n" + one, "-; " + good},
		{"none between", strings.TrimSpace(info) + one, "-; " + good},
		{"nothing", "", ""},
		{"an empty member", packed("", one), good},
		{"version 0.18", strings.Replace(one, "WARC/1.0", "WARC/0.18", 1), good},
		{"version 2", strings.Replace(one, "WARC/1.0", "WARC/2.0", 1), `record 1: begins with "WARC/2.0", not with WARC/1: a damaged archive`},
		{"a page", "<html>\n", `record 1: begins with "<html>", not with WARC/1: a damaged archive`},
		{"another packed file", packed("<html>\n"), `record 1: begins with "<html>", not with WARC/1: a damaged archive`},
		{"an address in brackets", strings.Replace(one, "http://x.gov.cn/1", "<http://x.gov.cn/1>", 1), good},
		{"a field over two lines", strings.Replace(one, "WARC-Date: ", "WARC-Date:\r\n ", 1), good},
		{"an answer by DNS", raw("WARC/1.0", "response", "dns:x.gov.cn", "x"), "-"},
		{"cut within a record", info + one[:len(one)-9], "-; 200 http://x.gov.cn/1 \xe5 unspecified; record 2: unexpected EOF: a damaged archive"},
		{"cut within a header", info + one[:100], "-; record 2: unexpected EOF: a damaged archive"},
		{"cut within a member", packed(info, one)[:200], "-; record 2: unexpected EOF: a damaged archive"},
		{"rubbish behind", packed(info) + "rubbish that a crash left", "-; record 2: gzip: invalid header: a damaged archive"},
		{"a length that is too much", strings.Replace(info, "Length: 3", "Length: 3000000000", 1), `record 1: length "3000000000": a damaged archive`},
		{"a length below zero", strings.Replace(info, "Length: 3", "Length: -3", 1), `record 1: length "-3": a damaged archive`},
		{"no length", strings.Replace(info, "Content-Length: 3", "X: 3", 1), `record 1: length "": a damaged archive`},
		{"a long line", "WARC/1.0\r\nX: " + strings.Repeat("x", maxLine) + "\r\n", "record 1: a line of more than 65536 bytes: a damaged archive"},
		{"many fields", "WARC/1.0\r\n" + strings.Repeat("X: x\r\n", maxFields+1), "record 1: more than 200 fields: a damaged archive"},
		{"many empty lines", info + strings.Repeat("\n", 2000), "-; record 2: more than 1024 empty lines: a damaged archive"},

		{"chunked", answer("Transfer-Encoding: chunked\r\n", "3\r\n年\r\n3\r\n报\r\n0\r\n\r\n"), good},
		{"chunked, and put together", answer("Transfer-Encoding: chunked\r\n", "年报"), good},
		{"chunked, and cut off", answer("Transfer-Encoding: chunked\r\n", "3\r\n年\r\n30\r\n报"), good + " unspecified"},
		{"gzip", answer("Content-Encoding: gzip\r\n", packed("年报")), good},
		{"gzip, and unpacked", answer("Content-Encoding: gzip\r\n", "年报"), good},
		{"gzip, and cut off", answer("Content-Encoding: gzip\r\n", packed("年报年报")[:20]), "200 http://x.gov.cn/1 年报年报 unspecified"},
		{"chunked gzip", answer("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", chunk(packed("年报"))), good},
		{"deflate", answer("Content-Encoding: deflate\r\n", deflated("年报")), good},
		{"deflate without its header", answer("Content-Encoding: deflate\r\n", deflated("年报")[2:]), good},
		{"brotli", answer("Content-Encoding: br\r\n", brotlied("年报")), good},
		{"as Common Crawl has it", answer("X-Crawl-Content-Encoding: gzip\r\nContent-Length: 6\r\n", "年报"), good},
		{"a bomb", answer("Content-Encoding: gzip\r\n", packed(zeros)), "unpacks to more than 100 times its size: above the size limit"},
		{"a large body", answer("", zeros+zeros), "more than 1500000 bytes: above the size limit"},
		{"lines that are no header", answer("rubbish\r\n  more\r\nX Y: z\r\n", "年报"), good},
		{"no HTTP", raw("WARC/1.0", "response", "http://x.gov.cn/1", "<html>"), `http://x.gov.cn/1: unexpected EOF: a damaged archive`},
		{"no status", raw("WARC/1.0", "response", "http://x.gov.cn/1", "HTTP/1.1 OK\r\n\r\n"), `http://x.gov.cn/1: status line "HTTP/1.1 OK": a damaged archive`},
		{"no body", raw("WARC/1.0", "response", "http://x.gov.cn/1", "HTTP/1.1 404 Not Found\r\nX: y\r\n"), "404 http://x.gov.cn/1"},
		{"no date", strings.Replace(one, "2021-03-01T02:03:04Z", "yesterday", 1), `date "yesterday": a damaged archive`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := show(tt.file, 1_500_000); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func chunk(s string) string { return fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(s), s) }

func TestTLSState(t *testing.T) {
	for _, state := range []string{"", "TLS 1.3", "TLS 1.0, legacy", "certificate expired"} {
		if got := tlsOf(tlsFields(state)); got != state {
			t.Errorf("%q reads %q", state, got)
		}
	}
}

// Whatever a file holds, reading it ends, and no body is above the limit.
func FuzzReader(f *testing.F) {
	one := answer("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", chunk(packed("年报")))
	for _, seed := range []string{one, packed(one), packed(one[:50], one[50:]), answer("Content-Encoding: br\r\n", brotlied("年报")),
		answer("Content-Encoding: deflate\r\n", deflated("年报")), answer("rubbish\r\n", "x")} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		r := NewReader(bytes.NewReader(file))
		for n := 0; ; n++ {
			rec, err := r.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				if !errors.Is(err, ErrDamaged) {
					t.Errorf("%v is of no kind", err)
				}
				return
			}
			if n > len(file)*1100 {
				t.Fatalf("%d records in %d bytes", n, len(file))
			}
			if rec.Offset >= int64(len(file)) {
				t.Errorf("a record at %d of %d", rec.Offset, len(file))
			}
			a, err := rec.Answer(1000)
			if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNoAnswer) && !errors.Is(err, report.ErrTooLarge) {
				t.Errorf("%v is of no kind", err)
			}
			if a != nil && len(a.Body) > 1000 {
				t.Errorf("a body of %d bytes", len(a.Body))
			}
		}
	})
}
