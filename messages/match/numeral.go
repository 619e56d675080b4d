package match

import (
	"strconv"
	"strings"
)

// numerals are the number words of a language, folded. A scale multiplies what stands before it.
type numerals struct {
	values map[string]float64
	scales map[string]float64
	and    string // stands between the parts of one number, and between two numbers
}

// inWords reads a number in words that begins at i and tells where it ends; end is i where there is none. One is none: it is more
// often an article or a pronoun than a figure.
func inWords(toks []token, i int, lang string) (value float64, end int) {
	n, ok := numeralsOf[lang]
	if !ok {
		return 0, i
	}
	total, current, parts := 0.0, 0.0, 0
	end = i
scan:
	for at := i; at < len(toks); at++ {
		t := toks[at]
		if parts > 0 && (t.fold == n.and || t.fold == "-") && at+1 < len(toks) {
			if _, _, more := n.word(toks[at+1].fold, lang, true); more {
				continue
			}
			break
		}
		v, scale, ok := n.word(t.fold, lang, parts > 0)
		if !ok || t.kind != word {
			break
		}
		switch {
		case scale > 0 && parts == 0 && scale >= 1000 && strings.HasSuffix(t.fold, "s"):
			return 0, i // "thousands of"
		case scale == 100 && current < 100:
			current = max(current, 1) * 100
		case scale >= 1000:
			// Spanish says mil millones for a milliard.
			if current == 0 && total > 0 && total < scale {
				total *= scale
			} else {
				total += max(current, 1) * scale
			}
			current = 0
		case lang == "fr" && v == 20 && current == 4: // quatre-vingt
			current = 80
		case lang == "ar" && v == 10 && current > 0 && current < 10: // خمسة عشر
			current += 10
		case current == 0, int(current)%100 == 0 && v < 100, int(current)%10 == 0 && int(current)%100 >= 20 && v < 10,
			lang == "fr" && (int(current)%100 == 60 || int(current)%100 == 80) && v < 20,
			lang == "fr" && int(current)%20 == 10 && v >= 7 && v < 10, lang == "ar" && int(current)%100 < 10 && int(v)%10 == 0 && v >= 20 && v < 100:
			current += v
		default:
			break scan
		}
		parts++
		end = at + 1
	}
	value = total + current
	if value == 1 || parts == 1 && value >= 100 && (value == 100 || value == 1000 || value >= 1e6) {
		return 0, i // "a hundred times"
	}
	return value, end
}

func (n numerals) word(w, lang string, inside bool) (value, scale float64, ok bool) {
	if lang == "ar" {
		for _, form := range []string{w, strings.TrimPrefix(w, "و"), bare(w)} {
			if form != w && !inside && strings.HasPrefix(w, "و") && n.scales[form] > 0 {
				continue
			}
			if s := n.scales[form]; s > 0 {
				return 0, s, true
			}
			if v, ok := n.values[form]; ok {
				return v, 0, true
			}
		}
		return 0, 0, false
	}
	if s := n.scales[w]; s > 0 {
		return 0, s, true
	}
	v, ok := n.values[w]
	return v, 0, ok
}

// scaleAt reads a scale behind a number in digits: "3 millions", "2k", "1,5 milliard". It gives 1 where there is none.
func scaleAt(toks []token, i int, lang string, text string) (scale float64, end int) {
	scale = 1
	for end = i; end < len(toks) && toks[end].kind == word; end++ {
		t := toks[end]
		s := 0.0
		if n, ok := numeralsOf[lang]; ok && end < i+2 {
			s = n.scales[t.fold]
			if lang == "ar" && s == 0 && !strings.HasPrefix(t.fold, "و") {
				s = n.scales[bare(t.fold)]
			}
		}
		if s == 0 && end == i {
			s = letterScales[t.fold]
			if t.fold == "m" && (text[t.from:t.to] != "M" || !t.glued && lang != "fr" && lang != "es") {
				s = 0 // 2 m are metres
			}
			if t.fold == "k" && !t.glued {
				s = 0
			}
		}
		if s < 1000 {
			break
		}
		scale *= s
	}
	return scale, end
}

var letterScales = map[string]float64{"k": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "bn": 1e9, "md": 1e9, "mds": 1e9, "mrd": 1e9}

var numeralsOf = map[string]numerals{
	"en": table("and", `one:1 two:2 three:3 four:4 five:5 six:6 seven:7 eight:8 nine:9 ten:10 eleven:11 twelve:12 thirteen:13 fourteen:14 fifteen:15
		sixteen:16 seventeen:17 eighteen:18 nineteen:19 twenty:20 thirty:30 forty:40 fifty:50 sixty:60 seventy:70 eighty:80 ninety:90`,
		`hundred:100 thousand:1000 million:1000000 millions:1000000 billion:1000000000 billions:1000000000 trillion:1000000000000`),
	"fr": table("et", `un:1 une:1 deux:2 trois:3 quatre:4 cinq:5 six:6 sept:7 huit:8 neuf:9 dix:10 onze:11 douze:12 treize:13 quatorze:14 quinze:15 seize:16
		vingt:20 vingts:20 trente:30 quarante:40 cinquante:50 soixante:60 septante:70 huitante:80 nonante:90`,
		`cent:100 cents:100 mille:1000 million:1000000 millions:1000000 milliard:1000000000 milliards:1000000000`),
	"es": table("y", `uno:1 una:1 un:1 dos:2 tres:3 cuatro:4 cinco:5 seis:6 siete:7 ocho:8 nueve:9 diez:10 once:11 doce:12 trece:13 catorce:14 quince:15
		dieciséis:16 diecisiete:17 dieciocho:18 diecinueve:19 veinte:20 veintiuno:21 veintiún:21 veintiuna:21 veintidós:22 veintitrés:23 veinticuatro:24
		veinticinco:25 veintiséis:26 veintisiete:27 veintiocho:28 veintinueve:29 treinta:30 cuarenta:40 cincuenta:50 sesenta:60 setenta:70 ochenta:80 noventa:90
		doscientos:200 doscientas:200 trescientos:300 trescientas:300 cuatrocientos:400 cuatrocientas:400 quinientos:500 quinientas:500 seiscientos:600
		seiscientas:600 setecientos:700 setecientas:700 ochocientos:800 ochocientas:800 novecientos:900 novecientas:900`,
		`cien:100 ciento:100 mil:1000 millón:1000000 millones:1000000 millardo:1000000000 millardos:1000000000`),
	"ar": table("و", `واحد:1 واحدة:1 احد:1 احدى:1 اثنان:2 اثنين:2 اثنتان:2 اثنتين:2 اثنا:2 اثني:2 اثنتا:2 اثنتي:2 ثلاث:3 ثلاثة:3 أربع:4 أربعة:4 خمس:5 خمسة:5 ست:6 ستة:6 سبع:7
		سبعة:7 ثمان:8 ثماني:8 ثمانية:8 تسع:9 تسعة:9 عشر:10 عشرة:10 عشرون:20 عشرين:20 ثلاثون:30 ثلاثين:30 أربعون:40 أربعين:40 خمسون:50 خمسين:50 ستون:60 ستين:60
		سبعون:70 سبعين:70 ثمانون:80 ثمانين:80 تسعون:90 تسعين:90 مئتان:200 مئتين:200 مائتان:200 مائتين:200 ثلاثمئة:300 ثلاثمائة:300 أربعمئة:400 أربعمائة:400
		خمسمئة:500 خمسمائة:500 ستمئة:600 ستمائة:600 سبعمئة:700 سبعمائة:700 ثمانمئة:800 ثمانمائة:800 تسعمئة:900 تسعمائة:900 ألفان:2000 ألفين:2000 ألفا:2000 ألفي:2000`,
		`مئة:100 مائة:100 ألف:1000 آلاف:1000 مليون:1000000 ملايين:1000000 مليونا:1000000 مليار:1000000000 مليارات:1000000000 بليون:1000000000`),
}

// table reads pairs of a word and its value.
func table(and, values, scales string) numerals {
	read := func(pairs string) map[string]float64 {
		m := map[string]float64{}
		for pair := range strings.FieldsSeq(pairs) {
			w, digits, _ := strings.Cut(pair, ":")
			v, _ := strconv.ParseFloat(digits, 64)
			m[Fold(w)] = v
		}
		return m
	}
	return numerals{values: read(values), scales: read(scales), and: and}
}
