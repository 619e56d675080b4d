# who is in quiet hours is asked about a contest, and told of a source that is gone, in their morning
the page 'https://example.org/oasis' is gone
network sample
nadia says '/settings'
nadia presses 'Quiet hours'
nadia says '11:00-12:30'
rafael says '/settings'
rafael presses 'Quiet hours'
rafael says '11:00-12:30'
nadia attaches oasis.txt
time passes 2m
reader sends 'The year is that of the request.' to '/b/B3/contest?fact=argan-inscribed&lang=en' and reads 'Contest C1'
time passes 20m
nadia has no 'is not as it was'
rafael has no 'C1: somebody contests B3'
rafael says '/desk'
rafael reads 'C1 contests B3 and waits for your answer'
time passes 10m
nadia has 'A source that you look after is not as it was' once
rafael has 'C1: somebody contests B3' once
rafael presses 'The brief is right' under 'C1: somebody contests B3'
rafael reads 'What is the public answer to C1?'
-- oasis.txt --
== Source oasis
Type: official
Title: The oases
Publisher: Example Institute
Address: https://example.org/oasis
Quote: There are forty.

== Fact oasis-forty
As of: 2024-01-01
Review by: 2028-12-31
Sources: oasis
English: There are forty oases.
