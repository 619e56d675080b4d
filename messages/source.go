package messages

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
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
	URL       string     `json:"url"`
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
	for _, f := range []struct{ name, value string }{{"title", s.Title}, {"publisher", s.Publisher}, {"url", s.URL}} {
		if strings.TrimSpace(f.value) == "" {
			errs = append(errs, fmt.Errorf("%s: a source needs one", f.name))
		}
	}
	if s.URL != "" {
		if err := validAddress(s.URL); err != nil {
			errs = append(errs, fmt.Errorf("url: %w", err))
		}
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

var (
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
