"""Settings: everything that differs between machines comes from the environment.

``.env.example`` lists exactly what is read here; a test holds the two together.
"""

from pathlib import Path

import django_stubs_ext
import environ
from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.api.document import SPECTACULAR
from voipgrid_privacy.embedded import broker, postgres, services
from voipgrid_privacy.unfold import UNFOLD as UNFOLD  # noqa: PLC0414  a setting by its name

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
DEVELOPMENT_SECRET = "development-only-secret-that-production-refuses"  # noqa: S105

env = environ.FileAwareEnv()
env.read_env(BASE_DIR / ".env")

ENVIRONMENT = env.str("ENVIRONMENT", default="development")
PRODUCTION = ENVIRONMENT == "production"
SECRET_KEY = env.str("SECRET_KEY", default="") or DEVELOPMENT_SECRET
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
DATA_DIR = Path(env.str("DATA_DIR", default="") or BASE_DIR / "var")
WEB_PORT = env.int("WEB_PORT", default=8000)
REQUIRE_SERVICES = env.bool("REQUIRE_SERVICES", default=False)
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
STORE_KEYS = env.list("STORE_KEYS", default=[])
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://127.0.0.1:{WEB_PORT}")
# Signs certificates and the heads of consent logs: 32 bytes, base64.
SIGNING_KEY = env.str("SIGNING_KEY", default="")
# Public halves, in hexadecimal, of the keys that signed before.
FORMER_SIGNING_KEYS = env.list("FORMER_SIGNING_KEYS", default=[])
BEHIND_TLS = env.bool("BEHIND_TLS", default=PRODUCTION)
# How many proxies of our own a request passes: beyond these X-Forwarded-For is anyone's word.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
SCANNER_BROWSER = env.str("SCANNER_BROWSER", default="")
SCANNER_ALLOW_LOOPBACK = env.bool("SCANNER_ALLOW_LOOPBACK", default=False)


def refuse_unsafe_production() -> None:
    """Raise ImproperlyConfigured rather than serve the public with a setting meant for trial."""
    if SECRET_KEY == DEVELOPMENT_SECRET or len(SECRET_KEY) < 40:
        raise ImproperlyConfigured("ENVIRONMENT=production needs a SECRET_KEY of its own (40+).")
    if SCANNER_ALLOW_LOOPBACK:
        raise ImproperlyConfigured("ENVIRONMENT=production refuses SCANNER_ALLOW_LOOPBACK.")
    if DEBUG:
        raise ImproperlyConfigured("ENVIRONMENT=production refuses DEBUG.")
    if not env.list("ALLOWED_HOSTS", default=[]) or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ENVIRONMENT=production needs ALLOWED_HOSTS by name.")


if PRODUCTION:
    refuse_unsafe_production()
elif ENVIRONMENT != "development":
    raise ImproperlyConfigured("ENVIRONMENT is development or production.")
if TRUSTED_PROXIES < 0:
    raise ImproperlyConfigured("TRUSTED_PROXIES is how many proxies there are.")

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "voipgrid_privacy.kernel.admin_config.RegisterAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "oauth2_provider",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "template_partials",
    "csp",
    "voipgrid_privacy.kernel",
    "voipgrid_privacy.api",
    "roles",
    "voipgrid_privacy.accounts",
    "records",
    "cookies",
    "voipgrid_privacy.site.statements",
    "voipgrid_privacy.site",
]

MIDDLEWARE = [
    "voipgrid_privacy.site.own_hosts.OwnHosts",  # what follows asks for the host
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "voipgrid_privacy.api.middleware.ShortWay",  # what follows is for pages
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "voipgrid_privacy.accounts.middleware.ViewerMiddleware",
]

ROOT_URLCONF = "voipgrid_privacy.urls"
WSGI_APPLICATION = "voipgrid_privacy.wsgi.application"
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
                "csp.context_processors.nonce",
            ],
        },
    }
]

DATABASE_URL = env.str("DATABASE_URL", default="") or postgres.url(DATA_DIR)
DATABASES = {
    "default": {
        **env.db_url_config(DATABASE_URL),
        "ENGINE": "voipgrid_privacy.kernel.postgresql",
        # Compiling a statement takes longer than any of ours runs: a look at twenty chains took
        # ten milliseconds, and a hundred to compile.
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 16, "timeout": 10},
            "options": "-c jit=off",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="") or broker.url(DATABASE_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = broker.transport_options(CELERY_BROKER_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_DEFAULT_QUEUE = "voipgrid_privacy"
CELERY_TASK_DEFAULT_QUEUE_TYPE = broker.queue_type(CELERY_BROKER_URL)
# A browser takes its time and its memory: scans have a queue and a worker of their own.
CELERY_TASK_ROUTES = {"cookies.tasks.run_scan": {"queue": services.SCANS}}
CELERY_TASK_CREATE_MISSING_QUEUE_TYPE = broker.queue_type(CELERY_BROKER_URL)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    # Beat only says "look now"; what is due is computed from rows.
    "ring-due-anonymisation": {"task": "records.tasks.ring_due_anonymisation", "schedule": 60.0},
    "ring-due-statistics": {"task": "records.tasks.ring_due_statistics", "schedule": 300.0},
    "look-after-incidents": {"task": "records.tasks.look_after_incidents", "schedule": 60.0},
    "issue-certificates": {"task": "records.tasks.issue_certificates", "schedule": 60.0},
    "look-after-intake": {"task": "records.tasks.look_after_intake", "schedule": 60.0},
    "look-after-requests": {"task": "records.tasks.look_after_requests", "schedule": 900.0},
    "end-answer-packages": {"task": "records.tasks.end_answer_packages", "schedule": 300.0},
    "look-after-imports": {"task": "roles.tasks.look_after_imports", "schedule": 60.0},
    "send-waiting-mail": {"task": "roles.tasks.send_waiting_mail", "schedule": 5.0},
    "look-after-notices": {"task": "roles.tasks.look_after_notices", "schedule": 60.0},
    "look-after-followers": {"task": "roles.tasks.look_after_followers", "schedule": 60.0},
    "look-after-agreements": {"task": "roles.tasks.look_after_agreements", "schedule": 3600.0},
    "look-after-invitations": {
        "task": "voipgrid_privacy.accounts.tasks.look_after_invitations",
        "schedule": 3600.0,
    },
    "look-after-statements": {
        "task": "voipgrid_privacy.site.statements.tasks.look_after_statements",
        "schedule": 900.0,
    },
    "tell-followers-of-statements": {
        "task": "voipgrid_privacy.site.statements.tasks.tell_followers_of_statements",
        "schedule": 60.0,
    },
    # A ring that finds the one before it still at work is not kept.
    "send-webhooks": {
        "task": "roles.webhooks.tasks.send_webhooks",
        "schedule": 2.0,
        "options": {"expires": 2.0},
    },
    "forget-old-webhooks": {
        "task": "roles.webhooks.tasks.forget_old_webhooks",
        "schedule": 3600.0,
    },
    "refresh-findings": {"task": "roles.tasks.refresh_findings", "schedule": 3.0},
    "refresh-cookies": {"task": "cookies.tasks.refresh_cookies", "schedule": 60.0},
    "sign-consent-heads": {"task": "cookies.tasks.sign_consent_heads", "schedule": 3600.0},
    "erase-ended-consents": {"task": "cookies.tasks.erase_ended_consents", "schedule": 3600.0},
    "look-after-scans": {"task": "cookies.tasks.look_after_scans", "schedule": 15.0},
    "judge-scans": {"task": "cookies.tasks.judge_scans", "schedule": 60.0},
    "forget-scan-evidence": {"task": "cookies.tasks.forget_scan_evidence", "schedule": 3600.0},
}

PGHISTORY_APPEND_ONLY = True
PGHISTORY_CREATED_AT_FUNCTION = "NOW()"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "site:start"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "voipgrid_privacy.accounts.adapter.InvitedOnlyAdapter"
# Without a mail server mail is kept as files, where people who try the product find it.
EMAIL_URL = env.str("EMAIL_URL", default="") or f"filemail:///{DATA_DIR / 'mail'}"
vars().update(environ.Env.email_url_config(EMAIL_URL))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="") or "privacyregister@localhost"

OAUTH2_PROVIDER_APPLICATION_MODEL = "accounts.ApiClient"
OAUTH2_PROVIDER = {
    "SCOPES_BACKEND_CLASS": "voipgrid_privacy.api.scopes.ResourceScopes",
    "OAUTH2_VALIDATOR_CLASS": "voipgrid_privacy.accounts.secrets.TwoSecrets",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["voipgrid_privacy.accounts.tokens.BearerToken"],
    "DEFAULT_PERMISSION_CLASSES": ["voipgrid_privacy.api.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["voipgrid_privacy.api.renderers.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["voipgrid_privacy.api.parsers.WholeTextParser"],
    "EXCEPTION_HANDLER": "voipgrid_privacy.api.problems.problem_response",
    "DEFAULT_SCHEMA_CLASS": "voipgrid_privacy.api.schema.ContractSchema",
    "UNAUTHENTICATED_USER": None,
}

SPECTACULAR_SETTINGS = SPECTACULAR

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "voipgrid_privacy" / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "voipgrid_privacy" / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
# Unfold ships inline handlers; the relaxed policy is for /admin/ only.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s %(message)s"}},
    "filters": {
        "doorbells": {
            "()": "voipgrid_privacy.kernel.doorbells.LeaveOut",
            "tasks": [ring["task"] for ring in CELERY_BEAT_SCHEDULE.values()],
        },
        "secrets": {"()": "voipgrid_privacy.kernel.secrets_in_paths.HideSecrets"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        name: {"filters": [kept_out]}
        for kept_out, names in (
            ("doorbells", ("celery.beat", "celery.worker.strategy", "celery.app.trace")),
            # Whatever names the path of a request; a filter of a logger is not its children's.
            (
                "secrets",
                ("django.request", "django.server", "django.security.csrf", "granian.access"),
            ),
        )
        for name in names
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
