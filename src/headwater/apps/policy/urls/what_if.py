"""Addresses of changes that are tried, and of those that were kept."""

from django.urls import path

from headwater.apps.policy.views import what_if

urlpatterns = [
    path("what-if/", what_if.what_if, name="what_if"),
    path("what-if/answer/", what_if.what_if_answer, name="what_if_answer"),
    path("what-if/keep/", what_if.keep_scenario, name="keep_scenario"),
    path("what-if/compare/", what_if.compare_scenarios, name="compare_scenarios"),
    path("what-if/<int:pk>/", what_if.scenario, name="scenario"),
    path("what-if/<int:pk>/simulate/", what_if.simulate_scenario, name="simulate_scenario"),
    path("what-if/<int:pk>/remove/", what_if.remove_scenario, name="remove_scenario"),
]
