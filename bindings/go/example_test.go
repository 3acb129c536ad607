package pwpol_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"pwpol"
)

func judge(password []byte) error {
	policy, err := pwpol.NewPolicy("cnil-2022-100-restricted")
	if err != nil {
		return err
	}
	defer policy.Close()
	report, err := policy.Check(password, &pwpol.Context{Login: "camille.durand"})
	if err != nil {
		return err
	}
	if !report.Accepted {
		for _, finding := range report.Findings {
			fmt.Println(finding.Sentence("fr"))
		}
	}
	return nil
}

// A candidate is refused in the person's language.
func Example() {
	fmt.Println(judge([]byte("camille.durand")))
	// Output:
	// Tout le mot de passe reprend votre identifiant. Remplacez tout par un mot sans rapport avec vous ni avec le service.
	// Un attaquant le trouve en moins de 10 essais ; il en faudrait au moins 100 millions. Ajoutez trois mots sans rapport avec le reste.
	// <nil>
}

// What the comment of the package shows is a part of judge, which is run.
func TestThePackageShowsWhatIsRun(t *testing.T) {
	comment, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile(`(?m)^//(\t.*\n)`).FindAllStringSubmatch(string(comment), -1)
	var lines []string
	for _, line := range shown {
		lines = append(lines, line[1])
	}
	if len(lines) < 5 || !strings.Contains(string(program), strings.Join(lines, "")) {
		t.Error("doc.go shows what judge does not do")
	}
}

// A candidate is refused with every reason, in the person's language.
func ExamplePolicy_Check() {
	policy, err := pwpol.NewPolicy("cnil-2022-100-restricted")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer policy.Close()
	report, err := policy.Check([]byte("camille.durand"), &pwpol.Context{Login: "camille.durand"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Accepted)
	fmt.Println(report.Findings[0].Name, report.Findings[0].Rule)
	// Output:
	// false
	// context A11
}

// What is wrong with a policy is an error with its place.
func ExampleParsePolicy() {
	_, err := pwpol.ParsePolicy([]byte("[length]\nmin = 0\n"), "service.conf")
	fmt.Println(errors.Is(err, pwpol.StatusRange))
	fmt.Println(err)
	// Output:
	// true
	// pwpol: service.conf, line 2, column 7: length.min accepts 1 to 1024.
}

// A password is hashed at enrolment and verified at login.
func ExampleHasher() {
	policy, _ := pwpol.NewPolicy("")
	hasher, err := pwpol.NewHasher(policy, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer hasher.Close()
	stored, err := hasher.Hash(context.Background(), []byte("correct horse"), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	verified, err := hasher.Verify(context.Background(), stored, []byte("correct horse"), nil)
	fmt.Println(verified.OK(), verified.NeedsRehash, err)
	// Output: true false <nil>
}

// How many guesses find a password, and what its pieces were taken for.
func ExampleGuessPassword() {
	guess, err := pwpol.GuessPassword([]byte("marseille1989"), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, piece := range guess.Pieces {
		fmt.Println(piece.Kind, piece.Start, piece.Length)
	}
	fmt.Println(guess.GuessesLog10 < 8)
	// Output:
	// word 0 9
	// date 9 4
	// true
}

// An attempt is counted before its outcome is known; of the third failure in a row comes a lock.
func ExampleThrottle() {
	policy, _ := pwpol.NewPolicy("")
	policy.Set("throttle.delay_after", "0")
	policy.SetInt("throttle.lock_after", 3)
	throttle, err := pwpol.NewThrottle(policy, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer throttle.Close()
	try := func(password string) pwpol.Decision {
		attempt, err := throttle.Begin(pwpol.AttemptRequest{Account: []byte("camille"), Source: "192.0.2.7",
			Password: []byte(password)})
		if err != nil {
			return pwpol.Unavailable
		}
		defer attempt.Close() // a failure, unless Settle told otherwise
		if attempt.Allowed() {
			attempt.Settle(password == "correct horse", time.Time{})
		}
		return attempt.Decision
	}
	fmt.Println(try("one"), try("two"), try("three"), try("correct horse"))
	// Output: allow allow allow locked
}

// The service keeps its table: it passes what the row holds, and writes what the outcome says.
func ExampleAccounts() {
	policy, _ := pwpol.NewPolicy("")
	accounts, err := pwpol.NewAccounts(policy, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer accounts.Close()
	ctx := context.Background()
	enrolled, err := accounts.Enrol(ctx, pwpol.AccountRequest{Login: "camille", Password: []byte("xK7#pQ2v!mRd"),
		Context: &pwpol.Context{Login: "camille"}})
	if err != nil || !enrolled.Row.Write {
		fmt.Println(err)
		return
	}
	row := &pwpol.Row{Stored: enrolled.Row.Stored, ChangedAt: enrolled.Row.ChangedAt, Flags: enrolled.Row.Flags}
	for _, password := range []string{"wrong", "xK7#pQ2v!mRd"} {
		outcome, err := accounts.Login(ctx, pwpol.AccountRequest{Login: "camille", Row: row, Password: []byte(password),
			Source: "192.0.2.7"})
		fmt.Println(outcome.OK(), err)
	}
	// Output:
	// false <nil>
	// true <nil>
}
