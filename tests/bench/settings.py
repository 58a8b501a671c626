"""The product's settings with four addresses more; the middleware is the same for all."""

from voipgrid_privacy.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
