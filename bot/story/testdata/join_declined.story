# who is declined is told so, and whom to write to; the public briefs stay readable, and leaving erases
network sample
time passes 2m
newcomer says '/start'
newcomer presses 'I agree'
newcomer presses 'Something else'
newcomer presses 'keep to them'
nadia presses 'Decline'
nadia reads 'was declined and told so'
newcomer reads 'could not admit you' 'contact@example.org' '/leave'
newcomer says '/shared'
newcomer reads 'you were not admitted'
newcomer says '/briefs argan'
newcomer reads 'Argan'
newcomer says '/leave'
newcomer presses 'Leave, keep messages'
newcomer reads 'what we kept of you is erased'
