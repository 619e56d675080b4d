# what is shared by a kit was shared in the language of that kit: a correction of the one that is read now is none of it
network sample
time passes 2m
samira says '/briefs argan'
samira presses 'B3'
samira presses 'Partager'
samira presses 'X'
nadia says '/edit B3 ar summary'
nadia says 'هذا ملخص مصحّح عن الأركان.'
nadia says '/edit B3 ar changed'
nadia says 'صحّحنا السنة.'
nadia says '/submit B3'
samira presses 'Approuver العربية'
nadia says '/plan B3'
nadia presses 'Release now'
time passes 2m
samira says '/settings'
samira presses 'Langues que je lis'
samira presses 'français'
samira sees '☐ français'
samira presses 'C’est partagé'
samira presses 'Oui, comptez-les'
samira reads 'C’est compté'
samira does not read 'a été corrigée'
