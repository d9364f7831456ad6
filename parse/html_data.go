package parse

import (
	"encoding/json"
	"strings"

	"nianbao/needle"
	"nianbao/report"
)

// callback is what a server wraps data in for a script of another site.
var callback = needle.MustCompile(`(?s)^[\w.$]{1,80}\s*\(\s*([\[{].*[\]}])\s*\)\s*;?\s*$`)

// dataOf gives the JSON that a text is, if it is nothing else.
func dataOf(text string) (data string, ok bool) {
	text = strings.TrimFunc(text, isSpace)
	if m := callback.FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	return text, (strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")) && json.Valid([]byte(text))
}

// readData fills d from the data that a site gives its scripts: the article in
// it, if there is one.
func readData(d *report.Document, data string) {
	readHTML(d, "<body><script>"+strings.ReplaceAll(data, "</", `<\/`)+"</script></body>")
	if d.Status == report.Unreadable {
		d.Fail(report.NotAReport, "data for a script, without an article: "+excerpt(data))
	}
}
