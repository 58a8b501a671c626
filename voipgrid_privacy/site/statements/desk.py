"""The desk at which a statement is made, the same for a partner's portal and for officers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roles.models import Party
from roles.transfers.words import language
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import Viewer, viewer_of
from voipgrid_privacy.site.forms import RefusableForm
from voipgrid_privacy.site.statements import services
from voipgrid_privacy.site.statements.choices import INTRODUCTIONS, OWN, Block
from voipgrid_privacy.site.statements.content import parts_in_order
from voipgrid_privacy.site.statements.forms import (
    DeclareForm,
    DressForm,
    HostForm,
    IntroForm,
    LogoForm,
    PartForm,
    PublishForm,
    first_of,
)
from voipgrid_privacy.site.statements.models import PrivacyStatement, StatementLogo
from voipgrid_privacy.site.statements.own_hosts.services import (
    give_up_host,
    prove_host,
    record_host,
)
from voipgrid_privacy.site.statements.queries import (
    Draft,
    draft_of,
    register_of,
    waiting_proposal,
)

STEPS = {"up": -1, "down": 1}


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part in the list of the desk."""

    code: str
    title: str
    own: bool
    written: bool
    """Whether its party wrote the text itself."""
    facts: int


def desk(request: HttpRequest, party: Party) -> dict[str, Any]:
    """Return what pages of the whole draft show: what it says, what changes, who may write."""
    viewer = viewer_of(request)
    draft = draft_of(viewer=viewer, party=party, on=timezone.localdate())
    return {
        **_shown(viewer, party),
        "draft": draft,
        "row": draft.register.draft,
        "published": draft.published,
        "differs": draft.differences(language()) if draft.is_new else (),
    }


def standing(draft: Draft) -> dict[str, Any]:
    """Return what waits to be approved, where anything is new, and what rests on no source."""
    party = draft.register.party
    return {
        "waiting": waiting_proposal(party) if draft.is_new else None,
        "unsupported": list(draft.unsupported()),
    }


def part_of(request: HttpRequest, party: Party) -> dict[str, Any]:
    """Return what the page of one part shows; of the register that part alone is read."""
    viewer = viewer_of(request)
    register = register_of(viewer=viewer, party=party, on=timezone.localdate())
    return {**_shown(viewer, party), "register": register, "row": register.draft}


def _shown(viewer: Viewer, party: Party) -> dict[str, Any]:
    return {
        "party": party,
        "may_write": services.may_write_for(viewer, party),
        "language": language(),
    }


def logo(request: HttpRequest, party: Party) -> StatementLogo:
    """Return the picture of the draft; raises NotFound."""
    viewer = viewer_of(request)
    row = register_of(viewer=viewer, party=party, on=timezone.localdate()).draft
    if row is None or row.logo is None:
        raise NotFound
    return row.logo


def rows_of(draft: Draft) -> list[PartRow]:
    """Return the parts in order, as the desk lists them."""
    said = {part["code"]: part for part in draft.content["parts"]}
    row = draft.register.draft
    return [_row(part, said.get(part["code"])) for part in parts_in_order(row.parts if row else ())]


def _row(part: dict[str, Any], said: dict[str, Any] | None) -> PartRow:
    own = part["code"].startswith(OWN)
    facts = len(said["facts"]) if said else 0
    return PartRow(part["code"], _title(part), own, own or "intro" in part, facts)


def _title(part: dict[str, Any]) -> str:
    own = part["code"].startswith(OWN)
    return str(part["title"][language()] if own else Block(part["code"]).label)


def forms_of(request: HttpRequest, draft: Draft) -> dict[str, RefusableForm]:
    """Return the forms of the desk; the one that was sent with what it holds."""
    first = first_of(draft.register.draft)
    sent = request.POST.get("do") if request.method == "POST" else None

    def data(name: str) -> Any:
        return request.POST if sent == name else None

    return {
        "add": PartForm(data("add"), label_suffix="", auto_id="add_%s"),
        "declare": DeclareForm(data("declare"), initial=first, label_suffix=""),
        "host": HostForm(data("host"), label_suffix=""),
        "logo": LogoForm(
            data("logo"),
            request.FILES if sent == "logo" else None,
            initial=first,
            label_suffix="",
        ),
        "dress": DressForm(data("dress"), initial=first, label_suffix=""),
    }


def _the_part(row: PrivacyStatement | None, code: str) -> dict[str, Any]:
    parts = parts_in_order(row.parts if row else ())
    found = next((part for part in parts if part["code"] == code), None)
    if found is None:
        raise NotFound
    return found


def intro_form(request: HttpRequest, row: PrivacyStatement | None, code: str) -> RefusableForm:
    """Return the form of one part; raises NotFound."""
    part = _the_part(row, code)
    intro, title = part.get("intro") or {}, part.get("title") or {}
    first = {f"intro_{key}": intro.get(key, "") for key in ("nl", "en")}
    first |= {f"title_{key}": title.get(key, "") for key in ("nl", "en")}
    kind = PartForm if code.startswith(OWN) else IntroForm
    return kind(request.POST or None, initial=first, label_suffix="")


def usual_intro(code: str) -> str:
    """Return what a part drawn from the register says above its facts if nobody wrote anything."""
    return str(INTRODUCTIONS.get(code, ""))


def title_of(row: PrivacyStatement | None, code: str) -> str:
    """Return what a part is called; raises NotFound."""
    return _title(_the_part(row, code))


def publish_form(request: HttpRequest, draft: Draft) -> PublishForm:
    """Return the form that publishes what is shown."""
    return PublishForm(request.POST or None, draft=draft)


def _moved(request: HttpRequest, party: Party, by: Viewer) -> str:
    steps = STEPS.get(request.POST.get("way", ""), 0)
    services.move_part(party=party, code=request.POST.get("code", ""), steps=steps, by=by)
    return _("The part was moved.")


def _removed(request: HttpRequest, party: Party, by: Viewer) -> str:
    services.remove_part(party=party, code=request.POST.get("code", ""), by=by)
    return _("The part was taken out of the draft.")


def _bare(request: HttpRequest, party: Party, by: Viewer) -> str:  # noqa: ARG001
    services.remove_logo(party=party, by=by)
    return _("The logo was taken out of the draft.")


def _proven(request: HttpRequest, party: Party, by: Viewer) -> str:  # noqa: ARG001
    row = prove_host(party=party, at=timezone.now(), by=by)
    return _("The proof is there: your pages are at %(host)s.") % {"host": row.host}


def _given_up(request: HttpRequest, party: Party, by: Viewer) -> str:  # noqa: ARG001
    give_up_host(party=party, at=timezone.now(), by=by)
    return _("Your pages are at our address alone.")


BUTTONS: dict[str, Callable[[HttpRequest, Party, Viewer], str]] = {
    "move": _moved,
    "remove": _removed,
    "remove-logo": _bare,
    "prove-host": _proven,
    "give-up-host": _given_up,
}
FORMS: dict[str, tuple[Callable[..., Any], str]] = {
    "add": (services.add_part, "added"),
    "declare": (services.declare, "declared"),
    "dress": (services.dress, "dressed"),
    "logo": (services.show_logo, "shown"),
    "host": (record_host, "hosted"),
}


def _said(what: str) -> str:
    return {
        "added": _("The part was added at the end."),
        "declared": _("It is part of the draft now."),
        "hosted": _("The host name is kept. Show that it is yours, then your pages are there."),
        "shown": _("The logo is in the draft, and shows when you publish."),
        "dressed": _("The colours and the address are kept."),
    }[what]


def done(
    request: HttpRequest, party: Party, forms: dict[str, RefusableForm]
) -> tuple[str, str] | None:
    """Do what was asked at the desk; return what to tell and how, None where a form tells it."""
    by, asked = viewer_of(request), request.POST.get("do", "")
    if asked in BUTTONS:
        return _pressed(BUTTONS[asked], request, party, by)
    if asked not in FORMS:
        raise NotFound
    form, (service, what) = forms[asked], FORMS[asked]
    if form.is_valid() and tried(form, lambda given: service(party=party, **given, by=by)):
        return "success", _said(what)
    return None


def _pressed(
    press: Callable[[HttpRequest, Party, Viewer], str],
    request: HttpRequest,
    party: Party,
    by: Viewer,
) -> tuple[str, str]:
    try:
        return "success", press(request, party, by)
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        return "error", refusal.sentence


def tried(form: Any, does: Callable[[dict[str, Any]], Any]) -> bool:
    """Call a service with what a valid form gives; show at the form what it refuses."""
    try:
        does(form.given)
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    return True


def address_of(slug: str) -> str:
    """Return the public page of a statement."""
    return reverse("site:statement-public", args=(slug,))
