// Command verdict tells why a password is refused.
package main

import (
	"fmt"
	"log"

	"pwpol"
)

func main() {
	policy, err := pwpol.NewPolicy("cnil-2022-100-restricted")
	if err != nil {
		log.Fatal(err)
	}
	defer policy.Close()
	report, err := policy.Check([]byte("Camille1989!"), &pwpol.Context{Login: "camille.durand"})
	if err != nil {
		log.Fatal(err)
	}
	for _, message := range report.Messages("en") {
		fmt.Println(message)
	}
	fmt.Println("accepted:", report.Accepted)
}
