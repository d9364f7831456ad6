package guard

import (
	"errors"
	"net/netip"
	"testing"

	"nianbao/report"
)

func TestControl(t *testing.T) {
	tests := []struct {
		address string
		ok      bool
	}{
		{"93.184.216.34:80", true}, {"93.184.216.34:443", true}, {"93.184.216.34:8080", true},
		{"93.184.216.34:22", false}, {"93.184.216.34:6379", false}, {"[2400:3200::1]:443", true},
		{"10.0.0.1:80", false}, {"100.64.0.1:80", false}, {"127.0.0.1:80", false}, {"169.254.169.254:80", false},
		{"172.16.0.1:80", false}, {"192.0.0.8:80", false}, {"192.168.1.1:80", false}, {"198.18.0.1:80", false},
		{"224.0.0.1:80", false}, {"240.0.0.1:80", false}, {"255.255.255.255:80", false}, {"0.0.0.0:80", false},
		{"[::]:80", false}, {"[::1]:80", false}, {"[::ffff:10.0.0.1]:80", false}, {"[64:ff9b::7f00:1]:80", false},
		{"[2001::1]:80", false}, {"[2001:db8::1]:80", false}, {"[2002:a00:1::]:80", false},
		{"[fc00::1]:80", false}, {"[fe80::1%eth0]:80", false}, {"[ff02::1]:80", false}, {"nonsense", false},
		{"192.168.7.7:31234", true}, // allowed below, any port
	}
	control := Control([]netip.Prefix{netip.MustParsePrefix("192.168.7.7/32")})
	for _, test := range tests {
		err := control("tcp", test.address, nil)
		if (err == nil) != test.ok || err != nil && !errors.Is(err, report.ErrRefused) {
			t.Errorf("Control(%s) = %v, want allowed %v", test.address, err, test.ok)
		}
	}
}
