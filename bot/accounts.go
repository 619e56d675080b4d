package bot

import (
	"cmp"
	"strings"

	"relais/bot/texts"
	"relais/campaigns/members"
)

// accountChoices are what can be done with one of a member's accounts.
var accountChoices = map[string]func(t *turn, platform string) error{
	"first":  (*turn).preferAccount,
	"unlink": (*turn).askUnlink,
	"drop":   (*turn).unlink,
}

func (t *turn) setAccounts(value string) error {
	what, platform, _ := strings.Cut(value, " ")
	switch choice := accountChoices[what]; {
	case value == "":
		t.showAccounts()
		return nil
	case choice == nil:
		return errStale
	default:
		return choice(t, platform)
	}
}

// showAccounts shows which accounts are the member's, where messages go, and what can be done with each.
func (t *turn) showAccounts() {
	first, _ := t.m.Reachable()
	var lines []string
	var rows [][]Button
	for _, id := range t.m.Identities {
		title := t.title(id.Platform)
		key := "accounts.line"
		var row []Button
		if id == first {
			key = "accounts.first"
		} else if id.Chat != "" && !id.Gone {
			row = append(row, t.named(t.p.Plain("accounts.move", "Platform", title), "set", "accounts", "first", id.Platform))
		}
		lines = append(lines, "- "+t.p.Say(key, "Platform", title, "Name", cmp.Or(id.Name, id.User)))
		if len(t.m.Identities) > 1 {
			row = append(row, t.named(t.p.Plain("accounts.unlink", "Platform", title), "set", "accounts", "unlink", id.Platform))
		}
		if len(row) > 0 {
			rows = append(rows, row)
		}
	}
	if len(t.unlinked()) > 0 {
		rows = append(rows, []Button{t.button("accounts.link", "link")})
	}
	t.choose("accounts.list", rows, "Accounts", texts.Markdown(strings.Join(lines, "\n")))
}

// preferAccount has personal messages go to the account on a platform.
func (t *turn) preferAccount(platform string) error {
	if _, ok := t.m.On(platform); !ok {
		return errStale
	}
	t.m.Prefer(platform)
	t.changed = true
	t.showAccounts()
	return nil
}

func (t *turn) askUnlink(platform string) error {
	if _, ok := t.m.On(platform); !ok {
		return errStale
	}
	t.choose("accounts.sure", [][]Button{{t.button("accounts.yes", "set", "accounts", "drop", platform)}}, "Platform", t.title(platform))
	return nil
}

// unlink makes an account nobody's. Everything that is kept of it goes, as when somebody leaves.
func (t *turn) unlink(platform string) error {
	m, id, err := t.net.Unlink(t.tx, *t.m, platform, t.now)
	if isFormer(err) {
		return errStale
	}
	if err != nil {
		return err
	}
	if err := t.forgetAccount(id, false); err != nil {
		return err
	}
	if id.Platform == t.u.From.Platform { // whoever reads the answer is nobody any more
		t.gone, t.d, t.before = true, dialogue{}, dialogue{}.fingerprint()
		t.send(Message{Text: t.p.Say("accounts.unlinked", "Platform", t.title(platform))})
		return nil
	}
	*t.m, t.changed = m, false
	t.replace(Message{Text: t.p.Say("accounts.unlinked", "Platform", t.title(platform)), Buttons: [][]Button{{t.button("back", "settings")}}})
	return nil
}

// forgetAccount erases what the conversation and the platform's adapter keep of an account.
func (t *turn) forgetAccount(id members.Identity, messages bool) error {
	if k, ok := t.keepers[id.Platform]; ok {
		if err := k.Forget(t.tx, id.User, messages); err != nil {
			return err
		}
	}
	return t.dialogues.Delete(t.tx, t.personKey(id.Platform, id.User))
}

// accounts names the platforms of a member's accounts, in the order in which messages are tried.
func (t *turn) accounts() string {
	var out []string
	for _, id := range t.m.Identities {
		out = append(out, t.title(id.Platform))
	}
	return strings.Join(out, ", ")
}
