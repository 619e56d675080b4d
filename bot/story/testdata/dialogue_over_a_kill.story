# a question that waits for words waits on after a restart and a kill
network sample
time passes 2m
rafael says 'Check a claim'
the service restarts
the service is killed
rafael says 'Noor Ouarzazate is a plant of 2,000 MW'
rafael reads 'B5' 'misleading'
rafael presses 'B5'
rafael presses 'Share'
rafael presses 'Mastodon'
the service is killed
rafael says 'mastodon.social'
rafael reads 'Share on Mastodon'
rafael presses 'I shared it'
the service is killed
rafael presses 'Yes, count my shares'
rafael reads 'Counted'
