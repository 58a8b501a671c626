"""Addresses that visitors' browsers fetch; below ``/c/`` and without a session."""

from django.urls import path, re_path

from cookies import views

urlpatterns = [
    path("keys.json", views.keys, name="cookies-keys"),
    path("verify_consents.py", views.verifier, name="cookies-verifier"),
    path("<slug:code>/banner.js", views.script, name="cookies-banner"),
    re_path(
        r"^(?P<code>[-\w]+)/(?P<digest>[0-9a-f]{64})\.js$", views.script, name="cookies-bundle"
    ),
    path("<slug:code>/consent", views.consent, name="cookies-consent"),
    path("<slug:code>/receipt/<uuid:subject>", views.receipt, name="cookies-receipt"),
    path("<slug:code>/heads.json", views.heads, name="cookies-heads"),
    path("<slug:code>/forget", views.forget, name="cookies-forget"),
    path("<slug:code>/statement.json", views.statement_data, name="cookies-statement-data"),
    re_path(
        r"^(?P<code>[-\w]+)/statement\.(?P<language>[a-z]{2})\.(?P<form>html|part|pdf)$",
        views.statement,
        name="cookies-statement",
    ),
]
