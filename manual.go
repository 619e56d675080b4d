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
func (backupFlags) Help() string {
	return page(
		`Copies the store into one file, as it is at one moment. Where the network runs, the service itself makes the copy and goes on working; else the store is opened. The file is made beside its name and gets it when it is whole; it is judged on its way, and it replaces none.`,
		`The key is never in a backup. Keep a copy of the file at keys.file elsewhere: without it nobody can read a backup, with both anybody can. Keep the list at storage.erasures apart as well, and take the newest copy of it for a restore: it grows when somebody leaves.`,
		`With --age the file is encrypted once more, to the recipients you name (age-encryption.org); only their identities open it.`,
		"Examples:",
		"    relais backup /backups/monday.relais\n    relais backup --age age1… --age team.txt /backups/monday.relais.age",
		exitCodes(exitDone, exitFailed, exitUsage, exitInUse))
}

// Help is the command's manual.
func (restoreFlags) Help() string {
	return page(
		`Makes the store at storage.path of a backup. The folder must be empty but for the key and the list of erasures, and both have to be the network's own. Everything in the backup is judged first; the store appears at the very end, or not at all.`,
		`Whoever left since the backup, by the list at storage.erasures, is erased from it again. Copies of a running release that had not left when the backup was made may have left since, so they wait until a lead says with /doubts whether they are sent; leads and admins are told. Corrections go on.`,
		"Examples:",
		"    relais restore /backups/monday.relais\n    relais restore --identity key.txt /backups/monday.relais.age",
		exitCodes(exitDone, exitFailed, exitUsage))
}

// Help is the command's manual.
func (compactFlags) Help() string {
	return page(
		`Rewrites the store's file without the bytes of what was erased and without unused room. The network does so by itself within storage.erase_within. Where it runs, the service does it, and everybody waits for as long as the copying takes. Cut off at any moment it leaves the store as it was.`,
		"Example:",
		"    relais compact --config config.yaml",
		exitCodes(exitDone, exitFailed, exitUsage, exitInUse))
}

// Help is the command's manual.
func (keysRotateFlags) Help() string {
	return page(
		`Adds a new version to the key file and seals everything under it, the list of erasures included, while the network goes on working. Cut off at any moment, the next call goes on with it, as does the next start of the network.`,
		`The older versions stay in the key file, since backups from before need them. With --drop they are taken out at the end: those backups can't be restored then, and buttons under messages from before do nothing. Copy the key file afterwards: a copy from before opens nothing that is written from then on.`,
		"Examples:",
		"    relais keys rotate\n    relais keys rotate --drop",
		exitCodes(exitDone, exitFailed, exitUsage, exitInUse))
}

// Help is the command's manual.
func (exportFlags) Help() string {
	return page(
		`Writes to standard output every source, fact and brief of the desk, drafts and withdrawn ones among them, as they are at one moment, also while it runs. As briefs or facts it is the text that leads write and that the bot takes as a file; what is the desk's own (approvals, owners, numbers) is not in it.`,
		`As claimreview it is every released answer to a claim in each of its languages, in the vocabulary of schema.org, for fact checkers and search engines; one that rests on a fact that was withdrawn, changed or is overdue is left out until that is settled. That needs web.public_url.`,
		"Examples:",
		"    relais export > briefs.txt\n    relais export claimreview > reviews.jsonl",
		exitCodes(exitDone, exitFailed, exitUsage, exitInUse))
}

// Help is the command's manual.
func (importFlags) Help() string {
	return page(
		`Puts brief files into the network, as if the lead named with --as had sent them to the bot: they are the author, so somebody else approves, and they are told. What is new becomes a draft; a changed brief is approved anew; a changed fact opens the correction of what was released on it; a changed sponsor waits for a second person; a brief that was withdrawn is refused. It works also while the network runs.`,
		`All files are kept, or nothing. Whatever is wrong in them is told at once, each with its file and line. They may have `+bytesOf(importLimit)+` together, so that what export wrote comes back in one piece. The same files once more change nothing.`,
		"Examples:",
		"    relais import --as Nadia couscous.txt argan.txt\n    relais export --config old.yaml | relais import --as Nadia --config new.yaml -",
		exitCodes(exitDone, exitFailed, exitUsage, exitInUse))
}

// Help is the command's manual.
func (auditVerifyFlags) Help() string {
	return page(
		`Every decision (who submitted, approved, released, held, corrected …) is an entry that names the one before it by its hash, so that an entry that is changed, taken out or put in breaks the chain. This reads all of them and says whether they hold together, and how the trail ends.`,
		`Whoever has the key and the store could write the whole trail anew. Keep the line it ends in at a place that they can't reach: a trail that is longer later has to hold it.`,
		"Example:",
		"    relais audit verify",
		exitCodes(exitDone, exitFailed, exitUsage, exitInUse))
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
