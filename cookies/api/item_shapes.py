"""Items, offers and providers as the document describes them."""

from typing import Any

from django.db.models import F
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cookies.api.shapes import CookieItem, Shape
from cookies.choices import (
    AdoptionState,
    Agreement,
    BannerPlace,
    Conduct,
    ConsentMode,
    Phase,
    Provenance,
    Technique,
)
from cookies.registry.models import ConsentCategory, Provider
from cookies.registry.queries import providers
from roles.api.fields import Reference
from roles.api.serializers import StrictSerializer
from roles.choices import Role
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer

__all__ = ("CookieItem",)


@extend_schema_field(OpenApiTypes.STR)
class ConsentCategoryReference(Reference):
    """A consent category by its code."""

    def find(self, text: str, viewer: Viewer) -> ConsentCategory:
        """Return the category; raises NotFound."""
        found = ConsentCategory.objects.visible_to(viewer).filter(code=text).first()
        if found is None:
            raise NotFound
        return found


@extend_schema_field(OpenApiTypes.STR)
class ProviderReference(Reference):
    """A provider by its code; one's own goes before a shared one."""

    def find(self, text: str, viewer: Viewer) -> Provider:
        """Return the provider; raises NotFound."""
        rows = providers(viewer=viewer).filter(code=text)
        found = rows.order_by(F("owner").asc(nulls_last=True)).first()
        if found is None:
            raise NotFound
        return found


class NewText(StrictSerializer):
    """A text in both languages."""

    nl = serializers.CharField(max_length=500)
    en = serializers.CharField(max_length=500)


class CookieCorrection(StrictSerializer):
    """What is settled; what is left out stays as it is. Terms: ISO 8601, session or persistent."""

    category = ConsentCategoryReference(required=False)
    provider = ProviderReference(required=False)
    purpose = NewText(required=False)
    recipients = NewText(required=False)
    lifetime = serializers.CharField(max_length=40, required=False, allow_blank=True)
    effective_lifetime = serializers.CharField(max_length=40, required=False, allow_blank=True)


class NewCookie(CookieCorrection):
    """An item to enter; without ``site`` it is lent to sites."""

    site = serializers.SlugField(max_length=50, allow_null=True, default=None)
    technique = serializers.ChoiceField(Technique.choices)
    pattern = serializers.CharField(max_length=300, trim_whitespace=False)
    domain = serializers.CharField(max_length=253, allow_blank=True, default="")
    path = serializers.CharField(max_length=200, default="/", trim_whitespace=False)
    partitioned = serializers.BooleanField(default=False)


class CookiePublication(StrictSerializer):
    """Whether visitors are told of it from now on."""

    published = serializers.BooleanField()


class CookieClaim(Shape):
    """What one source says of one property."""

    property = serializers.CharField(help_text="Name of the property of the item.")
    value = serializers.CharField(allow_blank=True)
    verbatim = serializers.CharField(allow_blank=True)
    said_by = serializers.ChoiceField(Provenance.choices)
    source_code = serializers.CharField(allow_null=True)
    stated_date = serializers.DateField()


class CookieDetail(CookieItem):
    """An item with everything that was said of it."""

    claims = CookieClaim(many=True)


class NewCookieOffer(StrictSerializer):
    """The site to offer it to."""

    site = serializers.SlugField(max_length=50)


class CookieOffer(Shape):
    """An item offered to a site, and what its party decided."""

    id = serializers.UUIDField()
    site = serializers.CharField()
    item_id = serializers.UUIDField()
    state = serializers.ChoiceField(AdoptionState.choices)
    decided_date = serializers.DateField(allow_null=True)


class CookieOfferPage(Shape):
    """One page of offers."""

    results = CookieOffer(many=True)
    next_cursor = serializers.CharField(allow_null=True)
    total_count = serializers.IntegerField()


class CookieDecision(StrictSerializer):
    """Whether it stands on the site from now on."""

    approved = serializers.BooleanField()


class PhaseRole(Shape):
    """The role of a provider in one phase."""

    phase = serializers.ChoiceField(Phase.choices)
    role = serializers.ChoiceField(Role.choices)


class CookieProvider(Shape):
    """Who sets items or receives what they read; ``own``: the caller's party entered it."""

    code = serializers.CharField()
    name = serializers.CharField()
    own = serializers.BooleanField()
    country = serializers.CharField(allow_blank=True)
    hosts = serializers.ListField(child=serializers.CharField())
    privacy_url = serializers.CharField(allow_blank=True)
    agreement = serializers.ChoiceField(Agreement.choices)
    advertises = serializers.BooleanField()
    roles = PhaseRole(many=True)


class CookieProviderPage(Shape):
    """One page of providers."""

    results = CookieProvider(many=True)
    next_cursor = serializers.CharField(allow_null=True)
    total_count = serializers.IntegerField()


class NewCookieProvider(StrictSerializer):
    """A provider of the caller's own; its roles follow from ``conduct``."""

    name = serializers.CharField(max_length=200)
    conduct = serializers.ChoiceField(Conduct.choices)
    country = serializers.CharField(max_length=2)
    hosts: Any = serializers.ListField(
        child=serializers.CharField(max_length=253), required=False, default=list, max_length=20
    )
    privacy_url = serializers.URLField(required=False, allow_blank=True)
    agreement = serializers.ChoiceField(Agreement.choices, default=Agreement.NONE)
    agreement_url = serializers.URLField(required=False, allow_blank=True)
    advertises = serializers.BooleanField(default=False)


class Banner(Shape):
    """The few things about a banner that may differ, and the script as it is now."""

    site = serializers.CharField()
    version = serializers.IntegerField()
    colour = serializers.CharField()
    on_colour = serializers.CharField()
    place = serializers.ChoiceField(BannerPlace.choices)
    consent_mode = serializers.ChoiceField(ConsentMode.choices)
    reask_months = serializers.IntegerField()
    keep_months = serializers.IntegerField()
    url = serializers.CharField()
    integrity = serializers.CharField()


class NewBanner(StrictSerializer):
    """What to set; what is left out stays as it is, or as we advise."""

    colour = serializers.CharField(max_length=7, required=False)
    on_colour = serializers.CharField(max_length=7, required=False)
    place = serializers.ChoiceField(BannerPlace.choices, required=False)
    consent_mode = serializers.ChoiceField(ConsentMode.choices, required=False)
    reask_months = serializers.IntegerField(min_value=1, max_value=100, required=False)
    keep_months = serializers.IntegerField(min_value=1, max_value=1_000, required=False)
