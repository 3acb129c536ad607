package pwpol

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const good = "xK7#pQ2v!mRd"

func policy(t testing.TB, keys ...string) *Policy {
	t.Helper()
	made, err := NewPolicy("")
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(keys); i += 2 {
		if err := made.Set(keys[i], keys[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	return made
}

func cheapHasher(t testing.TB, ring *Keyring, keys ...string) *Hasher {
	t.Helper()
	hasher, err := NewHasher(policy(t, append([]string{"hash.allow_weak", "true", "hash.memory", "256", "hash.passes",
		"1"}, keys...)...), ring)
	if err != nil {
		t.Fatal(err)
	}
	return hasher
}

func TestAPolicyIsReadAndChangedByTheSameKeysAsEverywhere(t *testing.T) {
	p := policy(t, "length.min", "12")
	if err := p.SetInt("length.max", 100); err != nil {
		t.Fatal(err)
	}
	if value, known := p.Get("length.min"); value != "12" || !known {
		t.Error(value, known)
	}
	if _, known := p.Get("no.such"); known {
		t.Error("an unknown key is known")
	}
	if _, known := p.Get(""); known {
		t.Error("an empty key is known")
	}
	written, err := p.Write(false)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParsePolicy([]byte(written), "again")
	if err != nil {
		t.Fatal(err)
	}
	if twice, _ := again.Write(false); twice != written || again.Preset() != p.Preset() {
		t.Errorf("%s\nis not\n%s", twice, written)
	}
	if len(Keys()) < 50 || len(Presets()) < 9 || PresetTitle(Presets()[0], "fr") == "" || PresetTitle("no", "fr") != "" {
		t.Error("keys and presets are not listed")
	}
	if strength, err := p.Strength(); err != nil || strength.EntropyRounded == 0 || strength.WeakestFrench == "" {
		t.Error(strength, err)
	}
}

func TestWhatIsWrongWithAPolicyIsAnErrorWithItsPlace(t *testing.T) {
	_, err := ParsePolicy([]byte("[length]\nmin = 0\n"), "ours.conf")
	var problem *Error
	if !errors.As(err, &problem) || !errors.Is(err, StatusRange) || errors.Is(err, StatusIO) {
		t.Fatal(err)
	}
	if problem.File != "ours.conf" || problem.Line != 2 || problem.Key != "length.min" ||
		!strings.Contains(problem.Error(), "1 to 1024") || problem.Sentence("fr") == problem.Sentence("en") {
		t.Errorf("%+v", problem)
	}
	if _, err := NewPolicy("no-such"); !errors.Is(err, StatusPreset) {
		t.Error(err)
	}
	if _, err := LoadPolicy("/nowhere/pwpol.conf"); !errors.Is(err, StatusIO) {
		t.Error(err)
	}
	if _, err := NewPolicy("a\x00b"); !errors.Is(err, StatusArgument) {
		t.Error(err)
	}
	p := policy(t)
	for _, key := range []string{"no.such", ""} {
		if err := p.Set(key, "1"); !errors.Is(err, StatusKey) {
			t.Error(key, err)
		}
	}
	if err := p.Validate(); err != nil {
		t.Fatal(err)
	}
	if err := p.Set("length.min", "9"); !errors.Is(err, StatusFrozen) {
		t.Error(err)
	}
	changed, err := p.Copy()
	if err != nil || changed.Set("length.min", "9") != nil {
		t.Error(err)
	}
	if StatusBusy.Error() == StatusIO.Error() || StatusBusy.Sentence("fr") == StatusBusy.Sentence("en") {
		t.Error("statuses have no sentences of their own")
	}
}

func TestAReportSaysWhatIsWrongInBothLanguagesAndNeverThePassword(t *testing.T) {
	report, err := policy(t).Check([]byte("Camille1989!"), &Context{Login: "camille.durand", Names: []string{"Camille", ""},
		BirthDate: "1989-07-14", Words: []string{"Nantes"}, OldPassword: []byte("Camille1988!")})
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, finding := range report.Findings {
		names[finding.Name] = true
	}
	if report.Accepted || !names["context"] || !names["history.similar"] || !names["guesses.min"] {
		t.Errorf("%+v", report)
	}
	for _, lang := range []string{"en", "fr", "de"} {
		for _, message := range report.Messages(lang) {
			if message == "" || strings.Contains(message, "Camille1989") {
				t.Error(message)
			}
		}
	}
	if _, err := policy(t).Check(nil, &Context{BirthDate: "yesterday"}); !errors.Is(err, StatusRange) {
		t.Error(err)
	}
	if _, err := policy(t).Check(nil, &Context{Words: []string{"a\x00"}}); !errors.Is(err, StatusArgument) {
		t.Error(err)
	}
}

func TestACandidateThatIsNoTextIsAFinding(t *testing.T) {
	p := policy(t)
	for candidate, name := range map[string]string{"\xff": "text.invalid-utf8", "": "text.empty",
		strings.Repeat("x", 2000): "length.max", "a\x00b": "text.control"} {
		report, err := p.Check([]byte(candidate), nil)
		if err != nil || report.Accepted || !strings.Contains(marshal(t, report), name) {
			t.Errorf("%q: %v %v", candidate, report, err)
		}
	}
}

func TestAnAuditIsAListOfPointsAndAPage(t *testing.T) {
	audit, err := policy(t).Audit("fr", time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC))
	if err != nil || !audit.Met() || len(audit.Points) < 20 || !strings.HasPrefix(audit.HTML, "<!DOCTYPE html>") ||
		!strings.Contains(audit.Text, "2026") || audit.Date.Year() != 2026 {
		t.Error(audit, err)
	}
}

func TestAGuessNamesItsPieces(t *testing.T) {
	guess, err := GuessPassword([]byte("marseille1989"), nil)
	if err != nil || len(guess.Pieces) == 0 || guess.Pieces[0].Kind != "word" {
		t.Error(guess, err)
	}
	known, err := GuessPassword([]byte("zorglub-7319-zorglub"), &Context{Login: "zorglub"})
	unknown, _ := GuessPassword([]byte("zorglub-7319-zorglub"), nil)
	if err != nil || known.GuessesLog10 >= unknown.GuessesLog10 {
		t.Error(known, unknown, err)
	}
	if _, err := GuessPassword([]byte("\xff"), nil); !errors.Is(err, StatusUTF8) {
		t.Error(err)
	}
}

func TestAPasswordMatchesItsOwnHashOnly(t *testing.T) {
	hasher := cheapHasher(t, nil)
	ctx := context.Background()
	stored, err := hasher.Hash(ctx, []byte("pâté"), nil)
	if err != nil {
		t.Fatal(err)
	}
	right, err := hasher.Verify(ctx, stored, []byte("pa\u0302te\u0301"), nil)
	if err != nil || !right.OK() || right.NeedsRehash || right.Scheme != "argon2id" {
		t.Error(right, err)
	}
	if wrong, err := hasher.Verify(ctx, stored, []byte("pate"), nil); err != nil || wrong.Verdict != Mismatch {
		t.Error(wrong, err)
	}
	if absent, err := hasher.VerifyAbsent(ctx, []byte("pâté")); err != nil || absent.OK() {
		t.Error(absent, err)
	}
	for _, damaged := range []string{"", "x", "a\x00", stored + "="} {
		if verified, err := hasher.Verify(ctx, damaged, []byte("x"), nil); err != nil || verified.Verdict != Malformed {
			t.Error(damaged, verified, err)
		}
	}
	if hasher.NeedsRehash(stored, nil) || !hasher.NeedsRehash("x", nil) || !hasher.NeedsRehash("", nil) {
		t.Error("needs a rehash")
	}
	if _, err := hasher.Hash(ctx, bytes.Repeat([]byte("x"), 5000), nil); !errors.Is(err, StatusTooLong) {
		t.Error(err)
	}
	if Mismatch.Sentence("fr") == Mismatch.Sentence("en") {
		t.Error("verdicts have no French")
	}
}

func TestAPepperTiesAHashToItsAccountAndRotates(t *testing.T) {
	ring, err := NewKeyring()
	if err != nil {
		t.Fatal(err)
	}
	if err := ring.Add("2025", &[32]byte{1}, true); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	hasher := cheapHasher(t, ring)
	stored, err := hasher.Hash(ctx, []byte("secret"), []byte("7"))
	if err != nil {
		t.Fatal(err)
	}
	for account, verdict := range map[string]Verdict{"7": Match, "8": WrongAccount} {
		if verified, err := hasher.Verify(ctx, stored, []byte("secret"), []byte(account)); err != nil || verified.Verdict != verdict {
			t.Error(account, verified, err)
		}
	}
	if err := ring.Add("2026", &[32]byte{2}, true); err != nil {
		t.Fatal(err)
	}
	rotated := cheapHasher(t, ring)
	renewed, err := rotated.Rewrap(stored, []byte("7"))
	if err != nil || rotated.NeedsRehash(renewed, []byte("7")) || !rotated.NeedsRehash(stored, []byte("7")) {
		t.Error(renewed, err)
	}
	if _, err := rotated.Rewrap("", nil); !errors.Is(err, StatusSyntax) {
		t.Error(err)
	}
	wrapped, err := rotated.WrapLegacy("$1$abcdefgh$G//4keteveJp0qb8z2DxG/", []byte("7"))
	if err != nil || wrapped == "" {
		t.Error(wrapped, err)
	}
	file := filepath.Join(t.TempDir(), "pepper")
	if err := os.WriteFile(file, []byte("k AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadKeyring(file); !errors.Is(err, StatusIO) {
		t.Error("a key ring that everybody may read is taken:", err)
	}
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	hasher := cheapHasher(t, nil, "hash.memory", "65536", "hash.passes", "16", "hash.slots", "1")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := hasher.Hash(ctx, []byte("x"), nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := hasher.Verify(ctx, "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA", []byte("x"), nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	short, stop := context.WithTimeout(context.Background(), time.Millisecond)
	defer stop()
	if _, err := hasher.Hash(short, []byte("x"), nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	hasher.Close() // what goes on is freed when it has ended
}

func TestWhoWaitsForASlotStopsWaitingWithItsContext(t *testing.T) {
	p := policy(t, "hash.memory", "65536", "hash.passes", "16", "hash.slots", "1", "hash.wait", "60s")
	hasher, err := NewHasher(p, nil)
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := NewAccounts(p, &AccountsOptions{Hasher: hasher})
	if err != nil {
		t.Fatal(err)
	}
	over := make(chan error, 1)
	go func() {
		_, err := hasher.Hash(context.Background(), []byte(good), nil)
		over <- err
	}()
	for _, wait := range []func(ctx context.Context) error{
		func(ctx context.Context) error { _, err := hasher.Hash(ctx, []byte(good), nil); return err },
		func(ctx context.Context) error { _, err := hasher.VerifyAbsent(ctx, []byte(good)); return err },
		func(ctx context.Context) error {
			outcome, err := accounts.Login(ctx, AccountRequest{Login: "camille", Password: []byte(good), Source: "192.0.2.7"})
			if outcome != nil {
				t.Error("an outcome of what was given up:", outcome)
			}
			return err
		},
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
		if err := wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		cancel()
	}
	select {
	case err := <-over:
		t.Error("the slot came free before those who gave up were back:", err)
	default:
	}
	if err := <-over; err != nil {
		t.Error(err)
	}
}

func TestAnyNumberOfGoroutinesShareEverything(t *testing.T) {
	p, hasher := policy(t), cheapHasher(t, nil)
	var all sync.WaitGroup
	for i := 0; i < 16; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for j := 0; j < 20; j++ {
				report, err := p.Check([]byte(good), &Context{Login: "camille"})
				if err != nil || !report.Accepted {
					t.Error(report, err)
				}
				stored, err := hasher.Hash(context.Background(), []byte(good), nil)
				if err != nil {
					t.Error(err)
				}
				if verified, err := hasher.Verify(context.Background(), stored, []byte(good), nil); err != nil || !verified.OK() {
					t.Error(verified, err)
				}
			}
		}()
	}
	all.Wait()
}

func TestAClosedObjectSaysSo(t *testing.T) {
	p, hasher := policy(t), cheapHasher(t, nil)
	p.Close()
	p.Close()
	hasher.Close()
	if _, err := p.Check(nil, nil); err != ErrClosed {
		t.Error(err)
	}
	if _, err := hasher.Hash(context.Background(), nil, nil); err != ErrClosed {
		t.Error(err)
	}
	if _, err := NewHasher(p, nil); err != ErrClosed {
		t.Error(err)
	}
	if err := p.Set("length.min", "9"); err != ErrClosed {
		t.Error(err)
	}
}

func FuzzCheck(f *testing.F) {
	f.Add([]byte("Camille1989!"), "camille")
	f.Add([]byte("\xff\x00"), "a\x00b")
	p := policy(f)
	f.Fuzz(func(t *testing.T, candidate []byte, login string) {
		report, err := p.Check(candidate, &Context{Login: login})
		if (err == nil) == (report == nil) {
			t.Fatal(report, err)
		}
	})
}

func FuzzVerify(f *testing.F) {
	f.Add("$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA", []byte("x"))
	hasher := cheapHasher(f, nil)
	f.Fuzz(func(t *testing.T, stored string, password []byte) {
		if verified, err := hasher.Verify(context.Background(), stored, password, nil); err != nil || verified.OK() {
			t.Fatal(verified, err)
		}
	})
}

func FuzzParsePolicy(f *testing.F) {
	f.Add([]byte("preset = pci-dss-4\n[length]\nmin = 12\n"))
	f.Add([]byte("[length]\nmin = 0\n"))
	f.Fuzz(func(t *testing.T, source []byte) {
		p, err := ParsePolicy(source, "fuzz.conf")
		var problem *Error
		switch {
		case err != nil && !errors.As(err, &problem):
			t.Fatal(err)
		case err == nil:
			written, err := p.Write(true)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := ParsePolicy([]byte(written), "again"); err != nil {
				t.Fatalf("%v in\n%s", err, written)
			}
		}
	})
}

func FuzzGuessPassword(f *testing.F) {
	f.Add([]byte("marseille1989"), "marseille")
	f.Fuzz(func(t *testing.T, password []byte, word string) {
		guess, err := GuessPassword(password, &Context{Words: []string{word}})
		if err != nil {
			return
		}
		end := 0
		for _, piece := range guess.Pieces {
			if piece.Start < end {
				t.Fatalf("%+v", guess)
			}
			end = piece.Start + piece.Length
		}
		if end > len([]rune(string(password))) || guess.GuessesLog10 < 0 {
			t.Fatalf("%+v", guess)
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	p := policy(b, "guesses.min", "0", "strength.require", "formal")
	candidate := []byte(good)
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		if _, err := p.Check(candidate, nil); err != nil {
			b.Fatal(err)
		}
	}
}
