package list

import (
	"context"

	"nianbao/needle"
)

// igs is Nanwei's platform: its lists are drawn by requests buried in scripts.
// It is told apart so that its sites are reported, not taken for empty.
var igs = family{
	name: "igs",
	sniff: func(v *view) bool {
		return igsList.MatchString(v.text) && reportsOnly(v.listRows(v.url)) == nil
	},
	list: func(_ context.Context, c *column) error {
		c.stated, c.pages = stated(c.first)
		c.off = "the list is drawn by scripts of the platform IGS, which is not supported"
		return nil
	},
}

var igsList = needle.MustCompile(`/igs/front/(?:[\w/]*/)?(?:list|tree|channel|doc|data|content|gov|info|open)[\w/]*\.jhtml`)
