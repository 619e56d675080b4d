# "Why did I get this?" says for which campaign, on what ground and who pays; for a brief one looked up it says that
network sample
time passes 2m
rafael says '/help'
rafael presses 'Why did I get this?'
rafael reads 'was sent to you on 2026-03-02' 'for the campaign Living Heritage' 'because you agreed to receive briefs and take part as: Academic' 'paid for by Example Foundation'
rafael sees 'Settings' 'Stop messages'
nadia says '/invite member ngo'
nadia notes code from '/start (\S+)'
sam says '/start {code}'
sam presses 'I agree'
sam presses 'keep to them'
sam presses 'Why did I get this?'
sam reads 'belongs to the campaign Living Heritage' 'you opened it yourself'
