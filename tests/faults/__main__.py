"""``python -m tests.faults``: faults at random moments of the running product, and what they cost.

Starts the product as `make run` does, on an embedded PostgreSQL in a folder of its own. In each
round of each fault work is in flight, the fault strikes at a moment chosen by seed, and the product
has to come back by itself. When all rounds of a fault are over and nothing waits, everything that
was asked is counted.
"""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from tests.faults.brokers import Broker, broker_at
from tests.faults.disk import Disk, mounted
from tests.faults.ground import Staged
from voipgrid_privacy.embedded import postgres

SHIPPED, SHORT = "voipgrid_privacy.settings", "tests.faults.settings"


def main() -> int:
    """Run the faults that are asked for; return 1 if anything was lost, doubled or half done.

    So it does when a fault that was asked for by name cannot be played here.
    """
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_told: sys.exit(1))  # so that nothing stays mounted
    folder = Path(options.folder or tempfile.mkdtemp(prefix="faults-"))
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder.chmod(0o755)
    disk, no_disk = _disk(options, folder)
    broker = broker_at(options.broker)
    try:
        product = Staged(folder / "var", _environment(options, folder, broker))
        product.disk, product.no_disk, product.broker = disk, no_disk, broker
        return _played(product, options)
    finally:
        if broker:
            broker.end()
        if disk:
            disk.unmount()
        if not options.folder:
            shutil.rmtree(folder, ignore_errors=True)


def _disk(options: argparse.Namespace, folder: Path) -> tuple[Disk | None, str]:
    """Return a disk of its own, where a fault is asked for that fills it."""
    if options.only and "full" not in options.only:
        return None, "none was asked for"
    if options.folder:
        return None, "what is on it could not be kept, as --folder asks"
    return mounted(folder)


def _environment(
    options: argparse.Namespace, folder: Path, broker: Broker | None
) -> dict[str, str]:
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(folder),
        "TMPDIR": str(folder / "tmp"),
        "DATA_DIR": str(folder / "var"),
        "DATABASE_URL": "",
        "CELERY_BROKER_URL": broker.seen if broker else "",
        "SCANNER_ALLOW_LOOPBACK": "true",
        "DJANGO_SETTINGS_MODULE": SHIPPED if options.shipped else SHORT,
        "LOG_LEVEL": "WARNING",
    }


def _played(product: Staged, options: argparse.Namespace) -> int:
    os.environ.update(product.environment)
    folder = Path(product.environment["TMPDIR"])
    folder.mkdir(exist_ok=True)
    folder.chmod(0o1777)
    try:
        print(f"started in {product.start():.0f} s", flush=True)
        from tests.faults.rounds import play  # needs the settings, which need the database

        results = play(product, options)
    finally:
        if options.log:
            shutil.copyfile(product.log, options.log)
        product.stop()
        if not options.folder:
            postgres.remove(product.data_dir)
    if options.json:
        Path(options.json).write_text(json.dumps([each.as_row() for each in results]))
    asked = all(not each.left_out for each in results) or not options.only
    return 0 if asked and all(each.is_clean for each in results) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="names of faults, with commas between them")
    broker = "amqp://… or redis://…, or redis: for one of our own; pgmq when left out"
    parser.add_argument("--broker", default="", help=broker)
    parser.add_argument("--shipped", action="store_true", help="beat's own intervals")
    parser.add_argument("--most-pause", type=float, default=4.0, help="seconds before a strike")
    parser.add_argument("--json", default="", help="a file for the figures")
    parser.add_argument("--log", default="", help="a file for what the product said")
    parser.add_argument("--folder", default="", help="keep what was set up, and its log, here")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
