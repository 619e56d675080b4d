package discordtest

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"testing"
	"time"
)

// User is an account, with the fields of the product's own type of that name.
type User struct {
	Platform string // "discord"
	ID       string
	Chat     string // the DM channel with the bot
	Opens    string // nothing: their DM is there
	Name     string
	Lang     string // the client's locale
}

// File is a document.
type File struct {
	Name string
	Type string
	Data []byte
}

// Button is a button that sends Data, its custom_id, or opens URL.
type Button struct {
	Label string
	Data  string
	URL   string
	Pick  bool // a menu in which a role is chosen
}

// Media is a picture in an embed.
type Media struct {
	URL    string
	Alt    string
	Credit string
}

// Seen is a message as somebody sees it.
type Seen struct {
	ID   string
	Mine bool
	// Text is what can be read: the rendered content, then what stands in embeds.
	Text string
	// Copy is the code block at the end of the content, which Discord's clients give a button to copy; it is not part of Text.
	Copy    string
	Buttons [][]Button
	Files   []File
	Media   []Media
}

// Person is somebody with a Discord client. Their methods do what the client can do in one place: their DM with the bot, or
// the channel of In. An error is the client's or Discord's refusal.
//
// The fields and methods are those of the product's tests, in types of this package's own, since a fake knows nothing of the
// product; struct conversions lead from one to the other.
type Person struct {
	s  *Server
	a  *account
	in *Channel
}

// Person makes somebody who shares a server with the bot and has opened a DM with it. locale is their client's, one of Discord's;
// where it is empty interactions carry none, which no real client does: Arabic is not among them, and who speaks it has another.
func (s *Server) Person(t testing.TB, name, locale string) *Person {
	t.Helper()
	s.mu.Lock()
	var home *Guild
	for _, g := range s.guilds {
		if !g.gone {
			home = g
			break
		}
	}
	s.mu.Unlock()
	if home == nil {
		home = s.Guild("home")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.newPerson(t, name, locale)
	home.members[a.id] = nil
	return &Person{s, a, a.dm}
}

// In is the same person in a channel or thread of a server, which they join.
func (p *Person) In(c *Channel) *Person {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if _, in := c.guild.members[p.a.id]; !in {
		c.guild.members[p.a.id] = nil
	}
	return &Person{p.s, p.a, c}
}

// User is the account as the bot learns of it.
func (p *Person) User() User {
	return User{Platform: "discord", ID: p.a.id, Chat: p.a.dm.id, Name: p.a.name, Lang: p.a.locale}
}

// Grant gives the person a role.
func (p *Person) Grant(g *Guild, role Role) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	g.members[p.a.id] = append(g.members[p.a.id], role.ID)
	p.s.emit(event{kind: "GUILD_MEMBER_UPDATE", guild: g, data: updated(g, p.a)})
}

// Manage lets the person manage the server's channels.
func (p *Person) Manage(g *Guild) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	g.manages[p.a.id] |= ManageChannels
}

func updated(g *Guild, a *account) object {
	member := g.member(a)
	member["guild_id"] = g.id
	return member
}

// Leave leaves every server that the person shares with the bot, so that it cannot write to them (50278). The bot hears of it
// only with the intent for members.
func (p *Person) Leave() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	for _, g := range p.s.guilds {
		if _, in := g.members[p.a.id]; in {
			delete(g.members, p.a.id)
			p.s.emit(event{kind: "GUILD_MEMBER_REMOVE", guild: g, data: object{"guild_id": g.id, "user": p.a.json()}})
		}
	}
}

// Block closes their DMs to the bot, which gets 50007 when it writes. Discord tells the bot nothing of it.
func (p *Person) Block() error { return p.block(true) }

// Unblock opens them again. Discord tells the bot nothing of that either.
func (p *Person) Unblock() error { return p.block(false) }

func (p *Person) block(on bool) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.a.blocked = on
	return nil
}

// post sends a message as the person.
func (p *Person) post(m *message) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.write(m)
}

func (p *Person) write(m *message) error {
	if p.s.channels[p.in.id] != p.in {
		return errors.New("the channel is gone")
	}
	if p.in.kind == Forum {
		return errors.New("nobody writes in a forum itself")
	}
	if n := length(m.content); n > 2000 {
		return fmt.Errorf("Discord's client lets nobody send %d characters", n) //nolint:staticcheck // a name comes first
	}
	if p.in.archived && p.in.locked {
		return errors.New("the thread is locked")
	}
	m.in, m.from, m.nonce = p.in, p.a, p.s.newID()
	m.pinged = p.s.ping(p.in, m.content, nil)
	p.s.put(m)
	return nil
}

// Say types a text. One that begins with "/" and the name of a command that is registered here is sent as that command, with
// what follows as its options: "name:value" for each, or all of it as the first one that takes a text.
func (p *Person) Say(text string) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if k, rest := p.typed(text); k != nil {
		return p.command(k, rest)
	}
	return p.write(&message{content: text})
}

// Forward passes on somebody else's text, as a snapshot.
func (p *Person) Forward(text string) error {
	return p.post(&message{flags: 1 << 14, snapshots: []any{object{"message": object{
		"type": 0, "content": text, "timestamp": stamp(time.Now()), "edited_timestamp": nil, "flags": 0, "embeds": []object{}, "attachments": []object{},
		"mentions": []object{}, "mention_roles": []string{}, "components": []object{},
	}}}})
}

// Attach sends a document, which the bot can load from the CDN.
func (p *Person) Attach(f File, caption string) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if len(f.Data) > p.s.fileLimit {
		return errors.New("the file is too large")
	}
	a := &attachment{id: p.s.newID(), name: path.Base(f.Name), kind: f.Type, data: f.Data}
	p.s.store(a, p.in)
	return p.write(&message{content: caption, files: []*attachment{a}})
}

// Sticker sends a sticker.
func (p *Person) Sticker() error {
	return p.post(&message{stickers: []any{object{"id": "749054660769218631", "name": "Wave", "format_type": 3}}})
}

// Remove makes a message vanish from the chat without the bot being told: for an answer that they alone see that is dismissing
// it, for others it stands for whatever else takes a message away.
func (p *Person) Remove(id string) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	for _, m := range p.in.messages {
		if m.id == id && !m.removed && m.seenBy(p.a) {
			m.removed = true
			return nil
		}
	}
	return fmt.Errorf("there is no message %s", id)
}

func (m *message) seenBy(a *account) bool {
	return !m.removed && m.filled && (m.only == nil || m.only == a)
}

// Chat is what stands there for them, oldest first, with the answers that only they see.
func (p *Person) Chat() ([]Seen, error) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.in.seen(p.a), nil
}

// Seen is what everybody sees in a channel.
func (c *Channel) Seen() []Seen {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.seen(nil)
}

// Posted is what everybody sees there of the bot.
func (c *Channel) Posted() []Seen {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	var all []Seen
	for _, m := range c.messages {
		if m.from == c.s.bot && m.only == nil && m.seenBy(nil) {
			all = append(all, c.s.see(m, nil))
		}
	}
	return all
}

// Answered is the id of the message that another there answers; empty for none.
func (c *Channel) Answered(id string) string {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if m := c.find(id); m != nil && m.answers != nil {
		return m.answers.id
	}
	return ""
}

// Whispers are what the person alone sees there.
func (p *Person) Whispers() []Seen {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	var all []Seen
	for _, m := range p.in.messages {
		if m.only == p.a && m.seenBy(p.a) {
			all = append(all, p.s.see(m, p.a))
		}
	}
	return all
}

func (c *Channel) seen(a *account) (all []Seen) {
	for _, m := range c.messages {
		if m.seenBy(a) {
			all = append(all, c.s.see(m, a))
		}
	}
	return all
}

// Toasts are none: Discord has no answers for a moment, only messages that one person sees.
func (p *Person) Toasts() ([]Seen, error) { return nil, nil }

// Menu is empty: Discord has no standing menu.
func (p *Person) Menu() ([]string, error) { return nil, nil }

// Waiting is how many of their presses and commands wait, as their client shows it: unanswered for less than three seconds, or
// answered with "is thinking…" and nothing yet.
func (p *Person) Waiting() (int, error) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	n := 0
	for _, i := range p.s.interactions {
		if i.from == p.a && i.waits() {
			n++
		}
	}
	return n, nil
}

// Failed is how many of their presses and commands the client gave up on: "This interaction failed".
func (p *Person) Failed() int {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	n := 0
	for _, i := range p.s.interactions {
		if i.from == p.a && !i.waits() && (i.answered == 0 || i.original != nil && !i.original.filled && !i.original.removed) {
			n++
		}
	}
	return n
}

// see is a message as an account sees it.
func (s *Server) see(m *message, a *account) Seen {
	text, block := splitCopy(m.content)
	v := Seen{ID: m.id, Mine: a != nil && m.from == a, Text: s.render(m.in, text), Copy: block}
	for _, e := range m.embeds {
		embed, _ := e.(object)
		words := []string{str(sub(embed, "author"), "name"), str(embed, "title"), str(embed, "description")}
		for _, f := range arr(embed, "fields") {
			field, _ := f.(object)
			words = append(words, str(field, "name"), str(field, "value"))
		}
		for _, w := range append(words, str(sub(embed, "footer"), "text")) {
			if w != "" {
				v.Text += "\n" + s.render(m.in, w)
			}
		}
		if address := str(sub(embed, "image"), "url"); address != "" {
			v.Media = append(v.Media, Media{URL: address})
		}
	}
	for _, f := range m.files {
		v.Files = append(v.Files, File{f.name, f.kind, slices.Clone(f.data)})
	}
	for _, x := range m.snapshots {
		shot, _ := x.(object)
		v.Text += s.render(m.in, str(sub(shot, "message"), "content"))
	}
	for _, r := range m.components {
		row, _ := r.(object)
		var buttons []Button
		for _, x := range arr(row, "components") {
			switch b, _ := x.(object); num(b, "type") {
			case 2:
				buttons = append(buttons, Button{Label: str(b, "label"), Data: str(b, "custom_id"), URL: str(b, "url")})
			case 6:
				buttons = append(buttons, Button{Label: str(b, "placeholder"), Data: str(b, "custom_id"), Pick: true})
			}
		}
		if buttons != nil {
			v.Buttons = append(v.Buttons, buttons)
		}
	}
	return v
}
