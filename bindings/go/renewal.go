package pwpol

// #include <pwpol.h>
import "C"

import (
	"time"
	"unsafe"
)

// What a row says of its password.
const (
	PasswordProvisioned uint32 = C.PWPOL_PASSWORD_PROVISIONED // given by someone else: must change at first login
	PasswordCompromised uint32 = C.PWPOL_PASSWORD_COMPROMISED // known or suspected to be known to others
	PasswordMustChange  uint32 = C.PWPOL_PASSWORD_MUST_CHANGE // an administrator's word
)

// RenewalState and RenewalReason say whether a password must change, and why.
type (
	RenewalState  int
	RenewalReason int
)

// The states and the reasons.
const (
	RenewalFine         RenewalState  = C.PWPOL_RENEWAL_FINE
	RenewalSoon         RenewalState  = C.PWPOL_RENEWAL_SOON
	RenewalMustChange   RenewalState  = C.PWPOL_RENEWAL_MUST_CHANGE
	ReasonNone          RenewalReason = C.PWPOL_REASON_NONE
	ReasonFirstLogin    RenewalReason = C.PWPOL_REASON_FIRST_LOGIN
	ReasonCompromised   RenewalReason = C.PWPOL_REASON_COMPROMISED
	ReasonExpired       RenewalReason = C.PWPOL_REASON_EXPIRED
	ReasonAdministrator RenewalReason = C.PWPOL_REASON_ADMINISTRATOR
)

// Renewal says whether a password expires soon or must change.
type Renewal struct {
	State     RenewalState
	Reason    RenewalReason
	ExpiresAt time.Time // zero for never
	DaysLeft  int
	Sentence  map[string]string // for the person, by language; "" when all is fine
}

func renewalOf(result *C.pwpol_renewal_result) Renewal {
	found := Renewal{RenewalState(result.state), RenewalReason(result.reason), moment(result.expires_at),
		int(result.days_left), map[string]string{}}
	for lang, name := range map[string]*C.char{"en": english, "fr": french} {
		var written [256]C.char
		C.pwpol_renewal_sentence(result, name, &written[0], C.size_t(len(written)))
		found.Sentence[lang] = C.GoString(&written[0])
	}
	return found
}

func roleOf(privileged bool) C.pwpol_role {
	if privileged {
		return C.PWPOL_ROLE_PRIVILEGED
	}
	return C.PWPOL_ROLE_ORDINARY
}

// Renewal tells whether the password of a row expires soon or must change. compromisedBefore: every older password is
// compromised; zero for none.
func (p *Policy) Renewal(row Row, now, compromisedBefore time.Time) (Renewal, error) {
	policy := p.open()
	if policy == nil {
		return Renewal{}, ErrClosed
	}
	defer p.release()
	life := C.pwpol_password_life{role: roleOf(row.Privileged), flags: C.uint32_t(row.Flags),
		changed_at: milliseconds(row.ChangedAt), compromised_before: milliseconds(compromisedBefore)}
	life.size = C.sizeof_pwpol_password_life
	var result C.pwpol_renewal_result
	result.size = C.sizeof_pwpol_renewal_result
	if err := failure(C.pwpol_renewal(policy, &life, milliseconds(now), &result), nil); err != nil {
		return Renewal{}, err
	}
	return renewalOf(&result), nil
}

// HistoryAdd puts the credential that is being replaced in front of the history.
func (p *Policy) HistoryAdd(history, stored string) (string, error) {
	policy := p.open()
	if policy == nil {
		return "", ErrClosed
	}
	defer p.release()
	var held texts
	defer held.free()
	before, err := held.add(history)
	if err != nil {
		return "", err
	}
	replaced, err := held.add(stored)
	if err != nil {
		return "", err
	}
	var renewed *C.char
	if err := failure(C.pwpol_history_add(policy, before, replaced, &renewed), nil); err != nil {
		return "", err
	}
	defer C.pwpol_free(unsafe.Pointer(renewed))
	return C.GoString(renewed), nil
}

// ResetToken makes a token to send to the person, and what to keep of it in the row.
func (p *Policy) ResetToken(account []byte, stored string, now time.Time) (token, kept string, err error) {
	policy := p.open()
	if policy == nil {
		return "", "", ErrClosed
	}
	defer p.release()
	current, err := text(stored)
	if err != nil {
		return "", "", err
	}
	defer free(current)
	var made [C.PWPOL_RESET_TOKEN_SIZE]C.char
	var keep [C.PWPOL_RESET_STORED_SIZE]C.char
	if err := failure(C.pwpol_reset_token_new(policy, unsafe.Pointer(start(account)), C.size_t(len(account)), current,
		milliseconds(now), &made[0], &keep[0]), nil); err != nil {
		return "", "", err
	}
	return C.GoString(&made[0]), C.GoString(&keep[0]), nil
}

// ResetTokenIsGood tells whether a token may be used, and not why not.
func (p *Policy) ResetTokenIsGood(kept, token string, account []byte, stored string, now time.Time) bool {
	policy := p.open()
	if policy == nil {
		return false
	}
	defer p.release()
	var held texts
	defer held.free()
	keep, first := held.add(kept)
	given, second := held.add(token)
	current, third := held.add(stored)
	if first != nil || second != nil || third != nil {
		return false
	}
	return bool(C.pwpol_reset_token_check(policy, keep, given, unsafe.Pointer(start(account)), C.size_t(len(account)),
		current, milliseconds(now)))
}
