package pwpol

// #include <pwpol.h>
import "C"

import "fmt"

// Status is a code of the library: a call could not do its work. A weak or a wrong password is a result, not a status.
type Status int

// The statuses of the library. Each is an error for errors.Is.
const (
	StatusNoMemory Status = C.PWPOL_ERR_NO_MEMORY
	StatusArgument Status = C.PWPOL_ERR_ARGUMENT
	StatusUTF8     Status = C.PWPOL_ERR_UTF8
	StatusTooLong  Status = C.PWPOL_ERR_TOO_LONG
	StatusKey      Status = C.PWPOL_ERR_KEY
	StatusRange    Status = C.PWPOL_ERR_RANGE
	StatusSyntax   Status = C.PWPOL_ERR_SYNTAX
	StatusPreset   Status = C.PWPOL_ERR_PRESET
	StatusConflict Status = C.PWPOL_ERR_CONFLICT
	StatusFrozen   Status = C.PWPOL_ERR_FROZEN
	StatusIO       Status = C.PWPOL_ERR_IO
	StatusLoop     Status = C.PWPOL_ERR_LOOP
	StatusRandom   Status = C.PWPOL_ERR_RANDOM
	StatusInternal Status = C.PWPOL_ERR_INTERNAL
	StatusBusy     Status = C.PWPOL_ERR_BUSY
	StatusStore    Status = C.PWPOL_ERR_STORE
	StatusFull     Status = C.PWPOL_ERR_FULL
)

// Sentence says what a status means, in "fr" or "en".
func (s Status) Sentence(lang string) string {
	return C.GoString(C.pwpol_strstatus(C.pwpol_status(s), language(lang)))
}

// Error is the sentence in English.
func (s Status) Error() string { return "pwpol: " + s.Sentence("en") }

// Error is what a call answers when it could not do its work: errors.Is(err, pwpol.StatusIO) tells which status, and
// errors.As gives what is wrong with a policy and where.
type Error struct {
	Status  Status
	File    string // "" when no file is concerned
	Line    int    // from 1; 0 for none
	Column  int
	Key     string // "" when no key is concerned
	Allowed string // what the key accepts
	message string
	french  string
}

func (e *Error) Error() string {
	if e.message != "" {
		return e.message
	}
	return e.Status.Error()
}

// Sentence says what is wrong, and where, in "fr" or "en".
func (e *Error) Sentence(lang string) string {
	if lang == "fr" && e.french != "" {
		return e.french
	}
	if lang != "fr" && e.message != "" {
		return e.message
	}
	return e.Status.Sentence(lang)
}

// Is lets errors.Is find the status.
func (e *Error) Is(target error) bool {
	status, ok := target.(Status)
	return ok && status == e.Status
}

func newWhere() *C.pwpol_where {
	where := new(C.pwpol_where)
	where.size = C.sizeof_pwpol_where
	return where
}

// failure is nil for PWPOL_OK.
func failure(status C.pwpol_status, where *C.pwpol_where) error {
	if status == C.PWPOL_OK {
		return nil
	}
	problem := &Error{Status: Status(status)}
	if where != nil && where.message_en[0] != 0 {
		problem.File = C.GoString(&where.file[0])
		problem.Line, problem.Column = int(where.line), int(where.column)
		problem.Key = C.GoString(&where.key[0])
		problem.Allowed = C.GoString(&where.allowed[0])
		problem.message = fmt.Sprintf("pwpol: %s", C.GoString(&where.message_en[0]))
		problem.french = C.GoString(&where.message_fr[0])
	}
	return problem
}

// The two languages, as C strings that live as long as the program.
var (
	english = C.CString("en")
	french  = C.CString("fr")
)

func language(lang string) *C.char {
	if lang == "fr" {
		return french
	}
	return english
}

// Version is that of the C library in use.
func Version() string { return C.GoString(C.pwpol_version()) }
