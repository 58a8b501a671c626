"""``python -m tests.cookies.scanner.worker``: the scanner's worker, among the fixture sites.

Everything is the product's own but for the world around it, which comes as JSON: where the host
names are, and which certificate is believed. Leases are short, so that tests need not wait.
"""

import json
import sys
from datetime import timedelta

import django

django.setup()

from cookies.scanner import leases, running  # noqa: E402
from cookies.scanner.ownership import Outside  # noqa: E402
from cookies.scanner.running import Surroundings  # noqa: E402
from voipgrid_privacy.celery import app  # noqa: E402
from voipgrid_privacy.embedded.services import SCANNER  # noqa: E402
from voipgrid_privacy.kernel.outbound import Names  # noqa: E402

given = json.loads(sys.argv[1])
names = Names(tuple(given["dns_servers"]), given["dns_port"])
given["ports"] = {int(port): to for port, to in given["ports"].items()}
leases.LEASE = timedelta(seconds=3)
leases.BETWEEN = timedelta(0)
running.surroundings = lambda: Surroundings(Outside(names, loopback=True), given)
app.worker_main(["worker", "--loglevel=INFO", "--without-gossip", "--without-mingle", *SCANNER])
