# "Not for me" takes the brief off one's hands without a question, and nothing comes after
network sample
time passes 2m
rafael says '/help'
rafael presses 'Not for me'
rafael reads 'Fine. Nothing more about this one.'
rafael does not see 'Share'
rafael says '/help'
time passes 22h
rafael does not read 'Argan'
