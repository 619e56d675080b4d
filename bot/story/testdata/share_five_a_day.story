# five a day and no more, with the reason; opening the same one again costs nothing, and the next day it goes on
network sample
time passes 2m
rafael says '/briefs argan'
rafael presses 'B3'
rafael presses 'Share'
rafael presses 'X'
rafael reads 'Share kits opened today: 1 of 5'
rafael presses 'Back'
rafael presses 'X'
rafael reads 'Share kits opened today: 1 of 5'
rafael presses 'Back'
rafael presses 'Bluesky'
rafael presses 'Back'
rafael presses 'Threads'
rafael presses 'Back'
rafael presses 'Facebook'
rafael presses 'Back'
rafael presses 'WhatsApp'
rafael reads 'Share kits opened today: 5 of 5'
rafael presses 'Back'
rafael presses 'Reddit'
rafael reads 'You have opened 5 share kits today' 'a person, not a machine' 'More tomorrow'
rafael does not see 'Open Reddit'
rafael sees 'Briefs'
rafael presses 'Briefs' under 'You have opened 5'
rafael reads 'Choose a brief'
the service stops
time passes 24h
the service starts
rafael presses 'Reddit'
rafael reads 'Share kits opened today: 1 of 5'
