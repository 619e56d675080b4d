package discord

import (
	"context"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"golang.org/x/time/rate"
)

const (
	// spacing is between two new sessions that share a key: Discord takes one in five seconds, counted from when it hears of them.
	spacing = 6 * time.Second
	// asked is how long what Discord said about new sessions is good for. Of many shards that begin at once one asks: Discord answers twice
	// in five seconds.
	asked = 5 * time.Second
)

// entry lets the shards of a bot begin their sessions as Discord allows: so many in a day, beyond which it takes the token away, and in five
// seconds one of those whose numbers are alike modulo what may begin at once. discord.com/developers/docs/events/gateway#sharding, checked
// 2026-11-28.
type entry struct {
	turn   chan struct{} // held by who asks or looks at what was said; no lock, since others wait while a call is made
	at     time.Time
	said   discordgo.GatewayBotResponse
	spaced sync.Map // *rate.Limiter by key
}

func newEntry() *entry { return &entry{turn: make(chan struct{}, 1)} }

// begin waits until a shard may begin a new session, and says where.
func (e *entry) begin(ctx context.Context, s *shard) (address string, err error) {
	for ctx.Err() == nil {
		info, err := e.ask(ctx, s.d.api, time.Hour) // which of them may begin at once hardly ever changes
		if err != nil {
			return "", err
		}
		l, _ := e.spaced.LoadOrStore(s.n%max(info.SessionStartLimit.MaxConcurrency, 1), rate.NewLimiter(rate.Every(spacing), 1))
		if err := l.(*rate.Limiter).Wait(ctx); err != nil { //nolint:forcetypeassert // nothing else is stored
			return "", err
		}
		if info, err = e.ask(ctx, s.d.api, asked); err != nil {
			return "", err
		}
		if e.spend() {
			return info.URL, nil
		}
		wait := time.Duration(info.SessionStartLimit.ResetAfter) * time.Millisecond
		s.d.log.Error("discord allows no more connections today", "shard", s.n, "pause", wait)
		rest(ctx, wait)
	}
	return "", ctx.Err()
}

// ask is what Discord says about new sessions, or said not longer than within ago.
func (e *entry) ask(ctx context.Context, a *api, within time.Duration) (discordgo.GatewayBotResponse, error) {
	select {
	case e.turn <- struct{}{}:
	case <-ctx.Done():
		return discordgo.GatewayBotResponse{}, ctx.Err()
	}
	defer func() { <-e.turn }()
	if !e.at.IsZero() && time.Since(e.at) < within {
		return e.said, nil
	}
	var info discordgo.GatewayBotResponse
	if err := a.call(ctx, "GET", "/gateway/bot", nil, &info); err != nil {
		return info, err
	}
	e.said, e.at = info, time.Now()
	return info, nil
}

// spend takes one of the sessions that may be begun; false where none is left.
func (e *entry) spend() bool {
	e.turn <- struct{}{}
	defer func() { <-e.turn }()
	e.said.SessionStartLimit.Remaining--
	return e.said.SessionStartLimit.Remaining >= 0
}
