# killed around the moment of a release, it loses nobody and serves nobody twice
network sample
nadia says '/submit B1'
rafael presses 'Approve English'
nadia says '/plan B1'
nadia presses 'Release now'
time passes 57s
the service is killed
time passes 100ms
the service is killed
time passes 1s
the service is killed
the service is killed
time passes 2m
amina has '· B1' once
karim has '· B1' once
sofia has '· B1' once
rafael has 'Answer to a claim · B1' 2 times
nadia says '/stats B1'
nadia reads 'sent to 6 people'
