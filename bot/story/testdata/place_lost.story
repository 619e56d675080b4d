# a moderator is told when the bot can't write in a place any more, once, and nobody else's copy suffers
network sample
nadia brings the bot to square
nadia says '/setup' in square
nadia presses 'Start posting'
square has 'Briefs of Living Heritage will be posted here' once
square loses the bot
nadia presses 'Post a test'
nadia has 'Give me the right to write there, then send /setup in it: what is owed follows then.' once
nadia attaches souk.txt
nadia presses 'Send for review'
rafael presses 'Approve English'
nadia says '/plan B6'
nadia reads '1 place gets no post now: the platform can''t reach them'
nadia presses 'Release now'
time passes 61s
rafael reads 'The souk of Marrakesh'
nadia has 'Give me the right to write there, then send /setup in it: what is owed follows then.' once
nadia says '/setup'
nadia reads 'I can''t write there; give me the right, then send /setup in it'
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
French: La place Jemaa el-Fna a été inscrite en 2008.

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

== French
Title: La place de Marrakech
Summary: La place est sur une liste depuis 2008.
Points:
- Elle a été inscrite en 2008. [souk-2008]
Prompts:
- Quand y étiez-vous ?
A fair critic: Une liste protège peu.
