"""Certificates as the document describes them."""

from rest_framework import serializers

from records.api.run_shapes import AnonymisationRunShape
from records.choices import CERTIFIED, Technique
from roles.api.shapes import Page, Shape
from roles.choices import Role
from voipgrid_privacy.api.expanding import expanded_of


class CertificateSummary(Shape):
    """A certificate in a list: which run, of which day, how it ended, how many rows."""

    id = serializers.UUIDField()
    run_id = serializers.UUIDField()
    number = serializers.IntegerField()
    rule = serializers.CharField()
    cut_off_date = serializers.DateField()
    outcome = serializers.ChoiceField(CERTIFIED)
    rows_done = serializers.IntegerField()
    issued_at = serializers.DateTimeField()
    hash = serializers.CharField()
    expanded = expanded_of("Certificate", run=AnonymisationRunShape)


class CertificatePage(Page):
    """A page of certificates."""

    results = CertificateSummary(many=True)


class Words(Shape):
    """The same text in both languages."""

    nl = serializers.CharField()
    en = serializers.CharField()


class CertifiedRun(Shape):
    """The run: `stop` tells one stop of it from another, as a paused run goes on."""

    id = serializers.UUIDField()
    stop = serializers.CharField()
    outcome = serializers.ChoiceField(CERTIFIED)
    cut_off_date = serializers.DateField()
    formula = serializers.CharField()
    planned_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    last_batch_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


class CertifiedRule(Shape):
    """The rule as the run applied it, on what ground, and whose decision it is."""

    code = serializers.CharField()
    version = serializers.IntegerField()
    data_category = serializers.CharField()
    data_category_in_words = Words()
    data_element = serializers.CharField(allow_null=True)
    data_element_in_words = Words(allow_null=True)
    term = serializers.DictField(child=serializers.IntegerField())
    start_event = serializers.CharField(help_text="The word that is signed, as `invoice_date`.")
    start_event_in_words = Words()
    end_action = Words()
    decided_by = serializers.UUIDField()
    decided_by_standard = serializers.BooleanField()
    decided_as = serializers.ChoiceField(Role.choices)
    grounds = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))
    source = serializers.DictField()  # type: ignore[assignment]  # a property of that name


class CertifiedTechnique(Shape):
    """What was done to the rows, and what that guarantees; no technique is called anonymous."""

    code = serializers.ChoiceField(Technique.choices)
    name = Words()
    emptied_columns = serializers.ListField(child=serializers.CharField())
    rectified_columns = serializers.ListField(child=serializers.CharField(), required=False)
    guarantee = Words()
    smallest_class_of_rows = serializers.IntegerField(allow_null=True)


class CertifiedBatch(Shape):
    """One committed batch, and how many rows of it were done."""

    number = serializers.IntegerField()
    rows = serializers.IntegerField()


class CertifiedStates(Shape):
    """How far gone the rows are, and when copies from before expire."""

    logically_erased = serializers.ChoiceField(["WHOLE", "PART", "NONE", "NOT_COUNTED"])
    logically_erased_date = serializers.DateField(allow_null=True)
    physically_erased = serializers.BooleanField()
    log_expires_date = serializers.DateField(allow_null=True)
    backups_expire_date = serializers.DateField(allow_null=True)
    caveat = Words()


class CertifiedRecount(Shape):
    """What was counted after the run stopped; `not_possible` is the code of why not."""

    recounted_at = serializers.DateTimeField()
    not_possible = serializers.CharField(allow_null=True)
    rows_still_due = serializers.IntegerField(allow_null=True)
    rows_on_hold = serializers.IntegerField(allow_null=True)


class CertifiedOperator(Shape):
    """Whether the schedule or an officer asked for the run, and whether another approved it."""

    requested = serializers.CharField(help_text="The word that is signed: `schedule` or `officer`.")
    approved_by_another = serializers.BooleanField()


class CertifiedRewrite(Shape):
    """When the table was written anew, in a statement that was issued after that."""

    began_at = serializers.DateTimeField()
    done_at = serializers.DateTimeField()


class EarlierCertificate(Shape):
    """The certificate of the end of the run, to which a later statement is added."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    hash = serializers.CharField()


class CertificateBody(Shape):
    """What is signed; a certificate of a whole run has more, and names its parts."""

    id = serializers.UUIDField()
    chain = serializers.CharField()
    number = serializers.IntegerField()
    previous = serializers.CharField()
    issued_at = serializers.DateTimeField()
    run = CertifiedRun()
    rule = CertifiedRule()
    store = serializers.DictField()
    technique = CertifiedTechnique()
    operator = CertifiedOperator()
    rows_due_at_start = serializers.IntegerField()
    rows_done = serializers.IntegerField()
    rows_by_way = serializers.DictField(
        child=serializers.IntegerField(),
        required=False,
        help_text="Rows by strategy: IN_PLACE, DROP, REWRITE. Not in certificates from before it.",
    )
    batches = CertifiedBatch(many=True)
    parts = serializers.ListField(child=serializers.DictField())
    states = CertifiedStates()
    verification = CertifiedRecount()
    rewritten = CertifiedRewrite(required=False)
    adds_to = EarlierCertificate(required=False)


class SignedCertificate(Shape):
    """A certificate with its proof: keep the whole answer, and the verifier reads it.

    `body` is hashed as RFC 8785 writes it; `signature` (Ed25519) is over
    `voipgrid-certificate-1:` and the hash in hexadecimal.
    """

    format = serializers.CharField()
    body = CertificateBody()
    hash = serializers.CharField()
    key = serializers.CharField()
    signature = serializers.CharField()
