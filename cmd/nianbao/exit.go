package main

import (
	"fmt"
	"strings"

	"nianbao/crawl"
)

// Exit codes, of every command.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
	exitShort  = 3 // finished, but something fell short: a document could not be read, nothing was found
)

// Exit codes of crawl beside those of every command.
const (
	exitDiskFull  = 10
	exitSignal    = 11
	exitConfig    = 12
	exitUnreached = 13
	exitTime      = 15
	exitArchive   = 16
	exitBlocks    = 18
	exitStalled   = 19
	exitAccount   = 20
)

// exitCodes are all exit codes, with their words and with what ends a night so.
// Help is made from it.
var exitCodes = []struct {
	code   int
	words  string
	ending crawl.Ending // "" for codes that are no night's own
}{
	{exitOK, "exit.ok", crawl.Whole},
	{exitFailed, "exit.failed", crawl.Broken},
	{exitUsage, "exit.usage", ""},
	{exitShort, "exit.short", ""},
	{exitDiskFull, "exit.disk_full", crawl.DiskFull},
	{exitSignal, "exit.signal", crawl.Signalled},
	{exitConfig, "exit.config", ""},
	{exitUnreached, "exit.unreached", crawl.Unreached},
	{exitTime, "exit.window", crawl.WindowClosed},
	{exitArchive, "exit.archive_share", crawl.ArchiveFull},
	{exitBlocks, "exit.blocks", crawl.TooManyBlocks},
	{exitStalled, "exit.stalled", crawl.Stalled},
	{exitAccount, "exit.account", crawl.BadAccount},
}

// exitOf is the code of a night that ended so.
func exitOf(ending crawl.Ending) int {
	for _, e := range exitCodes {
		if e.ending == ending {
			return e.code
		}
	}
	return exitFailed
}

// exitHelp tells the exit codes: those of every command in one line, those of
// crawl one by one.
func (c *cli) exitHelp(crawls bool) string {
	var b strings.Builder
	var common []string
	for _, e := range exitCodes {
		if e.code <= exitShort {
			common = append(common, fmt.Sprintf("%d %s", e.code, c.say(e.words)))
		}
	}
	b.WriteString(c.say("help.exit", strings.Join(common, ", ")) + "\n")
	if !crawls {
		return b.String()
	}
	b.WriteString(c.say("help.exit_crawl") + "\n")
	for _, e := range exitCodes {
		if e.code > exitShort {
			fmt.Fprintf(&b, "  %d  %s\n", e.code, c.say(e.words))
		}
	}
	return b.String()
}

// exitOnly ends a run that has already said why with a code.
type exitOnly int

func (e exitOnly) Error() string { return fmt.Sprintf("exit code %d", int(e)) }
