# who wants to be thanked by name says which, and takes it back in Settings by one tap
network sample
time passes 2m
rafael says '/briefs argan'
rafael presses 'B3'
rafael presses 'Share'
rafael presses 'X'
rafael presses 'I shared it'
rafael presses 'Yes, count my shares'
rafael presses 'Yes, by name'
rafael reads 'Which name shall we use?'
rafael says 'Rafael B.'
rafael reads 'Thank you, Rafael B.'
rafael says '/settings'
rafael reads 'have shares counted yes' 'be credited by name yes'
rafael presses 'What I agree to'
rafael presses 'Credit me by name'
rafael sees '☐ Credit me by name' '☑ Count my shares'

# turning it on again asks for the name
rafael presses 'Credit me by name'
rafael reads 'Which name shall we use?'
rafael says 'Rafael'
rafael reads 'Thank you, Rafael.'
