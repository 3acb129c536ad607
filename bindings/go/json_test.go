package pwpol

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func marshal(t *testing.T, value any) string {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func decoded(t *testing.T, result any) (object map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(marshal(t, result)), &object); err != nil {
		t.Fatal(err)
	}
	return object
}

// printed is what the program that PWPOL_PROGRAM names prints as JSON. old: what it reads as the current password.
func printed(t *testing.T, input, old string, arguments ...string) any {
	t.Helper()
	program := os.Getenv("PWPOL_PROGRAM")
	if program == "" {
		t.Fatal("PWPOL_PROGRAM does not name the program pwpol")
	}
	command := exec.Command(program, append(arguments, "--json")...)
	command.Stdin = strings.NewReader(input)
	if old != "" {
		reader, writer, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer reader.Close()
		if _, err := writer.WriteString(old); err != nil || writer.Close() != nil {
			t.Fatal(err)
		}
		command.ExtraFiles = []*os.File{reader}
		command.Args = append(command.Args, "--old-fd=3")
	}
	output, err := command.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	var theirs any
	if err := json.Unmarshal(output, &theirs); err != nil {
		t.Fatalf("%v: %v\n%s%s", arguments, err, output, exit.Stderr)
	}
	return theirs
}

// same fails where a result is not the JSON that the program prints.
func same(t *testing.T, what string, result, theirs any) {
	t.Helper()
	var ours any
	if err := json.Unmarshal([]byte(marshal(t, result)), &ours); err != nil {
		t.Fatal(err)
	}
	if difference := compare("", ours, theirs); difference != "" {
		t.Errorf("%s: %s", what, difference)
	}
}

// compare tells the first member that differs. Numbers may by half a hundredth, for the program rounds.
func compare(path string, ours, theirs any) string {
	switch theirs := theirs.(type) {
	case map[string]any:
		ours, _ := ours.(map[string]any)
		for name, value := range theirs {
			if difference := compare(path+"."+name, ours[name], value); difference != "" {
				return difference
			}
		}
		if len(ours) != len(theirs) {
			return path + ": other members"
		}
	case []any:
		ours, _ := ours.([]any)
		if len(ours) != len(theirs) {
			return path + ": another length"
		}
		for i := range theirs {
			if difference := compare(path+"[]", ours[i], theirs[i]); difference != "" {
				return difference
			}
		}
	case float64:
		if ours, is := ours.(float64); !is || ours-theirs > 0.0051 || theirs-ours > 0.0051 {
			return path + ": another number"
		}
	default:
		if ours != theirs {
			return path + ": another value"
		}
	}
	return ""
}

// members are those of an object that the program prints, each asserted to be there.
func members(t *testing.T, object any, names ...string) map[string]any {
	t.Helper()
	found := map[string]any{}
	for _, name := range names {
		value, there := object.(map[string]any)[name]
		if !there {
			t.Errorf("the program prints no %q", name)
		}
		found[name] = value
	}
	return found
}

func keysAsArguments(keys map[string]string) (arguments []string) {
	for key, value := range keys {
		arguments = append(arguments, "--set="+key+"="+value)
	}
	return arguments
}

func TestAReportIsTheJSONThatTheProgramPrints(t *testing.T) {
	for _, wanted := range checkCases(t) {
		arguments := append([]string{"check"}, keysAsArguments(wanted.Keys)...)
		if wanted.Preset != "" {
			arguments = append(arguments, "--preset="+wanted.Preset)
		}
		for field, value := range map[string]string{"login": wanted.Context.Login, "site": wanted.Context.Site,
			"birth_date": wanted.Context.BirthDate} {
			if value != "" {
				arguments = append(arguments, "--context="+field+"="+value)
			}
		}
		report, err := wanted.check(t)
		if err != nil {
			t.Fatal(err)
		}
		same(t, wanted.Name, report, printed(t, string(wanted.candidate()), wanted.Context.OldPassword, arguments...))
	}
}

func TestAnAuditIsTheJSONThatTheProgramPrints(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		for _, preset := range Presets() {
			theirs := printed(t, "", "", "policy", "audit", "--lang="+lang, "--preset="+preset)
			date, err := time.Parse(time.RFC3339, theirs.(map[string]any)["date"].(string))
			if err != nil {
				t.Fatal(err)
			}
			audit, err := policyOfCase(t, preset, nil).Audit(lang, date)
			if err != nil {
				t.Fatal(err)
			}
			same(t, preset, audit, theirs)
		}
	}
}

func TestWhatACredentialSaysIsTheJSONThatTheProgramPrints(t *testing.T) {
	for _, wanted := range hashCases(t) {
		verified, err := wanted.verify(t)
		if err != nil {
			t.Fatal(err)
		}
		theirs := members(t, printed(t, wanted.Password, "", append([]string{"verify", "--stored=" + wanted.Stored},
			keysAsArguments(wanted.Keys)...)...), "verdict", "scheme", "limit", "needs_rehash", "truncated")
		for name, value := range theirs {
			if value == nil {
				theirs[name] = ""
			}
		}
		same(t, wanted.Name, verified, theirs)
	}
}

func TestPoliciesAreTheJSONThatTheProgramPrints(t *testing.T) {
	same(t, "keys", Keys(), printed(t, "", "", "policy", "keys"))
	strength, err := policy(t).Strength()
	if err != nil {
		t.Fatal(err)
	}
	shown := members(t, printed(t, "", "", "policy", "show"), "strength")["strength"].(map[string]any)
	// What the program's audit tells besides.
	weakest := members(t, printed(t, "", "", "policy", "audit"), "weakest")["weakest"]
	for name, value := range members(t, weakest, "length", "symbols", "example") {
		shown[name] = value
	}
	same(t, "strength", strength, shown)
}

func TestACorpusIsTheJSONThatTheProgramPrints(t *testing.T) {
	corpus, err := OpenBreach("", true)
	if err != nil {
		t.Fatal(err)
	}
	info, err := corpus.Info()
	if err != nil {
		t.Fatal(err)
	}
	same(t, "corpus", info, printed(t, "", "", "breach", "info"))
}

// What is measured differs every time; its names do not.
func TestATuningHasTheMembersThatTheProgramPrints(t *testing.T) {
	tuning, err := Tune(50, 64<<20, 1)
	if err != nil || len(tuning.Candidates) == 0 || tuning.Recommended >= len(tuning.Candidates) {
		t.Fatal(tuning, err)
	}
	for _, candidate := range tuning.Candidates {
		if candidate.MemoryBytes > 64<<20 || candidate.MedianMS <= 0 || candidate.MeetsTarget != (candidate.MedianMS <= 50) {
			t.Errorf("%+v", candidate)
		}
	}
	theirs := members(t, printed(t, "", "", "tune", "--target=50ms", "--memory=64MiB", "--concurrent=1"), "slots",
		"candidates", "recommended")
	ours := decoded(t, tuning)
	if len(ours) != len(theirs) {
		t.Error(ours)
	}
	candidate := ours["candidates"].([]any)[0].(map[string]any)
	for name := range theirs["candidates"].([]any)[0].(map[string]any) {
		if _, there := candidate[name]; !there {
			t.Errorf("a candidate has no %q", name)
		}
	}
}

func TestAGuessHasMembersNamedAsElsewhere(t *testing.T) {
	guess, err := GuessPassword([]byte("marseille1989"), nil)
	if err != nil {
		t.Fatal(err)
	}
	found := decoded(t, guess)
	piece := members(t, found, "guesses_log10", "estimator", "pieces")["pieces"].([]any)[0]
	members(t, piece, "kind", "start", "length", "list", "rank", "guesses_log10", "description")
	if len(found) != 3 || len(piece.(map[string]any)) != 7 {
		t.Error(found)
	}
	if guess, err = GuessPassword(nil, nil); err != nil || !strings.Contains(marshal(t, guess), `"pieces":[]`) {
		t.Error(guess, err)
	}
}
