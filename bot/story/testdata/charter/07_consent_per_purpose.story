# each purpose stands by itself, and is withdrawn by one tap
network sample
time passes 2m
nadia says '/invite member academic'
nadia notes code from '/start (\S+)'
sam says '/start {code}'
sam reads 'Nobody is paid'
sam presses 'I agree'
sam presses 'keep to them'
sam reads 'Welcome'
sam says '/settings'
sam reads 'receive briefs yes' 'be contacted no' 'have shares counted no' 'be credited by name no'
sam presses 'What I agree to'
sam sees '☑ Receive briefs' '☐ Count my shares'
sam presses 'Receive briefs'
sam sees '☐ Receive briefs'

# who withdrew it is left out of the next release, and the plan says so
nadia says '/submit B1'
rafael presses 'Approve English'
nadia says '/plan B1'
nadia reads '1 person is left out: did not agree to receive briefs'
nadia presses 'Release now'
time passes 2m
sam does not read 'B1'

# leaving asks what becomes of messages, erases, and says who stops
sam says '/leave'
sam reads 'can''t be corrected later'
sam presses 'Leave, delete messages'
sam reads 'You left Living Heritage' 'Other groups may still write'
sam says '/settings'
sam reads 'That is for members'
