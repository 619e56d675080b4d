package discord_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/bot/bottest"
	"relais/bot/discord"
	"relais/bot/discord/discordtest"
)

// inShards runs a test with three shards and a server for each, once they are all connected. members is somebody in each server, by its
// shard.
func inShards(t *testing.T, test func(t *testing.T, w *world, sam *discordtest.Person, members []*discordtest.Person), opts ...discordtest.Option) {
	inWorld(t, func(o *discord.Options) { offering(o); o.Shards = 3 }, func(t *testing.T, w *world) {
		members := make([]*discordtest.Person, 3)
		for n, g := range []*discordtest.Guild{w.guild, w.Guild("two"), w.Guild("three")} {
			who := w.Person(t, fmt.Sprint("member ", n), "en-US").In(g.Channel("c", discordtest.Text))
			members[g.Shard(3)] = who
		}
		if slices.Contains(members, nil) {
			t.Fatal("two servers fall to one shard")
		}
		w.run()
		bottest.Pass(30 * time.Second)
		if n := w.Connected(); n != 3 {
			t.Fatalf("%d shards are connected:\n%s", n, w.log)
		}
		test(t, w, w.Person(t, "sam", "en-US"), members)
	}, opts...)
}

// all lets everybody do something, and wants each thing to be heard once.
func (w *world) all(sam *discordtest.Person, members []*discordtest.Person, round string) {
	w.t.Helper()
	before := len(w.heard())
	want := []string{sam.User().ID + " hello " + round}
	w.may(sam.Say("hello " + round))
	for _, m := range members {
		w.may(m.Say("/approve " + round))
		want = append(want, m.User().ID+" /approve "+round)
	}
	bottest.Pass(time.Minute)
	var got []string
	for _, u := range w.heard()[before:] {
		got = append(got, u.From.ID+" "+u.Text)
	}
	slices.Sort(want)
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		w.t.Errorf("%s (-done +heard):\n%s", round, d)
	}
}

// TestShards holds that three connections hear everything once: each its own servers, and the first the DMs.
func TestShards(t *testing.T) {
	inShards(t, func(t *testing.T, w *world, sam *discordtest.Person, members []*discordtest.Person) {
		w.all(sam, members, "first")
		for n := range 3 {
			count := map[string]int{}
			for _, kind := range w.Heard(n) {
				count[kind]++
			}
			if want := map[bool]int{true: 1, false: 0}[n == 0]; count["READY"] != 1 || count["GUILD_CREATE"] != 1 || count["INTERACTION_CREATE"] != 1 || count["MESSAGE_CREATE"] != want {
				t.Errorf("shard %d of 3 was sent %v", n, count)
			}
		}
		if n := len(w.Calls("PUT /applications/{app}/commands")); n != 1 {
			t.Errorf("the commands were set %d times", n)
		}
	})
}

// Discord takes one new session in five seconds, or of a very large bot several; one that comes too early is told that it is invalid.
func TestShardsBeginOneAfterTheOther(t *testing.T) {
	for concurrent, within := range map[int]time.Duration{1: 13 * time.Second, 3: time.Second} {
		inWorld(t, func(o *discord.Options) { o.Shards = 3 }, func(t *testing.T, w *world) {
			w.run()
			bottest.Pass(within)
			if n := w.Connected(); n != 3 {
				t.Errorf("%d at once: %d shards are connected after %s", concurrent, n, within)
			}
			if strings.Contains(w.log.String(), "is made again") {
				t.Errorf("%d at once: a shard began too early:\n%s", concurrent, w.log)
			}
		}, discordtest.WithConcurrency(concurrent))
	}
}

// Each shard resumes its own session, and another process that has as many resumes them all, without one new session.
func TestShardsResume(t *testing.T) {
	inShards(t, func(t *testing.T, w *world, sam *discordtest.Person, members []*discordtest.Person) {
		w.all(sam, members, "first")
		w.Drop()
		w.all(sam, members, "after a cut")
		w.AskReconnect()
		w.all(sam, members, "after a request")
		w.halt()
		w.may(sam.Say("between"))
		w.may(members[2].Say("/approve between"))
		before := len(w.heard())
		w.run()
		bottest.Pass(10 * time.Second)
		if n := len(w.heard()) - before; n != 2 {
			t.Errorf("of two things that were done between two processes %d were heard", n)
		}
		w.all(sam, members, "in another process")
		if strings.Contains(w.log.String(), "allows no more connections") {
			t.Errorf("new sessions were asked for:\n%s", w.log)
		}
	}, discordtest.WithStarts(3))
}

// One shard's session is gone while the others go on.
func TestOneShardBeginsAnew(t *testing.T) {
	inShards(t, func(t *testing.T, w *world, sam *discordtest.Person, members []*discordtest.Person) {
		w.Invalidate(false)
		bottest.Pass(time.Minute)
		w.all(sam, members, "after all began anew")
		if n := w.Connected(); n != 3 {
			t.Errorf("%d shards are connected", n)
		}
	})
}
