package networks

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// Errors of Compose and Link, beside *TooLongError, *RefusedError and ErrEncoding.
var (
	ErrNoDisclosure = errors.New("a share text needs a disclosure")
	ErrLink         = errors.New("not a link of the form https://host/…")
	ErrHashtag      = errors.New("not a hashtag of letters, digits and _")
)

// Parts are what a share text is made of. Line breaks may be of any kind; those of the result are \n.
type Parts struct {
	Body       string   // the words, the member's own or a sample; may be empty
	Disclosure string   // who is behind it, in full; one line
	Short      string   // the same in short, at most 60 characters; either may be empty, not both
	Link       string   // the public link or the source's address; http or https, never empty
	Title      string   // of an e-mail or a Reddit post; used on no other network
	Hashtags   []string // with or without #
}

// Text is a share text that fits its network.
type Text struct {
	Text  string // to copy: always with the disclosure and the link
	Title string // one line; empty where the network has no title
	Count Count  // of what the network limits: the text, or on Reddit the title
	// Disclosure is the form that was used.
	Disclosure string
	// Room is what is left for the member's own words, in Count.Unit: beside an empty body, less the blank line between;
	// -1 where no limit is known.
	Room int
}

// Part names one of the parts of a share text.
type Part string

// The parts, as errors name them.
const (
	PartBody       Part = "body"
	PartDisclosure Part = "disclosure"
	PartLink       Part = "link"
	PartTitle      Part = "title"
	PartHashtags   Part = "hashtags"
)

// TooLongError says that the parts do not fit, even with the short disclosure: Part is the first one that does not in
// the order link, disclosure, title, hashtags, body, so each one named is too long for what must stand beside it.
type TooLongError struct {
	Network string // its key
	Part    Part
	Over    int // by how much, in Unit
	Unit    Unit
}

func (e *TooLongError) Error() string {
	return fmt.Sprintf("the %s is too long for %s by %d (%s)", e.Part, e.Network, e.Over, e.Unit)
}

// Compose puts the parts together within the network's limits. The disclosure and the link are always inside: the
// disclosure in full if all fits so, else in its short form. Nobody's words are ever cut: what does not fit is a
// *TooLongError. A line of the body that is nothing but the link or a disclosure is not repeated, nor a link or a hashtag
// that the body already holds, so composing a composed text again changes nothing. Where the link has to come first it
// does so even if the body holds it too.
//
// Other errors wrap ErrNoDisclosure, ErrLink, ErrHashtag or ErrEncoding, or are a *RefusedError.
func (n Network) Compose(p Parts) (Text, error) {
	p, err := n.clean(p)
	if err != nil {
		return Text{}, err
	}
	for _, disclosure := range p.forms() {
		t, err := n.lay(p, disclosure)
		if err != nil {
			return Text{}, err
		}
		if t.Count.Over() {
			continue
		}
		t.Room, err = n.room(p, t)
		return t, err
	}
	return Text{}, n.tooLong(p)
}

// forms returns the disclosures that there are, the full one first.
func (p Parts) forms() []string {
	var forms []string
	for _, form := range []string{p.Disclosure, p.Short} {
		if form != "" {
			forms = append(forms, form)
		}
	}
	return forms
}

// clean checks the parts and brings them into one form: titles and disclosures on one line, line breaks as \n, hashtags
// with #, and out of the body the lines that Compose adds itself.
func (n Network) clean(p Parts) (Parts, error) {
	for _, s := range append([]string{p.Body, p.Disclosure, p.Short, p.Link, p.Title}, p.Hashtags...) {
		if err := n.accepts(s); err != nil {
			return p, err
		}
	}
	p.Disclosure, p.Short, p.Title = oneLine(p.Disclosure), oneLine(p.Short), oneLine(p.Title)
	if len(p.forms()) == 0 {
		return p, ErrNoDisclosure
	}
	p.Link = strings.TrimSpace(p.Link)
	if err := checkLink(p.Link); err != nil {
		return p, err
	}
	var err error
	if p.Hashtags, err = n.hashtags(p.Hashtags); err != nil {
		return p, err
	}
	p.Body = lineBreaks.Replace(p.Body)
	p.Body = p.words()
	p.Hashtags = p.missing()
	return p, nil
}

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// words returns the body without the lines that are nothing but what Compose adds: the link, a disclosure, hashtags.
func (p Parts) words() string {
	var kept []string
	for line := range strings.SplitSeq(p.Body, "\n") {
		if !p.adds(oneLine(line)) {
			kept = append(kept, line)
		}
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}

// adds reports whether a line is nothing but what Compose adds.
func (p Parts) adds(line string) bool {
	if line == "" {
		return false
	}
	if line == p.Link || line == p.Disclosure || line == p.Short {
		return true
	}
	for word := range strings.FieldsSeq(line) {
		if !slices.ContainsFunc(p.Hashtags, func(tag string) bool { return strings.EqualFold(tag, word) }) {
			return false
		}
	}
	return true
}

// hashtags returns the hashtags, each with its # and once; none where they do not belong.
func (n Network) hashtags(all []string) ([]string, error) {
	var tags []string
	for _, tag := range all {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "#")
		if tag == "" {
			continue
		}
		if !isHashtag(tag) {
			return nil, fmt.Errorf("%w: %q", ErrHashtag, tag)
		}
		tag = "#" + tag
		if n.Hashtags && !slices.ContainsFunc(tags, func(seen string) bool { return strings.EqualFold(seen, tag) }) {
			tags = append(tags, tag)
		}
	}
	return tags, nil
}

// missing returns the hashtags that are not already in the body.
func (p Parts) missing() []string {
	words := strings.Fields(p.Body)
	return slices.DeleteFunc(slices.Clone(p.Hashtags), func(tag string) bool {
		return slices.ContainsFunc(words, func(word string) bool {
			return strings.EqualFold(tag, strings.TrimRightFunc(word, unicode.IsPunct))
		})
	})
}

// isHashtag reports whether every network takes this for one hashtag: letters, marks, digits, _ and the zero-width
// non-joiner of Persian, and not digits alone.
func isHashtag(tag string) bool {
	letter := false
	for _, r := range tag {
		letter = letter || unicode.IsLetter(r)
		if !unicode.In(r, unicode.L, unicode.M, unicode.Nd) && r != '_' && r != '\u200C' {
			return false
		}
	}
	return letter
}

// checkLink returns an error for what is not an http or https address that can stand in a text: it must have a host, and
// neither a space nor a control character.
func checkLink(link string) error {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil ||
		strings.ContainsFunc(link, func(r rune) bool { return !unicode.IsGraphic(r) || unicode.IsSpace(r) }) {
		return fmt.Errorf("%w: %q", ErrLink, link)
	}
	return nil
}

// lay puts cleaned parts where the network's layout has them, and counts; empty parts leave no trace.
func (n Network) lay(p Parts, disclosure string) (Text, error) {
	t := Text{Disclosure: disclosure}
	words, link, tags := p.Body, p.Link, strings.Join(p.Hashtags, " ")
	if n.Layout == Headline {
		headline := p.Title
		if headline == "" {
			headline = oneLine(p.Body)
		}
		if words == "" {
			words = p.Title
		}
		t.Title = join(" — ", headline, disclosure)
	} else if n.Composer.TakesTitle() {
		t.Title = p.Title
	}
	if n.Layout == LinkFirst {
		t.Text = join("\n", link, join("\n\n", words, join("\n", disclosure, tags)))
	} else {
		if holds(words, link) {
			link = ""
		}
		t.Text = join("\n\n", words, join("\n", disclosure, link, tags))
	}
	var err error
	if n.Layout == Headline {
		t.Count, err = n.count("", t.Title)
	} else {
		t.Count, err = n.count(t.Title, t.Text)
	}
	return t, err
}

// room measures what is left for the member's own words beside a text that fits.
func (n Network) room(p Parts, t Text) (int, error) {
	if p.Body != "" || n.Layout == Headline && p.Title != "" {
		return t.Count.room(), nil
	}
	p.Body = "x"
	probe, err := n.lay(p, t.Disclosure)
	if err != nil {
		return 0, err
	}
	room := probe.Count.room()
	if room >= 0 && !probe.Count.Over() {
		room++ // the x is not theirs
	}
	return room, nil
}

// tooLong finds the part that does not fit, adding one after the other to those that must be there.
func (n Network) tooLong(all Parts) error {
	disclosure := slices.MinFunc(all.forms(), func(a, b string) int { return utf16Len(a) - utf16Len(b) })
	p := Parts{Link: all.Link}
	steps := []struct {
		part Part
		add  func() (disclosure string)
	}{
		{PartLink, func() string { return "" }},
		{PartDisclosure, func() string { return disclosure }},
		{PartTitle, func() string { p.Title = all.Title; return disclosure }},
		{PartHashtags, func() string { p.Hashtags = all.Hashtags; return disclosure }},
		{PartBody, func() string { p.Body = all.Body; return disclosure }},
	}
	e := &TooLongError{Network: n.Key}
	for _, step := range steps {
		t, err := n.lay(p, step.add())
		if err != nil {
			return err
		}
		e.Part = step.part
		if e.Over, e.Unit = t.Count.excess(); e.Over > 0 {
			break
		}
	}
	return e
}

// join puts the parts that are not empty together.
func join(between string, parts ...string) string {
	var kept []string
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, between)
}

// holds reports whether the text holds the link, set apart by space.
func holds(text, link string) bool {
	for word := range strings.FieldsSeq(text) {
		if word == link {
			return true
		}
	}
	return false
}

// oneLine returns the text with every run of space as one.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
