"""Lets a coder model read the contacts nobody coded, without reading any by a model that saw its code."""

from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.demand.prevalence.facts import SampleFacts
from headwater.analysis.demand.prevalence.prevalence_result import PrevalenceSettings


def chosen_reader(
    source: ContactSource, facts: SampleFacts, settings: PrevalenceSettings
) -> tuple[None, str]:
    """Return what reads the other contacts, or None and why nothing does."""
    return None, "No model read the other contacts: shares rest on people's codes alone."
