package match

import (
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
)

// Fact is what an index knows of a fact: everything that a draft may say of it.
type Fact struct {
	ID          string
	Statement   map[string]string // by language code: en, fr, ar, es
	Value, Unit string            // where the fact is a figure: "510", "MW"
	AsOf        string            // 2020-12-16
	Stale       bool              // overdue or withdrawn
	Old         []string          // figures or whole statements of earlier revisions, which were corrected
}

// Index finds facts by what is said of them. Its zero value is empty and ready; it is safe for concurrent use.
type Index struct {
	mu    sync.RWMutex
	facts []*entry // by slot; a dropped fact leaves nil
	free  []uint32
	slots map[string]uint32
	grams map[uint32][]uint32 // the slots of the facts that have a gram, in no order
	stems map[string]*stemmed
}

// stemmed is a word's stem, kept once for all that have it, and in how many facts it stands.
type stemmed struct {
	text  string
	facts int
}

// entry is a fact, read once when it is put.
type entry struct {
	Fact
	grams    []uint32
	stems    []string // sorted; shared with the index
	passages []passage
	value    []quantity
	day      []quantity // the one as of which it holds
	old      []quantity
}

// passage is a fact's statement in one language.
type passage struct {
	lang       string
	quantities []quantity
	places     []named
	denied     []deniedBy
}

// named is a place as a statement calls it.
type named struct{ place, words string }

// Put adds a fact, or takes the place of the one with the same id.
func (x *Index) Put(f Fact) {
	f.Statement, f.Old = maps.Clone(f.Statement), slices.Clone(f.Old)
	e := read(f)
	x.mu.Lock()
	defer x.mu.Unlock()
	x.drop(f.ID)
	if x.slots == nil {
		x.slots, x.grams, x.stems = map[string]uint32{}, map[uint32][]uint32{}, map[string]*stemmed{}
	}
	var slot uint32
	if n := len(x.free); n > 0 {
		slot, x.free = x.free[n-1], x.free[:n-1]
		x.facts[slot] = e
	} else {
		slot = uint32(len(x.facts))
		x.facts = append(x.facts, e)
	}
	x.slots[f.ID] = slot
	for _, g := range e.grams {
		x.grams[g] = append(x.grams[g], slot)
	}
	for i, s := range e.stems {
		if x.stems[s] == nil {
			x.stems[s] = &stemmed{text: strings.Clone(s)}
		}
		x.stems[s].facts++
		e.stems[i] = x.stems[s].text
	}
}

// Drop forgets a fact; one that is not there is forgotten already.
func (x *Index) Drop(id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.drop(id)
}

func (x *Index) drop(id string) {
	slot, ok := x.slots[id]
	if !ok {
		return
	}
	e := x.facts[slot]
	for _, g := range e.grams {
		list := x.grams[g]
		if i := slices.Index(list, slot); i >= 0 {
			list[i] = list[len(list)-1]
			x.grams[g] = list[:len(list)-1]
		}
		if len(x.grams[g]) == 0 {
			delete(x.grams, g)
		}
	}
	for _, s := range e.stems {
		if x.stems[s].facts--; x.stems[s].facts == 0 {
			delete(x.stems, s)
		}
	}
	delete(x.slots, id)
	x.facts[slot] = nil
	x.free = append(x.free, slot)
}

// weight says how much a shared word tells: 1 for one that stands in a fiftieth of all facts or less, little for one that stands in
// every other. It does not depend on how many facts there are.
func (x *Index) weight(s string) float64 {
	known := x.stems[s]
	if known == nil {
		return 0
	}
	const of = 50
	share := float64(known.facts)
	if n := len(x.slots); n > of {
		share *= of / float64(n)
	}
	return min(1, math.Log(1+of/share)/math.Log(1+of))
}

// read takes from a fact what checks need of it.
func read(f Fact) *entry {
	e := &entry{Fact: f}
	stems, grams := map[string]bool{}, map[uint32]bool{}
	unitWords := lex(f.Unit)
	for _, lang := range slices.Sorted(maps.Keys(f.Statement)) {
		toks := lex(clip(f.Statement[lang]))
		p := passage{lang: lang, quantities: quantities(f.Statement[lang], toks, lang)}
		for _, m := range mentions(toks) {
			p.places = append(p.places, named{m.place, f.Statement[lang][toks[m.tok].from:toks[m.end-1].to]})
		}
		p.denied = statedDenials(f.Statement[lang], toks, lang)
		for _, t := range toks {
			if content(t, lang) {
				stems[stem(t.fold)] = true
				addGrams(grams, t.fold)
			}
		}
		e.passages = append(e.passages, p)
	}
	e.value, e.day = values(f.Value+" "+f.Unit), values(f.AsOf)
	for _, old := range f.Old {
		for _, q := range values(old) {
			// "3" was three of what the fact counts.
			if q.unit == "" && len(q.nouns) == 0 && !q.date {
				for _, t := range unitWords {
					q.nouns = append(q.nouns, noun(t.fold))
				}
				if u, ok := units[Fold(f.Unit)]; ok {
					q.unit = u.name
					for i := range q.values {
						q.values[i] *= u.times
					}
				}
			}
			e.old = append(e.old, q)
		}
	}
	e.stems, e.grams = slices.Sorted(maps.Keys(stems)), slices.Collect(maps.Keys(grams))
	return e
}

func values(s string) []quantity {
	toks := lex(clip(s))
	return quantities(s, toks, languageOf(toks, "en"))
}

// content tells the words that a text is about.
func content(t token, lang string) bool {
	if t.kind != word || stop[t.fold] || len(t.fold) < 2 || units[t.fold].name != "" {
		return false
	}
	if _, end := inWords([]token{t}, 0, lang); end > 0 {
		return false
	}
	return true
}

// addGrams adds the runs of four letters of a word, which begins and ends with a space.
func addGrams(to map[uint32]bool, w string) {
	if arabic(w) {
		w = bare(w)
	}
	r := []rune(" " + w + " ")
	for i := 0; i == 0 || i+4 <= len(r); i++ {
		to[gram(r[i:min(i+4, len(r))])] = true
	}
}

func gram(r []rune) uint32 {
	h := uint32(2166136261)
	for _, c := range r {
		h = (h ^ uint32(c)) * 16777619
		h ^= h >> 15
	}
	return h
}

func (e *entry) has(s string) bool {
	_, ok := slices.BinarySearchFunc(e.stems, s, strings.Compare)
	return ok
}
