package discord

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"relais/bot"
)

// The kinds of channels that matter here; discord.com/developers/docs/resources/channel#channel-object-channel-types, checked
// 2026-11-29.
const (
	channelForum = 15
	channelMedia = 16
	// flagTag, of a forum: each post needs a tag.
	flagTag = 1 << 4
)

// manages are the permissions with any of which somebody manages a channel.
const manages = discordgo.PermissionManageChannels | discordgo.PermissionManageGuild | discordgo.PermissionAdministrator

// needs are the permissions without which posts do not stand as they should, by the words of texts "right.*" that say how to give each. A post in a
// forum is opened with the permission to send messages, which Discord's settings call another name there.
var needs = []struct {
	bit  int64
	word string
	kind func(k int) bool
}{
	{discordgo.PermissionViewChannel, "view", func(int) bool { return true }},
	{discordgo.PermissionSendMessages, "send", func(k int) bool { return !thread(k) && !forum(k) }},
	{discordgo.PermissionSendMessages, "posts", forum},
	{discordgo.PermissionSendMessagesInThreads, "threads", thread},
	{discordgo.PermissionEmbedLinks, "links", func(int) bool { return true }},
	{discordgo.PermissionAttachFiles, "files", func(int) bool { return true }},
	{discordgo.PermissionReadMessageHistory, "history", func(int) bool { return true }},
}

func thread(k int) bool { return k >= 10 && k <= 12 }
func forum(k int) bool  { return k == channelForum || k == channelMedia }

// lacks are the words for the permissions that are missing in a channel of a kind.
func lacks(has int64, kind int) []string {
	if has&discordgo.PermissionAdministrator != 0 {
		return nil
	}
	var out []string
	for _, n := range needs {
		if has&n.bit == 0 && n.kind(kind) {
			out = append(out, n.word)
		}
	}
	return out
}

// readPlace describes the channel of a server in which something was done. ref is what placeOf needs to find the forum that a thread
// may belong to; empty where there is none.
func readPlace(i interaction) (p *bot.Place, ref string) {
	if i.Guild == "" || i.In == nil {
		return nil, ""
	}
	has, _ := strconv.ParseInt(i.AppPermissions, 10, 64)
	p = &bot.Place{Title: "#" + i.In.Name, Lacks: lacks(has, i.In.Type)}
	if i.Member != nil {
		theirs, _ := strconv.ParseInt(i.Member.Permissions, 10, 64)
		p.Runs = theirs&manages != 0
	}
	for id, r := range i.Data.Resolved.Roles {
		if slices.Contains(i.Data.Values, id) && !r.Mentionable && has&(discordgo.PermissionMentionEveryone|discordgo.PermissionAdministrator) == 0 {
			p.Lacks = append(p.Lacks, "mention")
		}
	}
	if thread(i.In.Type) && i.In.Parent != "" {
		ref = fmt.Sprintf("%s%s %d", placeRef, i.In.Parent, has)
	}
	return p, ref
}

// placeRef begins the reference of an update whose place is not known whole.
const placeRef = "place "

// placeOf finds the forum in one of whose threads something was done, and says so in the update. One that can't be asked about leaves the
// thread as it is.
func (d *Discord) placeOf(ctx context.Context, u *bot.Update, ref string) {
	var id string
	var has int64
	if _, err := fmt.Sscanf(ref, placeRef+"%s %d", &id, &has); err != nil || !ids.MatchString(id) || u.Place == nil {
		return
	}
	var parent channel
	if err := d.api.call(ctx, "GET", "/channels/"+id, nil, &parent); err != nil {
		d.log.Debug("the channel of a thread could not be asked for", "err", err)
		return
	}
	if !forum(parent.Type) {
		return
	}
	u.Place.At = bot.Address{Platform: Name, Chat: id, Group: true}
	u.Place.Title = "#" + parent.Name
	u.Place.Lacks = lacks(has, parent.Type)
	if parent.Flags&flagTag != 0 {
		u.Place.Lacks = append(u.Place.Lacks, "tag")
	}
}

// isSetup tells whether a text is the command by which a place is set up.
func isSetup(text string) bool {
	name, _, _ := strings.Cut(text, " ")
	return name == "/setup"
}

// InviteLinks is the address by which the bot is added to a server with the rights it needs; see bot.Inviter. It is known once the gateway
// has named the application.
func (d *Discord) InviteLinks() []string {
	if app, _ := d.known.Load().(string); app != "" {
		return []string{inviteLink(app)}
	}
	return nil
}

func inviteLink(app string) string {
	return fmt.Sprintf("https://discord.com/oauth2/authorize?client_id=%s&scope=bot+applications.commands&permissions=%d", app, int64(Rights))
}
