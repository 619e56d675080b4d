# a copy that was sent days ago is corrected where it stands, and so is the kit that was opened then
network sample
time passes 2m
karim says '/language en'
karim says '/briefs argan'
karim presses 'B3'
karim presses 'Share'
karim presses 'X'
sofia says '/language en'
sofia has '· B3' once
the service stops
time passes 49h
the service starts
nadia says '/edit B3 en summary'
nadia says 'A corrected summary about argan.'
nadia says '/edit B3 en changed'
nadia says 'The year was wrong.'
nadia says '/submit B3'
rafael presses 'Approve English'
nadia says '/plan B3'
nadia presses 'Release now'
time passes 2m
sofia has '· B3' once
sofia has 'Corrected on 2026-03-04: The year was wrong.' once
sofia has 'A corrected summary about argan.' once
karim has 'Corrected on 2026-03-04: The year was wrong.' once
nadia says '/stats B3'
nadia reads 'corrected in place since 2026-03-04 13:0'
nadia does not read 'told by a new message'
