# a code that somebody was talked out of does nothing without their yes, and the question ends with the code
network sample
rafael says '/link'
rafael notes code from '/link (\d\d\d \d\d\d)'
time passes 5m
stranger_there says '/link {code}'
stranger_there reads 'answer my question there'
stranger_there says '/desk'
stranger_there reads 'Send /start to join'
time passes 6m
rafael presses 'Yes, that''s me'
rafael reads 'not open any more, and nothing was changed'
stranger_there says '/settings'
stranger_there reads 'Send /start to join'
rafael says '/settings'
rafael does not read 'Discord'

# whoever was talked into entering somebody else's code stops it
rafael says '/link'
rafael notes code from '/link (\d\d\d \d\d\d)'
victim_there says '/link {code}'
victim_there presses 'Stop'
victim_there reads 'Stopped. Nothing was changed'
rafael presses 'Yes, that''s me'
rafael reads 'not open any more'
victim_there says '/settings'
victim_there reads 'Send /start to join'
