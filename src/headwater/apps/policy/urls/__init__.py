"""Addresses of the policy lab; each room has a file of its own."""

from headwater.apps.policy.urls import (
    conflicts,
    declare,
    lab,
    staffing,
    what_if,
)

app_name = "policy"

urlpatterns = [
    *lab.urlpatterns,
    *conflicts.urlpatterns,
    *declare.urlpatterns,
    *staffing.urlpatterns,
    *what_if.urlpatterns,
]
