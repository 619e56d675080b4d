# a moment missed past its "useless after" does not leave, and the lead is told
network sample
nadia says '/edit B1 en until'
nadia says '2026-03-02 14:00'
nadia says '/submit B1'
rafael presses 'Approve English'
nadia says '/schedule B1 2026-03-02 13:00'
nadia reads 'useless after 2026-03-02 14:00'
clock is '2026-03-02 12:59' in Europe/Paris
the service stops
time passes 3h
the service starts
nadia reads 'B1 could not be released: past its useless after. Nothing left.'
sofia has no 'four countries'
nadia says '/stats B1'
nadia reads 'could not start: past its useless after'
nadia says '/submit B1'
nadia reads 'It is past its useless after'
nadia sees 'Mend: useless after'
nadia does not see 'Mend: useless after ('
