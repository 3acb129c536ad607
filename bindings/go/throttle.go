package pwpol

// #include <pwpol.h>
// #include <stdlib.h>
//
// typedef const pwpol_event *const_event; /* Go cannot say const */
// void goEvent(void *context, const_event event);
//
// static inline pwpol_event_handler handler(void)
// {
//     return goEvent;
// }
//
// static inline void *context_of(uintptr_t handle)
// {
//     return (void *)handle;
// }
import "C"

import (
	"encoding/json"
	"runtime"
	"runtime/cgo"
	"sync/atomic"
	"time"
	"unsafe"
)

// Event is what a service may log: never a password, and accounts and addresses only hashed.
type Event struct {
	Name    string // "attempt.refused", "account.locked", "login.accepted", ...
	Rule    string // of the regulation; "" for none
	Cause   string
	Subject string // hashed
	Source  string // hashed
	Now     time.Time
	Until   time.Time // zero for none
	Count   int
	Status  Status // of the store or the memory that failed; 0 otherwise
	JSON    string // all of it, in one line
}

// eventHandler is what the library calls with a cgo.Handle of a func(Event).
func eventHandler() C.pwpol_event_handler { return C.handler() }

//export goEvent
func goEvent(context unsafe.Pointer, event C.const_event) {
	handler := cgo.Handle(uintptr(context)).Value().(func(Event))
	size := C.pwpol_event_json(event, nil, 0) + 1
	line := (*C.char)(C.calloc(size, 1))
	if line == nil {
		return
	}
	defer free(line)
	C.pwpol_event_json(event, line, size)
	handler(Event{C.GoString(event.name), C.GoString(event.rule), C.GoString(event.cause), C.GoString(event.subject),
		C.GoString(event.source), moment(event.now), moment(event.until), int(event.count), Status(event.status),
		C.GoString(line)})
}

// moment is the zero Time for 0.
func moment(milliseconds C.int64_t) time.Time {
	if milliseconds == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(milliseconds))
}

// milliseconds is 0, the throttle's own clock, for the zero Time.
func milliseconds(when time.Time) C.int64_t {
	if when.IsZero() {
		return 0
	}
	return C.int64_t(when.UnixMilli())
}

// Store is where attempts are counted.
type Store struct{ handle }

// NewMemoryStore makes a store for one process, of so many accounts and addresses at most, about 128 bytes each.
func NewMemoryStore(records uint64) (*Store, error) {
	var pointer *C.pwpol_store
	if err := failure(C.pwpol_store_memory_new(&pointer, C.uint64_t(records)), nil); err != nil {
		return nil, err
	}
	return storeOf(pointer), nil
}

func storeOf(pointer *C.pwpol_store) *Store {
	store := &Store{}
	store.init(unsafe.Pointer(pointer), func(p unsafe.Pointer) { C.pwpol_store_free((*C.pwpol_store)(p)) })
	return store
}

func (s *Store) with(call func(store *C.pwpol_store) C.pwpol_status) error {
	store := (*C.pwpol_store)(s.open())
	if store == nil {
		return ErrClosed
	}
	defer s.release()
	return failure(call(store), nil)
}

// Clear forgets everything.
func (s *Store) Clear() error {
	return s.with(func(store *C.pwpol_store) C.pwpol_status { return C.pwpol_store_clear(store) })
}

// Trouble says why the store failed last, and what mends it, in "fr" or "en"; never with a secret.
func (s *Store) Trouble(lang string) string {
	store := (*C.pwpol_store)(s.open())
	if store == nil {
		return ErrClosed.Error()
	}
	defer s.release()
	where := newWhere()
	C.pwpol_store_trouble(store, where)
	if lang == "fr" {
		return C.GoString(&where.message_fr[0])
	}
	return C.GoString(&where.message_en[0])
}

// Save writes a snapshot of a store in memory, whole or not at all.
func (s *Store) Save(path string, now time.Time) error {
	name, err := text(path)
	if err != nil {
		return err
	}
	defer free(name)
	return s.with(func(store *C.pwpol_store) C.pwpol_status {
		return C.pwpol_store_memory_save(store, name, milliseconds(now))
	})
}

// Restore reads a snapshot into an empty store in memory.
func (s *Store) Restore(path string, now time.Time) error {
	name, err := text(path)
	if err != nil {
		return err
	}
	defer free(name)
	return s.with(func(store *C.pwpol_store) C.pwpol_status {
		return C.pwpol_store_memory_restore(store, name, milliseconds(now))
	})
}

// Decision is what a throttle says of an attempt.
type Decision int

// Only Allow lets a password be verified.
const (
	Allow       Decision = C.PWPOL_ALLOW
	Challenge   Decision = C.PWPOL_CHALLENGE   // have a captcha solved first
	Wait        Decision = C.PWPOL_WAIT        // not before Until
	Locked      Decision = C.PWPOL_LOCKED      // until a time, or a person
	Unavailable Decision = C.PWPOL_UNAVAILABLE // the store does not answer
)

var decisions = [...]string{Allow: "allow", Challenge: "challenge", Wait: "wait", Locked: "locked",
	Unavailable: "unavailable"}

// String is the name of a decision, for logs.
func (d Decision) String() string {
	if d < 0 || int(d) >= len(decisions) {
		return "unavailable"
	}
	return decisions[d]
}

// MarshalText is String, so that JSON has the name.
func (d Decision) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// ThrottleOptions say where and how attempts are counted.
type ThrottleOptions struct {
	Store   *Store      // nil for one in memory
	Key     *[32]byte   // under which accounts and addresses are hashed; nil for throttle.key_file, or a random one
	OnEvent func(Event) // may be nil; is called from any goroutine
}

// Throttle counts attempts by the policy's keys throttle.*
type Throttle struct{ handle }

// NewThrottle makes a throttle of a policy. options may be nil.
func NewThrottle(policy *Policy, options *ThrottleOptions) (*Throttle, error) {
	from := policy.open()
	if from == nil {
		return nil, ErrClosed
	}
	defer policy.release()
	given := (*C.pwpol_throttle_options)(C.calloc(1, C.sizeof_pwpol_throttle_options))
	if given == nil {
		return nil, &Error{Status: StatusNoMemory}
	}
	defer C.free(unsafe.Pointer(given))
	given.size = C.sizeof_pwpol_throttle_options
	if options == nil {
		options = &ThrottleOptions{}
	}
	if options.Key != nil {
		key := secretCopy(options.Key[:])
		defer wipeAndFree(key, len(options.Key))
		given.key = (*C.uchar)(unsafe.Pointer(key))
	}
	store := options.Store
	if store != nil {
		if given.store = (*C.pwpol_store)(store.open()); given.store == nil {
			return nil, ErrClosed
		}
	}
	var events cgo.Handle
	if options.OnEvent != nil {
		events = cgo.NewHandle(options.OnEvent)
		given.on_event, given.event_context = C.handler(), C.context_of(C.uintptr_t(events))
	}
	letGo := func() {
		if store != nil {
			store.release()
		}
		if events != 0 {
			events.Delete()
		}
	}
	var pointer *C.pwpol_throttle
	where := newWhere()
	if err := failure(C.pwpol_throttle_new(&pointer, from, given, where), where); err != nil {
		letGo()
		return nil, err
	}
	made := &Throttle{}
	made.init(unsafe.Pointer(pointer), func(p unsafe.Pointer) {
		C.pwpol_throttle_free((*C.pwpol_throttle)(p))
		letGo()
	})
	return made, nil
}

func (t *Throttle) open() *C.pwpol_throttle { return (*C.pwpol_throttle)(t.handle.open()) }

// AttemptRequest says who asks, from where.
type AttemptRequest struct {
	Account         []byte // what identifies the account, existing or not
	Source          string // an address; "" where there are none
	Device          string // the token of the browser's cookie
	Password        []byte // so that the same mistake again counts once; may be nil
	ChallengePassed bool
	Now             time.Time // zero for the throttle's own clock
}

// Attempt is the answer to Begin. When it is Allowed, tell Settle the outcome; Release it when nothing was verified. Defer
// Close: an attempt of which nothing was told counts as a failure.
type Attempt struct {
	Decision Decision
	Until    time.Time // zero when a person must unlock, or for none
	Wait     time.Duration
	Cause    string // for logs, not for the person
	Failures int    // in a row, before this attempt
	Trusted  bool   // counted apart from strangers
	Repeated bool   // the same wrong password again: not counted
	Outage   bool   // the store failed; decided as throttle.outage says

	throttle *Throttle      // held until the end
	pointer  unsafe.Pointer // nil when it has ended, or was not allowed
}

// Allowed tells whether the password may be verified.
func (a *Attempt) Allowed() bool { return a.Decision == Allow }

// Begin asks whether a password may be verified now, and counts the attempt if so.
func (t *Throttle) Begin(request AttemptRequest) (*Attempt, error) {
	throttle := t.open()
	if throttle == nil {
		return nil, ErrClosed
	}
	defer t.release()
	given := (*C.pwpol_attempt_request)(C.calloc(1, C.sizeof_pwpol_attempt_request))
	if given == nil {
		return nil, &Error{Status: StatusNoMemory}
	}
	defer C.free(unsafe.Pointer(given))
	given.size = C.sizeof_pwpol_attempt_request
	var err error
	if given.source, err = text(request.Source); err != nil {
		// What is no address is one source, shared by all such.
		given.source = C.CString("?")
	}
	defer free(given.source)
	if given.device, err = text(request.Device); err != nil {
		given.device = nil // forged
	}
	defer free(given.device)
	account, password := secretCopy(request.Account), secretCopy(request.Password)
	defer free(account)
	defer wipeAndFree(password, len(request.Password))
	given.account, given.account_len = unsafe.Pointer(account), C.size_t(len(request.Account))
	given.password, given.password_len = password, C.size_t(len(request.Password))
	given.challenge_passed, given.now = C.bool(request.ChallengePassed), milliseconds(request.Now)
	var answer C.pwpol_attempt_answer
	answer.size = C.sizeof_pwpol_attempt_answer
	var pointer *C.pwpol_attempt
	if err := failure(C.pwpol_attempt_begin(throttle, given, &answer, &pointer), nil); err != nil {
		return nil, err
	}
	attempt := &Attempt{throttle: t}
	if pointer != nil {
		attempt.pointer = unsafe.Pointer(pointer)
		t.hold()
		runtime.SetFinalizer(attempt, (*Attempt).Close)
	}
	attempt.Decision, attempt.Until = Decision(answer.decision), moment(answer.until)
	attempt.Wait = time.Duration(answer.wait_ms) * time.Millisecond
	attempt.Cause, attempt.Failures = C.GoString(answer.cause), int(answer.failures)
	attempt.Trusted, attempt.Repeated, attempt.Outage = bool(answer.trusted), bool(answer.repeated), bool(answer.outage)
	return attempt, nil
}

// take ends the attempt for the caller, who alone gets it.
func (a *Attempt) take() *C.pwpol_attempt {
	runtime.SetFinalizer(a, nil)
	return (*C.pwpol_attempt)(atomic.SwapPointer(&a.pointer, nil))
}

// Settle tells the outcome. An error of StatusStore says that it could not be told: then the attempt counts as a failure.
func (a *Attempt) Settle(success bool, now time.Time) error {
	pointer := a.take()
	if pointer == nil {
		return &Error{Status: StatusArgument, message: "pwpol: this attempt has ended, or was not allowed"}
	}
	defer a.throttle.release()
	return failure(C.pwpol_attempt_settle(pointer, C.bool(success), milliseconds(now)), nil)
}

// Release takes the attempt back: nothing was verified. Of one that has ended it does nothing. Never defer it: a wrong
// password of which nothing was told would not count.
func (a *Attempt) Release(now time.Time) {
	if pointer := a.take(); pointer != nil {
		defer a.throttle.release()
		C.pwpol_attempt_release(pointer, milliseconds(now))
	}
}

// Close counts an attempt that has not ended as a failure, by the throttle's own clock. Of one that has ended it does
// nothing, so that it can be deferred.
func (a *Attempt) Close() error {
	if pointer := a.take(); pointer != nil {
		defer a.throttle.release()
		return failure(C.pwpol_attempt_settle(pointer, false, 0), nil)
	}
	return nil
}

// DeviceToken makes a token for the cookie of the device that has just logged in: its mistakes are counted apart.
func (t *Throttle) DeviceToken(account []byte, now time.Time) (string, error) {
	throttle := t.open()
	if throttle == nil {
		return "", ErrClosed
	}
	defer t.release()
	var token [C.PWPOL_DEVICE_TOKEN_SIZE]C.char
	if err := failure(C.pwpol_device_token(throttle, unsafe.Pointer(start(account)), C.size_t(len(account)),
		milliseconds(now), &token[0]), nil); err != nil {
		return "", err
	}
	return C.GoString(&token[0]), nil
}

// SubjectStatus is what attempts have come to, for a stranger. As JSON it has the form that `pwpol throttle status
// --json` prints of each, less what the caller knows.
type SubjectStatus struct {
	Decision       Decision  `json:"decision"`
	Until          time.Time `json:"-"`         // zero for none, or until a person unlocks; as JSON "until", milliseconds since 1970
	Failures       int       `json:"failures"`  // in a row
	InWindow       int       `json:"in_window"` // in throttle.attempts_window
	Pending        int       `json:"pending"`   // under way
	LockedByPerson bool      `json:"locked_by_person"`
	Subject        string    `json:"subject"` // as events and the store name it
}

// MarshalJSON writes times as the library counts them.
func (s SubjectStatus) MarshalJSON() ([]byte, error) {
	type plain SubjectStatus
	return json.Marshal(struct {
		plain
		Until int64 `json:"until"`
	}{plain(s), int64(milliseconds(s.Until))})
}

func (t *Throttle) status(call func(throttle *C.pwpol_throttle, found *C.pwpol_subject_status) C.pwpol_status) (SubjectStatus, error) {
	throttle := t.open()
	if throttle == nil {
		return SubjectStatus{}, ErrClosed
	}
	defer t.release()
	var found C.pwpol_subject_status
	found.size = C.sizeof_pwpol_subject_status
	if err := failure(call(throttle, &found), nil); err != nil {
		return SubjectStatus{}, err
	}
	return SubjectStatus{Decision(found.decision), moment(found.until), int(found.failures), int(found.in_window),
		int(found.pending), bool(found.locked_by_person), C.GoString(&found.subject[0])}, nil
}

// Status tells what strangers' attempts at an account have come to.
func (t *Throttle) Status(account []byte, now time.Time) (SubjectStatus, error) {
	return t.status(func(throttle *C.pwpol_throttle, found *C.pwpol_subject_status) C.pwpol_status {
		return C.pwpol_throttle_status(throttle, unsafe.Pointer(start(account)), C.size_t(len(account)), milliseconds(now), found)
	})
}

// SourceStatus tells the same of an address.
func (t *Throttle) SourceStatus(source string, now time.Time) (SubjectStatus, error) {
	address := C.CString(source)
	defer free(address)
	return t.status(func(throttle *C.pwpol_throttle, found *C.pwpol_subject_status) C.pwpol_status {
		return C.pwpol_throttle_source_status(throttle, address, milliseconds(now), found)
	})
}

func (t *Throttle) with(call func(throttle *C.pwpol_throttle) C.pwpol_status) error {
	throttle := t.open()
	if throttle == nil {
		return ErrClosed
	}
	defer t.release()
	return failure(call(throttle), nil)
}

// Unlock ends locks, delays and counts of an account.
func (t *Throttle) Unlock(account []byte, now time.Time) error {
	return t.with(func(throttle *C.pwpol_throttle) C.pwpol_status {
		return C.pwpol_throttle_unlock(throttle, unsafe.Pointer(start(account)), C.size_t(len(account)), milliseconds(now))
	})
}

// UnlockSource does the same of an address.
func (t *Throttle) UnlockSource(source string, now time.Time) error {
	address := C.CString(source)
	defer free(address)
	return t.with(func(throttle *C.pwpol_throttle) C.pwpol_status {
		return C.pwpol_throttle_unlock_source(throttle, address, milliseconds(now))
	})
}

// Lock locks an account for everybody: until a time, or, when it is zero, until Unlock.
func (t *Throttle) Lock(account []byte, until, now time.Time) error {
	return t.with(func(throttle *C.pwpol_throttle) C.pwpol_status {
		return C.pwpol_throttle_lock(throttle, unsafe.Pointer(start(account)), C.size_t(len(account)), milliseconds(until), milliseconds(now))
	})
}
