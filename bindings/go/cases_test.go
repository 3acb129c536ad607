package pwpol

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
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

func TestCasesOfCandidates(t *testing.T) {
	var cases []struct {
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
	readCases(t, "check.json", &cases)
	for _, wanted := range cases {
		candidate := []byte(wanted.Candidate)
		if wanted.CandidateHex != "" {
			candidate, _ = hex.DecodeString(wanted.CandidateHex)
		}
		report, err := policyOfCase(t, wanted.Preset, wanted.Keys).Check(candidate, &Context{Login: wanted.Context.Login,
			Site: wanted.Context.Site, BirthDate: wanted.Context.BirthDate, OldPassword: []byte(wanted.Context.OldPassword)})
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

func TestCasesOfCredentials(t *testing.T) {
	verdicts := map[string]Verdict{"match": Match, "mismatch": Mismatch, "malformed": Malformed, "unsupported": Unsupported,
		"over-limit": OverLimit}
	var cases []struct {
		Name, Stored, Password, Verdict, Scheme string
		Keys                                    map[string]string
		NeedsRehash                             bool `json:"needs_rehash"`
	}
	readCases(t, "hash.json", &cases)
	for _, wanted := range cases {
		hasher, err := NewHasher(policyOfCase(t, "", wanted.Keys), nil)
		if err != nil {
			t.Fatal(err)
		}
		verified, err := hasher.Verify(context.Background(), wanted.Stored, []byte(wanted.Password), nil)
		verdict, known := verdicts[wanted.Verdict]
		if err != nil || !known || verified.Verdict != verdict || verified.Scheme != wanted.Scheme || verified.NeedsRehash != wanted.NeedsRehash {
			t.Errorf("%s: %+v %v", wanted.Name, verified, err)
		}
	}
}

func TestCasesOfAttempts(t *testing.T) {
	decisions := map[string]Decision{"allow": Allow, "challenge": Challenge, "wait": Wait, "locked": Locked}
	var cases []struct {
		Name  string
		Keys  map[string]string
		Steps []struct {
			At                                       int
			Account, Source, Password, Decision, End string
			ChallengePassed                          bool `json:"challenge_passed"`
		}
	}
	readCases(t, "throttle.json", &cases)
	for _, wanted := range cases {
		throttle, err := NewThrottle(policyOfCase(t, "", wanted.Keys), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range wanted.Steps {
			if step.Account == "" {
				step.Account = "camille"
			}
			attempt, err := throttle.Begin(AttemptRequest{Account: []byte(step.Account), Source: step.Source,
				Password: []byte(step.Password), ChallengePassed: step.ChallengePassed, Now: after(step.At)})
			decision, known := decisions[step.Decision]
			if err != nil || !known || attempt.Decision != decision {
				t.Fatalf("%s, at %d: %+v %v", wanted.Name, step.At, attempt, err)
			}
			switch step.End {
			case "release":
				attempt.Release(after(step.At))
			case "success", "failure":
				if err := attempt.Settle(step.End == "success", after(step.At)); err != nil {
					t.Error(err)
				}
			}
		}
	}
}
