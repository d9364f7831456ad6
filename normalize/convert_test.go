package normalize

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
)

// TestOpenCC: with OpenCC's own dictionaries alone the converter gives what the
// program opencc gives, to the byte.
func TestOpenCC(t *testing.T) {
	if _, err := exec.LookPath("opencc"); err != nil {
		t.Skip("the program opencc is not installed")
	}
	simplify := newGroup(open("TSPhrases"), open("TSCharacters"))
	cut := newGroup(open("TSPhrases"))
	chains := map[string]chain{
		"t2s":   {cut, []group{simplify}},
		"hk2s":  dictionary().hongKong,
		"tw2s":  {cut, []group{newGroup(open("TWVariantsRevPhrases"), open("TWVariantsRev")), simplify}},
		"tw2sp": {cut, []group{newGroup(open("TWPhrasesRev"), open("TWVariantsRevPhrases"), open("TWVariantsRev")), simplify}},
	}
	texts := map[string]string{"every entry": everyEntry()}
	for _, f := range []string{"gold/real/docs/003*.txt", "gold/dev/docs/x1*.txt", "gold/dev/docs/x2*.txt", "gold/dev/docs/x3*.txt"} {
		texts[f] = shared(t, f)
	}
	for name, s := range texts {
		for config, c := range chains {
			cmd := exec.Command("opencc", "-c", config)
			cmd.Stdin = strings.NewReader(s)
			want, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			in := text{runes: []rune(s)}
			in.from, in.to = make([]int, len(in.runes)), make([]int, len(in.runes))
			c.convert(&in)
			if got := string(in.runes); !bytes.Equal([]byte(got), want) {
				t.Errorf("%s by %s differs from opencc from %q", name, config, differs(got, string(want)))
			}
		}
	}
}

// everyEntry is a text of all phrases of all dictionaries, each alone and
// run into the next.
func everyEntry() string {
	var b strings.Builder
	for _, name := range []string{"TSPhrases", "TSCharacters", "HKVariantsRev", "HKVariantsRevPhrases", "TWPhrasesRev", "TWVariantsRev", "TWVariantsRevPhrases"} {
		for line := range strings.Lines(open(name)) {
			from, _, _ := strings.Cut(line, "\t")
			b.WriteString(from + "，" + from)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// differs gives what follows the first difference.
func differs(got, want string) string {
	g, w := []rune(got), []rune(want)
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			return string(g[max(0, i-5):min(len(g), i+10)])
		}
	}
	return ""
}

// TestConvertedIsSimplified: whatever the dictionaries give counts as
// simplified, so that a second conversion cannot take place.
func TestConvertedIsSimplified(t *testing.T) {
	for _, v := range []variant{traditional, taiwan} {
		for entry := range strings.SplitSeq(everyEntry(), "，") {
			in := read(entry, 0)
			in.simplify(v)
			if n, _ := scripts(in.runes); n > 0 {
				t.Errorf("%q became %q, which is traditional", entry, string(in.runes))
			}
		}
	}
}

func TestOwnDictionaries(t *testing.T) {
	for name, d := range map[string]string{"supplement.txt": supplementText, "taiwan.txt": taiwanText} {
		seen := map[string]bool{}
		for line := range strings.Lines(d) {
			line = strings.TrimSuffix(line, "\n")
			if strings.HasPrefix(line, "#") {
				continue
			}
			from, to, ok := strings.Cut(line, "\t")
			if !ok || from == "" || to == "" || strings.ContainsAny(line, " \r") {
				t.Errorf("%s: %q is not a phrase, a tab and a phrase", name, line)
			}
			if seen[from] {
				t.Errorf("%s: %s stands there twice", name, from)
			}
			seen[from] = true
		}
	}
}
