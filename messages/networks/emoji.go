package networks

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed emoji.txt
var emojiList string

// skinTones are the Fitzpatrick modifiers, T in emoji.txt.
var skinTones = [...]rune{0x1F3FB, 0x1F3FC, 0x1F3FD, 0x1F3FE, 0x1F3FF}

// emojiSet holds the emoji that are more than one code point.
type emojiSet struct {
	sequences map[string]bool
	longest   map[rune]int // code points of the longest one that begins so
}

// emoji is read once; see emoji.txt for its origin and date.
var emoji = sync.OnceValue(func() *emojiSet {
	set := &emojiSet{sequences: map[string]bool{}, longest: map[rune]int{}}
	for line := range dataLines(emojiList) {
		set.add(nil, strings.Fields(line))
	}
	return set
})

// add adds a line of the file, spelling out each T.
func (e *emojiSet) add(done []rune, rest []string) {
	if len(rest) == 0 {
		e.sequences[string(done)] = true
		e.longest[done[0]] = max(e.longest[done[0]], len(done))
		return
	}
	runes := skinTones[:]
	if rest[0] != "T" {
		code, err := strconv.ParseInt(rest[0], 16, 32)
		if err != nil {
			panic("emoji.txt: " + err.Error()) // the file is part of the program
		}
		runes = []rune{rune(code)}
	}
	for _, r := range runes {
		e.add(append(done[:len(done):len(done)], r), rest[1:])
	}
}

// end returns the end of the longest sequence that begins at this place, or 0.
func (e *emojiSet) end(text string, at int) int {
	r, after := next(text, at)
	end := 0
	for c := 1; c < e.longest[r] && after < len(text); c++ {
		_, after = next(text, after)
		if e.sequences[text[at:after]] {
			end = after
		}
	}
	return end
}
