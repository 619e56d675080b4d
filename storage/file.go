package storage

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// WriteFile puts at path what fill writes, mode 0600, all or nothing, and returns how many bytes that are when it is durable. It is written
// beside path under another name first. With fresh it is linked into place, which fails where something stands there (fs.ErrExist); else
// what stands there is replaced. The folder has to exist.
func WriteFile(path string, fresh bool, fill func(io.Writer) error) (size int64, err error) {
	dir := filepath.Dir(path)
	temp, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.Remove(temp.Name()) }() // gone already after a rename
	err = fill(temp)
	if err == nil {
		err = temp.Sync()
	}
	if err == nil {
		size, err = temp.Seek(0, io.SeekCurrent)
	}
	if err = errors.Join(err, temp.Close()); err != nil {
		return 0, err
	}
	place := os.Rename
	if fresh {
		place = os.Link
	}
	if err := place(temp.Name(), path); err != nil {
		return 0, err
	}
	return size, SyncFolder(dir)
}

// SyncFolder makes durable which files a folder has.
func SyncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
