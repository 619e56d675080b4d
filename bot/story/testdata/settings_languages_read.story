# several languages can be read, one is kept at least
network sample
time passes 2m
rafael says '/settings'
rafael presses 'Languages I read'
rafael sees '☑ English' '☑ français' '☐ العربية' '☑ español'
rafael presses 'français'
rafael sees '☐ français'
rafael presses 'español'
rafael presses 'English'
rafael reads 'Keep one language at least'
rafael presses 'Back'
rafael reads 'you read: English'
