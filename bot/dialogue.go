package bot

import (
	"encoding/json"
	"maps"
	"time"

	"relais/campaigns/members"
)

// dialogueLife is how long a dialogue waits for its answer.
const dialogueLife = 24 * time.Hour

// dialogue is what somebody is in the middle of: the step that waits for their words, and what was gathered so far. It
// survives restarts, ends with /cancel, and is forgotten when its time is over.
type dialogue struct {
	Step string            `json:"step,omitempty"` // a key of the table of steps; empty is none
	Data map[string]string `json:"data,omitempty"`
	// Question names the question that is open. Its buttons carry the name, so that those of an earlier one do nothing to it.
	Question string `json:"question,omitempty"`
	// Claims are those checked last, whose buttons may still be pressed; they outlive the question.
	Claims []checked `json:"claims,omitempty"`
	// Lang is the language chosen by somebody who is nobody's member yet.
	Lang string    `json:"lang,omitempty"`
	At   time.Time `json:"at,omitzero"`
}

// checked is a claim that was checked, by the name its buttons carry.
type checked struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// claimsKept is how many claims' buttons work at a time.
const claimsKept = 5

func (d dialogue) empty() bool {
	return d.Step == "" && d.Lang == "" && len(d.Data) == 0 && len(d.Claims) == 0
}

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
	t.d = dialogue{Step: step, Data: data, Question: members.Token(4), Claims: t.d.Claims, Lang: t.d.Lang, At: t.now.UTC()}
}

// afresh begins a dialogue in which nothing is gathered yet.
func (t *turn) afresh() { t.d = dialogue{Lang: t.d.Lang, Claims: t.d.Claims, At: t.d.At} }

// open tells whether a button belongs to the question that is open.
func (t *turn) open(question string) bool {
	return question != "" && question == t.d.Question && t.now.Sub(t.d.At) < dialogueLife
}

// end ends the dialogue. Somebody who asks a question before agreeing keeps the invitation they came by.
func (t *turn) end() {
	code := t.d.Data["invite"]
	t.afresh()
	if t.m == nil && code != "" {
		t.d.Data = map[string]string{"invite": code}
	}
}

// waiting tells whether a dialogue waits for words.
func (t *turn) waiting() bool { return t.d.Step != "" && t.now.Sub(t.d.At) < dialogueLife }

// cancelRow is the row of buttons every question has. It cancels the question that is open now and no later one.
func (t *turn) cancelRow() []Button {
	return []Button{t.button("cancel.button", "cancel", t.d.Question)}
}

// closeRow is the row below a choice that is no question: it closes the choice and ends nothing.
func (t *turn) closeRow() []Button { return []Button{t.button("cancel.button", "cancel")} }

// stale is a step's answer when what it was about is not there any more.
var errStale = refusal{key: "stale"}
