# a release can be undone for 60 seconds; then it is out, once for everybody, and cannot be released again
network sample
nadia says '/submit B1'
rafael presses 'Approve English'
nadia says '/release B1'
nadia reads 'The plan for B1'
nadia presses 'Release now'
nadia reads 'B1 leaves in 60 seconds'
time passes 50s
sofia does not read 'B1'
nadia presses 'Undo'
nadia reads 'Taken back: B1 has not left.'
time passes 5m
sofia has no 'four countries'
nadia says '/stats B1'
nadia reads 'taken back before it left'
nadia says '/plan B1'
nadia presses 'Release now'
nadia says '/plan B1'
nadia presses 'Release now'
nadia reads 'This text is out already, or about to be'
time passes 61s
sofia has 'four countries' once
nadia says '/plan B1'
nadia reads 'This text is out already'
nadia says '/stats B1'
nadia reads 'sent to 6 people since 2026-03-02'
