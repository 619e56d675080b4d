package story

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// begin is when the stories below begin.
var begin = time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC)

func TestStories(t *testing.T) {
	paths, err := filepath.Glob("testdata/runner/*.story")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".story"), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				wait(time.Until(begin))
				Play(t, path, newToy(t))
			})
		})
	}
}

// Every expectation can fail, and says where and what stood there.
func TestAStepThatFailsSaysWhereAndWhatStoodThere(t *testing.T) {
	for _, c := range []struct{ script, want string }{
		{"amina says '/start'\namina reads 'Welcome, amina' 'Somebody is paid'", "a.story:3: amina reads 'Welcome, amina' 'Somebody is paid'\n" +
			"amina does not read \"Somebody is paid\"; since their last step:\n  bot:  Welcome, amina.\n        Nobody is paid.\n        [I agree]\n"},
		{"amina says '/start'\namina reads 'paid' then 'Welcome'", `does not read "Welcome" where it should come`},
		{"amina says '/start'\none of amina and sam reads 'Goodbye'", "neither does"},
		{"amina says '/start'\nsam says '/start'\none of amina and sam reads 'Welcome'", "both amina and sam do"},
		{"amina says '/start'\namina reads nothing", "amina reads:\n  bot:  Welcome"},
		{"amina says '/start'\namina does not read 'xyz' 'Nobody'", `does read "Nobody"`},
		{"amina says '/start'\namina sees 'I agree' 'I do not'", `sees no button "I do not"`},
		{"amina says '/start'\namina does not see 'agree'", `does see "agree"`},
		{"amina says '/start'\namina sees no buttons", "does see some"},
		{"amina says '/start'\namina sees the menu 'Briefs'", `has the menu ["Briefs" "Settings"]`},
		{"amina says '/start'\namina presses 'Refuse'", "amina has no button \"Refuse\"; the chat:\n  they: /start\n  bot:  Welcome"},
		{"amina says '/start'\namina presses 'agree' under 'Approved'", `has no button "agree"`},
		{"amina says '/start'\namina presses the old 'I agree'", "was never shown a button"},
		{"amina says 'x'\namina presses a forged button", "has no button to forge"},
		{"amina says '/kit'\namina presses 'Open X'", "it is opened, not pressed"},
		{"amina says '/start'\namina opens 'I agree' and is led to 'x'", "it is pressed, not opened"},
		{"amina says '/kit'\namina opens 'Open X' and is led to 'https://y'", `it leads to "https://x.example/intent?text=1"`},
		{"amina says '/start'\namina has 'Welcome' 2 times", "amina has it in 1 messages"},
		{"amina says '/start'\namina has no 'Welcome'", `amina has "Welcome" in 1 messages`},
		{"amina says '/start'\namina removes 'Goodbye'", "has no such message"},
		{"amina says '/start'\namina notes code from '(xyz)'", "nothing fits"},
		{"amina says '/start'\namina notes code from 'xyz'", "has no brackets"},
		{"amina says '{code}'", "nothing was noted as {code}"},
		{"amina attaches brief.txt", "no file brief.txt"},
		{"reader follows amina's link", "was shown no public link"},
		{"reader gets '/b/B1' and reads 'Couscous' 'Argan'", `without "Argan"; answered 200`},
		{"reader gets '/b/B1' and does not read 'Couscous'", `the page has "Couscous"`},
		{"reader gets '/b/B9' and is answered 200", "answered 404"},
		{"time passes soon", "time: invalid duration"},
		{"time passes 3 moons", "is no time"},
		{"clock is '2026-03-02 11:00' in Europe/Paris", "it is 2026-03-02 12:00 already"},
		{"clock is '2026-03-02 11:00' in Europe/Nowhere", "unknown time zone"},
		{"2 guests say '/start'\n3 guests press 'I agree'", "guest3 has no button"},
		{"amina whispers 'hello'", "no sentence of this form is known"},
		{"amina says hello", "no sentence of this form is known"},
	} {
		synctest.Test(t, func(t *testing.T) {
			wait(time.Until(begin))
			w := newToy(t)
			defer w.Close(t)
			err := play(t, "a.story", []byte("network toy\n"+c.script+"\n"), w)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%q\ngave %v\nwant %q", c.script, err, c.want)
			}
		})
	}
}

// bare is a world that can do no more than it must.
type bare struct{ World }

func TestWhatAWorldCannotDoIsSaid(t *testing.T) {
	for _, line := range []string{
		"the service stops", "the service starts", "amina blocks the bot", "amina unblocks the bot", "amina removes 'x'", "amina sees the menu 'x'",
		"amina presses 'x' as the service is killed", "amina and sam press 'x' at once",
	} {
		err := play(t, "a.story", []byte(line), bare{})
		if err == nil || !strings.Contains(err.Error(), "this world (story.bare) has no way to") {
			t.Errorf("%s: %v", line, err)
		}
	}
}

func TestTogetherMeansBeforeAnybodyIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newToy(t)
		defer w.Close(t)
		script := "network toy\nrafael says '/review'\nsamira says '/review'\nrafael and samira press 'Approve' at once\nrafael presses 'Approve'\n" +
			"rafael presses 'Approve' as the service is killed\n"
		if err := play(t, "a.story", []byte(script), w); err != nil {
			t.Fatal(err)
		}
		if gap := w.pressed[1].Sub(w.pressed[0]); gap != 0 {
			t.Errorf("the second pressed %v after the first", gap)
		}
		before := time.Now()
		w.Say(t, "rafael", "hello", false)
		if waited := time.Since(before); waited < beat {
			t.Errorf("an act that is not rushed was waited for %v", waited)
		}
	})
}
