"""The product's own settings with a shorter minute: what beat rings each minute, it rings each six
seconds.

Twenty rounds of each fault would else be spent waiting for the next minute. Nothing else differs;
`--shipped` measures recovery with the intervals as they are shipped.
"""

from voipgrid_privacy.settings import *  # noqa: F403
from voipgrid_privacy.settings import CELERY_BEAT_SCHEDULE

MINUTE = 6.0
CELERY_BEAT_SCHEDULE = {
    name: {**ring, "schedule": MINUTE if ring["schedule"] == 60.0 else ring["schedule"]}
    for name, ring in CELERY_BEAT_SCHEDULE.items()
}
