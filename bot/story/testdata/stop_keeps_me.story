# /stop ends briefs and keeps the member; /start brings them back
network sample
time passes 2m
karim says '/language en'
karim says '/stop'
karim reads 'Stopped: Living Heritage sends you nothing more' 'Your settings are kept'
karim sees 'Send me briefs again' 'Leave'
nadia says '/submit B1'
rafael presses 'Approve English'
nadia says '/release B1'
nadia presses 'Release now'
karim says '/settings'
karim reads 'Messages are stopped'
time passes 5m
rafael reads 'Couscous'
karim does not read 'B1'
karim says '/start'
karim reads 'You receive briefs again'
