"""Addresses of declared policies, documents and facts."""

from django.urls import path

from headwater.apps.policy.views import declared, declaring, documents, facts, importing

urlpatterns = [
    path("policies/", declared.policies, name="policies"),
    path("policies.yaml", declared.export_policies, name="export_policies"),
    path("policies/new/", declaring.new_policy, name="new_policy"),
    path("policies/import/", importing.import_policies, name="import_policies"),
    path("policies/copy/<slug:name>/", importing.copy_sample, name="copy_sample"),
    path("policies/<int:pk>/", declared.policy, name="policy"),
    path("policies/<int:pk>/change/", declaring.change_policy, name="change_policy"),
    path("policies/<int:pk>/end/", declaring.end_policy, name="end_policy"),
    path("policies/<int:pk>/mend/", declaring.mend_policy, name="mend_policy"),
    path("policies/<int:pk>/take-out/", declaring.take_out_policy, name="take_out_policy"),
    path("documents/", documents.documents, name="documents"),
    path("documents/<int:pk>/", documents.document, name="document"),
    path("documents/<int:pk>/remove/", documents.remove_document, name="remove_document"),
    path("facts/", facts.facts, name="facts"),
    path("facts.yaml", facts.export_facts, name="export_facts"),
    path("facts/change/", facts.change_facts, name="change_facts"),
    path("facts/import/", facts.import_facts, name="import_facts"),
]
