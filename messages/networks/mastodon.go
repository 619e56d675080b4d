package networks

import (
	"strings"
	"unicode"
)

// mastodonLink stands for any link in what Mastodon counts: 23 characters (StatusLengthValidator, checked November 2026).
var mastodonLink = strings.Repeat("x", 23)

// mastodonCountable returns the text as Mastodon counts it: a link is always as long as mastodonLink, and of a mention
// with a host, as in @name@host.example, only @name is left.
func mastodonCountable(text string) string {
	links := mastodonLinks.find(text)
	var b strings.Builder
	before := rune(-1)
	for at := 0; at < len(text); {
		if len(links) > 0 && links[0].start <= at {
			if links[0].start == at {
				b.WriteString(mastodonLink)
				before, at = 'x', links[0].end
			}
			links = links[1:]
			continue
		}
		r, after := next(text, at)
		if r == '@' && !isWord(before) && !isAnyOf(before, "=/") {
			if name, end := mention(text, at); end > 0 {
				b.WriteString(text[at:name])
				before, at = 'x', end
				continue
			}
		}
		b.WriteString(text[at:after])
		before, at = r, after
	}
	return b.String()
}

// mention reads a mention with a host from its @ and returns where its name ends and where it ends, or 0 and 0. The shape
// is Mastodon's Account::MENTION_RE; what is followed by another @ or :// is none.
func mention(text string, at int) (name, end int) {
	name = mentionName(text, at+1)
	if name == 0 || !strings.HasPrefix(text[name:], "@") {
		return 0, 0
	}
	host := name + 1
	for i := host; i < len(text); {
		r, after := next(text, i)
		if !isWord(r) && r != '.' && r != '-' {
			break
		}
		// At least two characters, and the last one a letter or the like.
		if i > host && isWord(r) {
			end = after
		}
		i = after
	}
	if end == 0 || strings.HasPrefix(text[end:], "@") || strings.HasPrefix(text[end:], "://") {
		return 0, 0
	}
	return name, end
}

// mentionName returns the end of an account's name: ASCII letters, digits and _, with . and - inside; 0 if there is none.
func mentionName(text string, at int) int {
	end := 0
	for i := at; i < len(text); i++ {
		switch c := rune(text[i]); {
		case isAlnum(c) || c == '_':
			end = i + 1
		case (c == '.' || c == '-') && end > 0:
		default:
			return end
		}
	}
	return end
}

// isWord holds for what Ruby's [[:word:]] does: letters, marks, digits and connecting punctuation.
func isWord(r rune) bool {
	return r >= 0 && unicode.In(r, unicode.L, unicode.M, unicode.Nd, unicode.Pc)
}
