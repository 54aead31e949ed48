"""Addresses of the policy lab; each room has a file of its own."""

from headwater.apps.policy.urls import lab, staffing

app_name = "policy"

urlpatterns = [
    *lab.urlpatterns,
    *staffing.urlpatterns,
]
