//go:build !race

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"time"

	"relais/bot/telegram"
	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
)

// The releases of TestTorture, by their numbers: a brief that holds what is in doubt, an alert that sends it again, and the
// correction of the first.
const (
	holds      = 1
	sendsAgain = 2
	corrects   = 3
)

// tortureBrief is a brief as its author writes it.
func tortureBrief(name, kind, title string) string {
	head := ""
	if kind == "alert" {
		head = "\nUrgent because: the list is read out tomorrow\nUseless after: 2099-01-01 12:00 UTC"
	}
	return "== Brief " + name + "\nCampaign: living-heritage\nKind: " + kind + head + "\n\n== English\nTitle: " + title +
		"\nSummary: It has been on a list since 2014.\nPoints:\n- It was inscribed in 2014. [argan-inscribed]\nPrompts:\n- What is it to you?\nA fair critic: A list protects little.\n"
}

// inside opens the store while no process has it, and releases at once what it is asked to release.
func (x *torture) inside(fn func(*service) error) {
	x.t.Helper()
	cfg, _, err := loadConfig(x.config, nil)
	if err != nil {
		x.t.Fatal(err)
	}
	p := cfg.parts(slog.New(slog.DiscardHandler))
	p.noSync, p.settings.Undo = true, 0
	s, err := assemble(x.t.Context(), p)
	if err != nil {
		x.t.Fatal(err)
	}
	if err := errors.Join(fn(s), s.close()); err != nil {
		x.t.Fatal(err)
	}
}

// seed puts everybody into the store, of whom the first is a lead and the second reviews, and releases both briefs.
func (x *torture) seed() {
	x.inside(func(s *service) error {
		ctx, now := context.Background(), time.Now()
		for from := 1; from <= x.people; from += 500 {
			if err := s.store.Update(ctx, func(tx storage.Tx) error {
				for n := from; n < min(from+500, x.people+1); n++ {
					if err := tortureMember(s, tx, n, now); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				return err
			}
		}
		return s.store.Update(ctx, func(tx storage.Tx) error {
			file, err := sampleFile()
			if err != nil {
				return err
			}
			file.Briefs = nil
			if _, err := s.net.Import(tx, file, "", now); err != nil {
				return err
			}
			return errors.Join(tortureRelease(s, tx, tortureBrief("heron", "points", firstTitle), now), tortureRelease(s, tx, tortureBrief("gull", "alert", alertTitle), now))
		})
	})
}

func tortureMember(s *service, tx storage.Tx, n int, now time.Time) error {
	chat := strconv.Itoa(firstAccount + n)
	m, err := s.net.Roster.New(tx, members.Identity{Platform: telegram.Name, User: chat, Chat: chat, Name: "Member " + strconv.Itoa(n)}, "en")
	if err != nil {
		return err
	}
	m.Status, m.Kind, m.Joined, m.Welcomed, m.DailyBriefs = members.Admitted, members.Diaspora, now.UTC(), true, 20
	m.QuietFrom, m.QuietTo = 0, 0
	m.Answer(members.Receive, true, "en", now)
	switch n {
	case 1:
		m.Roles = []members.Role{members.Lead}
	case 2:
		m.Roles = []members.Role{members.Reviewer}
	}
	return s.net.Roster.Put(tx, m)
}

// tortureRelease takes a brief, or its next revision, through the desk and has it leave at an instant.
func tortureRelease(s *service, tx storage.Tx, text string, at time.Time) error {
	now := time.Now()
	lead, err := s.net.Roster.Get(tx, 1)
	if err != nil {
		return err
	}
	file, err := messages.ParseFile("torture.txt", []byte(text))
	if err != nil {
		return err
	}
	done, err := s.net.Desk.Import(tx, file, lead.Alias, now)
	if err != nil {
		return err
	}
	b, err := s.net.Desk.Submit(tx, done.Briefs[0].ID, now)
	if err != nil {
		return err
	}
	e, err := s.net.Desk.Edition(tx, b, "en")
	if err != nil {
		return err
	}
	for ordinal := range uint64(messages.LeastApprovals(b.Kind)) {
		reviewer, err := s.net.Roster.Get(tx, 2+ordinal)
		if err != nil {
			return err
		}
		if _, err := s.net.Desk.Approve(tx, b.ID, reviewer.Reader(), "en", e.Hash().Short(), now); err != nil {
			return err
		}
	}
	_, err = s.net.Schedule(tx, b.ID, lead.Alias, at, "", now)
	return err
}

// copyOf names what is shown to somebody of a release.
type copyOf struct {
	release uint64
	chat    int64
}

// of is whose copy of which release a fact is about; of no release what its lead is told of how it goes.
func (f fact) of() copyOf {
	c := copyOf{holds, f.chat}
	switch {
	case strings.HasSuffix(f.text, "-corrects"):
		c.release = corrects
	case f.text == "alert":
		c.release = sendsAgain
	case f.text == "other":
		c.release = 0
	}
	return c
}

// rowCopy is whose copy a row is.
func rowCopy(r outbox.Row) copyOf { return copyOf{r.ID.Release, firstAccount + int64(r.ID.Ordinal)} }

// attempt is what the witness saw of one call.
type attempt struct{ came, accepted, answered int64 } // when, in Unix ns; 0 for never

// lastAttempts are the last process's last calls for each copy.
func (x *torture) lastAttempts() map[copyOf]attempt {
	x.mu.Lock()
	defer x.mu.Unlock()
	last := map[copyOf]attempt{}
	for _, f := range x.facts {
		if f.at < x.born {
			continue
		}
		a := last[f.of()]
		switch f.what {
		case "came":
			a = attempt{came: f.at}
		case "accepted", "lost":
			a.accepted = f.at
		case "answered":
			a.answered = f.at
		}
		last[f.of()] = a
	}
	return last
}

// look says into which windows the last kill fell and whether anything is left. When a quarter have the error it decides on the
// correction, for a moment at which the error is being sent to others.
func (x *torture) look() {
	x.drain()
	last := x.lastAttempts()
	fell := map[string]bool{}
	x.inside(func(s *service) error {
		ready := false
		err := s.store.View(x.t.Context(), func(tx storage.Tx) error {
			x.left, x.done, ready = 0, x.corrected, false
			for id := uint64(holds); id <= corrects; id++ {
				r, err := s.net.Release(tx, id)
				if errors.Is(err, storage.ErrNotFound) {
					return nil
				}
				if err != nil {
					return err
				}
				counts, err := x.classify(s, tx, r, last, fell)
				if err != nil {
					return err
				}
				x.left += counts[outbox.Queued] + counts[outbox.Sending]
				x.done = x.done && r.Planned && x.left == 0
				if id == holds {
					ready = r.Planned && counts[outbox.Queued] < 3*x.people/4
				}
			}
			return nil
		})
		if err != nil || x.corrected || !ready {
			return err
		}
		x.corrected, x.done = true, false
		return s.store.Update(x.t.Context(), func(tx storage.Tx) error {
			return tortureRelease(s, tx, tortureBrief("heron", "points", secondTitle), time.Now().Add(time.Second))
		})
	})
	for w := range fell {
		x.hits[w]++
	}
}

// classify says into which windows of a release the last kill fell.
func (x *torture) classify(s *service, tx storage.Tx, r campaigns.Release, last map[copyOf]attempt, fell map[string]bool) (counts outbox.Counts, err error) {
	err = s.net.Outbox.Rows(tx, r.ID, func(row outbox.Row) error {
		counts[row.State]++
		if row.State != outbox.Sending {
			return nil
		}
		x.unsure[rowCopy(row)]++
		switch a := last[rowCopy(row)]; {
		case a.came == 0:
			fell[markToWrite] = true
		case a.accepted != 0 && a.accepted < x.died && a.answered == 0:
			fell[writeToAnswer] = true
		case a.accepted != 0 && a.answered != 0 && a.answered < x.died:
			fell[answerToReceipt] = true
		}
		return nil
	})
	open := counts[outbox.Queued] + counts[outbox.Sending]
	if r.Started && !r.Planned {
		fell[inPlanning] = true
	}
	if counts[outbox.Queued] > 0 && open < counts.Total() {
		fell[beforeMark] = true
	}
	if r.Class == campaigns.Edit && r.Started && open > 0 {
		fell[duringCorrection] = true
	}
	x.open[r.ID] += counts[outbox.Sending]
	if counts[outbox.Sending] > tortureWorkers {
		x.t.Errorf("%d copies of release %d were being sent at once", counts[outbox.Sending], r.ID)
	}
	return counts, err
}

// accepted is what the platform accepted of one copy: the messages' ids, and how many answers it cut then.
type accepted struct {
	messages []string
	texts    []string
	edits    map[string]string // the newest text of an edit, by message
	lost     int
}

// evidence reads the journal from the disk.
func (x *torture) evidence() map[copyOf]accepted {
	text, err := os.ReadFile(x.journal())
	if err != nil {
		x.t.Fatal(err)
	}
	all := map[copyOf]accepted{}
	for line := range strings.Lines(string(text)) {
		f, ok := readFact(line)
		if !ok || f.what != "accepted" && f.what != "lost" {
			continue
		}
		a := all[f.of()]
		if f.what == "lost" {
			a.lost++
		}
		if f.method == "editMessageText" {
			if a.edits == nil {
				a.edits = map[string]string{}
			}
			a.edits[f.message] = f.text
		} else {
			a.messages, a.texts = append(a.messages, f.message), append(a.texts, f.text)
		}
		all[f.of()] = a
	}
	return all
}

// String names a copy.
func (c copyOf) String() string { return fmt.Sprintf("release %d for %d", c.release, c.chat) }
