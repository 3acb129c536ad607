// Package pwpol judges passwords against a policy (CNIL 2022-100, ANSSI and others), says why in French and English,
// and stores credentials with Argon2id. It is a thin layer over the C library of the same name, which pkg-config must
// find.
//
//	policy, err := pwpol.NewPolicy("cnil-2022-100-restricted")
//	if err != nil {
//		return err
//	}
//	defer policy.Close()
//	report, err := policy.Check(password, &pwpol.Context{Login: "camille.durand"})
//	if err != nil {
//		return err
//	}
//	if !report.Accepted {
//		for _, finding := range report.Findings {
//			fmt.Println(finding.Sentence("fr"))
//		}
//	}
//
// Passwords are byte slices, read in place and never kept; wipe yours when you are done. Every object may be used by
// any number of goroutines. Close frees what an object holds, once the calls under way have ended and what was made of
// it is closed too; of what nobody closes, the garbage collector does it.
package pwpol
