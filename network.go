package main

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"relais/messages"
)

// Network is what the network says about itself: who runs it, who pays, where a reader can ask. Campaigns repeat it in
// every share.
type Network struct {
	Name      string             `yaml:"name"`
	About     string             `yaml:"about"`
	RunBy     string             `yaml:"run_by"`
	PaidBy    string             `yaml:"paid_by"`
	PayerType messages.PayerType `yaml:"payer_type"`
	Country   string             `yaml:"country"`
	Register  string             `yaml:"register"` // the payer's number in a public register; "" where there is none
	Contact   string             `yaml:"contact"`
	Zone      string             `yaml:"zone"`      // IANA name; quiet hours and schedules are in it unless a member chose another
	Languages []messages.Lang    `yaml:"languages"` // the first is the default
	// AnswerDays is within how many days what somebody contests on a public page is answered.
	AnswerDays int `yaml:"answer_days"`
}

// answerDaysMost is the longest that anybody who contests something is kept waiting.
const answerDaysMost = 60

// Location is the zone, which Validate has found to exist.
func (n Network) Location() *time.Location {
	zone, err := time.LoadLocation(n.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Validate judges what people will read about the network, its zone and its languages.
func (n Network) Validate(f *Findings) {
	for _, t := range []struct {
		key, value, why string
		must            bool
	}{
		{"network.name", n.Name, "say what the network is called", true},
		{"network.about", n.About, "say in a sentence what the network is for", true},
		{"network.run_by", n.RunBy, "say who runs the network; it stands in every share", true},
		{"network.paid_by", n.PaidBy, "say who pays for it; it stands in every share", true},
		{"network.country", n.Country, "", false},
		{"network.register", n.Register, "", false},
		{"network.contact", n.Contact, "say how a reader reaches those who run it: an e-mail address or a page", true},
	} {
		switch {
		case t.must && strings.TrimSpace(t.value) == "":
			f.Wrong(t.key, "is empty: %s", t.why)
		case strings.ContainsFunc(t.value, unicode.IsControl):
			f.Wrong(t.key, "has a line break or a control character in it: write it on one line")
		}
	}
	if !slices.Contains(messages.PayerTypes(), n.PayerType) {
		f.Wrong("network.payer_type", "%q is none of %s", n.PayerType, oneOf(messages.PayerTypes()))
	}
	n.validateZone(f)
	n.validateLanguages(f)
	if n.AnswerDays < 1 || n.AnswerDays > answerDaysMost {
		f.Wrong("network.answer_days", "%d can't be: write between 1 and %d; readers are told the day", n.AnswerDays, answerDaysMost)
	}
	if n.Name == exampleName {
		f.Advise("network.name", "is still the example's: write your network's name, and who runs and pays for it, before anybody joins")
	}
}

func (n Network) validateZone(f *Findings) {
	_, err := time.LoadLocation(n.Zone)
	// LoadLocation also reads "" (UTC) and "Local" (this machine's), which would differ from machine to machine.
	if err != nil || n.Zone == "" || n.Zone == "Local" {
		f.Wrong("network.zone", "%q is no IANA time zone: write one like Europe/Paris, Africa/Casablanca or UTC", n.Zone)
	}
}

func (n Network) validateLanguages(f *Findings) {
	known := messages.Languages()
	if len(n.Languages) == 0 {
		f.Wrong("network.languages", "is empty: name one of %s at least; the first is the default", oneOf(known))
	}
	for i, lang := range n.Languages {
		switch {
		case !slices.Contains(known, lang):
			f.Wrong("network.languages", "%q is none of %s", lang, oneOf(known))
		case slices.Contains(n.Languages[:i], lang):
			f.Wrong("network.languages", "%q is there twice: leave one out", lang)
		}
	}
}

// oneOf lists what a setting may be: "a, b or c".
func oneOf[T ~string](values []T) string {
	var b strings.Builder
	for i, v := range values {
		switch {
		case i > 0 && i == len(values)-1:
			b.WriteString(" or ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(string(v))
	}
	return b.String()
}
