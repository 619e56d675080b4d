package messages

import (
	"strings"
	"testing"
	"time"
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
		`"s!" is not a name`:                                func(s *Source) { s.ID = "s!" },
		"type: say which it is, one of primary":             func(s *Source) { s.Type = "" },
		"title: a source needs one":                         func(s *Source) { s.Title = " " },
		"publisher: a source needs one":                     func(s *Source) { s.Publisher = "" },
		"url: a source needs one":                           func(s *Source) { s.URL = "" },
		`url: "ftp://example.org" is not a web address`:     func(s *Source) { s.URL = "ftp://example.org" },
		`archive: "/x" is not a web address`:                func(s *Source) { s.Archive = "/x" },
		`published: "16 May" is neither a year`:             func(s *Source) { s.Published = "16 May" },
		`language: "German" is not a language's two-letter`: func(s *Source) { s.Lang = "German" },
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
