// Package signin protects a site of net/http: POST /signup, /login and /change are the middleware's, everything else
// needs a session. Behind a proxy, have RemoteAddr be the person's address.
//
//	signIn, err := signin.New(policy)
//	http.ListenAndServeTLS(":8443", "certificate.pem", "key.pem", signIn.Protect(site))
package signin

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"

	"pwpol"
)

// SignIn keeps its tables in memory; a service has them in its database.
type SignIn struct {
	accounts *pwpol.Accounts // one for the process
	lock     sync.Mutex
	rows     map[string]pwpol.Row // by login
	sessions map[string]string    // logins by token
}

// New makes the middleware of a policy.
func New(policy *pwpol.Policy) (*SignIn, error) {
	breach, err := pwpol.OpenBreach("", true)
	if err != nil {
		return nil, err
	}
	accounts, err := pwpol.NewAccounts(policy, &pwpol.AccountsOptions{Breach: breach})
	return &SignIn{accounts: accounts, rows: map[string]pwpol.Row{}, sessions: map[string]string{}}, err
}

type loginKey struct{}

// Login is who is signed in, for the handlers that Protect protects.
func Login(r *http.Request) string { return r.Context().Value(loginKey{}).(string) }

// Protect answers the three forms itself, and lets everything else through to who is signed in.
func (s *SignIn) Protect(next http.Handler) http.Handler {
	flows := map[string]func(context.Context, pwpol.AccountRequest) (*pwpol.Outcome, error){
		"/signup": s.accounts.Enrol, "/login": s.accounts.Login, "/change": s.accounts.Change,
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if flow := flows[r.URL.Path]; flow != nil && r.Method == http.MethodPost {
			s.form(w, r, flow)
			return
		}
		s.lock.Lock()
		login, known := s.sessions[cookie(r, "session")]
		s.lock.Unlock()
		if known {
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), loginKey{}, login)))
		} else {
			fail(w, http.StatusUnauthorized)
		}
	})
}

var statuses = map[pwpol.Answer]int{
	pwpol.Accepted: 200, pwpol.AcceptedMustChange: 403, pwpol.Refused: 401, pwpol.RefusedWeak: 422, pwpol.AskChallenge: 401,
	pwpol.TryLater: 503,
}

// form runs a flow on {"login", "password", "new_password"} in JSON.
func (s *SignIn) form(w http.ResponseWriter, r *http.Request, flow func(context.Context, pwpol.AccountRequest) (*pwpol.Outcome, error)) {
	var asked struct {
		Login, Password string
		NewPassword     string `json:"new_password"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 16<<10)).Decode(&asked); err != nil || asked.Login == "" {
		fail(w, http.StatusBadRequest)
		return
	}
	source, _, _ := net.SplitHostPort(r.RemoteAddr)
	request := pwpol.AccountRequest{Login: asked.Login, Password: []byte(asked.Password), NewPassword: []byte(asked.NewPassword),
		Context: &pwpol.Context{Login: asked.Login, Site: r.Host}, Source: source, Device: cookie(r, "device")}
	s.lock.Lock()
	if row, known := s.rows[asked.Login]; known && r.URL.Path != "/signup" {
		request.Row = &row
	}
	s.lock.Unlock()
	outcome, err := flow(r.Context(), request)
	if errors.Is(err, pwpol.StatusArgument) || errors.Is(err, pwpol.StatusUTF8) { // what was typed is no name
		fail(w, http.StatusBadRequest)
		return
	} else if err != nil {
		fail(w, http.StatusServiceUnavailable)
		return
	}
	if !s.write(asked.Login, outcome.Row) && r.URL.Path != "/login" { // whose rehash is as good as the other one's
		fail(w, http.StatusConflict)
		return
	}
	lang := map[bool]string{false: "en", true: "fr"}[strings.HasPrefix(r.Header.Get("Accept-Language"), "fr")]
	told := map[string]any{"sentence": outcome.Sentence[lang]}
	if outcome.Answer == pwpol.RefusedWeak {
		told["reasons"] = outcome.Report.Messages(lang)
	}
	if outcome.Answer == pwpol.Accepted {
		var token [32]byte
		if _, err := rand.Read(token[:]); err != nil {
			panic(err) // nothing random, no session
		}
		session := base64.RawURLEncoding.EncodeToString(token[:])
		s.lock.Lock()
		s.sessions[session] = asked.Login
		s.lock.Unlock()
		set(w, "session", session, 0)
		if outcome.Device != "" { // so that this browser's mistakes are counted apart from strangers'
			set(w, "device", outcome.Device, 90*24*3600)
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(statuses[outcome.Answer])
	json.NewEncoder(w).Encode(told)
}

// write is UPDATE ... WHERE stored = expected: false when that changes no row, for somebody else was faster.
func (s *SignIn) write(login string, change pwpol.RowChange) bool {
	s.lock.Lock()
	defer s.lock.Unlock()
	current := s.rows[login].Stored == change.Expected
	if change.Write && current {
		s.rows[login] = pwpol.Row{Stored: change.Stored, ChangedAt: change.ChangedAt, Flags: change.Flags, History: change.History}
	}
	return current || !change.Write
}

func fail(w http.ResponseWriter, status int) { http.Error(w, http.StatusText(status), status) }

func cookie(r *http.Request, name string) string {
	found, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return found.Value
}

func set(w http.ResponseWriter, name, value string, age int) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: age, Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode})
}
