"""Addresses of the lab's first page and its findings."""

from django.urls import path

from headwater.apps.policy.views import lab

urlpatterns = [path("", lab.lab, name="lab")]
