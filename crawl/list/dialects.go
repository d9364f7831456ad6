package list

import (
	"context"
	"strings"
)

// iList is the list of some county sites: one address for all columns, its
// pages by cur_page.
var iList = family{
	name:  "ilist",
	sniff: func(v *view) bool { return strings.Contains(v.text, "iList.jsp") },
	list:  listGeneric,
}

// szinf is Suzhou's interface, asked by a form.
var szinf = family{
	name:  "szinf",
	sniff: func(v *view) bool { return strings.Contains(v.text, "/szinf/") && strings.Contains(v.text, "loadData") },
	list: func(ctx context.Context, c *column) error {
		c.openHTML()
		_, err := c.byAjax(ctx)
		return err
	},
}
