# a brief that is being written goes on after a restart, and after a kill
network sample
nadia says '/new'
nadia presses 'Talking points'
the service restarts
nadia says 'Written twice'
nadia reads 'Draft B6 is kept' 'One paragraph'
the service is killed
nadia says 'It is still asked for.'
nadia reads 'One point in one sentence'
nadia says '/preview B6'
nadia reads 'Written twice' 'It is still asked for.'
