package frozen

import (
	"context"
	"fmt"
	"net"
	"net/netip"
)

// Routes are how another process reaches the sites that this one serves: names
// and invented addresses, as [Net] has them.
type Routes struct {
	Names   map[string]netip.Addr // by host
	Servers map[string]string     // on loopback, by invented address and port
}

// Routes gives those of a web.
func (n *Net) Routes() Routes {
	r := Routes{Names: map[string]netip.Addr{}, Servers: map[string]string{}}
	for host, m := range n.hosts {
		r.Names[host] = m.public
	}
	for ip, m := range n.byIP {
		for scheme, at := range m.ports {
			port := map[string]uint16{"http": 80, "https": 443}[scheme]
			r.Servers[netip.AddrPortFrom(ip, port).String()] = at
		}
	}
	return r
}

// Lookup gives the invented address of a name.
func (r Routes) Lookup(_ context.Context, host string) ([]netip.Addr, error) {
	if ip, ok := r.Names[host]; ok {
		return []netip.Addr{ip}, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// DialContext connects to an invented address, and to nothing else.
func (r Routes) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	at, ok := r.Servers[address]
	if !ok {
		return nil, fmt.Errorf("%s: %w", address, refused(network))
	}
	var d net.Dialer
	return d.DialContext(ctx, network, at)
}
