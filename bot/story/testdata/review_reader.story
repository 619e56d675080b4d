# nobody approves a language they have not said they read
network sample
nadia says '/submit B1'
rafael says '/approve B1 ar'
rafael reads 'In B1 nothing waits for you in the languages you read.'
rafael does not read 'waits for your word'
rafael says '/approve B1 ar abcdef'
rafael reads 'You have not said that you read this language'
