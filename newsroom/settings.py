"""Every setting of the newsroom, read from the environment (names: docs/contract.md, .env.example).

Nothing here needs to be set for a newsroom on one machine: what is silent is safe and small. All state of that
default lives under DATA_DIR.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.utils.translation import gettext_lazy as _

from newsroom.lib.secret import secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env", overwrite=False)

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DEMO = env.bool("DEMO", default=False)
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="newsroom-demo")

# --- Addresses -----------------------------------------------------------------------------------------------
PORT = env.int("PORT", default=8000)
HOST = env.str("HOST", default="127.0.0.1")
BASE_URL = env.str("BASE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
if urlsplit(BASE_URL).hostname not in ALLOWED_HOSTS:
    ALLOWED_HOSTS.append(urlsplit(BASE_URL).hostname)
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
APPEND_SLASH = True

# --- Secrets -------------------------------------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY", default="") or secret_key(DATA_DIR)
# Keys of before: links in mails that were sent under them must work for ever (RFC 8058).
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

DEBUG = False

# --- Apps ----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "newsroom.apps.NewsroomConfig",
    "newsletter",
    "articles",
    "authors",
    "newsroom.lib.jobs",
    "newsroom.lib.limits",
    "newsroom.lib.once",
    "newsroom.lib.sample",
    "newsroom.apps.DeskConfig",  # the admin, with our own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth.account",  # the second factors' tables need it; its own pages have no address here
    "allauth.mfa",
    "taggit",
    "django_prose_editor",
    "js_asset",
]
MIDDLEWARE = [
    "newsroom.lib.headers.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.lib.queries.WithoutNul",
    "authors.middleware.DeskSessions",
    "django.middleware.common.CommonMiddleware",
    "authors.middleware.DeskCsrf",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "authors.middleware.DeskLanguage",
    "authors.middleware.DeskDoor",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- Database ------------------------------------------------------------------------------------------------
if env.str("DATABASE_URL", default=""):
    _database = env.db_url("DATABASE_URL")
    _database |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if _database["ENGINE"].endswith("postgresql"):
        _database.setdefault("OPTIONS", {})
        _database["OPTIONS"] |= {
            "connect_timeout": 2,
            # jit=off: it compiles for longer than any query of ours takes.
            "options": "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=15000"
            " -c jit=off",
        }
else:
    # `mode=rw`: only `migrate` makes the file, so that a wrong DATA_DIR is an error and not an empty newsroom.
    _database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"file:{DATA_DIR / 'db.sqlite3'}?mode=rw",
        "CONN_MAX_AGE": None,  # each new connection would check the log file in
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=0;"
                # No trusted_schema=OFF: SQLite 3.40 then refuses json_valid(), which guards every JSON column.
                "PRAGMA journal_size_limit=67108864"
            ),
        },
    }
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Caches, sessions ----------------------------------------------------------------------------------------
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://newsroom")}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-desk", "__Host-csrf") if HTTPS else ("desk", "desk-csrf")
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "newsroom.desk.forged"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- People --------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_USER_MODEL = "authors.User"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"  # where a sign-in leads whose `next` is not ours
# Whoever may publish, send, export or manage people needs a second factor (authors.factors.needs_factor).
SECOND_FACTOR_DEMANDED = not DEMO
MFA_ADAPTER = "authors.adapter.Factors"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- Languages, time -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ar", _("Arabic")), ("ckb", _("Central Kurdish"))]
LOCALE_PATHS = [BASE_DIR / "newsroom" / "locale"]
FORMAT_MODULE_PATH = "newsroom.formats"
USE_I18N = USE_TZ = True
# What moments are shown in until the newsroom's own settings say otherwise.
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Baghdad" if DEMO else "UTC")

# --- Files ---------------------------------------------------------------------------------------------------
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "newsroom.lib.statics.Statics"},
}
WHITENOISE_MAX_AGE = 3600
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
UPLOAD_MAX_BYTES = 40 * 2**20
PHOTO_MAX_PIXELS = 60_000_000

# --- Finished pages ------------------------------------------------------------------------------------------
PAGE_STORE = env.str("PAGE_STORE", default="on") != "off"  # off: every page rendered afresh, to measure
PAGES_DIR = DATA_DIR / "pages"
PAGES_PRESSED = env.int("PAGES_PRESSED", default=50_000)  # the newest so many stories, before anybody asks for them
PAGES_MOST = env.int("PAGES_MOST", default=60_000)  # kept on disk; the worker removes the oldest beyond it

# --- Readership ----------------------------------------------------------------------------------------------
READERSHIP = env.str("READERSHIP", default="") or "server"  # who counts: server, log (`count_readers`), off
READERSHIP_DIR = DATA_DIR / "readership"  # what web processes counted, until the worker has taken it in
READERSHIP_HOURS = env.int("READERSHIP_HOURS", default=14)  # days for which each hour is kept
READERSHIP_DAYS = env.int("READERSHIP_DAYS", default=800)  # days for which each day is kept

# --- Mail ----------------------------------------------------------------------------------------------------
MAIL_DIR = DATA_DIR / "mail"
if env.str("EMAIL_URL", default=""):
    _mail = env.email_url("EMAIL_URL")
    EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
    EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
else:
    EMAIL_BACKEND = "newsroom.lib.mail.FileBackend"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default=f"newsroom@{urlsplit(BASE_URL).hostname}")

# --- Telling other machines ------------------------------------------------------------------------------------
# Only where BASE_URL is an address that others reach (newsroom.lib.hearers).
WEBSUB_HUB, INDEXNOW = (
    "" if address == "off" else address
    for address in (
        env.str("WEBSUB_HUB", default="") or "https://pubsubhubbub.appspot.com/",
        env.str("INDEXNOW", default="") or "https://api.indexnow.org/indexnow",
    )
)

# --- Processes -----------------------------------------------------------------------------------------------
WORKERS = env.int("WORKERS", default=0)  # web processes; 0: one a core

# --- Security ------------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# What Django's two middlewares for this would send, newsroom.lib.headers sends; http is sent on to https by the proxy
# in front (deploy/), which alone sees the difference.
# W003 looks for CsrfViewMiddleware by name; authors.middleware.DeskCsrf is one.
SILENCED_SYSTEM_CHECKS = ["security.W001", "security.W002", "security.W003"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "newsroom.lib.log.Line"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "newsroom": {"level": "INFO"},
    },
}

# --- The editor ----------------------------------------------------------------------------------------------
DJANGO_PROSE_EDITOR_EXTENSIONS: list[dict] = []
