package match

import (
	"strconv"
	"strings"
)

// dateAt reads a day, a month of a year, or a year that begins at i.
func dateAt(toks []token, i int, lang string) (quantity, bool) {
	t := toks[i]
	if t.kind == number {
		if m := numericDay.FindStringSubmatch(t.fold); len(m) > 0 && m[0] == t.fold {
			if m[5] != "" {
				return date(atoi(m[7]), atoi(m[6]), atoi(m[5]), i+1)
			}
			day, month := atoi(m[1]), atoi(m[3])
			if month > 12 && m[2] == "/" {
				day, month = month, day // 12/31/2020
			}
			return date(day, month, atoi(m[4]), i+1)
		}
		at := i + 1
		if at < len(toks) && toks[at].glued && ordinals[toks[at].fold] {
			at++
		}
		if day := atoi(t.fold); day >= 1 && day <= 31 && len(t.fold) <= 2 {
			at := past(toks, at, "of", "de", "من", "شهر")
			if month, end := monthAt(toks, at); month > 0 {
				year, end := yearAt(toks, past(toks, end, ",", "de", "del", "of", "من", "عام", "سنه"), end)
				return date(day, month, year, end)
			}
		}
		if at == i+1 {
			year, end := yearAt(toks, i, i)
			// A number of four digits is a year where nothing is counted with it.
			if end > i && year < 2100 && !counted(toks, end, lang) {
				return date(0, 0, year, end)
			}
		}
		return quantity{}, false
	}
	month, end := monthAt(toks, i)
	if month == 0 {
		return quantity{}, false
	}
	// December 16th, 2020
	if end < len(toks) && toks[end].kind == number && lang == "en" {
		if day := atoi(toks[end].fold); day >= 1 && day <= 31 && len(toks[end].fold) <= 2 {
			at := end + 1
			if at < len(toks) && toks[at].glued && ordinals[toks[at].fold] {
				at++
			}
			year, end := yearAt(toks, past(toks, at, ",", "of"), at)
			return date(day, month, year, end)
		}
	}
	if year, to := yearAt(toks, past(toks, end, ",", "de", "del", "of", "من", "عام", "سنه"), end); to > end {
		return date(0, month, year, to)
	}
	return quantity{}, false
}

func date(day, month, year, end int) (quantity, bool) {
	return quantity{date: true, day: day, month: month, year: year, end: end}, month <= 12 && day <= 31
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// past steps over one of the words, where it stands.
func past(toks []token, i int, words ...string) int {
	for _, w := range words {
		if i < len(toks) && toks[i].fold == w {
			return i + 1
		}
	}
	return i
}

func yearAt(toks []token, i, otherwise int) (year, end int) {
	if i < len(toks) && toks[i].kind == number && len(toks[i].fold) == 4 {
		if y := atoi(toks[i].fold); y >= 1000 && y < 2200 && !(i+1 < len(toks) && toks[i+1].glued && toks[i+1].kind == word) {
			return y, i + 1
		}
	}
	return 0, otherwise
}

// counted tells that a number of four digits is no year: a unit, a scale or what is counted follows it.
func counted(toks []token, i int, lang string) bool {
	if i >= len(toks) {
		return false
	}
	f := toks[i].fold
	if u, ok := units[f]; ok && u.name != "time" && toks[i].kind == word || f == "%" || f == "€" || f == "$" {
		return true
	}
	if u, ok := units[bare(f)]; ok && lang == "ar" && u.name != "duration" {
		return true
	}
	if _, ok := sameNouns[stem(f)]; ok {
		return true
	}
	_, scale, ok := numeralsOf[lang].word(f, lang, false)
	return ok && scale >= 1000
}

// monthAt reads a month's name. Some are two words, and Arabic texts put both of a month's names one behind the other.
func monthAt(toks []token, i int) (month, end int) {
	if i >= len(toks) || toks[i].kind != word {
		return 0, i
	}
	if i+1 < len(toks) {
		if m := months[toks[i].fold+" "+toks[i+1].fold]; m > 0 {
			month, end = m, i+2
		}
	}
	if month == 0 {
		if m := months[toks[i].fold]; m > 0 {
			month, end = m, i+1
			if end < len(toks) && toks[end].fold == "." && toks[end].glued && len(toks[i].fold) <= 5 {
				end++
			}
		}
	}
	if month > 0 && end+1 < len(toks) && (toks[end].fold == "/" || toks[end].fold == "(" || toks[end].fold == "-") {
		if other, to := monthAt(toks, end+1); other == month {
			if to < len(toks) && toks[to].fold == ")" {
				to++
			}
			return month, to
		}
	}
	return month, end
}

var months = monthTable(
	"january jan janvier janv enero ene يناير جانفي كانون_الثاني", "february feb février févr febrero فبراير فيفري شباط", "march mar mars marzo مارس آذار",
	"april apr avril avr abril abr أبريل إبريل أفريل نيسان", "may mai mayo مايو ماي أيار", "june jun juin junio يونيو يونيه جوان حزيران",
	"july jul juillet juil julio يوليو يوليوز جويلية تموز", "august aug août agosto ago أغسطس غشت أوت آب", "september sept sep septembre septiembre setiembre سبتمبر شتنبر أيلول",
	"october oct octobre octubre أكتوبر تشرين_الأول", "november nov novembre noviembre نوفمبر نونبر تشرين_الثاني", "december dec décembre déc diciembre dic ديسمبر دجنبر كانون_الأول",
)

func monthTable(names ...string) map[string]int {
	m := map[string]int{}
	for i, list := range names {
		for w := range strings.FieldsSeq(list) {
			m[Fold(strings.ReplaceAll(w, "_", " "))] = i + 1
		}
	}
	return m
}
