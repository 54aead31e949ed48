"""Addresses of conflicts, and of the mistake of conflicting instructions."""

from django.urls import path

from headwater.apps.policy.views import conflicts

urlpatterns = [
    path("conflicts/", conflicts.conflicts, name="conflicts"),
    path("conflicts/weigh/", conflicts.weigh, name="weigh_conflicts"),
    path("conflicts/<slug:known>/", conflicts.conflict, name="conflict"),
    path("instructions/", conflicts.instructions, name="instructions"),
]
