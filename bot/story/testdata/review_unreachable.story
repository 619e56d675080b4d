# who blocked the bot is asked for no review; once they have let it in again and said something, they are asked anew
network sample
time passes 2m
rafael blocks the bot

# a platform may tell only when something is sent to them
nadia says '/submit B1'
time passes 1m
nadia says '/submit B1'
nadia reads 'Samira (العربية)' 'English: there is nobody to ask who reads it and had no hand in it'
nadia does not read 'Rafael'
nadia says '/queue'
nadia reads 'B1 in English, by Nadia, waits on nobody'
nadia does not read 'Rafael'
rafael unblocks the bot
rafael has no 'waits for your word in English'
rafael says '/about'
nadia says '/submit B1'
nadia reads 'Rafael (English)'
rafael reads 'B1 waits for your word in English'
