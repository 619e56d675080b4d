package messages

import (
	"slices"
	"testing"
)

// FuzzLint holds that whatever a text says, the lint says the same of it in every part of a brief, that nothing around it hides contact data or a
// handle, and that what blocks comes first.
func FuzzLint(f *testing.F) {
	for _, s := range []string{
		"", "Couscous is on a list.", "Everyone post at 18:00", "as @someone said", "a@example.org", "tag him", "انشروا جميعا الساعة 6", "@\u00ad", "1 @ 2", "12 rue de la Paix",
		"3, 2, 1 – go!", "\u202e@a\u202c", "x.com/someone", "٠٦١٢٣٤٥٦٧٨", "\xff@a", "a [at] b [dot] org",
	} {
		f.Add(s, uint8(3))
	}
	parts := []func(*Text, string){
		func(x *Text, s string) { x.Title = s }, func(x *Text, s string) { x.Claim = s }, func(x *Text, s string) { x.Summary = s },
		func(x *Text, s string) { x.Points = []Point{{s, []string{"f"}}} }, func(x *Text, s string) { x.Prompts = []string{s} },
		func(x *Text, s string) { x.Not = []string{s} }, func(x *Text, s string) { x.Critic = s },
		func(x *Text, s string) { x.Samples = map[string]string{"any": s} }, func(x *Text, s string) { x.Changed = s },
	}
	inText := []string{"person", "pile-on", "contact", "moment"}
	find := func(text string, part uint8) (out []string) {
		s := faultless()
		s.edit("en", func(x *Text) { parts[int(part)%len(parts)](x, text) })
		all := Lint(s)
		if i := slices.IndexFunc(all, func(p Problem) bool { return p.Level == Advice }); i >= 0 && Blocking(all[i:]) {
			panic("what blocks does not come first")
		}
		for _, p := range all {
			if slices.Contains(inText, p.Rule) {
				out = append(out, p.Rule)
			}
		}
		return out
	}
	f.Fuzz(func(t *testing.T, text string, part uint8) {
		if here, there := find(text, part), find(text, part+1); !slices.Equal(here, there) {
			t.Errorf("%q: %v in one part, %v in another", text, here, there)
		}
		for planted, rule := range map[string]string{"\na@example.org\n": "contact", "\n@someone\n": "person"} {
			for _, with := range []string{text + planted, planted + text} {
				if !slices.Contains(find(with, part), rule) {
					t.Errorf("%q hides %q", with, planted)
				}
			}
		}
	})
}
