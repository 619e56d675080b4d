package story

import "strings"

// inPlaces does something in a world that has places.
func (p *player) inPlaces(do func(w Places) error) error {
	w, ok := p.world.(Places)
	if !ok {
		return p.cannot("bring the bot to a place: it is no story.Places")
	}
	return do(w)
}

func (p *player) bring(a []string) error {
	p.mark(a[0])
	return p.inPlaces(func(w Places) error { w.Bring(p.t, a[0], a[1]); return nil })
}

func (p *player) sayIn(a []string) error {
	p.mark(a[0])
	return p.inPlaces(func(w Places) error {
		w.SayIn(p.t, a[0], a[2], strings.Join(unquoteAll(a[1]), "\n"))
		return nil
	})
}

func (p *player) pressIn(a []string) error {
	m, b, err := p.button(a[2], unquote(a[1]), "")
	if err != nil {
		return err
	}
	p.mark(a[0])
	return p.inPlaces(func(w Places) error { w.PressIn(p.t, a[0], a[2], m.ID, b); return nil })
}

func (p *player) lose(a []string) error {
	return p.inPlaces(func(w Places) error { w.Lose(p.t, a[0]); return nil })
}
