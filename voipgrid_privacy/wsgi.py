"""The web entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from voipgrid_privacy.kernel.whole import WholeAnswers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voipgrid_privacy.settings")

application = WholeAnswers(get_wsgi_application())
# The first visitor waits for no import, and what was made by starting stays as long as the process:
# no collection has to walk it again.
get_resolver().reverse_dict  # noqa: B018  looking at it loads every page
gc.collect()
gc.freeze()
