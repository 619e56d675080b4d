# what becomes an alert after its release needs a reason and an end as well
network sample
nadia attaches souk.txt
nadia says '/submit B6'
rafael presses 'Approve English'
nadia says '/plan B6'
nadia presses 'Release now'
time passes 2m
nadia attaches souk2.txt
nadia says '/submit B6'
nadia reads 'An alert has to say this'
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
-- souk2.txt --
== Brief souk
Campaign: living-heritage
Kind: alert

== English
Title: The souk of Marrakesh
Summary: The square is on a list since 2008. Now.
Points:
- It was inscribed in 2008. [souk-2008]
