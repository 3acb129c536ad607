"""The settings of a small site, as a project would write them."""
SECRET_KEY = "for tests only"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "accounts_site.urls"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "French")]
USE_TZ = True
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "OPTIONS": {
        "loaders": [("django.template.loaders.locmem.Loader", {
            "form.html": "{{ form.as_p }}",
        })],
    },
}]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
LOGIN_REDIRECT_URL = "/in/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "pwpol.django.PasswordValidator", "OPTIONS": {"site": "accounts.example"}},
]
PASSWORD_HASHERS = [
    "pwpol.django.PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PWPOL_KEYS = {"hash.allow_weak": True, "hash.memory": 256, "hash.passes": 1}
