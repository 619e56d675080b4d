# where a brief is not there in a language somebody reads, it is shown in another, and says so
network sample
time passes 2m
sofia says '/language en'
sofia says '/settings'
sofia presses 'Languages I read'
sofia presses 'español'
sofia presses 'English'
sofia sees '☐ English' '☑ español'
sofia says '/briefs ahellil'
sofia presses 'B2'
sofia does not read 'is not there in a language you read'
sofia says '/briefs argan'
sofia presses 'B3'
sofia reads 'Argan: more than an oil' 'This brief is not there in a language you read yet; here it is in English.'
sofia presses 'Share'
sofia presses 'X'
sofia reads 'I volunteer with Living Heritage'
