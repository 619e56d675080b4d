# a source that is gone is told once to who looks after its facts, and nothing new rests on it
the page 'https://ich.unesco.org/en/RL/argan-practices-and-know-how-concerning-the-argan-tree-00955' is gone
network sample
time passes 2m
nadia has 'A source that you look after is not as it was' once
rafael has no 'is not as it was'
nadia presses 'Open the source'
nadia reads 'it is gone (there is no such page)' 'Archived copy:' 'no fact can rest on it alone' 'On it rest:'
nadia does not see 'The quote is there'
nadia does not see 'Use the new address'
nadia says '/facts argan'
nadia presses 'Argan'
nadia reads 'Argan, practices and know-how' 'it is gone'
nadia says '/source'
nadia reads 'Sources that somebody should look at' 'it is gone'

# nothing new that rests on it can be sent for review
nadia says '/edit B3 en summary'
nadia says 'Argan is a tree, an oil, and a craft.'
nadia says '/submit B3'
nadia reads 'Must be mended' 'argan-inscribed has no source that counts'
nadia does not read 'is in review'
time passes 3m
nadia has 'is not as it was' once
