"""Telling recipients of a change to the data of a part (GDPR Art. 19)."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from records.api.subject_requests import RequestsBase
from records.recipients import services
from records.recipients.choices import Change, Means, WhyNot
from records.recipients.queries import Recipient, Told
from records.recipients.telling import tell_requester_of_recipients
from records.requests.models import RequestPart
from records.requests.refusals import NotItsDuty
from records.requests.services.handling import answering
from roles.api.serializers import StrictSerializer
from roles.api.shapes import Shape
from roles.queries.lookup import the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.legal_days import legal_day


class DataRecipientNotice(Shape):
    """What a recipient was told, or why it was not; `sent_at` and `message_id` prove a mail.

    A mail that a server took and sent back has `returned_at`, and its reason as a code of RFC 3463
    in `returned_status`: the recipient does not know, and can be told again.
    """

    id = serializers.UUIDField()
    change = serializers.ChoiceField(Change.choices)
    means = serializers.ChoiceField(Means.choices)
    reason = serializers.ChoiceField(WhyNot.choices, allow_null=True)
    text = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    said_date = serializers.DateField()
    sent_at = serializers.DateTimeField(allow_null=True)
    returned_at = serializers.DateTimeField(allow_null=True)
    returned_status = serializers.CharField(allow_null=True)
    message_id = serializers.CharField(allow_null=True)
    body_sha256 = serializers.CharField(allow_null=True)


class DataRecipient(Shape):
    """Who got the data of the part: by the chain of contracts, or by the controller's record."""

    key = serializers.CharField()
    name = serializers.CharField()
    role = serializers.CharField(allow_blank=True)
    can_be_mailed = serializers.BooleanField()
    notices = DataRecipientNotice(many=True)


class DataRecipientList(Shape):
    """The recipients of the data of a part."""

    recipients = DataRecipient(many=True)


class NewRecipientNotice(StrictSerializer):
    """Who is told of which change, and how; without `recipient` everybody who can be mailed.

    `NOT_TOLD` takes a `reason`, and a `text` that says more; `OTHERWISE` a `text` that says how.
    """

    change = serializers.ChoiceField(Change.choices)
    means = serializers.ChoiceField(Means.choices)
    recipient = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    reason = serializers.ChoiceField(WhyNot.choices, required=False, default=None, allow_null=True)
    text = serializers.CharField(max_length=4_000, required=False, default="", allow_blank=True)
    name = serializers.CharField(max_length=120)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Have a reason where nobody is told, and only there."""
        if (attrs["means"] == Means.NOT_TOLD) != bool(attrs["reason"]):
            raise serializers.ValidationError({"reason": "required"}, code="required")
        return attrs


class NewRecipientDisclosure(StrictSerializer):
    """Who tells the data subject of the recipients."""

    name = serializers.CharField(max_length=120)


class RecipientsBase(RequestsBase):
    """Recipients of a part that is the caller's to answer."""

    def part(self, reference: str, part: str) -> RequestPart:
        """Return the part; raises NotFound, also for one that is others' to answer."""
        pk = parameters.as_uuid(part)
        if pk is None:
            raise NotFound
        rows = RequestPart.objects.visible_to(self.viewer).standing()
        row = the_one(rows.filter(request=self.found(reference)), pk=pk)
        try:
            answering(row, self.viewer)
        except NotItsDuty as refusal:
            raise NotFound from refusal
        return row

    def shown(self, part: RequestPart) -> dict[str, Any]:
        """Return the recipients as they are now."""
        on = legal_day(timezone.now())
        found = services.recipients(part=part, on=on, by=self.viewer)
        return {"recipients": [_recipient(each) for each in found]}


class RecipientNoticesView(RecipientsBase):
    """Recipients, and what they were told."""

    http_method_names = ["get", "post", "options"]
    operations = {
        "GET": Operation("listRecipients", DataRecipientList, single=True),
        "POST": Operation("tellRecipient", DataRecipientList, NewRecipientNotice, 201, single=True),
    }

    def get(self, request: Request, reference: str, part: str) -> Response:
        """List who got the data of the part, and what each was told of a change to them.

        Authorities, and who must stay secret, are not among them.
        """
        return single(request, self.shown(self.part(reference, part)))

    def post(self, request: Request, reference: str, part: str) -> HttpResponseBase:
        """Tell recipients of a rectification, erasure or restriction, or record why not (Art. 19).

        A mail names the request and nobody whom the data are about.
        """
        return once(request, lambda: self.tell(reference, part))

    def tell(self, reference: str, part: str) -> Response:
        """Do it; raises DomainError."""
        row, given = self.part(reference, part), self.read(NewRecipientNotice)
        means, reason, key = given.pop("means"), given.pop("reason"), given.pop("recipient")
        now = timezone.now()
        said = {**given, "part": row, "on": legal_day(now), "at": now, "by": self.viewer}
        if means == Means.MAIL:
            services.notify_recipients(recipients=[key] if key else [], **said)
        elif means == Means.OTHERWISE:
            services.record_recipient_told(recipient=key, **said)
        else:
            services.record_recipient_untold(recipient=key, reason=reason, **said)
        return single(self.request, self.shown(row), 201)


class RecipientDisclosuresView(RecipientsBase):
    """Telling the data subject who the recipients are."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation(
            "discloseRecipients", DataRecipientList, NewRecipientDisclosure, 201, single=True
        )
    }

    def post(self, request: Request, reference: str, part: str) -> HttpResponseBase:
        """Write to whoever asks who got the data and what each was told (Art. 19, last sentence).

        It stands in the thread; the mail says only that there is a message.
        """
        return once(request, lambda: self.disclose(reference, part))

    def disclose(self, reference: str, part: str) -> Response:
        """Do it; raises DomainError."""
        row, given = self.part(reference, part), self.read(NewRecipientDisclosure)
        tell_requester_of_recipients(
            request=row.request,
            party=answering(row, self.viewer)[0],
            name=given["name"],
            at=timezone.now(),
            by=self.viewer,
        )
        return single(self.request, self.shown(row), 201)


def _recipient(each: Recipient) -> dict[str, Any]:
    return {
        "key": each.key,
        "name": each.name,
        "role": each.role,
        "can_be_mailed": bool(each.address),
        "notices": [_notice(told) for told in each.told],
    }


def _notice(told: Told) -> dict[str, Any]:
    notice, mail = told.notice, told.mail
    return {
        "id": notice.pk,
        "change": notice.change,
        "means": notice.means,
        "reason": notice.reason or None,
        "text": notice.text,
        "name": notice.name,
        "said_date": notice.said_on,
        "sent_at": mail and mail.sent_at,
        "returned_at": mail and mail.returned_at,
        "returned_status": (mail and mail.returned_why) or None,
        "message_id": mail and mail.message_id,
        "body_sha256": mail and mail.body_hash,
    }
