"""Addresses of the pages about measures."""

from django.urls import path

from headwater.apps.measures import views

app_name = "measures"

urlpatterns = [
    path("", views.measures, name="measures"),
    path("<str:key>/", views.measure, name="measure"),
    path("<str:key>/series.csv", views.series, name="series"),
]
