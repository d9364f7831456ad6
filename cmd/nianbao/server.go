package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/store"
	"nianbao/store/postgres"
)

// onServer are the commands that may be given a database on a PostgreSQL server,
// or take no notice of one. All others are run on a copy.
var onServer = []string{"ingest", "worker", "merge", "extract", "eval", "codebook", "version", "completion", "help"}

// checkServer refuses a command that a server's database cannot answer.
func (c *cli) checkServer(cmd *cobra.Command) error {
	command := strings.Fields(cmd.CommandPath() + " -")[1]
	if !store.OnServer(c.db) || slices.Contains(onServer, command) {
		return nil
	}
	address := postgres.Redacted(c.db)
	return c.usage(c.say("server.copy", command, address), c.say("hint.server_copy", address, command))
}
