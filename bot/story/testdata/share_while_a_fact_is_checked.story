# who took a kit before its fact came to be checked again can still say that they shared it, and what is wrong; the brief itself is given to nobody
network sample
time passes 2m
rafael says '/briefs argan'
rafael presses 'B3'
rafael presses 'Share'
rafael presses 'X'
nadia attaches argan.txt
nadia reads 'Kept:'
rafael says '/briefs argan'
rafael does not read 'Argan: more than an oil'
rafael presses 'I shared it'
rafael presses 'Yes, count my shares'
rafael reads 'Counted: Argan: more than an oil, on X'
rafael says 'What I shared'
rafael reads 'Argan: more than an oil'
rafael presses 'Something is wrong here'
rafael reads 'What is wrong with'
-- argan.txt --
== Fact argan-inscribed
Value: 2014
As of: 2026-11-01
Review by: 2028-12-31
Confidence: established
Sources: unesco-argan
English: “Argan, practices and know-how concerning the argan tree” (Morocco) was inscribed on UNESCO’s Representative List of the Intangible Cultural Heritage of Humanity in 2014 (No. 00955), says the list.
French: « L’argan, pratiques et savoir-faire liés à l’arganier » (Maroc) a été inscrit en 2014 sur la Liste représentative du patrimoine culturel immatériel de l’humanité de l’UNESCO (n° 00955).
Arabic: أُدرجت الممارسات والمهارات المتعلقة بشجرة الأركان (المغرب) عام 2014 في القائمة التمثيلية للتراث الثقافي غير المادي للبشرية لدى اليونسكو (الملف رقم 00955).
Spanish: Las prácticas y conocimientos relativos al árbol de argán (Marruecos) se inscribieron en 2014 en la Lista Representativa del Patrimonio Cultural Inmaterial de la Humanidad de la UNESCO (n.º 00955).
