# the plan says how many, in which languages, who waits until when, who is left out and why, and when it is done
network sample
nadia says '/plan B1'
nadia reads 'B1 is a draft. Send it for review first.'
nadia says '/invite member'
nadia notes code from '/start (\S+)'
sam says '/start {code}'
sam presses 'I agree'
sam presses 'Academic'
sam presses 'keep to them'
karim says '/stop'
nadia says '/submit B1'
nadia says '/plan B1'
nadia does not see 'Release now'
nadia sees 'Ask reviewers again'
rafael presses 'Approve English'
rafael says '/approve B1 es'
rafael presses 'Approve español'
clock is '2026-03-02 22:00' in Europe/Paris
nadia says '/plan B1'
nadia reads 'The plan for B1: meant for 7 members' 'at once: 5 people' 'in English: 5 people' 'of these, 2 people read it in English for want of their own language' 'in español: 1 person' '1 person waits: quiet hours' 'the last of them until 2026-03-03 09:00 (Europe/Paris, 08:00 UTC)' '1 person is left out: stopped messages' 'done by 2026-03-03 09:00'
nadia reads 'share links lead to the brief' 'caps: 5 share kits a day'
nadia sees 'Release now' 'Schedule'

# afterwards the outcome stands beside the plan
nadia presses 'Release now'
time passes 2m
nadia says '/stats B1'
nadia reads 'sent to 5 people' 'the plan had said: 5 at once, 1 later, 1 left out, done by 2026-03-03 09:00'
