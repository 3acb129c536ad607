//go:build pwpol_sqlite && pwpol_redis

package pwpol

import (
	"errors"
	"math"
	"os"
	"os/exec"
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

// What attempts have come to is told alike by the program, which looks into the same file.
func TestWhatAttemptsHaveComeToIsTheJSONThatTheProgramPrints(t *testing.T) {
	keyFile := filepath.Join(t.TempDir(), "key")
	if output, err := exec.Command(os.Getenv("PWPOL_PROGRAM"), "keygen", "--throttle", "--output="+keyFile).CombinedOutput(); err != nil {
		t.Fatal(err, string(output))
	}
	told := map[string]bool{}
	for i, wanted := range throttleCases(t) {
		// A file is for several processes, and goes by the clock of the machine: what a case does in its first minute is done at
		// once, the rest left out.
		for at, step := range wanted.Steps {
			if step.At >= 59999 {
				wanted.Steps = wanted.Steps[:at]
				break
			}
		}
		file := filepath.Join(t.TempDir(), strconv.Itoa(i))
		store, err := OpenSQLiteStore(file, false)
		if err != nil {
			t.Fatal(err)
		}
		wanted.Keys["throttle.key_file"] = keyFile
		throttle, err := NewThrottle(policyOfCase(t, "", wanted.Keys), &ThrottleOptions{Store: store})
		if err != nil {
			t.Fatal(err)
		}
		wanted.replay(t, throttle, func(int) time.Time { return time.Time{} })
		for _, step := range wanted.Steps {
			arguments := append([]string{"throttle", "status", "--store=sqlite:" + file, "--account=" + step.Account},
				keysAsArguments(wanted.Keys)...)
			account, err := throttle.Status([]byte(step.Account), time.Time{})
			statuses := []SubjectStatus{account}
			if err == nil && step.Source != "" {
				arguments = append(arguments, "--source="+step.Source)
				var source SubjectStatus
				source, err = throttle.SourceStatus(step.Source, time.Time{})
				statuses = append(statuses, source)
			}
			if err != nil {
				t.Fatal(err)
			}
			for j, theirs := range printed(t, "", "", arguments...).([]any) {
				told[statuses[j].Decision.String()] = true
				seen := members(t, theirs, "decision", "until", "failures", "in_window", "pending", "locked_by_person",
					"subject")
				// What is left is told as a time, from two looks a moment apart.
				until := float64(milliseconds(statuses[j].Until))
				if math.Abs(seen["until"].(float64)-until) < 5000 {
					seen["until"] = until
				}
				same(t, wanted.Name, statuses[j], seen)
			}
		}
		throttle.Close()
		store.Close()
	}
	if !told["allow"] || !told["wait"] || !told["locked"] {
		t.Error("the cases end in too few ways:", told)
	}
}
