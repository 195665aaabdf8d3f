package intake

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var misses = flag.Bool("misses", false, "show the corpus quotes whose speaker is not the marked one")

// attributed is one attribution that people marked in a corpus text: whose
// words, and where they stand, in code points.
type attributed struct {
	source  []span
	content []span
}

// TestSpeakersOfACorpus measures the speakers against those that people marked
// in PolNeAR: of the quotes of five words and more that stand in marked
// content, how many have the marked source. It says the figure and holds it
// above a floor, so that a rule which helps one page and harms others shows.
func TestSpeakersOfACorpus(t *testing.T) {
	t.Parallel()
	texts, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "corpora", "polnear", "dev", "text", "*.txt"))
	if len(texts) == 0 {
		t.Skip("../shared/corpora is not beside this checkout: the corpus cannot be read")
	}
	right, wrong, none, headlines := 0, 0, 0, 0
	for _, name := range texts {
		input, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		check(t, input, Options{})
		marked := readMarked(t, name)
		r, err := Text(input, Options{})
		if err != nil {
			continue
		}
		if r.Article.Headline != "" {
			headlines++
		}
		for i, q := range r.Article.Quotes {
			at := where(r, pointer("quotes", i))
			if len(strings.Fields(q.Text)) < 5 {
				continue
			}
			for _, m := range marked {
				if !covers(m.content, at) {
					continue
				}
				switch says(bytes.Runes(input), m, where(r, pointer("quotes", i, "speaker")), r, i) {
				case 1:
					right++
				case 0:
					none++
					if *misses {
						t.Logf("%s: %q: want %s", filepath.Base(name), q.Text, sourceText(bytes.Runes(input), m))
					}
				default:
					wrong++
					if *misses {
						t.Logf("%s: %q: got %s, want %s", filepath.Base(name), q.Text, shownSpeaker(r, i), sourceText(bytes.Runes(input), m))
					}
				}
				break
			}
		}
	}
	total := right + wrong + none
	if total == 0 {
		t.Fatal("no quote of the corpus was found")
	}
	share := float64(right) / float64(total)
	t.Logf("%d texts, %d with a headline; of %d quotes %d have the marked speaker (%.3f), %d another, %d none", len(texts), headlines, total, right, share, wrong, none)
	if share < 0.78 {
		t.Errorf("speakers are right for %.3f of the quotes; simple rules reach 0.78", share)
	}
}

func shownSpeaker(r Result, i int) string {
	if s := r.Article.Quotes[i].Speaker; s != nil {
		return s.Name
	}
	return "nobody"
}

func sourceText(input []rune, m attributed) string {
	var b strings.Builder
	for _, s := range m.source {
		b.WriteString(string(input[s.start:min(s.end, len(input))]) + " ")
	}
	return b.String()
}

func covers(content []span, at span) bool {
	for _, c := range content {
		if min(c.end, at.end)-max(c.start, at.start) > (at.end-at.start)*4/5 {
			return true
		}
	}
	return false
}

// says compares a quote's speaker with a marked source: 1 for the same, by
// place or by name, 0 where the quote has none, -1 for another.
func says(input []rune, m attributed, mention span, r Result, i int) int {
	for _, s := range m.source {
		if mention.end > s.start && mention.start < s.end {
			return 1
		}
	}
	speaker := r.Article.Quotes[i].Speaker
	if speaker == nil {
		return 0
	}
	fields := strings.Fields(speaker.Name)
	source := strings.ToLower(sourceText(input, m))
	if strings.Contains(source, strings.ToLower(fields[len(fields)-1])) {
		return 1
	}
	if mention.start >= 0 && len(m.source) > 0 {
		// A pronoun on either side: the same where both mean one person is not
		// marked in the corpus, so that the same words count.
		said := strings.ToLower(string(input[mention.start:mention.end]))
		if said == strings.TrimSpace(source) {
			return 1
		}
	}
	return -1
}

var annotation = regexp.MustCompile(`(?m)^(T\d+)\t(\w+) ([\d ;]+)\t`)
var attributionEvent = regexp.MustCompile(`(?m)^E\d+\tAttribution:\S+ (.*)$`)

// readMarked reads the attributions beside a corpus text.
func readMarked(t *testing.T, text string) []attributed {
	t.Helper()
	stem := strings.TrimSuffix(filepath.Base(text), ".txt")
	files, _ := filepath.Glob(filepath.Join(filepath.Dir(filepath.Dir(text)), "attributions", stem+"*.ann"))
	if len(files) == 0 {
		return nil
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	spans := map[string][]span{}
	for _, m := range annotation.FindAllStringSubmatch(string(data), -1) {
		for piece := range strings.SplitSeq(m[3], ";") {
			from, to, _ := strings.Cut(strings.TrimSpace(piece), " ")
			start, _ := strconv.Atoi(from)
			end, _ := strconv.Atoi(to)
			spans[m[1]] = append(spans[m[1]], span{start, end})
		}
	}
	var marked []attributed
	for _, m := range attributionEvent.FindAllStringSubmatch(string(data), -1) {
		var a attributed
		for role := range strings.FieldsSeq(m[1]) {
			kind, id, _ := strings.Cut(role, ":")
			switch strings.TrimRight(kind, "0123456789") {
			case "Source":
				a.source = append(a.source, spans[id]...)
			case "Content":
				a.content = append(a.content, spans[id]...)
			}
		}
		if len(a.source) > 0 {
			marked = append(marked, a)
		}
	}
	return marked
}
