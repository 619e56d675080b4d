# a brief that one account had comes to the other one no more, and one that waits for both comes once
network sample
time passes 2m
karim says '/language en'
karim says '/settings'
karim presses 'Quiet hours'
karim says '11:00-16:00'
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
karim_there has 'Couscous: one file, four countries' once
karim has no 'couscous'
karim says '/link'
karim notes code from '/link (\d\d\d \d\d\d)'
karim_there says '/link {code}'
karim presses 'Yes, that''s me'
clock is '2026-03-02 17:00' in Europe/Paris
karim has no 'couscous'
karim_there has 'ouscous' once
nadia says '/stats B1'
nadia reads 'have it by another of their accounts'
