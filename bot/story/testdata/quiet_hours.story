# from 21 to 9 no brief comes; one released in the evening comes in the morning, and what one asks for oneself is answered at night
network sample
time passes 2m
karim says '/language en'
karim says '/settings'
karim presses 'Quiet hours'
karim presses '21:00–09:00'
nadia says '/submit B1'
rafael presses 'Approve English'
clock is '2026-03-02 21:10' in Europe/Paris
nadia says '/release B1'
nadia presses 'Release now'
time passes 2m
rafael reads 'Couscous'
karim says '/briefs argan'
karim reads 'B3'
karim presses 'B3'
clock is '2026-03-03 08:58' in Europe/Paris
karim does not read 'Couscous'
clock is '2026-03-03 09:02' in Europe/Paris
karim reads 'Couscous'
