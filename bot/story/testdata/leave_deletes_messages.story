# "delete messages" takes the bot's briefs out of the chat
network sample
time passes 2m
rafael has 'Argan' once
rafael says '/leave'
rafael presses 'Leave, delete messages'
rafael reads 'You left Living Heritage'
rafael has no 'Argan'
