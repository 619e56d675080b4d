# a lead has a running release wait and go on: nothing leaves meanwhile, nothing is lost, and nobody gets it twice
network sample
time passes 2m
karim says '/language en'
karim says '/settings'
karim presses 'Quiet hours'
karim says '11:00-13:00'
nadia says '/submit B1'
rafael presses 'Approve English'
nadia says '/release B1'
nadia presses 'Release now'
time passes 2m
nadia says '/stats B1'
nadia sees 'Pause it' 'Stop the rest'
rafael says '/stats B1'
rafael does not see 'Pause it'
nadia presses 'Pause it'
nadia reads 'B1 is paused' 'and nothing is lost'
clock is '2026-03-02 13:02' in Europe/Paris
karim does not read 'Couscous'
nadia says '/stats B1'
nadia reads 'a lead has paused it'
nadia presses 'Let it go on'
nadia reads 'B1 goes on'
time passes 30s
karim has 'Couscous: one file' once
nadia says '/stats B1'
nadia does not see 'Pause it'
