package sandbox

import "nianbao/parse"

// Probe starts a child that reads documents and says what bounds it.
func Probe() (Isolation, error) {
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
