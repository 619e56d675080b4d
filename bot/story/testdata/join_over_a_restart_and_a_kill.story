# joining goes on where it stood after a restart, and after a kill in the middle of it
network sample
nadia says '/invite member'
nadia notes code from '/start (\S+)'
sam says '/start {code}'
the service restarts
sam presses 'I agree'
sam reads 'As what do you take part?'
the service is killed
sam presses 'Academic'
sam reads 'Five rules'
the service is killed
sam presses 'keep to them'
sam reads 'Welcome'
sam sees 'Share'
the service is killed
sam says '/settings'
sam reads 'receive briefs yes' 'have shares counted no'
