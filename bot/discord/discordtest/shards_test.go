package discordtest

import (
	"fmt"
	"testing"
	"time"
)

// TestShards holds which of three shards hears what: of a server the one that its id falls to, of DMs the first.
func TestShards(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, WithConcurrency(3))
		guilds := []*Guild{w.g, w.Guild("two"), w.Guild("three")}
		shards := map[int]*Guild{}
		for _, g := range guilds {
			shards[g.Shard(3)] = g
		}
		if len(shards) != 3 {
			t.Fatalf("three servers fall to %d shards", len(shards))
		}
		for n := range 3 {
			k := w.hello()
			k.say(identify(Token, fmt.Sprintf(`,"intents":4609,"shard":[%d,3]`, n)))
			ready := k.want(0, "READY")
			if all := arr(ready, "guilds"); len(all) != 1 || str(all[0].(object), "id") != shards[n].ID() {
				t.Errorf("shard %d is ready for %v", n, all)
			}
			k.want(0, "GUILD_CREATE")
			for _, g := range guilds {
				w.sam.In(g.Channel("c", Text)).Say("in a server")
			}
			w.sam.Say("in a DM")
			k.want(0, "CHANNEL_CREATE")
			k.want(0, "MESSAGE_CREATE")
			if n == 0 {
				k.want(0, "MESSAGE_CREATE")
			}
			k.silent(time.Second)
		}
	})
}

// TestIdentifySpacing holds how fast shards may begin: those alike modulo max_concurrency one in five seconds.
func TestIdentifySpacing(t *testing.T) {
	for concurrent, ready := range map[int][]bool{1: {true, false, false, false}, 2: {true, true, false, false}, 4: {true, true, true, true}} {
		inBubble(t, func(t *testing.T) {
			w := newWorld(t, WithConcurrency(concurrent))
			for n, want := range ready {
				k := w.hello()
				k.say(identify(Token, fmt.Sprintf(`,"intents":512,"shard":[%d,4]`, n)))
				if want {
					k.want(0, "READY")
				} else {
					k.want(9, "")
				}
			}
			if limit := sub(w.ok("limits", w.ask("GET", "/gateway/bot", nil)), "session_start_limit"); num(limit, "max_concurrency") != concurrent {
				t.Errorf("the limits are %v", limit)
			}
			time.Sleep(5 * time.Second)
			k := w.hello()
			k.say(identify(Token, `,"intents":512,"shard":[3,4]`))
			k.want(0, "READY")
		})
	}
}
