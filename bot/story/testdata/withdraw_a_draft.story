# a draft can be withdrawn too: nobody had it, so no page and no copy is promised; after that nothing can be planned or approved
network sample
nadia says '/withdraw B1 It was written twice.'
nadia reads 'B1 was never released' 'It was written twice.'
nadia does not read 'page'
nadia presses 'Withdraw it'
nadia reads 'B1 is withdrawn. Nobody had received it.'
nadia says '/schedule B1'
nadia reads 'This brief was withdrawn, and that stands' '/new'
nadia says '/schedule B1 2026-04-01 09:00'
nadia reads 'This brief was withdrawn, and that stands'
rafael says '/approve B1'
rafael reads 'This brief was withdrawn, and that stands'
reader gets '/b/B1' and is answered 404
