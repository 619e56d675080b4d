# a corrected brief's page says so and keeps the old version
network sample
time passes 2m
nadia says '/edit B3 en summary'
nadia says 'What UNESCO inscribed in 2014 is the know-how around the argan tree.'
nadia says '/submit B3'
rafael presses 'Approve English'
nadia says '/release B3'
nadia presses 'Release now'
time passes 5m
reader gets '/b/B3?lang=en' and reads 'Corrected'
reader gets '/b/B3?lang=en' and reads 'the know-how around the argan tree.'
