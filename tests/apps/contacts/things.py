"""An upload that waits, an import that is done, and the store's first version."""

from headwater.apps import installation
from headwater.apps.contacts.models import Import
from headwater.apps.contacts.services import keep_upload

from ..world import World

CSV = """\
ticket_number,created_at,channel,customer_number
1,2026-03-02 09:15,phone,K7
2,2026-03-02 10:15,mail,K8
"""


def waiting_upload(world: World) -> Import:
    file = installation.data() / "uploads" / "0123456789abcdef.csv"
    file.parent.mkdir(exist_ok=True)
    file.write_text(CSV)
    return keep_upload(acting_user=world.amara, path=file, name="march.csv", size=len(CSV))


def done_import(world: World) -> Import:
    counts = {"source_rows": 3, "loaded": 2, "updated": 0, "unchanged": 0, "excluded": {}, "split": 0}
    counts |= {"rejected": {"at: opened_at is empty": 1}, "rejected_rows": 1, "accounted": 3}
    made = Import.objects.create(
        kind="page",
        state="imported",
        names=["february.csv"],
        places=["uploads/gone.csv"],
        created_by=world.amara,
        source="sample",
        version_after=1,
        result={"reconciliation": counts, "examples": []},
    )
    rejects = installation.data() / "rejects" / f"import-{made.pk}.csv"
    rejects.parent.mkdir(exist_ok=True)
    rejects.write_text(
        f"file,row,column,value,reason\n{installation.data()}/uploads/gone.csv,3,at,,is empty\n"
    )
    return made


def things(world: World) -> dict[str, list[str | int]]:
    waiting, done = waiting_upload(world), done_import(world)
    return {
        "contacts:preview": [waiting.pk],
        "contacts:discard": [waiting.pk],
        "contacts:import": [done.pk],
        "contacts:rejects": [done.pk],
        "contacts:take_back": [1],
    }
