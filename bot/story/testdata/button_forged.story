# a forged button does nothing and says so
network sample
time passes 2m
rafael presses a forged button
rafael reads 'That button was not made for you, or is broken. Press Briefs to go on.'
rafael says '/settings'
rafael presses a forged button
rafael reads 'That button was not made for you'
