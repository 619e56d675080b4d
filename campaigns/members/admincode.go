package members

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"relais/storage"
)

// adminCode makes the person who sends it to the bot the first admin. It is shown once and kept only as a keyed hash.
type adminCode struct {
	MAC string `json:"mac"`
}

const adminCodePurpose = "admin code"

// What is answered about the admin code.
var (
	ErrHasAdmin  = errors.New("the network has an admin already")
	ErrAdminCode = errors.New("that is not the admin code")
)

// NewAdminCode makes a code, and an earlier one worthless; ErrHasAdmin while there is an admin.
func (r *Roster) NewAdminCode(tx storage.Tx) (string, error) {
	admins, err := r.WithRole(tx, Admin)
	if err != nil {
		return "", err
	}
	if len(admins) > 0 {
		return "", ErrHasAdmin
	}
	code := "admin-" + Token(10)
	mac := hex.EncodeToString(r.store.MAC(adminCodePurpose, []byte(code)))
	return code, r.codes.Put(tx, adminCodePurpose, adminCode{MAC: mac})
}

// Untouched tells that nobody has ever said hello here and no admin code was made: the network's first start.
func (r *Roster) Untouched(tx storage.Tx) (bool, error) {
	if _, err := r.codes.Get(tx, adminCodePurpose); !errors.Is(err, storage.ErrNotFound) {
		return false, err
	}
	empty := true
	err := r.Scan(tx, 0, func(Member) error { empty = false; return storage.ErrStop })
	return empty, err
}

// IsAdminCode tells whether a text has the form of an admin code, so that it is never kept or repeated.
func IsAdminCode(text string) bool {
	text = foldCode(text)
	return strings.HasPrefix(text, "admin-") && len(text) == len("admin-")+16
}

// foldCode undoes what keyboards make of a code: a capital at the start, a blank at the end.
func foldCode(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

// RedeemAdminCode makes m an admitted admin if the code is the one that was made last, and then forgets the code;
// ErrAdminCode otherwise.
func (r *Roster) RedeemAdminCode(tx storage.Tx, m Member, code string) (Member, error) {
	kept, err := r.codes.Get(tx, adminCodePurpose)
	if errors.Is(err, storage.ErrNotFound) {
		return m, ErrAdminCode
	}
	if err != nil {
		return m, err
	}
	mac, err := hex.DecodeString(kept.MAC)
	if err != nil {
		return m, fmt.Errorf("read the kept admin code: %w", err)
	}
	if !r.store.CheckMAC(adminCodePurpose, []byte(foldCode(code)), mac) {
		return m, ErrAdminCode
	}
	m.Status = Admitted
	if !slices.Contains(m.Roles, Admin) {
		m.Roles = append(slices.Clone(m.Roles), Admin)
	}
	if err := r.codes.Delete(tx, adminCodePurpose); err != nil {
		return m, err
	}
	return m, r.Put(tx, m)
}
