package synth

// Numbers are what a body did in a year, by the names that the grammar and the
// forms use.
type numbers map[string]int

// series are numbers that go their own way from year to year: their code, what
// a city's department has in 2008, and by how many in a thousand they rise a
// year and vary.
var series = []struct {
	name, code             string
	base, rise, vary, from int
}{
	{"posts", "disclosure.items", 600, 80, 250, 0},
	{"req", "requests.received", 14, 70, 450, 0},
	{"inquiries", "inquiries.received", 420, 60, 300, 0},
	{"visits", "site.visits", 260000, 90, 250, 0},
	{"views", "site.views", 90000, 150, 300, 2013},
	{"followers", "site.followers", 9000, 180, 150, 2011},
	{"board", "disclosure.items[channel=board]", 45, 20, 400, 0},
	{"press", "disclosure.items[channel=press]", 25, -10, 400, 0},
	{"staff", "staff", 12, 15, 150, 0},
	{"points", "reading_points", 3, 10, 150, 0},
	{"units", "units", 1, 0, 0, 0},
	{"budget", "budget", 4, 20, 300, 0},
	{"meetings", "meetings", 3, 15, 400, 0},
	{"sessions", "training.sessions", 2, 20, 400, 0},
	{"trained", "training.attendees", 110, 30, 400, 0},
	{"inspections", "inspections", 2, 10, 400, 0},
	{"issued", "documents.issued[kind=normative]", 3, 10, 500, 0},
	{"repealed", "documents.repealed[kind=normative]", 1, 10, 600, 0},
	{"in_force", "documents.in_force[kind=normative]", 24, 20, 80, 0},
	{"licensing", "powers.decisions[power=licensing]", 600, 60, 400, 0},
	{"service", "powers.decisions[power=other_service]", 900, 60, 400, 0},
	{"penalty", "powers.decisions[power=penalty]", 130, 30, 400, 0},
	{"coercion", "powers.decisions[power=coercion]", 14, 20, 600, 0},
	{"charges", "charges.amount", 30, -20, 500, 0},
	{"projects", "procurement.projects", 9, 20, 400, 0},
	{"purchases", "procurement.amount", 220, 40, 400, 0},
	{"interpretations", "interpretations", 7, 120, 400, 2010},
	{"conferences", "press_conferences", 2, 30, 500, 0},
	{"interviews", "interviews", 3, 20, 500, 0},
	{"hotspots", "response.hotspots", 5, 50, 500, 2012},
	{"newmedia", "response.newmedia", 10, 90, 500, 2012},
	{"answered_otherwise", "response.other", 6, 20, 500, 2012},
	{"npc", "proposals.received[kind=npc]", 9, 10, 400, 0},
	{"cppcc", "proposals.received[kind=cppcc]", 11, 10, 400, 0},
	{"complaints", "complaints", 1, 0, 900, 0},
	{"fee", "requests.fee", 90, -150, 900, 0},
}

// outcomes are the rows of the newest form's results, with their weights and
// the group that a sentence gives them in.
var outcomes = []struct {
	name, group string
	weight      int
}{
	{"granted", "granted", 40}, {"partial", "partial", 8},
	{"denied.state_secret", "denied", 1}, {"denied.by_law", "denied", 1}, {"denied.safety", "denied", 1}, {"denied.third_party", "denied", 4},
	{"denied.internal", "denied", 3}, {"denied.process", "denied", 4}, {"denied.enforcement", "denied", 3}, {"denied.query", "denied", 3},
	{"unavailable.not_held", "unavailable", 26}, {"unavailable.needs_creation", "unavailable", 4}, {"unavailable.unclear", "unavailable", 2},
	{"not_processed.petition", "not_processed", 5}, {"not_processed.repeat", "not_processed", 2}, {"not_processed.publication", "not_processed", 1},
	{"not_processed.excessive", "not_processed", 1}, {"not_processed.reconfirm", "not_processed", 1},
	{"other.no_supplement", "other", 3}, {"other.unpaid", "other", 1}, {"other.other", "other", 4},
}

// applicants are the columns of the forms since 2019, with their weights.
var applicants = []struct {
	name   string
	weight int
}{{"natural_person", 84}, {"business", 9}, {"research", 1}, {"nonprofit", 1}, {"legal_service", 4}, {"other_organization", 1}}

// years gives the numbers of a body in the year before and in a year: the
// former are nil for its first.
func (b *body) years(year int) (before, now numbers) {
	carried := make([]int, len(applicants))
	for y := b.first; y <= year; y++ {
		d := newDice(b.seed, y)
		before, now = now, b.advance(d, now, y)
		carried = now.requests(d, carried)
		now.parts(d, y)
	}
	return before, now
}

// advance gives the series of the next year.
func (b *body) advance(d *dice, last numbers, year int) numbers {
	n := numbers{}
	for _, s := range series {
		v := s.base * b.scale / 100 * d.between(600, 1400) / 1000
		if s.base < 30 { // what every body does, whatever its size
			v = s.base * (b.scale + 300) / 400 * d.between(0, 2000) / 1000
		}
		if before, ok := last[s.name]; ok {
			v = before * (1000 + s.rise + d.between(-s.vary, s.vary)) / 1000
			if before < 20 {
				v = max(0, before+d.between(-2, 2)*s.vary/400)
			}
		}
		if year >= s.from {
			n[s.name] = v
		}
	}
	for _, name := range []string{"units", "meetings", "sessions", "points", "budget"} { // what nobody has none of
		n[name] = max(1, n[name])
	}
	n["staff"], n["posts"], n["trained"] = max(2, n["staff"]), max(30, n["posts"]), max(5, n["trained"])
	return n
}

// requests parts what was asked for by who asked, and by what came of it, and
// gives what is carried over, by who asked.
func (n numbers) requests(d *dice, carried []int) []int {
	var columns, weights []int
	for _, a := range applicants {
		columns = append(columns, a.weight)
	}
	for _, o := range outcomes {
		weights = append(weights, o.weight)
	}
	next := make([]int, len(applicants))
	for c, received := range d.split(n["req"], columns...) {
		a := "/" + applicants[c].name
		n["req"+a], n["carried_in"+a] = received, carried[c]
		next[c] = (received + carried[c]) * d.below(7) / 100
		answered := received + carried[c] - next[c]
		n["carried_out"+a], n["answered"+a] = next[c], answered
		n["carried_in"] += carried[c]
		n["carried_out"] += next[c]
		n["answered"] += answered
		for i, v := range d.split(answered, weights...) {
			n[outcomes[i].name+a] = v
			n[outcomes[i].name] += v
		}
	}
	for _, o := range outcomes {
		if o.group != o.name {
			n[o.group] += n[o.name]
		}
		if o.group == "other" {
			for _, a := range applicants {
				n["other/"+a.name] += n[o.name+"/"+a.name]
			}
		}
	}
	n["natural"], n["legal"] = n["req/natural_person"], n["req"]-n["req/natural_person"]
	n["closed"] = n["answered"]
	return next
}

// parts divides wholes.
func (n numbers) parts(d *dice, year int) {
	into := func(whole string, names []string, weights ...int) {
		for i, v := range d.split(n[whole], weights...) {
			n[names[i]] = v
		}
	}
	gazette, weibo, wechat := 0, 0, 0
	if year >= 2011 {
		weibo = 20
	}
	if year >= 2014 {
		gazette, wechat = 2, 8*(year-2013)
	}
	into("posts", []string{"web", "gazette", "weibo", "wechat", "otherway"}, 60, gazette, weibo, wechat, 12)
	into("posts", []string{"news", "org", "law", "fin", "othertopic"}, 60, 5, 9, 8, 18)
	into("staff", []string{"parttime", "fulltime"}, 80, 20)
	into("req", []string{"online", "in_person", "mail", "fax"}, 55, 20, 24, 1)
	into("closed", []string{"on_time", "extended"}, 95, 5)
	if year < 2019 {
		into("answered", []string{"granted", "already", "nonexistent", "not_this", "partial", "denied", "supplement", "redirected"}, 30, 20, 18, 14, 6, 6, 3, 3)
		into("denied", []string{"denied_other", "state", "trade", "privacy", "safety", "not_info"}, 30, 8, 20, 30, 2, 10)
	}
	n["recon"] = n["req"] * d.below(7) / 100
	into("recon", []string{"recon_upheld", "recon_corrected", "recon_other", "recon_pending"}, 60, 14, 16, pending(year))
	n["lit"] = n["req"] * d.below(5) / 100
	into("lit", []string{"direct", "after"}, 60, 40)
	for _, route := range []string{"direct", "after"} {
		into(route, []string{route + "_upheld", route + "_corrected", route + "_other", route + "_pending"}, 60, 10, 14, pending(year))
	}
	for _, result := range []string{"_upheld", "_corrected", "_other", "_pending"} {
		n["lit"+result] = n["direct"+result] + n["after"+result]
	}
	n["conferences_led"] = n["conferences"] * d.below(60) / 100
	n["interviews_led"] = n["interviews"] * d.below(60) / 100
	n["inquired"] = n["inquiries"] * d.between(93, 100) / 100
	for _, power := range []string{"licensing", "service", "penalty", "coercion", "charging"} {
		n[power+"_before"], n[power+"_change"] = d.below(200), d.between(-12, 12)
	}
	n["disclosed"] = n["issued"] * d.between(80, 100) / 100
}

// pending is the weight of cases not yet decided: the form of 2014 has no row for them.
func pending(year int) int {
	if year < 2019 {
		return 0
	}
	return 10
}
