# a claim that nothing answers is passed on to the leads by one button, with a reference, and a lead can answer it from there
network sample
time passes 2m
nadia says '/help'
rafael forwards 'Zellige tiles were invented last year by a robot.'
rafael reads 'We have nothing on this yet.'
rafael sees 'Ask the leads'
rafael does not see 'Answer this'
nadia does not read 'Zellige'
rafael presses 'Ask the leads'
rafael reads 'Passed on.' 'Reference: R1'
nadia reads 'R1' 'Zellige tiles were invented last year by a robot.'
nadia presses 'Answer this'
nadia reads 'An answer to' 'Zellige'
