# a correction while a release runs: who was served has it changed in place, the rest get the corrected text, and nobody both
network sample
time passes 2m
karim says '/language en'
karim says '/settings'
karim presses 'Quiet hours'
karim says '11:00-13:00'
nadia says '/submit B1'
rafael presses 'Approve English'
nadia says '/release B1'
nadia presses 'Release now'
time passes 2m
nadia has 'Couscous: one file' once
karim does not read 'Couscous: one file'
nadia says '/edit B1 en summary'
nadia says 'The dossier of couscous has four countries.'
nadia says '/edit B1 en changed'
nadia says 'The number of countries was missing.'
nadia says '/desk'
nadia reads 'your correction of B1 is not sent for review yet'
nadia does not read 'can be released'
nadia says '/submit B1'
nadia says '/desk'
nadia reads 'your correction of B1 waits for a second person'
rafael presses 'Approve English'
nadia says '/plan B1'
nadia presses 'Release now'
time passes 2m
nadia has 'Corrected on 2026-03-02: The number of countries was missing.' once
karim does not read 'The dossier of couscous'
clock is '2026-03-02 13:02' in Europe/Paris
karim reads 'The dossier of couscous has four countries.'
karim has 'Couscous: one file' once
karim does not read 'Corrected on'
