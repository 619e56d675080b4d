package messages

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Lang is a language by its two-letter ISO 639-1 code, lower case. The zero value is no language.
type Lang string

// Languages are the languages that briefs, facts and disclosures can be written in, in the order shown to people.
func Languages() []Lang { return []Lang{"en", "fr", "ar", "es"} }

// ParseLang reads a language's code or name ("fr", "FR", "fr-CA", "French", "français").
func ParseLang(s string) (Lang, error) {
	folded := strings.ToLower(strings.TrimSpace(s))
	code, _, _ := strings.Cut(strings.ReplaceAll(folded, "_", "-"), "-")
	for _, l := range Languages() {
		if code == string(l) || slices.Contains(langNames[l], folded) {
			return l, nil
		}
	}
	return "", fmt.Errorf("%q is not one of the languages here: en (English), fr (français), ar (العربية), es (español)", s)
}

// knownLang refuses what is not in Languages.
func knownLang(l Lang) error {
	if slices.Contains(Languages(), l) {
		return nil
	}
	return fmt.Errorf("%q is not one of the languages here: en, fr, ar, es", l)
}

// Name is the language's name in itself: "français".
func (l Lang) Name() string {
	if names := langNames[l]; len(names) > 0 {
		return names[0]
	}
	return string(l)
}

// RightToLeft tells whether the language is written from right to left.
func (l Lang) RightToLeft() bool { return l == "ar" }

var langNames = map[Lang][]string{
	"en": {"English", "english", "anglais", "inglés", "ingles", "الإنجليزية", "الانجليزية"},
	"fr": {"français", "francais", "french", "francés", "frances", "الفرنسية"},
	"ar": {"العربية", "عربي", "arabic", "arabe", "árabe"},
	"es": {"español", "espanol", "spanish", "espagnol", "الإسبانية", "الاسبانية"},
}

// Date is a day without a zone, "2020-12-16". The zero value is no date.
type Date string

// ParseDate reads a day written as 2020-12-16.
func ParseDate(s string) (Date, error) {
	s = strings.TrimSpace(s)
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("%q is not a day: write it as 2020-12-16", s)
	}
	return Date(s), nil
}

// Before tells whether d ends before the instant now, in UTC; no date is never before.
func (d Date) Before(now time.Time) bool {
	return d != "" && string(d) < now.UTC().Format(time.DateOnly)
}

// Alias names a person in records that outlive them: audit, authorship, approvals. It is random, and when its owner leaves
// nothing leads from it to them any more. The zero value is nobody.
type Alias string
