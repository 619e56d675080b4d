package bot

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"relais/bot/texts"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
)

// found is a released brief as the person may read it now.
type found struct {
	brief    messages.Brief
	version  messages.Version
	edition  messages.Edition
	fellBack bool
	overlap
}

// show resolves a released brief for the person: the version that is public, in the language they read, as far as its
// approval holds. ok is false where there is nothing to show.
func (t *turn) show(b messages.Brief) (f found, ok bool, err error) {
	if b.Stage != messages.Released || b.Public == 0 {
		return f, false, nil
	}
	v, content, err := t.net.Desk.Current(t.tx, b)
	if err != nil || !content.Until.IsZero() && !t.now.Before(content.Until) {
		return f, false, err
	}
	approved, err := t.net.Desk.Approved(t.tx, content, t.now)
	if err != nil {
		return f, false, err
	}
	lang, fell := t.readsIn(content, approved)
	if lang == "" {
		return f, false, nil
	}
	e, ok := v.Editions[lang]
	if !ok {
		if e, err = t.net.Desk.Edition(t.tx, content, lang); err != nil {
			return f, false, err
		}
	}
	return found{brief: b, version: v, edition: e, fellBack: fell}, true, nil
}

// readsIn picks the language in which the person reads a brief; "" where there is none.
func (t *turn) readsIn(b messages.Brief, langs []messages.Lang) (lang messages.Lang, fellBack bool) {
	reads := []messages.Lang{t.lang()}
	if t.m != nil {
		reads = t.m.Reads
	}
	return messages.Choose(reads, langs, append(slices.Clone(b.Fallback), messages.Languages()...))
}

// notWithdrawn finds a brief that is not withdrawn by its reference, or refuses with the reason.
func (t *turn) notWithdrawn(args []string) (messages.Brief, error) {
	if len(args) == 0 {
		return messages.Brief{}, no("brief.which")
	}
	b, err := t.net.Desk.Brief(t.tx, args[0])
	if errors.Is(err, storage.ErrNotFound) {
		return b, no("brief.none", "Brief", args[0])
	}
	if err == nil && b.Stage == messages.Withdrawn {
		return b, no("brief.withdrawn", "Brief", b.ID, "Notice", b.Notice)
	}
	return b, err
}

// get finds one released brief by its reference, or refuses with the reason.
func (t *turn) get(args []string) (found, error) {
	b, err := t.notWithdrawn(args)
	if err != nil {
		return found{}, err
	}
	f, ok, err := t.show(b)
	if err != nil || ok {
		return f, err
	}
	if checked, err := t.checkedAgain(b); err != nil || checked {
		return f, errors.Join(err, no("briefs.checked"))
	}
	return f, no("brief.unavailable", "Brief", b.ID)
}

// had finds one brief that somebody may have had, for what they say of it and not to be shown: also while what it rests on is checked again, and
// after its end.
func (t *turn) had(args []string) (found, error) {
	b, err := t.notWithdrawn(args)
	if err != nil {
		return found{}, err
	}
	if b.Public == 0 {
		return found{}, no("brief.unavailable", "Brief", b.ID)
	}
	v, content, err := t.net.Desk.Current(t.tx, b)
	if err != nil {
		return found{}, err
	}
	lang, fell := t.readsIn(content, v.Langs())
	return found{brief: b, version: v, edition: v.Editions[lang], fellBack: fell}, nil
}

// checkedAgain tells that a brief is out and in time but can't be shown, since what it rests on has changed and nobody has
// approved it as it stands now.
func (t *turn) checkedAgain(b messages.Brief) (bool, error) {
	if b.Stage != messages.Released || b.Public == 0 {
		return false, nil
	}
	_, content, err := t.net.Desk.Current(t.tx, b)
	return err == nil && (content.Until.IsZero() || t.now.Before(content.Until)), err
}

// findBriefs lists released briefs, the newest first, or with words the best match first; at most n. A word may be only begun.
func (t *turn) findBriefs(query string, n int) ([]found, error) {
	words := content(t.words, query)
	if len(words) == 0 {
		words = fold(query)
	}
	out, err := t.matching(words, strings.HasPrefix, n)
	return out[:min(n, len(out))], err
}

// matching lists the released briefs that hold any of the words, the best match first; without words the n newest.
func (t *turn) matching(words []string, same func(held, word string) bool, n int) ([]found, error) {
	var out []found
	err := t.net.Desk.Briefs(t.tx, func(b messages.Brief) error {
		if len(words) == 0 && len(out) == n {
			return storage.ErrStop
		}
		o := overlapOf(b, words, same)
		if len(words) > 0 && len(o.all) == 0 {
			return nil
		}
		f, ok, err := t.show(b)
		if ok {
			f.overlap = o
			out = append(out, f)
		}
		return err
	})
	slices.SortStableFunc(out, func(a, b found) int { return cmp.Compare(b.score(), a.score()) })
	return out, err
}

// overlap is which of somebody's words a brief holds in any of its languages: at all, in what it is about, in its title.
type overlap struct{ all, head, title []string }

func (o overlap) score() int { return len(o.all) + len(o.head) }

func overlapOf(b messages.Brief, words []string, same func(held, word string) bool) (o overlap) {
	var title, body []string
	head := fold(strings.Join(b.Topics, " "))
	for _, text := range b.Texts {
		title = append(title, fold(text.Title)...)
		head = append(head, fold(text.Title+" "+text.Claim)...)
		for _, part := range text.Parts() {
			body = append(body, fold(part.Text)...)
		}
	}
	for _, w := range words {
		holds := func(held []string) bool { return slices.ContainsFunc(held, func(h string) bool { return same(h, w) }) }
		if holds(title) {
			o.title = append(o.title, w)
		}
		if holds(head) {
			o.head = append(o.head, w)
		}
		if holds(head) || holds(body) {
			o.all = append(o.all, w)
		}
	}
	return o
}

// listPage is how many briefs one list shows.
const listPage = 5

// briefs lists what there is, or what fits a word.
func (t *turn) briefs(args []string) error {
	from := 0
	if len(args) == 2 && args[0] == "from" {
		from, _ = strconv.Atoi(args[1])
		args = nil
	}
	query := strings.Join(args, " ")
	all, err := t.findBriefs(query, from+listPage+1)
	if err != nil {
		return err
	}
	if len(all) <= from {
		msg, err := t.noBriefs(query)
		t.send(msg)
		return err
	}
	page := all[from:min(from+listPage, len(all))]
	msg := Message{Text: t.p.Say("briefs.list"), Menu: t.menuFor()}
	for _, f := range page {
		msg.Text += "\n\n" + t.p.Say("briefs.line", "Brief", f.brief.ID, "Title", f.edition.Text.Title,
			"Kind", texts.Markdown(t.p.Say("kind_of."+string(f.edition.Kind))))
		msg.Buttons = append(msg.Buttons, []Button{t.named(f.brief.ID+" "+f.edition.Text.Title, "brief", f.brief.ID)})
	}
	if len(all) > from+listPage {
		msg.Buttons = append(msg.Buttons, []Button{t.button("briefs.older", "briefs", "from", strconv.Itoa(from+listPage))})
	}
	t.replace(msg)
	return nil
}

// noBriefs says why there is none to show: none is out, or those that are out are being checked again.
func (t *turn) noBriefs(query string) (Message, error) {
	key, words := "briefs.none", fold(query)
	if query != "" {
		key = "briefs.none_for"
	}
	err := t.net.Desk.Briefs(t.tx, func(b messages.Brief) error {
		if len(overlapOf(b, words, strings.HasPrefix).all) < min(1, len(words)) {
			return nil
		}
		checked, err := t.checkedAgain(b)
		if checked {
			key = "briefs.all_checked"
			return storage.ErrStop
		}
		return err
	})
	return Message{Text: t.p.Say(key, "Query", query), Menu: t.menuFor()}, err
}

func (t *turn) brief(args []string) error {
	f, err := t.get(args)
	if err != nil {
		return err
	}
	t.send(t.cardMessage(f))
	return nil
}

func (t *turn) more(args []string) error {
	f, err := t.get(args)
	if err != nil {
		return err
	}
	msg := Message{Text: full(t.p, f.edition)}
	for _, m := range f.edition.Media {
		msg.Media = append(msg.Media, outbox.Media(m))
	}
	row := []Button{t.button("back", "brief", f.brief.ID)}
	if may(t.m, member) {
		row = append([]Button{t.button("card.share", "share", f.brief.ID)}, row...)
	}
	msg.Buttons = [][]Button{row}
	if len(f.edition.Sources) > 0 {
		msg.Buttons = append(msg.Buttons, []Button{t.button("sources.cite_all", "cite", f.brief.ID)})
	}
	t.send(msg)
	return nil
}

// skip takes a brief off somebody's hands without asking why.
func (t *turn) skip(args []string) error {
	if t.m != nil && t.u.Message != "" && len(args) > 0 {
		if err := t.net.DropKit(t.tx, *t.m, args[0], t.u.Message); err != nil {
			return err
		}
	}
	t.replace(Message{Text: t.p.Say("skip.done")})
	return nil
}

// why tells why somebody received a brief.
func (t *turn) why(args []string) error {
	f, err := t.get(args)
	if err != nil {
		return err
	}
	r, reached, err := t.net.Reached(t.tx, f.brief.ID, *t.m)
	if err != nil {
		return err
	}
	c, err := t.net.Campaign(t.tx, f.brief.Campaign)
	if err != nil {
		return err
	}
	key := "why.looked_up"
	if reached {
		key = "why.sent"
	}
	t.send(Message{
		Text: t.p.Say(key, "Brief", f.brief.ID, "Campaign", c.In(t.lang()), "When", t.local(r.At),
			"Kind", texts.Markdown(t.p.Say("kind."+string(t.m.Kind))), "RunBy", f.edition.Sponsorship.RunBy, "PaidBy", f.edition.Sponsorship.PaidBy),
		Buttons: [][]Button{{t.button("menu.settings", "settings"), t.button("settings.stop", "stop")}},
	})
	return nil
}

// without leaves some elements out of a copy.
func without[T comparable](all []T, drop ...T) []T {
	return slices.DeleteFunc(slices.Clone(all), func(x T) bool { return slices.Contains(drop, x) })
}
