# two members turn out to be one person: what the other account was sent is corrected, what it shared is the member's
network sample
time passes 2m
karim says '/language en'
nadia says '/invite member academic'
nadia notes invite from '/start (\S+)'
karim_there says '/start {invite}'
karim_there presses 'I agree'
karim_there presses 'keep to them'
karim_there says '/settings'
karim_there presses 'Topics'
karim_there presses 'All topics'
samira says '/language en'
nadia says '/submit B1'
samira presses 'Approve français'
rafael presses 'Approve English'
nadia says '/release B1'
nadia presses 'Release now'
time passes 2m
karim has 'Couscous: one file, four countries' once
karim_there has 'Couscous: one file, four countries' once
karim_there presses 'Share' under 'Couscous'
karim_there presses 'X'
karim_there presses 'I shared it'
karim_there presses 'Yes, count my shares'
karim says '/link'
karim notes code from '/link (\d\d\d \d\d\d)'
karim_there says '/link {code}'
karim_there says '/mydata'
karim_there reads 'my-data.json'
karim presses 'Yes, that''s me'
karim_there reads 'Welcome here too'
karim says '/shared'
karim reads 'Couscous' 'X'

# karim's settings stay, and hold for both
karim_there says '/settings'
karim_there reads 'Language: English' 'you read: English' 'Quiet hours: Never' 'have shares counted no'

# what was delivered to the record that is no more is corrected, in either chat, and who shared is asked
nadia says '/edit B1 en summary'
nadia says 'Four countries wrote one dossier in 2020, and UNESCO inscribed it.'
nadia presses 'Ask reviewers again'
rafael presses 'Approve English'
nadia says '/release B1'
nadia presses 'Release now'
time passes 2m
karim_there has 'Corrected on 2026-03-02' 2 times
karim_there has 'Four countries wrote one dossier' once
karim has 'Corrected on 2026-03-02' once
karim reads 'B1, which you shared on X, has been corrected'
