# a hold keeps everything back but answers, with its reason at the Desk; lifted, what waited leaves
network sample
nadia says '/lift'
nadia reads 'The network is not on hold.'
nadia says '/submit B1'
rafael presses 'Approve English'
nadia says '/plan B1'
nadia presses 'Release now'
nadia says '/hold'
nadia reads 'Why shall everything be held?'
nadia says 'A source is in doubt.'
nadia reads 'On hold: nothing leaves but answers and corrections. Reason: A source is in doubt.'
rafael says '/desk'
rafael reads 'The network is on hold (Nadia): A source is in doubt.'
time passes 10m
sofia has no 'four countries'
sofia says '/language en'
sofia reads 'From now on I speak English'
nadia says '/stats B1'
nadia reads 'the network is on hold'
nadia says '/lift'
nadia reads 'The hold is over. What waited leaves now.'
time passes 2m
sofia has '· B1' once
rafael says '/desk'
rafael does not read 'on hold'
