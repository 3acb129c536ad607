package pwpol_test

import (
	"context"
	"errors"
	"fmt"

	"pwpol"
)

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
