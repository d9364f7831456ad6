package extract

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"nianbao/extract/indicator"
	"nianbao/normalize"
)

// ownBook is the codebook with a user's files, of name, content pairs.
func ownBook(t *testing.T, pairs ...string) *indicator.Book {
	t.Helper()
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	book, err := indicator.Load(indicator.Folder{Name: "own", FS: fsys})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// TestOwnGoFirst holds that a user's own indicators read what those of the
// program would, and leave the rest to them.
func TestOwnGoFirst(t *testing.T) {
	x, err := By(ownBook(t, "hall.letters.txtar", `zh: 来信
unit: 件
dims: topic
-- dims --
topic=water 供水
topic=roads 道路
-- read --
zero=1 (?:未|没有)收到[^，。]{0,4}来信
ctx=1 ({posts})[^，。；：（）@#]{0,4}#{message}
p=40 (信件)#{message}
`, "words.txt", "posts = 来信|群众来函\n"))
	if err != nil {
		t.Fatal(err)
	}
	seg, err := normalize.OpenSegmenter()
	if err != nil {
		t.Fatal(err)
	}
	defer seg.Close()
	for sentence, want := range map[string]string{
		"全年收到来信76封。":            "hall.letters 76",
		"反映供水问题的较多，收到来信12封。":    "hall.letters[topic=water] 12",
		"群众来函40件，其中道路类31件。":     "hall.letters 40, hall.letters[topic=roads] 31",
		"本年未收到群众来信。":            "hall.letters 0",
		"全年接听来电318个。":           "inquiries.received 318",
		"另有信件3件。":               "hall.letters 3",
		"局长信箱收到信件3件。":           "inquiries.received 3", // the weak pattern yields
		"收到政府信息公开申请9件，来信1封。":    "requests.received 9, hall.letters 1",
		"当面申请1件、信函申请2件，信件总量不限。": "requests.received[channel=in_person] 1, requests.received[channel=mail] 2",
	} {
		var got []string
		for _, f := range readSentence(x, seg, sentence, 2020) {
			code := f.Code()
			got = append(got, code.String()+" "+string(f.Value))
		}
		if diff := cmp.Diff(want, strings.Join(got, ", ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", sentence, diff)
		}
	}
}

// TestPatternFaults holds that what is wrong with a user's pattern is told with
// its place, and that lists within lists cannot grow without end.
func TestPatternFaults(t *testing.T) {
	for _, tt := range []struct{ head, line, want string }{
		{"", "结案", `own/a.txtar:6: pattern without # for the number "结案"`},
		{"", "(结案#{case}", `own/a.txtar:6: bad regular expression "error parsing regexp: missing closing ): `},
		{"", "结案#{cases}", `own/a.txtar:6: unknown word list "cases", not among: `},
		{"", "pp=60 结案#{case}", `own/a.txtar:6: unknown option "pp", not among: role p zero`},
		{"", "p=high 结案#{case}", `own/a.txtar:6: bad value of an option "p=high"`},
		{"", "role=much 结案#{case}", `own/a.txtar:6: bad value of an option "role=much"`},
		{"", "or=kind:civil 结案#{case}", `own/a.txtar:6: unknown dimension "kind"`},
		{"", "{bomb_h}#{case}", `own/a.txtar:6: pattern too long "`},
		{"", "{round}#{case}", `own/a.txtar:6: pattern too long "`},
		{"dims: kind\n-- dims --\nkind=civil (民事\n", "结案#{case}", `own/a.txtar:4: bad regular expression "error parsing regexp: `},
	} {
		words := "bomb_a = 结案|审结\nround = 甲{round}\n"
		for c := 'b'; c <= 'h'; c++ {
			words += "bomb_" + string(c) + " = " + strings.Repeat("{bomb_"+string(c-1)+"}", 20) + "\n"
		}
		head := tt.head
		if head == "" {
			head = "# 1\n# 2\n# 3\n"
		}
		_, err := By(ownBook(t, "a.txtar", "zh: 甲\n"+head+"-- read --\n"+tt.line+"\n", "words.txt", words))
		var faults indicator.Faults
		if !errors.As(err, &faults) || len(faults) != 1 || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: %v\nwant %s", tt.line, err, tt.want)
		}
	}
}

func TestVersion(t *testing.T) {
	x, err := New()
	if err != nil || x.Version() != Version {
		t.Errorf("%s, %v", x.Version(), err)
	}
	x, err = By(ownBook(t, "a.b.txtar", "zh: 甲\n-- read --\n结案#{case}\n"))
	if err != nil || !strings.HasPrefix(x.Version(), Version+"+own.") {
		t.Errorf("%s, %v", x.Version(), err)
	}
}
