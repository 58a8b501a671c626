"""Settings come from the environment, and what is secret from files."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from voipgrid_privacy.environment import Environment, Files


def reading(values: dict[str, str]) -> Environment:
    env = Environment()
    env.ENVIRON = Files(values)
    return env


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_secret_comes_from_its_file_without_the_end_of_its_line(tmp_path, end):
    place = tmp_path / "secret"
    place.write_bytes(f" with spaces {end}".encode())
    assert reading({"SECRET_KEY_FILE": str(place)}).str("SECRET_KEY") == " with spaces "


def test_a_file_goes_before_the_value_itself(tmp_path):
    place = tmp_path / "secret"
    place.write_text("of the file\n")
    env = reading({"SECRET_KEY": "of the environment", "SECRET_KEY_FILE": str(place)})
    assert env.str("SECRET_KEY") == "of the file"
    assert reading({"SECRET_KEY": "kept \n"}).str("SECRET_KEY") == "kept \n"


def test_a_list_and_an_address_come_from_files_too(tmp_path):
    keys, url = tmp_path / "keys", tmp_path / "url"
    keys.write_text("one:AAAA,two:BBBB\n")
    url.write_text("postgres://user:pass@host:5432/name\n")
    env = reading({"STORE_KEYS_FILE": str(keys), "DATABASE_URL_FILE": str(url)})
    assert env.list("STORE_KEYS", default=[]) == ["one:AAAA", "two:BBBB"]
    assert env.db_url_config(env.str("DATABASE_URL"))["NAME"] == "name"


def test_a_file_that_cannot_be_read_is_said_by_the_name_of_the_setting(tmp_path):
    env = reading({"SECRET_KEY_FILE": str(tmp_path / "none")})
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FILE"):
        env.str("SECRET_KEY", default="")


def test_options_of_the_database_reach_its_driver():
    """Whoever asks for a verified server must get one: they were dropped once."""
    script = (
        "from django.conf import settings\n"
        "options = settings.DATABASES['default']['OPTIONS']\n"
        "print(options['sslmode'], options['sslrootcert'], options['options'])\n"
    )
    url = "postgres://a:b@127.0.0.1:1/none?sslmode=verify-full&sslrootcert=/etc/ssl/ca.pem"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"DJANGO_SETTINGS_MODULE": "voipgrid_privacy.settings", "DATABASE_URL": url},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    told = done.stdout.split()
    assert told[:4] == ["verify-full", "/etc/ssl/ca.pem", "-c", "jit=off"]
    assert "tcp_user_timeout=15000" in told
