# a plan that was shown before an edit does not release the edit
network sample
nadia says '/submit B1'
rafael presses 'Approve English'
nadia says '/plan B1'
nadia says '/edit B1 fr summary'
nadia says 'Les quatre pays ont signé.'
nadia presses 'Release now'
nadia reads 'The text has changed since you were shown this'
time passes 2m
sofia has no 'four countries'
