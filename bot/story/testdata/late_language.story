# a language approved after the release reaches those it was missing for, and nobody twice
network sample
nadia attaches souk.txt
nadia presses 'Send for review'
rafael presses 'Approve English'
nadia says '/plan B6'
nadia reads 'meant for 6 members' 'at once: 2 people' 'in English: 2 people' 'français is read by members but not approved; approved later, it reaches them then' '4 people are left out: no approved language that they read'
nadia presses 'Release now'
time passes 61s
rafael reads 'The souk of Marrakesh'
karim does not read 'Marrakech'
rafael says '/approve B6 fr'
rafael presses 'Approve français'
nadia reads 'B6 in français now reaches 2 people who were waiting for it.'
karim reads 'La place de Marrakech'
rafael does not read 'Marrakesh'
karim has 'La place de Marrakech' once
nadia has 'The souk of Marrakesh' 2 times
nadia has 'La place de Marrakech' once
sofia has no '· B6'
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
