# of two reviewers who press Approve at the same moment, one approves and the other is told that it is done
network sample
sofia says '/language en'
nadia says '/role 6 reviewer'
nadia says '/submit B1'
rafael says '/approve B1 en'
rafael and sofia press 'Approve English' at once
one of rafael and sofia reads 'Approved: B1 in English. Thank you.'
one of rafael and sofia reads 'Someone has approved this language already.'
