package pwpol

// #include <pwpol.h>
import "C"

import (
	"encoding/json"
	"time"
	"unsafe"
)

// Breach is a corpus of breached passwords, made by `pwpol breach build`.
type Breach struct{ handle }

// OpenBreach opens a corpus; "" is the small one of the most common passwords, which is built in. mapped: false reads
// the file at every question, so that one that is cut short is an error and not a signal.
func OpenBreach(path string, mapped bool) (*Breach, error) {
	name, err := text(path)
	if err != nil {
		return nil, err
	}
	defer free(name)
	access := C.pwpol_breach_access(C.PWPOL_BREACH_READ)
	if mapped {
		access = C.PWPOL_BREACH_MAP
	}
	var pointer *C.pwpol_breach
	where := newWhere()
	if err := failure(C.pwpol_breach_open(&pointer, name, access, where), where); err != nil {
		return nil, err
	}
	breach := &Breach{}
	breach.init(unsafe.Pointer(pointer), func(p unsafe.Pointer) { C.pwpol_breach_close((*C.pwpol_breach)(p)) })
	return breach, nil
}

func (b *Breach) open() *C.pwpol_breach { return (*C.pwpol_breach)(b.handle.open()) }

// Seen tells how many times at least a password was seen; 0 when it is not in the corpus.
func (b *Breach) Seen(password []byte) (uint64, error) {
	breach := b.open()
	if breach == nil {
		return 0, ErrClosed
	}
	defer b.release()
	var seen C.uint64_t
	err := failure(C.pwpol_breach_contains(breach, start(password), C.size_t(len(password)), &seen), nil)
	return uint64(seen), err
}

// SeenHash tells the same by SHA-1 or NT hash, as the corpus holds them.
func (b *Breach) SeenHash(digest []byte) (uint64, error) {
	breach := b.open()
	if breach == nil {
		return 0, ErrClosed
	}
	defer b.release()
	var seen C.uint64_t
	err := failure(C.pwpol_breach_contains_hash(breach, (*C.uchar)(unsafe.Pointer(start(digest))), C.size_t(len(digest)), &seen), nil)
	return uint64(seen), err
}

// SeenHashes tells the same for many hashes of one length, whose waits for memory overlap.
func (b *Breach) SeenHashes(digests []byte, length int) ([]uint64, error) {
	breach := b.open()
	if breach == nil {
		return nil, ErrClosed
	}
	defer b.release()
	if length <= 0 || len(digests)%length != 0 {
		return nil, &Error{Status: StatusArgument}
	}
	if len(digests) == 0 {
		return nil, nil
	}
	seen := make([]uint64, len(digests)/length)
	err := failure(C.pwpol_breach_contains_hashes(breach, (*C.uchar)(unsafe.Pointer(start(digests))), C.size_t(length),
		C.size_t(len(seen)), (*C.uint64_t)(unsafe.Pointer(&seen[0]))), nil)
	return seen, err
}

// Reload opens the file of the same path again; true when another one answers from here on.
func (b *Breach) Reload() (bool, error) {
	breach := b.open()
	if breach == nil {
		return false, ErrClosed
	}
	defer b.release()
	var changed C.bool
	where := newWhere()
	err := failure(C.pwpol_breach_reload(breach, &changed, where), where)
	return bool(changed), err
}

// BreachInfo describes a corpus. As JSON it has the form that `pwpol breach info --json` prints.
type BreachInfo struct {
	Hash           string    `json:"hash"`  // "sha1" or "nt"
	Exact          bool      `json:"exact"` // no false positive
	Entries        uint64    `json:"entries"`
	FalsePositives float64   `json:"false_positives"` // of passwords in no breach, how many are taken for one of the corpus
	BitsPerEntry   float64   `json:"bits_per_entry"`
	Bytes          uint64    `json:"bytes"`
	Date           time.Time `json:"-"` // of the source; zero when it was not told; as JSON milliseconds since 1970
	Built          time.Time `json:"-"` // likewise
	SmallestCount  uint64    `json:"smallest_count"`
	Classes        []uint64  `json:"classes"` // least count of each class of how often seen; empty when none are kept
	Source         string    `json:"source"`
}

// MarshalJSON writes times as the library counts them.
func (i BreachInfo) MarshalJSON() ([]byte, error) {
	type plain BreachInfo
	return json.Marshal(struct {
		plain
		Date  int64 `json:"date"`
		Built int64 `json:"built"`
	}{plain(i), int64(milliseconds(i.Date)), int64(milliseconds(i.Built))})
}

// Info describes the corpus.
func (b *Breach) Info() (BreachInfo, error) {
	breach := b.open()
	if breach == nil {
		return BreachInfo{}, ErrClosed
	}
	defer b.release()
	var found C.pwpol_breach_info
	found.size = C.sizeof_pwpol_breach_info
	if err := failure(C.pwpol_breach_info_of(breach, &found), nil); err != nil {
		return BreachInfo{}, err
	}
	info := BreachInfo{Hash: "sha1", Exact: bool(found.exact), Entries: uint64(found.entries),
		FalsePositives: float64(found.false_positives), BitsPerEntry: float64(found.bits_per_entry),
		Bytes: uint64(found.bytes), Date: moment(found.date), Built: moment(found.built),
		SmallestCount: uint64(found.smallest_count), Classes: []uint64{}, Source: C.GoString(&found.source[0])}
	if found.hash == C.PWPOL_BREACH_NT {
		info.Hash = "nt"
	}
	for i := 0; i < len(found.classes) && found.classes[0] > 0; i++ {
		info.Classes = append(info.Classes, uint64(found.classes[i]))
	}
	return info, nil
}
