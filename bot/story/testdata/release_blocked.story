# who blocked the bot is left out and holds nobody else up; once they have let it in again and said something, the next release reaches them
network sample
time passes 2m
karim says '/language en'
karim blocks the bot
nadia says '/submit B1'
rafael presses 'Approve English'
nadia says '/plan B1'
nadia presses 'Release now'
time passes 2m
sofia has 'four countries' once
karim has no 'four countries'
nadia says '/stats B1'
nadia reads '1 person, the platform can''t reach them'

# from then on the plan knows it
nadia attaches argan.txt
nadia says '/submit B6'
rafael presses 'Approve English'
nadia says '/plan B6'
nadia reads 'at once: 5 people' '1 person is left out: the platform can''t reach them'
karim unblocks the bot
karim says '/about'
nadia says '/plan B6'
nadia reads 'at once: 6 people'
nadia does not read 'left out'
nadia presses 'Release now'
time passes 2m
karim has 'Argan once more' once
karim has no 'four countries'
nadia says '/stats B6'
nadia reads 'sent to 6 people'
-- argan.txt --
== Brief argan-once-more
Campaign: living-heritage
Kind: points
Fallback: en

== English
Title: Argan once more
Summary: It has been on a list since 2014.
Points:
- It was inscribed in 2014. [argan-inscribed]
Prompts:
- What is it to you?
A fair critic: A list protects little.
