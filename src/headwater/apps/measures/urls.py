"""Addresses of the pages about measures. Keys hold a dot, so that no page below is one."""

from django.urls import path

from headwater.apps.measures.views import own, reading, saying

app_name = "measures"

urlpatterns = [
    path("", reading.measures, name="measures"),
    path("registry/", reading.registry, name="registry"),
    path("family/<str:family>/", reading.family, name="family"),
    path("marks/<int:pk>/withdraw/", saying.withdraw, name="withdraw"),
    path("own/", own.own, name="own"),
    path("own/new/", own.new, name="new_own"),
    path("own/files/<int:pk>/", own.upload, name="upload"),
    path("<str:key>/", reading.measure, name="measure"),
    path("<str:key>/series.csv", reading.series, name="series"),
    path("<str:key>/mark/", saying.mark, name="mark"),
    path("<str:key>/owner/", saying.owner, name="owner"),
    path("<str:key>/about/", own.change, name="change_own"),
    path("<str:key>/file/", own.bring, name="bring"),
]
