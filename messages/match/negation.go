package match

import "strings"

// negation is where a text denies something, and what.
type negation struct {
	tok, end int    // the tokens that deny
	target   string // the stem of the first word of weight behind them
	at       int    // where that word stands
}

// negations finds what is denied among tokens. What only looks like it ("not only", "ne … que", "لا شك") and what is denied in favour
// of something else ("not X but Y") is left out.
func negations(toks []token, lang string) []negation {
	var out []negation
	for i := range toks {
		if toks[i].kind != word {
			continue
		}
		from, end := negatorAt(toks, i, lang)
		if end == i || idle(toks, end) {
			continue
		}
		n := negation{tok: from, end: end}
		for at, far := end, 0; at < len(toks) && far < 5; at++ {
			t := toks[at]
			if t.kind == sign && strings.ContainsAny(t.fold, ",;:()\"") {
				break
			}
			if t.kind != word {
				continue
			}
			far++
			if content(t, lang) && !fillers[t.fold] {
				n.target, n.at = stem(t.fold), at
				break
			}
		}
		if n.target != "" && !instead(toks, end) {
			out = append(out, n)
		}
	}
	return out
}

// denials tells of each clause of a sentence whether it denies something, whatever it is.
func denials(s *sentence) map[int]bool {
	out := map[int]bool{}
	for i, t := range s.toks {
		if t.kind != word {
			continue
		}
		if _, end := negatorAt(s.toks, i, s.lang); end > i && !idle(s.toks, end) {
			out[s.clause[i]] = true
		}
	}
	return out
}

// negatorAt tells whether the word at i denies; end is i where it does not.
func negatorAt(toks []token, i int, lang string) (from, end int) {
	f := toks[i].fold
	next := ""
	if i+1 < len(toks) {
		next = toks[i+1].fold
	}
	switch lang {
	case "en":
		switch {
		case f == "no" && next == "longer":
			return i, i + 2
		case f == "not" || f == "never" || f == "cannot", strings.HasSuffix(f, "n't"), withoutApostrophe[f]:
			return i, i + 1
		}
	case "fr":
		if !after[f] {
			return i, i
		}
		for at := i - 1; at >= 0 && at >= i-5; at-- {
			if toks[at].fold == "ne" || toks[at].fold == "n'" {
				return at, i + 1
			}
		}
		if f == "pas" && i > 0 && spoken[toks[i-1].fold] {
			return i, i + 1
		}
	case "es":
		if (f == "no" || f == "nunca" || f == "jamas" || f == "tampoco") && next != "." && next != "º" && next != "," {
			return i, i + 1
		}
	case "ar":
		if deny[f] || len(f) > 2 && (strings.HasPrefix(f, "و") || strings.HasPrefix(f, "ف")) && deny[f[2:]] {
			return i, i + 1
		}
	}
	return i, i
}

// idle tells of a denial that denies nothing: what follows turns it round.
func idle(toks []token, end int) bool {
	if end >= len(toks) {
		return true
	}
	f := toks[end].fold
	return idleAfter[f] || toks[end].kind == sign && f != "\""
}

// instead tells that what is denied gives way to something in the same sentence.
func instead(toks []token, end int) bool {
	for _, t := range toks[end:] {
		if insteadWords[t.fold] {
			return true
		}
	}
	return false
}

var (
	withoutApostrophe = set("isnt wasnt arent werent didnt doesnt hasnt havent")
	after             = set("pas jamais plus aucun aucune")
	spoken            = set("est sont a ont etait etaient")
	deny              = set("لم لا ليس ليست ليسوا لن غير لما")
	idleAfter         = set("only just merely forget without seulement uniquement que solo solamente olvides olvidemos olviden hesitez hesite فقط شك بد تنسوا تنس تنسى المادي مادي تزال يزال يزالون تزالون سيما يمكن مجرد to")
	insteadWords      = set("but rather mais plutot sino بل وانما انما لكنه لكنها لكن")
	fillers           = set("yet really actually simply always ever again officially truly part vraiment officiellement toujours partie realmente oficialmente aún forma parte يتم تتم ابدا بعد حقا رسميا قط تكن يكن")
)
