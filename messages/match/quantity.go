package match

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// quantity is a number, or a day, as a text says it.
type quantity struct {
	from, to int // bytes of the text
	raw      string
	values   []float64 // what it may mean: "2,000" is two thousand here and two there
	unit     string    // what is measured, "" where things are counted
	times    float64   // by how much the unit has multiplied the values; 0 where there is none
	nouns    []string  // stems of the words behind it: what is counted
	date     bool
	day      int // of a date; 0 where it is not said
	month    int
	year     int
	decade   bool
	tok, end int  // tokens
	bound    int8 // what stands before it: 1 "more than", -1 "less than", 2 "about"
	asOf     bool // of a date: "as of" stands before it
	harmless bool // times of day, ages, places in a row
}

// groups are the signs that stand between thousands and nowhere else.
var groups = map[string]byte{"en": ',', "ar": ',', "es": '.'}

var (
	numericDay = regexp.MustCompile(`^(?:(\d{1,2})([./-])(\d{1,2})[./-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2}))`)
	grouped    = regexp.MustCompile(`^[1-9]\d{0,2}(?:([.,' ])\d{3})(?:[.,' ]\d{3})*$`)
)

// quantities finds all numbers and days among tokens of text.
func quantities(text string, toks []token, lang string) []quantity {
	var out []quantity
	for i := 0; i < len(toks); {
		q, ok := quantityAt(text, toks, i, lang)
		if !ok {
			i++
			continue
		}
		q.tok = i
		q.from, q.to = toks[i].from, toks[q.end-1].to
		before(&q, toks, lang)
		q.raw = text[q.from:q.to]
		out = append(out, q)
		i = max(q.end, i+1)
	}
	share(out, toks)
	return out
}

func quantityAt(text string, toks []token, i int, lang string) (quantity, bool) {
	t := toks[i]
	if q, ok := dateAt(toks, i, lang); ok {
		return q, true
	}
	var q quantity
	switch t.kind {
	case number:
		if len(t.fold) > 15 || i+1 < len(toks) && toks[i+1].glued && toks[i+1].fold == ":" && i+2 < len(toks) && toks[i+2].kind == number {
			q.harmless = true // 18:00
		}
		scale, end := scaleAt(toks, i+1, lang, text)
		q.values, q.end = readings(t.fold, scale, lang), end
		if q.harmless && scale == 1 {
			q.end = min(i+3, len(toks))
			if len(t.fold) > 15 {
				q.end = i + 1
			}
			return q, true
		}
	case word:
		v, end := inWords(toks, i, lang)
		if end == i {
			return q, false
		}
		q.values, q.end = []float64{v}, end
	default:
		return q, false
	}
	measure(&q, toks, lang)
	return q, len(q.values) > 0 || q.date
}

// readings gives the values of a number in digits. Where one sign stands before three digits it may group or divide, unless it is the
// one that groups in this language.
func readings(s string, scale float64, lang string) []float64 {
	s = strings.TrimRight(s, ".,' ")
	var out []float64
	add := func(s string) {
		if v, err := strconv.ParseFloat(s, 64); err == nil && !math.IsInf(v, 0) {
			out = append(out, v*scale)
		}
	}
	strip := strings.NewReplacer(".", "", ",", "", "'", "", " ", "")
	last := strings.LastIndexAny(s, ".,")
	switch {
	case grouped.MatchString(s):
		add(strip.Replace(s))
		if last > 0 && strings.IndexAny(s, ".,' ") == last && groups[lang] != s[last] {
			add(s[:last] + "." + s[last+1:])
		}
	case last > 0 && len(s)-last <= 3 || last > 0 && strings.IndexAny(s, ".,") == last:
		add(strip.Replace(s[:last]) + "." + s[last+1:])
	default:
		add(strip.Replace(s))
	}
	return out
}

// measure reads what stands behind a number: a unit, or what is counted.
func measure(q *quantity, toks []token, lang string) {
	at := q.end
	if at < len(toks) && toks[at].fold == "-" && at+1 < len(toks) && toks[at+1].glued && units[toks[at+1].fold].name != "" {
		at++ // 510-MW
	}
	for n := 3; n >= 1; n-- {
		if at+n > len(toks) {
			continue
		}
		words := make([]string, 0, n)
		for _, t := range toks[at : at+n] {
			words = append(words, t.fold)
		}
		key := strings.Join(words, " ")
		u, ok := units[key]
		if !ok && lang == "ar" && n == 1 {
			u, ok = units[bare(key)]
		}
		if !ok || u.langs != "" && !strings.Contains(u.langs, lang) {
			continue
		}
		q.unit, q.times, q.end = u.name, u.times, at+n
		for i := range q.values {
			q.values[i] *= u.times
		}
		q.harmless = q.harmless || u.name == "time"
		return
	}
	if at < len(toks) && toks[at].glued && toks[at].kind == word {
		switch f := toks[at].fold; {
		case ordinals[f]:
			q.end, q.unit = at+1, "place"
			q.harmless = true
			if at+1 < len(toks) && centuries[stem(toks[at+1].fold)] {
				q.end, q.unit, q.harmless = at+2, "century", false
			}
			return
		case f == "s" && q.values[0] >= 1000 && q.values[0] < 2100:
			q.end = at + 1
			*q = quantity{date: true, year: int(q.values[0]), decade: true, end: q.end}
			return
		case f == "s", f == "x", f == "h":
			q.end, q.harmless = at+1, true
			return
		}
	}
	for n := 0; at < len(toks) && n < 2; at++ {
		t := toks[at]
		if t.kind != word || stop[t.fold] && units[t.fold].name == "" && !everyday[stem(t.fold)] {
			break
		}
		q.nouns = append(q.nouns, noun(t.fold))
		n++
	}
}

// noun gives the stem of what is counted; words that count the same things are one.
func noun(w string) string {
	s := stem(w)
	if same, ok := sameNouns[s]; ok {
		return same
	}
	return s
}

// before reads what stands before a number: "n°", "$", "more than".
func before(q *quantity, toks []token, lang string) {
	i := q.tok - 1
	if i < 0 {
		return
	}
	if q.date {
		for at := i; at >= 0 && at >= i-2; at-- {
			q.asOf = q.asOf || asOfWords[toks[at].fold]
		}
		return
	}
	at := i
	for at > 0 && toks[at].kind == sign && strings.ContainsAny(toks[at].fold, ".º°:") {
		at--
	}
	if toks[at].fold == "o" && at > 1 && toks[at-1].fold == "." {
		at -= 2 // n.º
	}
	if f := toks[at].fold; at >= 0 && (numberSigns[f] || f == "رقمه" || f == "رقمها") && (f != "no" || lang != "es" || at < i) && toks[q.tok].kind == number && q.unit == "" || f == "№" {
		q.unit, q.from = "no", toks[at].from
		return
	}
	if u, ok := units[toks[i].fold]; ok && toks[i].kind == sign && strings.HasPrefix(u.name, "money") && q.unit == "" {
		q.unit, q.from = u.name, toks[i].from
	}
	if hourWords[toks[i].fold] && q.unit == "" {
		q.harmless = true
	}
	for at := i; at >= 0 && at >= i-2; at-- {
		if b, ok := bounds[toks[at].fold]; ok {
			q.bound = b
			break
		}
	}
}

// share gives a unit that is said once to the numbers that it is said for: "160, 200 and 150 MW", "150–200 MW".
func share(qs []quantity, toks []token) {
	for i := len(qs) - 2; i >= 0; i-- {
		a, b := &qs[i], &qs[i+1]
		if a.unit != "" || a.date || b.date || b.unit == "" || b.unit == "no" || b.unit == "place" || len(a.nouns) > 0 || a.harmless {
			continue
		}
		joined := b.tok-a.end <= 2
		for _, t := range toks[a.end:min(b.tok, len(toks))] {
			joined = joined && (strings.ContainsAny(t.fold, "-+/&,") || joining[t.fold])
		}
		if joined && b.tok > a.end && b.times > 0 {
			a.unit, a.times = b.unit, b.times
			for k := range a.values {
				a.values[k] *= b.times
			}
		}
	}
}

var joining = set("and to et à a y e au و الى")

// says tells whether one quantity is what another says, or a rounder word for it.
func (q *quantity) says(known *quantity) bool {
	if q.date || known.date {
		return q.sameDate(known)
	}
	if q.unit != "" && known.unit != "" && q.unit != known.unit {
		return false
	}
	// "510 together" leaves out the unit that was said before.
	ours, theirs := 1.0, 1.0
	if q.unit == "" && known.times > 0 {
		ours = known.times
	}
	if known.unit == "" && q.times > 0 {
		theirs = q.times
	}
	for _, a := range q.values {
		a *= ours
		for _, b := range known.values {
			b *= theirs
			near := func(low, high float64) bool { return b >= a*low && b <= a*high }
			switch {
			case near(1-1e-9, 1+1e-9), q.bound == 1 && near(1, 1.25), q.bound == -1 && near(0.8, 1), q.bound == 2 && near(0.9, 1.1):
				return true
			}
		}
	}
	return false
}

func (q *quantity) sameDate(known *quantity) bool {
	if !q.date || !known.date {
		// A year may stand as a bare number, in a fact's value.
		d, n := q, known
		if !d.date {
			d, n = known, q
		}
		return d.day == 0 && d.month == 0 && n.unit == "" && len(n.values) > 0 && n.values[0] == float64(d.year)
	}
	if q.decade {
		return known.year/10 == q.year/10
	}
	return (q.year == 0 || q.year == known.year) && (q.month == 0 || q.month == known.month) && (q.day == 0 || q.day == known.day)
}

// same tells whether two quantities are alike in what they measure, so that one may stand in the other's place.
func (q *quantity) alike(other *quantity) bool {
	if q.date != other.date {
		return false
	}
	if q.date {
		return true
	}
	if q.unit != "" || other.unit != "" {
		return q.unit == other.unit
	}
	return q.counts(other.nouns)
}

func (q *quantity) counts(nouns []string) bool {
	for _, a := range q.nouns {
		for _, b := range nouns {
			if a == b {
				return true
			}
		}
	}
	return false
}

// factor reads a number as Go writes it.
func factor(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 1
	}
	return v
}
