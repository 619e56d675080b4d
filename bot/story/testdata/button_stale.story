# a button that has gone does no harm when it is pressed late: an undone share stays undone, an answered question answered
network sample
time passes 2m
rafael says '/briefs argan'
rafael presses 'B3'
rafael presses 'Share'
rafael presses 'X'
rafael presses 'I shared it'
rafael presses 'Yes, count my shares'
rafael presses 'Undo'
rafael reads 'Taken back'
rafael presses the old 'Undo'
rafael reads 'Press Briefs to go on'
rafael says 'Settings'
rafael reads 'Your settings'

# joining cannot be done twice
nadia says '/invite member academic'
nadia notes code from '/start (\S+)'
sam says '/start {code}'
sam presses 'I agree'
sam presses 'keep to them'
sam presses the old 'I agree'
sam reads 'Good to see you'
sam presses the old 'keep to them'
sam reads 'Good to see you'

# a claim that was passed on already is not passed on again
rafael says 'Zellige tiles were invented last year by a robot.'
rafael presses 'Ask the leads'
rafael presses the old 'Ask the leads'
rafael reads 'is not open any more'
nadia has 'Zellige' once
