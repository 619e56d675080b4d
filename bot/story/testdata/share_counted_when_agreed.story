# "I shared it" asks about counting the first time only; yes counts this one, credit is asked after it, and it can be undone
network sample
time passes 2m
rafael says '/briefs argan'
rafael presses 'B3'
rafael presses 'Share'
rafael presses 'X'
rafael presses 'I shared it'
rafael reads 'May we count what you share?' 'you, the brief, the network and the day'
rafael does not read 'by name'
nadia says '/stats B3'
nadia reads '0 shares'
rafael presses 'Yes, count my shares'
rafael reads 'Counted: Argan: more than an oil, on X' 'thank you by name'
nadia says '/stats B3'
nadia reads '1 share by'
rafael presses 'No, keep me unnamed'
rafael reads 'your name stays out of it'

# the next one is counted without a question
rafael says '/briefs noor'
rafael presses 'B5'
rafael presses 'Share on X'
rafael presses 'I shared it'
rafael reads 'Counted: Noor Ouarzazate'
rafael does not read 'May we count'
rafael does not read 'by name'

# undone is not counted, here or in the list
rafael presses 'Undo'
rafael reads 'Taken back'
rafael says 'What I shared'
rafael reads 'You shared 1 time:' 'Argan' 'on X'
rafael does not read 'Noor'
rafael presses 'Undo B3 X'
nadia says '/stats B3'
nadia reads '0 shares'
rafael says 'What I shared'
rafael reads 'Nothing yet'
