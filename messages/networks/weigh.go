package networks

import "golang.org/x/text/unicode/norm"

// weights is a configuration of twitter-text: how much each part of a post counts on X.
type weights struct {
	link     int
	other    int // a character in none of the light ranges
	light    [][2]rune
	sequence int // an emoji of several code points; 0: its code points count one by one
}

// weightsV3 is twitter-text's config/v3.json (Apache-2.0), in force since 2018 and documented at
// docs.x.com/fundamentals/counting-characters; checked November 2026.
var weightsV3 = weights{
	link:     23,
	other:    2,
	light:    [][2]rune{{0x0000, 0x10FF}, {0x2000, 0x200D}, {0x2010, 0x201F}, {0x2032, 0x2037}},
	sequence: 2,
}

// weigh counts a text: in composed form (NFC), each link and each emoji as one, else character by character. An emoji
// that is one code point needs no list: it is in none of the light ranges. Emoji are those of Unicode 17.0; one newer
// than what X knows would count more there.
func (w weights) weigh(text string) int {
	text = norm.NFC.String(text)
	links := xLinks.find(text)
	total := 0
	for at := 0; at < len(text); {
		if len(links) > 0 && links[0].start == at {
			total += w.link
			at, links = links[0].end, links[1:]
			continue
		}
		if w.sequence > 0 {
			if end := emoji().end(text, at); end > 0 {
				total += w.sequence
				at = end
				continue
			}
		}
		r, after := next(text, at)
		total += w.of(r)
		at = after
	}
	return total
}

func (w weights) of(r rune) int {
	for _, between := range w.light {
		if between[0] <= r && r <= between[1] {
			return 1
		}
	}
	return w.other
}
