# the plan says how many a brief reaches on each platform
network sample
rafael says '/link'
rafael notes code from '/link (\d\d\d \d\d\d)'
rafael_there says '/link {code}'
rafael presses 'Yes, that''s me'
nadia says '/submit B1'
rafael presses 'Approve English'
nadia says '/plan B1'
nadia reads 'on Telegram: 6 people' 'in English: 6 people'
