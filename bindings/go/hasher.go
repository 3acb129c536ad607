package pwpol

// #include <pwpol.h>
// #include <stdlib.h>
import "C"

import (
	"context"
	"unsafe"
)

// Verdict is what a stored credential says to a password. Only Match is a success; the rest is for logs, not for the
// person who logs in.
type Verdict int

// The verdicts of the library.
const (
	Match        Verdict = C.PWPOL_MATCH
	Mismatch     Verdict = C.PWPOL_MISMATCH
	Malformed    Verdict = C.PWPOL_MALFORMED
	Unsupported  Verdict = C.PWPOL_UNSUPPORTED
	OverLimit    Verdict = C.PWPOL_OVER_LIMIT
	Busy         Verdict = C.PWPOL_BUSY
	NoMemory     Verdict = C.PWPOL_NO_MEMORY
	UnknownKey   Verdict = C.PWPOL_UNKNOWN_KEY
	WrongAccount Verdict = C.PWPOL_WRONG_ACCOUNT
	BadPassword  Verdict = C.PWPOL_BAD_PASSWORD
	Failed       Verdict = C.PWPOL_FAILED
)

var verdicts = [...]string{Match: "match", Mismatch: "mismatch", Malformed: "malformed", Unsupported: "unsupported",
	OverLimit: "over-limit", Busy: "busy", NoMemory: "no-memory", UnknownKey: "unknown-key",
	WrongAccount: "wrong-account", BadPassword: "bad-password", Failed: "failed"}

// String is the name of a verdict, for logs: "match", "over-limit" and so on.
func (v Verdict) String() string {
	if v < 0 || int(v) >= len(verdicts) {
		return "failed"
	}
	return verdicts[v]
}

// MarshalText is String, so that JSON has the name.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// Sentence says what a verdict means, in "fr" or "en".
func (v Verdict) Sentence(lang string) string {
	return C.GoString(C.pwpol_strverdict(C.pwpol_verdict(v), language(lang)))
}

// Keyring holds pepper keys, the current one among them.
type Keyring struct{ handle }

func keyringOf(pointer *C.pwpol_keyring) *Keyring {
	ring := &Keyring{}
	ring.init(unsafe.Pointer(pointer), func(p unsafe.Pointer) { C.pwpol_keyring_free((*C.pwpol_keyring)(p)) })
	return ring
}

// NewKeyring makes an empty key ring, for Add.
func NewKeyring() (*Keyring, error) {
	var pointer *C.pwpol_keyring
	if err := failure(C.pwpol_keyring_new(&pointer), nil); err != nil {
		return nil, err
	}
	return keyringOf(pointer), nil
}

// LoadKeyring reads a key ring file, which must belong to this user or root and be closed to others.
func LoadKeyring(path string) (*Keyring, error) {
	name, err := text(path)
	if err != nil {
		return nil, err
	}
	defer free(name)
	var pointer *C.pwpol_keyring
	where := newWhere()
	if err := failure(C.pwpol_keyring_load(&pointer, name, where), where); err != nil {
		return nil, err
	}
	return keyringOf(pointer), nil
}

// Add adds a key under an id of 1 to 32 characters of A-Z a-z 0-9 . _ -
func (k *Keyring) Add(id string, key *[32]byte, current bool) error {
	ring := (*C.pwpol_keyring)(k.open())
	if ring == nil {
		return ErrClosed
	}
	defer k.release()
	name, err := text(id)
	if err != nil {
		return err
	}
	defer free(name)
	return failure(C.pwpol_keyring_add(ring, name, (*C.uchar)(unsafe.Pointer(key)), C.bool(current)), nil)
}

// Hasher hashes and verifies within one budget of memory, for any number of goroutines. A call that does not fit waits
// its turn for the policy's hash.wait at most.
type Hasher struct{ handle }

// NewHasher makes a hasher of a policy. keyring: nil unless the policy names hash.pepper_file or the caller brings keys.
func NewHasher(policy *Policy, keyring *Keyring) (*Hasher, error) {
	from := policy.open()
	if from == nil {
		return nil, ErrClosed
	}
	defer policy.release()
	var ring *C.pwpol_keyring
	if keyring != nil {
		if ring = (*C.pwpol_keyring)(keyring.open()); ring == nil {
			return nil, ErrClosed
		}
		defer keyring.release()
	}
	var pointer *C.pwpol_hasher
	where := newWhere()
	if err := failure(C.pwpol_hasher_new(&pointer, from, ring, where), where); err != nil {
		return nil, err
	}
	hasher := &Hasher{}
	hasher.init(unsafe.Pointer(pointer), func(p unsafe.Pointer) { C.pwpol_hasher_free((*C.pwpol_hasher)(p)) })
	return hasher, nil
}

func (h *Hasher) open() *C.pwpol_hasher { return (*C.pwpol_hasher)(h.handle.open()) }

// work runs a call of the library that may wait, and stops waiting for it when ctx ends: the call itself goes on, on a
// copy of the password that is wiped when it has ended.
func (h *Hasher) work(ctx context.Context, password []byte, call func(hasher *C.pwpol_hasher, password *C.char, passwordLen C.size_t)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	hasher := h.open()
	if hasher == nil {
		return ErrClosed
	}
	if ctx.Done() == nil {
		defer h.release()
		call(hasher, start(password), C.size_t(len(password)))
		return nil
	}
	copied, copiedLen := secretCopy(password), len(password)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer h.release()
		defer wipeAndFree(copied, copiedLen)
		call(hasher, copied, C.size_t(copiedLen))
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Hash makes the credential to store. account is an id that never changes, needed with a pepper; nil otherwise.
func (h *Hasher) Hash(ctx context.Context, password, account []byte) (string, error) {
	account = append([]byte(nil), account...)
	result := make(chan string, 1)
	failed := make(chan error, 1)
	err := h.work(ctx, password, func(hasher *C.pwpol_hasher, bytes *C.char, bytesLen C.size_t) {
		var stored [C.PWPOL_HASH_SIZE]C.char
		status := C.pwpol_hash(hasher, bytes, bytesLen, unsafe.Pointer(start(account)), C.size_t(len(account)), &stored[0])
		failed <- failure(status, nil)
		result <- C.GoString(&stored[0])
	})
	if err == nil {
		err = <-failed
	}
	if err != nil {
		return "", err
	}
	return <-result, nil
}

// Verified is what a stored credential says to a password. As JSON it has the form that `pwpol verify --json` prints,
// less the sentence, "" standing for null.
type Verified struct {
	Verdict     Verdict `json:"verdict"`
	NeedsRehash bool    `json:"needs_rehash"` // on Match: store a new Hash of this password now
	Truncated   bool    `json:"truncated"`    // the old scheme looked at a part of the password only
	Scheme      string  `json:"scheme"`       // "argon2id", "bcrypt", ...; "" when unknown
	Limit       string  `json:"limit"`        // on OverLimit: the key of the policy that the stored string is over
}

// OK tells whether the password is right.
func (v Verified) OK() bool { return v.Verdict == Match }

// Verify tells whether a password is that of a stored credential. An error says that ctx ended or the hasher is closed;
// everything else is the verdict.
func (h *Hasher) Verify(ctx context.Context, stored string, password, account []byte) (Verified, error) {
	name, err := text(stored)
	if err != nil || name == nil {
		return Verified{Verdict: Malformed}, nil
	}
	free(name) // it held no NUL
	account = append([]byte(nil), account...)
	result := make(chan Verified, 1)
	err = h.work(ctx, password, func(hasher *C.pwpol_hasher, bytes *C.char, bytesLen C.size_t) {
		name := C.CString(stored)
		defer free(name)
		var verified C.pwpol_verified
		verified.size = C.sizeof_pwpol_verified
		C.pwpol_verify(hasher, name, bytes, bytesLen, unsafe.Pointer(start(account)), C.size_t(len(account)), &verified)
		result <- Verified{Verdict(verified.verdict), bool(verified.needs_rehash), bool(verified.truncated),
			C.GoString(verified.scheme), C.GoString(verified.limit)}
	})
	if err != nil {
		return Verified{Verdict: Failed}, err
	}
	return <-result, nil
}

// VerifyAbsent is for an account that does not exist: it costs what a verification costs, and is never a Match.
func (h *Hasher) VerifyAbsent(ctx context.Context, password []byte) (Verified, error) {
	result := make(chan Verdict, 1)
	err := h.work(ctx, password, func(hasher *C.pwpol_hasher, bytes *C.char, bytesLen C.size_t) {
		result <- Verdict(C.pwpol_verify_absent(hasher, bytes, bytesLen))
	})
	if err != nil {
		return Verified{Verdict: Failed}, err
	}
	return Verified{Verdict: <-result}, nil
}

// NeedsRehash tells whether a credential is weaker than what Hash makes now.
func (h *Hasher) NeedsRehash(stored string, account []byte) bool {
	hasher := h.open()
	if hasher == nil {
		return true
	}
	defer h.release()
	name, err := text(stored)
	if err != nil || name == nil {
		return true
	}
	defer free(name)
	return bool(C.pwpol_needs_rehash(hasher, name, unsafe.Pointer(start(account)), C.size_t(len(account))))
}

// Rewrap seals a credential anew under the current pepper key, without its password.
func (h *Hasher) Rewrap(stored string, account []byte) (string, error) {
	return h.renew(stored, func(hasher *C.pwpol_hasher, from, to *C.char) C.pwpol_status {
		return C.pwpol_rewrap(hasher, from, unsafe.Pointer(start(account)), C.size_t(len(account)), to)
	})
}

// WrapLegacy puts Argon2id over an old hash, without its password.
func (h *Hasher) WrapLegacy(legacy string, account []byte) (string, error) {
	return h.renew(legacy, func(hasher *C.pwpol_hasher, from, to *C.char) C.pwpol_status {
		return C.pwpol_wrap_legacy(hasher, from, unsafe.Pointer(start(account)), C.size_t(len(account)), to)
	})
}

func (h *Hasher) renew(stored string, call func(hasher *C.pwpol_hasher, from, to *C.char) C.pwpol_status) (string, error) {
	hasher := h.open()
	if hasher == nil {
		return "", ErrClosed
	}
	defer h.release()
	from, err := text(stored)
	if err != nil {
		return "", err
	}
	if from == nil {
		return "", &Error{Status: StatusSyntax}
	}
	defer free(from)
	var renewed [C.PWPOL_HASH_SIZE]C.char
	if err := failure(call(hasher, from, &renewed[0]), nil); err != nil {
		return "", err
	}
	return C.GoString(&renewed[0]), nil
}

// Candidate is a cost of Argon2id as measured.
type Candidate struct {
	Memory      int     `json:"memory"` // KiB
	Passes      int     `json:"passes"`
	Lanes       int     `json:"lanes"`
	MedianMS    float64 `json:"median_ms"`    // of a hash, with all slots at work
	PerSecond   float64 `json:"per_second"`   // hashes, all slots together
	MemoryBytes uint64  `json:"memory_bytes"` // of all slots together
	MeetsTarget bool    `json:"meets_target"`
}

// Tuning is what Tune measured.
type Tuning struct {
	Slots       int         `json:"slots"`
	Candidates  []Candidate `json:"candidates"`
	Recommended int         `json:"recommended"` // which of the candidates, from 0
}

// Tune measures Argon2id on this machine, for about ten seconds: hashes that take targetMS, memoryBytes for all, and so
// many at the same time.
func Tune(targetMS int, memoryBytes uint64, concurrent int) (*Tuning, error) {
	var request C.pwpol_tune_request
	request.size = C.sizeof_pwpol_tune_request
	request.target_ms, request.memory_bytes = C.uint32_t(targetMS), C.uint64_t(memoryBytes)
	request.concurrent = C.uint32_t(concurrent)
	var pointer *C.pwpol_tuning
	if err := failure(C.pwpol_tune(&request, &pointer), nil); err != nil {
		return nil, err
	}
	defer C.pwpol_tuning_free(pointer)
	tuning := &Tuning{Slots: int(C.pwpol_tuning_slots(pointer))}
	for i := C.size_t(0); i < C.pwpol_tuning_count(pointer); i++ {
		var found C.pwpol_candidate
		found.size = C.sizeof_pwpol_candidate
		if err := failure(C.pwpol_tuning_candidate(pointer, i, &found), nil); err != nil {
			return nil, err
		}
		tuning.Candidates = append(tuning.Candidates, Candidate{int(found.memory), int(found.passes), int(found.lanes),
			float64(found.median_ms), float64(found.per_second), uint64(found.memory_bytes), bool(found.meets_target)})
	}
	tuning.Recommended = int(C.pwpol_tuning_recommended(pointer))
	return tuning, nil
}
