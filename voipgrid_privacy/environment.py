"""Where settings come from: the environment, ``.env``, and files for what is secret.

``SECRET_KEY_FILE=/run/secrets/secret_key`` takes ``SECRET_KEY`` from that file. Whatever makes such
files ends them with a newline, which is no part of a secret.
"""

from typing import ClassVar

import environ
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping


class Files(FileAwareMapping):  # type: ignore[misc]  # the library has no types
    """The environment, in which ``NAME_FILE`` stands for what is in that file."""

    def __getitem__(self, key: str) -> str:
        try:
            value: str = super().__getitem__(key)
        except OSError as error:
            raise ImproperlyConfigured(f"{key}_FILE names a file that cannot be read.") from error
        return value.rstrip("\r\n") if self.env.get(f"{key}_FILE") else value


class Environment(environ.Env):  # type: ignore[misc]  # the library has no types
    """What is read by name, from any of the three."""

    ENVIRON: ClassVar[Files] = Files()
