# another language of the conversation takes away none of those one reads; where one reads only that one, briefs follow it
network sample
time passes 2m
samira says '/language en'
samira says '/settings'
samira reads 'Language: English; you read: français, العربية'
karim says '/language en'
karim says '/settings'
karim reads 'Language: English; you read: English'
