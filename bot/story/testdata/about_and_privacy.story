# /about says who runs and pays, /privacy what is kept, who sees it, and how long erased bytes live
network sample
time passes 2m
rafael says '/about'
rafael reads 'Living Heritage' 'Run by Example Foundation, paid for by Example Foundation (an NGO). Contact: contact@example.org' 'Nobody is paid or ranked' 'never posts for anyone' 'https://relais.example.org/about'
rafael says '/privacy'
rafael reads 'What we keep of you' 'sealed on disk' 'The chat platform can see our conversation' 'within 24 hours' 'backups' 'contact@example.org'
rafael sees 'My data' 'Leave'
rafael says '/help'
rafael reads '/briefs' '/mydata' '/leave'
reader gets '/about' and reads 'Example Foundation'
