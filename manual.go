package main

import "strings"

// The long part of each command's --help, in go/doc's rules: indented lines stay as they are.

func page(parts ...string) string { return strings.Join(parts, "\n\n") }

// Help is the command's manual.
func (demoFlags) Help() string {
	return page(
		`Starts everything on a store of its own with the sample network "Living Heritage", prints where to look, and serves the built-in chat, where you can be a lead, a reviewer or a member. It runs until you press Ctrl-C.`,
		`With --tour nothing is served: the same program plays the way of one brief as a transcript, from the lead's idea over the review to a share, a reader's click and the report.`,
		"Examples:",
		"    relais demo\n    relais demo --tour\n    relais demo --listen 127.0.0.1:9000 --dir ./demo",
		exitCodes(exitDone, exitFailed, exitUsage, exitInUse))
}

// Help is the command's manual.
func (runFlags) Help() string {
	return page(
		`Runs the network that the configuration describes, until it is asked to stop. Without a platform's token it starts with the built-in chat and says so; since whoever opens that chat can speak as anybody, it then refuses a web.listen or web.public_url that others could reach, unless local.enabled says that this is meant.`,
		`At its first start on an empty store it makes a one-time code: whoever sends it to the bot becomes the first admin. It is shown on a terminal, or else left in a file beside the store that only its owner can read.`,
		`Every key of the configuration can also come from the environment: web.listen from RELAIS_WEB_LISTEN, lists with commas. The environment wins. Everything that is wrong is told at once, each with its line.`,
		"Examples:",
		"    relais run --config config.yaml\n    RELAIS_TELEGRAM_TOKEN_FILE=/run/secrets/telegram relais run",
		exitCodes(exitDone, exitFailed, exitUsage, exitInUse))
}

// Help is the command's manual.
func (checkFlags) Help() string {
	return page(
		`Reads the configuration as run does, then looks whether the folders can be written and the key's file is fit and private. It starts nothing, calls nobody and leaves nothing behind.`,
		`Every finding is a line that says what to do next. Lines that begin with "advice" don't keep the network from running; those without do.`,
		"Example:",
		"    relais check --config config.yaml",
		exitCodes(exitDone, exitFailed, exitUsage))
}

// Help is the command's manual.
func (lengthFlags) Help() string {
	return page(
		`Prints how long a text is and how long it may be, counted as that network counts: on X a link is 23 and an emoji 2, on Bluesky it is what a reader sees as one character, and so on. Line breaks at the end don't count.`,
		`On Reddit the text is taken for a title, and for e-mail its whole address is counted.`,
		"Examples:",
		"    relais length --network x text.txt\n    echo 'Couscous is shared heritage' | relais length --network bluesky --json",
		exitCodes(exitDone, exitFailed, exitUsage, exitTooLong))
}

// Help is the command's manual.
func (adminCodeFlags) Help() string {
	return page(
		`Makes a new one-time code for a network that has no admin yet, and prints it. Whoever sends it to the bot becomes the first admin; the code before it is worth nothing from then on. Where there is an admin it says so and makes none: ask them for the role.`,
		`The store has one owner at a time, so stop the network first.`,
		"Example:",
		"    relais admin-code --config config.yaml",
		exitCodes(exitDone, exitFailed, exitUsage, exitInUse))
}

// Help is the command's manual.
func (versionFlags) Help() string {
	return page(
		`Prints the version, the Go release that built it and the revision of the source, where the build has recorded it.`,
		exitCodes(exitDone, exitFailed, exitUsage))
}
