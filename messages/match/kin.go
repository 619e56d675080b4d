package match

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// states tells whether a fact has a word in some form or another that says the same.
func (e *entry) states(st string) bool {
	return e.has(st) || slices.ContainsFunc(e.stems, func(s string) bool { return akin(s, st) })
}

// akin tells whether two stems are forms of one word, or words of which either is said for the other: "listed", "inscription".
func akin(a, b string) bool {
	if a == b {
		return true
	}
	if n := sameSaid[root(a)]; n != "" && n == sameSaid[root(b)] {
		return true
	}
	if arabic(a) || arabic(b) {
		return arabic(a) && arabic(b) && (root(a) == root(b) || fronted(a, b) || fronted(b, a))
	}
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n >= 3 && endings[a[n:]] && endings[b[n:]]
}

// fronted tells whether a is b with a letter before it that is the word's own, and was taken for a particle in b: ولاية, اللقاح.
func fronted(a, b string) bool {
	r, size := utf8.DecodeRuneInString(a)
	return strings.ContainsRune("وفبل", r) && a[size:] == b
}

// root takes off a stem the letter with which Arabic makes a person, a participle or a verb's fourth form, the women's ن and the plural at the end, and the
// long vowels within, as long as three letters are left: أُدرجت, مدرج, إدراج. Other stems are their own roots.
func root(st string) string {
	if !arabic(st) {
		return st
	}
	if r, size := utf8.DecodeRuneInString(st); strings.ContainsRune("ايتنم", r) && utf8.RuneCountInString(st) > 3 {
		st = st[size:]
	}
	for _, end := range [...]string{"ن", "ات"} {
		if cut, ok := strings.CutSuffix(st, end); ok && utf8.RuneCountInString(cut) >= 3 {
			st = cut
		}
	}
	if short := longVowels.Replace(st); utf8.RuneCountInString(short) >= 3 {
		return short
	}
	return st
}

var (
	// sameSaid brings together words of which either is said for the other.
	sameSaid = synonyms(`@listed: list lists listed listing inscribed inscription registered recognised recognized added included heritage
		liste inscrit inscription reconnu reconnue ajouté ajoutée inclus incluse patrimoine
		lista inscrita inscripción reconocido reconocida añadido añadida incluido incluida patrimonio
		قائمة لائحة أدرج إدراج مدرج تسجيل مسجل تراث`,
		"@supplies: supply supplies supplied provide provides provided feed feeds fed alimente fournit approvisionne abastece suministra alimenta يزود يمد يغذي تغذي",
		"@jointly: jointly together ensemble conjointement conjuntamente junto juntos juntas معا",
		"@submits: submit submitted present presented présenté présenter présentent déposé soumis presentar presentaron presentado entregaron",
		"@country: country countries nation nations pays país países بلد بلدان البلدان دولة دول")

	longVowels = strings.NewReplacer("ا", "", "و", "", "ي", "")
	endings    = func() map[string]bool {
		m := set("a ad ai aie aien ait as an e ed en er es id i ie in ing ir is n o os y")
		m[""] = true
		return m
	}()
)
