"""``python -m tests.roles.webhooks.worker``: one round of the worker, in a process that can die."""

import django

django.setup()

from django.utils import timezone  # noqa: E402

from roles.webhooks import sending  # noqa: E402
from roles.webhooks.posting import Post  # noqa: E402
from roles.webhooks.services import guard  # noqa: E402
from roles.webhooks.tasks import send_round  # noqa: E402
from voipgrid_privacy.kernel.tenancy import SYSTEM  # noqa: E402

sending.spread(at=timezone.now(), by=SYSTEM)
send_round(Post(guard()))
