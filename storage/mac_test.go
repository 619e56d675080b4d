package storage_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"testing"

	"relais/storage"
	"relais/storage/storagetest"
)

func TestMAC(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s, keys := openWithKeys(t, dir)
	msg := []byte("message")
	mac := s.MAC("link", msg)
	if len(mac) != 32 {
		t.Errorf("%d bytes, want 32", len(mac))
	}
	for n := range 34 {
		cut := append(append([]byte(nil), mac...), 0)[:n]
		if got, want := s.CheckMAC("link", msg, cut), n >= 8 && n <= 32; got != want {
			t.Errorf("the first %d bytes: %v, want %v", n, got, want)
		}
	}
	for bit := range 64 {
		wrong := append([]byte(nil), mac[:8]...)
		wrong[bit/8] ^= 1 << (bit % 8)
		if s.CheckMAC("link", msg, wrong) {
			t.Errorf("with bit %d flipped it is accepted", bit)
		}
	}
	if s.CheckMAC("login", msg, mac) || s.CheckMAC("link", []byte("Message"), mac) {
		t.Error("it is accepted for another purpose or message")
	}
	other := storagetest.New(t)
	if other.CheckMAC("link", msg, mac) {
		t.Error("another store accepts it")
	}
	path := filepath.Join(dir, "relais.key")
	if err := errors.Join(keys.Rotate(), keys.Save(path), s.Rotate(ctx)); err != nil {
		t.Fatal(err)
	}
	if string(s.MAC("link", msg)) == string(mac) {
		t.Error("a new key version gives the same MAC")
	}
	if !s.CheckMAC("link", msg, mac) || !s.CheckMAC("link", msg, s.MAC("link", msg)) {
		t.Error("after the rotation the old or the new one is not accepted")
	}
	if err := keys.Drop(ctx, s, 1); err != nil {
		t.Fatal(err)
	}
	if s.CheckMAC("link", msg, mac) {
		t.Error("it is accepted after its key version was dropped")
	}
}

func TestExport(t *testing.T) {
	s := storagetest.New(t)
	sealed := s.SealExport("erased", []byte("plainmark"))
	if got, err := s.OpenExport("erased", sealed); err != nil || string(got) != "plainmark" {
		t.Errorf("OpenExport = %q, %v", got, err)
	}
	for bit := range len(sealed) * 8 {
		wrong := append([]byte(nil), sealed...)
		wrong[bit/8] ^= 1 << (bit % 8)
		if _, err := s.OpenExport("erased", wrong); !errors.Is(err, storage.ErrDamaged) {
			t.Fatalf("with bit %d flipped: %v, want ErrDamaged", bit, err)
		}
	}
	if _, err := s.OpenExport("other", sealed); !errors.Is(err, storage.ErrDamaged) {
		t.Errorf("under another name: %v, want ErrDamaged", err)
	}
	if _, err := storagetest.New(t).OpenExport("erased", sealed); !errors.Is(err, storage.ErrDamaged) {
		t.Errorf("in another store: %v, want ErrDamaged", err)
	}
	if _, err := s.OpenExport("erased", nil); !errors.Is(err, storage.ErrDamaged) {
		t.Errorf("nothing: %v, want ErrDamaged", err)
	}
}

func TestNext(t *testing.T) {
	s := storagetest.New(t)
	rolledBack := errors.New("rolled back")
	for want := uint64(1); want < 5; want++ {
		var got uint64
		err := s.Update(context.Background(), func(tx storage.Tx) (err error) {
			if got, err = s.Next(tx, "a"); err != nil {
				return err
			}
			return rolledBack
		})
		if !errors.Is(err, rolledBack) || got != want {
			t.Errorf("Next = %d, want %d: %v", got, want, err)
		}
		update(t, s, func(tx storage.Tx) (err error) {
			got, err = s.Next(tx, "a")
			return err
		})
		if got != want {
			t.Errorf("Next = %d, want %d", got, want)
		}
	}
	update(t, s, func(tx storage.Tx) error {
		for want := uint64(1); want < 4; want++ {
			if got, err := s.Next(tx, "b"); got != want || err != nil {
				t.Errorf("in one transaction: Next = %d, %v, want %d", got, err, want)
			}
		}
		return nil
	})
}

func TestOrdinal(t *testing.T) {
	last := ""
	for _, n := range []uint64{0, 1, 255, 256, 1 << 32, math.MaxUint64} {
		key := storage.Ordinal(n)
		if len(key) != 8 || key <= last && n > 0 {
			t.Errorf("Ordinal(%d) = %q after %q", n, key, last)
		}
		last = key
		if back, err := storage.ParseOrdinal(key); back != n || err != nil {
			t.Errorf("ParseOrdinal(Ordinal(%d)) = %d, %v", n, back, err)
		}
	}
	for _, wrong := range []string{"", "1234567", "123456789"} {
		if _, err := storage.ParseOrdinal(wrong); err == nil {
			t.Errorf("ParseOrdinal(%q) is no error", wrong)
		}
	}
}

func TestPrefix(t *testing.T) {
	for p, to := range map[string]string{"": "", "a": "b", "a\xff": "b", "\xff": "", "\xff\xff": "", "a\xfe\xff": "a\xff", "ab": "ac"} {
		if got := storage.Prefix(p); got != (storage.Range{From: p, To: to}) {
			t.Errorf("Prefix(%q) is from %q to %q", p, got.From, got.To)
		}
	}
}

// TestNestedStores opens a transaction of one store inside that of another.
func TestNestedStores(t *testing.T) {
	a, b := storagetest.New(t), storagetest.New(t)
	ctx := context.Background()
	update(t, a, func(storage.Tx) error {
		if err := b.Update(ctx, func(storage.Tx) error { return nil }); !errors.Is(err, storage.ErrNested) {
			t.Errorf("Update: %v, want ErrNested", err)
		}
		return nil
	})
	if storage.Inside() {
		t.Error("Inside outside")
	}
	// A closure that is far down is recognised, too.
	var down func(tx storage.Tx, depth int) error
	down = func(tx storage.Tx, depth int) error {
		if depth > 0 {
			return down(tx, depth-1)
		}
		if !storage.Inside() {
			return fmt.Errorf("not recognised")
		}
		return nil
	}
	for _, depth := range []int{0, 10, 50, 60, 62, 63, 64, 65, 128, 1000} {
		if err := a.View(ctx, func(tx storage.Tx) error { return down(tx, depth) }); err != nil {
			t.Errorf("%d calls down: %v", depth, err)
		}
	}
}
