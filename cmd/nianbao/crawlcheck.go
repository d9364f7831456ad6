package main

import (
	"errors"

	"github.com/spf13/cobra"

	"nianbao/crawl"
)

// crawlCheckCommand reads files of sources and says what is wrong with them:
// nothing is asked, no database is opened.
func (c *cli) crawlCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "check [FILE...]",
		Short:   c.say("crawl.check_short"),
		Long:    c.say("crawl.check_long"),
		Example: "  nianbao crawl check\n  nianbao crawl check north.yaml south.yaml",
		RunE: func(_ *cobra.Command, files []string) error {
			if len(files) == 0 {
				files = []string{"sources.yaml"}
			}
			return c.crawlCheck(files)
		},
	}
}

func (c *cli) crawlCheck(files []string) error {
	var bad *failure
	for _, path := range files {
		sites, err := c.sitesOf(path)
		var f *failure
		switch {
		case errors.As(err, &f):
			if bad != nil {
				c.log.error(bad.text, "")
			}
			bad = f
		case err != nil:
			return err
		default:
			c.log.info(c.say("crawl.checked", path, len(sites), len(sites)-offSites(sites)))
		}
	}
	if bad != nil {
		return bad
	}
	return nil
}

func offSites(sites []crawl.Site) (n int) {
	for _, s := range sites {
		if s.Off != "" {
			n++
		}
	}
	return n
}
