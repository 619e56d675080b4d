# leaving asks what becomes of the messages, can be declined, erases, and afterwards one is nobody's member
network sample
time passes 2m
samira says '/language en'
karim says '/language en'
karim says '/leave'
karim reads 'erases you: settings, consents, shares. It can''t be undone' 'can''t be corrected later'
karim sees 'Leave, delete messages' 'Leave, keep messages' 'Stay'
karim presses 'Stay'
karim reads 'Nothing was changed'
karim says '/settings'
karim reads 'Your settings'
karim says '/leave'
karim presses 'Leave, keep messages'
karim reads 'You left Living Heritage, and what we kept of you is erased'
karim says '/mydata'
karim does not read 'my-data.json'
nadia says '/submit B1'
samira presses 'Approve français'
nadia says '/release B1'
nadia presses 'Release now'
time passes 2m
samira has 'Le couscous : un dossier, quatre pays' 2 times
karim does not read 'B1'
karim says '/start'
karim does not read 'Good to see you'
karim presses 'English'
karim sees 'I agree'
