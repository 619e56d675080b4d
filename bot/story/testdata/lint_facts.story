# a fact that is unknown, or overdue for review, is named, and the button leads to the point that rests on it
network sample
nadia attaches souk.txt
nadia reads 'Must be mended' 'The fact souk-2008 is overdue for review.'
nadia presses 'Mend: point'
nadia reads 'One point in one sentence'
nadia says 'It was inscribed long ago.'
nadia reads 'On which fact'
nadia presses '1 '
nadia does not read 'overdue'
nadia sees 'Send for review'
-- souk.txt --
== Source unesco-souk
Type: official
Title: Cultural space of Jemaa el-Fna Square
Publisher: UNESCO
Address: https://ich.unesco.org/en/RL/cultural-space-of-jemaa-el-fna-square-00014
Quote: Inscribed in 2008 on the Representative List

== Fact souk-2008
As of: 2024-01-01
Review by: 2026-01-31
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
