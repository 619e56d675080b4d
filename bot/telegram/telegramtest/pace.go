package telegramtest

import (
	"math"
	"strconv"
	"time"
)

// pace is when the bot sent of late.
type pace struct {
	all        []time.Time
	chats      map[int64][]time.Time
	violations int
}

// spend lets one send or edit through, or refuses it because there were too many.
func (s *Server) spend(to *chat) *refusal {
	if s.opt.Unpaced {
		return nil
	}
	now := time.Now()
	if s.pace.chats == nil {
		s.pace.chats = map[int64][]time.Time{}
	}
	id, limit, window := "pace.group", rule("pace.group").Limit, time.Minute
	if to.private() {
		burst := max(s.opt.Burst, 1)
		id, limit, window = "pace.chat", burst, time.Duration(burst)*time.Second
	}
	here := recent(s.pace.chats[to.id], now, window)
	all := recent(s.pace.all, now, time.Second)
	s.pace.chats[to.id], s.pace.all = here, all
	if len(here) >= limit {
		return s.tooMany(id, here[len(here)-limit].Add(window).Sub(now))
	}
	if n := rule("pace.all").Limit; len(all) >= n {
		return s.tooMany("pace.all", all[len(all)-n].Add(time.Second).Sub(now))
	}
	here, all = append(here, now), append(all, now)
	s.pace.chats[to.id], s.pace.all = here, all
	return nil
}

// recent are the times inside a window.
func recent(all []time.Time, now time.Time, window time.Duration) []time.Time {
	for len(all) > 0 && now.Sub(all[0]) >= window {
		all = all[1:]
	}
	return all
}

func (s *Server) tooMany(id string, wait time.Duration) *refusal {
	s.pace.violations++
	seconds := max(1, int(math.Ceil(wait.Seconds())))
	r := breaks(id, strconv.Itoa(seconds))
	r.retry = seconds
	return r
}

// Violations is how often the bot sent or edited faster than Telegram allows, which it was told each time.
func (s *Server) Violations() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pace.violations
}
