package list

import "nianbao/needle"

// trs is TRS WCM: static pages, whose pager is drawn by a call. Page 2 is
// index_1.html.
var trs = family{
	name:  "trs",
	sniff: func(v *view) bool { return trsPage.MatchString(v.text) || trsArticle.MatchString(v.text) },
	list:  listGeneric,
}

var (
	trsPage    = needle.MustCompile(`(?i)createPage(?:HTML)?\s*\(|var\s+countPage\s*=`)
	trsArticle = needle.MustCompile(`/t(?:19|20)\d{6}_\d+\.s?html?`)
)
