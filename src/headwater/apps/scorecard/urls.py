"""Addresses of scorecard."""

from django.urls import URLPattern, URLResolver

app_name = "scorecard"
urlpatterns: list[URLPattern | URLResolver] = []
