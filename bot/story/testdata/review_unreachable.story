# who can't be written to, or stopped the bot's messages, is not counted as asked
network sample
time passes 2m
rafael blocks the bot
samira says '/stop'
nadia says '/submit B1'
nadia reads 'English: nobody but the authors reads it here.'
nadia does not read 'Rafael'
nadia does not read 'Samira'
