"""All settings, one file. Anything that differs between machines is read from the environment."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent
PACKAGE_DIR = BASE_DIR / "mingcha"
STATE_DIR = Path(os.environ.get("STATE", BASE_DIR / "var"))

# The inner site is everything but the outer one, which is only what the public sees.
SITE = os.environ.get("MINGCHA_SITE", "inner")
# From the last stage of the work to the first, the order of the import contract. A later stage may
# be left out (STAGES=registry,foundation), never an earlier one.
_STAGES = {
    "inner": "demo,oversee,resolve,conclude,conduct,analyse,prepare,registry,foundation",
    "outer": "outer,foundation",
}
STAGES = os.environ.get("STAGES", _STAGES[SITE]).split(",")
# The stages whose pages the menu shows; all where nothing is said. A field edition has data of few.
MENU_STAGES = [stage for stage in os.environ.get("MENU_STAGES", "").split(",") if stage]


def _apps(stage: str) -> list[str]:
    """The apps of one stage: its folders that have an `apps.py`."""
    return sorted(f"mingcha.{stage}.{path.parent.name}" for path in (PACKAGE_DIR / stage).glob("*/apps.py"))


def _database(url: str) -> dict[str, object]:
    """`postgresql://user:password@host:port/name?host=/socket/folder` as Django wants it."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "mingcha",
        "USER": unquote(parts.username or "postgres"),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": query.get("port", [str(parts.port or "")])[0],
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 12}} if os.environ.get("DB_POOL") else {},
    }


DEBUG = os.environ.get("DEBUG", "0") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY", "only-for-trying-it-out-set-SECRET_KEY-in-earnest")
# Encrypts the fields that name a reporter; 32 bytes in hexadecimal. Kept outside the database.
FIELD_KEY = os.environ.get("FIELD_KEY", "6d" * 32)
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("TRUSTED_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    *[app for stage in STAGES for app in _apps(stage)],
    "mingcha.foundation",
    "django_cotton",
    "django_htmx",
    "django_linear_migrations",
    "axes",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mingcha.foundation.ui.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "mingcha.foundation.accounts.middleware.OneSession",
    "mingcha.foundation.accounts.middleware.OwnPasswordFirst",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mingcha.foundation.refusals.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mingcha.foundation.ui.context.navigation",
                "mingcha.foundation.notices.context.unread",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
COTTON_DIR = "cotton"

DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql://postgres@localhost/mingcha")
DATABASES = {"default": _database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
# Cheap hashes of passwords and passphrases: for tests and the demonstration's hundred accounts.
FAST_PASSWORDS = bool(os.environ.get("FAST_PASSWORDS"))
if FAST_PASSWORDS:
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "mingcha.foundation.accounts.passwords.FourClasses"},
    {"NAME": "mingcha.foundation.accounts.passwords.NotUsedBefore"},
]
PASSWORD_HISTORY = 5
PASSWORD_DAYS = int(os.environ.get("PASSWORD_DAYS", "30"))  # 0: passwords do not age
SECOND_FACTOR = os.environ.get("SECOND_FACTOR", "offered")  # or "required" of everybody
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_VERBOSE = False
SESSION_COOKIE_AGE = int(os.environ.get("IDLE_SECONDS", "1800"))
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("HTTPS", "0") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [
    *sorted(PACKAGE_DIR.glob("*/locale")),
    *sorted(PACKAGE_DIR.glob("*/*/locale")),
]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": STATE_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MAX_UPLOAD_BYTES = 200 * 1024 * 1024
# Where the outer site is seen by the public; stands in the QR codes of posters.
REPORTING_URL = os.environ.get("REPORTING_URL", "http://localhost:8001")
# Whether data sets may be loaded by a query of a database whose address a person types.
ALLOW_DATABASE_LOADS = os.environ.get("ALLOW_DATABASE_LOADS", "0") == "1"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

SILENCED_SYSTEM_CHECKS = ["axes.W006"]
TEST_RUNNER = "django.test.runner.DiscoverRunner"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}

if SITE == "outer":
    # Nobody signs in there and no page keeps a cookie, so there is nothing for sessions, accounts or
    # tokens against forged requests to do. Nothing that was sent is kept on disk before it is sealed.
    ROOT_URLCONF = "config.outer_urls"
    MIDDLEWARE = [
        "mingcha.outer.pages.middleware.Policy",
        "django.middleware.gzip.GZipMiddleware",
        "django.middleware.security.SecurityMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "mingcha.foundation.refusals.RefusalMiddleware",
    ]
    TEMPLATES[0]["OPTIONS"] = {
        "context_processors": [
            "django.template.context_processors.request",
            "django.template.context_processors.i18n",
            "mingcha.outer.pages.context.site",
        ]
    }
    SILENCED_SYSTEM_CHECKS += ["axes.W002", "security.W003"]
    SECURE_REFERRER_POLICY = "no-referrer"
    FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
    FILE_UPLOAD_MAX_MEMORY_SIZE = PLAIN_BYTES = 20 * 1024 * 1024  # of a report without JavaScript
    DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    DATA_UPLOAD_MAX_NUMBER_FIELDS, DATA_UPLOAD_MAX_NUMBER_FILES = 200, 20
    SEALED_FILE_BYTES = 512 * 1024 * 1024
    SEALED_BYTES_IN_ALL = int(os.environ.get("SEALED_BYTES_IN_ALL", 50 * 1024**3))
    EXIT_ADDRESS = os.environ.get("EXIT_ADDRESS", "https://www.baidu.com/")
    # Secrets of this site, made by `mingcha serve` in its own folder; none of them opens anything.
    RECEIPT_PEPPER = bytes.fromhex(os.environ.get("RECEIPT_PEPPER", "70" * 32))
    RECEIPT_SALT = bytes.fromhex(os.environ.get("RECEIPT_SALT", "73" * 16))
    # What unlocks drafts on phones: made when the site starts, forgotten when it stops, never on a disk.
    DRAFT_KEY = bytes.fromhex(os.environ.get("DRAFT_KEY") or secrets.token_hex(32))
    ACKNOWLEDGEMENT_SEED = bytes.fromhex(os.environ.get("ACKNOWLEDGEMENT_SEED", "61" * 32))
    # What went wrong and where, never what somebody sent, when, or from where.
    LOGGING["formatters"] = {"quiet": {"()": "mingcha.outer.pages.quiet.Quiet"}}
    LOGGING["handlers"] = {"console": {"class": "logging.StreamHandler", "formatter": "quiet"}}
    LOGGING["root"] = {"handlers": ["console"], "level": "ERROR"}
