# a Mastodon server is asked for once; what is no server's name is refused with an example
network sample
time passes 2m
rafael says '/briefs argan'
rafael presses 'B3'
rafael presses 'Share'
rafael presses 'Mastodon'
rafael reads 'On which Mastodon server are you?'
rafael says 'I forgot'
rafael reads 'I forgot is not the name of a server. Write it like mastodon.social.'
rafael sees 'Cancel'
the service restarts
rafael says '@rafael@mastodon.social'
rafael reads 'Share on Mastodon' 'of 500'
rafael opens 'Open Mastodon' and is led to 'https://mastodon.social/share'
rafael says '/briefs noor'
rafael presses 'B5'
rafael presses 'Share on Mastodon'
rafael does not read 'On which Mastodon server'
rafael reads 'Share on Mastodon'
rafael opens 'Open Mastodon' and is led to 'https://mastodon.social/share'
