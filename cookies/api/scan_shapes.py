"""Scans as the document describes them."""

from rest_framework import serializers

from cookies.api.shapes import Shape, Site
from cookies.choices import Technique
from cookies.scanner.choices import Every, ProofWay, ScanStatus
from roles.api.serializers import StrictSerializer
from voipgrid_privacy.api.expanding import expanded_of


class ScanState(Shape):
    """One state of consent that was visited."""

    key = serializers.CharField()
    seconds = serializers.FloatField()
    problem = serializers.CharField(allow_null=True)
    requests = serializers.IntegerField()


class ScanFile(Shape):
    """A file of evidence, by its hash."""

    name = serializers.CharField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()


class Scan(Shape):
    """A scan; ``evidence_sha256`` is the hash over the lines of hashes and names of its files."""

    id = serializers.UUIDField()
    site = serializers.CharField()
    state = serializers.ChoiceField(ScanStatus.choices)
    requested_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    problem = serializers.CharField(allow_null=True)
    states_planned = serializers.IntegerField()
    states = ScanState(many=True)
    refused_connections = serializers.IntegerField()
    browser = serializers.CharField(allow_null=True)
    evidence_sha256 = serializers.CharField(allow_null=True)
    evidence = ScanFile(many=True)
    expanded = expanded_of("Scan", site=Site)


class ScanPage(Shape):
    """One page of scans."""

    results = Scan(many=True)
    next_cursor = serializers.CharField(allow_null=True)
    total_count = serializers.IntegerField()


class FoundItem(Shape):
    """Something a scan saw; ``item`` is what the registry knows it as."""

    id = serializers.UUIDField()
    technique = serializers.ChoiceField(Technique.choices)
    name = serializers.CharField()
    host = serializers.CharField()
    path = serializers.CharField()
    partitioned = serializers.BooleanField()
    third_party = serializers.BooleanField()
    lifetime_seconds = serializers.IntegerField(allow_null=True)
    states = serializers.ListField(child=serializers.CharField())
    item_id = serializers.UUIDField(allow_null=True)


class FoundItems(Shape):
    """Everything a scan saw; what the registry does not know comes first."""

    results = FoundItem(many=True)
    next_cursor = serializers.CharField(allow_null=True)
    total_count = serializers.IntegerField()


class ScanProblem(Shape):
    """Something that a scan shows to be wrong, with the evidence as it was seen."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    subject = serializers.CharField()
    sentence = serializers.CharField()
    next_step = serializers.CharField()
    cites = serializers.ListField(child=serializers.CharField())
    evidence = serializers.JSONField()


class ScanProblemPage(Shape):
    """One page of problems."""

    results = ScanProblem(many=True)
    next_cursor = serializers.CharField(allow_null=True)
    total_count = serializers.IntegerField()


class ScanPlan(Shape):
    """What a site must show to be scanned, whether it was seen, and how often it is scanned."""

    site = serializers.CharField()
    dns_name = serializers.CharField()
    dns_text = serializers.CharField()
    file_url = serializers.CharField()
    meta_name = serializers.CharField()
    meta_content = serializers.CharField()
    proven_by = serializers.ChoiceField(ProofWay.choices, allow_null=True)
    proven_at = serializers.DateTimeField(allow_null=True)
    every_days = serializers.IntegerField(allow_null=True)


class NewScan(StrictSerializer):
    """The site to scan."""

    site = serializers.SlugField(max_length=50)


class NewSchedule(StrictSerializer):
    """How often; null: not by itself."""

    every_days = serializers.ChoiceField(Every.choices, allow_null=True)


class Wish(StrictSerializer):
    """Nothing but the wish: an empty object."""


class TakenOver(StrictSerializer):
    """What to take over into the registry."""

    found_item = serializers.UUIDField()
