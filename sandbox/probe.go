package sandbox

import (
	"context"

	"nianbao/parse"
)

// Probe starts a child that reads documents and says what bounds it.
func Probe(context.Context) (Isolation, error) {
	if err := armedOrError(); err != nil {
		return Isolation{}, err
	}
	c, err := startChild(parse.Options{}, readOnly)
	if err != nil {
		return Isolation{}, err
	}
	c.close()
	return c.isolation, nil
}
