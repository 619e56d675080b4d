# a withdrawn brief's notice reaches members in their own language, with the lead's words as they were written
network sample
time passes 2m
nadia says '/withdraw B5'
nadia says 'A source was misread.'
nadia presses 'Withdraw it'
time passes 2m
karim reads 'La note B5 a été retirée. Merci de ne plus la partager. A source was misread.'
karim does not read 'was withdrawn'
karim says '/start B5'
karim reads 'La note B5 a été retirée' 'A source was misread.'
