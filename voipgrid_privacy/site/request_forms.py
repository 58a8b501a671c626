"""The public form for requests, one question a page; fields are what is kept of the answers."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from records.intake.mailbox import plain_address
from records.intake.services.sending import OTHER, SELF
from voipgrid_privacy.site.forms import FilesField, FilesInput, RefusableForm
from voipgrid_privacy.site.request_words import ASKS, NEED_WORDS

ACCEPTED: Final = ".pdf,.jpg,.jpeg,.png,.txt,.eml"
MOST_LINES: Final = 10
ADD_MORE: Final = "more"
"""The button that adds files and stays on the page."""


class Lines(forms.CharField):
    """A few values, one on each line or between commas."""

    widget = forms.Textarea({"rows": 3})

    def to_python(self, value: Any) -> Any:
        """Return the values, each once."""
        found = (" ".join(part.split()) for part in re.split(r"[\n,;]", value or ""))
        return list(dict.fromkeys(part for part in found if part))

    def validate(self, value: Any) -> None:
        """Raise ValidationError for more, or for longer, than anybody has."""
        if len(value) > MOST_LINES or any(len(part) > 200 for part in value):
            raise ValidationError(_("Give no more than ten, one on each line."), "too_many")

    def run_validators(self, value: Any) -> None:
        """Raise ValidationError where one of them holds what no text holds."""
        for part in value:
            super().run_validators(part)

    def prepare_value(self, value: Any) -> Any:
        """Show what was answered as lines."""
        return "\n".join(value) if isinstance(value, list) else value


class QuestionForm(RefusableForm):
    """One page of the form."""

    title: Promise
    intro: Promise | str = ""

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile[Any]] | None = None,
        *,
        answers: Mapping[str, Any],
    ) -> None:
        self.answers = answers
        super().__init__(data, files, initial=dict(answers), label_suffix="")

    @classmethod
    def applies(cls, answers: Mapping[str, Any]) -> bool:  # noqa: ARG003  some look at them
        """Say whether the question is asked after these answers."""
        return True

    def kept(self) -> dict[str, Any]:
        """Return what is kept of the answers."""
        return dict(self.cleaned_data)


class RightsForm(QuestionForm):
    """Which rights."""

    title = _("What do you want?")
    rights = forms.MultipleChoiceField(
        label=_("Choose one or more"),
        choices=[(right.value, words) for right, words in ASKS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what you want.")},
    )


class WhomForm(QuestionForm):
    """For whom."""

    title = _("Whose data is it about?")
    whom = forms.ChoiceField(
        label=_("Whose data"),
        choices=[(SELF, _("My own")), (OTHER, _("Somebody else's: I ask on behalf of a person"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whose data it is about.")},
    )


class MandateForm(QuestionForm):
    """For whom, and what shows it."""

    title = _("On whose behalf do you ask?")
    subject_name = forms.CharField(
        label=_("Name of that person"),
        max_length=200,
        error_messages={"required": _("Fill in the name of that person.")},
    )
    mandate = forms.CharField(
        label=_("Why may you ask this for that person?"),
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Such as: I am a parent, a guardian, a lawyer, or have a written mandate."),
        error_messages={"required": _("Say why you may ask this.")},
    )

    @classmethod
    def applies(cls, answers: Mapping[str, Any]) -> bool:
        """Say whether somebody asks for another."""
        return answers.get("whom") == OTHER


class KnownForm(QuestionForm):
    """By what somebody is found."""

    title = _("By what can we find the data?")
    intro = _(
        "Fill in what you know, of the person whom it is about. Without a number or an address we"
        " can mostly find nothing. We use it for this request only."
    )
    phones = Lines(label=_("Telephone numbers"), required=False, help_text=_("One on each line."))
    emails = Lines(label=_("E-mail addresses"), required=False, help_text=_("One on each line."))
    customer_numbers = Lines(
        label=_("Customer numbers"), required=False, help_text=_("One on each line.")
    )
    company = forms.CharField(
        label=_("Through which company do we have your data?"),
        required=False,
        max_length=200,
        help_text=_(
            "Such as the company that delivers your telephony, where you work, or that you called."
            " You do not know? Leave it empty."
        ),
    )

    def clean_emails(self) -> list[str]:
        """Return the addresses; raises ValidationError."""
        given = [plain_address(each) for each in self.cleaned_data["emails"]]
        if not all(given):
            raise ValidationError(_("An e-mail address looks like name@example.nl."), "invalid")
        return given

    def clean_phones(self) -> list[str]:
        """Return the numbers; raises ValidationError for what has no digits."""
        given: list[str] = self.cleaned_data["phones"]
        if any(len(re.sub(r"\D", "", each)) < 4 or len(each) > 30 for each in given):
            raise ValidationError(_("A telephone number looks like 020 123 45 67."), "invalid")
        return given


class WordsForm(QuestionForm):
    """What is asked, in words, and the files that explain it."""

    title = _("What do you ask, in your own words?")
    words = forms.CharField(
        label=_("Your request"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 7}),
        help_text=_("For example from which period, or which data are wrong and how it should be."),
    )
    attachments = FilesField(
        label=_("Do you want to add files?"),
        required=False,
        widget=FilesInput({"accept": ACCEPTED}),
        help_text=_(
            "Such as a mandate, or a letter that shows what is wrong. Send no copy of a passport or"
            " identity card: if we need one, we ask for it. PDF, photo (JPEG, PNG), text or saved"
            " mail: five at most, of 10 MB each."
        ),
    )

    def clean_words(self) -> str:
        """Return the words; raises ValidationError where nothing can be done without them."""
        words = str(self.cleaned_data["words"]).strip()
        if (
            not words
            and ADD_MORE not in self.data
            and NEED_WORDS & set(self.answers.get("rights", ()))
        ):
            raise ValidationError(_("Say what it is about, so that we can answer it."), "required")
        return words

    def kept(self) -> dict[str, Any]:
        """Return the words: files are kept by themselves."""
        return {"words": self.cleaned_data["words"]}


class ReachForm(QuestionForm):
    """Who asks, and where the answer goes."""

    title = _("How do we reach you?")
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": _("Fill in your name.")},
    )
    email = forms.CharField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=_("With it you can follow your request and write to us."),
    )
    phone = forms.CharField(
        label=_("Telephone number"),
        required=False,
        max_length=30,
        widget=forms.TextInput({"autocomplete": "tel", "type": "tel"}),
    )

    def clean_email(self) -> str:
        """Return the address; raises ValidationError."""
        given = str(self.cleaned_data["email"]).strip()
        if given and not plain_address(given):
            raise ValidationError(_("An e-mail address looks like name@example.nl."), "invalid")
        return plain_address(given)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two; raises ValidationError at the first."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("email") and not given.get("phone") and "email" not in self.errors:
            self.add_error("email", _("Fill in an e-mail address or a telephone number."))
        return given


STEPS: Final[Mapping[str, type[QuestionForm]]] = {
    "recht": RightsForm,
    "voor-wie": WhomForm,
    "namens": MandateForm,
    "herkennen": KnownForm,
    "vraag": WordsForm,
    "bereiken": ReachForm,
}
"""The questions in order, by the last part of their address."""

ANSWERED_BY: Final[Mapping[str, str]] = {
    "recht": "rights",
    "voor-wie": "whom",
    "namens": "mandate",
    "herkennen": "phones",
    "vraag": "words",
    "bereiken": "name",
}
"""Which answer shows that a question was answered."""


def asked(answers: Mapping[str, Any]) -> list[str]:
    """Return which questions are asked after these answers, in order."""
    return [slug for slug, form in STEPS.items() if form.applies(answers)]


def unanswered(answers: Mapping[str, Any]) -> str | None:
    """Return the first question without an answer; None when all have one."""
    return next((slug for slug in asked(answers) if not is_answered(slug, answers)), None)


def is_answered(slug: str, answers: Mapping[str, Any]) -> bool:
    """Say whether a question has an answer, and one that still does beside the others."""
    if ANSWERED_BY[slug] not in answers:
        return False
    lacking = not answers["words"] if slug == "vraag" else False
    return not (lacking and NEED_WORDS & set(answers.get("rights", ())))
