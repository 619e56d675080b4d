# /mydata gives everything that is kept, as a file
network sample
time passes 2m
rafael says '/mydata'
rafael reads 'This is everything we keep of you' 'my-data.json'
