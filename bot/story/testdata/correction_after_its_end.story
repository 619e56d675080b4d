# what is useless by now is corrected all the same: whoever has it is owed that
network sample
time passes 2m
nadia attaches souk.txt
nadia says '/submit B6'
rafael presses 'Approve English'
nadia says '/plan B6'
nadia presses 'Release now'
time passes 2m
rafael reads 'The souk'
clock is '2026-03-02 13:05' in Europe/Paris
nadia says '/preview B6'
nadia reads 'B6: past its useful time'
nadia says '/edit B6 en summary'
nadia says 'The square is on a list since 2009.'
nadia says '/edit B6 en changed'
nadia says 'The year.'
nadia says '/submit B6'
nadia does not read 'Must be mended'
rafael presses 'Approve English'
nadia says '/plan B6'
nadia presses 'Release now'
time passes 2m
rafael has 'Corrected on 2026-03-02: The year.' once
-- souk.txt --
== Brief souk
Campaign: living-heritage
Kind: points
Useless after: 2026-03-02 13:00 Europe/Paris

== English
Title: The souk of Marrakesh
Summary: The square is on a list since 2008.
Points:
- It was inscribed in 2014. [argan-inscribed]
