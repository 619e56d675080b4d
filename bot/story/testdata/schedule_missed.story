# a moment missed while nobody ran is released at once
network sample
nadia says '/submit B1'
rafael presses 'Approve English'
nadia says '/schedule B1 2026-03-02 13:00'
clock is '2026-03-02 12:59' in Europe/Paris
the service stops
time passes 3h
the service starts
sofia has 'four countries' once
