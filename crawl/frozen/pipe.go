package frozen

import (
	"net"
	"sync"
)

// A PipeListener accepts connections in memory, for what runs under
// testing/synctest: there a network's wait is not one that its clock knows.
type PipeListener struct {
	accept chan net.Conn
	done   chan struct{}
	once   sync.Once
}

// NewPipeListener gives a listener that accepts what comes through a channel.
func NewPipeListener(accept chan net.Conn) *PipeListener {
	return &PipeListener{accept: accept, done: make(chan struct{})}
}

func (l *PipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.accept:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *PipeListener) Close() error   { l.once.Do(func() { close(l.done) }); return nil }
func (l *PipeListener) Addr() net.Addr { return &net.TCPAddr{} }
