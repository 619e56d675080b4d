package telegram

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"relais/bot"
	"relais/storage"
)

// standingIn is what somebody is in a chat: core.telegram.org/bots/api#chatmember, checked 2026-11-29. The rights are told of
// administrators and of those who are restricted alone.
type standingIn struct {
	Status string `json:"status"`
	Post   *bool  `json:"can_post_messages"`
	Send   *bool  `json:"can_send_messages"`
}

// writes tells whether the bot may write in a chat of a kind.
func (s standingIn) writes(kind string) bool {
	switch s.Status {
	case "creator":
		return true
	case "administrator":
		return kind != channelKind || s.Post == nil || *s.Post
	case "member":
		return kind != channelKind
	case "restricted":
		return s.Send != nil && *s.Send
	}
	return false
}

// manages tells whether somebody manages a chat.
func (s standingIn) manages() bool { return s.Status == "creator" || s.Status == "administrator" }

// lacks are the words that say how the bot is let write in a chat of a kind.
func (s standingIn) lacks(kind string) []string {
	switch {
	case s.writes(kind):
		return nil
	case kind == channelKind:
		return []string{"admin"}
	}
	return []string{"write"}
}

const (
	privateKind = "private"
	channelKind = "channel"
)

// adder is who brought the bot to a chat. What is said in a channel's own name, or by an administrator who hides theirs, is heard as
// theirs: the answer goes to them in private.
type adder struct {
	User string // the account's id alone
}

const byUser = "user"

func newAdders(store *storage.Store) *storage.Collection[adder] {
	return storage.NewCollection(store, storage.Spec[adder]{Name: "telegram.adders", Indexes: []storage.Index[adder]{
		{Name: byUser, Values: func(_ string, a adder) []string { return []string{a.User} }},
	}})
}

// forgetAdder forgets which chats somebody brought the bot to.
func (g *Telegram) forgetAdder(tx storage.Tx, user string) error {
	keys, err := g.adders.Find(tx, byUser, user)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if err := g.adders.Delete(tx, k); err != nil {
			return err
		}
	}
	return nil
}

// placeRef is the reference of an update whose place is to be asked about; the kind of chat follows.
const placeRef = "place "

// readAdded reads what became of the bot in a chat where several people read.
func readAdded(u *bot.Update, c *change) (ref string, ok bool) {
	if !author(u, c.From, c.Chat, 0) {
		return "", false
	}
	u.At = time.Unix(c.Date, 0).UTC()
	was, is := c.Old.writes(c.Chat.Type), c.New.writes(c.Chat.Type)
	switch {
	case is && !was:
		u.Added, u.Public = true, true
		u.Place = &bot.Place{Title: c.Chat.Title, Broadcast: c.Chat.Type == channelKind}
		return placeRef + c.Chat.Type, true
	case was && !is:
		u.Removed = true
		return "", true
	}
	return "", false
}

// readMoved reads that a group became another chat.
func readMoved(u *bot.Update, m *message) bool {
	if m.Chat == nil || m.MigrateTo == 0 {
		return false
	}
	id := strconv.FormatInt(m.Chat.ID, 10)
	u.At, u.Moved = time.Unix(m.Date, 0).UTC(), strconv.FormatInt(m.MigrateTo, 10)
	u.From = bot.User{Platform: Name, ID: id} // it is the chat's own doing, whoever pressed the button
	u.To = bot.Address{Platform: Name, Chat: id, Group: true}
	return true
}

// readPost reads a command that was said in the name of a chat. Whose it is is for keep to find.
func (g *Telegram) readPost(u *bot.Update, m *message) (ref string, ok bool) {
	if m.Chat == nil || m.SenderChat == nil || m.SenderChat.ID != m.Chat.ID || !forUs(m.Text, g.username()) || !isSetup(m.Text) {
		return "", false
	}
	author(u, &user{ID: m.Chat.ID}, m.Chat, m.topic())
	u.From = bot.User{}
	u.Text, u.At = m.Text, time.Unix(m.Date, 0).UTC()
	u.Place = &bot.Place{Title: m.Chat.Title, Broadcast: m.Chat.Type == channelKind}
	return placeRef + m.Chat.Type, true
}

// isSetup tells whether a text is the command by which a place is set up.
func isSetup(text string) bool {
	name, _, _ := strings.Cut(text, " ")
	name, _, _ = strings.Cut(name, "@")
	return name == "/setup"
}

// whose makes an update that nobody's name stands on that of whoever brought the bot there, which is remembered as long as the bot is
// there; false where nobody is known to have.
func (g *Telegram) whose(tx storage.Tx, u *bot.Update) (bool, error) {
	switch {
	case u.Added:
		return true, g.adders.Put(tx, u.To.Chat, adder{u.From.ID})
	case !u.Removed && u.Moved == "" && u.From.ID != "":
		return true, nil
	}
	a, err := g.adders.Get(tx, u.To.Chat)
	if errors.Is(err, storage.ErrNotFound) {
		return u.From.ID != "", nil
	}
	if err == nil && (u.Removed || u.Moved != "") {
		err = g.adders.Delete(tx, u.To.Chat)
	}
	if err == nil && u.Moved != "" {
		err = g.adders.Put(tx, u.Moved, a)
	}
	if u.From.ID == "" {
		u.From = bot.User{Platform: Name, ID: a.User}
	}
	return err == nil, err
}

// complete gets what an update lacks: what its place is, or its file.
func (g *Telegram) complete(ctx context.Context, u *bot.Update, ref string) error {
	if kind, ok := strings.CutPrefix(ref, placeRef); ok {
		return g.placeOf(ctx, u, kind)
	}
	return g.fetch(ctx, u, ref)
}

// placeOf asks what the bot and the author are in a chat. Where Telegram does not say, neither may anything.
func (g *Telegram) placeOf(ctx context.Context, u *bot.Update, kind string) error {
	ask := func(user string) (s standingIn, err error) {
		err = g.api.call(ctx, "getChatMember", tgbotapi.Params{"chat_id": u.To.Chat, "user_id": user}, &s)
		var f *failure
		if errors.As(err, &f) && f.said != "" && f.status < http.StatusInternalServerError && f.after == 0 {
			return standingIn{}, nil
		}
		return s, err
	}
	mine, err := ask(strconv.FormatInt(g.id.Load(), 10))
	if err != nil {
		return fmt.Errorf("ask what the bot may do in a chat: %w", err)
	}
	theirs, err := ask(u.From.ID)
	if err != nil {
		return fmt.Errorf("ask what somebody may do in a chat: %w", err)
	}
	u.Place.Lacks, u.Place.Runs = mine.lacks(kind), theirs.manages()
	return nil
}

// InviteLinks are the addresses by which the bot is added to a group and to a channel; see bot.Inviter. In a group it needs no right but
// to be there.
func (g *Telegram) InviteLinks() []string {
	if me := g.username(); me != "" {
		return inviteLinks(me)
	}
	return nil
}

func inviteLinks(me string) []string {
	return []string{"https://t.me/" + me + "?startgroup", "https://t.me/" + me + "?startchannel&admin=post_messages+edit_messages"}
}

// lost are what Telegram says where the bot may not write in a chat of several people, or the topic is closed or gone; the first are
// core.telegram.org's server's, the others those of the layer below it; checked 2026-11-29.
var lost = []string{
	"not enough rights", "need administrator rights", "have no rights to send", "chat_write_forbidden", "message thread not found", "topic_closed", "topic_deleted",
}

// isLost tells whether a refusal means that nothing can be posted there until somebody changes that.
func isLost(said string) bool {
	return slices.ContainsFunc(lost, func(s string) bool { return strings.Contains(said, s) })
}
