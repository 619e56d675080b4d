package bot

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"relais/bot/texts"
	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
)

// Suggestion is one way to complete what somebody types after a command.
type Suggestion struct {
	Label string // as it is offered
	Text  string // what it stands for, all that follows the command
}

const (
	// suggestMost is how many suggestions are offered: more than that nobody reads while typing.
	suggestMost = 25
	// lookedAt is how many records one suggestion looks at, the newest or first: people type on, and the answer has to be there by then.
	lookedAt = 1000
)

// completer offers words that may come next after a command. before are those that stand there already.
type completer func(t *turn, before []string, typed string) ([]Suggestion, error)

// completions are what may follow a verb, word by word.
func completions() map[string][]completer {
	ofDesk, readable := (*turn).briefsOfDesk, (*turn).briefsToRead
	return map[string][]completer{
		"brief": {readable}, "why": {readable}, "share": {readable},
		"preview": {ofDesk, (*turn).languages}, "approve": {ofDesk, (*turn).languages}, "edit": {ofDesk, (*turn).languages},
		"submit": {ofDesk}, "plan": {ofDesk}, "release": {ofDesk}, "schedule": {ofDesk}, "withdraw": {ofDesk}, "export": {ofDesk}, "stats": {ofDesk},
		"campaign": {(*turn).campaignWords, (*turn).campaignNames},
		"role":     {(*turn).people, (*turn).rolesToGive},
		"language": {(*turn).languages}, "lang": {(*turn).languages},
		"pause": {(*turn).daysToPause},
	}
}

// Suggest offers what somebody may type after a command, given what they typed so far: at most 25 ways, and nothing that they may not see.
// A failure is logged, and nothing is offered.
func (b *Bot) Suggest(ctx context.Context, u User, command, typed string) []Suggestion {
	var out []Suggestion
	err := b.net.Store.View(ctx, func(tx storage.Tx) (err error) {
		t := b.newTurn(tx, Update{From: u}, time.Now())
		if err := t.load(); err != nil {
			return err
		}
		i := slices.IndexFunc(verbs(), func(v verb) bool { return v.name == command })
		if i < 0 || !may(t.m, verbs()[i].who) {
			return nil
		}
		out, err = t.complete(completions()[command], texts.Clean(typed))
		return err
	})
	if err != nil {
		if ctx.Err() == nil {
			b.log.Error("nothing could be suggested", "command", command, "platform", u.Platform, "error", err)
		}
		return nil
	}
	return out
}

// complete offers the word after those that are complete: each is one that was offered.
func (t *turn) complete(all []completer, typed string) ([]Suggestion, error) {
	var before []string
	typed = strings.TrimLeft(typed, " ")
	for len(all) > 1 {
		word, rest, ended := strings.Cut(typed, " ")
		offered, err := all[0](t, before, word)
		i := slices.IndexFunc(offered, func(s Suggestion) bool { return strings.EqualFold(s.Text, word) })
		if err != nil || !ended || i < 0 {
			break
		}
		before, typed, all = append(before, offered[i].Text), strings.TrimLeft(rest, " "), all[1:]
	}
	if len(all) == 0 {
		return nil, nil
	}
	out, err := all[0](t, before, strings.TrimSpace(typed))
	out = out[:min(len(out), suggestMost)]
	for i, s := range out {
		out[i] = Suggestion{strings.Join(append(before[:len(before):len(before)], s.Label), " "), strings.Join(append(before[:len(before):len(before)], s.Text), " ")}
	}
	return out, err
}

// begins tells whether every word of typed begins one of the words of any of the texts, with its article or without.
func begins(typed string, held ...string) bool {
	var all []string
	for _, h := range held {
		all = append(append(all, split(h)...), fold(h)...)
	}
	return !slices.ContainsFunc(split(typed), func(w string) bool {
		return !slices.ContainsFunc(all, func(h string) bool { return strings.HasPrefix(h, w) })
	})
}

// numbered tells whether what is typed begins a brief's number, with its letter or without.
func numbered(b messages.Brief, typed string) bool {
	typed = strings.ToUpper(typed)
	return strings.HasPrefix(b.ID, typed) || strings.HasPrefix(b.ID, "B"+typed)
}

// eachBrief offers the briefs that fit, the newest first: the one that is named exactly however old it is, the others among the newest.
func (t *turn) eachBrief(typed string, offer func(messages.Brief) (Suggestion, bool, error)) ([]Suggestion, error) {
	var out []Suggestion
	looked := 0
	err := t.net.Desk.Briefs(t.tx, func(b messages.Brief) error {
		if looked++; looked > lookedAt || len(out) == suggestMost {
			return storage.ErrStop
		}
		s, ok, err := offer(b)
		if ok {
			out = append(out, s)
		}
		return err
	})
	if err != nil || looked <= lookedAt || typed == "" {
		return out, err
	}
	b, err := t.net.Desk.Brief(t.tx, typed)
	if errors.Is(err, storage.ErrNotFound) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	s, ok, err := offer(b)
	if ok && !slices.Contains(out, s) {
		out = append(out[:min(len(out), suggestMost-1)], s)
	}
	return out, err
}

// briefsOfDesk are the briefs at whatever stage, for those who work on them.
func (t *turn) briefsOfDesk(_ []string, typed string) ([]Suggestion, error) {
	return t.eachBrief(typed, func(b messages.Brief) (Suggestion, bool, error) {
		held := []string{b.Name}
		for _, text := range b.Texts {
			held = append(held, text.Title)
		}
		if !numbered(b, typed) && !begins(typed, held...) {
			return Suggestion{}, false, nil
		}
		stage, err := t.standsAt(b)
		return Suggestion{b.ID + " " + shorten(titleOf(b, t.lang()), 70) + " (" + stage + ")", b.ID}, true, err
	})
}

// briefsToRead are the briefs that are out, as the person reads them: what is being written for their next version is not looked at.
func (t *turn) briefsToRead(_ []string, typed string) ([]Suggestion, error) {
	return t.eachBrief(typed, func(b messages.Brief) (Suggestion, bool, error) {
		f, ok, err := t.show(b)
		if !ok {
			return Suggestion{}, false, err
		}
		title := f.edition.Text.Title
		return Suggestion{b.ID + " " + shorten(title, 90), b.ID}, numbered(b, typed) || begins(typed, b.Name, title), nil
	})
}

// some are those words of a list that begin as typed, labelled.
func some[W ~string](all []W, typed string, label func(W) string) ([]Suggestion, error) {
	var out []Suggestion
	for _, w := range all {
		if l := label(w); strings.HasPrefix(string(w), strings.ToLower(typed)) || begins(typed, l) {
			out = append(out, Suggestion{texts.Unmarked(l), string(w)})
		}
	}
	return out, nil
}

func (t *turn) languages(_ []string, typed string) ([]Suggestion, error) {
	return some(t.net.Settings.Languages, typed, messages.Lang.Name)
}

func (t *turn) daysToPause(_ []string, typed string) ([]Suggestion, error) {
	var days []string
	for _, d := range pauses {
		days = append(days, strconv.Itoa(d))
	}
	return some(days, typed, func(d string) string {
		n, _ := strconv.Atoi(d)
		return t.p.Plain("pause.days", "Days", texts.Number(n))
	})
}

// onCampaigns are what can be done with campaigns by a command; after those in nameless no campaign is named.
var (
	onCampaigns = []string{"list", "new", "show", "edit", "confirm", "drop"}
	nameless    = []string{"list", "new"}
)

// campaignWords are what can be done with campaigns; where somebody types the name of one at once, it is to be shown.
func (t *turn) campaignWords(_ []string, typed string) ([]Suggestion, error) {
	var out []Suggestion
	for _, w := range onCampaigns {
		if strings.HasPrefix(w, strings.ToLower(typed)) {
			out = append(out, Suggestion{w, w})
		}
	}
	if typed == "" {
		return out, nil
	}
	found, err := t.campaignNames([]string{"show"}, typed)
	for _, s := range found {
		out = append(out, Suggestion{s.Label, "show " + s.Text})
	}
	return out, err
}

func (t *turn) campaignNames(before []string, typed string) ([]Suggestion, error) {
	if slices.Contains(nameless, before[0]) {
		return nil, nil
	}
	all, err := t.net.Campaigns(t.tx)
	var out []Suggestion
	for _, c := range all {
		if begins(typed, c.Name, c.In(t.lang())) {
			out = append(out, Suggestion{shorten(c.In(t.lang()), 80), c.Name})
		}
	}
	return out, err
}

// people are members by their number, as /role lists them.
func (t *turn) people(_ []string, typed string) ([]Suggestion, error) {
	var out []Suggestion
	looked := 0
	err := t.net.Roster.Scan(t.tx, 1, func(m members.Member) error {
		if looked++; looked > lookedAt || len(out) == suggestMost {
			return storage.ErrStop
		}
		number := strconv.FormatUint(m.Ordinal, 10)
		if m.Status == members.Admitted && (strings.HasPrefix(number, typed) || begins(typed, nameOn(m))) {
			out = append(out, Suggestion{number + " " + texts.Unmarked(nameOn(m)), number})
		}
		return nil
	})
	return out, err
}

func (t *turn) rolesToGive(_ []string, typed string) ([]Suggestion, error) {
	return some(members.Roles(), typed, func(r members.Role) string { return t.p.Plain("role." + string(r)) })
}
