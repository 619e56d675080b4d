package match

import (
	"fmt"
	"testing"
)

func TestQuantities(t *testing.T) {
	for _, tt := range []struct{ lang, text, want string }{
		{"en", "2,000 MW", "[2e+09]W"}, {"en", "2.000 MW", "[2e+09 2e+06]W"}, {"fr", "2.000 MW", "[2e+09 2e+06]W"}, {"en", "2 GW", "[2e+09]W"}, {"en", "2 000 MW", "[2e+09]W"}, {"en", "1.5 million dollars", "[1.5e+06]money$"},
		{"en", "2k people", "[2000]"}, {"en", "510-MW plant", "[5.1e+08]W"}, {"en", "$5 million", "[5e+06]money$"}, {"en", "one hundred and twenty-five", "[125]"},
		{"en", "two thousand five hundred", "[2500]"}, {"en", "three million two hundred thousand", "[3.2e+06]"}, {"en", "No. 01602", "[1602]no"},
		{"en", "on December 16th, 2020", "16.12.2020"}, {"en", "16 Dec. 2020", "16.12.2020"}, {"en", "16th of December 2020", "16.12.2020"}, {"en", "the 1990s", "0.0.1990"},
		{"en", "2020-12-16", "16.12.2020"}, {"en", "12/31/2020", "31.12.2020"}, {"en", "16.12.2020", "16.12.2020"}, {"en", "in 2020", "0.0.2020"}, {"en", "2020 people", "[2020]"},
		{"en", "150–200 MW", "[1.5e+08]W [2e+08]W"}, {"en", "50 per cent", "[50]%"}, {"en", "one country", ""}, {"en", "hundreds of people", ""}, {"en", "19th century", "[19]century"},
		{"fr", "2 000 MW", "[2e+09]W"}, {"fr", "2\u202f000 MW", "[2e+09]W"}, {"fr", "1,5 milliard d’euros", "[1.5e+09]"}, {"fr", "quatre-vingt-dix-sept", "[97]"},
		{"fr", "soixante et onze", "[71]"}, {"fr", "quatre cent vingt mille", "[420000]"}, {"fr", "le 1er décembre 2020", "1.12.2020"}, {"fr", "n° 01602", "[1602]no"},
		{"fr", "dix-sept", "[17]"}, {"fr", "deux millions", "[2e+06]"}, {"fr", "12 %", "[12]%"}, {"fr", "XIXe", ""},
		{"es", "2.000 MW", "[2e+09]W"}, {"es", "dos mil millones", "[2e+09]"}, {"es", "treinta y cinco", "[35]"}, {"es", "doscientos diez", "[210]"}, {"es", "veintidós", "[22]"},
		{"es", "16 de diciembre de 2020", "16.12.2020"}, {"es", "n.º 01602", "[1602]no"}, {"es", "el 3,5 por ciento", "[3.5]%"},
		{"ar", "٢٬٠٠٠ ميغاواط", "[2e+09]W"}, {"ar", "خمسة وعشرون", "[25]"}, {"ar", "خمسة عشر", "[15]"}, {"ar", "ثلاثة آلاف وخمسمئة", "[3500]"}, {"ar", "مئتان وخمسون ألف", "[250000]"},
		{"ar", "۲۰۰۰ ميغاواط", "[2e+09]W"}, {"ar", "16 كانون الأول/ديسمبر 2020", "16.12.2020"}, {"ar", "جانفي 2020", "0.1.2020"}, {"ar", "16 يناير 2020", "16.1.2020"},
		{"ar", "5 كانون الثاني 2021", "5.1.2021"}, {"ar", "الملف رقم 01602", "[1602]no"}, {"ar", "لأربعة بلدان", "[4]"}, {"ar", "40 في المئة", "[40]%"}, {"ar", "ألفا ميغاواط", "[2e+09]W"},
	} {
		got := ""
		for i, q := range quantities(tt.text, lex(tt.text), tt.lang) {
			if i > 0 {
				got += " "
			}
			if q.date {
				got += fmt.Sprintf("%d.%d.%d", q.day, q.month, q.year)
			} else {
				got += fmt.Sprint(q.values) + q.unit
			}
		}
		if got != tt.want {
			t.Errorf("%s, %q: %s, not %s", tt.lang, tt.text, got, tt.want)
		}
	}
}
