"""What people write of a statement; fields are the services' parameters."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.site.forms import DateInput, RefusableForm, colour_field
from voipgrid_privacy.site.statements.choices import Automated, Obliged
from voipgrid_privacy.site.statements.models import PrivacyStatement
from voipgrid_privacy.site.statements.pictures import LARGEST
from voipgrid_privacy.site.statements.queries import Draft

PLAIN = gettext_lazy("Plain text; an empty line begins a new paragraph. Name no persons.")


def _area(label: Any, **more: Any) -> forms.CharField:
    widget = forms.Textarea({"rows": 5})
    return forms.CharField(label=label, max_length=4_000, widget=widget, **more)


def _two(said: dict[str, Any], name: str) -> Localised | None:
    texts = Localised(said.get(f"{name}_nl", ""), said.get(f"{name}_en", ""))
    return texts if texts.nl or texts.en else None


class IntroForm(RefusableForm):
    """What stands above the facts of a part; empty: the usual text."""

    intro_nl = _area(gettext_lazy("Text in Dutch"), required=False, help_text=PLAIN)
    intro_en = _area(gettext_lazy("Text in English"), required=False)

    @property
    def given(self) -> dict[str, Any]:
        """What the service takes."""
        return {"intro": _two(self.cleaned_data, "intro")}


class PartForm(RefusableForm):
    """A part of one's own."""

    title_nl = forms.CharField(label=gettext_lazy("Heading in Dutch"), max_length=120)
    title_en = forms.CharField(label=gettext_lazy("Heading in English"), max_length=120)
    intro_nl = _area(gettext_lazy("Text in Dutch"), help_text=PLAIN)
    intro_en = _area(gettext_lazy("Text in English"))

    @property
    def given(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: _two(self.cleaned_data, name) for name in ("title", "intro")}


class DeclareForm(RefusableForm):
    """What only the party itself can say (GDPR Art. 13(2)(e), (f))."""

    obliged = forms.ChoiceField(
        label=gettext_lazy("Do people have to give you data?"), choices=Obliged
    )
    automated = forms.ChoiceField(
        label=gettext_lazy("Does a computer decide about people on its own?"), choices=Automated
    )
    how_nl = _area(gettext_lazy("If so: how it decides and what follows, in Dutch"), required=False)
    how_en = _area(gettext_lazy("The same in English"), required=False)

    @property
    def given(self) -> dict[str, Any]:
        """What the service takes."""
        said = self.cleaned_data
        how = _two(said, "how") if said["automated"] == Automated.SOME else None
        return {"obliged": said["obliged"], "automated": said["automated"], "automated_how": how}


class DressForm(RefusableForm):
    """Two colours, and the address."""

    colour = colour_field(gettext_lazy("Colour of the bar at the top"))
    on_colour = colour_field(gettext_lazy("Colour of text on it"))
    slug = forms.SlugField(
        label=gettext_lazy("Last part of the address"),
        max_length=60,
        help_text=gettext_lazy("Stays as it is once you have published."),
    )

    @property
    def given(self) -> dict[str, Any]:
        """What the service takes."""
        return dict(self.cleaned_data)


class LogoForm(RefusableForm):
    """The picture at the top, and what it shows to who does not see it."""

    logo = forms.FileField(
        label=gettext_lazy("Logo (PNG, or SVG of shapes alone; 30 kB at most)"),
        required=False,
        widget=forms.FileInput({"accept": ".png,.svg,image/png,image/svg+xml"}),
        help_text=gettext_lazy(
            "It stands on white. Leave it empty to change only the words. Turn letters in an SVG"
            " into shapes."
        ),
    )
    shows_nl = forms.CharField(
        label=gettext_lazy("What it shows, in Dutch"),
        max_length=120,
        help_text=gettext_lazy("Read aloud to who does not see it; your name is enough."),
    )
    shows_en = forms.CharField(label=gettext_lazy("The same in English"), max_length=120)

    @property
    def given(self) -> dict[str, Any]:
        """What the service takes; no more of a file than tells that it is too large."""
        file = self.cleaned_data.get("logo")
        logo = file.read(LARGEST + 1) if file else None
        return {"logo": logo, "shows": _two(self.cleaned_data, "shows")}


class HostForm(RefusableForm):
    """A host of one's own for the pages."""

    host = forms.CharField(
        label=gettext_lazy("Host name"),
        max_length=253,
        help_text=gettext_lazy("Such as privacy.example.com. It leads to us by a CNAME record."),
    )

    @property
    def given(self) -> dict[str, Any]:
        """What the service takes."""
        return {**self.cleaned_data, "at": timezone.now()}


class PublishForm(RefusableForm):
    """From when, and that open letters are known. ``seen`` is the hash of what was read."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    effective_on = forms.DateField(
        label=gettext_lazy("Takes effect on"), widget=DateInput(format="%Y-%m-%d")
    )
    gaps_accepted = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, draft: Draft) -> None:
        first = {"seen": draft.hash, "effective_on": timezone.localdate()}
        super().__init__(data, initial=first, label_suffix="")
        gaps = draft.gaps
        if not gaps:
            del self.fields["gaps_accepted"]
            return
        told = {"letters": ", ".join(gaps)}
        label = _("I know that the statement lacks GDPR Art. %(letters)s, and publish it so.")
        self.fields["gaps_accepted"].label = label % told

    @property
    def given(self) -> dict[str, Any]:
        """What the service takes."""
        return {"gaps_accepted": False, **self.cleaned_data}


def first_of(row: PrivacyStatement | None) -> dict[str, Any]:
    """Return what the forms of declaring and dressing begin with."""
    if row is None:
        return {"colour": "#2a3042", "on_colour": "#ffffff"}
    how, shows = row.automated_how, row.logo_alt
    return {
        "obliged": row.obliged,
        "automated": row.automated,
        "shows_nl": shows.nl if shows else "",
        "shows_en": shows.en if shows else "",
        "how_nl": how.nl if how else "",
        "how_en": how.en if how else "",
        "colour": row.colour,
        "on_colour": row.on_colour,
        "slug": row.slug,
    }
