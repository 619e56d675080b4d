package messages

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// SourceType says what kind of document a source is.
type SourceType string

// The types of source.
const (
	Primary      SourceType = "primary"       // the document or data itself
	PeerReviewed SourceType = "peer-reviewed" // a scholarly work
	Official     SourceType = "official"      // an authority or international organisation
	Press        SourceType = "press"         // a newsroom
	OtherSource  SourceType = "other"         // anything else that can be read and checked
)

// SourceTypes lists the types in the order shown to people.
func SourceTypes() []SourceType {
	return []SourceType{Primary, PeerReviewed, Official, Press, OtherSource}
}

// Source is a document that a fact rests on, described so that a reader can find and check it.
type Source struct {
	ID        string     `json:"id"` // a name of a-z, 0-9 and -, at most 60 characters
	Type      SourceType `json:"type"`
	Title     string     `json:"title"`
	Publisher string     `json:"publisher"`
	Interest  string     `json:"interest,omitempty"` // what the publisher has at stake, in a few words
	Authors   []string   `json:"authors,omitempty"`
	Published string     `json:"published,omitempty"` // a year, or a Date where the day is known
	URL       string     `json:"url,omitempty"`
	DOI       string     `json:"doi,omitempty"`     // "10.1000/182", without the resolver's address
	ISBN      string     `json:"isbn,omitempty"`    // of a book, with or without hyphens
	Archive   string     `json:"archive,omitempty"` // an archived copy's address
	Locator   string     `json:"locator,omitempty"` // page, table, paragraph
	Lang      Lang       `json:"lang,omitempty"`    // the language it is written in
	Quote     string     `json:"quote,omitempty"`   // the words that carry the fact, in Lang
	AddedBy   Alias      `json:"added_by,omitempty"`
}

// Validate reports everything that is wrong with the source, each in one sentence.
func (s Source) Validate() error {
	var errs []error
	if err := ValidName(s.ID); err != nil {
		errs = append(errs, err)
	}
	if err := noneOf("type", s.Type, SourceTypes()); err != nil {
		errs = append(errs, err)
	}
	for _, f := range []struct{ name, value string }{{"title", s.Title}, {"publisher", s.Publisher}} {
		if strings.TrimSpace(f.value) == "" {
			errs = append(errs, fmt.Errorf("%s: a source needs one", f.name))
		}
	}
	if s.URL == "" && s.DOI == "" && s.ISBN == "" {
		errs = append(errs, errors.New("address: a source needs one, or a DOI, or the ISBN of a book"))
	}
	if s.URL != "" {
		if err := ValidAddress(s.URL); err != nil {
			errs = append(errs, fmt.Errorf("address: %w", err))
		}
	}
	if s.DOI != "" && !doiRE.MatchString(s.DOI) {
		errs = append(errs, fmt.Errorf("DOI: %q is none: it begins with 10. and has a /, such as 10.1000/182", s.DOI))
	}
	if s.ISBN != "" && !validISBN(s.ISBN) {
		errs = append(errs, fmt.Errorf("ISBN: %q has a wrong digit or length: copy its 10 or 13 digits again", s.ISBN))
	}
	if s.Archive != "" {
		if err := validAddress(s.Archive); err != nil {
			errs = append(errs, fmt.Errorf("archive: %w", err))
		}
	}
	if s.Published != "" && !yearRE.MatchString(s.Published) {
		if _, err := ParseDate(s.Published); err != nil {
			errs = append(errs, fmt.Errorf("published: %q is neither a year, 2020, nor a day, 2020-12-16", s.Published))
		}
	}
	if s.Lang != "" && !codeRE.MatchString(string(s.Lang)) {
		errs = append(errs, fmt.Errorf("language: %q is not a language's two-letter code, such as fr", s.Lang))
	}
	return errors.Join(errs...)
}

// Address is where the source is read: its own address, else its DOI's; empty for a source that is not on the web.
func (s Source) Address() string {
	if s.URL == "" && s.DOI != "" {
		return "https://doi.org/" + (&url.URL{Path: s.DOI}).EscapedPath()
	}
	return s.URL
}

// ValidAddress judges an address as a source's: on the web, open to everyone, and of the entry itself.
func ValidAddress(s string) error {
	if err := validAddress(s); err != nil {
		return err
	}
	return ownAddress(s)
}

// validISBN judges the check digit of an ISBN-10 or ISBN-13 (ISO 2108).
func validISBN(s string) bool {
	digits := strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(s))
	sum := 0
	for i, r := range digits {
		d := int(r - '0')
		switch {
		case r == 'X' && len(digits) == 10 && i == 9:
			d = 10
		case r < '0' || r > '9':
			return false
		}
		if len(digits) == 10 {
			sum += d * (10 - i)
		} else {
			sum += d * (1 + 2*(i%2))
		}
	}
	return len(digits) == 10 && sum%11 == 0 || len(digits) == 13 && sum%10 == 0
}

// ownAddress refuses a page of a listing, which shows something else as soon as the list grows.
func ownAddress(s string) error {
	u, err := url.Parse(s)
	if err != nil {
		return err
	}
	listed := pageRE.MatchString(u.Path)
	for key, values := range u.Query() {
		listed = listed || pagers[strings.ToLower(key)] && slices.ContainsFunc(values, numberOnlyRE.MatchString)
	}
	if listed {
		return fmt.Errorf("%q is a page of a listing, which shows something else tomorrow: open the entry itself and give its address", s)
	}
	return nil
}

var (
	doiRE = regexp.MustCompile(`^10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s]+$`)
	// pagers are the usual names of a listing's place in an address.
	pagers       = map[string]bool{"page": true, "pg": true, "paged": true, "pagenum": true, "pageno": true, "offset": true, "start": true}
	pageRE       = regexp.MustCompile(`(?i)/pages?[/-][0-9]+/?$`)
	numberOnlyRE = regexp.MustCompile(`^[0-9]+$`)

	yearRE = regexp.MustCompile(`^[0-9]{4}$`)
	codeRE = regexp.MustCompile(`^[a-z]{2}$`)
)

// validAddress refuses what a reader elsewhere could not open.
func validAddress(s string) error {
	u, err := url.Parse(s)
	if err != nil || strings.ContainsFunc(s, unicode.IsSpace) || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil {
		return fmt.Errorf("%q is not a web address: it begins with https:// and names a site", s)
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	ip, err := netip.ParseAddr(host)
	private := !strings.Contains(host, ".") || privateRE.MatchString(host)
	if err == nil {
		ip = ip.Unmap()
		private = !ip.IsGlobalUnicast() || ip.IsPrivate()
	}
	if private {
		return fmt.Errorf("%q leads to a private machine: give an address that everyone can open", s)
	}
	return nil
}

// privateRE finds names that lead nowhere outside (RFC 6761, 6762, 8375 and ICANN's .internal), and numbers in other than the
// usual form, which some programs take for an address all the same.
var privateRE = regexp.MustCompile(`(?:^|\.)(?:localhost|local|internal|home\.arpa|0x[0-9a-f]*|[0-9]+)$`)

// ValidName judges the names people give to sources, facts, briefs and campaigns: 1 to 60 of a-z, 0-9 and -.
func ValidName(s string) error {
	if s == "" || len(s) > 60 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || s[0] == '-' {
		return fmt.Errorf("%q is not a name: use 1 to 60 of a-z, 0-9 and -, such as couscous-2020", s)
	}
	return nil
}
