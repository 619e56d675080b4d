package messages

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"relais/messages/match"
	"relais/messages/networks"
)

// records makes of the blocks what they describe, and lets every record judge itself.
func (p *parser) records() File {
	var f File
	for _, b := range p.found {
		switch b.section {
		case &sourceSection:
			f.Sources = append(f.Sources, p.source(b))
		case &factSection:
			f.Facts = append(f.Facts, p.fact(b))
		case &campaignSection:
			f.Campaigns = append(f.Campaigns, p.campaign(b))
		case &briefSection:
			f.Briefs = append(f.Briefs, p.brief(b))
		}
	}
	return f
}

func (p *parser) source(b *block) Source {
	s := Source{
		ID: b.name, Title: b.line1("Title"), Publisher: b.line1("Publisher"), Interest: b.line1("Interest"),
		Published: digits(b.line1("Published")), URL: b.line1("Address"), Archive: b.line1("Archive"), Locator: b.line1("Where"),
		Quote: b.text("Quote"), DOI: bareDOI(b.line1("DOI")), ISBN: digits(b.line1("ISBN")), Authors: b.list("Authors"),
	}
	s.Type, _ = means(b.line1("Type"), sourceTypeWords)
	if word := b.line1("Language"); word != "" {
		var err error
		if s.Lang, err = ParseLang(word); err != nil {
			s.Lang = Lang(strings.ToLower(word)) // a document may be in any language
		}
	}
	p.judge(b, s.Validate())
	return s
}

// bareDOI takes the resolver's address or the label off a DOI.
func bareDOI(s string) string {
	for _, before := range []string{"https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:"} {
		if len(s) >= len(before) && strings.EqualFold(s[:len(before)], before) {
			return strings.TrimSpace(s[len(before):])
		}
	}
	return s
}

func (p *parser) fact(b *block) Fact {
	f := Fact{
		ID: b.name, Value: b.line1("Value"), Unit: b.line1("Unit"), About: asName(b.line1("About")), AsOf: Date(digits(b.line1("As of"))),
		ReviewBy: Date(digits(b.line1("Review by"))), Sources: b.each("Sources", asName),
	}
	if word := b.line1("Confidence"); word != "" {
		f.Confidence, _ = means(word, confidenceWords)
	}
	for lang, key := range langKeys {
		if s := b.text(key); s != "" {
			f.Statement = put(f.Statement, lang, s)
		}
	}
	switch word := b.line1("Withdrawn"); {
	case word == "" || oneOf(word, noWords):
	case oneOf(word, yesWords):
		f.Withdrawn = true
	default:
		p.complain(b.at("Withdrawn"), "withdrawn: %q is neither yes nor no", word)
	}
	p.judge(b, f.Validate())
	return f
}

// mostApprovals bounds what a campaign may ask for: a brief has to find that many who read it.
const mostApprovals = 9

// parseApprovals reads "response 2".
func parseApprovals(entry string) (Kind, int, error) {
	word, number, _ := strings.Cut(entry, " ")
	kind, ok := means(word, kindWords)
	n, err := strconv.Atoi(digits(strings.TrimSpace(number)))
	switch {
	case !ok || err != nil:
		return kind, 0, fmt.Errorf("%q is not a kind of brief and a number, such as “response 2”", entry)
	case n < LeastApprovals(kind) || n > mostApprovals:
		return kind, 0, fmt.Errorf("%s: %d to %d people can be asked for", kind, LeastApprovals(kind), mostApprovals)
	}
	return kind, n, nil
}

func (p *parser) campaign(b *block) CampaignText {
	c := CampaignText{Name: b.name, Kinds: b.each("Kinds", asTopic), Topics: b.each("Topics", asTopic)}
	s := &c.Sponsorship
	s.RunBy, s.PaidBy, s.Country = b.line1("Run by"), b.line1("Paid by"), b.line1("Country")
	s.Register, s.Contact = b.line1("Register"), b.line1("Contact")
	s.Payer, _ = means(b.line1("Payer"), payerWords)
	for _, entry := range b.each("Approvals", strings.TrimSpace) {
		kind, n, err := parseApprovals(entry)
		if err != nil {
			p.complain(b.at("Approvals"), "approvals: %v", err)
			continue
		}
		c.Approvals = put(c.Approvals, kind, n)
	}
	for _, part := range b.parts {
		if t := part.line1("Title"); t != "" {
			c.Title = put(c.Title, part.lang, t)
		}
		if t := part.text("Purpose"); t != "" {
			c.Purpose = put(c.Purpose, part.lang, t)
		}
		if d := (Disclosure{Line: part.line1("Disclosure"), Short: part.line1("Short")}); d != (Disclosure{}) {
			s.Lines = put(s.Lines, part.lang, d)
		}
	}
	if err := ValidName(b.name); err != nil {
		p.complain(b.line, "%v", err)
	}
	if len(c.Title) == 0 {
		p.complain(b.line, "a campaign needs its title in one language at least: write “== English”, or another, and below it “Title: …”")
	}
	p.judge(b, s.Validate())
	return c
}

func (p *parser) brief(b *block) Brief {
	r := Brief{Name: b.name, Campaign: asName(b.line1("Campaign")), Topics: b.each("Topics", asTopic), Why: b.line1("Urgent because"), Media: p.media(b)}
	if r.Campaign != "" {
		if err := ValidName(r.Campaign); err != nil {
			p.complain(b.at("Campaign"), "campaign: %v", err)
		}
	}
	r.Kind, _ = means(b.line1("Kind"), kindWords)
	if word := b.line1("Finding"); word != "" {
		r.Finding, _ = means(word, findingWords)
	}
	if when := b.line1("Useless after"); when != "" {
		var err error
		if r.Until, err = parseUntil(when); err != nil {
			p.complain(b.at("Useless after"), "useless after: %v", err)
		}
	}
	for _, word := range b.each("Fallback", strings.TrimSpace) {
		lang, err := ParseLang(word)
		if err != nil {
			p.complain(b.at("Fallback"), "fallback: %v", err)
			continue
		}
		r.Fallback = append(r.Fallback, lang)
	}
	for _, part := range b.parts {
		t := p.brieftext(part)
		if r.Kind == Response && t.Title == "" {
			t.Title = headline(t.Summary)
		}
		r.Texts = put(r.Texts, part.lang, t)
	}
	p.judge(b, r.Validate())
	return r
}

// brieftext reads a brief in one language.
func (p *parser) brieftext(b *block) Text {
	t := Text{
		Title: b.line1("Title"), Claim: b.text("Claim"), Summary: b.text("Summary"), Critic: b.text("A fair critic"), Changed: b.text("What changed"),
		Prompts: b.list("Prompts"), Not: b.list("Do not claim"),
	}
	if f := b.one("Points"); f != nil {
		for _, it := range f.items {
			if words := joined(it.lines); words != "" {
				t.Points = append(t.Points, p.point(it.lines[0].n, words))
			}
		}
	}
	first := map[string]int{}
	for _, f := range b.fields {
		if f.key.name != "Sample" {
			continue
		}
		network, ok := "any", oneOf(f.arg, anyWords)
		if !ok {
			n, err := networks.Find(f.arg)
			if err != nil {
				p.complain(f.line, "sample: %v, or any; if it is part of a text, begin the line with \\", err)
				continue
			}
			network = n.Key
		}
		if first[network] > 0 {
			p.complain(f.line, "a sample for %s stands here a second time, first on line %d: keep one; if it is part of a text, begin the line with \\", network, first[network])
			continue
		}
		first[network] = f.line
		if words := joined(f.lines); words != "" {
			t.Samples = put(t.Samples, network, words)
		}
	}
	return t
}

// headlineMost is how long the headline is that a response gets from its answer, in characters.
const headlineMost = 120

// headline is the first sentence of a response's answer, for one that has no title of its own: a claim makes a poor one, since it would be said once
// more.
func headline(answer string) string {
	line := strings.TrimSuffix(match.FirstSentence(answer), ".")
	r := []rune(line)
	if len(r) <= headlineMost {
		return line
	}
	short := string(r[:headlineMost-1])
	if i := strings.LastIndexByte(short, ' '); i > 0 {
		short = short[:i]
	}
	return short + "…"
}

// factsRE finds the names of facts at the end of a point, with a full stop perhaps behind them.
var factsRE = regexp.MustCompile(`(?s)^(.*)\[([^\[\]]*)\]([.,;:!?؟…]*)[\p{Cf}\s]*$`)

// point takes the facts that a point rests on from its end. Brackets with nothing in them stand for no fact. A point without words says what its
// facts state.
func (p *parser) point(line int, words string) Point {
	m := factsRE.FindStringSubmatch(words)
	if m == nil {
		return Point{Text: words}
	}
	pt := Point{Text: tidyText(m[1])}
	if m[3] != "" && !strings.HasSuffix(pt.Text, m[3]) {
		pt.Text += m[3]
	}
	names := cutNames(m[2])
	if pt.Text == "" && len(names) == 0 {
		p.complain(line, "a point says something, or names in its brackets the fact that it is")
	}
	for _, id := range names {
		id = asName(id)
		if err := ValidName(id); err != nil {
			p.complain(line, "in the brackets at the end of a point stand the names of facts, and %v; if they are part of the text, write [] behind them", err)
		}
		pt.Facts = append(pt.Facts, id)
	}
	return pt
}

// media reads the pictures: each begins with its address.
func (p *parser) media(b *block) []Media {
	var all []Media
	for _, f := range b.fields {
		words := tidyLine(joined(f.lines))
		switch f.key.name {
		case "Media":
			if words == "" {
				p.complain(f.line, "media: write the address of the picture, film or sound")
			} else if err := validAddress(words); err != nil {
				p.complain(f.line, "media: %v", err)
			}
			all = append(all, Media{URL: words})
			continue
		case "Shows", "Credit":
		default:
			continue
		}
		if len(all) == 0 {
			p.complain(f.line, "“%s” describes a picture: write “Media: https://…”, with its address, above it", f.key.name)
			continue
		}
		last := &all[len(all)-1]
		into := &last.Alt
		if f.key.name == "Credit" {
			into = &last.Credit
		}
		if *into != "" {
			p.complain(f.line, "“%s” stands a second time below one picture: keep one", f.key.name)
		}
		*into = words
	}
	return all
}

// judge passes on what a record has to say against itself, each at the line that it is about.
func (p *parser) judge(b *block, err error) {
	var many interface{ Unwrap() []error }
	if !errors.As(err, &many) {
		return
	}
	for _, e := range many.Unwrap() {
		if strings.HasPrefix(e.Error(), "media: ") {
			continue // said already, at its own line
		}
		p.complain(b.about(e.Error()), "%v", e)
	}
}

// about finds the line that a sentence is about by what stands before its colon.
func (b *block) about(sentence string) int {
	subject, _, ok := strings.Cut(sentence, ":")
	if !ok {
		return b.line
	}
	if first, lang, two := strings.Cut(subject, " "); two && b.part(Lang(lang)) != nil {
		return b.part(Lang(lang)).about(first + ":")
	}
	if part := b.part(Lang(subject)); part != nil {
		return part.line
	}
	if key, _ := b.section.find(foldWord(subject)); key != nil {
		return b.at(key.name)
	}
	return b.line
}

// line1 gives the words of a key on one line.
func (b *block) line1(key string) string { return tidyLine(b.text(key)) }

// list gives the entries of a list, without empty ones.
func (b *block) list(key string) []string {
	f := b.one(key)
	if f == nil {
		return nil
	}
	var all []string
	for _, it := range f.items {
		if words := joined(it.lines); words != "" {
			all = append(all, words)
		}
	}
	return all
}

// each gives the words of a key that stand between commas, each brought into its form.
func (b *block) each(key string, form func(string) string) []string {
	var all []string
	for _, s := range cutNames(b.line1(key)) {
		all = append(all, form(s))
	}
	return all
}

// cutNames cuts at commas and semicolons, Arabic ones too.
func cutNames(s string) []string {
	all := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",;،؛\n", r) })
	for i := range all {
		all[i] = strings.TrimFunc(all[i], invisible)
	}
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

// asTopic reads a topic or a kind of member: lower case, as members choose them.
func asTopic(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// put puts into a map that may not be there yet.
func put[K comparable, V any](m map[K]V, k K, v V) map[K]V {
	if m == nil {
		m = map[K]V{}
	}
	m[k] = v
	return m
}
