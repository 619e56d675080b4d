package bot

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"relais/campaigns/members"
	"relais/messages"
)

// partText is what a part says now; "" for one that is added.
func partText(b messages.Brief, lang messages.Lang, part string) string {
	text := b.Texts[lang]
	kind, rest, _ := strings.Cut(part, " ")
	at := func(n int, get func(i int) string) string {
		if i, err := strconv.Atoi(rest); err == nil && i >= 1 && i <= n {
			return get(i - 1)
		}
		return ""
	}
	switch kind {
	case "title":
		return text.Title
	case "claim":
		return text.Claim
	case "summary":
		return text.Summary
	case "critic":
		return text.Critic
	case "changed":
		return text.Changed
	case "sample":
		return text.Samples[sampleKey(rest)]
	case "point":
		return at(len(text.Points), func(i int) string { return text.Points[i].Text })
	case "prompt":
		return at(len(text.Prompts), func(i int) string { return text.Prompts[i] })
	case "not":
		return at(len(text.Not), func(i int) string { return text.Not[i] })
	case "topics":
		return strings.Join(b.Topics, ", ")
	case "why":
		return b.Why
	case "until":
		if !b.Until.IsZero() {
			return b.Until.UTC().Format("2006-01-02 15:04 UTC")
		}
	}
	return ""
}

func sampleKey(rest string) string {
	if rest == "" {
		return "any"
	}
	return rest
}

// setPart puts words into a part: the one that is named, or one more of its kind. The brief's own maps and lists stay as they
// are, since a transaction may run twice.
func setPart(b *messages.Brief, lang messages.Lang, part, words string, zone *time.Location) error {
	words = strings.TrimSpace(words)
	b.Texts = maps.Clone(b.Texts)
	text := b.Texts[lang]
	kind, rest, _ := strings.Cut(part, " ")
	n, _ := strconv.Atoi(rest)
	switch kind {
	case "title":
		text.Title = shorten(words, 120)
	case "claim":
		text.Claim = words
	case "summary":
		text.Summary = words
	case "critic":
		text.Critic = words
	case "changed":
		text.Changed = words
	case "sample":
		text.Samples = maps.Clone(text.Samples)
		if text.Samples == nil {
			text.Samples = map[string]string{}
		}
		text.Samples[sampleKey(rest)] = words
	case "point":
		text.Points = slices.Clone(text.Points)
		if n >= 1 && n <= len(text.Points) {
			text.Points[n-1].Text = words
		} else {
			text.Points = append(text.Points, messages.Point{Text: words})
		}
	case "prompt":
		text.Prompts = put(text.Prompts, n, words)
	case "not":
		text.Not = put(text.Not, n, words)
	case "topics":
		b.Topics = nil
		for _, s := range strings.FieldsFunc(strings.ToLower(words), func(r rune) bool { return strings.ContainsRune(",،;\n", r) }) {
			if s = strings.TrimSpace(s); s != "" {
				b.Topics = append(b.Topics, s)
			}
		}
		return nil
	case "why":
		b.Why = shorten(words, 300)
		return nil
	case "until":
		at, _, err := parseWall(words, zone)
		if err != nil {
			return err
		}
		b.Until = at
		return nil
	default:
		return no("edit.unknown", "What", part)
	}
	b.Texts[lang] = text
	return nil
}

func put(list []string, n int, words string) []string {
	list = slices.Clone(list)
	if n >= 1 && n <= len(list) {
		list[n-1] = words
		return list
	}
	return append(list, words)
}

// parseWall reads "2026-03-02 09:00", with a zone behind it or in the given one, and gives the instant and the words to keep.
func parseWall(s string, zone *time.Location) (time.Time, string, error) {
	fields := strings.Fields(strings.ReplaceAll(s, "T", " "))
	if len(fields) == 3 {
		loc, err := time.LoadLocation(fields[2])
		if err != nil || fields[2] == "Local" {
			return time.Time{}, "", no("schedule.bad_zone", "What", fields[2])
		}
		zone, fields = loc, fields[:2]
	}
	at, err := time.Parse("2006-01-02 15:04", strings.Join(fields, " "))
	if err != nil {
		return time.Time{}, "", no("schedule.bad", "What", s)
	}
	instant := members.Wall(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), zone)
	return instant, fmt.Sprintf("%s %s", at.Format("2006-01-02 15:04"), zone), nil
}
