"""Answers as the document describes them."""

from typing import Any

from rest_framework import serializers

from cookies.choices import ConsentAction, ItemStatus, Technique
from roles.api.serializers import StrictSerializer
from voipgrid_privacy.api.expanding import expanded_of

Shape = serializers.Serializer[Any]


class Text(Shape):
    """A text in both languages."""

    nl = serializers.CharField()
    en = serializers.CharField()


class Site(Shape):
    """A web site; ``banner`` is the newest banner, with the hash to pin it by."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    host = serializers.CharField()
    other_hosts = serializers.ListField(child=serializers.CharField())
    party_id = serializers.UUIDField()
    banner_url = serializers.CharField(allow_null=True)
    banner_integrity = serializers.CharField(allow_null=True)
    statement_url = serializers.CharField()
    statement_version = serializers.IntegerField(allow_null=True)
    scanned_date = serializers.DateField(allow_null=True)
    retired_date = serializers.DateField(allow_null=True)


class SitePage(Shape):
    """One page of sites."""

    results = Site(many=True)
    next_cursor = serializers.CharField(allow_null=True)
    total_count = serializers.IntegerField()


class CookieItem(Shape):
    """Something a site stores or reads."""

    id = serializers.UUIDField()
    site = serializers.CharField(allow_null=True)
    technique = serializers.ChoiceField(Technique.choices)
    pattern = serializers.CharField()
    domain = serializers.CharField()
    path = serializers.CharField()
    partitioned = serializers.BooleanField()
    provider = serializers.CharField(allow_null=True)
    category = serializers.CharField(allow_null=True)
    purpose = Text(allow_null=True)
    recipients = Text(allow_null=True)
    lifetime = serializers.CharField()
    effective_lifetime = serializers.CharField()
    status = serializers.ChoiceField(ItemStatus.choices)
    published = serializers.BooleanField()
    expanded = expanded_of("CookieItem", site=Site)


class CookieItemPage(Shape):
    """One page of items."""

    results = CookieItem(many=True)
    next_cursor = serializers.CharField(allow_null=True)
    total_count = serializers.IntegerField()


class Consent(Shape):
    """One choice in a site's chain; an erased one has no record any more."""

    site = serializers.CharField()
    number = serializers.IntegerField()
    recorded_at = serializers.DateTimeField()
    action = serializers.ChoiceField(ConsentAction.choices)
    record = serializers.CharField(allow_null=True)
    record_digest = serializers.CharField()
    chain_hash = serializers.CharField()
    expanded = expanded_of("Consent", site=Site)


class ConsentPage(Shape):
    """One page of consents."""

    results = Consent(many=True)
    next_cursor = serializers.CharField(allow_null=True)
    total_count = serializers.IntegerField()


class NewSite(StrictSerializer):
    """A site to enter."""

    code = serializers.SlugField(max_length=50)
    name = serializers.CharField(max_length=100)
    host = serializers.CharField(max_length=253)
    other_hosts = serializers.ListField(
        child=serializers.CharField(max_length=253), required=False, default=list, max_length=20
    )
