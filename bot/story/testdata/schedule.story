# a release at a wall time in a zone: kept over a restart, shown in local time and UTC, and out at that minute
network sample
nadia says '/submit B1'
rafael presses 'Approve English'
nadia says '/schedule'
nadia reads 'Nothing is scheduled'
nadia says '/schedule B1 2026-03-02 09:00 America/Montreal'
nadia reads 'B1 leaves on 2026-03-02 15:00 (Europe/Paris, 14:00 UTC)' 'The plan for B1'
nadia says '/schedule'
nadia reads 'What is going to leave:' 'B1: 2026-03-02 15:00 (Europe/Paris, 14:00 UTC)'
the service restarts
clock is '2026-03-02 08:59' in America/Montreal
sofia has no 'four countries'
clock is '2026-03-02 09:01' in America/Montreal
sofia has 'four countries' once
nadia says '/schedule'
nadia reads 'Nothing is scheduled'
