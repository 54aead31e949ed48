"""Addresses of contacts."""

from django.urls import path

from headwater.apps.contacts.views import contacts, imports, keeping

app_name = "contacts"
urlpatterns = [
    path("", contacts.contacts, name="contacts"),
    path("contacts.csv", contacts.export, name="export"),
    path("one/", contacts.contact, name="contact"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.upload, name="upload"),
    path("imports/<int:pk>/", imports.one, name="import"),
    path("imports/<int:pk>/preview/", imports.preview, name="preview"),
    path("imports/<int:pk>/rejects.csv", imports.rejects, name="rejects"),
    path("imports/<int:pk>/discard/", imports.discard, name="discard"),
    path("versions/<int:version>/take-back/", keeping.take_back, name="take_back"),
    path("words/", keeping.purge, name="purge"),
]
