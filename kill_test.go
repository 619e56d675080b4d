package main

import (
	"bufio"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/bot/local"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/storage"
)

// TestKill ends the real program with SIGKILL in the middle of things and starts it again on the same folder: people go on
// where they were, nobody is lost and nobody is served twice. Each step of joining is killed a few milliseconds after it was
// said: before the bot has heard it, while it answers, once it has. A release is killed from the lead's tap to the last copy;
// while it can still be taken back, the others have their turn.
func TestKill(t *testing.T) {
	dir, due := asked(t)
	living := fork(t, dir)
	lives := demo(t, living)
	t.Run("meanwhile", func(t *testing.T) {
		t.Run("joining_while_each_step_is_heard", func(t *testing.T) { t.Parallel(); killJoining(t, time.Millisecond) })
		t.Run("joining_while_each_step_is_answered", func(t *testing.T) { t.Parallel(); killJoining(t, 4*time.Millisecond) })
		t.Run("four_releases_while_their_copies_leave", func(t *testing.T) { t.Parallel(); killSeeded(t) })
	})
	t.Run("a_release_when_the_first_copy_comes", func(t *testing.T) {
		watch(t, lives, "karim", "B1")
		lives.kill()
		settled(t, living, releasedBriefs...)
	})
	t.Run("a_release_that_was_due_while_nobody_ran", func(t *testing.T) { killDue(t, dir, due) })
}

// steps are how somebody with an invitation joins, and what answers each step.
func steps(who, code string) (does, answered []scene) {
	return []scene{says(who, "/start "+code), presses(who, "I agree"), presses(who, "Academic"), presses(who, "keep to them")},
		[]scene{reads(who, "Nobody is paid"), reads(who, "As what do you take part"), reads(who, "own words"), reads(who, "(?s)B[0-9].*Share")}
}

// killJoining has the newcomer join through a kill at every step, and somebody else after that without one: what both were told
// is the same. The first step is killed at once, each later one by so much later after it was said.
func killJoining(t *testing.T, later time.Duration) {
	dir := seeded(t)
	p := demo(t, dir)
	all := people(p)
	all.acts(t, says("nadia", "/invite member"))
	m, err := all.wait(t.Context(), "nadia", func(m shown) bool { return strings.Contains(m.Text+m.Copy, "/start ") })
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`/start (\S+)`).FindStringSubmatch(m.Text + m.Copy)[1]
	does, answers := steps("newcomer", code)
	for i, do := range does {
		all.acts(t, do)
		<-time.After(time.Duration(i) * later)
		p.kill()
		p = demo(t, dir)
		all.base = p.url
		all.acts(t, answers[i])
	}
	all.acts(t, says("newcomer", "/settings"), reads("newcomer", "receive briefs yes"))
	steady, answers := steps("steady", code)
	for i, do := range steady {
		all.acts(t, do, answers[i])
	}
	all.acts(t, says("steady", "/settings"), reads("steady", "receive briefs yes"))
	if diff := cmp.Diff(told(all.chat(t, "steady")), told(all.chat(t, "newcomer"))); diff != "" {
		t.Errorf("what was told without a kill (-) and through kills (+):\n%s", diff)
	}
	p.stop(t, syscall.SIGTERM)
	inside(t, dir, func(s *service, tx storage.Tx) {
		joined(t, s, tx)
		inv, err := s.net.Roster.FindInvite(tx, code)
		if err != nil || inv.Uses != 48 {
			t.Errorf("%d more may come by the invitation for 50 that two came by: %v", inv.Uses, err)
		}
		if _, err := s.net.VerifyAudit(tx); err != nil {
			t.Error(err)
		}
	})
}

// told is a chat in words. Where an answer changed a message that stood there, only what it says now is left.
func told(chat []shown) []string {
	var out []string
	for _, m := range chat {
		out = append(out, plain(m))
	}
	return out
}

// joined holds that there is one newcomer, who agreed to receive briefs and to nothing else.
func joined(t *testing.T, s *service, tx storage.Tx) {
	t.Helper()
	n := 0
	if err := s.net.Roster.Scan(tx, 0, func(members.Member) error { n++; return nil }); err != nil || n != len(cast)+2 {
		t.Errorf("%d members, with the cast of %d and two who joined: %v", n, len(cast), err)
	}
	m, err := s.net.Roster.ByIdentity(tx, local.Name, "newcomer")
	if err != nil || m.Status != members.Admitted || m.Kind != members.Academic {
		t.Errorf("the newcomer is %q as %q: %v", m.Status, m.Kind, err)
	}
	for _, purpose := range members.Purposes() {
		if m.Consented(purpose) != (purpose == members.Receive) {
			t.Errorf("the newcomer's consent to %s is %+v", purpose, m.Consents[purpose])
		}
	}
}

// seeded makes a folder as a demonstration leaves it that was killed when the sample network stood in its store, with four
// briefs that are due at once for the six people of the cast.
func seeded(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	inside(t, dir, func(*service, storage.Tx) {})
	return dir
}

// inside opens the store that a process has left, as a start does, and runs nothing.
func inside(t *testing.T, dir string, fn func(*service, storage.Tx)) {
	t.Helper()
	s, err := assembleDemo(t.Context(), dir, "http://127.0.0.1:8080", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	err = s.store.View(t.Context(), func(tx storage.Tx) error { fn(s, tx); return nil })
	if err := errors.Join(err, s.close()); err != nil {
		t.Fatal(err)
	}
}

var seededBriefs = []string{"B2", "B3", "B4", "B5"}

// fork copies a folder while no process has it, so that the same moment can be gone on from in several ways.
func fork(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "demo")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(to, "keys", "relais.key"), 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

// left counts the members' copies of all releases in each state. What stands in a place is in doubt where a kill cut it off, since a
// public post is never sent twice; it may not be lost either.
func left(t *testing.T, s *service, tx storage.Tx) (all outbox.Counts) {
	t.Helper()
	for id := uint64(1); ; id++ {
		if _, err := s.net.Release(tx, id); err != nil {
			if !errors.Is(err, storage.ErrNotFound) {
				t.Error(err)
			}
			return all
		}
		tally, err := s.net.Outbox.Tally(tx, id)
		if err != nil {
			t.Error(err)
		}
		for state, n := range tally.States {
			all[state] += n - tally.Places[state]
		}
		if n := tally.Places[outbox.Failed] + tally.Places[outbox.Skipped] + tally.Places[outbox.Expired]; n > 0 {
			t.Errorf("%d posts of release %d are lost: %v", n, id, tally.Places)
		}
	}
}

// leftIn is left for a folder that no process has. It says what it found.
func leftIn(t *testing.T, dir, when string) (all outbox.Counts) {
	t.Helper()
	inside(t, dir, func(s *service, tx storage.Tx) { all = left(t, s, tx) })
	t.Logf("killed %s: %d sent, %d queued, %d marked", when, all[outbox.Sent], all[outbox.Queued], all[outbox.Sending])
	return all
}

// killAt starts the demonstration on a folder and kills it the moment a brief stands in somebody's chat.
func killAt(t *testing.T, dir, who, brief string) {
	t.Helper()
	p := demo(t, dir)
	watch(t, p, who, brief)
	p.kill()
}

// watch returns the moment a brief stands in somebody's chat: an open stream tells sooner than asking again and again.
func watch(t *testing.T, p *program, who, brief string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+"/api/events?as="+who, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if strings.Contains(lines.Text(), `"share `+brief+" ") {
			return
		}
	}
	t.Fatalf("%s never had %s: %v", who, brief, lines.Err())
}

// settled starts the demonstration once more, waits until everybody has every brief, stops it in order, and holds that each
// came once and that the store says so too. The chat recognises what is sent to it twice, so that no copy stays in doubt.
func settled(t *testing.T, dir string, briefs ...string) {
	t.Helper()
	p := demo(t, dir)
	all := people(p)
	once := map[string]int{}
	for _, b := range briefs {
		once[b] = 1
	}
	for _, c := range cast {
		eventually(t, c.user+" has every brief", func() bool { return len(all.copies(t, c.user)) == len(once) })
	}
	p.stop(t, syscall.SIGTERM)
	// A copy that stood in the chat when the process was killed may not be settled yet when the last one stands there.
	eventually(t, "the store knows of every copy", func() bool {
		open := 0
		inside(t, dir, func(s *service, tx storage.Tx) {
			counts := left(t, s, tx)
			open = counts[outbox.Queued] + counts[outbox.Sending]
		})
		if open > 0 {
			p = demo(t, dir)
			people(p).acts(t, says("nadia", "/desk"))
			p.stop(t, syscall.SIGTERM)
		}
		return open == 0
	})
	inside(t, dir, func(s *service, tx storage.Tx) {
		var want outbox.Counts
		want[outbox.Sent] = len(cast) * len(briefs)
		if diff := cmp.Diff(want, left(t, s, tx)); diff != "" {
			t.Errorf("the copies by their state (-want +got):\n%s", diff)
		}
		chat := httptest.NewServer(s.handler())
		defer chat.Close()
		all.base = chat.URL
		for _, c := range cast {
			if diff := cmp.Diff(once, all.copies(t, c.user)); diff != "" {
				t.Errorf("how often %s has what (-want +got):\n%s", c.user, diff)
			}
		}
	})
}

// killSeeded kills when one or another of the cast has one or another brief, each time from the same start: the first to
// come, and the last.
func killSeeded(t *testing.T) {
	dir, cut := seeded(t), 0
	for who, brief := range map[string]string{"rafael": "B2", "amina": "B4", "karim": "B5"} {
		to := fork(t, dir)
		killAt(t, to, who, brief)
		if leftIn(t, to, "when "+who+" had "+brief)[outbox.Sent] < len(cast)*len(seededBriefs) {
			cut++
		}
		settled(t, to, seededBriefs...)
	}
	if cut == 0 {
		t.Error("no kill came before all copies had left: this test saw nothing")
	}
}

// killUndo is how long the demonstration lets a release be taken back here.
const killUndo = 10 * time.Second

// asked has a lead release the draft that the sample network keeps, kills the program as soon as that was said, and again when
// it was answered. It returns the folder, and when the release is due at the latest.
func asked(t *testing.T) (dir string, due time.Time) {
	t.Helper()
	dir = t.TempDir()
	p := demo(t, dir)
	all := people(p)
	all.acts(t,
		says("nadia", "/submit B1"), reads("nadia", "is in review"), presses("rafael", "Approve English"), reads("rafael", "Approved"),
		says("nadia", "/plan B1"), presses("nadia", "Release now"))
	p.kill()
	p = demo(t, dir)
	all.base = p.url
	all.acts(t, reads("nadia", "B1 leaves in 10 seconds"))
	p.kill()
	return dir, time.Now().Add(killUndo)
}

var releasedBriefs = append([]string{"B1"}, seededBriefs...)

// killDue kills a release that was due while nobody ran: right at the start, and when its first copies come.
func killDue(t *testing.T, dir string, due time.Time) {
	wait := time.NewTimer(time.Until(due))
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-t.Context().Done():
	}
	for _, who := range []string{"nobody", "sofia"} {
		to := fork(t, dir)
		if who == "nobody" {
			demo(t, to).kill()
		} else {
			killAt(t, to, who, "B1")
		}
		leftIn(t, to, "when "+who+" had B1")
		settled(t, to, releasedBriefs...)
	}
}
