"""What changes contacts and their record: imports, taking them back, removing words."""

from headwater.apps.contacts.services.imports import begin_import, queue_import
from headwater.apps.contacts.services.running import import_now, run_import
from headwater.apps.contacts.services.taking_back import PURGE, queue_purge, run_purge, take_back_import
from headwater.apps.contacts.services.uploading import discard_upload, forget_old_uploads, keep_upload

__all__ = [
    "PURGE",
    "begin_import",
    "discard_upload",
    "forget_old_uploads",
    "import_now",
    "keep_upload",
    "queue_import",
    "queue_purge",
    "run_import",
    "run_purge",
    "take_back_import",
]
