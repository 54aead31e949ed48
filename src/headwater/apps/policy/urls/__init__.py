"""Addresses of the policy lab; each room has a file of its own."""

from headwater.apps.policy.urls import (
    authority,
    conflicts,
    declare,
    lab,
    scorecard,
    staffing,
    what_if,
)

app_name = "policy"

urlpatterns = [
    *lab.urlpatterns,
    *authority.urlpatterns,
    *conflicts.urlpatterns,
    *declare.urlpatterns,
    *scorecard.urlpatterns,
    *staffing.urlpatterns,
    *what_if.urlpatterns,
]
