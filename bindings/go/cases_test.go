package pwpol

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// readCases reads the cases that C, Python and the program answer alike.
func readCases(t *testing.T, name string, into any) {
	t.Helper()
	folder := os.Getenv("PWPOL_CASES")
	if folder == "" {
		t.Fatal("PWPOL_CASES does not name the folder of the cases")
	}
	data, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

func policyOfCase(t *testing.T, preset string, keys map[string]string) *Policy {
	t.Helper()
	made, err := NewPolicy(preset)
	if err != nil {
		t.Fatal(err)
	}
	for key, value := range keys {
		if err := made.Set(key, value); err != nil {
			t.Fatal(err)
		}
	}
	return made
}

// checkCase is one of check.json.
type checkCase struct {
	Name, Preset, Candidate string
	CandidateHex            string `json:"candidate_hex"`
	Keys                    map[string]string
	Context                 struct {
		Login, Site string
		BirthDate   string `json:"birth_date"`
		OldPassword string `json:"old_password"`
	}
	Accepted bool
	Findings []string
}

func checkCases(t *testing.T) (cases []checkCase) {
	t.Helper()
	readCases(t, "check.json", &cases)
	return cases
}

func (c checkCase) candidate() []byte {
	if c.CandidateHex == "" {
		return []byte(c.Candidate)
	}
	candidate, _ := hex.DecodeString(c.CandidateHex)
	return candidate
}

func (c checkCase) check(t *testing.T) (*Report, error) {
	t.Helper()
	return policyOfCase(t, c.Preset, c.Keys).Check(c.candidate(), &Context{Login: c.Context.Login, Site: c.Context.Site,
		BirthDate: c.Context.BirthDate, OldPassword: []byte(c.Context.OldPassword)})
}

func TestCasesOfCandidates(t *testing.T) {
	for _, wanted := range checkCases(t) {
		report, err := wanted.check(t)
		if err != nil || report.Accepted != wanted.Accepted {
			t.Fatal(wanted.Name, report, err)
		}
		errors := map[string]bool{}
		for _, finding := range report.Findings {
			errors[finding.Name] = finding.Severity == SeverityError
		}
		for _, name := range wanted.Findings {
			if !errors[name] {
				t.Errorf("%s: %s is not found", wanted.Name, name)
			}
		}
	}
}

// hashCase is one of hash.json.
type hashCase struct {
	Name, Stored, Password, Verdict, Scheme string
	Keys                                    map[string]string
	NeedsRehash                             bool `json:"needs_rehash"`
}

func hashCases(t *testing.T) (cases []hashCase) {
	t.Helper()
	readCases(t, "hash.json", &cases)
	return cases
}

func (c hashCase) verify(t *testing.T) (Verified, error) {
	t.Helper()
	hasher, err := NewHasher(policyOfCase(t, "", c.Keys), nil)
	if err != nil {
		t.Fatal(err)
	}
	return hasher.Verify(context.Background(), c.Stored, []byte(c.Password), nil)
}

func TestCasesOfCredentials(t *testing.T) {
	for _, wanted := range hashCases(t) {
		verified, err := wanted.verify(t)
		if err != nil || verified.Verdict.String() != wanted.Verdict || verified.Scheme != wanted.Scheme ||
			verified.NeedsRehash != wanted.NeedsRehash {
			t.Errorf("%s: %+v %v", wanted.Name, verified, err)
		}
	}
}

// throttleCase is one of throttle.json.
type throttleCase struct {
	Name  string
	Keys  map[string]string
	Steps []struct {
		At                                       int
		Account, Source, Password, Decision, End string
		ChallengePassed                          bool `json:"challenge_passed"`
	}
}

// replay makes the attempts of a case, at the times that when tells.
func (c throttleCase) replay(t *testing.T, throttle *Throttle, when func(at int) time.Time) {
	t.Helper()
	for _, step := range c.Steps {
		now := when(step.At)
		attempt, err := throttle.Begin(AttemptRequest{Account: []byte(step.Account), Source: step.Source,
			Password: []byte(step.Password), ChallengePassed: step.ChallengePassed, Now: now})
		if err != nil || attempt.Decision.String() != step.Decision {
			t.Fatalf("%s, at %d: %+v %v", c.Name, step.At, attempt, err)
		}
		switch step.End {
		case "release":
			attempt.Release(now)
		case "success", "failure":
			if err := attempt.Settle(step.End == "success", now); err != nil {
				t.Error(err)
			}
		}
	}
}

func throttleCases(t *testing.T) (cases []throttleCase) {
	t.Helper()
	readCases(t, "throttle.json", &cases)
	for _, found := range cases {
		for i := range found.Steps {
			if found.Steps[i].Account == "" {
				found.Steps[i].Account = "camille"
			}
		}
	}
	return cases
}

func TestCasesOfAttempts(t *testing.T) {
	for _, wanted := range throttleCases(t) {
		throttle, err := NewThrottle(policyOfCase(t, "", wanted.Keys), nil)
		if err != nil {
			t.Fatal(err)
		}
		wanted.replay(t, throttle, after)
	}
}
