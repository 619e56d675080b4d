# five wrong codes are the most in ten minutes; then it says until when, and afterwards it goes on
network sample
sam says '/link 000 001'
sam says '/link 000 002'
sam says '/link 000 003'
sam says '/link 000 004'
sam reads 'That code is wrong, used or too old'
sam says '/link 000 005'
sam reads 'That code is wrong, used or too old'
sam says '/link 000 006'
sam reads 'too many wrong codes. Take a break until 2026-03-02 12:10'
newcomer says '/link 000 007'
newcomer reads 'That code is wrong, used or too old'
time passes 9m
sam says '/link 000 008'
sam reads 'too many wrong codes'
time passes 61s
sam says '/link 000 009'
sam reads 'That code is wrong, used or too old'
