package match

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generator makes facts that are as varied as a large network's: invented places and bodies, true kinds of statements.
type generator struct{ r *rand.Rand }

func newGenerator() *generator { return &generator{rand.New(rand.NewPCG(1, 2))} }

var (
	onsets  = strings.Fields("b d f g h k l m n r s t z ch kh gh sh tr dr")
	vowels  = strings.Fields("a e i o u a ou ia")
	codas   = strings.Fields("n r l t s m d rt nt . . .")
	things  = [][4]string{{"dam", "barrage", "سد", "presa"}, {"library", "bibliothèque", "مكتبة", "biblioteca"}, {"festival", "festival", "مهرجان", "festival"}, {"hospital", "hôpital", "مستشفى", "hospital"}, {"wind farm", "parc éolien", "محطة رياح", "parque eólico"}, {"school", "école", "مدرسة", "escuela"}, {"museum", "musée", "متحف", "museo"}, {"port", "port", "ميناء", "puerto"}, {"oasis", "oasis", "واحة", "oasis"}, {"tannery", "tannerie", "مدبغة", "curtiduría"}}
	lands   = [][4]string{{"Algeria", "Algérie", "الجزائر", "Argelia"}, {"Mauritania", "Mauritanie", "موريتانيا", "Mauritania"}, {"Morocco", "Maroc", "المغرب", "Marruecos"}, {"Tunisia", "Tunisie", "تونس", "Túnez"}}
	arabics = strings.NewReplacer("ch", "ش", "kh", "خ", "gh", "غ", "sh", "ش", "ou", "و", "b", "ب", "d", "د", "f", "ف", "g", "ق", "h", "ه", "k", "ك", "l", "ل", "m", "م", "n", "ن", "r", "ر", "s", "س", "t", "ت", "z", "ز", "a", "ا", "e", "ي", "i", "ي", "o", "و", "u", "و")
)

func (g *generator) pick(list []string) string { return list[g.r.IntN(len(list))] }

func (g *generator) name() (latin, arabic string) {
	s := ""
	for range 2 + g.r.IntN(2) {
		s += g.pick(onsets) + g.pick(vowels) + strings.Trim(g.pick(codas), ".")
	}
	return strings.ToUpper(s[:1]) + s[1:], arabics.Replace(s)
}

func (g *generator) fact(n int) Fact {
	a, aAR := g.name()
	b, bAR := g.name()
	th, land := things[g.r.IntN(len(things))], lands[g.r.IntN(len(lands))]
	year, figure, share := 1950+g.r.IntN(75), 20+g.r.IntN(9000), 2+g.r.IntN(90)
	f := Fact{ID: fmt.Sprintf("fact-%d", n), AsOf: "2026-01-01", Value: fmt.Sprint(figure)}
	args := func(lang int, x, y string) map[string]string {
		return map[string]string{"A": x, "B": y, "T": th[lang], "L": land[lang], "Y": fmt.Sprint(year), "N": fmt.Sprint(figure), "P": fmt.Sprint(share)}
	}
	kind := g.r.IntN(len(patterns))
	f.Statement = map[string]string{}
	for i, lang := range []string{"en", "fr", "ar", "es"} {
		x, y := a, b
		if lang == "ar" {
			x, y = aAR, bAR
		}
		s := patterns[kind][i]
		for k, v := range args(i, x, y) {
			s = strings.ReplaceAll(s, "{"+k+"}", v)
		}
		f.Statement[lang] = s
	}
	return f
}

var patterns = [][4]string{
	{"The {T} of {A} ({L}), opened in {Y}, serves {N} people in the valley of {B}, according to the ministry’s report.", "Ouvert en {Y}, le {T} de {A} ({L}) dessert {N} personnes dans la vallée de {B}, selon le rapport du ministère.", "افتُتح {T} {A} ({L}) عام {Y} ويخدم {N} شخصا في وادي {B} بحسب تقرير الوزارة.", "El {T} de {A} ({L}), abierto en {Y}, atiende a {N} personas en el valle de {B}, según el informe del ministerio."},
	{"In {Y} {P} % of the households around {A} had running water, the statistics office of {L} says; in {B} it was less.", "En {Y}, {P} % des ménages autour de {A} avaient l’eau courante, selon l’office statistique ({L}) ; moins à {B}.", "في {Y} كان لدى {P} % من الأسر حول {A} ماء جار بحسب مكتب الإحصاء في {L}، وأقل من ذلك في {B}.", "En {Y} el {P} % de los hogares cerca de {A} tenía agua corriente, según la oficina de estadística de {L}; en {B}, menos."},
	{"The weavers’ cooperative of {A} in {L} was founded by {N} women in {Y} and sells its carpets in {B}.", "La coopérative de tisseuses de {A}, en {L}, fondée par {N} femmes en {Y}, vend ses tapis à {B}.", "أسست {N} امرأة تعاونية النسيج في {A} ({L}) عام {Y} وهي تبيع الزرابي في {B}.", "La cooperativa de tejedoras de {A}, en {L}, la fundaron {N} mujeres en {Y} y vende sus alfombras en {B}."},
	{"The {T} at {A} has a capacity of {N} MW and has fed the grid between {L} and {B} since {Y}.", "Le {T} de {A}, d’une puissance de {N} MW, alimente depuis {Y} le réseau entre {L} et {B}.", "تبلغ قدرة {T} {A} {N} ميغاواط وهو يغذي الشبكة بين {L} و{B} منذ {Y}.", "El {T} de {A} tiene {N} MW y alimenta desde {Y} la red entre {L} y {B}."},
	{"Researchers from {A} counted {N} storks in the wetlands of {B} ({L}) in spring {Y}.", "Des chercheurs de {A} ont compté {N} cigognes dans les zones humides de {B} ({L}) au printemps {Y}.", "أحصى باحثون من {A} {N} لقلقا في المناطق الرطبة في {B} ({L}) ربيع {Y}.", "Investigadores de {A} contaron {N} cigüeñas en los humedales de {B} ({L}) en la primavera de {Y}."},
	{"The manuscripts of the {T} in {A} were restored in {Y} with help from {B}; {N} pages can be read online in {L}.", "Les manuscrits du {T} de {A} ont été restaurés en {Y} avec l’aide de {B} ; {N} pages se lisent en ligne ({L}).", "رُممت مخطوطات {T} {A} عام {Y} بمساعدة {B}، ويمكن قراءة {N} صفحة منها على الشبكة في {L}.", "Los manuscritos del {T} de {A} se restauraron en {Y} con ayuda de {B}; {N} páginas se leen en línea en {L}."},
}

// draft makes one of n sentences out of what is said of facts, in other words, and of everyday ones.
func (g *generator) draft(facts []Fact, lang string, n int) string {
	var parts []string
	for range n {
		if g.r.IntN(3) == 0 {
			parts = append(parts, g.pick(everydayLife[lang]))
			continue
		}
		w := strings.Fields(facts[g.r.IntN(len(facts))].Statement[lang])
		cut := g.r.IntN(4)
		parts = append(parts, strings.Join(w[cut:], " "))
	}
	return strings.Join(parts, " ")
}

var everydayLife = map[string][]string{
	"en": {"I grew up near there and still think of the market on Fridays.", "My 3 kids asked me why this matters."},
	"fr": {"J’ai grandi tout près et je pense encore au marché du vendredi.", "Mes 3 enfants m’ont demandé pourquoi c’est important."},
	"ar": {"كبرت قريبا من هناك وما زلت أذكر سوق الجمعة.", "سألني أطفالي الثلاثة لماذا يهمنا هذا."},
	"es": {"Crecí cerca de allí y todavía pienso en el mercado de los viernes.", "Mis 3 hijos me preguntaron por qué importa."},
}
