"""Addresses of coding."""

from django.urls import path

from headwater.apps.coding.views import codebooks, desks, studies

app_name = "coding"

urlpatterns = [
    path("", studies.coding, name="coding"),
    path("new/", studies.new_study, name="new_study"),
    path("codebooks/", codebooks.codebooks, name="codebooks"),
    path("codebooks/start/", codebooks.start_codebook, name="start_codebook"),
    path("codebooks/<int:pk>/", codebooks.codebook, name="codebook"),
    path("<int:pk>/", studies.study, name="study"),
    path("<int:pk>/agreement/", studies.agreement, name="agreement"),
    path("<int:pk>/refresh/", studies.refresh, name="refresh"),
    path("<int:pk>/more/", studies.more, name="more"),
    path("<int:pk>/coders/", studies.coders, name="coders"),
    path("<int:pk>/sheet/", studies.sheet, name="sheet"),
    path("<int:pk>/sheet/export/", studies.export, name="export"),
    path("<int:pk>/count/", studies.count, name="count"),
    path("<int:pk>/uncount/", studies.uncount, name="uncount"),
    path("<int:pk>/close/", studies.close, name="close"),
    path("<int:pk>/reopen/", studies.reopen, name="reopen"),
    path("<int:pk>/desk/", desks.desk, name="desk"),
    path("<int:pk>/decide/", desks.decide, name="decide"),
]
