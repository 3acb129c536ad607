package pwpol

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Functions of the libraries that the package does not call, each with its reason.
var exceptions = map[string]string{
	"pwpol_event_text":           "an Event has fields, and its line of JSON",
	"pwpol_store_new":            "a store written in Go would be called back from C for every attempt",
	"pwpol_store_conformance":    "it tries a store that is written in C; of those, both are opened here",
	"pwpol_store_load":           "what throttles do with a store",
	"pwpol_store_swap":           "what throttles do with a store",
	"pwpol_store_scan":           "records are hashes, which only a throttle's key tells apart",
	"pwpol_policy_breach":        "a Policy asks its own corpus; one made anew reads the file anew",
	"pwpol_breach_contains_many": "an array of pointers to Go's memory may not be passed to C",
	"pwpol_hasher_engine":        "who computes is the operator's to know: pwpol tune tells it",
	"pwpol_hasher_report":        "who computes is the operator's to know: pwpol tune tells it",
	"pwpol_report_message":       "a Message has its two halves",
	"pwpol_report_json":          "a Report marshals itself",
	"pwpol_audit_count":          "an Audit is read from its JSON, which holds the points",
	"pwpol_audit_point_at":       "an Audit is read from its JSON, which tells more of each point",
}

// exported is what the installed libraries offer: libpwpol and those of its stores.
func exported(t *testing.T) (functions []string) {
	t.Helper()
	library := os.Getenv("PWPOL_LIBRARY")
	if library == "" {
		t.Fatal("PWPOL_LIBRARY does not name libpwpol.so")
	}
	libraries, err := filepath.Glob(filepath.Join(filepath.Dir(library), "libpwpol*.so"))
	if err != nil || len(libraries) < 4 {
		t.Fatal("libpwpol and three libraries of stores were expected:", libraries, err)
	}
	for _, library := range libraries {
		names, err := exec.Command("nm", "-D", "--defined-only", library).Output()
		if err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile(`(?m) T (pwpol_\w+)`).FindAllStringSubmatch(string(names), -1)
		if len(found) == 0 {
			t.Fatal(library, "shows no function")
		}
		for _, function := range found {
			functions = append(functions, function[1])
		}
	}
	return functions
}

func TestEveryFunctionOfTheLibrariesIsCoveredOrExcused(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	called := ""
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		called += string(source)
	}
	functions := exported(t)
	if len(functions) < 50 {
		t.Fatal("the libraries show too few functions")
	}
	known := map[string]bool{}
	for _, function := range functions {
		known[function] = true
		// In Go as C.name, in the C in front of it as name( or in a table.
		used := regexp.MustCompile(`\b` + function + `\b`).MatchString(called)
		if _, excused := exceptions[function]; used == excused {
			t.Errorf("%s: called %v, excused %v", function, used, excused)
		}
	}
	for function := range exceptions {
		if !known[function] {
			t.Errorf("%s is excused, and no library has it", function)
		}
	}
}
