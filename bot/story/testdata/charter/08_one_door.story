# quiet hours from 21 to 9, a pause, the hold and the day's cap each stop a brief at the door, and the plan says so
network sample
time passes 2m
karim says '/language en'
karim says '/settings'
karim presses 'Quiet hours'
karim presses '21:00–09:00'
karim reads 'Quiet hours: 21:00–09:00'
nadia says '/submit B1'
samira presses 'français'
rafael presses 'Approve English'
clock is '2026-03-02 21:30' in Europe/Paris
nadia says '/plan B1'
nadia reads '1 person waits: quiet hours'
nadia presses 'Release now'
karim says '/help'
time passes 2m
karim does not read 'B1'
sofia reads 'B1'
clock is '2026-03-03 08:58' in Europe/Paris
karim does not read 'B1'
clock is '2026-03-03 09:01' in Europe/Paris
karim reads 'B1'

# the hold keeps what has not left, and answers go on
nadia says '/edit B2 en summary'
nadia says 'Ahellil and Gnawa stand on the list together.'
nadia says '/hold a source is being checked'
nadia reads 'On hold'
karim says '/help'
karim reads 'shortcuts'
nadia says '/lift'
nadia reads 'The hold is over'
