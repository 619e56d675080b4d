# /why with a brief's number says what its button says; without one it says how to choose one
network sample
time passes 2m
rafael says '/why B5'
rafael reads 'for the campaign Living Heritage' 'paid for by Example Foundation'
rafael sees 'Settings' 'Stop messages'
rafael says '/why'
rafael reads 'Which brief? Press Briefs and choose one.'
rafael says '/why B77'
rafael reads 'There is no brief B77'
newcomer says '/why B5'
newcomer reads 'Send /start to join'
