# a code is good for ten minutes; one that ran out is answered like a wrong one, and a new one makes the earlier one worthless
network sample
rafael says '/link'
rafael notes old from '/link (\d\d\d \d\d\d)'
time passes 10m
rafael_there says '/link {old}'
rafael_there reads 'That code is wrong, used or too old'
rafael says '/link'
rafael notes first from '/link (\d\d\d \d\d\d)'
rafael says '/link'
rafael notes second from '/link (\d\d\d \d\d\d)'
rafael_there says '/link {first}'
rafael_there reads 'That code is wrong, used or too old'
rafael_there says '/link'
rafael_there says '{second}'
rafael_there reads 'The code is right'
