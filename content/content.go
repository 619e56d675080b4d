// Package content is the sample network: one campaign with its briefs, facts and sources, as the files that leads write. It
// holds texts only; what they mean is for package messages to say.
package content

import (
	"embed"
	"fmt"
)

//go:embed *.txt
var texts embed.FS

// order is the files' order: the campaign first, then the briefs as a newcomer best meets them.
var order = []string{"campaign.txt", "couscous.txt", "ahellil-gnawa.txt", "argan.txt", "world-heritage.txt", "noor-ouarzazate.txt"}

// File is one brief file.
type File struct {
	Name string // "couscous.txt"
	Text []byte // the caller's own
}

// Files gives all files. Taken over in this order, every file finds what it rests on.
func Files() []File {
	files := make([]File, len(order))
	for i, name := range order {
		text, err := texts.ReadFile(name)
		if err != nil {
			panic(fmt.Sprintf("read what is built in: %v", err)) // a name in order that is in no file: a test sees it first
		}
		files[i] = File{Name: name, Text: text}
	}
	return files
}
