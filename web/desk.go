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
	// Doubtful gives figures that a person should look at. What the ask cannot mean
	// is said in words.
	Doubtful(ctx context.Context, lang string, a DeskAsk) (list []Doubtful, problem string, err error)
	// Decide stores a decision. A value that is none is [ErrValue].
	Decide(ctx context.Context, d Decision) error
}

// ErrValue is a correction that no figure can have.
var ErrValue = errors.New("no such value")

// A DeskAsk picks doubtful figures.
type DeskAsk struct {
	Why       string // a store.Doubt; "" for every
	Region    string
	Year      string
	Indicator string
}

func (a DeskAsk) values() url.Values {
	v := url.Values{}
	for _, f := range []struct{ name, value string }{{"why", a.Why}, {"region", a.Region}, {"year", a.Year}, {"indicator", a.Indicator}} {
		if f.value != "" {
			v.Set(f.name, f.value)
		}
	}
	return v
}

// A Doubtful is a figure to be looked at, in its words.
type Doubtful struct {
	Hit
	Why []store.Doubt
}

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
	d.people[secret] = person{name, rand.Text(), d.now().Add(deskTime)}
	return secret
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
	Person  person
	Seated  bool
	Wrong   string // what was wrong with coming in
	Ask     DeskAsk
	Problem string
	List    []Doubtful
	Doubts  []store.Doubt
	Back    string
	Done    string // the decision that was stored last, and
	DoneKey string // on what
	Fault   string // the key of the words that say why none was
}

func (s *Server) review(w http.ResponseWriter, r *Request) error {
	if s.desk == nil {
		return report.ErrNotFound
	}
	p := deskPage{Frame: s.Frame(r, ""), Doubts: store.Doubts()}
	p.Title = p.Say("desk.title")
	w.Header().Set("Cache-Control", "no-store")
	if p.Person, p.Seated = s.desk.at(r.Request); !p.Seated {
		return s.Render(w, r, http.StatusOK, "desk", p)
	}
	get := func(name string) string { return strings.TrimSpace(r.Query.Get(name)) }
	p.Ask = DeskAsk{Why: get("why"), Region: get("region"), Year: get("year"), Indicator: get("indicator")}
	for _, word := range []string{p.Ask.Region, p.Ask.Year, p.Ask.Indicator} {
		if utf8.RuneCountInString(word) > s.limits.Query {
			return BadRequest("long", s.limits.Query)
		}
	}
	if p.Ask.Why != "" && !slices.Contains(p.Doubts, store.Doubt(p.Ask.Why)) {
		return BadRequest("word", p.Ask.Why)
	}
	p.Back = p.Ask.values().Encode()
	if done := get("done"); slices.Contains(store.Decisions(), store.Decision(done)) {
		p.Done, p.DoneKey = done, get("key")
	}
	if fault := get("fault"); fault == "value" || fault == "gone" || fault == "busy" {
		p.Fault = fault
	}
	var err error
	if p.List, p.Problem, err = s.Source.Doubtful(r.Context(), r.Lang, p.Ask); err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, "desk", p)
}

// enter lets in who knows the token and says a name.
func (s *Server) enter(w http.ResponseWriter, r *Request) error {
	if s.desk == nil {
		return report.ErrNotFound
	}
	w.Header().Set("Cache-Control", "no-store")
	p := deskPage{Frame: s.Frame(r, "")}
	p.Title = p.Say("desk.title")
	given := sha256.Sum256([]byte(strings.TrimSpace(r.PostFormValue("token"))))
	name := strings.TrimSpace(printable(r.PostFormValue("name")))
	right := subtle.ConstantTimeCompare(given[:], s.desk.token[:]) == 1
	switch {
	case !right:
		if wait := s.desk.wrong.take("all"); wait > 0 {
			tooMany(w, http.StatusTooManyRequests, wait)
			return nil
		}
		s.Log.Warn("a wrong token at the review desk")
		p.Wrong = "token"
	case name == "" || utf8.RuneCountInString(name) > mostName:
		p.Wrong = "name"
	default:
		http.SetCookie(w, &http.Cookie{Name: deskCookie, Value: s.desk.sit(name), Path: "/review", MaxAge: int(deskTime.Seconds()), HttpOnly: true, SameSite: http.SameSiteStrictMode,
			Secure: r.TLS != nil || strings.HasPrefix(s.PublicURL, "https://")})
		http.Redirect(w, r.Request, "/review", http.StatusSeeOther)
		return nil
	}
	return s.Render(w, r, http.StatusForbidden, "desk", p)
}

// leave ends a person's stay.
func (s *Server) leave(w http.ResponseWriter, r *Request) error {
	if s.desk == nil {
		return report.ErrNotFound
	}
	if p, in := s.desk.at(r.Request); !in || r.PostFormValue("form") != p.Form {
		return &Failure{Status: http.StatusForbidden, Key: "desk"}
	}
	s.desk.leave(r.Request)
	http.SetCookie(w, &http.Cookie{Name: deskCookie, Path: "/review", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r.Request, "/review", http.StatusSeeOther)
	return nil
}

// decide stores a decision and goes back to the list.
func (s *Server) decide(w http.ResponseWriter, r *Request) error {
	if s.desk == nil {
		return report.ErrNotFound
	}
	p, in := s.desk.at(r.Request)
	if !in || subtle.ConstantTimeCompare([]byte(r.PostFormValue("form")), []byte(p.Form)) != 1 {
		return &Failure{Status: http.StatusForbidden, Key: "desk"}
	}
	get := func(name string) string { return strings.TrimSpace(printable(r.PostFormValue(name))) }
	d := Decision{Key: get("key"), Decision: get("decision"), Value: get("value"), Unit: get("unit"), Note: get("note"), By: p.Name}
	if !slices.Contains([]store.Decision{store.Accept, store.Correct, store.Dismiss, store.Undo}, store.Decision(d.Decision)) {
		return BadRequest("word", d.Decision)
	}
	if utf8.RuneCountInString(d.Note) > mostNote {
		return BadRequest("long", mostNote)
	}
	back, err := url.ParseQuery(get("back"))
	if err != nil {
		back = url.Values{}
	}
	err = s.Source.Decide(r.Context(), d)
	switch {
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
	"desk.title":       {"复核台", "Review desk"},
	"desk.lead":        {"程序没有把握的数字，由人看过再定。决定记名、留注，随时可以撤回；读到的原样不改。", "Figures that the program is not sure of, for a person to decide. A decision has a name and a note and can be taken back; what was read stays as it was."},
	"desk.token":       {"口令", "Token"},
	"desk.name":        {"您的姓名", "Your name"},
	"desk.enter":       {"进入", "Enter"},
	"desk_wrong.token": {"口令不对。", "This is not the token."},
	"desk_wrong.name":  {"请填姓名：决定要记名。", "Please give your name: a decision bears one."},
	"desk.as":          {"以 %s 的名义", "as %s"},
	"desk.leave":       {"离开", "Leave"},
	"desk.why":         {"疑点", "Why"},
	"desk.any":         {"全部", "any"},
	"desk.region":      {"地区", "Region"},
	"desk.year":        {"年份", "Year"},
	"desk.indicator":   {"指标", "Indicator"},
	"desk.show":        {"列出", "Show"},
	"desk.none":        {"没有待看的数字。", "There is no figure to be looked at."},
	"desk.list":        {"待看的数字", "Figures to be looked at"},
	"desk.value":       {"应为", "Should be"},
	"desk.unit":        {"单位", "Unit"},
	"desk.note":        {"附注", "Note"},
	"desk.accept":      {"属实", "Accept"},
	"desk.correct":     {"改正", "Correct"},
	"desk.dismiss":     {"不算", "Dismiss"},
	"desk.undo":        {"撤回", "Take back"},
	"desk.keys":        {"键盘：j/k 上下，a 属实，c 改正，d 不算，o 看报告", "Keys: j/k to move, a accept, c correct, d dismiss, o open the report"},
	"desk.stored":      {"已记下：%s", "Stored: %s"},
	"desk_fault.value": {"没有记下：“应为”不是数字，或不认识这个单位。", "Nothing was stored: what it should be is no number, or of no known unit."},
	"desk_fault.gone":  {"没有记下：这个数字已不在，或没有可撤回的决定。", "Nothing was stored: this figure is not there any more, or there is no decision to be taken back."},
	"desk_fault.busy":  {"没有记下：数据库正被写入，请再试一次。", "Nothing was stored: the database is being written. Please try again."},
	"fail.desk":        {"请先在复核台登录，再做决定。", "Please come in at the review desk first."},
	"fail.desk.title":  {"不能这样做", "Not allowed"},
}
