package main

import (
	"fmt"
	"strings"
)

// words are everything the program says in one language, by key. Both languages
// have the same keys, with the same verbs: a test.
type words map[string]string

var catalogue = map[string]words{"zh": wordsZH, "en": wordsEN}

// say gives a message with its arguments. A key that is not there is a bug,
// which a test finds: it is said as it stands.
func (c *cli) say(key string, args ...any) string {
	text, ok := c.words[key]
	if !ok {
		return key
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// list gives a message that is a list: the titles of columns.
func (c *cli) list(key string) []string { return strings.Split(c.say(key), "|") }
