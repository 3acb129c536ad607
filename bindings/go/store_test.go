//go:build pwpol_sqlite && pwpol_redis

package pwpol

import (
	"errors"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

func TestAStoreInAFileRemembersForTheNextProcess(t *testing.T) {
	file := filepath.Join(t.TempDir(), "attempts.db")
	key := &[32]byte{7}
	for run, decision := range []Decision{Allow, Locked} {
		store, err := OpenSQLiteStore(file, false)
		if err != nil {
			t.Fatal(err)
		}
		throttle := throttleOf(t, &ThrottleOptions{Store: store, Key: key})
		attempt, err := throttle.Begin(AttemptRequest{Account: []byte("camille")})
		if err != nil || attempt.Decision != decision {
			t.Fatalf("%d: %+v %v", run, attempt, err)
		}
		attempt.Release(time.Time{})
		for i := 0; run == 0 && i < 3; i++ {
			attempt, err := throttle.Begin(AttemptRequest{Account: []byte("camille"), Password: []byte(strconv.Itoa(i))})
			if err != nil || attempt.Settle(false, time.Time{}) != nil {
				t.Fatal(attempt, err)
			}
		}
		throttle.Close()
		store.Close()
	}
	if _, err := OpenSQLiteStore("/nowhere/attempts.db", true); !errors.Is(err, StatusStore) {
		t.Error(err)
	}
}

func TestAServerThatIsNotThereIsAnOutage(t *testing.T) {
	if _, err := OpenRedisStore("gopher://x"); !errors.Is(err, StatusSyntax) {
		t.Error(err)
	}
	store, err := OpenRedisStore("unix://" + filepath.Join(t.TempDir(), "nobody"))
	if err != nil {
		t.Fatal(err)
	}
	throttle := throttleOf(t, &ThrottleOptions{Store: store, Key: &[32]byte{7}})
	attempt, err := throttle.Begin(AttemptRequest{Account: []byte("camille")})
	if err != nil || attempt.Decision != Unavailable || !attempt.Outage {
		t.Errorf("%+v %v", attempt, err)
	}
	if store.Trouble("fr") == store.Trouble("en") || store.Trouble("en") == "" {
		t.Error(store.Trouble("en"))
	}
}
