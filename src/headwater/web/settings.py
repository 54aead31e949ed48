"""The one settings file. Everything that may differ between installations comes from the environment."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from headwater.analysis.errors import UsageError
from headwater.web import addresses, folder
from headwater.web.environment import Environment
from headwater.web.keys import secret_key

_said = Environment()
_here = Path(__file__).resolve().parent

DATA = folder.made(_said.text("HEADWATER_DATA"))

SECRET_KEY = _said.given("HEADWATER_SECRET_KEY") or secret_key(DATA / "keys")
if len(SECRET_KEY) < 50:
    raise UsageError(
        "HEADWATER_SECRET_KEY is shorter than 50 characters: make a longer one, or leave it out."
    )

SITE = addresses.site(_said.text("HEADWATER_URL"), allow_http=_said.flag("HEADWATER_ALLOW_HTTP"))
SITE_URL = f"{SITE.scheme}://{SITE.netloc}"
_https = SITE.scheme == "https"
_proxies = _said.number("HEADWATER_TRUSTED_PROXIES", 0, 9)

DEBUG = False
ALLOWED_HOSTS = [SITE.hostname or ""]
if SITE.hostname in ("127.0.0.1", "localhost"):
    ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "headwater.web.urls"
WSGI_APPLICATION = "headwater.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "headwater.web",
    "headwater.apps.people",
    "headwater.apps.tasks",
    "headwater.apps.measures",
    "headwater.apps.contacts",
    "headwater.apps.actions",
    "headwater.apps.voices",
    "headwater.apps.coding",
    "headwater.apps.demand",
    "headwater.apps.policy",
    "headwater.apps.interventions",
    "headwater.apps.scorecard",
    "headwater.apps.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "headwater.web.security.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "headwater.web.errors.DeliberateErrors",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_here / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "headwater.web.navigation.navigation",
            ],
            "builtins": ["django_htmx.templatetags.django_htmx", "headwater.web.templatetags.ui"],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": addresses.database(_said.given("DATABASE_URL"), DATA)}
# shared by all processes, so that rate limits count them together
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "web_cache"}}

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Sign-in
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "headwater.apps.people.sign_in.InvitedOnly"
ACCOUNT_FORMS = {"login": "headwater.apps.people.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "headwater.apps.people.sign_in.display_name"
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account begins with an invitation to its address
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Headwater: "
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE.scheme
ACCOUNT_RATE_LIMITS = {"entrance": "20/m/ip", "owner_link": "30/m/ip"}  # and allauth's own
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ALLAUTH_TRUSTED_PROXY_COUNT = _proxies
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Headwater"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _https

# Sessions and cookies
SESSION_COOKIE_AGE = int(timedelta(hours=_said.number("HEADWATER_SESSION_HOURS", 1, 720)).total_seconds())
SESSION_COOKIE_NAME = "headwater_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_NAME = "headwater_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = _https
CSRF_FAILURE_VIEW = "headwater.web.errors.csrf_failure"

# The wire
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = ["^health$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if _proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_HANDLERS = ["headwater.web.no_files.NoFiles"]  # the one page that takes files brings its own
MOST_UPLOAD = _said.number("HEADWATER_MOST_UPLOAD_MB", 1, 1_000_000) << 20

# Programs
API_REQUESTS_A_MINUTE = _said.number("HEADWATER_API_REQUESTS", 1, 100_000)
API_PUSH_BYTES = _said.number("HEADWATER_MOST_PUSH_MB", 1, 200) * 1024 * 1024
_hosts = (_said.given("HEADWATER_WEBHOOK_HOSTS") or "").lower().split(",")
WEBHOOK_HOSTS = [host.strip() for host in _hosts if host.strip() not in ("", "none")]

# Mail
_mail = addresses.mail(_said.text("HEADWATER_EMAIL_URL"))
globals().update(_mail)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _said.text("HEADWATER_EMAIL_FROM")

# Words and time
LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = _said.text("HEADWATER_TIME_ZONE")
try:
    ZoneInfo(TIME_ZONE)
except (ValueError, OSError, KeyError):
    raise UsageError(f"HEADWATER_TIME_ZONE is {TIME_ZONE!r}: no time zone has that name.") from None
FORMAT_MODULE_PATH = ["headwater.web.formats"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "headwater.web.logs.Discreet"}},
    "filters": {"without_keys": {"()": "headwater.web.quiet_log.WithoutKeys"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_keys"]}
    },
    "root": {
        "handlers": ["console"],
        "level": _said.choice("HEADWATER_LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"]),
    },
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # what was asked and by whom is in the audit trail, not in the log
        "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
        # whoever tries a wrong host is answered, and does not fill the log
        "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL", "propagate": True},
    },
}
