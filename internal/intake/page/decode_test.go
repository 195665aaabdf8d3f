package page

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"storywire/internal/intake"
)

// codes are the warnings of a draft, the first of each.
func codes(r intake.Result) (all []string) {
	for _, w := range r.Warnings {
		if w.Code == "encoding_guessed" || w.Code == "broken_characters" {
			all = append(all, w.Code)
		}
	}
	return all
}

// TestEncodingsThatArePickedByTheirLooks has pages in encodings that they and their
// senders call UTF-8, call western, or do not name.
func TestEncodingsThatArePickedByTheirLooks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		in    encoding.Encoding
		words string
	}{
		{"windows-1252", charmap.Windows1252, "Die Größe des Cafés überraschte alle, die über die Brücke kamen und weiter wollten, sagte er."},
		{"windows-1252", charmap.Windows1252, "The café’s owner said “no”, and that was it: nobody had asked for the ferry’s new name."},
		{"shift_jis", japanese.ShiftJIS, "港の船は月曜日に出発しました。三か月の修理のあとで、会社は安全だと説明しました。島の人々は喜んでいます。"},
		{"euc-jp", japanese.EUCJP, "港の船は月曜日に出発しました。三か月の修理のあとで、会社は安全だと説明しました。島の人々は喜んでいます。"},
		{"iso-2022-jp", japanese.ISO2022JP, "港の船は月曜日に出発しました。三か月の修理のあとで、会社は安全だと説明しました。島の人々は喜んでいます。"},
		{"gb18030", simplifiedchinese.GB18030, "渡轮在码头停了三个月之后，星期一重新开航了。公司说船是安全的，岛上的人都很高兴，因为他们可以回家了。"},
		{"big5", traditionalchinese.Big5, "渡輪在碼頭停了三個月之後，星期一重新開航了。公司說船是安全的，島上的人都很高興，因為他們可以回家了。"},
		{"euc-kr", korean.EUCKR, "여객선은 석 달 동안 수리를 받은 뒤 월요일에 다시 출항했다. 회사는 배가 안전하다고 말했고 섬 사람들은 기뻐했다."},
		{"windows-1251", charmap.Windows1251, "Паром вышел из гавани в понедельник после трёх месяцев ремонта, и люди на островах рады этому."},
		{"koi8-r", charmap.KOI8R, "Паром вышел из гавани в понедельник после трёх месяцев ремонта, и люди на островах рады этому."},
		{"iso-8859-7", charmap.ISO8859_7, "Το πλοίο έφυγε από το λιμάνι τη Δευτέρα μετά από τρεις μήνες, και οι κάτοικοι των νησιών είναι χαρούμενοι."},
		{"windows-1250", charmap.Windows1250, "Trajekt vyplul v pondělí po třech měsících oprav a lidé na ostrovech jsou rádi, řekl přednosta přístavu. Lodě byly dřív příliš staré."},
	} {
		sent, err := c.in.NewEncoder().String(story(`<meta charset="%s">`, "<p>"+c.words+"</p>"))
		if err != nil {
			t.Fatal(err)
		}
		for _, called := range []string{"utf-8", "", "iso-8859-1", c.name} {
			if called == "iso-8859-1" && c.name == "windows-1250" {
				continue // which nothing tells from a word that is spelled oddly
			}
			page := strings.Replace(sent, "%s", called, 1)
			if called == "" {
				page = strings.Replace(sent, `<meta charset="%s">`, "", 1)
			}
			r, err := Read([]byte(page), intake.Options{})
			if err != nil {
				t.Errorf("%s called %q: %v", c.name, called, err)
				continue
			}
			if r.Article.Body[1].Text != c.words {
				t.Errorf("%s called %q is read as %q", c.name, called, r.Article.Body[1].Text)
			}
			warned := slices.Equal(codes(r), []string{"encoding_guessed"})
			if right := called == c.name || called == "iso-8859-1" && c.name == "windows-1252"; warned == right || right && len(codes(r)) > 0 {
				t.Errorf("%s called %q: %v", c.name, called, r.Warnings)
			}
		}
	}
}

// TestSurrogatesInUTF8 has the bytes of halves of characters, alone and in pairs.
func TestSurrogatesInUTF8(t *testing.T) {
	t.Parallel()
	for bytes, want := range map[string]string{"\xed\xa0\x80": "", "\xed\xb0\x80\xed\xb0\x80": "", "\xed\xa0\xbd\xed\xba\xa2": " 🚢", "\xed\xa0\xbd\xed\xa0\xbd\xed\xba\xa2": " 🚢"} {
		for _, words := range []string{"The ferry%s sails again, and it does so from today", "La féria%s à l’été n’a pas été sans intérêt"} {
			for _, charset := range []string{"", "utf-8"} {
				r, err := Read([]byte(story("", "<p>"+strings.Replace(words, "%s", " "+bytes, 1)+"</p>")), intake.Options{Charset: charset})
				if err != nil {
					t.Fatal(err)
				}
				if got := r.Article.Body[1].Text; got != strings.Replace(words, "%s", want, 1) {
					t.Errorf("% x of %q is read as %q", bytes, charset, got)
				}
				if broken := slices.Equal(codes(r), []string{"broken_characters"}); broken != (len(bytes) != 6 || want == "") {
					t.Errorf("% x: %v", bytes, r.Warnings)
				}
			}
		}
	}
}

// TestWhatIsPlainlyUTF8IsNotWarnedOf has pages that call themselves something else.
func TestWhatIsPlainlyUTF8IsNotWarnedOf(t *testing.T) {
	t.Parallel()
	for _, charset := range []string{"", "utf-8", "iso-8859-1", "gb18030", "no-such"} {
		r, err := Read([]byte(story("", "<p>Die Größe des Cafés überraschte alle.</p>")), intake.Options{Charset: charset})
		if err != nil || len(codes(r)) > 0 {
			t.Errorf("%q: %v %v", charset, err, r.Warnings)
		}
	}
}
