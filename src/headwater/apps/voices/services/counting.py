"""Having the contacts behind what people flag counted anew."""

from headwater.apps.contacts.selectors import open_store
from headwater.apps.tasks.selectors import last_result
from headwater.apps.tasks.services import start_task
from headwater.apps.voices.selectors.affected import COUNT_REASONS


def queue_counting() -> None:
    """Have the contacts counted unless the newest counts are of the store's newest version."""
    store = open_store()
    if store is None:
        return
    known = last_result(COUNT_REASONS)
    if known is None or known["version"] != store.version:
        # by nobody: started by a person, it would tell who had just flagged
        key = f"{COUNT_REASONS} {store.version}"
        start_task(acting_user=None, kind=COUNT_REASONS, key=key, version=store.version)
