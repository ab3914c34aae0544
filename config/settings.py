"""All settings, from the environment only (`docs/exploitation/configuration.md` lists them, a test compares)."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("COMMUN_DATA_DIR", default=str(BASE_DIR / "var"))).expanduser().resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("COMMUN_DEBUG", default=False)
DEMO = env.bool("COMMUN_DEMO", default=False)


def _secret_key() -> str:
    """The key of the environment, or one made once and kept beside the database, readable by its owner alone."""
    key: str = env.str("COMMUN_SECRET_KEY", default="")
    if key:
        return key
    path = DATA_DIR / "secret.key"
    try:
        with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as new:
            new.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text()


def _folder(named: str) -> Path | None:
    """A folder that the operator names; None when none is named."""
    return Path(named).expanduser().resolve() if named else None


def _origin(url: str) -> str:
    """The scheme and host of `url`, as a Content-Security-Policy wants them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.list("COMMUN_SECRET_KEY_FALLBACKS", default=[])
SITE_URL = env.str("COMMUN_SITE_URL", default=f"http://127.0.0.1:{env.str('PORT', default='8000')}").rstrip("/")
SITE_NAME = "Commun"
# Who answers for this installation; what is not given is said to be "non renseigné" on the legal page.
PUBLISHER = {
    "name": env.str("COMMUN_PUBLISHER", default=""),
    "address": env.str("COMMUN_PUBLISHER_ADDRESS", default=""),
    "director": env.str("COMMUN_PUBLICATION_DIRECTOR", default=""),
    "contact": env.str("COMMUN_PUBLISHER_CONTACT", default=""),
    "data_protection": env.str("COMMUN_DATA_PROTECTION_CONTACT", default=""),
    "host": env.str("COMMUN_HOSTING", default=""),
}
SECURITY_CONTACT = env.str("COMMUN_SECURITY_CONTACT", default="")
SOURCE_URL = env.str("COMMUN_SOURCE_URL", default="")
ALLOWED_HOSTS = env.list("COMMUN_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_tasks_db",
    "commun.core",
    "commun.ui",
    "commun.search",
    "commun.territories",
    "commun.accounts",
    "commun.accounts.proconnect",
    "commun.following",
    "commun.keys",
    "commun.webhooks",
    "commun.deliberations",
    "commun.resources",
    "commun.editorial",
    "commun.heritage",
    "commun.groups",
    "commun.agenda",
    "commun.library",
    "commun.concertations",
    "commun.consultations",
    "commun.syntheses",
    "commun.hearings",
    "commun.jobs",
    "commun.labels",
    "commun.opendata",
    "commun.federation",
    "commun.embeds",
    "commun.api",
    "commun.agents",
    "commun.site",
    # After ours, so that our templates come first.
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "commun.api.middleware.ProblemMiddleware",
    "commun.embeds.middleware.FrameMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "commun.core.middleware.PermissionsPolicyMiddleware",
    "commun.site.middleware.RequestBoundMiddleware",
    "commun.site.middleware.ReadableAddressMiddleware",
    "commun.core.caching.PublicPageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "commun.site.middleware.TypedTextMiddleware",
    "commun.site.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commun.core.context.site",
            ],
            "builtins": ["commun.ui.templatetags.ui"],
        },
    }
]

# --- Database: SQLite by default, PostgreSQL by DATABASE_URL -----------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'commun.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Django's defaults refuse one concurrent write in four; these refused one in three thousand (docs/adr/0002). The
    # file is not mapped in memory: pages come as fast from the system's own cache, and a process that reads all of the
    # country stays 45 MB smaller.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
            "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-8000;"
            "PRAGMA temp_store=MEMORY"
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = env.int("COMMUN_CONN_MAX_AGE", default=600)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"},
    # Rendered public pages and figures, keyed by the version of the public data: a process may forget it at any time.
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 1400}},
}
PAGE_CACHE = env.bool("COMMUN_PAGE_CACHE", default=True)

# Work beside the web processes: the database is its queue, `commun worker` runs it (docs/adr/0016).
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Language and time -------------------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# --- Files -------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "uploads"
ARCHIVE_DIR = Path(env.str("COMMUN_ARCHIVE_DIR", default=str(DATA_DIR / "archives"))).expanduser().resolve()
BACKUP_DIR = _folder(env.str("COMMUN_BACKUP_DIR", default=""))
MAX_UPLOAD_BYTES = 10 * 1024 * 1024
# What territories archive: in pieces, apart from the other uploads (docs/exploitation/patrimoine.md).
HERITAGE_DIR = Path(env.str("COMMUN_HERITAGE_DIR", default=str(DATA_DIR / "patrimoine"))).expanduser().resolve()
HERITAGE_S3_URL = env.str("COMMUN_HERITAGE_S3_URL", default="")
HERITAGE_S3_KEY_ID = env.str("COMMUN_HERITAGE_S3_KEY_ID", default="")
HERITAGE_S3_SECRET = env.str("COMMUN_HERITAGE_S3_SECRET", default="")
HERITAGE_QUOTA_BYTES = env.int("COMMUN_HERITAGE_QUOTA_GB", default=20) * 1_000_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o640
STORAGES = {
    "default": {"BACKEND": "commun.core.full_disk.WholeFiles"},
    "heritage": {
        "BACKEND": "commun.heritage.object_store.ObjectStore",
        "OPTIONS": {
            "url": HERITAGE_S3_URL,
            "region": env.str("COMMUN_HERITAGE_S3_REGION", default=""),
            "key_id": HERITAGE_S3_KEY_ID,
            "secret": HERITAGE_S3_SECRET,
        },
    }
    if HERITAGE_S3_URL
    else {"BACKEND": "commun.core.full_disk.WholeFiles", "OPTIONS": {"location": HERITAGE_DIR}},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.bool("COMMUN_STATIC_MANIFEST", default=not DEBUG)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 3600

# --- People ------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/espace/"
LOGOUT_REDIRECT_URL = "/"

# No password anywhere: a code sent by e-mail, at sign-up as at sign-in (docs/adr/0009).
ACCOUNT_ADAPTER = "commun.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = ACCOUNT_LOGIN_BY_CODE_FORMAT
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {
    "request_login_code": "commun.accounts.forms.SignInForm",
    "signup": "commun.accounts.forms.SignUpForm",
    "add_email": "commun.accounts.forms.ChangeEmailForm",
    "confirm_login_code": "commun.accounts.forms.SignInCodeForm",
    "confirm_email_verification_code": "commun.accounts.forms.VerificationCodeForm",
}
MFA_FORMS = {
    "authenticate": "commun.accounts.forms.SecondFactorForm",
    "reauthenticate": "commun.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "commun.accounts.forms.SecondFactorSetUpForm",
}
# The address of a client comes from the one proxy in front of us, when there is one; it keys the rate limits.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("COMMUN_BEHIND_PROXY", default=False) else 0

MFA_ADAPTER = "commun.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_COUNT = 10

SESSION_COOKIE_AGE = 14 * 24 * 3600
SEARCH_URL = env.str("COMMUN_SEARCH_URL", default="").rstrip("/")
# From one address, for each process: a harvester that takes everything by pages of 1,000 never meets it.
API_READS_A_MINUTE = env.int("COMMUN_API_READS_A_MINUTE", default=600)
# Whether `commun check-links` visits the addresses that records cite.
CHECK_LINKS = env.bool("COMMUN_CHECK_LINKS", default=True)
# How long what is over keeps an address or an author (`commun purge-personal-data`): one year at least.
RETENTION_YEARS = max(1, env.int("COMMUN_RETENTION_YEARS", default=3))

# ProConnect, the State's sign-in for public agents: absent unless its three values are given.
PROCONNECT_CLIENT_ID = env.str("COMMUN_PROCONNECT_CLIENT_ID", default="")
PROCONNECT_CLIENT_SECRET = env.str("COMMUN_PROCONNECT_CLIENT_SECRET", default="")
PROCONNECT_DISCOVERY_URL = env.str("COMMUN_PROCONNECT_DISCOVERY_URL", default="")
PROCONNECT_ACR_VALUES = "eidas1"
PROCONNECT_ENABLED = bool(PROCONNECT_CLIENT_ID and PROCONNECT_CLIENT_SECRET and PROCONNECT_DISCOVERY_URL)
SOCIALACCOUNT_ADAPTER = "commun.accounts.adapters.ProConnectAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = (
    {
        "proconnect": {
            "APPS": [
                {
                    "name": "ProConnect",
                    "client_id": PROCONNECT_CLIENT_ID,
                    "secret": PROCONNECT_CLIENT_SECRET,
                    "settings": {"server_url": PROCONNECT_DISCOVERY_URL, "token_auth_method": "client_secret_post"},
                }
            ]
        }
    }
    if PROCONNECT_ENABLED
    else {}
)

# --- Mail --------------------------------------------------------------------------------------------------------

EMAIL_CONFIG = env.email_url("COMMUN_EMAIL_URL", default="filemail://")
vars().update(EMAIL_CONFIG)
if EMAIL_BACKEND == "django.core.mail.backends.filebased.EmailBackend":  # type: ignore[name-defined] # noqa: F821
    EMAIL_FILE_PATH = str(DATA_DIR / "mails")
DEFAULT_FROM_EMAIL = env.str("COMMUN_FROM_EMAIL", default="Commun <commun@localhost>")

# Where mails that could not be delivered come back; each reader then has an address of its own (`commun read-bounces`).
BOUNCE_EMAIL = env.str("COMMUN_BOUNCE_EMAIL", default="")
REPLY_EMAIL = env.str("COMMUN_REPLY_EMAIL", default="")
BOUNCE_MAILDIR = _folder(env.str("COMMUN_BOUNCE_MAILDIR", default=""))
REPLY_MAILDIR = _folder(env.str("COMMUN_REPLY_MAILDIR", default=""))

# --- Federation --------------------------------------------------------------------------------------------------

# The private half of an ed25519 key, 32 bytes in base64 (`commun signing-key` makes one): signs what others harvest.
SIGNING_KEY = env.str("COMMUN_SIGNING_KEY", default="")

# --- Reading the web -------------------------------------------------------------------------------------------------

# Only for trials and tests: lets a feed be read from this machine or a private network.
FETCH_PRIVATE_ADDRESSES = env.bool("COMMUN_FETCH_PRIVATE_ADDRESSES", default=False)

# --- Security ----------------------------------------------------------------------------------------------------

HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("COMMUN_BEHIND_PROXY", default=False) else None
)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "commun.site.views.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # Signing in and out by ProConnect are forms whose answer redirects there: browsers check that too.
        "form-action": [SELF, *([_origin(PROCONNECT_DISCOVERY_URL)] if PROCONNECT_ENABLED else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"commun": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}
