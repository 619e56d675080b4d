# three taps to an open composer, two for a network that was used before
network sample
time passes 2m
karim says '/briefs argan'
karim presses 'B'
karim sees 'Partager'
karim presses 'Partager'
karim sees 'X' 'Bluesky' 'Mastodon'
karim presses 'X'
karim reads 'sur 280'
karim opens 'Ouvrir X' and is led to 'https://x.com/intent'
