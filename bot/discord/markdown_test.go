package discord

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"relais/bot/discord/discordtest"
	"relais/bot/markup"
)

func TestMarkdown(t *testing.T) {
	for source, want := range map[string]string{
		"":                                "",
		"plain":                           "plain",
		"**bold** _italic_ `code`":        "**bold** _italic_ `code`",
		"**_both_** and *__both__*":       "**_both_** and _**both**_",
		"one\ntwo\\\nthree":               "one\ntwo\nthree",
		"one\n\ntwo":                      "one\n\ntwo",
		"Facts:\n\n- a\n- b\n\nEnd":       "Facts:\n\n• a\n• b\n\nEnd",
		"3. a\n4. b":                      `3\. a` + "\n" + `4\. b`,
		"> said\n> twice\n\nafter":        "> said\n> twice\n\nafter",
		"> > deep":                        "> deep",
		"> **a\n> b**":                    "> a\n> b",
		"[a](https://e.org/?a=1&b=%22)":   "[a](<https://e.org/?a=1&b=%22>)",
		"[a](https://e.org/x_(y))":        "[a](<https://e.org/x_%28y%29>)",
		"[https://e.org](https://f.org)":  `https\://e.org <https://f.org>`,
		"[a](tg://user?id=1)":             `a (tg\://user?id=1)`,
		"[a](mailto:a@e.org)":             `a (mailto\:a\@e.org)`,
		"see https://e.org/a_b_c.":        "see <https://e.org/a_b_c>.",
		"(https://e.org/a_(b))":           "(<https://e.org/a_(b)>)",
		"\\# no heading":                  `\# no heading`,
		"\\- no item":                     `\- no item`,
		"1986\\. A year":                  `1986\. A year`,
		"\\> no quote":                    `\> no quote`,
		"@everyone \\<@1> \\<#2> :smile:": `\@everyone \<\@1> \<#2> \:smile:`,
		"**a**__b__":                      "a**b**", // four stars are no marks
		"**a**b":                          "**a**b",
		"*a*b":                            "ab", // an underscore there would stay one
		"**a `x*y` b**":                   "a `x*y` b",
		"``a`b``":                         "`` a`b ``",
		"```` a```b ````":                 "a\\`\\`\\`b",
	} {
		if got := markdown(source).String(); got != want {
			t.Errorf("%q\n gives %q\n  want %q", source, got, want)
		}
	}
}

func TestBlock(t *testing.T) {
	for s, want := range map[string]string{
		"a\nb": "```\na\nb\n```", "py\nx": "```\npy\nx\n```", "a ``b``": "```\na ``b``\n```",
		"```": "", "a```b": "", "a\n": "", "\na": "", " ": "",
	} {
		if got := block(s); got != want {
			t.Errorf("%q gives %q; want %q", s, got, want)
		}
	}
}

// plain is a sink that keeps what is to be read and nothing else.
type plain struct {
	b strings.Builder
}

func (*plain) Begin(markup.Piece) {}
func (*plain) End(markup.Piece)   {}
func (*plain) Break()             {}
func (p *plain) Text(s string)    { p.b.WriteString(s) }

// letters are what is left of a text without spaces.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// Whatever the source, Discord's clients show the characters that are to be read: no mark is left over and none is lost. Links and
// marks of items, which show in several ways, are held by TestMarkdown.
func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{
		"**a** b `c`", "> x\n\n    y", "<b> &#0; @everyone <@1>", "a\n> c\\\n", "🙂 ع\u2068x\u2069", "\\\n", "https://a_b*c*", "*a **b** c*", "`a``b`",
		"***a** b*", "_a_b_", "# a\n-# b\n--- ~~x~~ ||y||", "<t:1> </a:1> <a:b:1> <https://x>", "http://`*`", "**a*b*c**d", "**`*`**", "``` \\` ```", "https://*",
	} {
		f.Add(s)
	}
	read := reader(f)
	f.Fuzz(func(t *testing.T, source string) {
		if !utf8.ValidString(source) || len(source) > 300 || strings.ContainsRune(source, utf8.RuneError) {
			return // refused before, or beyond what a message holds when all is escaped
		}
		var want plain
		marks := false
		markup.Read(source, tee{&want, func(x markup.Piece) { marks = marks || x.Kind == markup.Link || x.Kind == markup.Item }})
		if marks {
			return
		}
		p := markdown(source)
		if strings.TrimSpace(p.String()) == "" && letters(want.b.String()) == "" {
			return
		}
		if got := read(t, p.String()); letters(got) != letters(want.b.String()) {
			t.Fatalf("%q is written %q and read %q; want %q", source, p, got, want.b.String())
		}
	})
}

// reader shows a text in a DM, always in the same message, and returns what can be read there.
func reader(t testing.TB) func(t *testing.T, text string) string {
	s := discordtest.New(t, discordtest.WithoutLimits())
	p, client := s.Person(t, "sam", ""), s.Client()
	ask := func(t testing.TB, method, path, text string) (id string) {
		body, err := json.Marshal(struct {
			Content string `json:"content"`
		}{text})
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequest(method, "https://discord.com/api/v10/channels/"+p.User().Chat+"/messages"+path, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header = http.Header{"Content-Type": {"application/json"}, "User-Agent": {"DiscordBot (test, 1)"}, "Authorization": {"Bot " + discordtest.Token}}
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var m struct{ ID, Message string }
		if err := json.NewDecoder(res.Body).Decode(&m); err != nil || m.ID == "" {
			t.Fatalf("%s is refused: %s, %v", body, m.Message, err)
		}
		return m.ID
	}
	id := ask(t, "POST", "", "x")
	return func(t *testing.T, text string) string {
		ask(t, "PATCH", "/"+id, text)
		all, err := p.Chat()
		if err != nil || len(all) != 1 {
			t.Fatal(len(all), err)
		}
		return all[0].Text + all[0].Copy
	}
}

type tee struct {
	*plain
	seen func(markup.Piece)
}

// Begin tells of a piece.
func (t tee) Begin(x markup.Piece) { t.seen(x) }
