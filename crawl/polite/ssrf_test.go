package polite

import (
	"context"
	"errors"
	"net"
)

// dialer gives one that always fails, and counts.
func dialer(count func()) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		count()
		return nil, errors.New("connection refused")
	}
}
