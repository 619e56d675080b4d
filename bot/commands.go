package bot

import "slices"

// inPlaces are the verbs that make sense as commands where others read along.
var inPlaces = []string{"setup"}

// PlaceCommands lists, in a language, what those who run a place can say to the bot there: the verbs of the table that are for places.
func (b *Bot) PlaceCommands(lang string) []Command {
	p := b.words.In(lang)
	var out []Command
	for _, v := range verbs() {
		if slices.Contains(inPlaces, v.name) {
			out = append(out, Command{Name: v.name, Description: p.Plain("command." + v.name)})
		}
	}
	return out
}
