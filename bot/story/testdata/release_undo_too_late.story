# Undo after the minute is over stops nothing by itself: it says that the brief has left, and stopping the rest is said on purpose
network sample
nadia says '/submit B1'
rafael presses 'Approve English'
time passes 12h
nadia says '/plan B1'
nadia presses 'Release now'
time passes 2m
nadia presses 'Undo'
nadia reads 'B1 has left already, so Undo is over' 'Edit it to send a correction'
