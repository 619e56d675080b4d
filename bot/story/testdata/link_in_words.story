# somebody new who sends /link alone is asked for the code; what is no code is asked again, and Cancel ends it
network sample
sam says '/link'
sam reads 'Send /link to me on the platform where you are a member' 'If you are new, send /start'
sam says 'which code?'
sam reads 'A code is six digits, like 123 456'
sam says '١٢٣ ٤٥٦'
sam reads 'That code is wrong, used or too old'
sam presses 'Cancel'
sam reads 'Cancelled'
sam says '123 456'
sam reads 'Nobody is paid'
