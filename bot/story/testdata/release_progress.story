# who releases a brief sees in one message how it goes: how many are settled, who waits until when and why, and that it is done
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
time passes 3m
nadia reads 'B1 is going out' 'waiting: 1 person, quiet hours' 'done by 2026-03-02 13:00'
nadia has 'B1 is going out' once
nadia sees 'Pause it' 'Stop the rest' 'Figures for programs'
clock is '2026-03-02 13:05' in Europe/Paris
nadia has 'B1 is done' once
nadia has 'B1 is going out' 0 times
