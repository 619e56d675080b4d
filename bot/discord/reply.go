package discord

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
)

const (
	answerWithin = 15 * time.Minute        // after which an interaction's token is good for nothing; discord.com/developers/docs, checked 2026-11-24
	lateAfter    = 14 * time.Minute        // when a person who still waits is told that it took too long
	ackWithin    = 2500 * time.Millisecond // Discord waits three seconds
	ackPause     = 250 * time.Millisecond
)

// reply is what an answer to an interaction needs, as it stands in bot.Address.Reply.
type reply struct {
	dm       bool // it happened in a DM with the bot
	deferred bool // the person is shown "is thinking…" until the first answer
	at       time.Time
	app, id  string
	pressed  string // the message with the button; empty for a command
	token    string
}

func replyTo(i interaction, now time.Time) reply {
	r := reply{dm: i.dm(), deferred: i.Message == nil, at: now, app: i.App, id: i.ID, token: i.Token}
	if i.Message != nil {
		r.pressed = i.Message.ID
	}
	return r
}

// String is the reply as an address carries it.
func (r reply) String() string {
	where, what := "g", "p"
	if r.dm {
		where = "d"
	}
	if r.deferred {
		what = "c"
	}
	return strings.Join([]string{where + what, strconv.FormatInt(r.at.Unix(), 10), r.app, r.id, r.pressed, r.token}, ":")
}

// parseReply reads a reply; nil where there is none.
func parseReply(s string) *reply {
	parts := strings.SplitN(s, ":", 6)
	if len(parts) != 6 || len(parts[0]) != 2 {
		return nil
	}
	at, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return nil
	}
	return &reply{parts[0][0] == 'd', parts[0][1] == 'c', time.Unix(at, 0), parts[2], parts[3], parts[4], parts[5]}
}

// over tells that the reply can't be used any more.
func (r *reply) over() bool { return time.Since(r.at) >= answerWithin }

// hook is the path of the interaction's webhook; message is one of its messages, or nothing.
func (r *reply) hook(message string) string {
	path := "/webhooks/" + r.app + "/" + r.token
	if message != "" {
		path += "/messages/" + message
	}
	return path
}

const original = "@original" // the deferred answer to a command, or the message with the pressed button

// acks are the interactions whose first answer is on its way, and the commands that still wait for the bot's.
type acks struct {
	mu    sync.Mutex
	open  map[string]*ack // by the interaction's id
	alive bool
	calls sync.WaitGroup
}

type ack struct {
	done     chan struct{} // closed once Discord has been told, or could not be
	deferred bool
	until    time.Time // when the person is told that it took too long
	late     *time.Timer
}

func newAcks() *acks { return &acks{open: map[string]*ack{}} }

// start has interactions acknowledged until stop, which waits for the calls in hand.
func (a *acks) start() (stop func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.alive = true
	return func() {
		a.mu.Lock()
		a.alive = false
		a.mu.Unlock()
		a.calls.Wait()
		a.mu.Lock()
		defer a.mu.Unlock()
		for id, k := range a.open {
			if k.late != nil {
				k.late.Stop()
			}
			delete(a.open, id)
		}
	}
}

// expect notes that an interaction is about to be acknowledged, so that an answer waits for that.
func (a *acks) expect(r *reply) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.open[r.id] = &ack{done: make(chan struct{}), deferred: r.deferred}
}

// drop forgets an interaction that is not acknowledged after all.
func (a *acks) drop(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if k := a.open[id]; k != nil {
		close(k.done)
		delete(a.open, id)
	}
}

// told notes that an interaction was acknowledged, and for a command runs late where the bot does not answer in time.
func (a *acks) told(id string, ok bool, late func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	k := a.open[id]
	if k == nil {
		return
	}
	close(k.done)
	if !ok || !k.deferred || !a.alive {
		delete(a.open, id)
		return
	}
	k.until = time.Now().Add(lateAfter)
	k.late = time.AfterFunc(lateAfter, func() {
		if a.first(id) != nil {
			a.run(late)
		}
	})
}

// wait waits until an interaction has been acknowledged.
func (a *acks) wait(ctx context.Context, id string) {
	a.mu.Lock()
	k := a.open[id]
	a.mu.Unlock()
	if k != nil {
		select {
		case <-k.done:
		case <-ctx.Done():
		}
	}
}

// first takes the first answer of a command, which fills what the person is shown meanwhile; nil where it was taken.
func (a *acks) first(id string) *ack {
	a.mu.Lock()
	defer a.mu.Unlock()
	k := a.open[id]
	if k == nil || k.late == nil {
		return nil
	}
	k.late.Stop()
	delete(a.open, id)
	return k
}

// run makes a call that stop waits for.
func (a *acks) run(fn func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.alive {
		a.calls.Go(fn)
	}
}

// giveBack undoes first after an attempt that failed.
func (a *acks) giveBack(id string, k *ack) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.alive {
		a.open[id] = k
		k.late.Reset(time.Until(k.until))
	}
}

// respond is the first answer to an interaction.
type respond struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data any                               `json:"data,omitempty"`
}

// flags are a first answer that has nothing but flags.
type flags struct {
	Flags int `json:"flags,omitempty"`
}

// answerFirst gives the first answer, again and again while Discord waits for it.
func (d *Discord) answerFirst(i interaction, began time.Time, a respond) bool {
	ctx, cancel := context.WithDeadline(context.Background(), began.Add(ackWithin))
	defer cancel()
	for {
		err := d.api.call(ctx, "POST", "/interactions/"+i.ID+"/"+i.Token+"/callback", a, nil)
		const acknowledged = 40060 // an earlier attempt did arrive
		if err == nil || code(err) == acknowledged {
			return true
		}
		if code(err) != 0 || !rest(ctx, ackPause) {
			d.log.Warn("what somebody pressed or typed could not be acknowledged in time", "interaction", i.ID, "err", err)
			return false
		}
	}
}

// acknowledge tells Discord that the bot will answer. What stands there stays; a command is shown to be thought about, to its
// author alone where others read along.
func (d *Discord) acknowledge(i interaction, r *reply, began time.Time) {
	a := respond{Type: discordgo.InteractionResponseDeferredMessageUpdate}
	if r.deferred {
		a.Type = discordgo.InteractionResponseDeferredChannelMessageWithSource
		if !r.dm {
			a.Data = flags{flagEphemeral}
		}
	}
	ok := d.answerFirst(i, began, a)
	d.acks.told(r.id, ok, func() {
		ctx, cancel := context.WithTimeout(context.Background(), callWithin)
		defer cancel()
		late := newPayload()
		late.Content = escape(d.words(i.Locale).Late)
		if err := d.api.call(ctx, "PATCH", r.hook(original), late, nil); err != nil {
			d.log.Debug("nobody could be told that it took too long", "interaction", i.ID, "err", err)
		}
	})
}

// openForm shows the form in which an answer is typed, under the words of the button that opens it.
func (d *Discord) openForm(i interaction, began time.Time) {
	title := shorten(d.words(i.Locale).Form, 45)
	label := title
	if i.Message != nil {
		for _, r := range i.Message.Components {
			for _, c := range r.Components {
				if c.ID == answerID && c.Label != "" {
					label = shorten(c.Label, 45)
				}
			}
		}
	}
	d.answerFirst(i, began, respond{discordgo.InteractionResponseModal, modal{Title: title, ID: answerID, Rows: []discordgo.MessageComponent{
		discordgo.ActionsRow{Components: []discordgo.MessageComponent{discordgo.TextInput{
			CustomID: answerID, Label: label, Style: discordgo.TextInputParagraph, Required: true, MaxLength: textMost,
		}}},
	}}})
}

type modal struct {
	Title string                       `json:"title"`
	ID    string                       `json:"custom_id"`
	Rows  []discordgo.MessageComponent `json:"components"`
}

// suggest offers what may follow a command.
func (d *Discord) suggest(i interaction, began time.Time) {
	choices := struct {
		Choices []choice `json:"choices"`
	}{[]choice{}}
	if who, ok := i.who(); ok && d.opt.Suggest != nil {
		ctx, cancel := context.WithDeadline(context.Background(), began.Add(2*time.Second))
		defer cancel()
		for _, o := range i.Data.Options {
			if !o.Focused {
				continue
			}
			for _, s := range d.opt.Suggest(ctx, who, i.Data.Name, text(o.Value)) {
				if s.Label != "" && s.Text != "" && length(s.Text) <= 100 && len(choices.Choices) < 25 {
					choices.Choices = append(choices.Choices, choice{shorten(s.Label, 100), s.Text})
				}
			}
		}
	}
	d.answerFirst(i, began, respond{discordgo.InteractionApplicationCommandAutocompleteResult, choices})
}

type choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// guarded runs what may call into other packages: a panic there costs this alone.
func (d *Discord) guarded(what string, fn func()) {
	defer func() {
		if r := recover(); r != nil {
			d.log.Error("the bot panicked", "while", what, "panic", fmt.Sprintf("%T", r), slog.String("stack", string(debug.Stack())))
		}
	}()
	fn()
}
