package messages

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/storage"
)

func TestFactValidate(t *testing.T) {
	good := func() Fact {
		return Fact{ID: "f", Statement: map[Lang]string{"en": "x"}, AsOf: "2020-12-16", ReviewBy: "2020-12-16", Confidence: Disputed, Sources: []string{"s"}}
	}
	if err := good().Validate(); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*Fact){
		`"" is not a name`:                             func(f *Fact) { f.ID = "" },
		"a fact needs its statement":                   func(f *Fact) { f.Statement = nil },
		"en: the statement is empty":                   func(f *Fact) { f.Statement["en"] = "\n" },
		`"de" is not one of the languages`:             func(f *Fact) { f.Statement["de"] = "x" },
		"as of: say on which day":                      func(f *Fact) { f.AsOf, f.ReviewBy = "", "" },
		`as of: "2020-2-30" is not a day`:              func(f *Fact) { f.AsOf, f.ReviewBy = "2020-2-30", "" },
		`as of: " 2020-01-01" is not a day`:            func(f *Fact) { f.AsOf = " 2020-01-01" },
		`review by: "later" is not a day`:              func(f *Fact) { f.ReviewBy = "later" },
		"review by: 2020-12-15 is before as of":        func(f *Fact) { f.ReviewBy = "2020-12-15" },
		`confidence: "sure" is none of established`:    func(f *Fact) { f.Confidence = "sure" },
		"sources: a fact rests on one source at least": func(f *Fact) { f.Sources = nil },
	} {
		f := good()
		change(&f)
		if err := f.Validate(); err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}

func TestFactStale(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for name, c := range map[string]struct {
		f    Fact
		now  string
		want bool
	}{
		"never reviewed":                   {Fact{}, "2099-01-01T00:00:00Z", false},
		"on its last day":                  {Fact{ReviewBy: "2028-01-31"}, "2028-01-31T23:59:59Z", false},
		"the day after":                    {Fact{ReviewBy: "2028-01-31"}, "2028-02-01T00:00:00Z", true},
		"the day after elsewhere, not yet": {Fact{ReviewBy: "2028-01-31"}, "2028-02-01T08:00:00+09:00", false},
		"withdrawn":                        {Fact{Withdrawn: true}, "2000-01-01T00:00:00Z", true},
	} {
		if got := c.f.Stale(at(c.now)); got != c.want {
			t.Errorf("%s: stale is %t", name, got)
		}
	}
}

func TestFactIn(t *testing.T) {
	f := Fact{Statement: map[Lang]string{"es": "e", "fr": "f"}}
	for lang, want := range map[Lang]string{"es": "e es", "ar": "f fr", "en": "f fr"} {
		if s, l := f.In(lang); s+" "+string(l) != want {
			t.Errorf("%s: %s %s, want %s", lang, s, l, want)
		}
	}
	if s, l := (Fact{}).In("en"); s != "" || l != "" {
		t.Errorf("nothing said gives %q in %q", s, l)
	}
}

func TestParseLang(t *testing.T) {
	for s, want := range map[string]Lang{
		"fr": "fr", " FR ": "fr", "fr-CA": "fr", "fr_FR": "fr", "French": "fr", "français": "fr", "FRANÇAIS": "fr", "francés": "fr", "الفرنسية": "fr",
		"ar-MA": "ar", "arabe": "ar", "árabe": "ar", "العربية": "ar", "en-GB": "en", "anglais": "en", "es-419": "es", "espagnol": "es", "الإسبانية": "es",
	} {
		if got, err := ParseLang(s); got != want || err != nil {
			t.Errorf("%q is %q, %v; want %q", s, got, err, want)
		}
	}
	for _, s := range []string{"", "de", "frenchy", "e", "-", "en glish"} {
		if got, err := ParseLang(s); err == nil || got != "" {
			t.Errorf("%q is read as %q", s, got)
		}
	}
	if Lang("ar").Name() != "العربية" || Lang("de").Name() != "de" || !Lang("ar").RightToLeft() || Lang("fr").RightToLeft() {
		t.Error("a language's name or direction is wrong")
	}
}

func TestParseDate(t *testing.T) {
	if d, err := ParseDate(" 2024-02-29\n"); d != "2024-02-29" || err != nil {
		t.Errorf("%q, %v", d, err)
	}
	for _, s := range []string{"", "2023-02-29", "2024-2-9", "29/02/2024", "2024-02-29T00:00:00Z"} {
		if d, err := ParseDate(s); err == nil || d != "" {
			t.Errorf("%q is read as %q", s, d)
		}
	}
}

func TestSourceValidate(t *testing.T) {
	good := func() Source {
		return Source{ID: "s", Type: PeerReviewed, Title: "t", Publisher: "p", URL: "https://example.org/", Archive: "http://archive.example.org/x", Published: "2020-12-16", Lang: "de"}
	}
	if err := good().Validate(); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*Source){
		`"s!" is not a name`:                                                  func(s *Source) { s.ID = "s!" },
		"type: say which it is, one of primary":                               func(s *Source) { s.Type = "" },
		"title: a source needs one":                                           func(s *Source) { s.Title = " " },
		"publisher: a source needs one":                                       func(s *Source) { s.Publisher = "" },
		"address: a source needs one, or a DOI":                               func(s *Source) { s.URL = "" },
		`DOI: "11.1/x" is none`:                                               func(s *Source) { s.DOI = "11.1/x" },
		`ISBN: "978-0-306-40615-8" has a wrong digit`:                         func(s *Source) { s.ISBN = "978-0-306-40615-8" },
		`address: "https://example.org/news?page=3" is a page of a listing`:   func(s *Source) { s.URL = "https://example.org/news?page=3" },
		`address: "https://example.org/news/page/12/" is a page of a listing`: func(s *Source) { s.URL = "https://example.org/news/page/12/" },
		`address: "ftp://example.org" is not a web address`:                   func(s *Source) { s.URL = "ftp://example.org" },
		`archive: "/x" is not a web address`:                                  func(s *Source) { s.Archive = "/x" },
		`published: "16 May" is neither a year`:                               func(s *Source) { s.Published = "16 May" },
		`language: "German" is not a language's two-letter`:                   func(s *Source) { s.Lang = "German" },
	} {
		s := good()
		change(&s)
		if err := s.Validate(); err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, s := range []string{"https://example.org", "http://a.b/c?d=e#f", "HTTPS://Example.ORG/", "https://example.org:8443/x", "https://93.184.216.34/", "https://[2606:2800:220:1::1]/", "https://xn--mgbh0fb.xn--kgbechtv/", "https://مثال.إختبار/", "https://local.example.org/"} {
		if err := validAddress(s); err != nil {
			t.Errorf("%v", err)
		}
	}
	for _, s := range []string{"", "example.org", "//example.org", "https:///x", "https://", "mailto:a@example.org", "javascript:alert(1)", "https://user:pass@example.org", "https://example.org/a b", "https://example.org/\n", "https://exa mple.org"} {
		if err := validAddress(s); err == nil || !strings.Contains(err.Error(), "is not a web address") {
			t.Errorf("%q: %v", s, err)
		}
	}
	for _, s := range []string{
		"http://localhost/", "http://localhost:8080/", "http://LOCALHOST./", "http://a.localhost/", "http://intranet/", "http://printer.local/", "http://db.internal/", "http://nas.home.arpa/",
		"http://127.0.0.1/", "http://10.1.2.3/", "http://172.16.0.1/", "http://192.168.1.1/", "http://169.254.169.254/latest", "http://0.0.0.0/", "http://[::1]/", "http://[fe80::1]/", "http://[fd00::1]/", "http://[::ffff:10.0.0.1]/",
		"http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://0177.0.0.1/", "http://224.0.0.1/",
	} {
		if err := validAddress(s); err == nil || !strings.Contains(err.Error(), "leads to a private machine") {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestValidName(t *testing.T) {
	for _, s := range []string{"a", "couscous-2020", "9", strings.Repeat("a", 60), "a-"} {
		if err := ValidName(s); err != nil {
			t.Errorf("%v", err)
		}
	}
	for _, s := range []string{"", "-a", "A", "a b", "é", "a_b", "a/b", "a\n", strings.Repeat("a", 61)} {
		if err := ValidName(s); err == nil {
			t.Errorf("%q is taken for a name", s)
		}
	}
}

func TestSourcesWithoutAddress(t *testing.T) {
	for name, s := range map[string]Source{
		"a book":          {ISBN: "978-0-306-40615-7"},
		"an older book":   {ISBN: "0-8044-2957-X"},
		"a DOI":           {DOI: "10.1000/182"},
		"all of them":     {ISBN: "9780306406157", DOI: "10.1002/(SICI)1097", URL: "https://example.org/report.html?id=7"},
		"a year's report": {URL: "https://example.org/start/2020?year=2020&start=yes"},
	} {
		s.ID, s.Type, s.Title, s.Publisher = "s", OtherSource, "t", "p"
		if err := s.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := (Source{DOI: "10.1002/(SICI)1097<1>3#x"}).Address(); got != "https://doi.org/10.1002/%28SICI%291097%3C1%3E3%23x" {
		t.Errorf("a DOI leads to %s", got)
	}
}

func TestRivals(t *testing.T) {
	noor := Fact{About: "noor-power", Unit: "MW", Value: "2000", Statement: map[Lang]string{"en": "Noor has 2,000 MW."}}
	for name, c := range map[string]struct {
		other Fact
		want  bool
	}{
		"another value":                     {Fact{About: "noor-power", Unit: "mw", Value: "580"}, true},
		"the same value":                    {Fact{About: "noor-power", Unit: "MW", Value: "2 000"}, false},
		"the same value, parted":            {Fact{About: "noor-power", Unit: "MW", Value: "2000.0"}, false},
		"another unit":                      {Fact{About: "noor-power", Unit: "ha", Value: "3000"}, false},
		"another thing":                     {Fact{About: "fez", Unit: "MW", Value: "580"}, false},
		"the same words, another figure":    {Fact{Statement: map[Lang]string{"en": "noor has 510 MW."}}, true},
		"the same words, figure parted":     {Fact{Statement: map[Lang]string{"en": "Noor has 2 000 MW."}}, false},
		"the same words and figure":         {Fact{Statement: map[Lang]string{"en": "Noor has  2,000 MW."}}, false},
		"the same words, another magnitude": {Fact{Statement: map[Lang]string{"en": "Noor has 2,000 GW."}}, true},
		"the same words, a coarser unit":    {Fact{Statement: map[Lang]string{"en": "Noor has 2.000 GW."}}, false},
		"the same words, another unit":      {Fact{Statement: map[Lang]string{"en": "Noor has 510 ha."}}, false},
		"the same value in words":           {Fact{About: "noor-power", Unit: "MW", Value: "two thousand"}, false},
		"another value in words":            {Fact{About: "noor-power", Unit: "MW", Value: "five hundred"}, true},
		"the same value, a coarser unit":    {Fact{About: "noor-power", Unit: "GW", Value: "2"}, false},
		"another value, a coarser unit":     {Fact{About: "noor-power", Unit: "GW", Value: "3"}, true},
		"another writing of the unit":       {Fact{About: "noor-power", Unit: "megawatts", Value: "580"}, true},
		"a value without figures":           {Fact{About: "noor-power", Unit: "MW", Value: "many"}, true},
		"other words":                       {Fact{Statement: map[Lang]string{"en": "Noor was 510 MW."}}, false},
		"the same words, another language":  {Fact{Statement: map[Lang]string{"fr": "Noor has 510 MW."}}, false},
	} {
		if got := sayingOf(noor).rivals(noor, c.other); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
		if got := sayingOf(c.other).rivals(c.other, noor); got != c.want {
			t.Errorf("%s, the other way round: %t", name, got)
		}
	}
	if old := (Fact{Statement: map[Lang]string{"en": "It is old."}}); sayingOf(old).rivals(old, Fact{Statement: map[Lang]string{"en": "It is new."}}) {
		t.Error("words without figures are rivals")
	}
}

func TestUnsaid(t *testing.T) {
	for said, want := range map[string]bool{
		"The plan aims at 2,000 MW.":                false,
		"The plan aims at 2 000 MW by 2020.":        false,
		"The plan aims at two thousand MW.":         false,
		"The plan aims at 2.5 MW.":                  true,
		"The plan aims at 200 MW.":                  true,
		"The plan of 2020 has four parts.":          true,
		"The plan of 2020 aims at 2 GW.":            false,
		"The plan of 2020 aims at two thousand MW.": false,
		"The plan covers 2,000 hectares.":           true,
	} {
		f := Fact{Value: "2000", Unit: "MW", Statement: map[Lang]string{"en": said}}
		if got := f.Unsaid(); (len(got) > 0) != want {
			t.Errorf("%s: %v", said, got)
		}
	}
	half := Fact{Value: "3.5", Statement: map[Lang]string{"en": "It has 35 parts.", "fr": "Il en a 3,5."}}
	if got := half.Unsaid(); !slices.Equal(got, []Lang{"en"}) {
		t.Errorf("3.5 is not said in %v", got)
	}
}

func TestConfirm(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Fact)
		until  Date
		want   error
	}{
		"for longer":          {func(*Fact) {}, "2029-12-31", nil},
		"an overdue one":      {func(f *Fact) { f.ReviewBy = "2026-11-01" }, "2027-11-01", nil},
		"one without a day":   {func(f *Fact) { f.ReviewBy = "" }, "2027-11-01", nil},
		"for less":            {func(f *Fact) { f.ReviewBy = "2028-12-31" }, "2027-01-01", ErrConfirmed},
		"into the past":       {func(f *Fact) { f.ReviewBy = "2026-01-01" }, "2026-11-01", ErrConfirmed},
		"one that is no more": {func(f *Fact) { f.Withdrawn = true }, "2029-12-31", ErrStale},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			old := r.refact(c.change)
			err := r.try(func(tx storage.Tx) error {
				_, err := r.desk.Confirm(tx, old.ID, "second", c.until, now)
				return err
			})
			if !errors.Is(err, c.want) {
				t.Fatalf("%v, want %v", err, c.want)
			}
			f := r.refact(func(*Fact) {})
			if c.want != nil {
				if d := cmp.Diff(old, f); d != "" {
					t.Errorf("a refusal changes it:\n%s", d)
				}
				return
			}
			if f.Stale(now) || f.ReviewBy != c.until || f.Rev != old.Rev || f.Confirmed != (Confirmation{"second", "2026-11-23"}) {
				t.Errorf("%+v", f)
			}
		})
	}
}

// A file that comes again takes nothing back by what it does not say, and vouches for what it says.
func TestAFactThatComesAgain(t *testing.T) {
	for name, c := range map[string]struct {
		was, comes func(*Fact)
		want       func(Fact) bool
	}{
		"withdrawn, it stays so":                 {func(f *Fact) { f.Withdrawn = true }, func(f *Fact) { f.Withdrawn = false }, func(f Fact) bool { return f.Withdrawn && f.Rev == 2 }},
		"without a day of review, it keeps it":   {func(f *Fact) { f.ReviewBy = "2027-01-01" }, func(f *Fact) { f.ReviewBy = "" }, func(f Fact) bool { return f.ReviewBy == "2027-01-01" && f.Confirmed.By == "" }},
		"a later day is somebody's word":         {func(f *Fact) { f.ReviewBy = "2026-11-01" }, func(f *Fact) { f.ReviewBy = "2027-11-01" }, func(f Fact) bool { return f.Confirmed == Confirmation{"editor", "2026-11-23"} && f.Rev == 1 }},
		"an earlier day is not":                  {func(f *Fact) { f.ReviewBy = "2027-11-01" }, func(f *Fact) { f.ReviewBy = "2026-11-01" }, func(f Fact) bool { return f.ReviewBy == "2026-11-01" && f.Confirmed.By == "" }},
		"nor is a later day with other words":    {func(f *Fact) { f.ReviewBy = "2026-11-01" }, func(f *Fact) { f.ReviewBy, f.Value = "2027-11-01", "5" }, func(f Fact) bool { return f.Confirmed.By == "" && f.Rev == 2 }},
		"who changes its words is among writers": {func(*Fact) {}, func(f *Fact) { f.Value = "5" }, func(f Fact) bool { return slices.Equal(f.Writers, []Alias{"author", "editor"}) }},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.do(func(tx storage.Tx) error { // as it is kept, whoever wrote it
				f, err := r.desk.Fact(tx, "couscous-2020")
				if err != nil {
					return err
				}
				c.was(&f)
				if f.Withdrawn {
					_, err = r.desk.PutFact(tx, f, "author", now)
					return err
				}
				return r.desk.facts.Put(tx, f.ID, f)
			})
			if f := r.refact(c.comes); !c.want(f) {
				t.Errorf("%+v", f)
			}
		})
	}
}
