"""Addresses of what anyone needs to check a certificate; below ``/proof/``, without a session."""

from django.urls import path

from records import views

urlpatterns = [
    path("keys.json", views.keys, name="certificate-keys"),
    path("heads.json", views.heads, name="certificate-heads"),
    path("verify_certificates.py", views.verifier, name="certificate-verifier"),
]
