package discord

import (
	"context"
	"errors"
	"strings"

	"relais/bot"
	"relais/campaigns/outbox"
)

// Discord's codes of what went wrong: discord.com/developers/docs/topics/opcodes-and-status-codes#json, checked 2026-11-24.
const (
	unknownChannel     = 10003
	unknownMessage     = 10008
	unknownWebhook     = 10015
	unknownInteraction = 10062
	openingTooFast     = 40003
	tagNeeded          = 40067
	missingAccess      = 50001
	missingPermissions = 50013
	closedDM           = 50007
	threadArchived     = 50083
	notForText         = 50008 // a forum takes posts, not messages
	invalidWebhook     = 50027
	noSharedServer     = 50278
	tooManyEdits       = 30046 // of messages that are older than an hour; it comes as a 429
)

// errOver is an interaction whose fifteen minutes have passed: nothing else can reach the person there.
var errOver = errors.New("the time to answer what they pressed or typed is over")

// Send shows, changes or takes away a message; see bot.Platform.
func (d *Discord) Send(ctx context.Context, c bot.Cleared) (bot.Receipt, error) {
	p, files, err := d.prepare(c)
	if err != nil {
		return bot.Receipt{}, &bot.SendError{Kind: outbox.Refused, Err: err}
	}
	r, err := d.send(ctx, c, p, files)
	if err != nil {
		return bot.Receipt{}, judge(err, c.Edit() != "", c.To().Group)
	}
	return r, nil
}

func (d *Discord) send(ctx context.Context, c bot.Cleared, p payload, files []bot.File) (bot.Receipt, error) {
	m, r := c.Message(), parseReply(c.To().Reply)
	to, err := d.resolve(ctx, c.To())
	if err != nil {
		return bot.Receipt{}, err
	}
	if r != nil {
		d.acks.wait(ctx, r.id)
	}
	switch {
	case c.Delete():
		return bot.Receipt{}, d.change(ctx, to, r, "DELETE", c.Edit(), nil)
	case nothing(m):
		return bot.Receipt{}, d.end(ctx, r, m.Toast)
	}
	if m.Toast != "" && r != nil && !r.deferred {
		if err := d.end(ctx, r, m.Toast); err != nil {
			d.log.Debug("a word beside a message was not shown", "err", err)
		}
	}
	if c.Edit() == "" {
		return d.post(ctx, c, to, r, p, files)
	}
	if err := d.change(ctx, to, r, "PATCH", c.Edit(), p, files...); err != nil {
		return bot.Receipt{}, err
	}
	if err := d.end(ctx, r, ""); err != nil {
		d.log.Debug("a person may still be shown a wait", "err", err)
	}
	return bot.Receipt{Message: c.Edit()}, nil
}

// nothing tells that nothing of a message lasts.
func nothing(m bot.Message) bool {
	return m.Text == "" && m.Copy == "" && len(m.Buttons) == 0 && len(m.Files) == 0 && len(m.Media) == 0
}

// end answers an interaction by some words for its author alone, or by nothing: then nobody is shown a wait any more. Where its
// time is over nobody waits.
func (d *Discord) end(ctx context.Context, r *reply, words string) (err error) {
	if r == nil || r.over() {
		return nil
	}
	first := d.acks.first(r.id)
	p := newPayload()
	p.Content = escape(words)
	switch {
	case words != "" && first != nil:
		err = d.api.call(ctx, "PATCH", r.hook(original), p, nil)
	case words != "":
		p.Flags |= flagEphemeral
		err = d.api.call(ctx, "POST", r.hook(""), p, nil)
	case first != nil:
		err = d.api.call(ctx, "DELETE", r.hook(original), nil, nil)
	}
	if expired(err) || code(err) == unknownMessage {
		return nil
	}
	if err != nil && first != nil {
		d.acks.giveBack(r.id, first)
	}
	return err
}

// expired tells that an interaction can't be answered any more.
func expired(err error) bool {
	if errors.Is(err, errOver) {
		return true
	}
	c := code(err)
	return c == unknownWebhook || c == invalidWebhook || c == unknownInteraction
}

// sent is what Discord answers where a message stands.
type sent struct {
	ID string `json:"id"`
}

// post shows a new message: as the answer to what somebody did where only they see it, or in its channel.
func (d *Discord) post(ctx context.Context, c bot.Cleared, to bot.Address, r *reply, p payload, files []bot.File) (bot.Receipt, error) {
	if r != nil {
		receipt, err := d.answer(ctx, r, p, files)
		if err == nil || !r.dm || !errors.Is(err, errPlain) && !expired(err) {
			return receipt, err
		}
	}
	in := to.Chat
	if to.Thread != "" {
		in = to.Thread
	}
	p.Nonce, p.Enforce = c.Key(), c.Key() != ""
	p.Under = under(c.Under())
	thread, _, post := strings.Cut(c.Under(), "/")
	if post { // what answers a forum's post stands in its thread
		in = thread
	}
	if _, forum := d.forums.Load(in); forum {
		return d.postThread(ctx, c, p, files)
	}
	var s sent
	err := d.api.call(ctx, "POST", "/channels/"+in+"/messages", p, &s, files...)
	if code(err) == notForText && to.Group && to.Thread == "" && !post {
		d.forums.Store(in, true)
		return d.postThread(ctx, c, p, files)
	}
	return bot.Receipt{Message: s.ID}, err
}

// under makes a message answer another, where that still stands; nil for none, and where it is a forum's post or was seen by one person.
func under(id string) *reference {
	if _, post, is := strings.Cut(id, "/"); is {
		id = post
	}
	if !ids.MatchString(id) {
		return nil
	}
	return &reference{Message: id}
}

// postThread shows a message as a new post of a forum.
func (d *Discord) postThread(ctx context.Context, c bot.Cleared, p payload, files []bot.File) (bot.Receipt, error) {
	p.Nonce, p.Enforce = "", false // a thread is made anew each time
	thread := struct {
		Name    string  `json:"name"`
		Message payload `json:"message"`
	}{title(c.Message().Text), p}
	var s sent
	err := d.api.call(ctx, "POST", "/channels/"+c.To().Chat+"/threads", thread, &s, files...)
	return bot.Receipt{Message: s.ID + "/" + s.ID}, err // the first message of a post has its id
}

// errPlain tells that in a DM a plain message does what an answer would.
var errPlain = errors.New("a plain message will do")

// answer shows a message by the webhook of an interaction. The first one takes the place of "is thinking…". Outside a DM all are seen by
// one person alone; in a DM those that follow are plain messages, which can be repeated safely and changed for ever.
func (d *Discord) answer(ctx context.Context, r *reply, p payload, files []bot.File) (bot.Receipt, error) {
	if r.over() {
		return bot.Receipt{}, errOver
	}
	mark := ephemeral
	if r.dm {
		mark = ""
	}
	var s sent
	if first := d.acks.first(r.id); first != nil {
		err := d.api.call(ctx, "PATCH", r.hook(original), p, &s, files...)
		if code(err) != unknownMessage { // which the person has sent away
			if err != nil {
				d.acks.giveBack(r.id, first)
			}
			return bot.Receipt{Message: mark + s.ID}, err
		}
	}
	if r.dm {
		return bot.Receipt{}, errPlain
	}
	p.Flags |= flagEphemeral
	err := d.api.call(ctx, "POST", r.hook("")+"?wait=true", p, &s, files...)
	return bot.Receipt{Message: mark + s.ID}, err
}

// change edits or deletes a message where it stands.
func (d *Discord) change(ctx context.Context, to bot.Address, r *reply, method, id string, body any, files ...bot.File) error {
	if own, is := strings.CutPrefix(id, ephemeral); is {
		if r == nil || r.over() {
			return errOver
		}
		if own == r.pressed {
			own = original
		}
		return d.api.call(ctx, method, r.hook(own), body, nil, files...)
	}
	in := to.Chat
	if to.Thread != "" {
		in = to.Thread
	}
	if thread, post, is := strings.Cut(id, "/"); is {
		in, id = thread, post
	}
	path := "/channels/" + in + "/messages/" + id
	err := d.api.call(ctx, method, path, body, nil, files...)
	if code(err) == threadArchived && d.api.call(ctx, "PATCH", "/channels/"+in, map[string]bool{"archived": false}, nil) == nil {
		err = d.api.call(ctx, method, path, body, nil, files...) // threads are archived by themselves; a correction opens them again
	}
	return err
}
