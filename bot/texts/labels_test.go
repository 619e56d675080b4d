package texts_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"relais/bot/texts"
)

// longest is how many characters a button's label has at most, in any language.
const longest = 24

// labels are the keys that become the labels of buttons; a key that ends in a dot or a line stands for all that begin so.
var labels = []string{
	"menu.", "card.share", "card.share_on", "card.share_else", "card.more", "card.skip", "card.wrong", "card.why",
	"join.agree", "join.accept", "kind.", "kind_of.", "finding_label.",
	"kit.open", "kit.did", "kit.sample", "did.yes", "did.no", "did.url", "did.undo", "credit.yes", "credit.no", "shared.undo",
	"settings.pause", "settings.stop", "settings.resume", "settings.language", "settings.reads", "settings.quiet", "settings.quiet_none",
	"settings.zone", "settings.daily", "settings.topics", "settings.topics_all", "settings.alerts", "settings.requests", "settings.consents", "settings.mydata",
	"settings.leave", "consent.", "pause.days", "settings.accounts", "link.stop", "link.yes", "link.no", "accounts.move", "accounts.unlink", "accounts.link", "accounts.yes",
	"leave.erase", "leave.keep", "leave.no", "cancel.button", "skip.button", "back",
	"ask.pass", "ask.answer", "briefs.older", "owed.did_", "owed.open", "role.moderator", "role.reviewer", "role.lead", "role.admin",
	"edit.title", "edit.claim", "edit.finding", "edit.summary", "edit.point", "edit.prompt", "edit.not", "edit.critic", "edit.sample",
	"edit.point_n", "edit.until", "edit.topics", "edit.why", "fact.new", "fact.another_yes", "fact.another_no", "fix",
	"review.approve", "review.change", "state.edit", "state.submit", "state.submit_again", "state.plan", "plan.now", "plan.later",
	"release.undo", "schedule.cancel", "schedule.cancel_one", "hold.lift", "stats.refresh",
	"campaign.new", "campaign.confirm", "campaign.drop", "release.stop_rest", "campaign.edit_", "desk.queue", "desk.stats", "desk.new", "desk.campaigns", "desk.invite",
	"withdraw.yes", "fact.said", "fact.as_it_is", "fact.today", "preview.kit", "preview.as_on", "contests.publish", "sources.read", "desk.facts", "desk.sources", "desk.contests", "payer.state", "payer.state-funded", "payer.party", "payer.company", "payer.ngo", "payer.individuals",
	"desk.invite_reviewer", "desk.admit", "desk.open", "invite.member", "invite.review", "invite.moderator", "invite.reviewer",
	"invite.lead", "invite.admin", "admit.yes", "admit.no",
	"desk.places", "setup.start", "setup.stop", "setup.test", "setup.langs", "setup.topics", "setup.daily", "setup.mention", "setup.mention_pick",
	"setup.mention_none", "place.join", "place.read", "direct.open", "desk.doubts", "edit.changed", "progress.json", "doubts.again", "doubts.leave", "release.halt", "release.go_on",
	"facts.confirm_year", "facts.confirm_months", "facts.change", "facts.withdraw", "facts.withdraw_yes", "facts.part_value", "facts.part_asof",
	"draft.own", "draft.again", "draft.kit",
	"sources.there", "sources.follow", "sources.cite", "sources.cite_all", "sources.look",
	"contests.judge.", "contests.open", "contests.brief", "contests.fact",
	"correction_of.submit", "correction_of.release", "correction_of.open",
}

// marked are the labels before which a box and a space show whether something is on.
var marked = []string{"consent.", "role."}

// fillings are the longest that placeholders of labels are filled with in earnest.
func fillings(p *texts.Printer, key string) [][]any {
	switch key {
	case "fix":
		var out [][]any
		for _, part := range []string{"title", "claim", "finding", "summary", "point", "prompt", "not", "critic", "sample", "changed", "until"} {
			out = append(out, []any{"Where", p.Plain("where." + part), "Lang", "fr"})
		}
		return out
	case "pause.days":
		return [][]any{{"Days", texts.Number(1)}, {"Days", texts.Number(2)}, {"Days", texts.Number(7)}, {"Days", texts.Number(30)}, {"Days", texts.Number(365)}}
	}
	var out [][]any
	for _, network := range []string{"Instagram", "Bluesky", "WhatsApp"} {
		for _, lang := range []string{"English", "français", "العربية", "español"} {
			out = append(out, []any{"Network", network, "Lang", lang, "Brief", "B128", "Ref", "K128", "ID", "C128", "Number", "12", "Platform", "ten-letter"})
		}
	}
	return out
}

func TestLabels_have_at_most_24_characters(t *testing.T) {
	w := load(t)
	keys := labelKeys(w)
	if len(keys) < 130 {
		t.Fatalf("only %d labels were found", len(keys))
	}
	for _, lang := range texts.Langs() {
		t.Run(lang, func(t *testing.T) {
			p := w.In(lang)
			for _, key := range keys {
				room := longest
				if begins(marked, key) {
					room -= 2
				}
				for _, args := range fillings(p, key) {
					label := texts.Unmarked(p.Plain(key, args...))
					if n := utf8.RuneCountInString(label); n > room {
						t.Errorf("%s has %d characters, %d are allowed: %s", key, n, room, label)
					}
					if strings.ContainsAny(label, "\n*_") || strings.Contains(label, "<no value>") {
						t.Errorf("%s is no label: %q", key, label)
					}
				}
			}
		})
	}
}

// labelKeys are the keys that labels stands for.
func labelKeys(w *texts.Words) []string {
	var out []string
	for _, key := range w.Keys("en") {
		if begins(labels, key) {
			out = append(out, key)
		}
	}
	return out
}

// begins tells whether list has the key, or a beginning of it that ends in a dot or a line.
func begins(list []string, key string) bool {
	return slices.ContainsFunc(list, func(l string) bool {
		return l == key || (strings.HasSuffix(l, ".") || strings.HasSuffix(l, "_")) && strings.HasPrefix(key, l)
	})
}

func TestLabels_every_button_of_the_code_is_among_them(t *testing.T) {
	w := load(t)
	known := labelKeys(w)
	missing := []string{}
	for _, u := range expand(t, readUses(t, botCode, readSheet(t, "en")).uses) {
		if u.label && w.In("en").Has(u.key) && !slices.Contains(known, u.key) && !strings.HasPrefix(u.key, "where.") {
			missing = append(missing, u.key)
		}
	}
	if diff := cmp.Diff([]string{}, missing); diff != "" {
		t.Errorf("buttons that are not among the labels:\n%s", diff)
	}
}

// A person who types a word of the menu means that button, in whatever language it is.
func TestLabels_of_the_menu_mean_one_thing_in_all_languages(t *testing.T) {
	w := load(t)
	seen := map[string]string{}
	for _, lang := range texts.Langs() {
		for _, key := range w.Keys(lang) {
			if !strings.HasPrefix(key, "menu.") {
				continue
			}
			label := w.In(lang).Plain(key)
			if before := seen[label]; before != "" && before != key {
				t.Errorf("%s: %q is %s and %s", lang, label, before, key)
			}
			seen[label] = key
		}
	}
	if len(seen) < 10 {
		t.Errorf("the menu has %d words in all languages", len(seen))
	}
}
