# what was said before a kill is answered after it: twice at worst, never not at all
network toy
nadia says '/review'
nadia presses 'Approve' as the service is killed
nadia reads 'Approved: B1.'

# a restart and a kill keep what stands
the service restarts
the service is killed
nadia has 'B1 waits for you.' once
nadia presses 'Approve'
nadia reads 'Approved: B1.'

# readers
nadia says '/kit'
nadia reads 'My words.'
nadia opens 'Open X' and is led to 'https://x.example/intent'
reader follows nadia's link
reader follows nadia's link as 'TelegramBot (like TwitterBot)'
reader gets '/b/B1' and reads 'Couscous'
reader gets '/b/B1' and does not read 'Argan'
reader gets '/b/B9' and is answered 404
