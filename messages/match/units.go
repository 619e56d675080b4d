package match

import "strings"

// unit is what a number measures and by how much it counts, in the smallest that is in use.
type unit struct {
	name  string
	times float64
	langs string // where the word means it, "" everywhere
}

// units by their words, folded. Money is not changed from one into another.
var units = unitTable(`
W 1: w watt watts vatio vatios واط وات
W 1e3: kw kilowatt kilowatts kilovatio kilovatios كيلوواط كيلووات
W 1e6: mw megawatt megawatts mégawatt mégawatts megavatio megavatios ميغاواط ميجاواط ميغاوات ميجاوات ميكاواط ميغاواطا
W 1e9: gw gigawatt gigawatts gigavatio gigavatios جيغاواط غيغاواط جيجاواط جيجاوات غيغاوات
W 1e12: tw terawatt terawatts teravatio teravatios تيراواط
Wh 1e3: kwh kilowattheure kilowattheures kilovatios_hora كيلوواط_ساعة
Wh 1e6: mwh mégawattheure mégawattheures ميغاواط_ساعة
Wh 1e9: gwh gigawattheure gigawattheures جيغاواط_ساعة غيغاواط_ساعة
Wh 1e12: twh terawattheure terawattheures تيراواط_ساعة
% 1: % percent per_cent pour_cent pourcent por_ciento بالمئة بالمائة في_المئة في_المائة
points 1: percentage_points points_de_pourcentage puntos_porcentuales
area 1e-2: ha hectare hectares hectárea hectáreas هكتار هكتارا هكتارات
area 1: km2 km² square_kilometres square_kilometers kilomètres_carrés kilómetros_cuadrados كيلومتر_مربع
area 1e-6: m2 m² square_metres square_meters mètres_carrés metros_cuadrados متر_مربع
length 1e3: km kilometre kilometres kilometer kilometers kilomètre kilomètres kilómetro kilómetros كيلومتر كيلومترا كيلومترات كلم كم
length 1: m metre metres meter meters mètre mètres metro metros متر مترا أمتار
length 1e-2: cm centimetre centimetres centimètre centimètres centímetro centímetros سنتيمتر
mass 1e6: t tonne tonnes ton tons tonelada toneladas طن طنا أطنان
mass 1e3: kg kilo kilos kilogram kilograms kilogramme kilogrammes kilogramo kilogramos كيلو كيلوغرام كيلوغراما كلغ كغ
mass 1: g gram grams gramme grammes gramo gramos غرام غراما جرام
volume 1e-3: ml cl مل
volume 1: l litre litres liter liters litro litros لتر لترا
money€ 1: € eur euro euros يورو أورو
money$ 1: $ usd dollar dollars dólar dólares دولار دولارا دولارات
money£ 1: £ gbp pound pounds
moneyMAD 1: mad dirham dirhams dírham درهم درهما دراهم
moneyDZD 1: dzd dinar dinars دينار دينارا دنانير
time 1: pm am p.m a.m o'clock h heure heures:fr hrs صباحا مساء ظهرا
age 1: years_old year_old ans_d'_age años_de_edad
duration 365: year years an ans année années año años سنة سنوات عام أعوام عاما سنين
duration 30: month months mois mes meses شهر شهرا أشهر شهور
duration 7: week weeks semaine semaines semana semanas أسبوع أسابيع
duration 1: day days jour jours día días يوم يوما أيام
clock 60: hour hours hora horas ساعة ساعات
clock 1: minute minutes minuto minutos دقيقة دقائق
`)

func unitTable(lines string) map[string]unit {
	m := map[string]unit{}
	for line := range strings.Lines(lines) {
		head, list, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok {
			continue
		}
		name, by, _ := strings.Cut(head, " ")
		for w := range strings.FieldsSeq(list) {
			w, langs, _ := strings.Cut(w, ":")
			times := factor(by)
			m[Fold(strings.ReplaceAll(w, "_", " "))] = unit{name, times, langs}
		}
	}
	return m
}

// plainUnits are measures that life is full of: they are held against facts that measure the same, and left alone elsewhere.
var plainUnits = set("length mass volume duration clock age")

var (
	ordinals  = set("st nd rd th e er ere eme emes o a º ª ro do to ème")
	centuries = stems("century centuries siècle siècles siglo siglos قرن")
	bounds    = map[string]int8{
		"over": 1, "than": 1, "exceeds": 1, "exceeding": 1, "plus": 1, "mas": 1, "اكثر": 1, "اكثر من": 1, "depasse": 1, "supera": 1, "least": 1, "moins": -1,
		"under": -1, "below": -1, "less": -1, "fewer": -1, "menos": -1, "اقل": -1,
		"about": 2, "around": 2, "roughly": 2, "some": 2, "nearly": 2, "almost": 2, "approximately": 2, "environ": 2, "pres": 2, "presque": 2, "quelque": 2,
		"unos": 2, "unas": 2, "casi": 2, "alrededor": 2, "cerca": 2, "aproximadamente": 2, "نحو": 2, "حوالي": 2, "قرابة": 2, "قرابه": 2, "زهاء": 2, "تقريبا": 2,
	}
	asOfWords = set("as état etat date fecha حتى بتاريخ")
	hourWords = set("الساعة ساعة las vers chapter page step part chapitre page étape capítulo página paso صفحة top route")
	// everyday is what people count when they speak of themselves.
	everyday = stems(`kid kids child children son sons daughter daughters friend friends cousin cousins brother brothers sister sisters guest guests times time
		minutes hours persons recipe recipes spoon spoons cups cup plates reasons things questions photos pictures posts words tips minute hour steps bottles
		enfant enfants ami amis amie cousin cousins invités fois heures recettes cuillères verres assiettes raisons questions photos mots fille filles fils soeurs frères bouteilles
		niños hijos hijas amigos amigas primos invitados veces vez horas minutos recetas cucharadas vasos platos razones preguntas fotos palabras hermanos hermanas botellas
		أطفال أولاد بنات أصدقاء إخوة أخوات ضيوف مرات مرة دقائق ساعات وصفات ملاعق أكواب أطباق أسباب أسئلة صور كلمات`)
	sameNouns = synonyms("@countries: country countries nation nations state states neighbour neighbours neighbor neighbors pays nations états voisins país países naciones estados vecinos بلدان بلاد دول دولة بلد بلدا جيران دولا",
		"@people: people persons person personnes personne personas persona أشخاص شخص شخصا gens inhabitants residents habitants habitantes نسمة سكان ساكن",
		"@plants: plant plants centrale centrales planta plantas central محطات محطة", "@sites: site sites place places lieux lieu sitio sitios lugar lugares موقع مواقع أماكن")
)

func stems(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[stem(Fold(w))] = true
	}
	return m
}

func synonyms(lines ...string) map[string]string {
	m := map[string]string{}
	for _, line := range lines {
		name, list, _ := strings.Cut(line, ":")
		for w := range stems(list) {
			m[w] = name
		}
	}
	return m
}
