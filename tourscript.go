package main

// script is the way of one brief, from a draft to a reported share. The brief is the one that the sample network keeps as a
// draft, its first.
func (t *tourist) script() []scene {
	return []scene{
		about("Nadia, a campaign lead, opens the draft at her desk and sends it for review"),
		says("nadia", "/desk"),
		reads("nadia", "Desk"),
		presses("nadia", "B1 "),
		reads("nadia", "B1: draft"),
		presses("nadia", "Send for review"),
		reads("nadia", "is in review"),

		about("Two reviewers see each fact beside its quoted source, in the languages they read; nobody approves their own brief"),
		reads("rafael", "waits for your word in English"),
		presses("rafael", "English"),
		reads("rafael", "in English"),
		presses("rafael", "español"),
		reads("rafael", "in español"),
		presses("samira", "français"),
		presses("samira", "العربية"),
		reads("nadia", "in العربية"),

		about("The plan is the release's confirmation"),
		says("nadia", "/plan B1"),
		reads("nadia", "The plan for B1"),
		presses("nadia", "Release now"),
		reads("nadia", "B1 leaves in"),

		about("Three members receive it, each in the language they read"),
		reads("amina", "B1"),
		reads("karim", "B1"),
		reads("sofia", "B1"),

		about("Karim shares it: his own words, the disclosure and the link inside the network's length"),
		pressesVerb("karim", "share B1"),
		reads("karim", `\[X\]`),
		presses("karim", "Bluesky"),
		reads("karim", "/s/"),
		pressesLink("karim"),
		pressesVerb("karim", "did B1"),
		reads("karim", "\\?"),
		pressesVerb("karim", "count yes"),
		reads("karim", "Bluesky"),

		about("A reader of his post follows the link to the public page"),
		readerFollows("karim"),

		about("Nadia sees what came of it"),
		says("nadia", "/stats B1"),
		reads("nadia", "1 reader"),
		about("That was the whole way of one brief. To try it by hand: relais demo"),
	}
}
