package messages

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// shape says how what follows a key word is read.
type shape int

const (
	asLine  shape = iota // one line
	asText               // lines and paragraphs, up to the next key word or heading
	asNames              // one line of several, with commas between
	asList               // every entry begins with a dash
)

// key is a word that may begin a line. Files are written with its name; the other words, in French, Spanish and Arabic, are
// read alike.
type key struct {
	name   string
	shape  shape
	others []string
	many   bool // it may stand more than once
}

// section is what a heading can begin, with the key words that may stand under it.
type section struct {
	word   string
	others []string
	keys   []key
	part   *section // what stands under the headings of languages; nil where there are none
}

// The key words, a line each.
var (
	sourceSection = section{word: "Source", others: []string{"Fuente", "مصدر"}, keys: []key{
		{name: "Type", others: []string{"Tipo", "النوع"}},
		{name: "Title", others: []string{"Titre", "Título", "العنوان"}},
		{name: "Publisher", others: []string{"Éditeur", "Editorial", "الناشر"}},
		{name: "Interest", others: []string{"Intérêt", "Interés", "المصلحة"}},
		{name: "Authors", shape: asList, others: []string{"Author", "Auteurs", "Auteur", "Autores", "Autor", "المؤلفون", "المؤلف"}},
		{name: "Published", others: []string{"Paru", "Publicado", "تاريخ النشر"}},
		{name: "Address", others: []string{"URL", "Adresse", "Dirección", "الرابط"}},
		{name: "DOI"}, {name: "ISBN"},
		{name: "Archive", others: []string{"Archivo", "الأرشيف"}},
		{name: "Where", others: []string{"Locator", "Page", "Página", "الموضع"}},
		{name: "Language", others: []string{"Langue", "Idioma", "اللغة"}},
		{name: "Quote", shape: asText, others: []string{"Citation", "Cita", "اقتباس"}},
	}}
	factSection = section{word: "Fact", others: []string{"Fait", "Hecho", "حقيقة"}, keys: []key{
		{name: "English", shape: asText}, {name: "French", shape: asText}, {name: "Arabic", shape: asText}, {name: "Spanish", shape: asText},
		{name: "Value", others: []string{"Valeur", "Valor", "القيمة"}},
		{name: "Unit", others: []string{"Unité", "Unidad", "الوحدة"}},
		{name: "About", others: []string{"Objet", "Objeto", "موضوع الرقم"}},
		{name: "As of", others: []string{"En date du", "A fecha de", "بتاريخ"}},
		{name: "Review by", others: []string{"À revoir avant", "Revisar antes de", "يراجع قبل"}},
		{name: "Confidence", others: []string{"Certitude", "Certeza", "درجة اليقين"}},
		{name: "Sources", shape: asNames, others: []string{"Source", "Fuentes", "Fuente", "المصادر", "المصدر"}},
		{name: "Withdrawn", others: []string{"Retiré", "Retirado", "مسحوب"}},
	}}
	campaignSection = section{word: "Campaign", others: []string{"Campagne", "Campaña", "حملة"}, part: &campaignPart, keys: []key{
		{name: "Run by", others: []string{"Menée par", "Dirigida por", "يديرها"}},
		{name: "Paid by", others: []string{"Payée par", "Pagada por", "يمولها"}},
		{name: "Payer", others: []string{"Payeur", "Pagador", "نوع الممول"}},
		{name: "Country", others: []string{"Pays", "País", "البلد"}},
		{name: "Register", others: []string{"Registre", "Registro", "السجل"}},
		{name: "Contact", others: []string{"Contacto", "للتواصل"}},
		{name: "Kinds", shape: asNames, others: []string{"Public", "Público", "الجمهور"}},
		{name: "Topics", shape: asNames, others: []string{"Thèmes", "Temas", "المواضيع"}},
		{name: "Approvals", shape: asNames, others: []string{"Approbations", "Aprobaciones", "الموافقات"}},
	}}
	campaignPart = section{keys: []key{
		{name: "Title", others: []string{"Titre", "Título", "العنوان"}},
		{name: "Purpose", shape: asText, others: []string{"But", "Propósito", "الهدف"}},
		{name: "Disclosure", others: []string{"Mention", "Aviso", "الإفصاح"}},
		{name: "Short", others: []string{"Mention courte", "Aviso breve", "الإفصاح القصير"}},
	}}
	briefSection = section{word: "Brief", others: []string{"Note", "Nota", "موجز"}, part: &briefPart, keys: []key{
		{name: "Campaign", others: []string{"Campagne", "Campaña", "الحملة"}},
		{name: "Kind", others: []string{"Genre", "Clase", "النوع"}},
		{name: "Finding", others: []string{"Verdict", "Veredicto", "الحكم"}},
		{name: "Topics", shape: asNames, others: []string{"Thèmes", "Temas", "المواضيع"}},
		{name: "Useless after", others: []string{"Inutile après", "Inútil después de", "لا يفيد بعد"}},
		{name: "Urgent because", others: []string{"Urgent parce que", "Urgente porque", "سبب الاستعجال"}},
		{name: "Fallback", shape: asNames, others: []string{"À défaut", "En su defecto", "اللغات البديلة"}},
		{name: "Media", many: true, others: []string{"Picture", "Film", "Sound", "Image", "Photo", "Imagen", "صورة"}},
		{name: "Shows", many: true, others: []string{"Montre", "Muestra", "تظهر"}},
		{name: "Credit", many: true, others: []string{"Crédit", "Crédito", "حقوق الصورة"}},
	}}
	briefPart = section{keys: []key{
		{name: "Title", others: []string{"Titre", "Título", "العنوان"}},
		{name: "Claim", shape: asText, others: []string{"Affirmation", "Afirmación", "الادعاء"}},
		{name: "Summary", shape: asText, others: []string{"Résumé", "Resumen", "الملخص"}},
		{name: "Points", shape: asList, others: []string{"Puntos", "النقاط"}},
		{name: "Prompts", shape: asList, others: []string{"Questions", "Preguntas", "أسئلة"}},
		{name: "Sample", shape: asText, many: true, others: []string{"Exemple", "Ejemplo", "نموذج"}},
		{name: "Do not claim", shape: asList, others: []string{"We must not claim", "Ne pas affirmer", "No afirmar", "لا تقل"}},
		{name: "A fair critic", shape: asText, others: []string{"Critic", "Un critique honnête", "Un crítico justo", "ناقد منصف"}},
		{name: "What changed", shape: asText, others: []string{"Changed", "Ce qui change", "Qué cambia", "ما الذي تغيّر"}},
	}}
	fileSections = []*section{&sourceSection, &factSection, &campaignSection, &briefSection}
)

// Words that stand for a value, in the languages of files, beside the value itself.
var (
	kindWords = map[Kind][]string{
		Points: {"puntos", "نقاط"}, Facts: {"faits", "hechos", "حقائق"}, Response: {"réponse", "respuesta", "رد"},
		Success: {"réussite", "éxito", "نجاح"}, Alert: {"alerte", "alerta", "تنبيه"},
	}
	findingWords = map[Finding][]string{
		False: {"faux", "falso", "خاطئ"}, Misleading: {"trompeur", "engañoso", "مضلل"}, Unproven: {"non prouvé", "no probado", "غير مثبت"},
		Outdated: {"dépassé", "desfasado", "قديم"}, PartlyTrue: {"en partie vrai", "en parte cierto", "صحيح جزئيا"}, True: {"vrai", "cierto", "صحيح"},
	}
	payerWords = map[PayerType][]string{
		State: {"état", "estado", "دولة"}, StateFunded: {"financé par un état", "financiado por un estado", "ممول من دولة"},
		Party: {"parti", "partido", "حزب"}, Company: {"entreprise", "empresa", "شركة"}, NGO: {"ong", "منظمة غير حكومية"},
		Individuals: {"particuliers", "particulares", "أفراد"},
	}
	sourceTypeWords = map[SourceType][]string{
		Primary: {"primaire", "primaria", "أولي"}, PeerReviewed: {"peer reviewed", "évalué par des pairs", "revisada por pares", "محكم"},
		Official: {"officiel", "oficial", "رسمي"}, Press: {"presse", "prensa", "صحافة"}, OtherSource: {"autre", "otra", "آخر"},
	}
	confidenceWords = map[Confidence][]string{
		Established: {"établi", "establecido", "ثابت"}, Likely: {"probable", "مرجح"}, Disputed: {"contesté", "discutido", "محل خلاف"},
	}
	yesWords = []string{"yes", "oui", "sí", "نعم"}
	noWords  = []string{"no", "non", "لا"}
	anyWords = []string{"any", "", "tous", "cualquiera", "أي"}
	// forWords may stand before the network of a sample: "Sample for X".
	forWords = []string{"for", "on", "pour", "para", "على", "ل"}
)

// foldWord brings a word of the file's syntax into the one form in which words are compared: no case, accents, vowel signs or
// hamza, one space between words, and nothing that cannot be seen.
func foldWord(s string) string {
	var out strings.Builder
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) || r == 'ـ':
		case unicode.IsSpace(r) || r == '_':
			out.WriteByte(' ')
		case strings.ContainsRune("‐‑‒–—", r):
			out.WriteByte('-')
		default:
			out.WriteRune(unicode.ToLower(r))
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

// digits writes Arabic-Indic and Persian digits as 0 to 9.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		for _, zero := range []rune{'٠', '۰'} {
			if r >= zero && r <= zero+9 {
				return r - zero + '0'
			}
		}
		return r
	}, s)
}

// means finds the value that a word stands for: the value itself, or one of the words for it.
func means[V ~string](s string, words map[V][]string) (V, bool) {
	want := foldWord(s)
	for v, others := range words {
		if want == foldWord(string(v)) {
			return v, true
		}
		for _, o := range others {
			if want == foldWord(o) {
				return v, true
			}
		}
	}
	return V(s), false
}

func oneOf(s string, words []string) bool {
	for _, w := range words {
		if foldWord(s) == foldWord(w) {
			return true
		}
	}
	return false
}

// vocabulary holds the key words, folded, of every kind; it is made once.
var vocabulary = sync.OnceValue(func() map[*section]map[string]*key {
	all := map[*section]map[string]*key{}
	for _, k := range []*section{&sourceSection, &factSection, &campaignSection, &campaignPart, &briefSection, &briefPart} {
		all[k] = map[string]*key{}
		for i := range k.keys {
			for _, w := range k.keys[i].words() {
				all[k][w] = &k.keys[i]
			}
		}
	}
	return all
})

// find looks for the key that a folded word stands for, and for the network where it is a sample's.
func (k *section) find(word string) (found *key, arg string) {
	if k == nil || word == "" || len(word) > maxWord {
		return nil, ""
	}
	known := vocabulary()[k]
	if key := known[word]; key != nil {
		return key, ""
	}
	at := strings.IndexAny(word, " (")
	if at < 0 {
		return nil, ""
	}
	if key := known[word[:at]]; key != nil && key.name == "Sample" {
		if arg := networkWord(word[at:]); arg != "" {
			return key, arg
		}
	}
	return nil, ""
}

// near finds a key word that was probably meant by a folded word that is none; "" where nothing is near.
func (k *section) near(word string) string {
	if k == nil || len(word) > maxWord {
		return ""
	}
	best, meant := 3, ""
	for w, key := range vocabulary()[k] {
		slips := 1
		if utf8.RuneCountInString(w) >= 8 {
			slips = 2
		}
		if d := distance(word, w); utf8.RuneCountInString(w) >= 5 && d <= slips && (d < best || d == best && key.name < meant) {
			best, meant = d, key.name
		}
	}
	return meant
}

// words lists, folded, what stands for the key.
func (k *key) words() []string {
	all := []string{foldWord(k.name)}
	for _, w := range k.others {
		all = append(all, foldWord(w))
	}
	for lang, name := range langKeys {
		if k.name == name {
			all = append(all, string(lang))
			for _, w := range langNames[lang] {
				all = append(all, foldWord(w))
			}
		}
	}
	return all
}

// distance counts the letters to add, drop, change or swap with their neighbour to make b of a; more than 3 is given as 3.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > 2 || len(y)-len(x) > 2 {
		return 3
	}
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
		for j := 1; j <= len(y); j++ {
			if i == 0 {
				rows[i][j] = j
				continue
			}
			same := 1
			if x[i-1] == y[j-1] {
				same = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+same)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return min(rows[len(x)][len(y)], 3)
}

// networkWord takes the network out of "for X" or "(X)"; "" where there are more words than a network's name has.
func networkWord(s string) string {
	words := strings.Fields(strings.Trim(strings.TrimSpace(s), "()"))
	if len(words) > 1 && oneOf(words[0], forWords) {
		words = words[1:]
	}
	if len(words) != 1 {
		return ""
	}
	return words[0]
}

// langKeys are the words for the languages in files, as they are written.
var langKeys = map[Lang]string{"en": "English", "fr": "French", "ar": "Arabic", "es": "Spanish"}

// maxWord is the most bytes before a colon that can be a key word.
const maxWord = 80
