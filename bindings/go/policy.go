package pwpol

// #include <pwpol.h>
import "C"

import (
	"strconv"
	"unsafe"
)

// Policy is what a service asks of its passwords. It may be changed by one goroutine until its first use (a check, an
// audit, a hasher); from then on it is frozen and shared freely.
type Policy struct{ handle }

func policyOf(pointer *C.pwpol_policy) *Policy {
	policy := &Policy{}
	policy.init(unsafe.Pointer(pointer), func(p unsafe.Pointer) { C.pwpol_policy_free((*C.pwpol_policy)(p)) })
	return policy
}

// NewPolicy makes a policy from a preset; "" is the default one.
func NewPolicy(preset string) (*Policy, error) {
	name, err := text(preset)
	if err != nil {
		return nil, err
	}
	defer free(name)
	var pointer *C.pwpol_policy
	if err := failure(C.pwpol_policy_new(&pointer, name), nil); err != nil {
		return nil, err
	}
	return policyOf(pointer), nil
}

// LoadPolicy reads a policy file. The Error tells the file, line, column and key that are wrong.
func LoadPolicy(path string) (*Policy, error) {
	name, err := text(path)
	if err != nil {
		return nil, err
	}
	defer free(name)
	var pointer *C.pwpol_policy
	where := newWhere()
	if err := failure(C.pwpol_policy_load(&pointer, name, where), where); err != nil {
		return nil, err
	}
	return policyOf(pointer), nil
}

// ParsePolicy reads a policy from memory; name stands for the file in messages.
func ParsePolicy(source []byte, name string) (*Policy, error) {
	named, err := text(name)
	if err != nil {
		return nil, err
	}
	defer free(named)
	var pointer *C.pwpol_policy
	where := newWhere()
	if err := failure(C.pwpol_policy_parse(&pointer, start(source), C.size_t(len(source)), named, where), where); err != nil {
		return nil, err
	}
	return policyOf(pointer), nil
}

func (p *Policy) open() *C.pwpol_policy { return (*C.pwpol_policy)(p.handle.open()) }

// Copy makes an independent policy that may be changed again.
func (p *Policy) Copy() (*Policy, error) {
	policy := p.open()
	if policy == nil {
		return nil, ErrClosed
	}
	defer p.release()
	var pointer *C.pwpol_policy
	if err := failure(C.pwpol_policy_copy(&pointer, policy), nil); err != nil {
		return nil, err
	}
	return policyOf(pointer), nil
}

// Set sets one key from text: Set("length.min", "12"). Nothing changes when it answers an error.
func (p *Policy) Set(key, value string) error {
	policy := p.open()
	if policy == nil {
		return ErrClosed
	}
	defer p.release()
	name, err := text(key)
	if err != nil {
		return err
	}
	defer free(name)
	content, err := text(value)
	if err != nil {
		return err
	}
	if content == nil {
		content = C.CString("")
	}
	defer free(content)
	if name == nil {
		return &Error{Status: StatusKey}
	}
	where := newWhere()
	return failure(C.pwpol_policy_set(policy, name, content, where), where)
}

// SetInt sets a key that holds a whole number.
func (p *Policy) SetInt(key string, value int) error { return p.Set(key, strconv.Itoa(value)) }

// Get is the value of a key in its canonical text; false when no key has this name.
func (p *Policy) Get(key string) (string, bool) {
	policy := p.open()
	if policy == nil {
		return "", false
	}
	defer p.release()
	name, err := text(key)
	if err != nil || name == nil {
		return "", false
	}
	defer free(name)
	value := C.pwpol_policy_get(policy, name)
	return C.GoString(value), value != nil
}

// Preset is the preset that the policy started from.
func (p *Policy) Preset() string {
	policy := p.open()
	if policy == nil {
		return ""
	}
	defer p.release()
	return C.GoString(C.pwpol_policy_preset(policy))
}

// Validate loads what the policy refers to and freezes it. It is done by itself at the first use; call it when the
// service starts, to hear of problems then.
func (p *Policy) Validate() error {
	policy := p.open()
	if policy == nil {
		return ErrClosed
	}
	defer p.release()
	where := newWhere()
	return failure(C.pwpol_policy_validate(policy, where), where)
}

// Write is the policy as a policy file: what differs from its preset, or every key with its documentation when full.
func (p *Policy) Write(full bool) (string, error) {
	policy := p.open()
	if policy == nil {
		return "", ErrClosed
	}
	defer p.release()
	var written *C.char
	if err := failure(C.pwpol_policy_write(policy, C.bool(full), &written), nil); err != nil {
		return "", err
	}
	defer C.pwpol_free(unsafe.Pointer(written))
	return C.GoString(written), nil
}

// Strength is what a policy guarantees of any password that it admits.
type Strength struct {
	Entropy        float64 `json:"entropy"`         // bits, of the weakest password admitted
	EntropyRounded int     `json:"entropy_rounded"` // what is compared with the authority's figures
	Length         int     `json:"length"`          // of that password, in code points or words
	Symbols        int     `json:"symbols"`         // that it may be drawn from
	CNILCase       int     `json:"cnil_case"`       // 1, 2 or 3: the most demanding case that all passwords meet; 0 for none
	WeakestEnglish string  `json:"weakest_en"`
	WeakestFrench  string  `json:"weakest_fr"`
	Example        string  `json:"example"` // a password of that shape; never one to use
}

// Strength tells what the policy guarantees.
func (p *Policy) Strength() (Strength, error) {
	policy := p.open()
	if policy == nil {
		return Strength{}, ErrClosed
	}
	defer p.release()
	var found C.pwpol_policy_strength
	found.size = C.sizeof_pwpol_policy_strength
	if err := failure(C.pwpol_policy_strength_of(policy, &found), nil); err != nil {
		return Strength{}, err
	}
	return Strength{float64(found.entropy), int(found.entropy_rounded), int(found.length), int(found.symbols),
		int(found.cnil_case), C.GoString(&found.weakest_en[0]), C.GoString(&found.weakest_fr[0]),
		C.GoString(&found.example[0])}, nil
}

// Key is a key that a policy may set.
type Key struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Unit     string `json:"unit"`
	Standard string `json:"default"` // where no preset says otherwise
	Allowed  string `json:"allowed"`
	Rule     string `json:"rule"` // the rules of the regulation that it serves
	English  string `json:"doc_en"`
	French   string `json:"doc_fr"`
}

// Keys lists the keys of policies.
func Keys() []Key {
	keys := make([]Key, 0, int(C.pwpol_policy_key_count()))
	for i := 0; i < cap(keys); i++ {
		var key C.pwpol_key
		key.size = C.sizeof_pwpol_key
		if C.pwpol_policy_key(C.size_t(i), &key) != C.PWPOL_OK {
			break
		}
		keys = append(keys, Key{C.GoString(key.name), C.GoString(key._type), C.GoString(key.unit),
			C.GoString(key.standard), C.GoString(key.allowed), C.GoString(key.rule), C.GoString(key.doc_en),
			C.GoString(key.doc_fr)})
	}
	return keys
}

// Presets lists the names of the presets.
func Presets() []string {
	var names []string
	for i := C.size_t(0); ; i++ {
		name := C.pwpol_preset_name(i)
		if name == nil {
			return names
		}
		names = append(names, C.GoString(name))
	}
}

// PresetTitle is one sentence on a preset, in "fr" or "en"; "" when there is no such preset.
func PresetTitle(preset, lang string) string {
	name := C.CString(preset)
	defer free(name)
	return C.GoString(C.pwpol_preset_title(name, language(lang)))
}
