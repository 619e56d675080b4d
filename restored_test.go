//go:build !race

package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"relais/bot/telegram/telegramtest"
	"relais/campaigns/members"
	"relais/storage"
)

// backup makes a backup of a world as it is at this moment.
func (w *world) backup(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.backup")
	p := w.parts()
	if _, err := saveBackup(path, p.keys, nil, func(out io.Writer) error { return w.s.store.Backup(context.Background(), out) }); err != nil {
		t.Fatal(err)
	}
	return path
}

// destroy loses the store, and nothing else; restore makes it of a backup and starts the world again.
func (w *world) destroy(t *testing.T) {
	t.Helper()
	w.stop()
	w.stop = nil
	if err := os.Remove(filepath.Join(w.dir, "relais.db")); err != nil {
		t.Fatal(err)
	}
}

func (w *world) restore(t *testing.T, backup string) restored {
	t.Helper()
	done, err := (&restoreFlags{File: backup}).restore(context.Background(), w.parts())
	if err != nil {
		t.Fatal(err)
	}
	w.start(t)
	return done
}

// midRelease makes a backup in the middle of a release: Karim's copy is to be tried again, Sofía's is on its way, all others have it. It
// returns when these two have theirs too, the store knows that, and it is lost.
func (w *world) midRelease(t *testing.T) (backup string) {
	t.Helper()
	for _, who := range []string{"karim", "sofia"} {
		w.Say(t, who, "/language en", false)
	}
	w.approved(t)
	for who, f := range map[string]telegramtest.Fault{
		"karim": telegramtest.BadGateway(telegramtest.Fault{Times: 4}), "sofia": {Latency: 20 * time.Second},
	} {
		f.Method, f.Chat = "sendMessage", w.person(who).User().Chat
		w.telegram.Fail(f)
	}
	w.pressLabel(t, "nadia", "Release now")
	time.Sleep(70*time.Second - beat)
	for who, want := range map[string]int{"amina": 1, "karim": 0, "sofia": 0} {
		if n := w.told(t, who, "Argan again"); n != want {
			t.Fatalf("%s has %d copies when the backup is made", who, n)
		}
	}
	backup = w.backup(t)
	time.Sleep(time.Minute)
	w.settle()
	w.once(t)
	w.destroy(t)
	return backup
}

// once holds that everybody has the brief once.
func (w *world) once(t *testing.T) {
	t.Helper()
	for _, c := range cast {
		if n := w.told(t, c.user, "Argan again"); n != 1 && c.user != "nadia" && c.user != "rafael" {
			t.Errorf("%s has %d copies", c.user, n)
		}
	}
}

// TestRestored holds that what a backup cannot know is not done twice, that a lead is told, and that it is theirs to decide.
func TestRestored(t *testing.T) {
	for press, copies := range map[string]int{"Leave them": 1, "Send again": 2} {
		t.Run("in_the_middle_of_a_release/"+strings.ReplaceAll(strings.ToLower(press), " ", "_"), func(t *testing.T) {
			inSample(t, stages[1], func(t *testing.T, w *world) {
				done := w.restore(t, w.midRelease(t))
				if len(done.waits) != 1 || done.waits[0].People != 2 || !done.admin {
					t.Errorf("the restore says %+v", done)
				}
				time.Sleep(time.Hour)
				w.settle()
				w.once(t)
				if !w.reads(t, "nadia", "The network was restored from a backup of 2026-03-02 12:0") || !w.reads(t, "nadia", "2 people") {
					t.Error("nadia is not told")
				}
				w.Say(t, "nadia", "/desk", false)
				if !w.reads(t, "nadia", "copies of which nobody knows whether they arrived") {
					t.Error("the desk does not say so")
				}
				w.pressLabel(t, "nadia", "What may be missing")
				if !w.reads(t, "nadia", "a backup was restored, and nobody knows whether these have left since") {
					t.Error("/doubts does not say why")
				}
				w.pressLabel(t, "nadia", press)
				time.Sleep(time.Hour)
				w.settle()
				for who, want := range map[string]int{"amina": 1, "samira": 1, "karim": copies, "sofia": copies} {
					if n := w.told(t, who, "Argan again"); n != want {
						t.Errorf("%s has %d copies, want %d", who, n, want)
					}
				}
				w.Say(t, "nadia", "/doubts", false)
				if !w.reads(t, "nadia", "Nothing is open") {
					t.Error("it is still open")
				}
			})
		})
	}
	t.Run("a_correction_reaches_those_who_may_have_it", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			w.restore(t, w.midRelease(t))
			w.withdraw(t, "B6")
			for _, who := range []string{"karim", "sofia", "amina"} {
				if w.told(t, who, "The year was wrong.") == 0 {
					t.Errorf("%s is not told of the withdrawal", who)
				}
			}
		})
	})
	t.Run("a_correction_that_was_under_way_goes_on_and_is_no_second_message", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			sofia := w.person("sofia").(telegramtest.Person)
			w.Say(t, "sofia", "/language en", false)
			w.head = "Fallback: en\n"
			// Of one copy nobody knows whether it arrived, so that its correction is a message of its own.
			w.telegram.Fail(telegramtest.Fault{Method: "sendMessage", Chat: sofia.User().Chat, Cut: telegramtest.CutAfter})
			w.release(t, "Argan again")
			w.Say(t, "nadia", "/doubts", false)
			w.pressLabel(t, "nadia", "Leave them")
			before := w.backupOfNotice(t)
			if n := w.told(t, "sofia", "The year was wrong."); n != 1 {
				t.Fatalf("sofia has %d notices", n)
			}
			w.destroy(t)
			w.restore(t, before)
			time.Sleep(time.Hour)
			w.settle()
			if n := w.told(t, "sofia", "The year was wrong."); n != 1 {
				t.Errorf("sofia has %d notices", n)
			}
			if n := w.told(t, "amina", "The year was wrong."); n != 1 {
				t.Errorf("amina has %d notices", n)
			}
		})
	})
	for press, copies := range map[string]int{"Take it back": 1, "Let it go on": 2} {
		t.Run("due_since_the_backup/"+strings.ReplaceAll(strings.ToLower(press), " ", "_"), func(t *testing.T) {
			inSample(t, stages[1], func(t *testing.T, w *world) {
				w.approved(t)
				w.pressLabel(t, "nadia", "Release now")
				backup := w.backup(t)
				time.Sleep(2 * time.Minute)
				w.settle()
				w.once(t)
				w.destroy(t)
				if done := w.restore(t, backup); len(done.waits) != 1 || done.waits[0].People != 0 {
					t.Errorf("the restore says %+v", done)
				}
				time.Sleep(time.Hour)
				w.settle()
				w.once(t)
				w.pressLabel(t, "nadia", "What may be missing")
				w.pressLabel(t, "nadia", press)
				time.Sleep(time.Hour)
				w.settle()
				if n := w.told(t, "amina", "Argan again"); n != copies {
					t.Errorf("amina has %d copies, want %d", n, copies)
				}
				w.Say(t, "nadia", "/doubts", false)
				if !w.reads(t, "nadia", "Nothing is open") {
					t.Error("it is still open")
				}
			})
		})
	}
	t.Run("due_after_the_restore", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			w.approved(t)
			w.Say(t, "nadia", "/schedule B6 2026-03-03 12:00 Europe/Paris", false)
			backup := w.backup(t)
			w.destroy(t)
			if done := w.restore(t, backup); len(done.waits) != 0 {
				t.Errorf("the restore says %+v", done)
			}
			time.Sleep(25 * time.Hour)
			w.settle()
			w.once(t)
			if !w.reads(t, "nadia", "No release was under way") {
				t.Error("nadia is not told that nothing waits")
			}
		})
	})
	t.Run("who_left_since_is_not_there_and_may_come_back", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			member := func() bool {
				_, err := w.member("sam")
				return err == nil
			}
			w.join(t, "sam")
			backup := w.backup(t)
			w.Say(t, "sam", "/leave", false)
			w.pressLabel(t, "sam", "Leave, keep messages")
			w.destroy(t)
			if done := w.restore(t, backup); done.erased != 1 || member() {
				t.Errorf("the restore says %+v; sam is a member: %v", done, member())
			}
			w.release(t, "Argan again")
			if n := w.told(t, "sam", "Argan again"); n != 0 {
				t.Error("sam is sent briefs")
			}
			w.join(t, "sam")
			backup = w.backup(t)
			w.destroy(t)
			if w.restore(t, backup); !member() {
				t.Error("sam came back after leaving, and was erased once more")
			}
		})
	})
}

// member finds somebody's record.
func (w *world) member(who string) (m members.Member, err error) {
	id := w.identity(who)
	err = w.s.store.View(context.Background(), func(tx storage.Tx) (err error) {
		m, err = w.s.net.Roster.ByIdentity(tx, id.Platform, id.User)
		return err
	})
	return m, err
}

// join has somebody come by an invitation.
func (w *world) join(t *testing.T, who string) {
	t.Helper()
	w.Say(t, "nadia", "/invite member", false)
	var code string
	for _, m := range w.Chat(t, "nadia") {
		if found := regexp.MustCompile(`start=(\w+)`).FindStringSubmatch(m.Text + m.Copy); found != nil {
			code = found[1]
		}
	}
	w.Say(t, who, "/start "+code, false)
	for _, label := range []string{"I agree, send me briefs", "Academic", "I'll keep to them"} {
		w.pressLabel(t, who, label)
	}
}

// approved makes a brief that is ready to be released.
func (w *world) approved(t *testing.T) {
	t.Helper()
	w.Attach(t, "nadia", "more.txt", []byte("== Brief argan-again\nCampaign: living-heritage\nKind: points\nFallback: en\n\n== English\nTitle: Argan again"+
		"\nSummary: It has been on a list since 2014.\nPoints:\n- It was inscribed in 2014. [argan-inscribed]\nPrompts:\n- What is it to you?\nA fair critic: A list protects little.\n"))
	w.pressLabel(t, "nadia", "Send for review")
	w.pressLabel(t, "rafael", "Approve English")
	w.pressLabel(t, "nadia", "See the plan")
}

// backupOfNotice withdraws the brief, and makes a backup while notices are to be tried again. It returns when they have arrived.
func (w *world) backupOfNotice(t *testing.T) string {
	t.Helper()
	for _, who := range []string{"sofia", "amina"} {
		w.telegram.Fail(telegramtest.BadGateway(telegramtest.Fault{Chat: w.person(who).User().Chat, Times: 4}))
	}
	w.Say(t, "nadia", "/withdraw B6 The year was wrong.", false)
	w.pressLabel(t, "nadia", "Withdraw it")
	if w.reads(t, "sofia", "The year was wrong.") || w.reads(t, "amina", "The year was wrong.") {
		t.Fatal("the notices have arrived before the backup is made")
	}
	backup := w.backup(t)
	time.Sleep(time.Minute)
	w.settle()
	return backup
}
