"""Addresses of staffing."""

from django.urls import path

from headwater.apps.policy.views import staffing

urlpatterns = [
    path("staffing/", staffing.staffing, name="staffing"),
    path("staffing/roster/", staffing.roster, name="roster"),
    path("staffing/<slug:table>.csv", staffing.table, name="staffing_table"),
    path("people/", staffing.people, name="people"),
]
