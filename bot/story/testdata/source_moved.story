# a page that moved still counts; a lead takes its new address with one tap, and what shows it is approved once more
the page 'https://ich.unesco.org/en/RL/argan-practices-and-know-how-concerning-the-argan-tree-00955' moves to 'https://ich.unesco.org/en/RL/argan-00955'
the page 'https://ich.unesco.org/en/RL/couscous-of-nobody' moves to 'https://ich.unesco.org/en/RL/couscous-by-itself'
network sample
time passes 2m
nadia presses 'Open the source'
nadia reads 'it has moved' 'It is now at https://ich.unesco.org/en/RL/argan-00955'
nadia does not read 'no fact can rest on it alone'
rafael says '/source unesco-argan'
rafael does not see 'Use the new address'
rafael says '/readdress unesco-argan'
rafael does not read 'has its new address'
karim says '/briefs argan'
karim presses 'B3'
karim presses 'Partager'
karim presses 'X'
karim reads 'Une de ses sources a changé d’adresse'
nadia presses 'Use the new address'
nadia reads 'has its new address. These show it, and wait to be approved once more'
nadia sees 'B3 Argan'
time passes 61s
nadia says '/source unesco-argan'
nadia reads 'as it was'
nadia does not read 'It is now at'
nadia has 'is not as it was' once
nadia presses the old 'Use the new address'
nadia does not read 'has its new address'
nadia says '/source'
nadia reads 'No source is known to have gone or changed'

# one that no brief shows has nothing to be approved
nadia attaches unshown.txt
time passes 61s
nadia says '/source unshown'
nadia reads 'It is now at https://ich.unesco.org/en/RL/couscous-by-itself'
nadia presses 'Use the new address'
nadia reads 'has its new address. No brief shows it.'
-- unshown.txt --
== Source unshown
Type: official
Title: Couscous by itself
Publisher: UNESCO
Address: https://ich.unesco.org/en/RL/couscous-of-nobody
