"""Files that nobody asked for are not taken: whoever sends them fills no disk."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class NoFiles(FileUploadHandler):
    """Leaves a request at its first file; a page that takes files brings a handler of its own."""

    def new_file(self, *args: Any, **options: Any) -> None:
        """Stop reading."""
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Take nothing."""
        return None

    def file_complete(self, file_size: int) -> None:
        """Make nothing of it."""
