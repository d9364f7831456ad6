package address

import "testing"

func TestKey(t *testing.T) {
	for _, tt := range []struct{ raw, want string }{
		{"http://www.a.gov.cn", "http://www.a.gov.cn/"},
		{"HTTP://WWW.A.GOV.CN/A", "http://www.a.gov.cn/A"},
		{"http://www.a.gov.cn:80/", "http://www.a.gov.cn/"},
		{"https://www.a.gov.cn:443/", "https://www.a.gov.cn/"},
		{"http://www.a.gov.cn:443/", "http://www.a.gov.cn:443/"},
		{"http://www.a.gov.cn./a", "http://www.a.gov.cn/a"},
		{"http://www.a.gov.cn.\u00ad/a", "http://www.a.gov.cn/a"},
		{"http://例子.中国/a", "http://xn--fsqu00a.xn--fiqs8s/a"},
		{"http://a_b.gov.cn/", "http://a_b.gov.cn/"},
		{"http://[::1]:8080/", "http://[::1]:8080/"},
		{" http://www.a.gov.cn/a\n", "http://www.a.gov.cn/a"},
		{"http://www.a.gov.cn/a/./b/../c", "http://www.a.gov.cn/a/c"},
		{"http://www.a.gov.cn/a/b/..", "http://www.a.gov.cn/a/"},
		{"http://www.a.gov.cn/../../a", "http://www.a.gov.cn/a"},
		{"http://www.a.gov.cn/a//b", "http://www.a.gov.cn/a//b"},
		{"http://www.a.gov.cn/a//b/./c", "http://www.a.gov.cn/a//b/c"},
		{"http://www.a.gov.cn/a.b/.c", "http://www.a.gov.cn/a.b/.c"},
		{"http://www.a.gov.cn/%e5%b9%b4", "http://www.a.gov.cn/%E5%B9%B4"},
		{"http://www.a.gov.cn/年", "http://www.a.gov.cn/%E5%B9%B4"},
		{"http://www.a.gov.cn/%c4%ea", "http://www.a.gov.cn/%C4%EA"},
		{"http://www.a.gov.cn/%61%2Db%2fc", "http://www.a.gov.cn/a-b%2Fc"},
		{"http://www.a.gov.cn/a?", "http://www.a.gov.cn/a"},
		{"http://www.a.gov.cn/a#b", "http://www.a.gov.cn/a"},
		{"http://www.a.gov.cn/a?b=1&c=2", "http://www.a.gov.cn/a?b=1&c=2"},
		{"http://www.a.gov.cn/a?c=2&b=1", "http://www.a.gov.cn/a?c=2&b=1"},
		{"http://www.a.gov.cn/a?q=%b1%a8", "http://www.a.gov.cn/a?q=%B1%A8"},
		{"http://www.a.gov.cn/a?q=年报", "http://www.a.gov.cn/a?q=%E5%B9%B4%E6%8A%A5"},
		{"http://www.a.gov.cn/a;jsessionid=AB12", "http://www.a.gov.cn/a"},
		{"http://www.a.gov.cn/a;JSESSIONID=AB12?b=1", "http://www.a.gov.cn/a?b=1"},
		{"http://www.a.gov.cn/a;jsessionid=AB12/b", "http://www.a.gov.cn/a/b"},
		{"http://www.a.gov.cn/a?jsessionid=1&id=2&_=3&t=4&timestamp=5&from=6&isappinstalled=0&uid=7", "http://www.a.gov.cn/a?id=2"},
		{"http://www.a.gov.cn/a?t=1", "http://www.a.gov.cn/a"},
		{"http://www.a.gov.cn/a?tt=1&_id=2", "http://www.a.gov.cn/a?tt=1&_id=2"},
		{"http://www.a.gov.cn/a?&&b=1&", "http://www.a.gov.cn/a?b=1"},
		{"http://www.a.gov.cn/a?b=100%&c=%C/d", "http://www.a.gov.cn/a?b=100%25&c=%25C/d"},
		{"http://www.a.gov.cn/a?%74=1&b=2", "http://www.a.gov.cn/a?b=2"},
		{"http://www.a.gov.cn/a;jsessionid=1/b;jsessionid=2", "http://www.a.gov.cn/a/b"},
		{"http://u:p@www.a.gov.cn/", "http://www.a.gov.cn/"},
		{"", ""},
		{"/a", "/a"},
		{"http://", "http://"},
		{"http://[", "http://["},
		{"http://a b/", "http://a b/"},
	} {
		if got := Key(tt.raw); got != tt.want {
			t.Errorf("Key(%q) = %q, want %q", tt.raw, got, tt.want)
		}
	}
}

// TestParse holds what is changed in an address before it is asked for: nothing
// that a server could mean.
func TestParse(t *testing.T) {
	for raw, want := range map[string]string{
		"http://www.a.gov.cn/a;jsessionid=1?t=2#x":  "http://www.a.gov.cn/a;jsessionid=1?t=2",
		"http://www.a.gov.cn/%c4%ea?q=%b1%a8&r=年":   "http://www.a.gov.cn/%c4%ea?q=%b1%a8&r=%E5%B9%B4",
		"http://WWW.a.gov.cn.:80/a b":               "http://www.a.gov.cn/a%20b",
		"http://www.a.gov.cn":                       "http://www.a.gov.cn/",
		"http://www.a.gov.cn/a?b=c d&e=\"f\"&g=<h>": "http://www.a.gov.cn/a?b=c%20d&e=%22f%22&g=%3Ch%3E",
	} {
		u, err := Parse(raw)
		if err != nil || u.String() != want {
			t.Errorf("%q: %q, want %q (%v)", raw, u, want, err)
		}
	}
}

// FuzzKey holds that a key is its own key.
func FuzzKey(f *testing.F) {
	for _, seed := range []string{"http://www.a.gov.cn/a/../b?c=%e5#d", "https://例子.中国:443/;jsessionid=1/x?_=1&a", "http://a/%2e%2e/%2", "http://a//../b", "http://a/b%%43/c;jsessionid=1/d;jsessionid=2?%5f=1&e=%%43A"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		key := Key(raw)
		if again := Key(key); again != key {
			t.Errorf("%q: %q, then %q", raw, key, again)
		}
	})
}
