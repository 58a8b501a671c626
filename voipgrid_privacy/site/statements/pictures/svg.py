"""SVG: read as shapes and colours, and written with these alone. No scripts, links or letters.

An SVG is a program: it may run scripts, fetch addresses, and unfold into gigabytes. So it is a list
of what may be in it, not one of what may not. What other programs left in it (layers, metadata) is
left out; what would have been seen is refused with its name, rather than lost.
"""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as Tree

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.site.statements.errors import NotAPicture

SPACE: Final = "{http://www.w3.org/2000/svg}"
SHAPES: Final = frozenset(
    """
    svg g path rect circle ellipse line polyline polygon defs linearGradient radialGradient stop
    clipPath title desc style
    """.split()  # noqa: SIM905  a list that is read
)
WORDS: Final = frozenset({"title", "desc", "style"})
"""Elements of which the text is kept."""
NOTHING: Final = frozenset({"metadata"})
"""Not seen, so left out."""
SAID: Final = frozenset(
    """
    id class d x y x1 y1 x2 y2 cx cy r rx ry fx fy points width height viewBox transform version
    preserveAspectRatio gradientUnits gradientTransform spreadMethod clipPathUnits offset style
    fill fill-rule fill-opacity stroke stroke-width stroke-linecap stroke-linejoin stroke-
    miterlimit stroke-dasharray stroke-dashoffset stroke-opacity opacity stop-color stop-opacity
    clip-path clip-rule color display visibility
    """.split()  # noqa: SIM905  a list that is read
)
DEEPEST: Final = 30
# Declarations of types name files and unfold; the five usual entities need none.
DECLARED: Final = re.compile(r"<!\s*(doctype|entity)|<\?(?!xml\s)", re.IGNORECASE)
# In styles and values only what points inside the picture itself.
REACHES_OUT: Final = re.compile(
    r"[@\\]|url\((?!#)|image(-set)?\(|src\(|expression\(|javascript:", re.IGNORECASE
)


def cleaned(given: bytes) -> bytes:
    """Return the picture with shapes and colours alone; raises NotAPicture."""
    try:
        text = given.decode("utf-8-sig")
        if found := DECLARED.search(text):
            raise _refused(found[0])
        read = Tree.fromstring(text)  # noqa: S314  nothing is declared, so nothing unfolds
    except (UnicodeDecodeError, Tree.ParseError, ValueError) as error:
        raise NotAPicture(why=_("the file is damaged"), field="logo") from error
    if read.tag != f"{SPACE}svg" or not _has_size(read):
        raise NotAPicture(why=_("it has no size: a width and height, or a viewBox"), field="logo")
    made = _copied(read, 0)
    made.set("xmlns", SPACE[1:-1])
    written: bytes = Tree.tostring(made, encoding="utf-8")
    return written


def _has_size(read: Tree.Element) -> bool:
    return "viewBox" in read.attrib or {"width", "height"} <= set(read.attrib)


def _copied(read: Tree.Element, depth: int) -> Tree.Element:
    if depth > DEEPEST:
        raise NotAPicture(why=_("its parts lie too deep in each other"), field="logo")
    name = read.tag.removeprefix(SPACE)
    made = Tree.Element(name, dict(_attributes(read)))
    if name in WORDS:
        made.text = _inside(read.text or "") if name == "style" else read.text
    made.extend([_copied(child, depth + 1) for child in read if _is_drawn(child)])
    return made


def _is_drawn(child: Tree.Element) -> bool:
    """Say whether an element is part of the picture; refuse what would be seen and may not be."""
    if not isinstance(child.tag, str) or not child.tag.startswith(SPACE):
        return False
    name = child.tag.removeprefix(SPACE)
    if name in NOTHING:
        return False
    if name not in SHAPES:
        raise _refused(f"<{name}>")
    return True


def _attributes(read: Tree.Element) -> Iterator[tuple[str, str]]:
    for name, value in read.attrib.items():
        if name in SAID:
            yield name, _inside(value)
        elif name.lower().startswith("on") or name.endswith("href"):
            raise _refused(name.rpartition("}")[2])


def _inside(value: str) -> str:
    if found := REACHES_OUT.search(value):
        raise _refused(found[0])
    return value


def _refused(what: str) -> NotAPicture:
    return NotAPicture(why=_("it holds %(what)s") % {"what": what[:40]}, field="logo")
