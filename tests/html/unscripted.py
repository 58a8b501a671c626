"""What a page would need scripts for: nothing may, so that it also works where none run."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
    *("track", "wbr"),
}
ASKS = {f"data-hx-{method}" for method in ("get", "post", "put", "patch", "delete")}
SHOWN_BY_SCRIPTS = {"dialog", "template"}


@dataclass(slots=True)
class Element:
    """An element with what lies within it, as far as it matters here."""

    tag: str
    attributes: dict[str, str | None]
    inside: "Element | None" = None
    links: set[str] = field(default_factory=set)
    submits: bool = False
    excused: bool = False
    """Says within ``noscript`` what holds without scripts."""
    buttons: list[str] = field(default_factory=list)

    @property
    def ways_in(self) -> list["Element"]:
        """What it lies within, from the inside out."""
        return [self.inside, *self.inside.ways_in] if self.inside else []


class Reader(HTMLParser):
    """Reads a page and keeps what would not work."""

    def __init__(self) -> None:
        super().__init__()
        self.here = Element("", {})
        self.wrong: list[str] = []
        self.forms_elsewhere: set[str] = set()
        self.forms: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read what an element itself says."""
        made = Element(tag, dict(attrs), self.here)
        self._handlers(made)
        self._leads(made)
        self._submits(made)
        if tag in VOID:
            self._ends(made)
        else:
            self.here = made

    def handle_endtag(self, tag: str) -> None:
        """Read what an element held, now that it ends."""
        if tag in VOID:
            return
        if tag not in {each.tag for each in (self.here, *self.here.ways_in)}:
            return
        while self.here.tag != tag:  # an end that may be left out
            self._ends(self.here)
        self._ends(self.here)

    def close(self) -> None:
        """End what is open yet, and the page itself."""
        super().close()
        while self.here.inside:
            self._ends(self.here)
        self._ends(self.here)

    def _handlers(self, made: Element) -> None:
        self.wrong += [f"{name} on {made.tag}" for name in made.attributes if name[:2] == "on"]

    def _leads(self, made: Element) -> None:
        if made.tag != "a":
            return
        href = made.attributes.get("href")
        if href is None or href == "#" or href.strip().lower().startswith("javascript:"):
            self.wrong.append(f"a link that leads nowhere: {made.attributes}")
        for each in (made, *made.ways_in):
            each.links.add(href or "")

    def _submits(self, made: Element) -> None:
        kind = made.attributes.get("type")
        holder = next((each for each in made.ways_in if each.tag == "form"), made.ways_in[0])
        if made.tag == "noscript":
            holder.excused = True
        hidden = SHOWN_BY_SCRIPTS & {each.tag for each in self._up_to_a_form(made)}
        if hidden:
            return
        if made.tag == "button" and kind in {"button", "reset"}:
            holder.buttons.append(str(made.attributes))
        elif made.tag == "button" or (made.tag == "input" and kind in {"submit", "image"}):
            self.forms_elsewhere.add(made.attributes.get("form") or "")
            for each in () if made.attributes.get("form") else made.ways_in:
                each.submits = True

    def _up_to_a_form(self, made: Element) -> list[Element]:
        """Return what an element lies within: a form that is hidden itself is as good as none."""
        ways = made.ways_in
        tags = [each.tag for each in ways]
        return ways[: tags.index("form")] if "form" in tags else ways

    def _ends(self, ended: Element) -> None:
        self.here = ended.inside or ended
        if not ended.excused:
            self.wrong += [f"a button that needs scripts: {each}" for each in ended.buttons]
        if ended.tag == "form":
            self.forms.append(ended)
        asked = ASKS & ended.attributes.keys()
        for name in asked:
            if not self._works(ended, ended.attributes[name] or ""):
                self.wrong.append(f"asks by scripts alone: {ended.tag} {ended.attributes}")

    def _works(self, asking: Element, address: str) -> bool:
        if asking.tag in {"a", "form"}:
            return asking.tag == "form" or "href" in asking.attributes
        if asking.tag in {"input", "select"}:
            return any(each.tag == "form" for each in asking.ways_in)
        return address in asking.links


def needs_scripts(html: str) -> list[str]:
    """Return what on a page works by scripts alone."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    unsent = [
        f"a form that cannot be sent: {form.attributes}"
        for form in reader.forms
        if not form.submits
        and not form.excused
        and (form.attributes.get("id") or "-") not in reader.forms_elsewhere
    ]
    return [*reader.wrong, *unsent]
