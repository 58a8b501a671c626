"""``python -m tests.faults.hosts``: three hosts, one of them cut off and healed in each round.

Web, work and data (PostgreSQL and the broker) each have a network namespace of their own. Work is
in flight from a fourth. Needs root and `ip`; leaves no namespace behind.
"""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from tests.faults.apart import Apart, shared
from tests.faults.cables import forbidden, missing, network


def main() -> int:
    """Play the rounds; return 1 if anything was lost, doubled or half done."""
    options = _options()
    if lack := missing() or forbidden():
        print(f"There can be no hosts here: {lack}.", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _stop)
    folder = Path(options.folder or tempfile.mkdtemp(prefix="hosts-"))
    try:
        figures = _played(folder, options)
    finally:
        if not options.folder:
            shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        Path(options.json).write_text(json.dumps(figures))
    return 0 if figures["clean"] else 1


def _played(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    for each in (folder, folder / "web", folder / "work", folder / "data"):
        each.mkdir(mode=0o755, parents=True, exist_ok=True)
        each.chmod(0o755)
    with network("web", "work", "data") as hosts:
        environment = shared(hosts, folder, options.broker)
        product = Apart(
            data_dir=folder / "work",
            environment=environment,
            hosts=hosts,
            folder=folder,
            away=(options.least_away, options.most_away),
        )
        os.environ.update({**environment, "DATA_DIR": str(product.data_dir)})
        try:
            print(f"started in {product.start():.0f} s", flush=True)
            from tests.faults.pulled import play  # needs the settings, which need the database

            return play(product, options)
        finally:
            product.stop()


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    """End as after an error: the namespaces are removed on the way out."""
    sys.exit(143)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.hosts")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="web, work, data: only these, with commas")
    parser.add_argument("--broker", default="pgmq", choices=("pgmq", "redis"))
    parser.add_argument("--least-away", type=float, default=5.0)
    parser.add_argument("--most-away", type=float, default=40.0, help="seconds without a cable")
    parser.add_argument("--most-pause", type=float, default=4.0, help="seconds before a cut")
    parser.add_argument("--json", default="", help="a file for the figures")
    parser.add_argument("--folder", default="", help="keep what was set up, and its logs, here")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
