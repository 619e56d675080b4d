# what is said is read, without its markup and without marks of direction
network toy
amina says '/start'
amina reads 'Welcome, amina.' then 'Nobody is paid.'
amina sees 'I agree'
amina sees the menu 'Briefs' 'Settings'
amina has 'Welcome' once

# a message that changed is read as it stands now, and its old button can still be pressed by somebody quick
amina presses 'I agree'
amina reads 'You agreed.' then 'Noted'
amina does not read 'Welcome'
amina sees no buttons
amina presses the old 'I agree'
amina has 'You agreed.' once
amina presses 'Settings'
amina reads 'You said: Settings'

# notes, files, forwarded texts and stickers
sam says '/invite'
sam notes code from '/start (\S+)'
amina says '{code}'
amina reads 'You said: abc-123'
amina says 'one line' 'and another'
amina reads 'one line and another'
amina attaches brief.txt
amina reads 'I''ve read brief.txt' 'Couscous is eaten in many countries.' 'B1.md'
amina forwards 'It belongs to *one* country.'
amina reads 'Is this a claim? It belongs to *one* country.'
amina sends a sticker
amina reads 'I can''t read stickers.'
amina does not read 'claim' or 'Couscous'
-- brief.txt --
Couscous is eaten in many countries.
