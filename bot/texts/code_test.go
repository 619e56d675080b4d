package texts_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Where the values stand that a key can end in.
const (
	botCode      = ".."
	messagesCode = "../../messages"
	campaignCode = "../../campaigns"
	membersCode  = "../../campaigns/members"
	healthCode   = "../../messages/health"
)

// endings are, for each prefix that the code completes, what it can be completed with.
var endings = map[string]func(t testing.TB) []string{
	"kind.":            constants(membersCode, "Kind"),
	"role.":            constants(membersCode, "Role"),
	"invite.":          constants(membersCode, "Role"),
	"consent.":         constants(membersCode, "Purpose"),
	"kind_of.":         constants(messagesCode, "Kind"),
	"card.kind.":       constants(messagesCode, "Kind"),
	"finding.":         constants(messagesCode, "Finding"),
	"finding_label.":   pressable,
	"stage.":           constants(campaignCode, "Standing"),
	"draft.mark_":      words("figure", "date", "name", "stale", "old"),
	"draft.plain_":     words("figure", "date", "name", "negation", "stale", "old"),
	"confidence.":      constants(messagesCode, "Confidence"),
	"web.source-type.": constants(messagesCode, "SourceType"),
	"payer.":           constants(messagesCode, "PayerType"),
	"health.":          constants(healthCode, "State"),
	"health_why.":      constants(healthCode, "Reason"),
	"kit.source_":      words("dead", "moved", "changed"),
	"door.":            constants(campaignCode, "Why*"),
	"lint.":            column(messagesCode, "rules"),
	"edit.":            column(botCode, "editable"),
	"campaign.edit_":   column(botCode, "campaignFields"),
	"campaign.ask_":    column(botCode, "campaignFields", "line"),
	"command.":         listedVerbs,
	"command_name.":    column(botCode, "renamed"),
	"progress.":        constants(campaignCode, "State*"),
	"closed.":          words("corrected", "deleted", "left"),
	"part.":            column(botCode, "editable", "until", "topics", "why"),
	"right.":           words("admin", "write", "view", "send", "threads", "posts", "links", "files", "history", "mention", "tag"),
	"where.":           words("title", "claim", "finding", "summary", "critic", "changed", "point", "prompt", "not", "sample", "until", "campaign", "why", "media", "kind", "fact", "source", "fallback", "disclosure"),
	"contests.judge.":  words("upheld", "partly", "not_upheld"),
	"contests.was.":    words("upheld", "partly", "not_upheld"),
}

func TestCode_every_key_that_is_used_has_its_words(t *testing.T) {
	english := readSheet(t, "en")
	used := map[string]bool{}
	r := readUses(t, botCode, english)
	for _, fault := range r.faults {
		t.Error(fault)
	}
	for _, u := range expand(t, r.uses) {
		if _, ok := english[u.key]; !ok {
			t.Errorf("%s: there are no words for %s", u.at, u.key)
		}
		used[u.key] = true
	}
	if len(used) < 300 {
		t.Errorf("only %d keys were found in the code", len(used))
	}
	for _, key := range readSheet(t, "en", botFiles...).keys() {
		if !used[key] {
			t.Errorf("%s is used nowhere", key)
		}
	}
}

func TestCode_every_placeholder_is_filled(t *testing.T) {
	english := readSheet(t, "en")
	checked := 0
	for _, u := range expand(t, readUses(t, botCode, english).uses) {
		e, ok := english[u.key]
		if !u.call || !ok {
			continue
		}
		checked++
		for _, name := range placeholders(e.forms["other"]) {
			if !slices.Contains(u.args, name) && (name != "N" || !u.number) {
				t.Errorf("%s: %s is said without %s", u.at, u.key, name)
			}
		}
		if e.plural && !u.number {
			t.Errorf("%s: %s has plurals and is said without a count", u.at, u.key)
		}
	}
	if checked < 250 {
		t.Errorf("only %d calls were found in the code", checked)
	}
}

// expand completes the prefixes.
func expand(t testing.TB, uses []use) []use {
	t.Helper()
	var out []use
	seen := map[string]bool{}
	for _, u := range uses {
		if !u.prefix {
			out = append(out, u)
			continue
		}
		ends, ok := endings[u.key]
		if !ok {
			t.Errorf("%s: what can %q end in? Say it in the table of endings", u.at, u.key)
			continue
		}
		seen[u.key] = true
		for _, end := range ends(t) {
			full := u
			full.key, full.prefix = u.key+end, false
			out = append(out, full)
		}
	}
	for prefix := range endings {
		if !seen[prefix] {
			t.Errorf("the code completes no key that begins with %q", prefix)
		}
	}
	return out
}

// What the reading of the code would find, on code that has each fault.
func TestCode_planted_faults_are_found(t *testing.T) {
	english := sheet{
		"a.one": {forms: forms{"other": "{{.Name}}"}}, "a.two": {forms: forms{"other": "x"}}, "a.three": {forms: forms{"other": "x"}},
		"a.many": {plural: true, forms: forms{"other": "{{.N}}", "one": "{{.N}}"}}, "on": {forms: forms{"other": "x"}},
	}
	const code = `package x
var table = []struct{ err error; key string }{{nil, "a.two"}, {nil, "a.gone"}}
func f(t *turn, p *printer, key string) {
	p.Say("a.one", "Name", 1)
	p.Say("a.missing", "Other", 1)
	long := "a.three"
	if key == "" { long = "a.lost" }
	t.say(long)
	t.say(key)
	t.p.Plain("b." + key, "X", 1)
	t.button("a.two", "verb.a.x")
	t.named(p.Plain("on"), "verb")
	args := []any{"Name", 1}
	args = append(args, "More", 2)
	t.send(Message{Text: p.Say("a.one", args...), Buttons: []Button{{Label: p.Plain("a.three")}}})
	p.Say("a.many", "People", texts.Number(3))
	t.ask("a.step", "a.kept")
	p.Say(build())
	return no(map[right]string{host: "a.two"}[x])
}`
	r := newReader(english)
	f, err := parser.ParseFile(r.fset, "x.go", code, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	r.file(f)
	type seen struct {
		Line          int
		Key           string
		Prefix, Label bool
		Args          []string
		Number        bool
	}
	var got []seen
	for _, u := range r.uses {
		got = append(got, seen{u.at.Line, u.key, u.prefix, u.label, u.args, u.number})
	}
	slices.SortStableFunc(got, func(a, b seen) int { return a.Line - b.Line })
	want := []seen{
		{Line: 2, Key: "a.two"}, {Line: 2, Key: "a.gone"},
		{Line: 4, Key: "a.one", Args: []string{"Name"}},
		{Line: 5, Key: "a.missing", Args: []string{"Other"}},
		{Line: 6, Key: "a.three"}, {Line: 7, Key: "a.lost"},
		{Line: 8, Key: "a.three"}, {Line: 8, Key: "a.lost"},
		{Line: 10, Key: "b.", Prefix: true, Args: []string{"X"}},
		{Line: 11, Key: "a.two", Label: true},
		{Line: 12, Key: "on", Label: true},
		{Line: 15, Key: "a.one", Args: []string{"Name", "More"}}, {Line: 15, Key: "a.three", Label: true}, {Line: 15, Key: "a.three"},
		{Line: 16, Key: "a.many", Args: []string{"People"}, Number: true},
		{Line: 19, Key: "a.two"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("uses (-want +got):\n%s", diff)
	}
	if len(r.faults) != 1 || !strings.Contains(r.faults[0], "x.go:18") {
		t.Errorf("faults: %q", r.faults)
	}
}

// pressable are the findings that a lead can choose.
func pressable(t testing.TB) []string {
	all := constants(messagesCode, "Finding")(t)
	return slices.DeleteFunc(all, func(s string) bool { return s == "none" })
}

func words(list ...string) func(testing.TB) []string {
	return func(testing.TB) []string { return list }
}

// constants are the values of a type's constants, or of those whose names begin as given before "*", as keys write them.
func constants(dir, name string) func(testing.TB) []string {
	begin, byName := strings.CutSuffix(name, "*")
	return func(t testing.TB) []string {
		var out []string
		specs(t, dir, token.CONST, func(v *ast.ValueSpec) {
			if typed := v.Type != nil && typeName(v.Type) == name; !typed && !(byName && strings.HasPrefix(v.Names[0].Name, begin)) {
				return
			}
			value, ok := literal(v.Values[0])
			if !ok {
				t.Fatalf("%s: %s has no text as its value", dir, v.Names[0].Name)
			}
			if value == "" {
				value = "none"
			}
			out = append(out, strings.ReplaceAll(value, " ", "_"))
		})
		if len(out) == 0 {
			t.Fatalf("%s has no constants %s", dir, name)
		}
		return out
	}
}

// column is the first text of each element of a table, and what is added.
func column(dir, name string, more ...string) func(testing.TB) []string {
	return func(t testing.TB) []string {
		out := slices.Clone(more)
		specs(t, dir, token.VAR, func(v *ast.ValueSpec) {
			if v.Names[0].Name != name {
				return
			}
			for _, e := range v.Values[0].(*ast.CompositeLit).Elts {
				if row, ok := e.(*ast.CompositeLit); ok {
					e = row.Elts[0]
				}
				if s, ok := literal(e); ok {
					out = append(out, s)
				}
			}
		})
		if len(out) == len(more) {
			t.Fatalf("%s has no table %s", dir, name)
		}
		return out
	}
}

func specs(t testing.TB, dir string, tok token.Token, f func(*ast.ValueSpec)) {
	t.Helper()
	for _, file := range parseDir(t, token.NewFileSet(), dir) {
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == tok {
				for _, s := range g.Specs {
					if v, ok := s.(*ast.ValueSpec); ok && len(v.Values) > 0 {
						f(v)
					}
				}
			}
		}
	}
}

// listedVerbs are the verbs that platforms show as commands: {name, right, true, function}.
func listedVerbs(t testing.TB) []string {
	var out []string
	for _, file := range parseDir(t, token.NewFileSet(), botCode) {
		ast.Inspect(file, func(n ast.Node) bool {
			row, ok := n.(*ast.CompositeLit)
			if !ok || len(row.Elts) != 4 {
				return true
			}
			name, isText := literal(row.Elts[0])
			if listed, ok := row.Elts[2].(*ast.Ident); isText && ok && listed.Name == "true" {
				out = append(out, name)
			}
			return true
		})
	}
	if len(out) < 30 {
		t.Fatalf("only %d commands were found", len(out))
	}
	return out
}
