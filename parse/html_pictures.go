package parse

import (
	"strings"

	"golang.org/x/net/html"

	"nianbao/needle"
)

var decoration = needle.MustCompile(`(?i)icon|logo|qr|ewm|weixin|share|print|close|banner|blank|spacer|\.gif(?:$|\?)`)

// pictureSources are the attributes that name a picture: pages put off loading
// it until it is scrolled to.
var pictureSources = words("src oldsrc data-src data-original _src original data-lazy-src")

// isPicture reports an image that may show a part of the report.
func isPicture(n *html.Node) bool {
	found := false
	for _, a := range n.Attr {
		switch {
		case pictureSources[a.Key] && strings.HasPrefix(a.Val, "data:"):
			const small = 4000 // bytes of a decoration within the page
			found = found || len(a.Val) > small
		case pictureSources[a.Key]:
			found = found || a.Val != "" && !decoration.MatchString(a.Val[strings.LastIndexByte(a.Val, '/')+1:])
		case a.Key == "width" || a.Key == "height":
			if v := leadingInt(a.Val); v > 0 && v < 100 && !strings.HasSuffix(a.Val, "%") {
				return false
			}
		}
	}
	return found
}

func leadingInt(s string) (n int) {
	s = strings.TrimSpace(s)
	for i := 0; i < len(s) && i < 7 && s[i] >= '0' && s[i] <= '9'; i++ {
		n = 10*n + int(s[i]-'0')
	}
	return n
}
