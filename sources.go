package main

import (
	"cmp"

	"relais/messages/health"
)

// Sources says whether the service looks at the addresses of sources by itself.
type Sources struct {
	Check   bool   `yaml:"check"`   // opens connections to the sites of sources
	Contact string `yaml:"contact"` // what they see of who runs it; "": network.contact
}

// Validate judges the section alone.
func (s Sources) Validate(f *Findings) {
	if s.Contact == "" {
		return
	}
	if _, err := s.checker(""); err != nil {
		f.Wrong("sources.contact", "%q is neither a web nor a mail address: the sites that are looked at need one to write to", s.Contact)
	}
}

// checker looks at addresses for a network with this contact.
func (s Sources) checker(contact string) (*health.Checker, error) {
	return health.New(health.Options{Contact: cmp.Or(s.Contact, contact)})
}
