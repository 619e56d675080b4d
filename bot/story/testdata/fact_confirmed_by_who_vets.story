# whether a fact still holds is for those who review or lead: a moderator sees the fact, and no such button
network sample
time passes 2m
nadia says '/role'
nadia presses 'Karim'
nadia presses 'moderator'
karim says '/language en'
karim says '/facts argan'
karim presses 'Argan'
karim reads 'On it rest:'
karim does not see 'Still true: a year'
rafael says '/facts argan'
rafael presses 'Argan'
rafael presses 'Still true: a year'
rafael reads 'It already holds longer: until'
