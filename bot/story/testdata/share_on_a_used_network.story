# two taps where a network was used before: it stands on the card itself, and first in the list
network sample
time passes 2m
rafael says '/briefs argan'
rafael presses 'B3'
rafael presses 'Share'
rafael presses 'Threads'
rafael reads 'Share on Threads' 'Share kits opened today: 1 of 5'
rafael says '/briefs noor'
rafael presses 'B5'
rafael sees 'Share on Threads' 'Share elsewhere'
rafael presses 'Share on Threads'
rafael opens 'Open Threads' and is led to 'https://www.threads.com/intent/post'
rafael presses 'Share elsewhere'
rafael notes first from '(Where do you want to share)'
rafael presses 'LinkedIn'
rafael says '/briefs ahellil'
rafael presses 'B2'
rafael sees 'Share on LinkedIn'
