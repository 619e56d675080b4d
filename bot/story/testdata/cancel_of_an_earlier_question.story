# the Cancel of an earlier question of the same kind cancels nothing, nor does the button of an earlier list choose from the later one
network sample
nadia says '/withdraw B3'
nadia says '/withdraw B5'
nadia reads 'in place of B5'
nadia presses 'Cancel' under 'in place of B3'
nadia reads 'There was nothing to cancel'
nadia says 'A source was misread.'
nadia reads 'B5 goes out of circulation'
nadia presses 'Cancel'
nadia reads 'Cancelled'

# the facts of one point, and then those of the next
nadia says '/edit B1 en point 1'
nadia says 'Couscous is shared.'
nadia says 'couscous jointly'
nadia reads '1. The file was submitted jointly'
nadia says '/edit B1 en point 1'
nadia says 'Couscous is eaten by many.'
nadia says 'argan'
nadia presses '2' under 'Couscous is shared.'
nadia reads 'is not open any more'
nadia says '/preview B1 en'
nadia does not read 'Couscous is eaten by many'
