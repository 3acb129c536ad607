package pwpol

// #include <pwpol.h>
// #include <stdlib.h>
//
// typedef pwpol_status flow(pwpol_accounts *, const pwpol_account_request *, pwpol_outcome **);
//
// enum { ENROL, LOGIN, CHANGE, RESET_BEGIN, RESET_FINISH };
//
// static inline pwpol_status run_flow(int which, pwpol_accounts *accounts, const pwpol_account_request *request,
//                              pwpol_outcome **outcome)
// {
//     static flow *const flows[] = { pwpol_account_enrol, pwpol_account_login, pwpol_account_change,
//                                    pwpol_account_reset_begin, pwpol_account_reset_finish };
//     return flows[which](accounts, request, outcome);
// }
//
// static inline void *handle_of(uintptr_t handle)
// {
//     return (void *)handle;
// }
import "C"

import (
	"context"
	"runtime/cgo"
	"time"
	"unsafe"
)

// Row is what the service's table holds of an account.
type Row struct {
	Stored     string // the credential; "" when it has no password
	ChangedAt  time.Time
	Flags      uint32
	Privileged bool   // administrators, extended rights: passwords expire
	History    string // earlier credentials
	Reset      string // what is kept of a reset token
}

// RowChange is what the row must hold from now on, when Write is true. Write it in one statement, and only where the row
// still holds Expected; when that changes no row, somebody else was faster.
type RowChange struct {
	Write     bool
	Stored    string
	ChangedAt time.Time
	Flags     uint32
	History   string
	Reset     string
	Expected  string
}

// Answer is what a flow decided. Only Accepted and AcceptedMustChange let somebody in.
type Answer int

// The answers of flows.
const (
	Accepted           Answer = C.PWPOL_ACCEPTED
	AcceptedMustChange Answer = C.PWPOL_ACCEPTED_MUST_CHANGE // nothing but a change is allowed now
	Refused            Answer = C.PWPOL_REFUSED              // never say why
	RefusedWeak        Answer = C.PWPOL_REFUSED_WEAK         // the new password; the report says why
	AskChallenge       Answer = C.PWPOL_ASK_CHALLENGE        // have a captcha solved, then ask again
	TryLater           Answer = C.PWPOL_TRY_LATER            // the service cannot decide now
)

// AccountsOptions say what the flows are made of.
type AccountsOptions struct {
	Hasher            *Hasher     // nil for one made of the policy
	Throttle          *Throttle   // likewise
	Breach            *Breach     // nil for none
	OnEvent           func(Event) // may be nil; is called from any goroutine
	CompromisedBefore time.Time   // every older password must change; zero for none
}

// Accounts are the flows of a login service: one call, one decision. Errors of the store, of memory or of the queue are
// TryLater, never a wrong password and never a success.
type Accounts struct {
	handle
	preset string
}

// NewAccounts makes the flows of a policy. options may be nil.
func NewAccounts(policy *Policy, options *AccountsOptions) (made *Accounts, err error) {
	if options == nil {
		options = &AccountsOptions{}
	}
	// The library keeps pointers to its parts: they are held, and go when the flows go. The parts that are made here are
	// closed at once, so that nobody else holds them.
	var held []*handle
	var events cgo.Handle
	letGo := func() {
		for _, part := range held {
			part.release()
		}
		if events != 0 {
			events.Delete()
		}
	}
	defer func() {
		if err != nil {
			letGo()
		}
	}()
	hold := func(part *handle) unsafe.Pointer {
		pointer := part.open()
		if pointer == nil {
			err = ErrClosed
			return nil
		}
		held = append(held, part)
		return pointer
	}
	parts := (*C.pwpol_accounts_parts)(C.calloc(1, C.sizeof_pwpol_accounts_parts))
	if parts == nil {
		return nil, &Error{Status: StatusNoMemory}
	}
	defer C.free(unsafe.Pointer(parts))
	parts.size = C.sizeof_pwpol_accounts_parts
	hasher, throttle := options.Hasher, options.Throttle
	if hasher == nil {
		if hasher, err = NewHasher(policy, nil); err != nil {
			return nil, err
		}
		defer hasher.Close()
	}
	if throttle == nil {
		if throttle, err = NewThrottle(policy, &ThrottleOptions{OnEvent: options.OnEvent}); err != nil {
			return nil, err
		}
		defer throttle.Close()
	}
	parts.policy = (*C.pwpol_policy)(hold(&policy.handle))
	parts.hasher = (*C.pwpol_hasher)(hold(&hasher.handle))
	parts.throttle = (*C.pwpol_throttle)(hold(&throttle.handle))
	if options.Breach != nil {
		parts.breach = (*C.pwpol_breach)(hold(&options.Breach.handle))
	}
	if err != nil {
		return nil, err
	}
	if options.OnEvent != nil {
		events = cgo.NewHandle(options.OnEvent)
		parts.on_event, parts.event_context = eventHandler(), C.handle_of(C.uintptr_t(events))
	}
	parts.compromised_before = milliseconds(options.CompromisedBefore)
	var pointer *C.pwpol_accounts
	if err = failure(C.pwpol_accounts_new(&pointer, parts), nil); err != nil {
		return nil, err
	}
	made = &Accounts{preset: policy.Preset()}
	made.init(unsafe.Pointer(pointer), func(p unsafe.Pointer) {
		C.pwpol_accounts_free((*C.pwpol_accounts)(p))
		letGo()
	})
	return made, nil
}

// Compromised has every password that is older than before change from now on.
func (a *Accounts) Compromised(before time.Time) error {
	accounts := a.open()
	if accounts == nil {
		return ErrClosed
	}
	defer a.release()
	C.pwpol_accounts_compromised((*C.pwpol_accounts)(accounts), milliseconds(before))
	return nil
}

// AccountRequest says who asks for what. A flow reads the fields it needs.
type AccountRequest struct {
	Login           string // what the person typed as account name
	Account         []byte // an id that never changes; nil: the login serves
	Row             *Row   // nil when there is no such account
	Password        []byte // to be verified; at enrolment the new one
	NewPassword     []byte // Change, ResetFinish
	Token           string // ResetFinish
	Context         *Context
	Source          string // an address
	Device          string // the token of the browser's cookie
	ChallengePassed bool
	Provisioned     bool      // Enrol: made by someone else
	Now             time.Time // zero for the throttle's own clock
}

// Outcome is what a flow decided.
type Outcome struct {
	Answer   Answer
	Row      RowChange
	Sentence map[string]string // for the person, by language; tells a stranger nothing
	Wait     time.Duration     // 0 where it would tell something
	Report   *Report           // of the new password; nil when none was checked
	Renewal  *Renewal          // after a login or a change that let somebody in; nil otherwise
	Device   string            // a token for this device's cookie
	Token    string            // to send to the person after ResetBegin; "" when there is no account: send nothing then
	Cause    string            // for logs, never for the person
}

// OK tells whether somebody is let in.
func (o *Outcome) OK() bool { return o.Answer == Accepted || o.Answer == AcceptedMustChange }

// Enrol checks the password of a new account and hashes it.
func (a *Accounts) Enrol(ctx context.Context, request AccountRequest) (*Outcome, error) {
	return a.run(ctx, C.ENROL, request)
}

// Login counts an attempt, verifies, looks into the corpus, rehashes where needed, and says whether the password must
// change.
func (a *Accounts) Login(ctx context.Context, request AccountRequest) (*Outcome, error) {
	return a.run(ctx, C.LOGIN, request)
}

// Change verifies the current password like a login, then checks the new one.
func (a *Accounts) Change(ctx context.Context, request AccountRequest) (*Outcome, error) {
	return a.run(ctx, C.CHANGE, request)
}

// ResetBegin makes a reset token.
func (a *Accounts) ResetBegin(ctx context.Context, request AccountRequest) (*Outcome, error) {
	return a.run(ctx, C.RESET_BEGIN, request)
}

// ResetFinish takes the token and the new password.
func (a *Accounts) ResetFinish(ctx context.Context, request AccountRequest) (*Outcome, error) {
	return a.run(ctx, C.RESET_FINISH, request)
}

// cRequest is a request in C memory.
type cRequest struct {
	c       *C.pwpol_account_request
	row     *C.pwpol_row
	context cContext
	held    texts
	logins  *C.char
	account *C.char
}

func (r *cRequest) free() {
	r.held.free()
	r.context.free()
	if r.c != nil {
		wipeAndFree((*C.char)(unsafe.Pointer(r.c.password)), int(r.c.password_len))
		wipeAndFree((*C.char)(unsafe.Pointer(r.c.new_password)), int(r.c.new_password_len))
	}
	free(r.logins)
	free(r.account)
	C.free(unsafe.Pointer(r.row))
	C.free(unsafe.Pointer(r.c))
}

func (r *cRequest) fill(request *AccountRequest) (err error) {
	r.c = (*C.pwpol_account_request)(C.calloc(1, C.sizeof_pwpol_account_request))
	if r.c == nil {
		return &Error{Status: StatusNoMemory}
	}
	r.c.size = C.sizeof_pwpol_account_request
	r.logins, r.account = secretCopy([]byte(request.Login)), secretCopy(request.Account)
	r.c.login, r.c.login_len = r.logins, C.size_t(len(request.Login))
	r.c.account, r.c.account_len = unsafe.Pointer(r.account), C.size_t(len(request.Account))
	r.c.password, r.c.password_len = secretCopy(request.Password), C.size_t(len(request.Password))
	r.c.new_password, r.c.new_password_len = secretCopy(request.NewPassword), C.size_t(len(request.NewPassword))
	r.c.challenge_passed, r.c.provisioned = C.bool(request.ChallengePassed), C.bool(request.Provisioned)
	r.c.now = milliseconds(request.Now)
	if r.c.token, err = r.held.add(request.Token); err != nil {
		r.c.token = nil // forged
	}
	if r.c.device, err = r.held.add(request.Device); err != nil {
		r.c.device = nil // forged
	}
	if r.c.source, err = r.held.add(request.Source); err != nil {
		r.c.source, _ = r.held.add("?") // what is no address is one source, shared by all such
	}
	if err = r.context.fill(request.Context); err != nil {
		return err
	}
	r.c.context = r.context.c
	if request.Row == nil {
		return nil
	}
	r.row = (*C.pwpol_row)(C.calloc(1, C.sizeof_pwpol_row))
	if r.row == nil {
		return &Error{Status: StatusNoMemory}
	}
	r.row.size = C.sizeof_pwpol_row
	r.row.changed_at, r.row.flags = milliseconds(request.Row.ChangedAt), C.uint32_t(request.Row.Flags)
	r.row.role = roleOf(request.Row.Privileged)
	if r.row.stored, err = r.held.add(request.Row.Stored); err != nil {
		return err
	}
	if r.row.history, err = r.held.add(request.Row.History); err != nil {
		return err
	}
	if r.row.reset, err = r.held.add(request.Row.Reset); err != nil {
		return err
	}
	r.c.row = r.row
	return nil
}

// run runs a flow, and stops waiting for it when ctx ends: the flow itself goes on and counts.
func (a *Accounts) run(ctx context.Context, which C.int, request AccountRequest) (*Outcome, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	accounts := a.open()
	if accounts == nil {
		return nil, ErrClosed
	}
	given := &cRequest{}
	if err := given.fill(&request); err != nil {
		given.free()
		a.release()
		return nil, err
	}
	type result struct {
		outcome *Outcome
		err     error
	}
	done := make(chan result, 1)
	work := func() {
		defer a.release()
		defer given.free()
		var pointer *C.pwpol_outcome
		if err := failure(C.run_flow(which, (*C.pwpol_accounts)(accounts), given.c, &pointer), nil); err != nil {
			done <- result{nil, err}
			return
		}
		defer C.pwpol_outcome_free(pointer)
		outcome, err := a.outcomeOf(pointer)
		done <- result{outcome, err}
	}
	if ctx.Done() == nil {
		work()
	} else {
		go work()
	}
	select {
	case answer := <-done:
		return answer.outcome, answer.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (a *Accounts) outcomeOf(pointer *C.pwpol_outcome) (*Outcome, error) {
	var change C.pwpol_row_change
	change.size = C.sizeof_pwpol_row_change
	if err := failure(C.pwpol_outcome_row(pointer, &change), nil); err != nil {
		return nil, err
	}
	var result C.pwpol_renewal_result
	result.size = C.sizeof_pwpol_renewal_result
	told := C.pwpol_outcome_renewal(pointer, &result) == C.PWPOL_OK
	outcome := &Outcome{
		Answer: Answer(C.pwpol_outcome_answer(pointer)),
		Row: RowChange{bool(change.write), C.GoString(change.stored), moment(change.changed_at), uint32(change.flags),
			C.GoString(change.history), C.GoString(change.reset), C.GoString(change.expected)},
		Sentence: map[string]string{"en": C.GoString(C.pwpol_outcome_sentence(pointer, english)),
			"fr": C.GoString(C.pwpol_outcome_sentence(pointer, french))},
		Wait:   time.Duration(C.pwpol_outcome_wait_ms(pointer)) * time.Millisecond,
		Device: C.GoString(C.pwpol_outcome_device(pointer)),
		Token:  C.GoString(C.pwpol_outcome_token(pointer)),
		Cause:  C.GoString(C.pwpol_outcome_cause(pointer)),
	}
	if told {
		renewal := renewalOf(&result)
		outcome.Renewal = &renewal
	}
	if report := C.pwpol_outcome_report(pointer); report != nil {
		var err error
		if outcome.Report, err = reportOf(report, a.preset); err != nil {
			return nil, err
		}
	}
	return outcome, nil
}
