package discord

import (
	"encoding/json"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"relais/bot"
)

// What is read of an event: discord.com/developers/docs/events/gateway-events, checked 2026-11-24. The library's own types have
// neither forwarded messages nor contexts throughout, and leave pointers nil that its users follow.
type (
	user struct {
		ID       string `json:"id"`
		Bot      bool   `json:"bot"`
		Username string `json:"username"`
		Name     string `json:"global_name"`
	}
	channel struct {
		Type   int    `json:"type"`
		Name   string `json:"name"`
		Parent string `json:"parent_id"`
		Flags  int    `json:"flags"`
	}
	attachment struct {
		Name string `json:"filename"`
		Type string `json:"content_type"`
		Size int64  `json:"size"`
		URL  string `json:"url"`
	}
	message struct {
		ID          string       `json:"id"`
		Channel     string       `json:"channel_id"`
		Guild       string       `json:"guild_id"`
		Type        int          `json:"type"`
		Flags       int          `json:"flags"`
		Author      *user        `json:"author"`
		Content     string       `json:"content"`
		Sent        string       `json:"timestamp"`
		Attachments []attachment `json:"attachments"`
		Snapshots   []struct {
			Message *message `json:"message"`
		} `json:"message_snapshots"`
		Components []row `json:"components"`
	}
	row struct {
		Components []component `json:"components"`
	}
	component struct {
		ID    string `json:"custom_id"`
		Label string `json:"label"`
		Value string `json:"value"`
	}
	interaction struct {
		ID      string                    `json:"id"`
		App     string                    `json:"application_id"`
		Type    discordgo.InteractionType `json:"type"`
		Token   string                    `json:"token"`
		Guild   string                    `json:"guild_id"`
		Channel string                    `json:"channel_id"`
		In      *channel                  `json:"channel"`
		Context *int                      `json:"context"`
		User    *user                     `json:"user"`
		Member  *struct {
			User        *user  `json:"user"`
			Permissions string `json:"permissions"`
		} `json:"member"`
		AppPermissions string          `json:"app_permissions"`
		Locale         string          `json:"locale"`
		Message        *message        `json:"message"`
		Data           interactionData `json:"data"`
	}
	interactionData struct {
		Name     string                           `json:"name"`
		Type     discordgo.ApplicationCommandType `json:"type"`
		ID       string                           `json:"custom_id"`
		Values   []string                         `json:"values"`
		Target   string                           `json:"target_id"`
		Options  []option                         `json:"options"`
		Rows     []row                            `json:"components"`
		Resolved struct {
			Messages map[string]*message `json:"messages"`
			Roles    map[string]struct {
				Mentionable bool `json:"mentionable"`
			} `json:"roles"`
		} `json:"resolved"`
	}
	option struct {
		Name    string          `json:"name"`
		Value   json.RawMessage `json:"value"`
		Focused bool            `json:"focused"`
	}
)

// Flags and types of messages, and where somebody is; discord.com/developers/docs/resources/message, checked 2026-11-24.
const (
	flagNoPreview = 1 << 2
	flagEphemeral = 1 << 6
	typePlain     = 0
	typeReply     = 19
	channelDM     = 1
	contextDM     = 1
)

// item is an update with what the spool needs to complete it.
type item struct {
	u   bot.Update
	ref string
}

// from is who did something; false for nobody and for bots.
func from(u *user) (bot.User, bool) {
	if u == nil || u.ID == "" || u.Bot {
		return bot.User{}, false
	}
	name := u.Name
	if name == "" {
		name = u.Username
	}
	return bot.User{Platform: Name, ID: u.ID, Name: name}, true
}

// readMessage makes updates of a message in a DM: one, and one more for each further file.
func (d *Discord) readMessage(m message, now time.Time) []item {
	who, ok := from(m.Author)
	if !ok || m.Guild != "" || m.ID == "" || m.Channel == "" || m.Type != typePlain && m.Type != typeReply {
		return nil
	}
	who.Chat = m.Channel
	u := bot.Update{ID: m.ID, From: who, To: bot.Address{Platform: Name, Chat: m.Channel}, At: now.UTC()}
	if at, err := time.Parse(time.RFC3339, m.Sent); err == nil {
		u.At = at.UTC()
	}
	text, files := m.Content, m.Attachments
	if len(m.Snapshots) > 0 && m.Snapshots[0].Message != nil && text == "" {
		text, files, u.Forwarded = m.Snapshots[0].Message.Content, nil, true
	}
	u.Text = shorten(text, textMost)
	var all []item
	for n, f := range files {
		if !d.document(f) {
			continue
		}
		u.File = &bot.File{Name: path.Base("/" + f.Name), Type: f.Type}
		all = append(all, item{u, f.URL})
		u.Text, u.ID = "", m.ID+"."+strconv.Itoa(n+1) // should there be another file, it comes alone
	}
	if len(all) == 0 {
		u.Other = u.Text == ""
		all = append(all, item{u: u})
	}
	return all
}

// document tells whether a file is one to read. Pictures and the like are shown, not read.
func (d *Discord) document(f attachment) bool {
	kind, _, _ := strings.Cut(f.Type, "/")
	return f.Size <= int64(d.limits.File) && kind != "image" && kind != "video" && kind != "audio"
}

// dm tells whether an interaction happened in a DM with the bot. Another DM, to which somebody brought the bot, is not one.
func (i *interaction) dm() bool {
	if i.Context != nil {
		return *i.Context == contextDM
	}
	return i.Guild == "" && i.In != nil && i.In.Type == channelDM
}

// who is who did it; false for nobody.
func (i *interaction) who() (bot.User, bool) {
	u := i.User
	if i.Member != nil && i.Member.User != nil {
		u = i.Member.User
	}
	who, ok := from(u)
	who.Lang = i.Locale
	if i.dm() {
		who.Chat = i.Channel
	} else {
		who.Opens = dmOf + who.ID
	}
	return who, ok && i.ID != "" && i.Token != "" && i.Channel != ""
}

// readInteraction makes an update of something that somebody did; false for what is nothing to the bot. It is never public: outside a
// DM the answer is seen by its author alone.
func (d *Discord) readInteraction(i interaction, now time.Time) (u bot.Update, ref string, ok bool) {
	u.ID, u.At = i.ID, now.UTC()
	if u.From, ok = i.who(); !ok {
		return u, "", false
	}
	u.Place, ref = readPlace(i)
	ok = d.readDeed(&u, i)
	if !isSetup(u.Text) {
		ref = ""
	}
	return u, ref, ok
}

// readDeed reads what somebody did; false for what is nothing to the bot.
func (d *Discord) readDeed(u *bot.Update, i interaction) bool {
	u.To = bot.Address{Platform: Name, Chat: i.Channel, Reply: replyTo(i, u.At).String(), Group: !i.dm()}
	switch i.Type {
	case discordgo.InteractionApplicationCommand:
		return d.readCommand(u, i.Data)
	case discordgo.InteractionMessageComponent:
		u.Data = strings.TrimPrefix(i.Data.ID, again)
		if len(u.Data) < len(i.Data.ID) {
			_, u.Data, _ = strings.Cut(u.Data, ":")
		}
		if len(i.Data.Values) > 0 && i.Data.Values[0] != i.Guild { // the role with the server's id is everybody
			u.Picked = i.Data.Values[0]
		}
		if i.Message == nil || i.Message.ID == "" || u.Data == "" {
			return false
		}
		u.Message = i.Message.ID
		if i.Message.Flags&flagEphemeral != 0 {
			u.Message = ephemeral + u.Message
		}
		return true
	case discordgo.InteractionModalSubmit:
		for _, r := range i.Data.Rows {
			for _, c := range r.Components {
				u.Text = shorten(c.Value, textMost)
			}
		}
		return strings.TrimSpace(u.Text) != ""
	}
	return false
}

// readCommand makes a text of a command, as somebody would type it.
func (d *Discord) readCommand(u *bot.Update, data interactionData) bool {
	switch data.Type {
	case discordgo.MessageApplicationCommand:
		m := data.Resolved.Messages[data.Target]
		if m == nil {
			return false
		}
		u.Text, u.Forwarded, u.Other = shorten(m.Content, textMost), m.Content != "", m.Content == ""
		return true
	case discordgo.UserApplicationCommand:
		command := ""
		if d.opt.Profile != nil {
			command = d.opt.Profile().Member
		}
		u.Text = "/" + command + " " + data.Target
		return command != "" && data.Target != ""
	}
	u.Text = "/" + data.Name
	for _, o := range data.Options {
		if s := text(o.Value); s != "" {
			u.Text += " " + s
		}
	}
	u.Text = shorten(u.Text, textMost)
	return data.Name != ""
}

// shorten cuts a text to n characters.
func shorten(s string, n int) string {
	if length(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

// text is a JSON text; empty for anything else.
func text(raw json.RawMessage) (s string) {
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}
