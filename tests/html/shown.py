"""What a browser sends of a form to which nobody touched a thing."""

from html.parser import HTMLParser


class AsShown(HTMLParser):
    """Reads the fields of the form with that id, each with what it holds."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside = form_id, False
        self.fields: dict[str, list[str]] = {}
        self.select, self.multiple, self.options = "", False, list[tuple[str, bool]]()
        self.area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter the form, a field or a choice."""
        said = {name: value if value is not None else "" for name, value in attrs}
        if tag == "form":
            self.inside = said.get("id") == self.form_id
        if not self.inside or "disabled" in said:
            return
        name = said.get("name", "")
        if tag == "option" and self.select:
            self.options.append((said.get("value", ""), "selected" in said))
        elif tag == "select" and name:
            self.select, self.multiple, self.options = name, "multiple" in said, []
        elif tag == "textarea" and name:
            self.area = (name, [])
        elif tag == "input" and name:
            self._input(name, said)

    def _input(self, name: str, said: dict[str, str]) -> None:
        kind = said.get("type", "text")
        if kind in {"submit", "button", "image", "file", "reset"}:
            return
        if kind in {"checkbox", "radio"}:
            if "checked" in said:
                self.fields.setdefault(name, []).append(said.get("value", "on"))
            return
        self.fields.setdefault(name, []).append(said.get("value", ""))

    def handle_data(self, data: str) -> None:
        """Read what a large field holds."""
        if self.area:
            self.area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        """Leave a field, or the form."""
        if tag == "select" and self.select:
            chosen = [value for value, selected in self.options if selected]
            first = [] if self.multiple else [value for value, _selected in self.options[:1]]
            if found := chosen or first:
                self.fields[self.select] = found
            self.select = ""
        elif tag == "textarea" and self.area:
            self.fields.setdefault(self.area[0], []).append(
                "".join(self.area[1]).removeprefix("\n")
            )
            self.area = None
        elif tag == "form":
            self.inside = False


def as_shown(html: str, form_id: str) -> dict[str, list[str]]:
    """Return what the form with that id sends as it is; {} where there is no such form."""
    reader = AsShown(form_id)
    reader.feed(html)
    return reader.fields
