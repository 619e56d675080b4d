//go:build !race

package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// plan draws who does what, by a seed: the same for the same seed, whatever comes of it. Each round has one chapter, which changes
// what others receive, and beside it a few people who each do something for themselves, so that the order among them is nobody's.
type plan struct {
	draw     *rand.Rand
	people   []string
	guests   []string
	chapters []func() []act
	cycle    int
	agreed   map[string]bool // who was asked whether their shares may be counted
	away     map[string]bool // who blocks the bot
	opened   map[string]int  // share kits of each, of which a day has five
	first    bool            // the first round is over
	joined   bool            // and the second, in which the guests join
}

func newPlan(s *soak, seed uint64) *plan {
	return &plan{
		draw: rand.New(rand.NewPCG(seed, 1)), people: s.people, guests: s.people[len(cast):],
		agreed: map[string]bool{}, away: map[string]bool{}, opened: map[string]int{},
	}
}

// whole tells that what has begun is over.
func (p *plan) whole() bool { return p.cycle > 0 && len(p.chapters) == 0 }

// next is what is done at once in the next round, and by each in turn.
func (p *plan) next() [][]act {
	switch {
	case !p.first:
		p.first = true
		return p.begin()
	case !p.joined:
		p.joined = true
		return p.join()
	case len(p.chapters) == 0:
		p.cycle++
		p.chapters = p.tell(p.cycle)
	}
	chapter := p.chapters[0]()
	p.chapters = p.chapters[1:]
	round := [][]act{chapter}
	for _, a := range chapter {
		if a.does == "block" || a.does == "unblock" {
			p.away[a.who] = a.does == "block"
		}
	}
	others := slices.DeleteFunc(slices.Clone(p.people), func(who string) bool {
		return p.away[who] || slices.ContainsFunc(chapter, func(a act) bool { return a.who == who })
	})
	p.draw.Shuffle(len(others), func(i, j int) { others[i], others[j] = others[j], others[i] })
	for _, who := range others[:3+p.draw.IntN(3)] {
		round = append(round, p.alone(who))
	}
	return round
}

// last is one act of everybody, when all is well again.
func (p *plan) last() (round [][]act) {
	for _, who := range p.people {
		round = append(round, []act{writes(who, "/settings", `Your settings`)})
	}
	return round
}

// begin has the lead make an invitation, and those who speak another language choose English, in which this plan is written.
func (p *plan) begin() [][]act {
	round := [][]act{{writes("nadia", "/invite member", `/start (\S+)`)}}
	for _, c := range cast {
		if c.lang != "en" {
			round = append(round, []act{writes(c.user, "/language en", `From now on I speak English`)})
		}
	}
	return round
}

func (p *plan) join() (round [][]act) {
	for _, who := range p.guests {
		round = append(round, joining(who))
	}
	return round
}

func joining(who string) []act {
	return []act{
		writes(who, "/start {code}", `Nobody is paid`),
		taps(who, "I agree", "Nobody is paid", `As what do you take part`),
		taps(who, "Academic", "As what do you take part", `own words`),
		taps(who, "keep to them", "own words", `Welcome`),
		writes(who, "/settings", `Your settings`),
		taps(who, "Briefs a day", "Your settings", `How many briefs`),
		taps(who, "10", "How many briefs", `at most 10`),
	}
}

// briefsMost is how many new briefs there may be: somebody who joined here receives ten in a day.
const briefsMost = 8

// tell is one brief from its draft to its end, and what its recipients do meanwhile.
func (p *plan) tell(n int) []func() []act {
	draw := slices.Clone(p.guests)
	p.draw.Shuffle(len(draw), func(i, j int) { draw[i], draw[j] = draw[j], draw[i] })
	leaver, blocker, stopper, pauser := draw[0], draw[1], draw[2], draw[3]
	sharer := draw[slices.IndexFunc(draw[4:], func(who string) bool { return p.opened[who] < 5 })+4]
	away := []func() []act{
		chapter(append([]act{
			writes(leaver, "/leave", `erases you`), taps(leaver, "keep messages", "erases you", `You left Living Heritage`),
		}, joining(leaver)...)...),
		chapter(does(blocker, "block")),
		chapter(writes(stopper, "/stop", `Stopped: Living Heritage`)),
		chapter(
			writes(pauser, "/pause", `For how long`), taps(pauser, "7 days", "For how long", `Paused until`),
			taps(pauser, "Send me briefs again", "Paused until", `You receive briefs again`),
		),
		chapter(
			writes("nadia", "/hold", `Why shall everything be held`), writes("nadia", "Checking.", `On hold`), writes("nadia", "/lift", `The hold is over`),
		),
	}
	back := []func() []act{
		chapter(does(blocker, "unblock"), writes(blocker, "/settings", `Your settings`)),
		chapter(writes(stopper, "/start", `You receive briefs again`)),
	}
	delete(p.agreed, leaver)
	delete(p.opened, leaver)
	if n > briefsMost {
		return slices.Concat(away, back)
	}
	id, title := fmt.Sprintf("B%d", 5+n), fmt.Sprintf("The souk of Marrakesh, part %d", n)
	file := soakBrief(n, title)
	return slices.Concat(away, []func() []act{
		chapter(
			attaches("nadia", file, id+`: draft`),
			taps("nadia", "Send for review", id+": draft", id+` is in review`),
			taps("rafael", "Approve français", id+" waits for your word in français", `Approved: `+id+` in français`),
			taps("samira", "Approve français", id+" waits for your word in français", `Approved: `+id+` in français`),
			writes("nadia", "/plan "+id, `The plan for `+id),
			taps("nadia", "Release now", "The plan for "+id, id+` leaves in`),
			does("nadia", "settle"),
			does(sharer, "read", title),
		),
	}, back, []func() []act{
		func() []act { return p.share(sharer, id) },
		chapter(
			writes("nadia", "/edit "+id+" fr summary", `One paragraph`),
			writes("nadia", fmt.Sprintf("Part %d: the square is on a list since the year 2008.", n), `français: not approved`),
			taps("nadia", "Ask reviewers again", "français: not approved", `in review|Asked`),
			taps("rafael", "Approve français", fmt.Sprintf("Part %d: the square", n), `Approved: `+id+` in français`),
			taps("samira", "Approve français", fmt.Sprintf("Part %d: the square", n), `Approved: `+id+` in français`),
			writes("nadia", "/plan "+id, `The correction of `+id),
			taps("nadia", "Release now", "The correction of "+id, id+` leaves in`),
			does("nadia", "settle"),
			does(sharer, "read", id+`, which you shared on X, has been corrected`),
			taps(sharer, "Corrected", id+", which you shared on X", `Thank you for correcting it`),
		),
		chapter(
			writes("nadia", "/withdraw "+id, `What shall readers see`),
			writes("nadia", fmt.Sprintf("Part %d was wrong.", n), id+` goes out of circulation`),
			taps("nadia", "Withdraw it", id+" goes out of circulation", id+` is withdrawn`),
			does("nadia", "settle"),
			does("rafael", "read", id+` was withdrawn`),
		),
	})
}

func chapter(acts ...act) func() []act { return func() []act { return acts } }

// alone is something that somebody does for themselves.
func (p *plan) alone(who string) []act {
	scenes := []func() []act{
		chapter(
			writes(who, "/briefs argan", `B3`), taps(who, "B3", "Choose a brief", `Rests on`),
			taps(who, "More", "· B3", `What we do not claim`), taps(who, "Back", "What we do not claim", `Rests on`),
		),
		chapter(writes(who, "/ask argan heals everything", `B3`)),
		chapter(
			writes(who, "/settings", `Your settings`), taps(who, "Quiet hours", "Your settings", `When shall I be silent`),
			taps(who, "22:00–07:00", "When shall I be silent", `Quiet hours: 22:00–07:00`),
		),
		chapter(
			writes(who, "/settings", `Your settings`), taps(who, "Urgent at night", "Your settings", `in quiet hours: yes`),
			taps(who, "Urgent at night", "in quiet hours: yes", `in quiet hours: no`),
		),
		chapter(
			writes(who, "/settings", `Your settings`), taps(who, "What I agree to", "Your settings", `Each stands by itself`),
			taps(who, "Be contacted by a lead", "Each stands by itself", `☑ Be contacted`), taps(who, "Be contacted by a lead", "☑ Be contacted", `☐ Be contacted`),
		),
		chapter(
			writes(who, "/settings", `Your settings`), taps(who, "Topics", "Your settings", `Which topics`),
			writes(who, "heritage, energy", `topics: heritage, energy`), taps(who, "Topics", "topics: heritage", `Which topics`),
			taps(who, "All topics", "Which topics", `topics: all`),
		),
		chapter(writes(who, "/mydata", `my-data\.json`)),
		chapter(writes(who, "/help", `/settings`)),
	}
	if p.opened[who] < 4 { // one is left for the chapter in which they may have to share
		brief := [...]string{"B2", "B3", "B4", "B5"}[p.opened[who]]
		scenes = append(scenes, func() []act { return p.share(who, brief) })
	}
	return scenes[p.draw.IntN(len(scenes))]()
}

// share is a brief from its card to the word that it was shared, on X.
func (p *plan) share(who, brief string) []act {
	acts := []act{writes(who, "/briefs", `Choose a brief.*`+brief), taps(who, brief, "Choose a brief", `· `+brief), taps(who, "Share", "· "+brief, `\[.*X\]`), taps(who, "X", "", `\[I shared it\]`)}
	p.opened[who]++
	if p.agreed[who] {
		return append(acts, taps(who, "I shared it", "", `Counted: `))
	}
	p.agreed[who] = true
	return append(acts, taps(who, "I shared it", "", `May we count`), taps(who, "Yes, count my shares", "May we count", `Counted: `))
}

func writes(who, what string, till ...string) act {
	return act{who: who, does: "say", what: what, till: till}
}

func attaches(who, data string, till ...string) act {
	return act{who: who, does: "attach", what: data, till: till}
}

func taps(who, label, under string, till ...string) act {
	return act{who: who, does: "press", what: label, under: under, till: till}
}

func does(who, what string, till ...string) act {
	return act{who: who, does: what, till: till}
}

// soakBrief is a brief as a lead sends it. It is an alert, whose copies are sent again where nobody knows whether they arrived; one of
// another kind would be left in doubt then, which is right and differs from a platform that behaves.
func soakBrief(n int, title string) string {
	return strings.NewReplacer("{n}", fmt.Sprint(n), "{title}", title).Replace(`== Source unesco-souk-{n}
Type: official
Title: Cultural space of Jemaa el-Fna Square
Publisher: UNESCO
Address: https://ich.unesco.org/en/RL/cultural-space-of-jemaa-el-fna-square-00014
Quote: Inscribed in 2008 on the Representative List

== Fact souk-2008-{n}
As of: 2024-01-01
Review by: 2028-12-31
Sources: unesco-souk-{n}
French: La place Jemaa el-Fna a été inscrite en 2008.

== Brief souk-{n}
Campaign: living-heritage
Kind: alert
Urgent because: the list is read out tomorrow
Useless after: 2099-01-01 12:00 UTC
Fallback: French

== French
Title: {title}
Summary: The square is on a list since 2008.
Points:
- It was inscribed in 2008. [souk-2008-{n}]
Prompts:
- When were you there last?
A fair critic: A list protects little.
`)
}
