"""Diagnoses of made-up contacts, computed once a test run."""

from functools import cache

from headwater.analysis.contacts.frames import contacts_from_rows, rows_as_frame
from headwater.analysis.demand.cost import CostRates
from headwater.analysis.demand.diagnosis import ContactTables, Diagnosis, DiagnosisSettings, diagnose

from .causes.made_codes import drawn, made_world
from .made_contacts import made_contacts, made_texts, made_volumes

WEEKS = 8


@cache
def rich() -> Diagnosis:
    """Everything is there: customers, reasons, handle time, rates, volumes, texts."""
    rows = made_contacts(customers=700, weeks=WEEKS)
    tables = ContactTables(
        contacts_from_rows(rows),
        rows_as_frame(made_volumes(WEEKS), "volumes"),
        rows_as_frame(made_texts(rows), "contact_texts"),
    )
    rates = CostRates("EUR", per_hour={"phone": 40.0, "chat": 25.0, "email": 25.0})
    return diagnose(tables, DiagnosisSettings(rates=rates, topics=False))


@cache
def coded() -> Diagnosis:
    """People have coded a sample: it opens with failure demand."""
    world = made_world()
    settings = DiagnosisSettings(
        rates=CostRates("EUR", per_hour=30.0),
        codes=drawn(world, 300, seed=3),
        inside=("Support",),
        model="none",
    )
    return diagnose(world.tables, settings)


@cache
def bare() -> Diagnosis:
    """Only when contacts came and by which channel, for eleven days."""
    rows = [
        {"opened_at": row["opened_at"], "channel": row["channel"]}
        for row in made_contacts(customers=100, weeks=2)
        if row["opened_at"].day < 16
    ]
    return diagnose(contacts_from_rows(rows))
