package messages

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Write writes the file as people would. ParseFile reads back what was written, but for what a file does not hold: what is the
// desk's own (numbers, revisions, approvals, owners), space around lines, empty lines beyond one, and control characters.
func (f File) Write(w io.Writer) error {
	out := &writer{w: bufio.NewWriter(w)}
	for _, s := range f.Sources {
		out.source(s)
	}
	for _, fact := range f.Facts {
		out.fact(fact)
	}
	for _, c := range f.Campaigns {
		out.campaign(c)
	}
	for _, b := range f.Briefs {
		out.brief(b)
	}
	if err := out.w.Flush(); err != nil {
		return fmt.Errorf("write a brief file: %w", err)
	}
	return nil
}

// writer writes blocks. Errors stay in w until it is flushed.
type writer struct {
	w               *bufio.Writer
	section, record *section
	begun           bool
}

// heading opens a record, or with of a language the record's part in it.
func (w *writer) heading(s, record *section, words string) {
	if w.begun {
		fmt.Fprintln(w.w)
	}
	w.begun, w.section, w.record = true, s, record
	fmt.Fprintf(w.w, "== %s\n", words)
}

func (w *writer) open(s *section, name string) { w.heading(s, s, s.word+" "+name) }

// line writes a key and its words on one line, nothing where there are none.
func (w *writer) line(key, words string) {
	if words = tidyLine(words); words != "" {
		fmt.Fprintf(w.w, "%s: %s\n", key, words)
	}
}

// text writes a key and its lines.
func (w *writer) text(key, words string) {
	if words = tidyText(words); words != "" {
		w.lines(key+": ", words, false)
	}
}

// list writes a key and its entries.
func (w *writer) list(key string, entries []string) {
	begun := false
	for _, e := range entries {
		if e = tidyText(e); e == "" {
			continue
		}
		if !begun {
			fmt.Fprintf(w.w, "%s:\n", key)
			begun = true
		}
		w.lines("- ", e, true)
	}
}

// lines writes the first line behind what opens it and the others under it, with a mark on those that would be read as more
// than words.
func (w *writer) lines(open, words string, list bool) {
	for i, l := range strings.Split(words, "\n") {
		if i == 0 {
			fmt.Fprintf(w.w, "%s%s\n", open, l)
			continue
		}
		if s := readLine(l, w.section, w.record, list).sort; s != wordsLine && s != blankLine {
			l = `\` + l
		}
		fmt.Fprintln(w.w, l)
	}
}

func (w *writer) names(key string, all []string) { w.line(key, strings.Join(all, ", ")) }

func (w *writer) source(s Source) {
	w.open(&sourceSection, s.ID)
	w.line("Type", string(s.Type))
	w.line("Title", s.Title)
	w.line("Publisher", s.Publisher)
	w.line("Interest", s.Interest)
	w.list("Authors", s.Authors)
	w.line("Published", s.Published)
	w.line("Address", s.URL)
	w.line("DOI", s.DOI)
	w.line("ISBN", s.ISBN)
	w.line("Archive", s.Archive)
	w.line("Where", s.Locator)
	w.line("Language", string(s.Lang))
	w.text("Quote", s.Quote)
}

func (w *writer) fact(f Fact) {
	w.open(&factSection, f.ID)
	w.line("Value", f.Value)
	w.line("Unit", f.Unit)
	w.line("About", f.About)
	w.line("As of", string(f.AsOf))
	w.line("Review by", string(f.ReviewBy))
	w.line("Confidence", string(f.Confidence))
	w.names("Sources", f.Sources)
	if f.Withdrawn {
		w.line("Withdrawn", "yes")
	}
	for _, lang := range Languages() {
		w.text(langKeys[lang], f.Statement[lang])
	}
}

func (w *writer) campaign(c CampaignText) {
	w.open(&campaignSection, c.Name)
	s := c.Sponsorship
	w.line("Run by", s.RunBy)
	w.line("Paid by", s.PaidBy)
	w.line("Payer", string(s.Payer))
	w.line("Country", s.Country)
	w.line("Register", s.Register)
	w.line("Contact", s.Contact)
	w.names("Kinds", c.Kinds)
	w.names("Topics", c.Topics)
	var approvals []string
	for _, k := range Kinds() {
		if n := c.Approvals[k]; n > 0 {
			approvals = append(approvals, string(k)+" "+strconv.Itoa(n))
		}
	}
	w.names("Approvals", approvals)
	for _, lang := range Languages() {
		d := s.Lines[lang]
		if c.Title[lang] == "" && c.Purpose[lang] == "" && d == (Disclosure{}) {
			continue
		}
		w.heading(&campaignPart, &campaignSection, langKeys[lang])
		w.line("Title", c.Title[lang])
		w.text("Purpose", c.Purpose[lang])
		w.line("Disclosure", d.Line)
		w.line("Short", d.Short)
	}
}

func (w *writer) brief(b Brief) {
	w.open(&briefSection, b.Name)
	w.line("Campaign", b.Campaign)
	w.line("Kind", string(b.Kind))
	w.line("Finding", string(b.Finding))
	w.names("Topics", b.Topics)
	if !b.Until.IsZero() {
		layout := "2006-01-02 15:04 UTC"
		if b.Until.Second() != 0 {
			layout = "2006-01-02 15:04:05 UTC"
		}
		w.line("Useless after", b.Until.UTC().Format(layout))
	}
	w.line("Urgent because", b.Why)
	fallback := make([]string, len(b.Fallback))
	for i, l := range b.Fallback {
		fallback[i] = langKeys[l]
	}
	w.names("Fallback", fallback)
	for _, m := range b.Media {
		w.line("Media", m.URL)
		w.line("Shows", m.Alt)
		w.line("Credit", m.Credit)
	}
	for _, lang := range b.Langs() {
		w.heading(&briefPart, &briefSection, langKeys[lang])
		w.brieftext(b.Texts[lang])
	}
}

func (w *writer) brieftext(t Text) {
	w.line("Title", t.Title)
	w.text("Claim", t.Claim)
	w.text("Summary", t.Summary)
	points := make([]string, len(t.Points))
	for i, p := range t.Points {
		points[i] = tidyText(p.Text)
		if len(p.Facts) > 0 || factsRE.MatchString(points[i]) {
			points[i] += " [" + strings.Join(p.Facts, ", ") + "]"
		}
	}
	w.list("Points", points)
	w.list("Prompts", t.Prompts)
	for _, network := range sortedKeys(t.Samples) {
		w.text("Sample "+network, t.Samples[network])
	}
	w.list("Do not claim", t.Not)
	w.text("A fair critic", t.Critic)
	w.text("What changed", t.Changed)
}
