package health

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
	"unicode/utf8"
)

const (
	deadAfter = 3        // looks in a row that found no answer: a site may be down for a week, and for its move for two
	maxText   = 64 << 10 // of Page.Text
)

// page is the verdict: what is known now, after what was known before.
func (s sight) page(quote string, before Page, now time.Time) Page {
	p := before
	p.At, p.Status = now, s.status
	if s.end != nil && s.end.miss {
		p.Misses++
		if p.Misses >= deadAfter {
			p.State, p.Why = s.end.state, s.end.why
		}
		return p
	}
	p.Misses, p.Why, p.Location, p.Quoted = 0, "", s.location, false
	if s.end != nil {
		p.State, p.Why = s.end.state, s.end.why
		return p
	}
	body := s.answer.body
	d, ok := read(body, s.answer.header)
	if !ok {
		p.State, p.Why, p.Text = Unreadable, NotText, ""
		p.replace(body)
		return p
	}
	want := parseQuote(quote)
	p.Quoted = want.in(d.text) || want.in(d.everything)
	if s.answer.cut && !p.Quoted {
		p.State, p.Why = Unreadable, TooLong
		return p
	}
	p.replace([]byte(d.text))
	p.Text = bounded(d.text)
	if want != nil {
		p.Was = ""
	}
	switch {
	case s.moved:
		p.State = Moved
	case p.Was != "" || want != nil && !p.Quoted:
		p.State = Changed
	default:
		p.State = Live
	}
	return p
}

// replace puts the hash of what was read in, and keeps the one that a person has last taken for right.
func (p *Page) replace(content []byte) {
	sum := sha256.Sum256(content)
	right := p.Was
	if right == "" {
		right = p.Hash
	}
	p.Hash, p.Was = hex.EncodeToString(sum[:]), right
	if right == p.Hash {
		p.Was = ""
	}
}

// bounded cuts a text between two characters.
func bounded(s string) string {
	if len(s) <= maxText {
		return s
	}
	end := maxText
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}
