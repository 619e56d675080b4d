# a member links an account that was nobody's: a code, a question, a yes, and from then on both are one
network sample
time passes 2m
karim says '/language en'
karim says '/settings'
karim reads 'Accounts: Telegram'
karim presses 'My accounts'
karim presses 'Link another account'
karim reads 'your other platform (Discord)' 'for 10 minutes' 'Give it to nobody' '/link'
karim notes code from '/link (\d\d\d \d\d\d)'
the service restarts
karim_there says '/link {code}'
karim_there reads 'The code is right' 'on Telegram' 'press Stop: this account would become theirs'
karim reads 'karim_there on Discord has entered your code. Is that you?'

# nothing changes before the yes
karim_there says '/settings'
karim_there reads 'Send /start to join'
karim presses 'Yes, that''s me'
karim reads 'Done: you are one person here and on Discord'
karim_there reads 'Welcome here too' 'the same person as on Telegram' '/leave erases both accounts'
karim_there says '/settings'
karim_there reads 'Language: English' 'receive briefs yes' 'Accounts: Telegram, Discord'
karim_there says '/mydata'
karim_there reads 'my-data.json'

# the code is used up, and so is the question
sam_there says '/link {code}'
sam_there reads 'That code is wrong, used or too old'
karim presses the old 'Yes, that''s me'
karim reads 'not open any more'

# one consent
karim_there says '/settings'
karim_there presses 'What I agree to'
karim_there presses 'Receive briefs'
karim says '/settings'
karim reads 'receive briefs no'
karim says '/link'
karim reads 'nothing to link'
