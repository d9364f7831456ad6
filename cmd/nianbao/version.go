package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"nianbao/extract"
)

// version of the program, for people and the User-Agent. Figures depend on
// extract.Version.
const version = "0.1.0"

func (c *cli) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: c.say("version.short"),
		Args:  c.between(0, 0),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(c.stdout, "nianbao %s (extract %s, %s, %s/%s)\n", version, extract.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
