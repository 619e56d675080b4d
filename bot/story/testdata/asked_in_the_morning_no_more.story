# who answers a contest in their quiet hours is not asked about it in their morning
network sample
time passes 2m
rafael says '/settings'
rafael presses 'Quiet hours'
rafael says '11:00-12:30'
reader sends 'The year is that of the request.' to '/b/B3/contest?fact=argan-inscribed&lang=en' and reads 'Contest C1'
time passes 5m
rafael says '/contests C1'
rafael presses 'The brief is right'
rafael says 'It is that of the inscription, says the list.'
rafael presses 'Put it on the page'
time passes 90m
rafael does not read 'C1: somebody contests B3'
