# what is approved and rests on an overdue fact waits for somebody to confirm that, and for no reviewer
network sample
nadia attaches souk.txt
nadia says '/submit B6'
rafael presses 'Approve English'
nadia says '/submit B6'
nadia reads 'B6 is approved as it stands: nobody has to be asked.'
nadia attaches overdue.txt
nadia says '/desk'
nadia reads 'B6 in English is approved, and waits for its fact souk-2008 to be confirmed'
nadia does not read 'nobody is asked about it now'
rafael says '/desk'
rafael does not read 'B6'
nadia says '/queue'
nadia reads 'B6 in English is approved, and waits for its fact souk-2008 to be confirmed'
nadia says '/desk'
nadia presses 'Open the fact'
nadia presses 'Still true: a year'
nadia says '/desk'
nadia reads 'B6, by Nadia, is approved in 1 language and can be released'
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
-- overdue.txt --
== Fact souk-2008
As of: 2024-01-01
Review by: 2026-03-01
Sources: unesco-souk
English: Jemaa el-Fnaa was inscribed in 2008.
