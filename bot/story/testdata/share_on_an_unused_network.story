# three taps to an open composer: Share, the network, Open
network sample
time passes 2m
rafael says '/help'
rafael presses 'Share'
rafael sees 'X' 'Bluesky' 'LinkedIn' 'Back'
rafael presses 'Bluesky'
rafael reads 'Share on Bluesky, in your own words' 'To begin with:' 'of 300' 'I volunteer with Living Heritage'
rafael opens 'Open Bluesky' and is led to 'https://bsky.app/intent/compose'
