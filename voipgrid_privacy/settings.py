"""Settings: everything that differs between machines comes from the environment.

``.env.example`` lists exactly what is read here; a test holds the two together.
"""

import os
from pathlib import Path

import django_stubs_ext
import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy import content_security, rings
from voipgrid_privacy.accounts import grants
from voipgrid_privacy.accounts.single_sign_on.issuers import issuers_in, providers_of
from voipgrid_privacy.api.document import SPECTACULAR
from voipgrid_privacy.embedded import broker, postgres, services, vanished
from voipgrid_privacy.environment import Environment
from voipgrid_privacy.unfold import UNFOLD as UNFOLD  # noqa: PLC0414  a setting by its name

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
DEVELOPMENT_SECRET = "development-only-secret-that-production-refuses"  # noqa: S105

env = Environment()
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
# line for people, json for machines.
LOG_FORMAT = env.str("LOG_FORMAT", default="") or ("json" if PRODUCTION else "line")
# A collector of OpenTelemetry; without it nothing is traced.
TRACES_TO = env.str("OTEL_EXPORTER_OTLP_ENDPOINT", default="")
# Who may read /metrics; without it there is no such address.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
# Where the processes of a host add up what they counted; the library asks the environment for it.
METRICS_DIR = env.str("METRICS_DIR", default="")
if METRICS_DIR:
    Path(METRICS_DIR).mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = METRICS_DIR
STORE_KEYS = env.list("STORE_KEYS", default=[])
# What was signed with these still counts; nothing new is signed with them.
SECRET_KEY_FALLBACKS = env.list("FORMER_SECRET_KEYS", default=[])
# Officers set up a second factor before anything else.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=PRODUCTION)
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://127.0.0.1:{WEB_PORT}")
# Signs certificates and the heads of consent logs: 32 bytes, base64.
SIGNING_KEY = env.str("SIGNING_KEY", default="")
# Public halves, in hexadecimal, of the keys that signed before.
FORMER_SIGNING_KEYS = env.list("FORMER_SIGNING_KEYS", default=[])
BEHIND_TLS = env.bool("BEHIND_TLS", default=PRODUCTION)
# How many proxies of our own a request passes: beyond these X-Forwarded-For is anyone's word.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# A site that is sent more choices than this in a minute is flooded; 0: no limit.
CONSENTS_PER_MINUTE = env.int("CONSENTS_PER_MINUTE", default=1_200)
CONSENTS_PER_ADDRESS = env.int("CONSENTS_PER_ADDRESS", default=60)
SCANNER_BROWSER = env.str("SCANNER_BROWSER", default="")
SCANNER_ALLOW_LOOPBACK = env.bool("SCANNER_ALLOW_LOOPBACK", default=False)


def refuse_unsafe_production() -> None:
    """Raise ImproperlyConfigured rather than serve the public with a setting meant for trial."""
    if SECRET_KEY == DEVELOPMENT_SECRET or len(SECRET_KEY) < 40:
        raise ImproperlyConfigured("ENVIRONMENT=production needs a SECRET_KEY of its own (40+).")
    if not STORE_KEYS or not SIGNING_KEY:
        raise ImproperlyConfigured("ENVIRONMENT=production needs STORE_KEYS and a SIGNING_KEY.")
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
if LOG_FORMAT not in {"line", "json"}:
    raise ImproperlyConfigured("LOG_FORMAT is line or json.")

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "voipgrid_privacy.kernel.admin_config.RegisterAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # pages of the library say "an hour ago"
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "oauth2_provider",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "template_partials",
    "csp",
    "voipgrid_privacy.kernel",
    "voipgrid_privacy.audit",
    "voipgrid_privacy.api",
    "roles",
    "voipgrid_privacy.accounts",
    "records",
    "cookies",
    "voipgrid_privacy.site.statements",
    "voipgrid_privacy.site.digests",
    "voipgrid_privacy.site",
]

MIDDLEWARE = [
    "voipgrid_privacy.kernel.measuring.Measured",  # outermost: nothing is left out
    "voipgrid_privacy.kernel.postgresql.patience.WaitsNotForEver",  # whoever asks the database
    "voipgrid_privacy.site.own_hosts.OwnHosts",  # what follows asks for the host
    "django.middleware.security.SecurityMiddleware",
    "voipgrid_privacy.kernel.headers.NothingAsked",
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
    "voipgrid_privacy.accounts.sessions.SessionLimits",
    "django_htmx.middleware.HtmxMiddleware",
    "voipgrid_privacy.accounts.middleware.ViewerMiddleware",
]
if TRACES_TO:
    MIDDLEWARE.insert(1, "voipgrid_privacy.kernel.tracing.Traced")  # within the name of a request

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
                "voipgrid_privacy.site.own_brand.own_brand",
            ],
        },
    }
]

DATABASE_URL = env.str("DATABASE_URL", default="") or postgres.url(DATA_DIR)
DATABASE = env.db_url_config(DATABASE_URL)
# Behind pgBouncer in transaction mode a session is anyone's from one transaction to the next.
DATABASE_POOLED = env.bool("DATABASE_POOLED", default=False)
if DATABASE_POOLED and not env.str("CELERY_BROKER_URL", default=""):
    raise ImproperlyConfigured("DATABASE_POOLED needs a CELERY_BROKER_URL past the pooler.")
DATABASES = {
    "default": {
        **DATABASE,
        "ENGINE": "voipgrid_privacy.kernel.postgresql",
        # Compiling a statement takes longer than any of ours runs: a look at twenty chains took
        # ten milliseconds, and a hundred to compile.
        "OPTIONS": {
            **vanished.AT_THE_CLIENT,
            **DATABASE.get("OPTIONS", {}),  # sslmode and the like, after a question mark
            "pool": {
                "min_size": 1,
                "max_size": 16,
                "timeout": 10,
                "reconnect_timeout": vanished.AGAIN,
            },
            # A pooler takes no such options: there the database itself is told, and the pooler
            # (`put-a-pooler-in-front.md`).
            **({} if DATABASE_POOLED else {"options": f"-c jit=off {vanished.AT_THE_SERVER}"}),
        },
        "DISABLE_SERVER_SIDE_CURSORS": DATABASE_POOLED,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

BROKER_URL = env.str("CELERY_BROKER_URL", default="") or broker.url(DATABASE_URL)
CELERY_BROKER_URL = broker.for_celery(BROKER_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = broker.transport_options(BROKER_URL)
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
CELERY_BEAT_SCHEDULER = "voipgrid_privacy.beat:SteadyScheduler"
CELERY_TASK_ANNOTATIONS = {"*": {"expires": rings.HEARD_WITHIN}}
CELERY_BEAT_SCHEDULE = rings.SCHEDULE

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
    {"NAME": "voipgrid_privacy.accounts.passwords.OwnWords"},
]
# What the library counts to hold off who guesses, in the database: all processes count together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_sharedcount",
    }
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "site:start"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "voipgrid_privacy.accounts.adapter.InvitedOnlyAdapter"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # here; everywhere else the new password ends log-ins
# Providers of OpenID Connect that log people in, as JSON: for officers, or for one party each.
OIDC = issuers_in(env.str("OIDC_ISSUERS", default=""), insecure=not PRODUCTION)
SOCIALACCOUNT_PROVIDERS = providers_of(OIDC)
SOCIALACCOUNT_ADAPTER = "voipgrid_privacy.accounts.single_sign_on.adapter.InvitedBySignOn"
MFA_ADAPTER = "voipgrid_privacy.accounts.second_factors.SealedFactors"
MFA_FORMS = {"authenticate": "voipgrid_privacy.accounts.second_factors.NotedCode"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS  # browsers make an exception for localhost
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs up: whoever is invited read the invitation
# Seconds without a visit after which a log-in is over, and after which every one is.
SESSION_IDLE = 3_600
SESSION_IDLE_OFFICER = 1_800
SESSION_LONGEST = 43_200
SESSION_COOKIE_AGE = SESSION_LONGEST
# A name that browsers take over TLS only, for this very host, and that no neighbour can set.
SESSION_COOKIE_NAME = "__Host-session" if BEHIND_TLS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrf" if BEHIND_TLS else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
# Without a mail server mail is kept as files, where people who try the product find it.
EMAIL_URL = env.str("EMAIL_URL", default="") or f"filemail:///{DATA_DIR / 'mail'}"
vars().update(environ.Env.email_url_config(EMAIL_URL))
if EMAIL_URL.startswith("filemail:"):
    EMAIL_BACKEND = "roles.mail.files.EmailBackend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="") or "privacyregister@localhost"
# Where mail servers report what they could not deliver, and the Maildir in which that arrives here.
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", default="")
BOUNCE_MAILDIR = env.str("BOUNCE_MAILDIR", default="")

OAUTH2_PROVIDER_APPLICATION_MODEL = "accounts.ApiClient"
OAUTH2_PROVIDER = grants.PROVIDER
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
# The texts of the product, and what libraries say in Dutch where it is not the product's tone.
LOCALE_PATHS = [BASE_DIR / "voipgrid_privacy" / each for each in ("locale", "locale_libraries")]
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

CONTENT_SECURITY_POLICY = content_security.pages(issuer.origin for issuer in OIDC.values())
ADMIN_CONTENT_SECURITY_POLICY = content_security.ADMIN
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
# Probes and Prometheus ask each host by itself, past the proxy that ends TLS.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(levelname)s %(name)s %(message)s"},
        "json": {"()": "voipgrid_privacy.kernel.logs.JsonLines"},
    },
    "filters": {
        "doorbells": {
            "()": "voipgrid_privacy.kernel.doorbells.LeaveOut",
            "tasks": [ring["task"] for ring in CELERY_BEAT_SCHEDULE.values()],
        },
        "secrets": {"()": "voipgrid_privacy.kernel.secrets_in_paths.HideSecrets"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
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
