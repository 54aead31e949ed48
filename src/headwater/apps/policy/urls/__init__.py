"""Addresses of the policy lab; each room has a file of its own."""

from headwater.apps.policy.urls import authority, lab

app_name = "policy"

urlpatterns = [*lab.urlpatterns, *authority.urlpatterns]
