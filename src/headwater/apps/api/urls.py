"""Addresses for programs, and of the pages about them."""

from django.urls import URLPattern, include, path, re_path

from headwater.apps.api.json_errors import for_programs
from headwater.apps.api.views import endpoints, pages, webhook_pages

app_name = "api"


def _endpoints() -> list[URLPattern]:
    patterns = [
        url for url in endpoints.api.urls[0] if isinstance(url, URLPattern) and url.name != "api-root"
    ]
    for pattern in patterns:
        pattern.callback = for_programs(pattern.callback)
    return patterns


urlpatterns = [
    path("access/", pages.access, name="access"),
    path("access/<int:pk>/revoke/", pages.revoke, name="revoke"),
    path("webhooks/", webhook_pages.webhooks, name="webhooks"),
    path("webhooks/<int:pk>/", webhook_pages.webhook, name="webhook"),
    path("webhooks/<int:pk>/switch/", webhook_pages.switch, name="switch_webhook"),
    path("docs", pages.docs, name="docs"),
    path("openapi.json", pages.description, name="openapi"),
    path("v1/", include((_endpoints(), "v1"))),
    re_path(r"^v1/(?P<rest>.*)$", for_programs(pages.nothing_here), name="nothing_here"),
]
