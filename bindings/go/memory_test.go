//go:build !race

// The race detector remembers every goroutine that ever was.

package pwpol

import (
	"context"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"pwpol/internal/cmemory"
)

// resident is the memory of the process that is in use, in bytes.
func resident(t *testing.T) int64 {
	t.Helper()
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.ParseInt(strings.Fields(string(data))[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}

// used is what the two languages hold, in bytes.
func used() (c, inGo int64) {
	// A finalizer runs after the round that found its object, and those of what the object held a round later.
	for i := 0; i < 8; i++ {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return cmemory.InUse(), int64(memory.HeapAlloc)
}

// doesNotGrow fails when so many rounds leave more than a tenth of them did: in C or in Go half a megabyte, which one
// block of memory at each check is more than; of the process 4, for it holds threads and caches besides.
func doesNotGrow(t *testing.T, rounds int, work func(round int)) {
	t.Helper()
	for i := 0; i < rounds/10; i++ {
		work(i)
	}
	cBefore, goBefore := used()
	before := resident(t)
	for i := 0; i < rounds; i++ {
		work(i)
	}
	cAfter, goAfter := used()
	after := resident(t)
	t.Logf("%d rounds: %d KiB before, %d KiB after; C holds %d bytes more, Go %d", rounds, before>>10, after>>10,
		cAfter-cBefore, goAfter-goBefore)
	if cAfter-cBefore > 512<<10 || goAfter-goBefore > 512<<10 || after-before > 4<<20 {
		t.Error("memory grows")
	}
}

// rounds are a million checks and ten thousand hashes with PWPOL_LONG, otherwise so many as take a few seconds.
func rounds() (checks, hashes int) {
	if os.Getenv("PWPOL_LONG") != "" {
		return 1000000, 10000
	}
	return 40000, 500
}

func TestChecksLeaveNothingBehind(t *testing.T) {
	p := policy(t)
	candidates := [][]byte{[]byte(good), []byte("Camille1989!"), []byte("été 2024"), []byte("\xff"), nil}
	who := &Context{Login: "camille.durand", Names: []string{"Camille", "Durand"}, BirthDate: "1989-07-14",
		OldPassword: []byte("Camille1988!")}
	checks, _ := rounds()
	doesNotGrow(t, checks, func(round int) {
		if _, err := p.Check(candidates[round%len(candidates)], who); err != nil {
			t.Fatal(err)
		}
	})
}

func TestHashesLeaveNothingBehind(t *testing.T) {
	hasher := cheapHasher(t, nil)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	_, hashes := rounds()
	doesNotGrow(t, hashes, func(round int) {
		stored, err := hasher.Hash(ctx, []byte(good), nil)
		if err != nil {
			t.Fatal(err)
		}
		if verified, err := hasher.Verify(context.Background(), stored, []byte(good), nil); err != nil || !verified.OK() {
			t.Fatal(verified, err)
		}
	})
}

func TestFlowsLeaveNothingBehind(t *testing.T) {
	service := serviceOf(t)
	service.enrol(t, good, false)
	_, hashes := rounds()
	doesNotGrow(t, hashes, func(round int) {
		if outcome := service.login(t, good, after(round)); !outcome.OK() {
			t.Fatal(outcome)
		}
		if _, err := service.Enrol(context.Background(), AccountRequest{Login: "camille", Password: []byte("camille"),
			Context: &Context{Login: "camille"}}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestWhatNobodyClosesLeavesNothingBehind(t *testing.T) {
	_, hashes := rounds()
	doesNotGrow(t, hashes, func(round int) {
		service := serviceOf(t)
		service.enrol(t, "camille", false)
		throttle := throttleOf(t, &ThrottleOptions{OnEvent: func(Event) {}})
		attempt, err := throttle.Begin(AttemptRequest{Account: []byte("camille"), Now: t0})
		if err != nil || !attempt.Allowed() {
			t.Fatal(attempt, err)
		}
		if round%4 == 0 { // what the memory of the process is at its highest shall not hang on when Go collects
			runtime.GC()
		}
	})
}
