# the language is chosen before anything is agreed to, and stays; the invitation is not lost by it
network sample
nadia says '/invite member ngo'
nadia notes code from '/start (\S+)'
sam says '/start {code}'
sam presses 'español'
sam reads 'Living Heritage'
sam sees 'English'
sam does not see 'español'
sam presses 'English'
sam reads 'Nobody is paid'
sam presses 'I agree'
sam presses 'keep to them'
sam reads 'Welcome'
