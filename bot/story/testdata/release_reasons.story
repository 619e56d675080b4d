# why somebody gets a brief later or not at all stands in the plan before it leaves, and in the figures afterwards
network sample
time passes 2m
samira says '/language en'
samira says '/pause 1'
samira reads 'Paused until 2026-03-03'
amina says '/language en'
amina says '/stop'
karim says '/language en'
karim says '/settings'
karim presses 'Languages I read'
karim presses 'English'
karim says '/settings'
karim presses 'Quiet hours'
karim says '11:00-14:00'
karim reads 'Quiet hours: 11:00–14:00'
rafael says '/settings'
rafael presses 'Briefs a day'
rafael presses '2'
rafael reads 'at most 2;'
nadia attaches argan.txt
nadia says '/submit B6'
rafael presses 'Approve English'
nadia says '/plan B6'
nadia reads 'meant for 6 members' 'at once: 1 person'
nadia reads '1 person waits: had their briefs for today' '1 person waits: paused messages' '1 person waits: quiet hours' 'the last of them until 2026-03-03 12:'
nadia reads '1 person is left out: no approved language that they read' '1 person is left out: stopped messages'
nadia presses 'Release now'
time passes 2m
nadia says '/stats B6'
nadia reads 'sent to 1 person' 'the plan had said: 1 at once, 3 later, 2 left out' '3 people wait, next at 2026-03-02 14:00'
nadia reads 'waiting: 1 person, had their briefs for today' 'waiting: 1 person, paused messages' 'waiting: 1 person, quiet hours'
nadia reads 'left out: 1 person, no approved language that they read' 'left out: 1 person, stopped messages'
-- argan.txt --
== Brief argan-once-more
Campaign: living-heritage
Kind: points

== English
Title: Argan once more
Summary: It has been on a list since 2014.
Points:
- It was inscribed in 2014. [argan-inscribed]
Prompts:
- What is it to you?
A fair critic: A list protects little.
