# an invitation is good for thirty days; later it says so, and asking to join is possible all the same
network sample
nadia says '/invite member'
nadia reads '50 people and 30 days'
nadia notes code from '/start (\S+)'
the service stops
time passes 31 days
the service starts
sam says '/start {code}'
sam reads 'That invitation is not valid any more' 'a person will look' 'Nobody is paid'
sam presses 'I agree'
sam presses 'Academic'
sam presses 'keep to them'
sam reads 'A person will look'
