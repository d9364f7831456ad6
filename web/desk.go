package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"nianbao/report"
	"nianbao/store"
)

// Desks is what the review desk asks.
type Desks interface {
	// Doubtful gives figures that a person should look at.
	Doubtful(ctx context.Context, lang string, a DeskAsk) (DeskList, error)
	// Decided gives the last decisions on figures.
	Decided(ctx context.Context, lang string) ([]Decided, error)
	// Decide stores a decision. A value that is none is [ErrValue]; where
	// somebody else's holds on the figure, it is a [Held].
	Decide(ctx context.Context, d Decision) error
}

// ErrValue is a correction that no figure can have.
var ErrValue = errors.New("no such value")

// A Held is the decision of somebody else, which holds on a figure.
type Held struct{ Decision, By, At string }

func (h *Held) Error() string { return h.By + " has decided: " + h.Decision }

// A DeskAsk picks doubtful figures.
type DeskAsk struct {
	Why       string // a store.Doubt; "" for every
	Rule      string // of a check that failed
	Region    string
	Year      string
	Indicator string
	Since     string // the day since which documents were read, as 2026-01-31
	After     string // the key of the page's beginning
}

func (a DeskAsk) values() url.Values {
	v := url.Values{}
	for _, f := range []struct{ name, value string }{{"why", a.Why}, {"rule", a.Rule}, {"region", a.Region}, {"year", a.Year}, {"indicator", a.Indicator}, {"since", a.Since}, {"after", a.After}} {
		if f.value != "" {
			v.Set(f.name, f.value)
		}
	}
	return v
}

// from is the address of the same list from a key on.
func (a DeskAsk) from(after string) string {
	a.After = after
	return "/review?" + a.values().Encode()
}

// A DeskList is a page of doubtful figures.
type DeskList struct {
	List    []Doubtful
	Next    string // the key behind which there are more
	Counts  store.DoubtCounts
	Rules   []DeskRule // of the checks that failed
	Problem string     // what the ask cannot mean, in words
}

// A DeskRule is a rule of checks, in words, with how many figures wait for it.
type DeskRule struct {
	Rule, Words string
	Figures     int
}

// A Doubtful is a figure to be looked at, in its words.
type Doubtful struct {
	Hit
	Why       []store.Doubt
	Failed    []ReportCheck // what does not hold
	Proposals []string      // what should stand there by the sums around it
}

// A Decided is a decision on a figure, in words.
type Decided struct {
	store.Review
	What  string // the figure's label
	Read  string // what was read
	Right string // what was said instead
	Of    string // its report
}

// Report is where its figure stands.
func (d Decided) Report() string {
	sha, key, _ := strings.Cut(d.Key, "-")
	return "/report/" + sha + "#f-" + key
}

// Day is when it was made.
func (d Decided) Day() string { return strings.Replace(strings.TrimSuffix(d.At, "Z"), "T", " ", 1) }

// A Decision is a person's on a figure.
type Decision struct {
	Key, Decision string
	Value, Unit   string // of a correction
	Note, By      string
}

// How long a person stays at the desk, how many may be there, and how often a
// wrong token is borne before all have to wait.
const (
	deskTime   = 12 * time.Hour
	deskPeople = 200
	wrongBurst = 10
	wrongRate  = 1.0 / 30 // a second
	leastToken = 16
	mostName   = 60
	mostNote   = 500
	deskCookie = "desk"
)

// A desk knows who sits at it.
type desk struct {
	token  [sha256.Size]byte
	now    func() time.Time
	wrong  *clients
	mu     sync.Mutex
	people map[string]person // by the secret of their cookie
}

// A person has a name, and a word that their forms carry: a form of another site
// does not know it.
type person struct {
	Name, Form string
	until      time.Time
	held       *Held // what their last decision met with
}

// CheckToken tells whether a token is long enough to be one.
func CheckToken(token string) bool { return utf8.RuneCountInString(token) >= leastToken }

// newDesk makes the desk of a token; nil where there is none.
func newDesk(token string, now func() time.Time) *desk {
	if token == "" {
		return nil
	}
	return &desk{token: sha256.Sum256([]byte(token)), now: now, wrong: newClients(wrongRate, wrongBurst, now), people: map[string]person{}}
}

// at gives who sends a request.
func (d *desk) at(r *http.Request) (person, bool) {
	c, err := r.Cookie(deskCookie)
	if err != nil {
		return person{}, false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	p, ok := d.people[c.Value]
	return p, ok && d.now().Before(p.until)
}

// sit lets a person in.
func (d *desk) sit(name string) (secret string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for s, p := range d.people {
		if len(d.people) >= deskPeople || !d.now().Before(p.until) {
			delete(d.people, s)
		}
	}
	secret = rand.Text()
	d.people[secret] = person{Name: name, Form: rand.Text(), until: d.now().Add(deskTime)}
	return secret
}

// met keeps for a person what their decision met with.
func (d *desk) met(r *http.Request, held *Held) {
	c, err := r.Cookie(deskCookie)
	if err != nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if p, in := d.people[c.Value]; in {
		p.held = held
		d.people[c.Value] = p
	}
}

// leave lets a person go.
func (d *desk) leave(r *http.Request) {
	if c, err := r.Cookie(deskCookie); err == nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.people, c.Value)
	}
}

type deskPage struct {
	*Frame
	DeskList
	Person  person
	Seated  bool
	Wrong   string // what was wrong with coming in
	Ask     DeskAsk
	Doubts  []store.Doubt
	Back    string
	Follow  string    // the address of the next page
	First   string    // of the first one, where this is another
	Done    string    // the decision that was stored last, and
	DoneKey string    // on what
	Fault   string    // the key of the words that say why none was
	Held    *Held     // somebody else's decision, which kept it out
	Decided bool      // the list is of decisions
	Last    []Decided // the last of them
}

func (s *Server) review(w http.ResponseWriter, r *Request) error {
	if s.desk == nil {
		return report.ErrNotFound
	}
	p := deskPage{Frame: s.Frame(r, ""), Doubts: store.Doubts()}
	p.Title = p.Say("desk.title")
	w.Header().Set("Cache-Control", "no-store")
	get := func(name string) string { return strings.TrimSpace(r.Query.Get(name)) }
	p.Ask = DeskAsk{Why: get("why"), Rule: get("rule"), Region: get("region"), Year: get("year"), Indicator: get("indicator"), Since: get("since"), After: get("after")}
	for _, word := range []string{p.Ask.Region, p.Ask.Year, p.Ask.Indicator, p.Ask.Rule, p.Ask.Since, p.Ask.After} {
		if utf8.RuneCountInString(word) > s.limits.Query {
			return BadRequest("long", s.limits.Query)
		}
	}
	if p.Ask.Why != "" && !slices.Contains(p.Doubts, store.Doubt(p.Ask.Why)) {
		return BadRequest("word", p.Ask.Why)
	}
	if _, err := time.Parse(time.DateOnly, p.Ask.Since); err != nil && p.Ask.Since != "" {
		return BadRequest("word", p.Ask.Since)
	}
	p.Back = p.Ask.values().Encode()
	if p.Person, p.Seated = s.desk.at(r.Request); !p.Seated {
		return s.Render(w, r, http.StatusOK, "desk", p)
	}
	if done := get("done"); slices.Contains(store.Decisions(), store.Decision(done)) {
		p.Done, p.DoneKey = done, get("key")
	}
	if fault := get("fault"); fault == "value" || fault == "gone" || fault == "busy" || fault == "taken" && p.Person.held != nil {
		p.Fault, p.Held = fault, p.Person.held
	}
	var err error
	if p.Decided = get("show") == "decided"; p.Decided {
		p.Back = "show=decided"
		p.Last, err = s.Source.Decided(r.Context(), r.Lang)
	} else {
		p.DeskList, err = s.Source.Doubtful(r.Context(), r.Lang, p.Ask)
	}
	if errors.Is(err, store.ErrCursor) {
		return BadRequest("after")
	}
	if err != nil {
		return err
	}
	if p.Next != "" {
		p.Follow = p.Ask.from(p.Next)
	}
	if p.Ask.After != "" {
		p.First = p.Ask.from("")
	}
	return s.Render(w, r, http.StatusOK, "desk", p)
}

// enter lets in who knows the token and says a name.
func (s *Server) enter(w http.ResponseWriter, r *Request) error {
	if s.desk == nil {
		return report.ErrNotFound
	}
	w.Header().Set("Cache-Control", "no-store")
	p := deskPage{Frame: s.Frame(r, ""), Back: backTo(r).Encode()}
	p.Title = p.Say("desk.title")
	given := sha256.Sum256([]byte(strings.TrimSpace(r.PostFormValue("token"))))
	name := strings.TrimSpace(printable(r.PostFormValue("name")))
	right := subtle.ConstantTimeCompare(given[:], s.desk.token[:]) == 1
	switch {
	case !right:
		if wait := s.desk.wrong.take("all"); wait > 0 {
			tooMany(w, r.Request, http.StatusTooManyRequests, wait)
			return nil
		}
		s.Log.Warn("a wrong token at the review desk")
		p.Wrong = "token"
	case name == "" || utf8.RuneCountInString(name) > mostName:
		p.Wrong = "name"
	default:
		http.SetCookie(w, &http.Cookie{Name: deskCookie, Value: s.desk.sit(name), Path: "/review", MaxAge: int(deskTime.Seconds()), HttpOnly: true, SameSite: http.SameSiteStrictMode,
			Secure: r.TLS != nil || strings.HasPrefix(s.PublicURL, "https://")})
		http.Redirect(w, r.Request, "/review?"+p.Back, http.StatusSeeOther)
		return nil
	}
	return s.Render(w, r, http.StatusForbidden, "desk", p)
}

// backTo is the state of the list from which a form was sent.
func backTo(r *Request) url.Values {
	back, err := url.ParseQuery(printable(r.PostFormValue("back")))
	if err != nil {
		return url.Values{}
	}
	return back
}

// stranger answers to a form of somebody who does not sit at the desk any more:
// they may come in and go on where they were.
func (s *Server) stranger(w http.ResponseWriter, r *Request) error {
	p := deskPage{Frame: s.Frame(r, ""), Back: backTo(r).Encode(), Wrong: "ended"}
	p.Title = p.Say("desk.title")
	return s.Render(w, r, http.StatusForbidden, "desk", p)
}

// leave ends a person's stay.
func (s *Server) leave(w http.ResponseWriter, r *Request) error {
	if s.desk == nil {
		return report.ErrNotFound
	}
	w.Header().Set("Cache-Control", "no-store")
	if p, in := s.desk.at(r.Request); !in || !p.sent(r) {
		return s.stranger(w, r)
	}
	s.desk.leave(r.Request)
	http.SetCookie(w, &http.Cookie{Name: deskCookie, Path: "/review", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r.Request, "/review", http.StatusSeeOther)
	return nil
}

// sent tells whether a form is one that was made for a person.
func (p person) sent(r *Request) bool {
	return subtle.ConstantTimeCompare([]byte(r.PostFormValue("form")), []byte(p.Form)) == 1
}

// decide stores a decision and goes back to the list.
func (s *Server) decide(w http.ResponseWriter, r *Request) error {
	if s.desk == nil {
		return report.ErrNotFound
	}
	w.Header().Set("Cache-Control", "no-store")
	p, in := s.desk.at(r.Request)
	if !in || !p.sent(r) {
		return s.stranger(w, r)
	}
	get := func(name string) string { return strings.TrimSpace(printable(r.PostFormValue(name))) }
	d := Decision{Key: get("key"), Decision: get("decision"), Value: get("value"), Unit: get("unit"), Note: get("note"), By: p.Name}
	if !slices.Contains([]store.Decision{store.Accept, store.Correct, store.Dismiss, store.Undo}, store.Decision(d.Decision)) {
		return BadRequest("word", d.Decision)
	}
	if utf8.RuneCountInString(d.Note) > mostNote {
		return BadRequest("long", mostNote)
	}
	back := backTo(r)
	err := s.Source.Decide(r.Context(), d)
	var held *Held
	switch {
	case errors.As(err, &held):
		s.desk.met(r.Request, held)
		back.Set("fault", "taken")
	case errors.Is(err, ErrValue):
		back.Set("fault", "value")
	case errors.Is(err, report.ErrNotFound):
		back.Set("fault", "gone")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, report.ErrUnavailable):
		back.Set("fault", "busy")
	case err != nil:
		return err
	default:
		back.Set("done", d.Decision)
		back.Set("key", d.Key)
	}
	http.Redirect(w, r.Request, "/review?"+back.Encode(), http.StatusSeeOther)
	return nil
}

var deskWords = map[string]both{
	"desk.title":             {"复核台", "Review desk"},
	"desk.lead":              {"程序没有把握的数字，由人看过再定。决定记名、留注，随时可以撤回；读到的原样不改。", "Figures that the program is not sure of, for a person to decide. A decision has a name and a note and can be taken back; what was read stays as it was."},
	"desk.token":             {"口令", "Token"},
	"desk.name":              {"您的姓名", "Your name"},
	"desk.enter":             {"进入", "Enter"},
	"desk_wrong.token":       {"口令不对。", "This is not the token."},
	"desk_wrong.ended":       {"没有记下：您已不在复核台（十二小时后须重新进入）。请再进入，然后重做刚才的决定。", "Nothing was stored: you are not at the desk any more (after twelve hours one has to come in anew). Please come in and decide again."},
	"desk_wrong.name":        {"请填姓名：决定要记名。", "Please give your name: a decision bears one."},
	"desk.as":                {"以 %s 的名义", "as %s"},
	"desk.leave":             {"离开", "Leave"},
	"desk.why":               {"疑点", "Why"},
	"desk.any":               {"全部", "any"},
	"desk.region":            {"地区", "Region"},
	"desk.rule":              {"核对", "Check"},
	"desk.since":             {"读入日期自", "Read since"},
	"desk.year":              {"年份", "Year"},
	"desk.indicator":         {"指标", "Indicator"},
	"desk.show":              {"列出", "Show"},
	"desk.none":              {"没有待看的数字。", "There is no figure to be looked at."},
	"desk.left":              {"待看 %s 个", "%s to be looked at"},
	"desk.left_more":         {"待看超过 %s 个", "more than %s to be looked at"},
	"desk.to_do":             {"待看", "To be looked at"},
	"desk.decided":           {"已定", "Decided"},
	"desk.last":              {"最近的决定", "The last decisions"},
	"desk.no_decided":        {"还没有决定。", "Nothing has been decided yet."},
	"desk.when":              {"时间 (UTC)", "When (UTC)"},
	"desk.who":               {"何人", "Who"},
	"desk.what":              {"数字", "Figure"},
	"desk.how":               {"决定", "Decision"},
	"desk.stands":            {"效力", "Standing"},
	"desk_stands.holds":      {"有效", "holds"},
	"desk_stands.replaced":   {"已被后来的决定取代", "replaced by a later one"},
	"desk_stands.taken_back": {"已撤回", "taken back"},
	"desk_stands.orphan":     {"文件已变，找不到该数字", "its document changed and does not have the figure"},
	"desk.last_page":         {"到此为止；前面看过而未定的还在第一页起的清单里。", "This is the end; what you passed without a decision is in the list from its first page on."},
	"desk.list":              {"待看的数字", "Figures to be looked at"},
	"desk.value":             {"应为", "Should be"},
	"desk.unit":              {"单位", "Unit"},
	"desk.note":              {"附注", "Note"},
	"desk.accept":            {"属实", "Accept"},
	"desk.correct":           {"改正", "Correct"},
	"desk.dismiss":           {"不算", "Dismiss"},
	"desk.undo":              {"撤回", "Take back"},
	"desk.keys":              {"键盘：j/k 上下，a 属实，c 改正，d 不算，o 看报告，n 下一页", "Keys: j/k to move, a accept, c correct, d dismiss, o open the report, n next page"},
	"desk.stored":            {"已记下：%s", "Stored: %s"},
	"desk_fault.value":       {"没有记下：“应为”不是数字，或不认识这个单位。", "Nothing was stored: what it should be is no number, or of no known unit."},
	"desk_fault.gone":        {"没有记下：这个数字已不在，或没有可撤回的决定。", "Nothing was stored: this figure is not there any more, or there is no decision to be taken back."},
	"desk_fault.taken":       {"没有记下：%s 已先定为“%s”。要改，请与其商量，由其撤回。", "Nothing was stored: %s has decided already: %s. To change it, ask them to take it back."},
	"desk_fault.busy":        {"没有记下：数据库正被写入，请再试一次。", "Nothing was stored: the database is being written. Please try again."},
}
