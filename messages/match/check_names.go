package match

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

func itoa(n int) string { return strconv.Itoa(n) }

// names marks countries, places and bodies that neither the facts nor the words beside them name, and in Latin script every
// other word that is written as a name.
func (c *checker) names(s *sentence, hits []hit) {
	about := c.touched
	taken := map[int]bool{}
	for _, m := range mentions(s.toks) {
		for i := m.tok; i < m.end; i++ {
			taken[i] = true
		}
		if s.ours[s.clause[m.tok]] || s.origin(m) || c.also.places[m.place] || c.knows(about, s.toks[m.tok:m.end]) || names(about, m.place) {
			continue
		}
		c.mark(Name, s.toks[m.tok].from, s.toks[m.end-1].to, hits[0].e.ID, c.wantPlace(m, s, hits[0].e))
	}
	if s.lang == "ar" || shouted(s.toks) {
		return
	}
	for i := 0; i < len(s.toks); i++ {
		from := i
		for i < len(s.toks) && !taken[i] && c.strange(s, i, about) {
			i++
		}
		if i > from && c.touches(s, from, about) {
			c.mark(Name, s.toks[from].from, s.toks[i-1].to, hits[0].e.ID, "")
		}
	}
}

// origin tells that somebody says where they come from: "as a Canadian", "my Tunisian roots", "d’origine libyenne".
func (s *sentence) origin(m mention) bool {
	for _, t := range s.toks[max(0, m.tok-2):min(len(s.toks), m.end+1)] {
		if originWords[t.fold] {
			return true
		}
	}
	return m.tok > 1 && (s.toks[m.tok-2].fold == "as" || s.toks[m.tok-2].fold == "tant") && s.toks[m.tok-1].fold != "of"
}

// names tells whether a fact names a place, in whatever language.
func names(facts []*entry, place string) bool {
	for _, e := range facts {
		for _, p := range e.passages {
			if slices.ContainsFunc(p.places, func(n named) bool { return n.place == place }) {
				return true
			}
		}
	}
	return false
}

// knows tells whether all words of weight among toks stand in facts.
func (c *checker) knows(facts []*entry, toks []token) bool {
	for _, t := range toks {
		if st := stem(t.fold); t.kind == word && !stop[t.fold] && !c.also.stems[st] && !slices.ContainsFunc(facts, func(e *entry) bool { return e.has(st) }) {
			return false
		}
	}
	return true
}

// strange tells whether the word at i is written as a name and stands nowhere. What begins a sentence, a line or a quotation has its
// capital from there.
func (c *checker) strange(s *sentence, i int, about []*entry) bool {
	t := s.toks[i]
	if t.kind != word || !t.capital || t.caps || t.line || len(t.fold) < 3 || stop[t.fold] || common[t.fold] || c.lower[t.fold] || s.ours[s.clause[i]] {
		return false
	}
	if months[t.fold] > 0 || i == 0 || elided[s.toks[i-1].fold] && i == 1 {
		return false
	}
	if last := s.toks[i-1]; last.kind == sign && last.fold != "-" && last.fold != "," && last.fold != "(" || last.kind == skipped {
		return false
	}
	if _, end := inWords(s.toks[i:i+1], 0, s.lang); end > 0 {
		return false
	}
	return !c.knows(about, s.toks[i:i+1])
}

// touches tells whether the clause of a name says something of a fact.
func (c *checker) touches(s *sentence, i int, about []*entry) bool {
	for k, t := range s.toks {
		if s.clause[k] == s.clause[i] && content(t, s.lang) && slices.ContainsFunc(about, func(e *entry) bool { return e.has(stem(t.fold)) }) {
			return true
		}
	}
	return false
}

// shouted tells of a heading, where most words have a capital and it says nothing.
func shouted(toks []token) bool {
	all, capitals := 0, 0
	for _, t := range toks {
		if t.kind != word || stop[t.fold] {
			continue
		}
		all++
		if t.capital {
			capitals++
		}
	}
	return all >= 4 && capitals*10 >= all*9
}

// wantPlace gives the one place of its kind that the fact names.
func (c *checker) wantPlace(m mention, s *sentence, e *entry) string {
	if !countries[m.place] {
		return ""
	}
	for _, p := range e.passages {
		if p.lang != s.lang {
			continue
		}
		found := ""
		for _, n := range p.places {
			switch {
			case !countries[n.place]:
			case found != "" && found != n.words:
				return ""
			default:
				found = n.words
			}
		}
		if countryName(found, s.lang) {
			return found
		}
	}
	return ""
}

// countryName tells a country's name from its adjective.
func countryName(words, lang string) bool {
	f := Fold(words)
	switch lang {
	case "en":
		return places[f] == f
	case "ar":
		return !strings.HasSuffix(f, "ي") && !strings.HasSuffix(f, "يه")
	}
	r, _ := utf8.DecodeRuneInString(words)
	return unicode.IsUpper(r)
}

var originWords = set("origin roots born diaspora friend friends colleague colleagues reader readers origine racines diaspora ami amis amie nee ne tant origen raices amigo amiga amigos أصل أصول جالية صديق صديقة مولود greetings saludos bonjour salutations")

// common are words with a capital that name nothing a fact is about: days, feasts, languages, networks, wide regions.
var common = set(`monday tuesday wednesday thursday friday saturday sunday ramadan eid aid iftar christmas easter
	english french arabic spanish german italian portuguese berber amazigh darija tamazight islam islamic muslim muslims jewish christian arab arabs
	maghreb magreb maghrebi mediterranean mediterranee mediterraneo africa afrique african africaine europe europa european sahara world north south east west atlantic
	instagram facebook twitter linkedin tiktok youtube mastodon bluesky whatsapp threads internet google wikipedia
	mr mrs ms dr prof mme mlle sr sra president minister king god allah dieu dios mom mum dad mama baba grandma grandpa oh hey hi ok wow yes oui non`)
