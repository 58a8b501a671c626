"""Pictures that a party shows on its pages: a PNG or an SVG, checked and written anew. Pure.

What is kept is not what was sent: only what draws the picture is written out again. So no script,
address, comment or hidden text of a file reaches a reader.
"""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final

from voipgrid_privacy.site.statements.errors import LogoTooLarge, NotAPicture
from voipgrid_privacy.site.statements.pictures import png, svg

LARGEST: Final = 30_000
"""Bytes: a public page weighs sixty thousand at most, and half of that is ours."""


class PictureKind(StrEnum):
    """What a picture is, and how it is served."""

    PNG = "PNG"
    SVG = "SVG"


MEDIA_TYPES: Final = {PictureKind.PNG: "image/png", PictureKind.SVG: "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can do no harm; ``hash`` is the SHA-256 of ``content``."""

    kind: PictureKind
    content: bytes

    @property
    def hash(self) -> str:
        """Its SHA-256, in hexadecimal."""
        return sha256(self.content).hexdigest()


def harmless(given: bytes) -> Picture:
    """Return a file as a harmless picture, whatever its name says it is.

    Raises ``statement_logo_too_large`` and ``statement_logo_not_a_picture``, which says why.
    """
    if len(given) > LARGEST:
        raise LogoTooLarge(field="logo")
    if given.startswith(png.SIGNATURE):
        return _small(Picture(PictureKind.PNG, png.cleaned(given)))
    if given.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _small(Picture(PictureKind.SVG, svg.cleaned(given)))
    raise NotAPicture(why=png.NEITHER, field="logo")


def _small(picture: Picture) -> Picture:
    if len(picture.content) > LARGEST:  # what is written out names things in full
        raise LogoTooLarge(field="logo")
    return picture
