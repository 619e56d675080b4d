# pressing "I shared it" twice for the same text and network counts once
network sample
time passes 2m
rafael says '/briefs argan'
rafael presses 'B3'
rafael presses 'Share'
rafael presses 'X'
rafael presses 'I shared it'
rafael presses 'Yes, count my shares'
rafael says '/briefs argan'
rafael presses 'B3'
rafael presses 'Share on X'
rafael presses 'I shared it'
rafael reads 'This one is counted already'
nadia says '/stats B3'
nadia reads '1 share by'
