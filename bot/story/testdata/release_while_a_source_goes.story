# a release that waits for its minute does not leave where the source of its fact is found gone meanwhile, and the lead is told
the page 'https://ich.unesco.org/en/RL/cultural-space-of-jemaa-el-fna-square-00014' is gone
network sample
nadia attaches souk.txt
nadia says '/submit B6'
rafael presses 'Approve English'
nadia says '/plan B6'
nadia presses 'Release now'
nadia reads 'B6 leaves in'
time passes 2m
nadia has 'A source that you look after is not as it was' once
nadia reads 'B6 could not be released: something in it blocks. Nothing left.'
rafael has no 'Jemaa el-Fnaa'
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
