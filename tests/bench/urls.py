"""The product's addresses, and what its look-up is measured against."""

from django.urls import path

from tests.bench import views
from voipgrid_privacy.api.limits import limiter
from voipgrid_privacy.urls import urlpatterns as product

limiter.per_minute = 10**9  # one load generator stands for a thousand clients

urlpatterns = [
    path("api/bench/constant", views.constant),
    path("api/bench/bare", views.bare),
    path("api/bench/first-time", views.FirstTime.as_view()),
    path("api/bench/serializers", views.serialized),
    path("api/bench/said", views.said),
    path("api/bench/insert", views.insert),
    *product,
]
