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

// renamed are the verbs whose commands have names of their own in other languages, where a platform shows such. The others have none that
// comes more naturally.
var renamed = []string{
	"help", "language", "about", "privacy", "cancel", "briefs", "ask", "settings", "mydata", "leave", "shared", "why", "desk", "queue", "stats",
	"preview", "approve", "admit", "invite", "new", "edit", "submit", "release", "schedule", "withdraw", "export", "campaign", "hold", "lift", "role",
}

// CommandNames are the names of commands in a language, by those that are said to the bot.
func (b *Bot) CommandNames(lang string) map[string]string {
	p, out := b.words.In(lang), map[string]string{}
	for _, name := range renamed {
		out[name] = p.Plain("command_name." + name)
	}
	return out
}
