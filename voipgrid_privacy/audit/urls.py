"""Addresses of what anyone needs to check a logbook: below ``/proof/logbook/``."""

from django.urls import path

from voipgrid_privacy.audit import views

urlpatterns = [
    path("heads.json", views.days, name="audit-heads"),
    path("heads/<slug:day>.json", views.heads, name="audit-heads-of-day"),
    path("verify_audit.py", views.verifier, name="audit-verifier"),
]
