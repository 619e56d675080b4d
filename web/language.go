package web

import (
	"net/http"
	"slices"

	"golang.org/x/text/language"

	"relais/messages"
)

// asked is the language that the address asks for with ?lang=; "" for none and for one that there is not.
func asked(r *http.Request) messages.Lang {
	l := messages.Lang(r.URL.Query().Get("lang"))
	if !slices.Contains(messages.Languages(), l) {
		return ""
	}
	return l
}

// reads lists the languages that a reader would like, best first: what the address asks for, then what the browser says.
func reads(r *http.Request) []messages.Lang {
	var out []messages.Lang
	if l := asked(r); l != "" {
		out = append(out, l)
	}
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		return out // what a browser says wrongly it has not said
	}
	for _, tag := range tags { // best first, and without those that a weight of 0 excludes
		base, _ := tag.Base()
		l := messages.Lang(base.String())
		if slices.Contains(messages.Languages(), l) && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// languages are those that the network speaks, its own first one first.
func (s *Site) languages() []messages.Lang {
	if len(s.net.Settings.Languages) == 0 {
		return messages.Languages()
	}
	return s.net.Settings.Languages
}

// choose picks the language of a page of our own words.
func (s *Site) choose(r *http.Request) messages.Lang {
	langs := s.languages()
	if l, _ := messages.Choose(reads(r), langs, nil); l != "" {
		return l
	}
	return langs[0]
}

// chooseOf picks the language of a brief that was released in langs: what the reader would like, else for those who would
// like another one the first of its fallbacks, else the network's first.
func (s *Site) chooseOf(r *http.Request, langs, fallback []messages.Lang) messages.Lang {
	likes := reads(r)
	if len(likes) == 0 {
		fallback = nil
	}
	if l, _ := messages.Choose(likes, langs, fallback); l != "" {
		return l
	}
	if l, _ := messages.Choose(s.languages(), langs, nil); l != "" {
		return l
	}
	return langs[0]
}
