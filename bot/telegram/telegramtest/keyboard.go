package telegramtest

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// button is one of an inline keyboard. The pointers tell what was given.
type button struct {
	Text string    `json:"text"`
	URL  *string   `json:"url,omitempty"`
	Data *string   `json:"callback_data,omitempty"`
	Copy *copyText `json:"copy_text,omitempty"`
}

type copyText struct {
	Text string `json:"text"`
}

// markup is a reply_markup that was checked.
type markup struct {
	inline [][]button
	menu   [][]string
	remove bool
	force  bool
}

// other tells that it is there and no inline keyboard, after which a message cannot be edited.
func (m markup) other() bool { return m.menu != nil || m.remove || m.force }

// markupOf checks the reply_markup of a call.
func markupOf(c *call) (markup, *refusal) {
	text := c.params["reply_markup"]
	if text == "" {
		return markup{}, nil
	}
	var which map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &which) != nil {
		return markup{}, breaks("markup.json")
	}
	switch {
	case which["inline_keyboard"] != nil:
		return inlineOf(text)
	case which["keyboard"] != nil:
		return menuOf(text)
	case which["remove_keyboard"] != nil:
		var r struct {
			Remove    bool `json:"remove_keyboard"`
			Selective bool `json:"selective"`
		}
		refused := strict("reply_markup", text, &r)
		if refused == nil && !r.Remove {
			refused = unused("remove_keyboard is false")
		}
		return markup{remove: true}, refused
	case which["force_reply"] != nil:
		var r struct {
			Force     bool   `json:"force_reply"`
			Hint      string `json:"input_field_placeholder"`
			Selective bool   `json:"selective"`
		}
		return markup{force: true}, strict("reply_markup", text, &r)
	case len(which) == 0:
		return markup{}, nil
	}
	return markup{}, unused("reply_markup is no keyboard: %s", text)
}

func inlineOf(text string) (markup, *refusal) {
	var k struct {
		Rows [][]button `json:"inline_keyboard"`
	}
	if refused := strict("reply_markup", text, &k); refused != nil {
		return markup{}, refused
	}
	var m markup
	all := 0
	for _, row := range k.Rows {
		if len(row) > rule("button.row").Limit {
			return m, breaks("button.row")
		}
		for i := range row {
			if refused := row[i].check(); refused != nil {
				return m, refused
			}
		}
		if all += len(row); len(row) > 0 {
			m.inline = append(m.inline, row)
		}
	}
	if all > rule("button.all").Limit {
		return m, breaks("button.all")
	}
	return m, nil
}

func (b *button) check() *refusal {
	b.Text = strings.TrimSpace(clean(b.Text))
	given := 0
	for _, is := range []bool{b.URL != nil && *b.URL != "", b.Data != nil, b.Copy != nil} {
		if is {
			given++
		}
	}
	switch {
	case b.Text == "":
		return breaks("button.text")
	case given == 0:
		return breaks("button.type")
	case given > 1:
		return unused("the button %q does more than one thing", b.Text)
	case b.Data != nil && (*b.Data == "" || len(*b.Data) > rule("button.data").Limit):
		return breaks("button.data")
	case b.Copy != nil && (b.Copy.Text == "" || utf8.RuneCountInString(b.Copy.Text) > rule("button.copy").Limit):
		return breaks("button.copy")
	case b.URL != nil:
		if broken := checkURL(*b.URL); broken != "" {
			return breaks(broken, *b.URL)
		}
	}
	return nil
}

func menuOf(text string) (markup, *refusal) {
	var k struct {
		Rows       [][]json.RawMessage `json:"keyboard"`
		Persistent bool                `json:"is_persistent"`
		Resize     bool                `json:"resize_keyboard"`
		Once       bool                `json:"one_time_keyboard"`
		Hint       string              `json:"input_field_placeholder"`
		Selective  bool                `json:"selective"`
	}
	if refused := strict("reply_markup", text, &k); refused != nil {
		return markup{}, refused
	}
	m := markup{}
	all := 0
	for _, row := range k.Rows {
		var labels []string
		for _, raw := range row {
			var label string
			if json.Unmarshal(raw, &label) != nil {
				var b struct {
					Text string `json:"text"`
				}
				if refused := strict("a button of the keyboard", string(raw), &b); refused != nil {
					return m, refused
				}
				label = b.Text
			}
			if label = strings.TrimSpace(clean(label)); label == "" {
				return m, breaks("key.text")
			}
			labels = append(labels, label)
		}
		if len(labels) > rule("key.row").Limit {
			return m, breaks("key.row")
		}
		if all += len(labels); len(labels) > 0 {
			m.menu = append(m.menu, labels)
		}
	}
	switch {
	case all > rule("key.all").Limit:
		return m, breaks("key.all")
	case utf8.RuneCountInString(k.Hint) > rule("key.hint").Limit:
		return m, breaks("key.hint")
	case all == 0:
		return m, unused("a keyboard without buttons")
	}
	return m, nil
}
