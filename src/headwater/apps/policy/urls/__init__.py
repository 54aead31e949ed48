"""Addresses of the policy lab; each room has a file of its own."""

from headwater.apps.policy.urls import lab, what_if

app_name = "policy"

urlpatterns = [*lab.urlpatterns, *what_if.urlpatterns]
