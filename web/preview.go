package web

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"relais/bot/texts"
	"relais/messages"
)

// preview is what networks and search engines show of a page: Open Graph's and the cards' tags, which say the same. Networks
// that take only an address show nothing else, so title and description each carry the disclosure by themselves.
type preview struct {
	Type        string // "article" or "website"
	Title       string
	Description string
	URL         string // "" where readers elsewhere cannot reach this service
	Image       string
	ImageAlt    string
	Locale      string
	Card        string
}

// Networks cut previews without saying where; these are cautious lengths in grapheme clusters, not measured ones. The disclosure is never what is cut.
const (
	previewTitle       = 100
	previewDescription = 300
)

// locales are the pages' languages as Open Graph names them.
var locales = map[messages.Lang]string{"en": "en_GB", "fr": "fr_FR", "ar": "ar_AR", "es": "es_ES"}

// disclosed makes a preview whose title ends in the disclosure's short form and whose description begins with its line.
func disclosed(title, description string, d messages.Disclosure, lang messages.Lang) *preview {
	line, short := oneLine(d.Line), oneLine(d.Short)
	p := preview{Type: "article", Locale: locales[lang], Card: "summary"}
	p.Title = clip(oneLine(title), previewTitle-length(short)-3)
	if short != "" {
		p.Title += " · " + short
	}
	p.Description = clip(strings.TrimSpace(line+" "+oneLine(description)), max(previewDescription, length(line)))
	return &p
}

// pictured adds the first picture there is.
func (p *preview) pictured(media []messages.Media) {
	for _, m := range media {
		u, err := url.Parse(m.URL)
		if err != nil || u.Scheme != "https" {
			continue
		}
		if slices.Contains([]string{".jpg", ".jpeg", ".png", ".webp", ".gif"}, strings.ToLower(path.Ext(u.Path))) {
			p.Image, p.ImageAlt, p.Card = webAddress(m.URL), oneLine(m.Alt), "summary_large_image"
			return
		}
	}
}

// disclosure finds a sponsorship's disclosure in a language, or in the first there is.
func disclosure(s messages.Sponsorship, lang messages.Lang) (messages.Disclosure, messages.Lang) {
	for _, l := range append([]messages.Lang{lang}, messages.Languages()...) {
		if d, ok := s.Lines[l]; ok {
			return d, l
		}
	}
	return messages.Disclosure{}, lang
}

// oneLine is a text without line breaks and without what could turn its surroundings about.
func oneLine(s string) string { return strings.Join(strings.Fields(texts.Clean(s)), " ") }

func length(s string) int {
	n := 0
	for g := graphemes.FromString(s); g.Next(); {
		n++
	}
	return n
}

// clip cuts a text to at most n grapheme clusters, between words where that leaves half of them, and says so with "…".
func clip(s string, n int) string {
	var ends []int
	for g := graphemes.FromString(s); g.Next(); {
		ends = append(ends, g.End())
	}
	if len(ends) <= n {
		return s
	}
	if n < 2 {
		return ""
	}
	cut := s[:ends[n-2]]
	if at := strings.LastIndexByte(cut, ' '); at > len(cut)/2 && s[len(cut)] != ' ' {
		cut = cut[:at]
	}
	return strings.TrimRight(cut, " ,;:–—-") + "…"
}
