package match

import "strings"

// sentence is a run of tokens that states something, with what its parts are.
type sentence struct {
	toks     []token
	lang     string
	clause   []int  // of each token: the number of its clause
	mine     []bool // of each clause: its author speaks of themselves
	ours     []bool // of each clause: or of their own, or of where they are
	question bool
}

// longest is how many tokens are read as one sentence: what is done with one grows faster than its length.
const longest = 200

// FirstSentence gives a text up to the end of its first sentence, with one space between its words. A line's end is one. A mark behind which the
// same word goes on is none, such as before a bracket. A text without an end is given whole; the number of a list's item is no sentence.
func FirstSentence(s string) string {
	toks := lex(s)
	begun := false
	for i, t := range toks {
		begun = begun || t.kind == word || t.kind == number
		if begun && ends(toks, i) && !(i+1 < len(toks) && toks[i+1].glued) {
			s = s[:t.to]
			break
		}
	}
	return strings.Join(strings.Fields(s), " ")
}

// sentences cuts tokens where a sentence ends.
func sentences(toks []token, lang string) []sentence {
	var out []sentence
	start := 0
	flush := func(end int) {
		part := toks[start:end]
		start = end
		for len(part) > 0 && part[0].kind == sign {
			part = part[1:]
		}
		if len(part) > 0 {
			out = append(out, newSentence(part, lang))
		}
	}
	for i := range toks {
		if i-start >= longest {
			flush(i)
		}
		if ends(toks, i) {
			flush(i + 1)
		}
	}
	flush(len(toks))
	return out
}

// ends tells whether a sentence ends with the sign at i: a full stop that is none of an abbreviation's or a number's, or where a line ends.
func ends(toks []token, i int) bool {
	switch t := toks[i]; {
	case t.kind != sign:
		return false
	case t.fold == ".":
		return !abbreviated(toks, i)
	default:
		return t.fold == "\n" || t.fold == "!" || t.fold == "?" || t.fold == "..." || t.fold == "…"
	}
}

func abbreviated(toks []token, dot int) bool {
	if dot == 0 || dot+1 == len(toks) {
		return false
	}
	last, next := toks[dot-1], toks[dot+1]
	if next.glued && next.kind != sign {
		return true // e.g., n.º, example.org
	}
	if last.kind != word || next.fold == "\n" {
		return false
	}
	if numberSigns[last.fold] {
		return next.kind == number || next.fold == "º" || next.fold == "o"
	}
	if last.glued && len(last.fold) == 1 && toks[dot-2].fold == "." && !next.capital {
		return true // what stands behind "e.g."
	}
	return len(last.fold) == 1 && last.capital && last.fold != "i" || abbreviations[last.fold] && last.to-last.from <= 4
}

var (
	numberSigns   = set("no nos nr n num رقم")
	abbreviations = set("mr mrs ms dr st prof mme mlle av art sr sra vs etc ca jan feb mar apr jun jul aug sep sept oct nov dec janv fevr juil")
)

func newSentence(toks []token, lang string) sentence {
	s := sentence{toks: toks, lang: languageOf(toks, lang), clause: make([]int, len(toks)), mine: []bool{false}, ours: []bool{false}}
	n, length := 0, 0
	for i, t := range toks {
		if s.breaks(i) && length > 0 {
			// "In 2015, I …": what leads in belongs to what follows.
			if !(n == 0 && length <= 5 && leading[toks[0].fold] && t.kind == sign) {
				n++
				length = 0
				s.mine, s.ours = append(s.mine, false), append(s.ours, false)
			}
		}
		s.clause[i] = n
		if t.kind != sign {
			length++
		}
		if me(t.fold, s.lang) && !(t.fold == "i" && !t.capital) && !(t.fold == "i" && roman(toks, i)) {
			s.mine[n], s.ours[n] = true, true
		}
		if ours[t.fold] {
			s.ours[n] = true
		}
	}
	s.atHome()
	s.question = toks[len(toks)-1].fold == "?"
	return s
}

// atHome carries "chez nous" over to the short clause behind it ("chez nous, en France, …"), and who somebody is to what is said of
// them ("my grandmother, who is 92, …").
func (s *sentence) atHome() {
	size := make([]int, len(s.ours))
	relative := make([]bool, len(s.ours))
	for i, t := range s.toks {
		if t.kind != sign {
			if size[s.clause[i]]++; size[s.clause[i]] == 1 {
				relative[s.clause[i]] = relatives[t.fold]
			}
		}
	}
	for n := 1; n < len(size); n++ {
		s.ours[n] = s.ours[n] || s.ours[n-1] && (size[n-1] <= 4 && size[n] <= 4 || relative[n])
		s.mine[n] = s.mine[n] || s.mine[n-1] && relative[n]
	}
}

// roman tells the I of "Noor I" from the one who writes: it follows a name, or a number of its kind is near.
func roman(toks []token, i int) bool {
	if i > 0 && toks[i-1].kind == word && toks[i-1].capital && !stop[toks[i-1].fold] {
		return true
	}
	if i+2 < len(toks) && (toks[i+1].fold == "," || toks[i+1].fold == "and" || toks[i+1].fold == "to") {
		return toks[i+2].fold == "ii" || toks[i+2].fold == "iii"
	}
	return false
}

func (s *sentence) breaks(i int) bool {
	t := s.toks[i]
	if t.kind == sign {
		return strings.ContainsAny(t.fold, ",;:()\"") || t.fold == "-" && !t.glued
	}
	return t.kind == word && conjunctions[t.fold]
}

// me tells that somebody speaks of themselves. Arabic says so at a word's end: only such words are taken as nobody could read
// otherwise.
func me(w, lang string) bool {
	switch lang {
	case "en":
		return meEN[w]
	case "fr":
		return meFR[w]
	case "es":
		return meES[w]
	case "ar":
		return meAR[w] || meAR[strings.TrimPrefix(w, "و")] || meAR[strings.TrimPrefix(w, "ل")] || meAR[strings.TrimPrefix(w, "ب")]
	}
	return false
}

var (
	leading      = set("in on at since as last back en au le la depuis comme hace el desde como في منذ عام سنه قبل يوم")
	relatives    = set("who whom whose which where qui dont ou quien quienes cuyo التي الذي الذين")
	conjunctions = set("that because but when while though que qu' parce car mais quand lorsque pero cuando porque aunque ان انه انها بان لان لكن عندما حين بينما")
	meEN         = set("i i'm i've i'd i'll my me mine myself")
	meFR         = set("je j' mon ma mes moi m'")
	meES         = set("yo mi mis me conmigo tengo vivo soy estoy creci naci")
	meAR         = set("انا امي ابي جدتي جدي اطفالي اولادي ابنائي بناتي عائلتي اسرتي اصدقائي صديقي صديقتي بيتي زوجي زوجتي ابنتي ابني اختي اخي اخوتي كنت عمري عشت ولدت عندي لدي درست زرت سافرت حياتي مدينتي قريتي طفولتي اعيش اعمل اسكن انني اني")
	ours         = set("we our us ours here nous notre nos on ici chez nosotros nosotras nuestro nuestra nuestros nuestras nos aqui نحن لنا عندنا هنا بيتنا عائلتنا")
)
