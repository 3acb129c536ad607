// Package coming is for those who come from other packages: what the README's table names on both sides is run here.
// Those packages are Debian's, found by GOPATH (run-tests), so that the module needs none.
package coming

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/nbutton23/zxcvbn-go"
	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"

	"pwpol"
)

var (
	ctx      = context.Background()
	password = []byte("xK7#pQ2v!mRd")
	wrong    = []byte("wZ9$bN4c?jTf")
)

// rows has a test for each row of the table, by what its first column begins with.
var rows = map[string]func(t *testing.T, hasher *pwpol.Hasher){
	"argon2.IDKey(p, salt, 3, 64*1024, 1, 32)": func(t *testing.T, hasher *pwpol.Hasher) {
		stored, err := hasher.Hash(ctx, password, nil)
		if err != nil {
			t.Fatal(err)
		}
		parts := strings.Split(stored, "$")
		var memory, passes uint32
		var lanes uint8
		if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &lanes); err != nil {
			t.Fatal(stored, err)
		}
		salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
		tag, tagErr := base64.RawStdEncoding.DecodeString(parts[5])
		if saltErr != nil || tagErr != nil || len(salt) < 16 || len(tag) != 32 {
			t.Fatal(stored, saltErr, tagErr)
		}
		if string(argon2.IDKey(password, salt, passes, memory, lanes, uint32(len(tag)))) != string(tag) {
			t.Error("x/crypto computes another tag than", stored)
		}
	},
	"a salt and a tag in columns of one's own": func(t *testing.T, hasher *pwpol.Hasher) {
		salt := []byte("saltsaltsaltsalt")
		tag := argon2.IDKey(password, salt, 3, 64*1024, 1, 32)
		encode := base64.RawStdEncoding.EncodeToString
		verify(t, hasher, "$argon2id$v=19$m=65536,t=3,p=1$"+encode(salt)+"$"+encode(tag), "argon2id")
	},
	"subtle.ConstantTimeCompare": func(t *testing.T, hasher *pwpol.Hasher) {
		stored, err := hasher.Hash(ctx, password, nil)
		if err != nil {
			t.Fatal(err)
		}
		verify(t, hasher, stored, "argon2id")
	},
	"bcrypt.CompareHashAndPassword(h, p)": func(t *testing.T, hasher *pwpol.Hasher) {
		h, err := bcrypt.GenerateFromPassword(password, bcrypt.MinCost)
		if err != nil || bcrypt.CompareHashAndPassword(h, password) != nil {
			t.Fatal(err)
		}
		verify(t, hasher, string(h), "bcrypt")
		long := []byte(strings.Repeat("x", 72))
		if h, err = bcrypt.GenerateFromPassword(long, bcrypt.MinCost); err != nil {
			t.Fatal(err)
		}
		if verified, err := hasher.Verify(ctx, string(h), append(long, 'y'), nil); err != nil || !verified.OK() || !verified.Truncated {
			t.Error(verified, err)
		}
	},
	"zxcvbn.PasswordStrength(p, inputs)": func(t *testing.T, hasher *pwpol.Hasher) {
		inputs := []string{"zorglub"}
		theirs := zxcvbn.PasswordStrength("zorglub-zorglub", inputs)
		guess, err := pwpol.GuessPassword([]byte("zorglub-zorglub"), &pwpol.Context{Words: inputs})
		if err != nil || guess.GuessesLog10 >= 8 || theirs.Score >= 4 {
			t.Error(guess, theirs, err)
		}
	},
}

func verify(t *testing.T, hasher *pwpol.Hasher, stored, scheme string) {
	t.Helper()
	if verified, err := hasher.Verify(ctx, stored, password, nil); err != nil || !verified.OK() || verified.Scheme != scheme {
		t.Error(verified, err)
	}
	if verified, err := hasher.Verify(ctx, stored, wrong, nil); err != nil || verified.OK() {
		t.Error(verified, err)
	}
}

func TestEveryRowOfTheTable(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(os.Getenv("PWPOL_BINDING"), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	policy, err := pwpol.NewPolicy("")
	if err != nil {
		t.Fatal(err)
	}
	hasher, err := pwpol.NewHasher(policy, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "\n| from | to |\n|---|---|\n")
	shown := regexp.MustCompile("(?m)^\\| `?([^|`]+)").FindAllStringSubmatch(table, -1)
	for _, row := range shown {
		name := strings.TrimSpace(row[1])
		test, known := rows[name]
		if !known {
			t.Errorf("no test runs the row %q", name)
			continue
		}
		t.Run(name, func(t *testing.T) { test(t, hasher) })
	}
	if len(shown) != len(rows) {
		t.Errorf("the README shows %d rows, %d are tested", len(shown), len(rows))
	}
}
