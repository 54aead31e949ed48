"""Addresses of the lab's first page and of mistake 1."""

from django.urls import path

from headwater.apps.policy.views import lab, volume

urlpatterns = [
    path("", lab.lab, name="lab"),
    path("read/", lab.read_again, name="read_again"),
    path("volume/", volume.volume, name="volume"),
    path("volume.csv", volume.export, name="volume_export"),
]
