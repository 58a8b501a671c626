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
import sys
import tempfile
from pathlib import Path

from tests.faults.product import Product
from voipgrid_privacy.embedded import postgres


def main() -> int:
    """Run the faults that are asked for; return 1 if anything was lost, doubled or half done."""
    options = _options()
    folder = Path(options.folder or tempfile.mkdtemp(prefix="faults-"))
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder.chmod(0o755)
    settings = "voipgrid_privacy.settings" if options.shipped else "tests.faults.settings"
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(folder),
        "DATA_DIR": str(folder / "var"),
        "DATABASE_URL": "",
        "CELERY_BROKER_URL": options.broker,
        "SCANNER_ALLOW_LOOPBACK": "true",
        "DJANGO_SETTINGS_MODULE": settings,
        "LOG_LEVEL": "WARNING",
    }
    product = Product(folder / "var", environment)
    os.environ.update(environment)
    try:
        print(f"started in {product.start():.0f} s", flush=True)
        from tests.faults.rounds import play  # needs the settings, which need the database

        results = play(product, options)
    finally:
        product.stop()
        if not options.folder:
            postgres.remove(product.data_dir)
            shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        Path(options.json).write_text(json.dumps([each.as_row() for each in results]))
    return 0 if all(each.is_clean for each in results) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="names of faults, with commas between them")
    parser.add_argument("--broker", default="", help="amqp://… or redis://…; pgmq when left out")
    parser.add_argument("--shipped", action="store_true", help="beat's own intervals")
    parser.add_argument("--most-pause", type=float, default=4.0, help="seconds before a strike")
    parser.add_argument("--json", default="", help="a file for the figures")
    parser.add_argument("--folder", default="", help="keep what was set up, and its log, here")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
