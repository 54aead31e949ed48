"""The address of the first page; it has no name space, because everything leads there."""

from django.urls import path

from headwater.apps.scorecard import views

urlpatterns = [path("", views.home, name="home")]
