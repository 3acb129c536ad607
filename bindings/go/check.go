package pwpol

// #include <pwpol.h>
// #include <stdlib.h>
//
// /* The figures of a report in one call from Go, each of which costs as much as a rule does. */
// static pwpol_status figures(pwpol_report *report, pwpol_numbers *numbers, size_t *count, bool *accepted,
//                             const char *suggestion[2])
// {
//     *count = pwpol_report_count(report);
//     *accepted = pwpol_report_accepted(report);
//     suggestion[0] = pwpol_report_suggestion(report, "en");
//     suggestion[1] = pwpol_report_suggestion(report, "fr");
//     numbers->size = sizeof *numbers;
//     return pwpol_report_numbers(report, numbers);
// }
//
// /* problem and remedy in English, then in French */
// static pwpol_status finding(pwpol_report *report, size_t index, pwpol_finding *finding, const char *sentences[4])
// {
//     finding->size = sizeof *finding;
//     sentences[0] = pwpol_report_problem(report, index, "en");
//     sentences[1] = pwpol_report_remedy(report, index, "en");
//     sentences[2] = pwpol_report_problem(report, index, "fr");
//     sentences[3] = pwpol_report_remedy(report, index, "fr");
//     return pwpol_report_finding(report, index, finding);
// }
import "C"

import (
	"math"
)

// Severity of a finding.
type Severity string

// An error refuses the candidate; a warning is a weakness that the policy tolerates; a note is worth telling.
const (
	SeverityNote    Severity = "note"
	SeverityWarning Severity = "warning"
	SeverityError   Severity = "error"
)

var severities = [...]Severity{C.PWPOL_NOTE: SeverityNote, C.PWPOL_WARNING: SeverityWarning, C.PWPOL_ERROR: SeverityError}

// Message says what is wrong and what mends it, without the candidate.
type Message struct {
	Problem string `json:"problem"`
	Remedy  string `json:"remedy"`
}

// Finding is what a rule found.
type Finding struct {
	Name     string             `json:"name"`
	Rule     string             `json:"rule"`
	Severity Severity           `json:"severity"`
	Have     *float64           `json:"have"`   // in the unit of the policy's key; nil for none
	Want     *float64           `json:"want"`   // likewise
	Start    int                `json:"start"`  // code points of the candidate as given
	Length   int                `json:"length"` // 0 means all of it
	Source   string             `json:"source"`
	Message  map[string]Message `json:"message"` // by language: "en", "fr"
}

// Sentence is the whole message in one language.
func (f *Finding) Sentence(lang string) string {
	message, known := f.Message[lang]
	if !known {
		message = f.Message["en"]
	}
	if message.Remedy == "" {
		return message.Problem
	}
	return message.Problem + " " + message.Remedy
}

// Numbers are three figures that people confuse, and how long the candidate is.
type Numbers struct {
	PolicyEntropy float64  `json:"policy_entropy"` // bits that the policy guarantees of any password
	FormalEntropy *float64 `json:"formal_entropy"` // bits of this one by the regulator's formula; nil for none
	GuessesLog10  *float64 `json:"guesses_log10"`  // log10 of the guesses that find it; nil when not estimated
	CodePoints    int      `json:"code_points"`
	Graphemes     int      `json:"graphemes"`
	Words         int      `json:"words"`
}

// Report is the report on a candidate. As JSON it has the form that `pwpol check --json` prints
// (docs/report.schema.json).
type Report struct {
	Format     string            `json:"format"`
	Version    string            `json:"pwpol"`
	Accepted   bool              `json:"accepted"`
	Preset     string            `json:"preset"`
	Findings   []Finding         `json:"findings"` // worst first
	Numbers    Numbers           `json:"numbers"`
	Suggestion map[string]string `json:"suggestion"` // by language
}

// Messages are the sentences of all findings in one language, worst first.
func (r *Report) Messages(lang string) []string {
	sentences := make([]string, len(r.Findings))
	for i := range r.Findings {
		sentences[i] = r.Findings[i].Sentence(lang)
	}
	return sentences
}

func figure(value C.double) *float64 {
	if number := float64(value); !math.IsNaN(number) {
		return &number
	}
	return nil
}

const reportFormat = "pwpol-report-1"

var version = Version()

var noSuggestion = map[string]string{"en": "", "fr": ""}

// Check judges a candidate. context may be nil. A candidate that is empty, too long or no text is a finding, not an
// error.
func (p *Policy) Check(password []byte, context *Context) (*Report, error) {
	policy := p.open()
	if policy == nil {
		return nil, ErrClosed
	}
	defer p.release()
	var given cContext
	defer given.free()
	if err := given.fill(context); err != nil {
		return nil, err
	}
	var pointer *C.pwpol_report
	if err := failure(C.pwpol_check(policy, start(password), C.size_t(len(password)), given.c, &pointer), nil); err != nil {
		return nil, err
	}
	defer C.pwpol_report_free(pointer)
	return reportOf(pointer, C.GoString(C.pwpol_policy_preset(policy)))
}

func reportOf(pointer *C.pwpol_report, preset string) (*Report, error) {
	var out struct {
		numbers    C.pwpol_numbers
		count      C.size_t
		accepted   C.bool
		suggestion [2]*C.char
	}
	if err := failure(C.figures(pointer, &out.numbers, &out.count, &out.accepted, &out.suggestion[0]), nil); err != nil {
		return nil, err
	}
	report := &Report{Format: reportFormat, Version: version, Accepted: bool(out.accepted), Preset: preset,
		Findings: make([]Finding, 0, int(out.count)),
		Numbers: Numbers{float64(out.numbers.policy_entropy), figure(out.numbers.formal_entropy),
			figure(out.numbers.guesses_log10), int(out.numbers.code_points), int(out.numbers.graphemes),
			int(out.numbers.words)},
		Suggestion: noSuggestion}
	if *out.suggestion[0] != 0 {
		report.Suggestion = map[string]string{"en": C.GoString(out.suggestion[0]), "fr": C.GoString(out.suggestion[1])}
	}
	for i := C.size_t(0); i < out.count; i++ {
		finding, err := findingAt(pointer, i)
		if err != nil {
			return nil, err
		}
		report.Findings = append(report.Findings, finding)
	}
	return report, nil
}

func findingAt(report *C.pwpol_report, index C.size_t) (Finding, error) {
	var found C.pwpol_finding
	var sentences [4]*C.char
	if err := failure(C.finding(report, index, &found, &sentences[0]), nil); err != nil {
		return Finding{}, err
	}
	return Finding{Name: C.GoString(found.name), Rule: C.GoString(found.rule), Severity: severities[found.severity],
		Have: figure(found.have), Want: figure(found.want), Start: int(found.start), Length: int(found.length),
		Source: C.GoString(found.source),
		Message: map[string]Message{
			"en": {C.GoString(sentences[0]), C.GoString(sentences[1])},
			"fr": {C.GoString(sentences[2]), C.GoString(sentences[3])},
		}}, nil
}

// Piece is what a part of a password was taken for. Kind is "word", "keyboard", "date" and so on.
type Piece struct {
	Kind         string            `json:"kind"`
	Start        int               `json:"start"` // code points
	Length       int               `json:"length"`
	List         string            `json:"list"`          // list, keyboard or field of the context; "" for none
	Rank         int               `json:"rank"`          // 1 is the first tried; 0 where ranks have no meaning
	GuessesLog10 float64           `json:"guesses_log10"` // to find this piece alone
	Description  map[string]string `json:"description"`   // for a person, by language; never repeats the password
}

// Guess is how many guesses find a password: log10 of those that the cheapest known attack needs.
type Guess struct {
	GuessesLog10 float64 `json:"guesses_log10"`
	Estimator    string  `json:"estimator"`
	Pieces       []Piece `json:"pieces"`
}

var kinds = [...]string{C.PWPOL_PIECE_RANDOM: "random", C.PWPOL_PIECE_WORD: "word", C.PWPOL_PIECE_DENIED: "denied",
	C.PWPOL_PIECE_CONTEXT: "context", C.PWPOL_PIECE_KEYBOARD: "keyboard", C.PWPOL_PIECE_SEQUENCE: "sequence",
	C.PWPOL_PIECE_REPEAT: "repeat", C.PWPOL_PIECE_DATE: "date", C.PWPOL_PIECE_OLD: "old",
	C.PWPOL_PIECE_LETTERS: "letters", C.PWPOL_PIECE_PHONE: "phone", C.PWPOL_PIECE_PLATE: "plate",
	C.PWPOL_PIECE_POSTCODE: "postcode", C.PWPOL_PIECE_HEXADECIMAL: "hexadecimal"}

// describe says to a person what a piece was taken for.
func describe(result *C.pwpol_guess_result, index C.size_t, lang *C.char) string {
	size := C.pwpol_guess_describe(result, index, lang, nil, 0) + 1
	written := (*C.char)(C.calloc(size, 1))
	if written == nil {
		return ""
	}
	defer free(written)
	C.pwpol_guess_describe(result, index, lang, written, size)
	return C.GoString(written)
}

// GuessPassword tells how many guesses find a password. context may be nil.
func GuessPassword(password []byte, context *Context) (*Guess, error) {
	var given cContext
	defer given.free()
	if err := given.fill(context); err != nil {
		return nil, err
	}
	var result *C.pwpol_guess_result
	if err := failure(C.pwpol_guess(start(password), C.size_t(len(password)), given.c, &result), nil); err != nil {
		return nil, err
	}
	defer C.pwpol_guess_free(result)
	guess := &Guess{GuessesLog10: float64(C.pwpol_guess_log10(result)), Estimator: C.GoString(C.pwpol_guess_estimator(result)),
		Pieces: []Piece{}}
	for i := C.size_t(0); i < C.pwpol_guess_count(result); i++ {
		var piece C.pwpol_piece
		piece.size = C.sizeof_pwpol_piece
		if err := failure(C.pwpol_guess_piece(result, i, &piece), nil); err != nil {
			return nil, err
		}
		kind := "unknown"
		if int(piece.kind) < len(kinds) {
			kind = kinds[piece.kind]
		}
		guess.Pieces = append(guess.Pieces, Piece{kind, int(piece.start), int(piece.length), C.GoString(piece.list),
			int(piece.rank), float64(piece.guesses_log10),
			map[string]string{"en": describe(result, i, english), "fr": describe(result, i, french)}})
	}
	return guess, nil
}
