"""The product's settings with four addresses more; the middleware is the same for all."""

from voipgrid_privacy.settings import *  # noqa: F403

CONSENTS_PER_MINUTE = CONSENTS_PER_ADDRESS = 0  # a bench is a flood
ROOT_URLCONF = "tests.bench.urls"
