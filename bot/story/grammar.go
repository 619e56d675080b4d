package story

import (
	"fmt"
	"regexp"
	"strings"

	"relais/messages/health"
)

// sentence is one form of line and what it does with what stands in its brackets. The first form that fits counts.
type sentence struct {
	form *regexp.Regexp
	do   func(p *player, a []string) error
}

const (
	who     = `(\w+) `
	quote   = `('(?:[^']|'')*')`
	phrases = `('(?:[^']|'')*'(?:(?: then| and| or)? '(?:[^']|'')*')*)`
)

var sentences = []sentence{
	form(`network (\w+)`, func(p *player, a []string) error { p.world.Open(p.t, a[0]); return nil }),
	form(`time passes (\S+(?: \w+)?)`, (*player).pass),
	form(`clock is `+quote+` in (\S+)`, (*player).clock),
	form(`the service restarts`, func(p *player, _ []string) error { p.world.Restart(p.t); return nil }),
	form(`the service is killed`, func(p *player, _ []string) error { p.world.Kill(p.t); return nil }),
	form(`the service stops`, func(p *player, _ []string) error { return p.downtime(func(d Downtime) { d.Stop(p.t) }) }),
	form(`the service starts`, func(p *player, _ []string) error { return p.downtime(func(d Downtime) { d.Start(p.t) }) }),

	form(`the page `+quote+` (is gone|changes|is as it was|is closed to robots)`, func(p *player, a []string) error { return p.page(a[0], pages[a[1]]) }),
	form(`the page `+quote+` moves to `+quote, func(p *player, a []string) error {
		return p.page(a[0], health.Page{State: health.Moved, Location: unquote(a[1])})
	}),

	form(`reader follows (\w+)'s link(?: as `+quote+`)?`, (*player).followLink),
	form(`reader gets `+quote+` and reads `+phrases, (*player).getReads),
	form(`reader gets `+quote+` and does not read `+phrases, (*player).getReadsNot),
	form(`reader sends `+quote+` to `+quote+` and reads `+phrases, (*player).sendsForm),
	form(`reader gets `+quote+` and is answered (\d+)`, (*player).getStatus),

	form(who+`brings the bot to (\w+)`, (*player).bring),
	form(who+`says `+phrases+` in (\w+)`, (*player).sayIn),
	form(who+`presses `+quote+` in (\w+)`, (*player).pressIn),
	form(who+`loses the bot`, (*player).lose),

	form(`(\d+) guests (say|press) `+quote, (*player).guests),
	form(who+`says `+phrases, func(p *player, a []string) error { return p.say(a[0], a[1], false) }),
	form(who+`forwards `+phrases, func(p *player, a []string) error { return p.say(a[0], a[1], true) }),
	form(who+`attaches (\S+)`, (*player).attach),
	form(who+`sends a sticker`, func(p *player, a []string) error { p.mark(a[0]); p.world.Sticker(p.t, a[0]); return nil }),
	form(who+`presses a forged button`, (*player).forge),
	form(who+`presses the old `+quote, (*player).pressOld),
	form(who+`presses `+quote+` under `+quote, func(p *player, a []string) error { return p.press(a[0], unquote(a[1]), unquote(a[2])) }),
	form(who+`presses `+quote+` as the service is killed`, (*player).pressKilled),
	form(who+`presses `+quote, func(p *player, a []string) error { return p.press(a[0], unquote(a[1]), "") }),
	form(who+`and `+who+`press `+quote+` at once`, (*player).pressTogether),
	form(who+`removes `+quote, (*player).remove),
	form(who+`blocks the bot`, func(p *player, a []string) error { return p.block(a[0], true) }),
	form(who+`unblocks the bot`, func(p *player, a []string) error { return p.block(a[0], false) }),
	form(who+`notes (\w+) from `+quote, (*player).note),
	form(who+`opens `+quote+` and is led to `+quote, (*player).opens),

	form(`one of `+who+`and `+who+`reads `+phrases, (*player).oneReads),
	form(who+`reads nothing`, (*player).readsNothing),
	form(who+`reads `+phrases, (*player).reads),
	form(who+`does not read `+phrases, (*player).readsNot),
	form(who+`sees no buttons`, (*player).seesNone),
	form(who+`sees the menu `+phrases, (*player).seesMenu),
	form(who+`sees `+phrases, (*player).sees),
	form(who+`does not see `+phrases, (*player).seesNot),
	form(who+`has no `+phrases, (*player).hasNo),
	form(who+`has `+quote+` (once|\d+ times)`, (*player).has),
}

func form(pattern string, do func(p *player, a []string) error) sentence {
	return sentence{regexp.MustCompile(`^` + pattern + `$`), do}
}

var oneQuote = regexp.MustCompile(quote)

// unquote gives the words inside quotes; "" where there are none.
func unquote(q string) string {
	if len(q) < 2 {
		return ""
	}
	return strings.ReplaceAll(q[1:len(q)-1], "''", "'")
}

// unquoteAll gives the words of each of several quotes.
func unquoteAll(s string) (all []string) {
	for _, q := range oneQuote.FindAllString(s, -1) {
		all = append(all, unquote(q))
	}
	return all
}

// cannot says that the world lacks what a sentence needs.
func (p *player) cannot(what string) error {
	return fmt.Errorf("this world (%T) has no way to %s", p.world, what)
}

func (p *player) downtime(do func(Downtime)) error {
	d, ok := p.world.(Downtime)
	if !ok {
		return p.cannot("be away: it is no story.Downtime")
	}
	do(d)
	return nil
}

// pages are what is found at an address of which a story says so.
var pages = map[string]health.Page{
	"is gone":             {State: health.Dead, Why: health.NotFound},
	"changes":             {State: health.Changed},
	"is as it was":        {State: health.Live},
	"is closed to robots": {State: health.Unreadable, Why: health.Robots},
}

func (p *player) page(address string, now health.Page) error {
	w, ok := p.world.(Web)
	if !ok {
		return p.cannot("change a page: it is no story.Web")
	}
	w.Page(p.t, unquote(address), now)
	return nil
}
