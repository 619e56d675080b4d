# the Undo of a release says, once its brief is withdrawn, that this stands
network sample
nadia says '/submit B1'
rafael presses 'Approve English'
time passes 12h
nadia says '/plan B1'
nadia presses 'Release now'
nadia says '/withdraw B1 The year was wrong.'
nadia presses 'Withdraw it'
nadia reads 'B1 is withdrawn'
nadia presses 'Undo'
nadia reads 'This brief was withdrawn, and that stands'
nadia does not read 'Taken back'
time passes 5m
sofia has no 'four countries'
