# a pause keeps briefs back until its end, Settings shows it, and one press ends it
network sample
time passes 2m
karim says '/language en'
karim says '/pause'
karim reads 'For how long?'
karim presses '7 days'
karim reads 'Paused until 2026-03-09'
karim says '/settings'
karim reads 'Paused until 2026-03-09'
karim presses 'Send me briefs again'
karim reads 'You receive briefs again'
karim says '/pause 3'
karim reads 'Paused until 2026-03-05'
karim says '/pause forever'
karim reads 'forever is not a number of days from 1 to 365'
nadia says '/submit B1'
rafael presses 'Approve English'
nadia says '/release B1'
nadia presses 'Release now'
karim says '/help'
time passes 2m
the service stops
time passes 47h
the service starts
karim does not read 'B1'
the service stops
time passes 25h
the service starts
time passes 2m
karim reads 'B1'
