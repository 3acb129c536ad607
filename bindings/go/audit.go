package pwpol

// #include <pwpol.h>
import "C"

import (
	"encoding/json"
	"fmt"
	"time"
	"unsafe"
)

// AuditPoint is a point of the regulation. Verdict is "met", "not_met", "outside" (no library can do it) or
// "not_applicable".
type AuditPoint struct {
	Rule      string            `json:"rule"`
	Chapter   string            `json:"chapter"` // "strength", "access", "storage", "life", "length", "others"
	Verdict   string            `json:"verdict"`
	ByService bool              `json:"by_service"` // configured here, applied by the service
	Title     string            `json:"title"`
	Figure    string            `json:"figure"` // what the policy does about it
	Source    string            `json:"source"`
	Keys      map[string]string `json:"keys"` // to change, with the policy's values
}

// Audit is what a data-protection officer files. As JSON it has the form that `pwpol policy audit --json` prints
// (docs/audit.schema.json).
type Audit struct {
	Format   string    `json:"format"`
	Version  string    `json:"pwpol"`
	Date     time.Time `json:"date"`
	Language string    `json:"language"`
	Policy   struct {
		Name   *string `json:"name"` // of its file; nil when it was made from a preset alone
		Preset string  `json:"preset"`
		Text   string  `json:"text"` // as a policy file
	} `json:"policy"`
	CNILCase struct {
		Claimed  *int `json:"claimed"` // nil for none
		Examined int  `json:"examined"`
		Met      *int `json:"met"` // nil for none
	} `json:"cnil_case"`
	Entropy struct {
		Bits    float64 `json:"bits"` // that the policy guarantees of any password
		Rounded int     `json:"rounded"`
	} `json:"entropy"`
	Weakest struct {
		Description string `json:"description"`
		Length      int    `json:"length"`  // code points, or words of a passphrase
		Symbols     int    `json:"symbols"` // that each is drawn from
		Example     string `json:"example"` // never one to use
	} `json:"weakest"`
	Counts struct {
		Met           int `json:"met"`
		NotMet        int `json:"not_met"`
		Outside       int `json:"outside"`
		NotApplicable int `json:"not_applicable"`
	} `json:"counts"` // of points by verdict
	Points    []AuditPoint `json:"points"`
	Documents []string     `json:"documents"` // full titles of what the points refer to
	Scope     string       `json:"scope"`     // what the audit says, and what it does not
	Text      string       `json:"-"`         // as `pwpol policy audit` prints it
	HTML      string       `json:"-"`         // one self-contained page that prints on A4
}

// Met tells whether no point is left unmet.
func (a *Audit) Met() bool { return a.Counts.NotMet == 0 }

// Audit compares the policy, point by point, with what the regulation asks, in "fr" or "en".
func (p *Policy) Audit(lang string, now time.Time) (*Audit, error) {
	policy := p.open()
	if policy == nil {
		return nil, ErrClosed
	}
	defer p.release()
	var audit *C.pwpol_audit
	if err := failure(C.pwpol_audit_new(policy, C.int64_t(now.UnixMilli()), language(lang), &audit), nil); err != nil {
		return nil, err
	}
	defer C.pwpol_audit_free(audit)
	result := &Audit{}
	var written string
	for _, rendering := range []struct {
		format C.pwpol_format
		to     *string
	}{{C.PWPOL_FORMAT_TEXT, &result.Text}, {C.PWPOL_FORMAT_JSON, &written}, {C.PWPOL_FORMAT_HTML, &result.HTML}} {
		var rendered *C.char
		if err := failure(C.pwpol_audit_render(audit, rendering.format, &rendered), nil); err != nil {
			return nil, err
		}
		*rendering.to = C.GoString(rendered)
		C.pwpol_free(unsafe.Pointer(rendered))
	}
	if err := json.Unmarshal([]byte(written), result); err != nil {
		return nil, &Error{Status: StatusInternal, message: fmt.Sprintf("pwpol: the audit's JSON: %v", err)}
	}
	return result, nil
}
