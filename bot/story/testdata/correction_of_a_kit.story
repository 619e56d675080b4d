# a share kit that was opened is corrected where it stands, says what changed, and its buttons lead to the new text
network sample
time passes 2m
karim says '/language en'
karim says '/briefs argan'
karim presses 'B3'
karim presses 'Share'
karim presses 'X'
nadia says '/edit B3 en summary'
nadia says 'A corrected summary about argan.'
nadia reads 'English does not say what the correction changes'
nadia says '/edit B3 en changed'
nadia reads 'What does the correction change'
nadia says 'The year was wrong.'
nadia says '/submit B3'
rafael reads 'What changed: The year was wrong.'
rafael presses 'Approve English'
nadia says '/plan B3'
nadia presses 'Release now'
time passes 2m
karim has 'Corrected on 2026-03-02: The year was wrong.' once
karim sees 'I shared it'
nadia says '/stats B3'
nadia reads 'corrected in place since'

# who shared by the old kit is asked to correct, with words that are ready
karim presses 'I shared it'
karim presses 'Yes, count my shares'
nadia says '/withdraw B3 The list has nothing to do with it.'
nadia presses 'Withdraw it'
time passes 1m
karim reads 'Could you correct or delete your post?'
karim sees 'Corrected' 'Deleted' 'Left it'
nadia says '/stats B3'
nadia reads 'of those who shared it, told: 1, not yet told: 0, unreachable: 0'
nadia reads 'closed: 0 of 1 shares, 0 %'
karim presses 'Deleted'
nadia says '/stats B3'
nadia reads 'closed: 1 of 1 shares, 100 % (corrected 0, deleted 1, left 0)'
