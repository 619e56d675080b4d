# what is shown to one account of a person can be pressed by it, whichever account their messages go to
network sample
time passes 2m
nadia says '/link'
nadia notes code from '/link (\d\d\d \d\d\d)'
nadia_there says '/link {code}'
nadia presses 'Yes, that''s me'
sam says '/start'
sam presses 'I agree'
sam presses 'Academic'
sam presses 'keep to them'
nadia_there says '/language en'
nadia_there says '/admit'
nadia_there presses 'Admit'
nadia_there does not read 'That button was not made for you'
sam reads 'you are a member of Living Heritage now'
