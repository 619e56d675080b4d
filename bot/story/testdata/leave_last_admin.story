# the last admin cannot leave, and is told what to do first
network sample
nadia says '/leave'
nadia presses 'Leave, keep messages'
nadia reads 'You are the only admin. Make someone else admin first'
nadia says '/settings'
nadia reads 'Your settings'
