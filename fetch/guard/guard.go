// Package guard keeps a hostile server or page from doing harm, whoever fetches
// it: which addresses are connected to, which URLs are asked for, how far a
// packed body may unpack.
package guard

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"syscall"

	"nianbao/report"
)

// denied lists the addresses that are no public host's. netip's own question
// IsGlobalUnicast says yes to many of them. From the IANA special-purpose
// address registries.
var denied = prefixes(
	"0.0.0.0/8",       // this network
	"10.0.0.0/8",      // private
	"100.64.0.0/10",   // carrier's NAT
	"127.0.0.0/8",     // loopback
	"169.254.0.0/16",  // link-local, cloud metadata
	"172.16.0.0/12",   // private
	"192.0.0.0/24",    // protocol assignments
	"192.0.2.0/24",    // documentation
	"192.88.99.0/24",  // 6to4 relays
	"192.168.0.0/16",  // private
	"198.18.0.0/15",   // benchmarking
	"198.51.100.0/24", // documentation
	"203.0.113.0/24",  // documentation
	"224.0.0.0/4",     // multicast
	"240.0.0.0/4",     // reserved, broadcast
	"::/3",            // unspecified, loopback, mapped, NAT64 (64:ff9b::/96, which reaches 127.0.0.1)
	"2001::/23",       // protocol assignments, Teredo
	"2001:db8::/32",   // documentation
	"2002::/16",       // 6to4, which carries any IPv4 address
	"3fff::/20",       // documentation
	"4000::/2",        // not assigned
	"8000::/1",        // not assigned; unique local, link-local, multicast
)

func prefixes(list ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, s := range list {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// Control looks at each address right before it is connected to: after the name
// was resolved and on every hop, so that neither a redirect nor a name that
// resolves differently the second time gets round it. It is a net.Dialer's; the
// allowed addresses are connected to although they are no public host's.
func Control(allowed []netip.Prefix) func(network, address string, c syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		ap, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("address %q: %w", address, report.ErrRefused)
		}
		return Address(ap, allowed)
	}
}

// Address refuses an address that is no public web server's.
func Address(ap netip.AddrPort, allowed []netip.Prefix) error {
	addr := ap.Addr().Unmap().WithZone("")
	if within(allowed, addr) {
		return nil
	}
	if within(denied, addr) {
		return fmt.Errorf("%s is not a public address: %w", addr, report.ErrRefused)
	}
	if p := ap.Port(); p != 80 && p != 443 && (p < 8000 || p > 9999) {
		return fmt.Errorf("port %d is no web server's: %w", p, report.ErrRefused)
	}
	return nil
}

func within(list []netip.Prefix, addr netip.Addr) bool {
	return slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// URL refuses what is not fetched wherever it is met, redirects included.
func URL(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("scheme %q, only http and https are fetched: %w", u.Scheme, report.ErrRefused)
	case u.Hostname() == "":
		return fmt.Errorf("an address without a host: %w", report.ErrRefused)
	case u.User != nil:
		return fmt.Errorf("an address with a password: %w", report.ErrRefused)
	}
	return nil
}
