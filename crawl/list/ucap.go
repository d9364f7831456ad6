package list

import "nianbao/needle"

// ucap is UCAP: static pages, whose pager is drawn by a call of the same name as
// that of trs, with an element's id before its numbers. Page 2 is list_2.shtml.
var ucap = family{
	name:  "ucap",
	sniff: func(v *view) bool { return ucapPage.MatchString(v.text) },
	list:  listGeneric,
}

var ucapPage = needle.MustCompile(`(?i)createPageHTML\s*\(\s*['"][\w-]+['"]\s*,\s*\d|UCAPCONTENT|UCAPTITLE|/u/channel/treeNew/`)
