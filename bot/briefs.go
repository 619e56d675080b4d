package bot

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"relais/bot/texts"
	"relais/messages"
	"relais/storage"
)

// found is a released brief as the person may read it now.
type found struct {
	brief    messages.Brief
	version  messages.Version
	edition  messages.Edition
	fellBack bool
	score    int
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
	reads := []messages.Lang{t.lang()}
	if t.m != nil {
		reads = t.m.Reads
	}
	fallback := append(slices.Clone(content.Fallback), messages.Languages()...)
	lang, fell := messages.Choose(reads, approved, fallback)
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

// get finds one released brief by its reference, or refuses with the reason.
func (t *turn) get(args []string) (found, error) {
	if len(args) == 0 {
		return found{}, no("brief.which")
	}
	b, err := t.net.Desk.Brief(t.tx, args[0])
	if errors.Is(err, storage.ErrNotFound) {
		return found{}, no("brief.none", "Brief", args[0])
	}
	if err != nil {
		return found{}, err
	}
	if b.Stage == messages.Withdrawn {
		return found{}, no("brief.withdrawn", "Brief", b.ID, "Notice", b.Notice)
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

// checkedAgain tells that a brief is out and in time but can't be shown, since what it rests on has changed and nobody has
// approved it as it stands now.
func (t *turn) checkedAgain(b messages.Brief) (bool, error) {
	if b.Stage != messages.Released || b.Public == 0 {
		return false, nil
	}
	_, content, err := t.net.Desk.Current(t.tx, b)
	return err == nil && (content.Until.IsZero() || t.now.Before(content.Until)), err
}

// findBriefs lists released briefs, the newest first, or with words the best match first; at most n.
func (t *turn) findBriefs(query string, n int) ([]found, error) {
	words := fold(query)
	var out []found
	err := t.net.Desk.Briefs(t.tx, func(b messages.Brief) error {
		if len(words) == 0 && len(out) == n {
			return storage.ErrStop
		}
		score := 0
		if len(words) > 0 {
			if score = match(b, words); score == 0 {
				return nil
			}
		}
		f, ok, err := t.show(b)
		if ok {
			f.score = score
			out = append(out, f)
		}
		return err
	})
	slices.SortStableFunc(out, func(a, b found) int { return cmp.Compare(b.score, a.score) })
	return out[:min(n, len(out))], err
}

// match counts how many of the words a brief holds in any language, its title and claim twice.
func match(b messages.Brief, words []string) int {
	score := 0
	for _, text := range b.Texts {
		head := " " + strings.Join(fold(text.Title+" "+text.Claim+" "+strings.Join(b.Topics, " ")), " ")
		var body strings.Builder
		for _, part := range text.Parts() {
			body.WriteString(" " + part.Text)
		}
		all := " " + strings.Join(fold(body.String()), " ")
		here := 0
		for _, w := range words {
			if strings.Contains(head, " "+w) {
				here += 2
			} else if strings.Contains(all, " "+w) {
				here++
			}
		}
		score = max(score, here)
	}
	return score
}

// fold breaks a text into its words, without case, accents and short particles, in any script.
func fold(s string) []string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return ' '
	}, norm.NFKD.String(s))
	var out []string
	for _, w := range strings.Fields(s) {
		if len([]rune(w)) < 3 || slices.Contains(out, w) {
			continue
		}
		out = append(out, strings.TrimPrefix(w, "ال"))
	}
	return out
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
		key := "briefs.none"
		if query != "" {
			key = "briefs.none_for"
		} else if err := t.net.Desk.Briefs(t.tx, func(b messages.Brief) error {
			checked, err := t.checkedAgain(b)
			if checked {
				key = "briefs.checked"
			}
			return err
		}); err != nil {
			return err
		}
		t.send(Message{Text: t.p.Say(key, "Query", query), Menu: t.menuFor()})
		return nil
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
	msg := Message{Text: full(t.p, f.edition, t.limits[t.u.From.Platform].Text)}
	row := []Button{t.button("back", "brief", f.brief.ID)}
	if may(t.m, member) {
		row = append([]Button{t.button("card.share", "share", f.brief.ID)}, row...)
	}
	msg.Buttons = [][]Button{row}
	t.send(msg)
	return nil
}

// skip takes a brief off somebody's hands without asking why.
func (t *turn) skip(args []string) error {
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
