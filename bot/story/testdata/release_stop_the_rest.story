# a lead stops a release that is leaving: who has it keeps it, nobody else gets it, and the message that showed its way ends with that
network sample
time passes 2m
karim says '/language en'
karim says '/settings'
karim presses 'Quiet hours'
karim says '11:00-12:30'
nadia says '/submit B1'
rafael presses 'Approve English'
nadia says '/plan B1'
nadia presses 'Release now'
time passes 2m
nadia reads 'B1 is going out: 5 of 6 settled' 'waiting: 1 person, quiet hours'
nadia says '/stats B1'
nadia presses 'Stop the rest'
nadia reads 'Stopped. B1 had already reached 5 people; nobody else gets it.'
time passes 10s
nadia has 'B1 was stopped: 6 of 6 settled' once
nadia has 'stopped before it reached 1 person' once
nadia has 'B1 is going out' 0 times
clock is '2026-03-02 12:35' in Europe/Paris
karim has no 'one file, four countries'
sofia has 'one file, four countries' once
nadia says '/stats B1'
nadia reads 'sent to 5 people' 'stopped before it reached 1 person'
nadia does not see 'Stop the rest' 'Pause it'
nadia has 'B1 was stopped' once
