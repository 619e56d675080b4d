# what was shared on a network that does not exist is not counted
network sample
time passes 2m
karim says '/did B5 nonsense'
karim reads 'n’est plus'
karim says '/count yes B5 nonsense'
karim reads 'n’est plus'
