# a place takes its posts of the day and its topics, and no more; the plan and the figures say what waits and why
network sample
nadia brings the bot to square
nadia says '/setup' in square
nadia presses 'Posts a day'
nadia presses '1'
nadia presses 'Start posting'
nadia attaches souk.txt
nadia presses 'Send for review'
rafael presses 'Approve English'
nadia says '/plan B6'
nadia presses 'Release now'
time passes 61s
square has 'The souk of Marrakesh' once
nadia attaches oasis.txt
nadia presses 'Send for review'
rafael presses 'Approve English'
nadia says '/plan B7'
nadia reads '1 place gets no post now: the place has had its posts for today'
nadia presses 'Release now'
time passes 61s
square has no 'The oasis of Figuig'
nadia says '/stats B7'
nadia reads '1 place has no post: the place has had its posts for today'
clock is '2026-03-03 09:30' in Europe/Paris
square has 'The oasis of Figuig' once
nadia says '/setup' in square
nadia presses 'Topics'
nadia sees '☑ All topics' '☐ water'
nadia presses 'water'
nadia sees '☐ All topics' '☑ water'
nadia attaches light.txt
nadia presses 'Send for review'
rafael presses 'Approve English'
nadia says '/plan B8'
nadia does not read 'place'
nadia presses 'Release now'
clock is '2026-03-04 12:00' in Europe/Paris
square has no 'The light of Figuig'
nadia says '/setup' in square
nadia presses 'Stop posting'
nadia reads 'nothing is posted yet'
-- souk.txt --
== Source unesco-souk
Type: official
Title: Cultural space of Jemaa el-Fna Square
Publisher: UNESCO
Address: https://ich.unesco.org/en/RL/cultural-space-of-jemaa-el-fna-square-00014
Quote: Inscribed in 2008 on the Representative List

== Fact souk-2008
As of: 2024-01-01
Review by: 2028-12-31
Sources: unesco-souk
English: Jemaa el-Fnaa was inscribed in 2008.

== Brief souk
Campaign: living-heritage
Kind: points

== English
Title: The souk of Marrakesh
Summary: The square is on a list since 2008.
Points:
- It was inscribed in 2008. [souk-2008]
Prompts:
- When were you there last?
A fair critic: A list protects little.
-- oasis.txt --
== Brief oasis
Campaign: living-heritage
Kind: points
Topics: water

== English
Title: The oasis of Figuig
Summary: The square is on a list since 2008.
Points:
- It was inscribed in 2008. [souk-2008]
Prompts:
- When were you there last?
A fair critic: A list protects little.
-- light.txt --
== Brief light
Campaign: living-heritage
Kind: points
Topics: light

== English
Title: The light of Figuig
Summary: The square is on a list since 2008.
Points:
- It was inscribed in 2008. [souk-2008]
Prompts:
- When were you there last?
A fair critic: A list protects little.
