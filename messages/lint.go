package messages

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// Level says what a finding of the lint does.
type Level string

// The levels.
const (
	Blocks Level = "blocks" // the brief cannot be submitted or released
	Advice Level = "advice" // the lead decides
)

// Problem is one finding of the lint. Rule is a stable name for which bot/texts holds the words.
type Problem struct {
	Rule  string
	Level Level
	Lang  Lang   // empty where it concerns the brief as a whole
	Where string // the part of the text ("point 2", "sample x"), empty for the whole
	What  string // the words or name it is about; may be empty
}

// Subject is what the lint looks at: a brief, resolved.
type Subject struct {
	Brief       Brief
	Sponsorship Sponsorship
	Facts       map[string]Fact   // those of Brief.FactIDs that exist
	Sources     map[string]Source // those that the facts name and that exist
	Wanted      []Lang            // the languages the audience reads
	Now         time.Time
}

// rule is one line of the lint's table.
type rule struct {
	name  string
	level Level
	find  func(Subject) []Problem
}

// rules is the lint, one line a rule. Blocks are the charter's; the rest is advice.
var rules = []rule{
	{"person", Blocks, inTexts(handle)},
	{"pile-on", Blocks, inTexts(pileOn)},
	{"contact", Blocks, inTexts(contactData)},
	{"moment", Blocks, inTexts(synchronised)},
	{"disclosure", Blocks, noDisclosure},
	{"no-points", Blocks, noPoints},
	{"no-fact", Blocks, pointsWithoutFact},
	{"unknown-fact", Blocks, unknownFacts},
	{"no-source", Blocks, factsWithoutSource},
	{"stale-fact", Blocks, staleFacts},
	{"past", Blocks, alreadyUseless},
	{"no-claim", Blocks, responseWithoutClaim},
	{"one-publisher", Advice, responseOnOnePublisher},
	{"missing-language", Advice, missingLanguages},
	{"no-prompts", Advice, noPrompts},
	{"no-critic", Advice, noCritic},
	{"untranslated-fact", Advice, untranslatedFacts},
	{"no-alt", Advice, mediaWithoutAlt},
}

// Lint judges a brief by the table of rules: what blocks first, then advice, each in the table's order.
func Lint(s Subject) []Problem {
	var out []Problem
	for _, r := range rules {
		for _, p := range r.find(s) {
			p.Rule, p.Level = r.name, r.level
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Problem) int { return -strings.Compare(string(a.Level), string(b.Level)) })
	return out
}

// Blocking tells whether any of the problems blocks.
func Blocking(ps []Problem) bool {
	return slices.ContainsFunc(ps, func(p Problem) bool { return p.Level == Blocks })
}

// Part is one piece of a text with the name of its place.
type Part struct{ Where, Text string }

// Parts lists every piece of the text that people will read.
func (t Text) Parts() []Part {
	out := []Part{{"title", t.Title}, {"claim", t.Claim}, {"summary", t.Summary}, {"critic", t.Critic}}
	for i, p := range t.Points {
		out = append(out, Part{"point " + itoa(i+1), p.Text})
	}
	for i, p := range t.Prompts {
		out = append(out, Part{"prompt " + itoa(i+1), p})
	}
	for i, n := range t.Not {
		out = append(out, Part{"not " + itoa(i+1), n})
	}
	for _, l := range sortedKeys(t.Samples) {
		out = append(out, Part{"sample " + l, t.Samples[l]})
	}
	return out
}

// inTexts makes a rule from a search for something that no text may hold.
func inTexts(find func(string) string) func(Subject) []Problem {
	return func(s Subject) []Problem {
		var out []Problem
		for _, lang := range s.Brief.Langs() {
			for _, p := range s.Brief.Texts[lang].Parts() {
				if what := find(p.Text); what != "" {
					out = append(out, Problem{Lang: lang, Where: p.Where, What: what})
				}
			}
		}
		return out
	}
}

// Person finds a private person's handle, contact data or a call to pile on in any text; "" where there is none. It is what
// the lint blocks and what the draft check advises against.
func Person(text string) string {
	for _, find := range []func(string) string{handle, contactData, pileOn} {
		if what := find(text); what != "" {
			return what
		}
	}
	return ""
}

var (
	handleRE = regexp.MustCompile(`(?:^|[^\p{L}\p{N}_@/.+-])(@[\p{L}\p{N}_][\p{L}\p{N}_.-]{1,63})`)
	// A profile on a network, where a path leads to one account.
	profileRE = regexp.MustCompile(`(?i)\b(?:https?://)?(?:www\.|m\.|mobile\.)?(?:x\.com|twitter\.com|instagram\.com|facebook\.com|tiktok\.com/@|threads\.(?:net|com)/@|t\.me|bsky\.app/profile|linkedin\.com/in)/?[\w@.-]+`)
	emailRE   = regexp.MustCompile(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+`)
	// Nine digits and more, grouped as people group telephone numbers, with a leading + or 0.
	phoneRE  = regexp.MustCompile(`(?:\+|\b00|\b0)\d(?:[ .()/-]{0,2}\d){7,13}\b`)
	streetRE = regexp.MustCompile(`(?i)\b\d{1,4}(?:\s?(?:bis|ter))?,?\s+(?:rue|avenue|boulevard|place|impasse|calle|avenida|plaza|paseo|شارع|زنقة|نهج)\s+\p{L}+|\b\d{1,5}\s+(?:\p{L}+\s+){1,3}(?:street|st\.|road|rd\.|avenue|ave\.|lane|drive)\b`)
)

func handle(s string) string {
	if m := handleRE.FindStringSubmatch(emailRE.ReplaceAllString(s, " ")); m != nil {
		return m[1]
	}
	return profileRE.FindString(s)
}

func contactData(s string) string {
	for _, re := range []*regexp.Regexp{emailRE, phoneRE, streetRE} {
		if m := re.FindString(s); m != "" {
			return m
		}
	}
	return ""
}

// phrases builds one expression from alternatives; words of every language of the network are looked for in every text.
func phrases(alternatives ...string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:` + strings.Join(alternatives, "|") + `)`)
}

var pileOnRE = phrases(
	`\breply to (?:him|her|them|this (?:account|person|user|post))\b`, `\b(?:mass[- ])?report (?:this|that|the|his|her|their) (?:account|user|profile|post|channel)s?\b`,
	`\bflood (?:the |his |her |their )?(?:replies|comments|mentions|inbox)`, `\btag (?:him|her|them)\b`, `\b(?:ratio|brigade|dogpile)\b`,
	`\br[ée]pond(?:s|ez|ons)[- ](?:à ce compte|lui|leur)\b`, `\bsignal(?:e|ez|er|ons) (?:ce|cet|cette|le|la|son|leur) (?:compte|profil|publication|utilisateur|chaîne)`, `\binond(?:e|ez|ons) (?:ses|leurs|les) (?:commentaires|réponses)`,
	`\brespond(?:an|ed|e)(?:le|les)\b`, `\b(?:denunci(?:a|ad|en|ar)|report(?:a|ad|en|ar)) (?:esta|este|la|el|su) (?:cuenta|perfil|usuario|publicación|canal)`, `\binund(?:a|ad|en) (?:sus|los) comentarios`,
	`(?:بلّ?غوا|أبلغوا|بلّ?غ|أبلغ) عن (?:هذا |هذه |ال)?(?:الحساب|حساب|المستخدم|المنشور|القناة)`, `(?:ردّ?وا|اردّ?وا) على (?:هذا الحساب|حسابه|حسابها|حسابهم|هذا الشخص)`,
)

func pileOn(s string) string { return pileOnRE.FindString(s) }

var momentRE = phrases(
	`\b(?:every(?:one|body)|all of us|together|all)\b[^.!?\n]{0,40}\bat (?:exactly |precisely )?\d{1,2}(?:[:.h]\d{2})?(?:\s?[ap]\.?m\.?)?\b`,
	`\bat (?:exactly |precisely |the same (?:time|moment|hour|minute))\s?\d{0,2}[^.!?\n]{0,30}\b(?:post|share|publish|tweet)`, `\b(?:post|share|publish|tweet)(?: it| this)?[^.!?\n]{0,40}\bat (?:exactly |precisely )?(?:the same (?:time|moment|hour|minute)|\d{1,2}(?:[:.h]\d{2}|\s?[ap]\.?m\.?\b))`,
	`\b(?:countdown|twitter ?storm|tweet ?storm|thunderclap)\b`, `\bsynchroni[sz]ed (?:post|share|tweet|action)`,
	`\b(?:tous|toutes|ensemble|partage(?:z|ons)|publi(?:ez|ons)|post(?:ez|ons))\b[^.!?\n]{0,40}(?:\bà|\ba) (?:exactement |pile |la même heure|\d{1,2}\s?(?:h|:)\s?\d{0,2}\b)`, `\bcompte à rebours\b`, `\bau même (?:moment|instant)[^.!?\n]{0,30}(?:publi|partag|post)`,
	`\b(?:todos|todas|juntos|juntas|compart(?:id|an|amos)|public(?:ad|uen)|publiquemos)\b[^.!?\n]{0,40}\ba (?:las? \d{1,2}(?:[:.]\d{2})?\b|la misma hora)`, `\bcuenta atrás\b`,
	`(?:جميعا|جميعاً|كلنا|معا|معاً|انشروا|شاركوا|غرّ?دوا)[^.!?؟\n]{0,40}(?:الساعة\s?[\d٠-٩]|في نفس (?:الوقت|اللحظة|الساعة)|في الوقت نفسه)`, `العد التنازلي`,
)

func synchronised(s string) string { return momentRE.FindString(s) }
