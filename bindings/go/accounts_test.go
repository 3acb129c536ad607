package pwpol

import (
	"bytes"
	"context"
	"crypto/sha1"
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var t0 = time.UnixMilli(1_800_000_000_000)

func after(milliseconds int) time.Time { return t0.Add(time.Duration(milliseconds) * time.Millisecond) }

func throttleOf(t testing.TB, options *ThrottleOptions) *Throttle {
	t.Helper()
	throttle, err := NewThrottle(policy(t, "throttle.delay_after", "0", "throttle.lock_after", "3", "throttle.unlock_after",
		"30min"), options)
	if err != nil {
		t.Fatal(err)
	}
	return throttle
}

// fail makes a wrong guess and tells what was decided.
func fail(t testing.TB, throttle *Throttle, account, password string, now time.Time) *Attempt {
	t.Helper()
	attempt, err := throttle.Begin(AttemptRequest{Account: []byte(account), Source: "192.0.2.7", Password: []byte(password), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if attempt.Allowed() {
		if err := attempt.Settle(false, now); err != nil {
			t.Fatal(err)
		}
	}
	return attempt
}

func TestFailuresInARowLockAnAccountAndAPersonUnlocksIt(t *testing.T) {
	var lock sync.Mutex
	var events []Event
	throttle := throttleOf(t, &ThrottleOptions{OnEvent: func(event Event) {
		lock.Lock()
		defer lock.Unlock()
		events = append(events, event)
	}})
	for i, decision := range []Decision{Allow, Allow, Allow, Locked} {
		if attempt := fail(t, throttle, "camille", strconv.Itoa(i), after(i)); attempt.Decision != decision {
			t.Errorf("%d: %+v", i, attempt)
		}
	}
	status, err := throttle.Status([]byte("camille"), after(9))
	if err != nil || status.Decision != Locked || status.Failures != 3 || !status.Until.After(t0) || status.LockedByPerson {
		t.Errorf("%+v %v", status, err)
	}
	locked := false
	for _, event := range events {
		locked = locked || strings.HasSuffix(event.Name, "locked")
		if strings.Contains(event.JSON, "camille") || !strings.HasPrefix(event.JSON, "{") {
			t.Error(event)
		}
	}
	if !locked {
		t.Error("no event tells of the lock", events)
	}
	if err := throttle.Unlock([]byte("camille"), after(10)); err != nil {
		t.Error(err)
	}
	if !fail(t, throttle, "camille", "x", after(11)).Allowed() {
		t.Error("still locked")
	}
	if err := throttle.Lock([]byte("camille"), time.Time{}, after(12)); err != nil {
		t.Error(err)
	}
	if status, err := throttle.Status([]byte("camille"), after(13)); err != nil || !status.LockedByPerson || !status.Until.IsZero() {
		t.Errorf("%+v %v", status, err)
	}
	if _, err := throttle.SourceStatus("192.0.2.7", after(14)); err != nil || throttle.UnlockSource("192.0.2.7", after(14)) != nil {
		t.Error(err)
	}
}

func TestAnAttemptThatIsReleasedDoesNotCount(t *testing.T) {
	throttle := throttleOf(t, nil)
	for i := 0; i < 10; i++ {
		attempt, err := throttle.Begin(AttemptRequest{Account: []byte("camille"), Now: after(i)})
		if err != nil || !attempt.Allowed() {
			t.Fatal(attempt, err)
		}
		attempt.Release(after(i))
		attempt.Release(after(i))
		if err := attempt.Settle(true, after(i)); !errors.Is(err, StatusArgument) {
			t.Error(err)
		}
	}
	if _, err := throttle.Begin(AttemptRequest{}); !errors.Is(err, StatusArgument) {
		t.Error(err)
	}
}

func TestAKnownDeviceIsCountedApart(t *testing.T) {
	throttle := throttleOf(t, nil)
	token, err := throttle.DeviceToken([]byte("camille"), t0)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < 4; i++ {
		fail(t, throttle, "camille", strconv.Itoa(i), after(i))
	}
	for device, allowed := range map[string]bool{token: true, token + "x": false, "": false, "a\x00": false} {
		attempt, err := throttle.Begin(AttemptRequest{Account: []byte("camille"), Source: "192.0.2.9", Device: device, Now: after(5)})
		if err != nil || attempt.Allowed() != allowed || attempt.Trusted != allowed {
			t.Errorf("%q: %+v %v", device, attempt, err)
		}
		attempt.Release(after(5))
	}
}

func TestManyGoroutinesGetNoMoreThanOneWould(t *testing.T) {
	throttle := throttleOf(t, nil)
	var all sync.WaitGroup
	var allowed int64
	for i := 0; i < 50; i++ {
		all.Add(1)
		go func(i int) {
			defer all.Done()
			if fail(t, throttle, "camille", strconv.Itoa(i), t0).Allowed() {
				atomic.AddInt64(&allowed, 1)
			}
		}(i)
	}
	all.Wait()
	if allowed != 3 {
		t.Error(allowed)
	}
}

func TestAStoreInMemoryIsSavedAndRestored(t *testing.T) {
	key := &[32]byte{7}
	file := filepath.Join(t.TempDir(), "attempts")
	store, err := NewMemoryStore(1000)
	if err != nil {
		t.Fatal(err)
	}
	throttle := throttleOf(t, &ThrottleOptions{Store: store, Key: key})
	for i := 0; i < 3; i++ {
		fail(t, throttle, "camille", strconv.Itoa(i), t0)
	}
	if err := store.Save(file, t0); err != nil {
		t.Fatal(err)
	}
	again, _ := NewMemoryStore(1000)
	if err := again.Restore(file, t0); err != nil {
		t.Fatal(err)
	}
	restored := throttleOf(t, &ThrottleOptions{Store: again, Key: key})
	if attempt := fail(t, restored, "camille", "x", after(1)); attempt.Decision != Locked {
		t.Errorf("%+v", attempt)
	}
	if err := again.Clear(); err != nil || !fail(t, restored, "camille", "x", after(1)).Allowed() {
		t.Error("not cleared", err)
	}
	if _, err := NewThrottle(policy(t), &ThrottleOptions{Store: store}); !errors.Is(err, StatusArgument) {
		t.Error("a store without a key is taken:", err)
	}
	store.Close()
	if err := store.Clear(); err != ErrClosed {
		t.Error(err)
	}
}

const better = "wZ9$bN4c?jTf"

// service keeps a table of one account.
type service struct {
	*Accounts
	row *Row
}

func serviceOf(t testing.TB) *service {
	t.Helper()
	corpus, err := OpenBreach("", true)
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := NewAccounts(policy(t, "hash.allow_weak", "true", "hash.memory", "256", "hash.passes", "1",
		"history.count", "3"), &AccountsOptions{Breach: corpus, OnEvent: func(Event) {}})
	if err != nil {
		t.Fatal(err)
	}
	return &service{Accounts: accounts}
}

func (s *service) keep(t testing.TB, outcome *Outcome, err error) *Outcome {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if outcome.Row.Write {
		s.row = &Row{outcome.Row.Stored, outcome.Row.ChangedAt, outcome.Row.Flags, false, outcome.Row.History, outcome.Row.Reset}
	}
	return outcome
}

func (s *service) login(t testing.TB, password string, now time.Time) *Outcome {
	t.Helper()
	outcome, err := s.Login(context.Background(), AccountRequest{Login: "camille", Row: s.row, Password: []byte(password), Source: "192.0.2.7", Now: now})
	return s.keep(t, outcome, err)
}

func (s *service) enrol(t testing.TB, password string, provisioned bool) *Outcome {
	t.Helper()
	outcome, err := s.Enrol(context.Background(), AccountRequest{Login: "camille", Password: []byte(password),
		Context: &Context{Login: "camille"}, Provisioned: provisioned, Now: t0})
	return s.keep(t, outcome, err)
}

func TestAnAccountIsEnrolledAndAStrangerLearnsNothing(t *testing.T) {
	s := serviceOf(t)
	if weak := s.enrol(t, "camille1", false); weak.Answer != RefusedWeak || weak.Report == nil || len(weak.Report.Findings) == 0 || s.row != nil {
		t.Errorf("%+v", weak)
	}
	if !s.enrol(t, good, false).OK() || !strings.HasPrefix(s.row.Stored, "$argon2id$") {
		t.Fatal("not enrolled")
	}
	if in := s.login(t, good, after(1)); in.Answer != Accepted || in.Device == "" || in.Renewal.State != RenewalFine {
		t.Errorf("%+v", in)
	}
	wrong := s.login(t, "wrong", after(2))
	absent, err := s.Login(context.Background(), AccountRequest{Login: "nobody", Password: []byte(good), Source: "192.0.2.7", Now: t0})
	if err != nil {
		t.Fatal(err)
	}
	if wrong.Answer != Refused || absent.Answer != Refused || wrong.Cause == absent.Cause || wrong.Wait != 0 {
		t.Errorf("%+v %+v", wrong, absent)
	}
	for lang, sentence := range wrong.Sentence {
		if sentence == "" || absent.Sentence[lang] != sentence {
			t.Error(sentence, absent.Sentence[lang])
		}
	}
}

func TestAPasswordGivenBySomeoneElseMustChange(t *testing.T) {
	s := serviceOf(t)
	s.enrol(t, good, true)
	if first := s.login(t, good, after(1)); first.Answer != AcceptedMustChange || first.Renewal.Reason != ReasonFirstLogin || first.Renewal.Sentence["fr"] == "" {
		t.Errorf("%+v", first)
	}
	outcome, err := s.Change(context.Background(), AccountRequest{Login: "camille", Row: s.row, Password: []byte(good), NewPassword: []byte(better), Now: after(2)})
	if !s.keep(t, outcome, err).OK() || !s.login(t, better, after(3)).OK() || s.login(t, good, after(4)).OK() {
		t.Error("not changed")
	}
	if err := s.Compromised(after(1_000_000)); err != nil {
		t.Error(err)
	}
	if breached := s.login(t, better, after(2_000_000)); breached.Renewal.Reason != ReasonCompromised {
		t.Errorf("%+v", breached)
	}
}

func TestAForgottenPasswordIsReplacedOnce(t *testing.T) {
	s := serviceOf(t)
	s.enrol(t, good, false)
	if outcome, err := s.ResetBegin(context.Background(), AccountRequest{Login: "nobody", Now: t0}); err != nil || outcome.Token != "" {
		t.Error(outcome, err)
	}
	outcome, err := s.ResetBegin(context.Background(), AccountRequest{Login: "camille", Row: s.row, Now: after(1)})
	token := s.keep(t, outcome, err).Token
	finish := func(now int) *Outcome {
		outcome, err := s.ResetFinish(context.Background(), AccountRequest{Login: "camille", Row: s.row, Token: token, NewPassword: []byte(better), Now: after(now)})
		return s.keep(t, outcome, err)
	}
	if !finish(2).OK() || finish(3).OK() || !s.login(t, better, after(4)).OK() {
		t.Error("a token is good once")
	}
}

func TestRenewalHistoryAndTokensAlone(t *testing.T) {
	p := policy(t, "history.count", "3")
	day := 24 * time.Hour
	renewal, err := p.Renewal(Row{Stored: "$x", ChangedAt: t0, Privileged: true}, t0.Add(4*365*day), time.Time{})
	if err != nil || renewal.Reason != ReasonExpired || renewal.State != RenewalMustChange {
		t.Error(renewal, err)
	}
	if soon, err := p.Renewal(Row{ChangedAt: t0, Privileged: true}, t0.Add(1090*day), time.Time{}); err != nil || soon.State != RenewalSoon || soon.DaysLeft != 5 {
		t.Error(soon, err)
	}
	if history, err := p.HistoryAdd("$b\n$c\n$d", "$a"); err != nil || strings.Join(strings.Fields(history), " ") != "$a $b" {
		t.Error(history, err)
	}
	token, kept, err := p.ResetToken([]byte("camille"), "$a", t0)
	if err != nil || !p.ResetTokenIsGood(kept, token, []byte("camille"), "$a", after(1)) ||
		p.ResetTokenIsGood(kept, token, []byte("camille"), "$b", after(1)) || p.ResetTokenIsGood("", "\x00", nil, "", t0) {
		t.Error(token, kept, err)
	}
}

func TestACorpusTellsHowOftenAPasswordWasSeen(t *testing.T) {
	corpus, err := OpenBreach("", true)
	if err != nil {
		t.Fatal(err)
	}
	info, err := corpus.Info()
	if err != nil || info.Entries < 1000 {
		t.Error(info, err)
	}
	if seen, err := corpus.Seen([]byte("123456")); err != nil || seen == 0 {
		t.Error(seen, err)
	}
	digest := sha1.Sum([]byte("123456"))
	if seen, err := corpus.SeenHash(digest[:]); info.Hash == "sha1" && (err != nil || seen == 0) {
		t.Error(seen, err)
	}
	if seen, err := corpus.SeenHashes(bytes.Repeat(digest[:], 3), len(digest)); info.Hash == "sha1" && (err != nil || len(seen) != 3 || seen[2] == 0) {
		t.Error(seen, err)
	}
	if _, err := corpus.SeenHashes(digest[:], 7); !errors.Is(err, StatusArgument) {
		t.Error(err)
	}
	if changed, err := corpus.Reload(); changed || err != nil {
		t.Error(changed, err)
	}
	if _, err := OpenBreach("/nowhere", false); !errors.Is(err, StatusIO) {
		t.Error(err)
	}
}

func TestAnAttemptOfWhichNothingIsToldCountsAsAFailure(t *testing.T) {
	throttle := throttleOf(t, nil)
	for i := 0; i < 3; i++ {
		attempt, err := throttle.Begin(AttemptRequest{Account: []byte("camille")})
		if err != nil || !attempt.Allowed() || attempt.Close() != nil || attempt.Close() != nil {
			t.Fatal(attempt, err)
		}
		attempt.Release(time.Time{}) // too late
	}
	if attempt, err := throttle.Begin(AttemptRequest{Account: []byte("camille")}); err != nil || attempt.Decision != Locked {
		t.Error(attempt, err)
	}
}

func TestWhatIsInUseStaysWhenItIsClosed(t *testing.T) {
	store, err := NewMemoryStore(1000)
	if err != nil {
		t.Fatal(err)
	}
	throttle := throttleOf(t, &ThrottleOptions{Store: store, Key: &[32]byte{7}})
	store.Close()
	attempt, err := throttle.Begin(AttemptRequest{Account: []byte("camille"), Now: t0})
	if err != nil || !attempt.Allowed() {
		t.Fatal(attempt, err)
	}
	p := policy(t, "hash.allow_weak", "true", "hash.memory", "256", "hash.passes", "1")
	hasher, err := NewHasher(p, nil)
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := NewAccounts(p, &AccountsOptions{Hasher: hasher, Throttle: throttle})
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []interface{ Close() error }{p, hasher, throttle} {
		part.Close()
	}
	if err := attempt.Settle(true, t0); err != nil {
		t.Error(err)
	}
	outcome, err := accounts.Enrol(context.Background(), AccountRequest{Login: "camille", Password: []byte(good), Now: t0})
	if err != nil || !outcome.OK() {
		t.Error(outcome, err)
	}
	accounts.Close()
	if _, err := NewAccounts(p, nil); err != ErrClosed {
		t.Error(err)
	}
	if _, err := NewThrottle(policy(t), &ThrottleOptions{Store: store, Key: &[32]byte{7}}); err != ErrClosed {
		t.Error(err)
	}
}
