package robots

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func address(t testing.TB, path string) *url.URL {
	t.Helper()
	u, err := url.Parse("http://www.example.gov.cn" + path)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func encoded(t testing.TB, s string) string {
	t.Helper()
	out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestAllowed has files, written with | for an end of line, and for each a path
// that it allows (+) or disallows (-).
func TestAllowed(t *testing.T) {
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("User-agent: *\r\nDisallow: /年报/\r\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, file, want string }{
		{"an empty file", "", "+/a"},
		{"only spaces", " | |", "+/a"},
		{"everything", "User-agent: *|Disallow: /", "-/ -/a -/a?b=c +/robots.txt"},
		{"nothing", "User-agent: *|Disallow:", "+/ +/a"},
		{"a folder", "User-agent: *|Disallow: /a/", "-/a/ -/a/b +/a +/b"},
		{"a prefix", "User-agent: *|Disallow: /a", "-/a -/ab -/a/b -/a.html +/b/a"},
		{"letters count", "User-agent: *|Disallow: /A", "-/A +/a"},

		{"the longest match wins", "User-agent: *|Disallow: /a|Allow: /a/b", "-/a/c +/a/b +/a/bc"},
		{"the longest match wins, in either order", "User-agent: *|Allow: /a/b|Disallow: /a", "-/a/c +/a/b"},
		{"Allow wins a tie", "User-agent: *|Disallow: /a|Allow: /a", "+/a"},
		{"a star weighs as one character", "User-agent: *|Allow: /page|Disallow: /*.ph", "+/page.php5 -/x.php"},
		{"a longer pattern wins", "User-agent: *|Allow: /page|Disallow: /*.htm", "-/page.htm +/page"},
		{"a dot weighs no more than a letter", "User-agent: *|Disallow: /a.b*c|Allow: /a.bxxc", "+/a.bxxc -/a.bxc"},
		{"a long Disallow loses to a longer Allow", "User-agent: *|Disallow: /zwgk/|Allow: /zwgk/zfxxgknb/", "+/zwgk/zfxxgknb/index.html -/zwgk/x"},
		{"the root by itself", "User-agent: *|Allow: /$|Disallow: /", "+/ -/a -/?a"},

		{"a star", "User-agent: *|Disallow: /*.pdf", "-/a.pdf -/a/b.pdf -/a.pdf?b +/a.doc"},
		{"a star from the start only", "User-agent: *|Disallow: /a*b", "-/ab -/axb +/x/ab"},
		{"a star without a slash", "User-agent: *|Disallow: *.pdf", "-/a.pdf +/a.doc"},
		{"only a star", "User-agent: *|Disallow: *", "-/ -/a"},
		{"a star at the end", "User-agent: *|Disallow: /a*", "-/a -/ab +/b"},
		{"two stars", "User-agent: *|Disallow: /*/b/*/d", "-/a/b/c/d +/a/b/d"},
		{"many stars", "User-agent: *|Disallow: /a***b", "-/ab -/axb +/a"},
		{"the end", "User-agent: *|Disallow: /*.pdf$", "-/a.pdf +/a.pdf?b +/a.pdfx"},
		{"the end of a plain path", "User-agent: *|Disallow: /a$", "-/a +/ab +/a/"},
		{"a dollar in the middle", "User-agent: *|Disallow: /a$b", "-/a$b -/a%24b +/a"},
		{"a dollar in %-form is a character", "User-agent: *|Disallow: /a%24", "-/a$ -/a$b +/a"},
		{"a star in %-form is a character", "User-agent: *|Disallow: /a%2Ab", "-/a*b -/a%2ab +/axb"},
		{"characters of regular expressions", "User-agent: *|Disallow: /a.b|Disallow: /(c)+[d]", "-/a.b +/axb -/(c)+[d] +/cd"},
		{"a query", "User-agent: *|Disallow: /*?", "-/a?b -/?b +/a"},
		{"a parameter", "User-agent: *|Disallow: /*sort=", "-/a?sort=1 -/a?b=1&sort=2 +/a?b=1"},
		{"an address in a query", "User-agent: *|Disallow: /a?u=http://b", "-/a?u=http://b -/a?u=http%3A%2F%2Fb +/a"},

		{"Chinese as it is", "User-agent: *|Disallow: /信息公开/", "-/信息公开/a -/%E4%BF%A1%E6%81%AF%E5%85%AC%E5%BC%80/a +/信息/"},
		{"Chinese in %-form", "User-agent: *|Disallow: /%E4%BF%A1%E6%81%AF/", "-/信息/a -/%e4%bf%a1%E6%81%AF/a +/年报/"},
		{"Chinese in small letters", "User-agent: *|Disallow: /%e4%bf%a1", "-/信 -/信息 -/%E4%BF%A1 +/年"},
		{"Chinese allowed", "User-agent: *|Disallow: /|Allow: /年报", "+/年报/2023 +/%E5%B9%B4%E6%8A%A5 -/年"},
		{"Chinese with a star", "User-agent: *|Disallow: /*年报*pdf$", "-/a/年报/b.pdf -/%E5%B9%B4%E6%8A%A5.pdf +/年报.doc"},
		{"Chinese in GBK", encoded(t, "User-agent: *|Disallow: /年报/"), "-/年报/a -/%C4%EA%B1%A8/a +/信息/"},
		{"the bytes of GBK in %-form are no other characters", "User-agent: *|Disallow: /%C4%EA%B1%A8/", "-/%c4%ea%b1%a8/ +/年报/"},
		{"Chinese in UTF-16", utf16, "-/年报/a +/信息/"},
		{"letters in %-form", "User-agent: *|Disallow: /%61%62", "-/ab -/%61b +/a"},
		{"letters in %-form in the address", "User-agent: *|Disallow: /admin", "-/%61dmin -/adm%69n/x"},
		{"a slash in %-form is no slash", "User-agent: *|Disallow: /a/b", "-/a/b +/a%2Fb"},
		{"a slash in %-form", "User-agent: *|Disallow: /a%2fb", "-/a%2Fb -/a%2fb +/a/b"},
		{"a bad sequence", "User-agent: *|Disallow: /100%", "-/100%25 +/100"},
		{"dots", "User-agent: *|Disallow: /a/", "-/b/../a/ -/./a/x -/a/../b +/b/../c"},

		{"a byte order mark", "\ufeffUser-agent: *|Disallow: /a", "-/a +/b"},
		{"a mark in the middle", "# x|\ufeffUser-agent: *|\ufeffDisallow: /a", "-/a"},
		{"comments", "# a|User-agent: * # b|Disallow: /a # c|#Disallow: /b", "-/a +/b"},
		{"keys in any letters", "USER-AGENT: *|DISALLOW: /a", "-/a"},
		{"keys without hyphen, misspelt", "Useragent: *|Disalow: /a|user agent: x|dissallow: /b", "-/a +/b"},
		{"spaces and tabs", "  User-agent \t:\t*  |\tDisallow\t:\t/a\t", "-/a"},
		{"no colon", "User-agent *|Disallow /a", "-/a"},
		{"a full-width colon", "User-agent：*|Disallow：/a", "-/a"},
		{"ends of line of a Mac", "User-agent: *\rDisallow: /a\r", "-/a"},
		{"ends of line of Windows", "User-agent: *\r\nDisallow: /a\r\n", "-/a"},
		{"a path without a slash", "User-agent: *|Disallow: a", "-/a +/b"},
		{"a whole address", "User-agent: *|Disallow: http://www.example.gov.cn/a", "-/a +/b"},
		{"two paths in a line", "User-agent: *|Disallow: /a /b", "-/a -/b +/c"},
		{"a path with a space", "User-agent: *|Disallow: /a b", "-/a%20b +/a"},
		{"lines of no meaning", "hello|User-agent: *|Clean-param: x|Disallow: /a|:|Disallow|nofollow", "-/a +/b"},
		{"rules before any name", "Disallow: /a", "-/a +/b"},
		{"a delay that is none spoils nothing", "User-agent: *|Crawl-delay: soon|Disallow: /a", "-/a +/b"},
		{"sitemaps between", "User-agent: x|Sitemap: http://x/s.xml|User-agent: *|Disallow: /a", "-/a"},

		{"our name", "User-agent: *|Disallow: /|User-agent: nianbao|Disallow: /a", "-/a +/b"},
		{"our name first", "User-agent: nianbao|Disallow: /a||User-agent: *|Disallow: /", "-/a +/b"},
		{"our name in other letters", "User-agent: NianBao|Disallow: /a", "-/a +/b"},
		{"our name with a version", "User-agent: nianbao/1.0|Disallow: /a", "-/a"},
		{"the beginning of our name is another's", "User-agent: nian|Disallow: /", "+/a"},
		{"our name as a beginning is another's", "User-agent: nianbao-images|Disallow: /", "+/a"},
		{"another's name", "User-agent: Baiduspider|Disallow: /", "+/a"},
		{"several names", "User-agent: a|User-agent: nianbao|User-agent: b|Disallow: /a", "-/a +/b"},
		{"two groups of our name are one", "User-agent: nianbao|Disallow: /a|User-agent: x|Disallow: /c|User-agent: nianbao|Disallow: /b", "-/a -/b +/c"},
		{"two groups for everyone are one", "User-agent: *|Disallow: /a|User-agent: *|Disallow: /b", "-/a -/b +/c"},
		{"a group of ours without rules", "User-agent: *|Disallow: /|User-agent: nianbao|Disallow:", "+/a"},
		{"a group of ours with nothing at all", "User-agent: *|Disallow: /|User-agent: nianbao", "+/a"},
		{"an empty rule ends the names", "User-agent: nianbao|Disallow:|User-agent: *|Disallow: /", "+/a"},
		{"a delay does not end the names", "User-agent: nianbao|Crawl-delay: 5|User-agent: x|Disallow: /a", "-/a"},

		{"beyond 512 KiB", "User-agent: *|" + strings.Repeat("#234567|", MaxBytes/8) + "Disallow: /", "+/a"},
		{"a line cut at 512 KiB", "User-agent: *|Disallow: /b|" + strings.Repeat("#234567|", (MaxBytes-40)/8) + "Allow: /b" + strings.Repeat("x", 100), "-/b +/a"},
		{"a pattern of more stars than are tested", "User-agent: *|Disallow: /a" + strings.Repeat("*b", maxStars+1), "-/ab +/b"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rules := Parse([]byte(strings.ReplaceAll(tt.file, "|", "\n")))
			for _, want := range strings.Fields(tt.want) {
				if got := rules.Allowed(address(t, want[1:])); got != (want[0] == '+') {
					t.Errorf("%s allowed: %v", want[1:], got)
				}
			}
		})
	}
}

func TestDelay(t *testing.T) {
	for _, tt := range []struct {
		file string
		want time.Duration
		slow bool
	}{
		{"User-agent: *|Disallow: /a", 0, false},
		{"User-agent: *|Crawl-delay: 10", 10 * time.Second, false},
		{"User-agent: *|Crawl-delay: 2.5", 2500 * time.Millisecond, false},
		{"User-agent: *|Crawl-delay: 10s", 10 * time.Second, false},
		{"User-agent: *|Crawldelay:300", 300 * time.Second, false},
		{"User-agent: *|Crawl-delay: 301", 301 * time.Second, true},
		{"User-agent: *|Crawl-delay: 86400", 24 * time.Hour, true},
		{"User-agent: *|Crawl-delay: -1", 0, false},
		{"User-agent: *|Crawl-delay: NaN", 0, false},
		{"User-agent: *|Crawl-delay: 1|Crawl-delay: 7|Crawl-delay: 2", 7 * time.Second, false},
		{"User-agent: x|Crawl-delay: 10", 0, false},
		{"User-agent: nianbao|Crawl-delay: 5|Disallow:|User-agent: *|Crawl-delay: 10", 5 * time.Second, false},
		{"User-agent: nianbao|Crawl-delay: 5|User-agent: *|Crawl-delay: 10", 10 * time.Second, false}, // one group, as a delay ends no names
		{"User-agent: nianbao|Disallow:|User-agent: *|Crawl-delay: 10", 0, false},
	} {
		rules := Parse([]byte(strings.ReplaceAll(tt.file, "|", "\n")))
		if rules.Delay != tt.want || rules.TooSlow() != tt.slow {
			t.Errorf("%s: delay %s, too slow %v, want %s %v", tt.file, rules.Delay, rules.TooSlow(), tt.want, tt.slow)
		}
	}
}

func TestLongPath(t *testing.T) {
	rules := Parse([]byte("User-agent: *\nDisallow: /a"))
	if path := "/b" + strings.Repeat("x", maxPath); rules.Allowed(address(t, path)) {
		t.Error("a path too long to be compared is allowed")
	}
}

// FuzzParse holds that a file and a path have an answer, that the same path
// always has the same, and that a file may forbid everything.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"User-agent: *\nDisallow: /a*b$\nAllow: /a", "User-agent: nianbao\nCrawl-delay: 5\nDisallow: /年报", "\xff\xfeU\x00", "a:b", "Disallow: %4"} {
		f.Add([]byte(seed), "/a/年报?b=1")
	}
	f.Fuzz(func(t *testing.T, body []byte, path string) {
		u, err := url.Parse("http://x/" + path)
		if err != nil {
			return
		}
		rules := Parse(body)
		one, other := rules.Allowed(u), Parse(body).Allowed(u)
		if one != other {
			t.Errorf("%q: %v, then %v", u, one, other)
		}
		if rules.Delay < 0 {
			t.Errorf("delay %s", rules.Delay)
		}
		closed := Parse(fmt.Appendf(nil, "User-agent: %s\nDisallow: *", Agent))
		if closed.Allowed(u) && u.EscapedPath() != "/robots.txt" {
			t.Errorf("%q allowed where nothing is", u)
		}
	})
}
