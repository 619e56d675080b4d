# the language is changed by name or by button; one that we do not speak is named with what to do
network sample
time passes 2m
karim says '/language en'
karim says '/language'
karim reads 'Which language shall I speak?'
karim sees 'English' 'français' 'العربية' 'español'
karim presses 'français'
karim does not read 'From now on'
karim says '/language English'
karim reads 'From now on I speak English'
karim says '/language klingon'
karim reads 'I don''t speak klingon'
