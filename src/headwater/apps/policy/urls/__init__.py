"""Addresses of the policy lab; each room has a file of its own."""

from headwater.apps.policy.urls import authority, declare, lab

app_name = "policy"

urlpatterns = [*lab.urlpatterns, *declare.urlpatterns, *authority.urlpatterns]
