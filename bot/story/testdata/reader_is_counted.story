# a reader who follows a member's public link is counted and sees the brief; previews and robots count nothing
network sample
time passes 2m
rafael says '/briefs argan'
rafael presses 'B3'
rafael presses 'Share'
rafael presses 'X'
reader follows rafael's link as 'TelegramBot (like TwitterBot)'
reader follows rafael's link as 'facebookexternalhit/1.1'
reader follows rafael's link as 'curl/8.5.0'
nadia says '/stats B3'
nadia reads '0 readers followed a link'
reader follows rafael's link
nadia says '/stats B3'
nadia reads '1 reader followed a link'
