package frozen

import (
	"html"
	"net/url"
	"regexp"
	"strings"
)

// named finds what a page, an API's answer or a script names as an address.
var named = regexp.MustCompile(`(?is)(?:href|src|action|value|tagname)\s*=\s*\\?(?:"([^"]*)"|'([^']*)'|([^\s"'>\\]+))` +
	`|url=([^"'>\s]+)|(?:location(?:\.href)?\s*=\s*|window\.open\(\s*|"(?:url|uri|infourl|doc_pub_url|post_url|linkurl|f_[0-9a-z]+)"\s*:\s*)["']([^"']+)["']` +
	`|<loc>([^<]+)</loc>|Sitemap: (\S+)`)

// linked gives the addresses that an answer names, absolute and without fragments.
func linked(base *url.URL, a *Answer) []string {
	var out []string
	add := func(ref string) {
		ref = strings.Join(strings.Fields(html.UnescapeString(ref)), "")
		if u, err := base.Parse(ref); err == nil {
			u.Fragment = ""
			out = append(out, canonical(u.String()))
		} else {
			out = append(out, ref)
		}
	}
	if to := a.header1("Location"); to != "" {
		add(to)
	}
	if a.Made != "" {
		return out
	}
	body := strings.ReplaceAll(expand(a.Body), `\/`, "/")
	body = strings.NewReplacer(`\"`, `"`, `\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(body)
	for _, m := range named.FindAllStringSubmatch(body, -1) {
		add(strings.Join(m[1:], ""))
	}
	return out
}

// address is that of an answer's section.
func (a *Answer) address() *url.URL {
	_, ref, _ := strings.Cut(a.base(), " ")
	u, err := url.Parse(a.Scheme + "://" + a.Host + "/")
	if err != nil {
		panic(err)
	}
	if u, err = u.Parse(ref); err != nil {
		panic(err)
	}
	return u
}
