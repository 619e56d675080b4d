# a language that is written after the release reaches those who read it with the correction, and nobody else hears of it
network sample
nadia attaches souk.txt
nadia says '/submit B6'
rafael presses 'Approve English'
nadia says '/plan B6'
nadia reads 'at once: 2 people' 'français is read by members, and the brief has no text in it' '4 people are left out: no approved language that they read'
nadia does not read 'approved later, it reaches them then'
nadia presses 'Release now'
time passes 2m
rafael reads 'The souk of Marrakesh'
karim does not read 'Marrakesh'
rafael presses 'Share' under 'The souk of Marrakesh'
rafael presses 'X'
rafael presses 'I shared it'
rafael presses 'Yes, count my shares'
nadia attaches with_french.txt
nadia says '/submit B6'
rafael presses 'Approve français'
karim does not read 'Marrakech'
nadia says '/plan B6'
nadia reads 'changes 0 delivered copies in place' 'at once: 0 people' 'also 2 people who had no language of it before' 'in français: 2 people'
nadia presses 'Release now'
time passes 2m
karim reads 'La place de Marrakech'
samira reads 'La place de Marrakech'
sofia has no '· B6'
rafael does not read 'Marrakesh' 'corrected' 'La place'

# and that once: a correction after it changes the copy that they have
nadia says '/edit B6 fr summary'
nadia says 'La place est sur une liste de l’UNESCO depuis 2008.'
nadia says '/submit B6'
rafael says '/approve B6 fr'
rafael presses 'Approve français'
nadia says '/plan B6'
nadia reads 'changes 2 delivered copies in place'
nadia does not read 'who had no language of it before'
nadia presses 'Release now'
time passes 2m
karim has 'La place de Marrakech' once
karim has 'une liste de l’UNESCO depuis 2008' once
rafael does not read 'corrected' 'The souk of Marrakesh'
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
French: La place a été inscrite en 2008.

== Brief souk
Campaign: living-heritage
Kind: points

== English
Title: The souk of Marrakesh
Summary: The square is on a list since 2008.
Points:
- It was inscribed in 2008. [souk-2008]
-- with_french.txt --
== Brief souk
Campaign: living-heritage
Kind: points

== English
Title: The souk of Marrakesh
Summary: The square is on a list since 2008.
Points:
- It was inscribed in 2008. [souk-2008]

== French
Title: La place de Marrakech
Summary: La place est sur une liste depuis 2008.
Points:
- Elle a été inscrite en 2008. [souk-2008]
