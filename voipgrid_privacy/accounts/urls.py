"""Addresses of one's own log-in; they go before those of the library."""

from django.urls import path

from voipgrid_privacy.accounts import views
from voipgrid_privacy.accounts.single_sign_on import views as sign_on

urlpatterns = [
    path("oidc/<slug:provider_id>/login/", sign_on.login, name="openid_connect_login"),
    path(
        "oidc/<slug:provider_id>/login/callback/", sign_on.callback, name="openid_connect_callback"
    ),
    path("sessions/", views.sessions, name="account_sessions"),
    path("sessions/others/end/", views.end_others, name="account_sessions_end_others"),
    path("sessions/<int:session>/end/", views.end_one, name="account_session_end"),
]
