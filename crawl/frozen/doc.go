// Package frozen is test support: web sites of government bodies that nobody
// runs, each written out in one file of fixtures/sites, with what a crawl of
// them must find and must not do. FORMAT.md there says how a file is written.
//
// [Load] reads the sites and [Serve] serves them, each on its own address of
// 127.0.0.0/8 by real HTTP and HTTPS servers, under the names they give. The
// [Net] is the only way there: its Lookup and DialContext know these names and
// nothing else, so no request leaves the machine, and what was tried besides is
// recorded. What was asked is recorded too, and the Net judges it: addresses
// that must never be asked, what robots.txt forbids, haste.
//
//	sites, err := frozen.Load("../fixtures/sites")
//	web := frozen.Serve(t, sites, frozen.WithClock(clock))
//	... a crawl that finds addresses by web.Lookup, connects by web.DialContext
//	    and trusts web.Roots ...
//	for _, asked := range web.Never() { t.Error(asked) }
//	web.Night(2)
package frozen
