# a sticker gets a plain answer; a word is a search; an unknown command is named; and a member's file is declined with what to do
network sample
time passes 2m
rafael sends a sticker
rafael reads 'I can only read text and files'
rafael says 'argan'
rafael reads 'B3'
rafael says 'xyzzy'
rafael reads 'We have nothing on this yet'
rafael says '/frobnicate'
rafael reads 'I don''t know /frobnicate. Send /help'
rafael attaches note.txt
rafael reads 'I can take files from campaign leads only'
-- note.txt --
Hello.
