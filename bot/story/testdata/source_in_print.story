# a book counts once a reviewer, by name, has found the quote in it
network sample
nadia attaches souk.txt
nadia reads 'Must be mended' 'souk-book has no source that counts'
rafael says '/source souks-of-marrakesh'
rafael reads 'not on the web'
rafael presses 'The quote is there'
nadia says '/submit souk'
nadia reads 'is in review'
rafael reads 'State: not on the web.' 'Rafael found the quote there'
-- souk.txt --
== Source souks-of-marrakesh
Type: other
Title: The souks of Marrakesh
Publisher: Sons & Daughters
Published: 1998
ISBN: 978-0-306-40615-7
Where: p. 12
Quote: The square was never a market alone.

== Fact souk-book
As of: 2024-01-01
Sources: souks-of-marrakesh
English: A book of 1998 says that the square was never a market alone.

== Brief souk
Campaign: living-heritage
Kind: points

== English
Title: The souk of Marrakesh
Summary: The square is more than a market.
Points:
- It was never a market alone. [souk-book]
Prompts:
- When were you there last?
A fair critic: A book says much.
