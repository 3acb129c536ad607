package signin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"pwpol"
)

const good, better = "xK7#pQ2v!mRd", "wZ9$bN4c?jTf"

// service is a site behind the middleware, with hashes that cost little.
func service(t *testing.T) (*SignIn, *httptest.Server) {
	t.Helper()
	policy, err := pwpol.NewPolicy("")
	if err != nil {
		t.Fatal(err)
	}
	for key, value := range map[string]string{"hash.allow_weak": "true", "hash.memory": "256", "hash.passes": "1",
		"throttle.delay_after": "0", "throttle.lock_after": "5", "throttle.unlock_after": "30min"} {
		if err := policy.Set(key, value); err != nil {
			t.Fatal(err)
		}
	}
	signIn, err := New(policy)
	if err != nil {
		t.Fatal(err)
	}
	site := signIn.Protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte("Hello, " + Login(r)))
	}))
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.RemoteAddr = r.Header.Get("From-Address") + ":50000"
		site.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return signIn, server
}

// browser keeps its cookies.
type browser struct {
	t                   *testing.T
	client              http.Client
	site, lang, address string
}

func browserOf(t *testing.T, server *httptest.Server) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, http.Client{Transport: server.Client().Transport, Jar: jar}, server.URL, "en", "192.0.2.7"}
}

func (b *browser) ask(method, path, body string) (int, string) {
	b.t.Helper()
	request, err := http.NewRequest(method, b.site+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	request.Header.Set("Accept-Language", b.lang)
	request.Header.Set("From-Address", b.address)
	answer, err := b.client.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	var told bytes.Buffer
	if _, err := told.ReadFrom(answer.Body); err != nil {
		b.t.Fatal(err)
	}
	return answer.StatusCode, told.String()
}

func (b *browser) post(path, login, password, newPassword string) (int, string) {
	b.t.Helper()
	body, err := json.Marshal(map[string]string{"login": login, "password": password, "new_password": newPassword})
	if err != nil {
		b.t.Fatal(err)
	}
	return b.ask("POST", path, string(body))
}

func expect(t *testing.T, what string, wanted int) func(status int, told string) {
	t.Helper()
	return func(status int, told string) {
		t.Helper()
		if status != wanted {
			t.Errorf("%s: %d %s", what, status, told)
		}
	}
}

func TestTheExampleIsShort(t *testing.T) {
	source, err := os.ReadFile("signin.go")
	if err != nil || bytes.Count(source, []byte("\n")) >= 150 {
		t.Error(bytes.Count(source, []byte("\n")), err)
	}
}

func TestAPersonSignsUpAndIn(t *testing.T) {
	signIn, server := service(t)
	first, french := browserOf(t, server), browserOf(t, server)
	french.lang = "fr-FR"
	if status, told := french.post("/signup", "camille", "camille1989", ""); status != 422 || !strings.Contains(told, "identifiant") || len(signIn.rows) != 0 {
		t.Error(status, told)
	}
	expect(t, "a stranger", 401)(first.ask("GET", "/", ""))
	expect(t, "sign-up", 200)(first.post("/signup", "camille", good, ""))
	if status, told := first.ask("GET", "/", ""); status != 200 || told != "Hello, camille" {
		t.Error(status, told)
	}
	expect(t, "the same name again", 409)(first.post("/signup", "camille", better, ""))
	second := browserOf(t, server)
	expect(t, "log-in", 200)(second.post("/login", "camille", good, ""))
	expect(t, "a page", 200)(second.ask("GET", "/page", ""))
	expect(t, "change", 200)(second.post("/change", "camille", good, better))
	expect(t, "the old password", 401)(second.post("/login", "camille", good, ""))
	expect(t, "the new password", 200)(second.post("/login", "camille", better, ""))
}

func TestAStrangerIsHeldBackAndLearnsNothing(t *testing.T) {
	_, server := service(t)
	owner, stranger := browserOf(t, server), browserOf(t, server)
	stranger.address = "198.51.100.1"
	owner.post("/signup", "camille", good, "")
	expect(t, "log-in", 200)(owner.post("/login", "camille", good, ""))
	answers := map[string]bool{}
	for i := 0; i < 8; i++ {
		status, told := stranger.post("/login", "camille", fmt.Sprint("guess ", i), "")
		answers[fmt.Sprint(status, told)] = true
	}
	for _, login := range []string{"camille", "nobody"} {
		status, told := stranger.post("/login", login, good, "")
		answers[fmt.Sprint(status, told)] = true
	}
	if len(answers) != 1 {
		t.Error(answers)
	}
	expect(t, "the owner, from a known device", 200)(owner.post("/login", "camille", good, ""))
}

func TestWhatIsNoSignInIsRefused(t *testing.T) {
	_, server := service(t)
	b := browserOf(t, server)
	for _, body := range []string{"", "[]", "{}", strings.Repeat("x", 20000), `{"login": 1}`, `{"login": "", "password": "x"}`,
		`{"login": "a\u0000", "password": "x"}`} {
		expect(t, body, 400)(b.ask("POST", "/signup", body))
	}
	expect(t, "no form", 401)(b.ask("GET", "/login", ""))
}
