"""Addresses of authority: limits, remedies and what they cost."""

from django.urls import path

from headwater.apps.policy.views import authority

urlpatterns = [
    path("authority/", authority.authority, name="authority"),
    path("authority/costs/", authority.authority_costs, name="authority_costs"),
    path("authority/remedies/", authority.bring_remedies, name="bring_remedies"),
    path("authority/remedies/keep/", authority.keep_remedies, name="keep_remedies"),
    path("permission/", authority.permission, name="permission"),
]
