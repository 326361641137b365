"""Django settings. Everything that differs between workspaces comes from the environment, read once when Django starts.

``SEKISHO_HOME``        the workspace's folder (default ``./sekisho-data``): database, received files
``DATABASE_URL``        another database, e.g. ``postgres://user@/name?host=/run/postgresql`` (default: SQLite in the folder)
``SEKISHO_SECRET_KEY``  the signing key; never kept in the folder (``sekisho serve`` keeps one outside; else one per process)
``SEKISHO_SECRET_KEY_FILE``  where that key is kept instead (default: in the settings of the person who serves)
``SEKISHO_HOSTS``       names under which the pages are reached, separated by commas (default: this machine only)
``SEKISHO_TLS``         ``true`` where the pages are reached by https only: cookies and browsers are then held to it
``SEKISHO_WEBHOOK_ALLOW``  hosts inside the network to which messages to other programs may go, separated by commas
``SEKISHO_OIDC_URL`` ``_ID`` ``_SECRET`` ``_NAME``  an OpenID provider to sign in by (Entra ID and others)
``SEKISHO_OIDC_DOMAINS`` domains whose addresses the provider vouches for even where it does not say so (Entra ID)
``SEKISHO_MFA_REQUIRED`` who must have a second factor: ``none`` (default), ``office`` or ``all``
``SEKISHO_EMAIL_URL``   how mail is sent, ``smtp+tls://user:password@host:587`` (default: none is sent); ``_FROM`` the sender
``SEKISHO_PROXIES``     how many reverse proxies stand before the pages (default 0); says which address a request came from
"""

import secrets
import warnings
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

from sekisho_site.config.refusal import RefusedError
from sekisho_site.config.signing_key import kept_key

env = environ.Env()

SEKISHO_HOME: Path = Path(env.str("SEKISHO_HOME", default="") or "sekisho-data").absolute()
SECRET_KEY = env.str("SEKISHO_SECRET_KEY", default="") or kept_key(SEKISHO_HOME) or secrets.token_urlsafe(48)
SITE: Path = Path(__file__).parent.parent

INSTALLED_APPS = [
    "sekisho_site.records",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads at random, so that lengths tell nothing of secrets in a page
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sekisho_site.web.permissions.PermissionMiddleware",
    "sekisho_site.web.signin.second_factor.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "sekisho_site.web.urls"
WSGI_APPLICATION = "sekisho_site.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted((SITE / "web").glob("*/templates")),
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sekisho_site.web.frame.context.frame",
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "sekisho_site.web.frame.templatetags.words",
                "sekisho_site.web.frame.templatetags.parts",
            ],
        },
    }
]
COTTON_DIR = "cotton"

STATIC_URL = "/static/"
STATICFILES_DIRS = [("sekisho", SITE / "web" / "frame" / "static")]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

AUTH_USER_MODEL = "records.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True  # a session lasts SESSION_COOKIE_AGE; nobody is asked
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers get no mail; the page answers the same
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_DISPLAY = "sekisho_site.web.signin.adapters.name_of"
# wrong passwords and codes are counted in the database (AXES); these limits are per process and slow down everything else
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "60/5m/ip"}
ACCOUNT_FORMS = {
    "login": "sekisho_site.web.signin.forms.PasswordSignInForm",
    "change_password": "sekisho_site.web.signin.forms.PasswordChangeForm",
    "reset_password": "sekisho_site.web.signin.forms.PasswordResetForm",
    "reset_password_from_key": "sekisho_site.web.signin.forms.NewPasswordForm",
    "reauthenticate": "sekisho_site.web.signin.forms.PasswordAgainForm",
}
ACCOUNT_ADAPTER = "sekisho_site.web.signin.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "sekisho_site.web.signin.adapters.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # by a verified address of somebody who is here already; nobody is ever created
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True  # from then on by the provider's own number of the person
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Sekisho"
MFA_ADAPTER = "sekisho_site.web.signin.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "sekisho_site.web.signin.forms.CodeForm",
    "reauthenticate": "sekisho_site.web.signin.forms.CodeAgainForm",
    "activate_totp": "sekisho_site.web.signin.forms.NewTotpForm",
    "add_webauthn": "sekisho_site.web.signin.forms.NewKeyForm",
    "edit_webauthn": "sekisho_site.web.signin.forms.KeyNameForm",
    "authenticate_webauthn": "sekisho_site.web.signin.forms.KeyForm",
    "reauthenticate_webauthn": "sekisho_site.web.signin.forms.KeyAgainForm",
    "login_webauthn": "sekisho_site.web.signin.forms.PasskeySignInForm",
}
SEKISHO_MFA_REQUIRED = env.str("SEKISHO_MFA_REQUIRED", default="none")
if SEKISHO_MFA_REQUIRED not in ("none", "office", "all"):
    raise RefusedError("SEKISHO_MFA_REQUIRED: none、office、all のどれかを書いてください。")

_EMAIL_URL = env.str("SEKISHO_EMAIL_URL", default="")
SEKISHO_SENDS_MAIL = bool(_EMAIL_URL)
DEFAULT_FROM_EMAIL = env.str("SEKISHO_EMAIL_FROM", default="sekisho@localhost")
vars().update(env.email_url_config(_EMAIL_URL or "consolemail://"))

_OIDC_URL = env.str("SEKISHO_OIDC_URL", default="")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.str("SEKISHO_OIDC_NAME", default="会社のアカウント"),
                "client_id": env.str("SEKISHO_OIDC_ID", default=""),
                "secret": env.str("SEKISHO_OIDC_SECRET", default=""),
                "settings": {
                    "server_url": _OIDC_URL,
                    "oauth_pkce_enabled": True,
                    "verified_email": env.list("SEKISHO_OIDC_DOMAINS", default=[]),
                },
            }
        ]
        if _OIDC_URL
        else []
    }
}

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "sekisho_site.web.signin.lockout.address_of"
AXES_CLIENT_IP_CALLABLE = "sekisho_site.web.signin.lockout.place_of"
AXES_LOCKOUT_CALLABLE = "sekisho_site.web.signin.lockout.locked_page"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # 15 minutes are 15 minutes
AXES_DISABLE_ACCESS_LOG = True  # who was where is not kept beyond what locking needs
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("SEKISHO_PROXIES", default=0)
#: Addresses of people stand in the lines that axes logs; personal values never go into logs.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_secrets": {"()": "sekisho_site.config.secret_addresses.WithoutSecrets"}},
    "loggers": {
        "axes": {"level": "CRITICAL"},
        "allauth": {"level": "CRITICAL"},
        "django.request": {"filters": ["without_secrets"]},
        "django.security.csrf": {"filters": ["without_secrets"]},
    },
}

ALLOWED_HOSTS = [*env.list("SEKISHO_HOSTS", default=[]), "127.0.0.1", "localhost", "[::1]"]
_BEHIND_TLS = env.bool("SEKISHO_TLS", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _BEHIND_TLS and ALLAUTH_TRUSTED_PROXY_COUNT else None
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _BEHIND_TLS
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _BEHIND_TLS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "sekisho_site.web.frame.errors.csrf_failed"
SEKISHO_WEBHOOK_ALLOW = env.list("SEKISHO_WEBHOOK_ALLOW", default=[])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "sekisho_site.web.frame.uploads.LimitedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 500}}}

# IMMEDIATE: a transaction takes the only write lock at once, so that two writers wait for each other instead of failing.
# FULL: what was acknowledged survives a power cut.
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 60,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}
# jit: our statements take milliseconds and would be compiled for seconds. work_mem: what a department or a party reaches is
# held in memory while the rows are compared with it; without room for it PostgreSQL reads it anew for every row.
_POSTGRESQL_OPTIONS = {"options": "-c jit=off -c work_mem=64MB"}


def _database() -> dict[str, object]:
    url = env.str("DATABASE_URL", default="")
    database = _named(url) if url else {"ENGINE": "django.db.backends.sqlite3", "NAME": SEKISHO_HOME / "db.sqlite3"}
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = {**database.get("OPTIONS", {}), **_SQLITE_OPTIONS}
    elif database["ENGINE"].endswith("postgresql"):
        database["OPTIONS"] = {**_POSTGRESQL_OPTIONS, **database.get("OPTIONS", {})}
    return database


def _named(url: str) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the refusal below says it in words for people
        database: dict[str, Any] = env.db_url_config(url)
    if not database.get("ENGINE"):
        why = "DATABASE_URL: データベースの種類が分かりません。"
        raise RefusedError(f"{why}postgres://利用者@ホスト/名前 か sqlite:///場所 の形で書いてください。")
    return database


DATABASES = {"default": _database()}

USE_TZ = True
TIME_ZONE = "Asia/Tokyo"
LANGUAGE_CODE = "ja"
USE_I18N = True
