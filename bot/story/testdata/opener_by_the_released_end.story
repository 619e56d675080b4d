# an end that is written and not released yet closes nobody's way to the composer
network sample
time passes 2m
rafael says '/briefs argan'
rafael presses 'B3'
rafael presses 'Share'
rafael presses 'X'
nadia says '/edit B3 en until'
nadia says '2026-03-02 12:10'
time passes 15m
rafael says '/brief B3'
rafael reads 'Argan'
rafael opens 'Open X' and is led to 'https://x.com/intent/tweet'
