package match

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// An index that was changed is the index that would have been built: nothing of what was dropped or replaced is left.
func TestPutAndDrop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := newGenerator()
		x, now := new(Index), map[string]Fact{}
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			n := rapid.IntRange(0, 8).Draw(t, "fact")
			id := fmt.Sprint("fact-", n)
			if rapid.Bool().Draw(t, "drop") {
				x.Drop(id)
				delete(now, id)
				continue
			}
			f := g.fact(n)
			x.Put(f)
			now[id] = f
		}
		fresh := new(Index)
		for _, f := range now {
			fresh.Put(f)
		}
		if len(x.stems) != len(fresh.stems) || len(x.grams) != len(fresh.grams) || len(x.slots) != len(fresh.slots) {
			t.Fatalf("%d stems, %d grams, %d facts; built at once %d, %d, %d", len(x.stems), len(x.grams), len(x.slots), len(fresh.stems), len(fresh.grams), len(fresh.slots))
		}
		for _, f := range now {
			d := Draft{Text: f.Statement["en"]}
			if diff := cmp.Diff(fresh.Check(d), x.Check(d)); diff != "" {
				t.Fatalf("%s (-built at once +changed):\n%s", f.ID, diff)
			}
		}
	})
}

// What a fact says is right, whichever of 2,000 it is and whatever stands beside it.
func TestWhatFactsSayIsClean(t *testing.T) {
	g := newGenerator()
	var facts []Fact
	for n := range 2000 {
		facts = append(facts, g.fact(n))
	}
	x := indexOf(facts)
	found, first := 0, 0
	for n := range 400 {
		f := facts[n*5]
		for _, lang := range []string{"en", "fr", "ar", "es"} {
			r := x.Check(Draft{Text: f.Statement[lang]})
			if len(r.Marks) > 0 {
				t.Errorf("%s: %s\n%+v", f.ID, f.Statement[lang], r.Marks)
			}
			if slices.Contains(r.Facts, f.ID) {
				found++
			}
			if len(r.Facts) > 0 && r.Facts[0] == f.ID {
				first++
			}
		}
	}
	if found < 1590 || first < 1500 {
		t.Errorf("of 1,600 statements %d lead to their fact, %d to it first", found, first)
	}
}

func TestIndexIsSafeForMany(t *testing.T) {
	facts, _ := sampleNetwork(t)
	x := new(Index)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, f := range facts {
				x.Put(f)
				x.Check(Draft{Text: f.Statement["fr"], Brief: []string{f.ID}})
				x.Check(Draft{Text: f.Statement["en"]})
				x.Drop(f.ID)
			}
		})
	}
	wg.Wait()
	if r := x.Check(Draft{Text: facts[0].Statement["en"]}); len(r.Facts) > 0 {
		t.Errorf("an empty index finds %v", r.Facts)
	}
}

// A brief whose facts are all gone says nothing, and does not fall back on all facts.
func TestABriefWithoutFacts(t *testing.T) {
	facts, _ := sampleNetwork(t)
	x := indexOf(facts)
	if r := x.Check(Draft{Text: "Couscous was inscribed by UNESCO in 2015.", Brief: []string{"gone"}}); len(r.Marks)+len(r.Facts) > 0 {
		t.Errorf("%+v", r)
	}
}
