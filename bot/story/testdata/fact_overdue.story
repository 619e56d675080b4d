# a fact is looked after: its owner is asked in time, what rests on it waits once it is overdue, and goes out once somebody confirms it
network sample
time passes 2m
nadia attaches argan.txt
nadia reads 'Kept:'
time passes 11m
nadia has 'Facts that you look after need another look.' once
clock is '2026-03-03 09:30' in Europe/Paris
nadia has 'need another look' once
clock is '2026-03-04 08:50' in Europe/Paris
nadia has 'need another look' once
clock is '2026-03-04 09:30' in Europe/Paris
nadia has 'need another look' 2 times
nadia reads 'overdue since 2026-03-03'

# nothing that rests on it leaves: whoever joins the list late is not served
nadia says '/edit B3 en summary'
nadia says 'Argan is a tree, an oil, and a craft.'
nadia says '/submit B3'
nadia reads 'overdue'
nadia says '/facts rural women'
nadia presses 'According'
nadia reads 'overdue since 2026-03-03' 'On it rest:' 'B3' 'delivered copies that showed it:'
nadia presses 'Still true: a year'
nadia reads 'It holds until 2027-03-04'
nadia says '/submit B3'
nadia reads 'is in review'
nadia says '/facts rural women'
nadia reads 'to look at again by 2027-03-04'
-- argan.txt --
== Fact argan-transmission
As of: 2021-12-25
Review by: 2026-03-03
Confidence: established
Sources: unesco-argan
English: According to UNESCO’s page, mostly rural women, and some men, extract argan oil by traditional methods in the south-west of Morocco, and women teach the know-how to their daughters.
French: Selon la page de l’UNESCO, ce sont surtout des femmes rurales, et quelques hommes, qui extraient l’huile d’argan selon des méthodes traditionnelles dans le sud-ouest du Maroc, et les femmes transmettent ce savoir-faire à leurs filles.
Arabic: بحسب صفحة اليونسكو، تستخرج نساء قرويات في الغالب، وبعض الرجال، زيت الأركان بالطرق التقليدية في جنوب غرب المغرب، وتعلّم النساء هذه المهارة لبناتهن.
Spanish: Según la página de la UNESCO, son sobre todo mujeres rurales, y algunos hombres, quienes extraen el aceite de argán con métodos tradicionales en el suroeste de Marruecos, y las mujeres enseñan ese saber a sus hijas.

