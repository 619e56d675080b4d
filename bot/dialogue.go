package bot

import (
	"encoding/json"
	"maps"
	"strings"
	"time"
)

// dialogueLife is how long a dialogue waits for its answer.
const dialogueLife = 24 * time.Hour

// dialogue is what somebody is in the middle of: the step that waits for their words, and what was gathered so far. It
// survives restarts, ends with /cancel, and is forgotten when its time is over.
type dialogue struct {
	Step string            `json:"step,omitempty"` // a key of the table of steps; empty is none
	Data map[string]string `json:"data,omitempty"`
	// Lang is the language chosen by somebody who is nobody's member yet.
	Lang string    `json:"lang,omitempty"`
	At   time.Time `json:"at,omitzero"`
}

func (d dialogue) empty() bool { return d.Step == "" && d.Lang == "" && len(d.Data) == 0 }

func (d dialogue) fingerprint() string {
	b, err := json.Marshal(d)
	if err != nil {
		panic(err) // strings and a time: cannot happen
	}
	return string(b)
}

// ask begins or goes on with a dialogue: the next words of this person are for step. pairs are names and values to keep; what
// was kept before stays.
func (t *turn) ask(step string, pairs ...string) {
	data := maps.Clone(t.d.Data)
	if data == nil {
		data = map[string]string{}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		data[pairs[i]] = pairs[i+1]
	}
	t.d = dialogue{Step: step, Data: data, Lang: t.d.Lang, At: t.now.UTC()}
}

// end ends the dialogue. Somebody who asks a question before agreeing keeps the invitation they came by.
func (t *turn) end() {
	code := t.d.Data["invite"]
	t.d = dialogue{Lang: t.d.Lang, At: t.d.At}
	if t.m == nil && code != "" {
		t.d.Data = map[string]string{"invite": code}
	}
}

// waiting tells whether a dialogue waits for words.
func (t *turn) waiting() bool { return t.d.Step != "" && t.now.Sub(t.d.At) < dialogueLife }

// cancelRow is the row of buttons every question has. It cancels the question that waits now and no later one.
func (t *turn) cancelRow() []Button {
	return []Button{t.button("cancel.button", "cancel", strings.Fields(t.d.Step)...)}
}

// stale is a step's answer when what it was about is not there any more.
var errStale = refusal{key: "stale"}
