# the buttons of a brief that was withdrawn since say so, and share nothing
network sample
time passes 2m
rafael says '/briefs argan'
rafael presses 'B3'
rafael presses 'Share'
nadia says '/withdraw B3'
nadia says 'A source was misread.'
nadia presses 'Withdraw it'
time passes 2m
rafael presses 'X' under 'Where do you want to share'
rafael reads 'B3 was withdrawn. Please do not share it any more. A source was misread.'
rafael does not see 'Open X'
rafael says '/start B3'
rafael reads 'B3 was withdrawn'
