# leaving by one account erases both, and with "delete messages" what stands in either chat goes, also what the merged record had
network sample
time passes 2m
karim says '/language en'
nadia says '/invite member academic'
nadia notes invite from '/start (\S+)'
karim_there says '/start {invite}'
karim_there presses 'I agree'
karim_there presses 'keep to them'
samira says '/language en'
nadia says '/submit B1'
samira presses 'Approve français'
rafael presses 'Approve English'
nadia says '/release B1'
nadia presses 'Release now'
time passes 2m
karim_there has 'Couscous: one file' once
karim has 'Couscous: one file' once
karim says '/link'
karim notes code from '/link (\d\d\d \d\d\d)'
karim_there says '/link {code}'
karim presses 'Yes, that''s me'
karim_there has 'Welcome here too' once
karim says '/leave'
karim presses 'Leave, delete messages'
karim reads 'You left Living Heritage'
karim_there has no 'Couscous: one file' 'Welcome here too'
karim has no 'Couscous: one file'
karim_there says '/settings'
karim_there reads 'Send /start to join'
karim says '/settings'
karim reads 'Envoyez /start pour entrer'
