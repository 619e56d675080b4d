# a plan that was shown before the source went releases nothing that rests on it
the page 'https://ich.unesco.org/en/RL/cultural-space-of-jemaa-el-fna-square-00014' is gone
network sample
nadia attaches souk.txt
nadia says '/submit B6'
rafael presses 'Approve English'
nadia says '/plan B6'
nadia sees 'Release now'
time passes 3m
nadia reads 'is not as it was'
nadia presses 'Release now'
nadia reads 'Must be mended' 'souk-2008 has no source that counts'
nadia does not read 'B6 leaves in'
time passes 2m
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
