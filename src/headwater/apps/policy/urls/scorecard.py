"""Addresses of scripts, control and the scorecard."""

from django.urls import path

from headwater.apps.policy.views import scorecard, scripts

urlpatterns = [
    path("control/", scripts.control, name="control"),
    path("scripts/", scripts.scripts, name="scripts"),
    path("scripts.yaml", scripts.scripts_policies, name="scripts_policies"),
    path("scripts/adopt/", scripts.adopt_scripts, name="adopt_scripts"),
    path("scripts/steps/", scripts.bring_steps, name="bring_steps"),
    path("scripts/steps/keep/", scripts.keep_steps, name="keep_steps"),
    path("scorecard/", scorecard.scorecard, name="scorecard"),
    path("scorecard.yaml", scorecard.scorecard_policies, name="scorecard_policies"),
    path("scorecard/adopt/", scorecard.adopt_scorecard, name="adopt_scorecard"),
]
