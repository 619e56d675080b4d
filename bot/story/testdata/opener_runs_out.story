# the way to the composer is good for a week and then says what to do
network sample
time passes 2m
rafael says '/briefs argan'
rafael presses 'B3'
rafael presses 'Share'
rafael presses 'X'
rafael opens 'Open X' and is led to 'https://x.com/intent/tweet'
the service stops
time passes 8 days
the service starts
rafael opens 'Open X' and is led to 'https://relais.example.org/o/'
