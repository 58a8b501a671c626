"""Who PostgreSQL runs as: ourselves, or as root an account that can do nothing else.

PostgreSQL refuses root. No OS user is added and no directory opened for it: an id that Debian and
systemd hand to nobody is enough, for files are owned by numbers.
"""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from voipgrid_privacy.embedded.errors import StartFailed

UNASSIGNED_UID = 65523  # above systemd's dynamic users (61184-65519), below nobody (65534)
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Account:
    """The user and group ids a program of PostgreSQL is started with; None means as we are."""

    uid: int | None = None
    gid: int | None = None

    def run(
        self, command: Sequence[str | Path], *, cwd: Path, text_in: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run ``command`` with nothing of our environment, groups or open files."""
        return subprocess.run(  # a stripped environment: no secret of ours, no PG* of the caller's
            [str(part) for part in command],
            cwd=cwd,
            env=ENVIRONMENT,
            input=text_in,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def must(self, command: Sequence[str | Path], *, cwd: Path, text_in: str = "") -> None:
        """Run ``command`` and raise with its own words if it fails."""
        done = self.run(command, cwd=cwd, text_in=text_in)
        if done.returncode:
            raise StartFailed(f"{Path(command[0]).name}: {(done.stderr or done.stdout).strip()}")

    def can_enter(self, directory: Path) -> bool:
        """Whether every directory above ``directory`` lets this account through."""
        return self.run(["test", "-x", directory], cwd=Path("/")).returncode == 0

    def own(self, path: Path) -> None:
        """Give ``path`` and what is below it to this account."""
        if self.uid is None or self.gid is None:
            return
        for each in (path, *path.rglob("*")):
            os.chown(each, self.uid, self.gid, follow_symlinks=False)


def for_directory(home: Path) -> Account:
    """As root, the owner of an existing home (also an ordinary user's), else the unassigned id."""
    if os.geteuid():
        return Account()
    if home.exists() and (owner := home.stat()).st_uid:
        return Account(owner.st_uid, owner.st_gid)
    return Account(UNASSIGNED_UID, UNASSIGNED_UID)


def with_a_name(account: Account) -> Account:
    """Making a cluster (not serving it) insists on an id with a name; nobody lends its own."""
    if account.uid is None or _has_name(account.uid):
        return account
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True
