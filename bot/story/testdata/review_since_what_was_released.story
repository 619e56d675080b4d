# what was released as it had been approved before is what a reviewer is shown the next text beside
network sample
time passes 2m
nadia attaches a.txt
nadia says '/submit B6'
rafael presses 'Approve English'
nadia says '/edit B6 en summary'
nadia says 'Two.'
nadia says '/submit B6'
rafael presses 'Approve English'
nadia says '/edit B6 en summary'
nadia says 'The hall closes tonight.'
nadia reads 'English: approved'
nadia says '/plan B6'
nadia presses 'Release now'
time passes 3m
nadia says '/edit B6 en summary'
nadia says 'Three.'
nadia says '/submit B6'
rafael reads 'summary, before: The hall closes tonight.'
-- a.txt --
== Brief hall
Campaign: living-heritage
Kind: points

== English
Title: The hall closes
Summary: The hall closes tonight.
Points:
- Argan is on the list since 2014. [argan-inscribed]
