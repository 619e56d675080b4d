# a withdrawn brief shows its notice and not its text any more
network sample
time passes 2m
nadia says '/withdraw B3'
nadia says 'A source was misread.'
nadia presses 'Withdraw it'
reader gets '/b/B3?lang=en' and reads 'This brief was withdrawn'
reader gets '/b/B3?lang=en' and reads 'A source was misread.'
reader gets '/b/B3?lang=en' and does not read 'they teach it to their daughters'
