package match

import "strings"

// places are countries, towns and organisations under all their names in four languages, by one name: what a draft calls
// "tunisien" a fact may call "Tunisia". In Latin letters an adjective is known by its small letter in French and Spanish, so a
// word here needs no capital. Left out are words that are something else at least as often: mali (financial, in Arabic), قطر,
// and adjectives that name a language.
var places = placeTable(`
Algeria: algérie argelia algerian algerians algérien algérienne algériens algériennes argelino argelina argelinos argelinas الجزائر جزائر جزائري جزائرية جزائريون جزائريين
Morocco: maroc marruecos moroccan moroccans marocain marocaine marocains marocaines marroquí marroquíes المغرب مغربي مغربية مغاربة
Tunisia: tunisie túnez tunisian tunisians tunisien tunisienne tunisiens tunisiennes tunecino tunecina tunecinos tunecinas تونس تونسي تونسية تونسيون تونسيين
Mauritania: mauritanie mauritanian mauritanians mauritanien mauritanienne mauritaniens mauritano mauritana mauritanos موريتانيا موريتاني موريتانية
Libya: libye libia libyan libyans libyen libyenne libyens libio libia libios ليبيا ليبي ليبية ليبيون
Egypt: égypte egipto egyptian egyptians égyptien égyptienne égyptiens egipcio egipcia egipcios مصر مصري مصرية مصريون
Sudan: soudan sudán sudanese soudanais sudanés السودان سوداني سودانية
Niger: النيجر
Senegal: sénégal senegalese sénégalais sénégalaise senegalés السنغال سنغالي سنغالية
Mali: malian malien malienne maliense
Nigeria: nigerian nigérian nigeriano نيجيريا نيجيري
Ethiopia: éthiopie etiopía ethiopian éthiopien etíope إثيوبيا إثيوبي
South_Africa: afrique_du_sud sudáfrica south_african sud-africain sudafricano جنوب_أفريقيا
Kenya: kenia kenyan kényan keniano كينيا
Israel: israël israeli israelis israélien israélienne israelí إسرائيل إسرائيلي إسرائيلية
Palestine: palestina palestinian palestinians palestinien palestinienne palestino فلسطين فلسطيني فلسطينية
Lebanon: liban líbano lebanese libanais libanaise libanés libanesa لبنان لبناني لبنانية
Syria: syrie siria syrian syrien syrienne sirio سوريا سورية سوري
Iraq: irak iraqi irakien irakienne iraquí العراق عراقي عراقية
Iran: irán iranian iranien iranienne iraní إيران إيراني إيرانية
Jordan: jordanie jordania jordanian jordanien jordano الأردن أردني أردنية
Saudi_Arabia: arabie_saoudite arabia_saudí arabia_saudita saudi saoudien saoudienne saudí السعودية سعودي
Emirates: émirats emiratos uae emirati émirien emiratí الإمارات إماراتي إماراتية
Qatar: qatari qatarien catar catarí
Kuwait: koweït kuwaiti koweïtien kuwaití الكويت كويتي
Oman: omán omani omanais omaní سلطنة_عمان
Yemen: yémen yemeni yéménite yemení اليمن يمني يمنية
Turkey: turquie turquía türkiye turkish turc turque turcs turco turca turcos تركيا تركي تركية
France: francia فرنسا
Spain: espagne españa إسبانيا
Italy: italie italia إيطاليا
Germany: allemagne alemania ألمانيا
Portugal: البرتغال
Greece: grèce grecia اليونان
Belgium: belgique bélgica belgian belge belges belga بلجيكا بلجيكي
Netherlands: pays-bas países_bajos هولندا
Switzerland: suisse suiza swiss سويسرا
Britain: united_kingdom royaume-uni reino_unido uk england angleterre inglaterra grande-bretagne british britannique britanniques británico بريطانيا إنجلترا
United_States: états-unis estados_unidos usa american americans américain américaine américains estadounidense أمريكا الولايات_المتحدة أمريكي أمريكية
Canada: canadá canadian canadians canadien canadienne canadiens canadiense كندا كندي
Brazil: brésil brasil brazilian brésilien brasileño البرازيل
Mexico: mexique méxico mexican mexicain mexicano المكسيك
Argentina: argentine argentinian argentin argentino الأرجنتين
China: chine الصين
Japan: japon japón اليابان
India: inde الهند
Pakistan: pakistán باكستان
Russia: russie rusia روسيا
Ukraine: ucrania أوكرانيا
Poland: pologne polonia بولندا
Norway: norvège noruega النرويج
Sweden: suède suecia السويد
Australia: australie أستراليا
Western_Sahara: sahara_occidental الصحراء_الغربية
Marrakech: marrakesh marraquech مراكش
Casablanca: الدار_البيضاء
Rabat: الرباط
Tangier: tanger tánger طنجة
Meknes: meknès mequinez مكناس
Tetouan: tétouan tetuán تطوان
Agadir: أكادير
Fez: fès fes فاس
Essaouira: esauira الصويرة
Ouarzazate: uarzazat ورزازات
Oran: orán وهران
Constantine: constantina قسنطينة
Tlemcen: tremecén تلمسان
Ghardaia: ghardaïa غرداية
Sousse: susa سوسة
Sfax: صفاقس
Carthage: cartago قرطاج
Kairouan: kairuán القيروان
Nouakchott: nuakchot نواكشوط
Chinguetti: chingueti شنقيط
Tripoli: trípoli طرابلس
Cairo: caire cairo القاهرة
Algiers: alger argel
Paris: parís باريس
Madrid: مدريد
London: londres لندن
Brussels: bruxelles bruselas بروكسل
Dakar: دكار
Dubai: dubaï dubái دبي
UNESCO: اليونسكو يونسكو
FAO: الفاو
WHO: oms
UNICEF: اليونيسف
NATO: otan
World_Bank: banque_mondiale banco_mundial البنك_الدولي
IMF: fmi صندوق_النقد_الدولي
European_Union: union_européenne unión_europea الاتحاد_الأوروبي
African_Union: union_africaine unión_africana الاتحاد_الأفريقي
Arab_League: ligue_arabe liga_árabe جامعة_الدول_العربية
United_Nations: nations_unies naciones_unidas الأمم_المتحدة
ICESCO: isesco الإيسيسكو
`)

// acronyms need their capitals: small, they are words.
var acronyms = set("fao who oms unicef nato otan imf fmi icesco isesco uk usa uae")

// countries are the first of the places; a fact that names one is not answered by naming another.
var countries = func() map[string]bool {
	m := map[string]bool{}
	for _, name := range []string{"algeria", "morocco", "tunisia", "mauritania", "libya", "egypt", "sudan", "niger", "senegal", "mali", "nigeria", "ethiopia",
		"israel", "palestine", "lebanon", "syria", "iraq", "iran", "jordan", "qatar", "kuwait", "oman", "yemen", "turkey", "france", "spain", "italy", "germany", "portugal"} {
		m[name] = true
	}
	return m
}()

func placeTable(lines string) map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(lines) {
		name, list, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok {
			continue
		}
		key := Fold(strings.ReplaceAll(name, "_", " "))
		m[key] = key
		for w := range strings.FieldsSeq(list) {
			m[Fold(strings.ReplaceAll(w, "_", " "))] = key
		}
	}
	return m
}

// mention is a place that a text names.
type mention struct {
	place    string
	tok, end int
}

// mentions finds the places named among tokens.
func mentions(toks []token) []mention {
	var out []mention
	for i := 0; i < len(toks); i++ {
		place, end := placeAt(toks, i)
		if place == "" {
			continue
		}
		out = append(out, mention{place, i, end})
		i = end - 1
	}
	return out
}

func placeAt(toks []token, i int) (string, int) {
	if toks[i].kind != word {
		return "", i
	}
	for n := min(4, len(toks)-i); n >= 1; n-- {
		key := toks[i].fold
		for _, t := range toks[i+1 : i+n] {
			if t.fold == "-" {
				key += "-"
				continue
			}
			if key[len(key)-1] != '-' {
				key += " "
			}
			key += t.fold
		}
		if place := placeOf(key); place != "" {
			// A word in small letters may be another; a country's adjective is not, nor anything in Arabic.
			if t := toks[i]; !arabic(t.fold) && !t.capital && place == key || acronyms[key] && !toks[i].caps {
				continue
			}
			return place, i + n
		}
	}
	return "", i
}

func placeOf(w string) string {
	if p, ok := places[w]; ok {
		return p
	}
	if !arabic(w) {
		return ""
	}
	for _, front := range [...]string{"و", "ف", "ب", "ل", "ك", "وب", "ول"} {
		if cut, ok := strings.CutPrefix(w, front); ok {
			if p, ok := places[cut]; ok {
				return p
			}
			// للمغرب, للجزائر
			if after, ok := strings.CutPrefix(cut, "ل"); ok {
				if p, ok := places["ال"+after]; ok {
					return p
				}
			}
		}
	}
	if cut, ok := strings.CutPrefix(w, "ال"); ok {
		return places[cut]
	}
	return ""
}
