# an answer to a claim that nobody answers for ten minutes goes to the next: who said that urgent requests may come in quiet hours
network sample
time passes 2m
rafael says '/settings'
rafael reads 'Urgent requests for review in quiet hours: no'
karim says '/language en'
karim says '/settings'
karim does not see 'Urgent reviews at night'
rafael presses 'Quiet hours'
rafael says '11:00-14:00'
nadia says '/edit B5 en summary'
nadia says 'The claim is misleading: the plan had 2,000 MW, the plant has 510 MW.'
nadia says '/edit B5 fr summary'
nadia says 'L’affirmation est trompeuse : le plan visait 2 000 MW, la centrale en a 510.'
nadia says '/submit B5'
nadia reads 'Rafael (English) is in quiet hours until' 'Samira (français)'
samira reads 'B5 attend'
rafael does not read 'waits for your word'
time passes 11m
nadia reads 'Nobody has answered B5 in français for 10 minutes' 'Rafael (français) is in quiet hours' 'Samira (français)'
rafael does not read 'waits for your word'

# with the switch on, who sleeps is asked ten minutes after who is awake
rafael says '/settings'
rafael presses 'Urgent reviews at night'
rafael reads 'Urgent requests for review in quiet hours: yes'
nadia says '/submit B5'
nadia reads 'Rafael (English), who is in quiet hours and allows urgent requests then' 'Rafael (français) is in quiet hours, and is asked if nobody answers in 10 minutes'
rafael reads 'B5 waits for your word in English'
rafael does not read 'waits for your word in français'
time passes 11m
rafael reads 'B5 waits for your word in français'
samira presses 'Approuver français'
time passes 15m
nadia does not read 'Nobody has answered B5 in français'
