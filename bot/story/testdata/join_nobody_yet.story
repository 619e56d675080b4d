# somebody who has said nothing yet is greeted for whatever they write, and can do no more than read who is behind it
network sample
sam says 'hello'
sam reads 'Nobody is paid'
sam sees 'I agree'
sam says '/briefs'
sam reads 'Send /start to join'
sam says '/help'
sam reads '/start' '/about' '/privacy'
sam does not read '/release'
sam does not read '/mydata'
sam says '/leave'
sam reads 'Send /start to join'
