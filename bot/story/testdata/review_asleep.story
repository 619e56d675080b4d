# who is in quiet hours is not woken for a review, and is asked when they end; the lead sees who that is
network sample
time passes 2m
rafael says '/settings'
rafael presses 'Quiet hours'
rafael says '11:00-12:30'
nadia says '/submit B1'
nadia reads 'Rafael (English) is in quiet hours until 2026-03-02 12:30 (Europe/Paris, 11:30 UTC), and is asked then' 'Samira (العربية)'
rafael does not read 'waits for your word'
samira reads 'B1 attend'
nadia says '/queue'
nadia reads 'B1 in English, by Nadia, waits on Rafael (quiet hours until 12:30)'
time passes 20m
rafael does not read 'waits for your word'
the service restarts
time passes 10m
rafael reads 'B1 waits for your word in English' 'B1 waits for your word in español'
time passes 5m
rafael has 'B1 waits for your word in English' once
