"""Pages that take a file: read into memory once it is known who sends it, and never more than fits."""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from headwater.apps.coding.forms import MOST_BYTES
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.people.signed_in import SignedIn

View = Callable[..., HttpResponse]


class SmallFile(FileUploadHandler):
    """Holds a file in memory; of one that is too large the size is counted and the rest is dropped."""

    def new_file(self, *args: Any, **options: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **options)
        self._held = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Take a part of it."""
        if start + len(raw_data) <= MOST_BYTES:
            self._held.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """End a file; the form says when it is too large."""
        self._held.seek(0)
        return InMemoryUploadedFile(
            self._held, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )


def takes_a_file(view: View) -> View:
    """Let whoever manages coding send a file to a page; every other page refuses files."""
    checked = csrf_protect(view)

    @wraps(view)
    def taking(request: SignedIn, *args: Any, **options: Any) -> HttpResponse:
        if request.method == "POST":
            require(request.user, Action.MANAGE_CODING)
            request.upload_handlers = [SmallFile(request)]
        answer: HttpResponse = checked(request, *args, **options)
        return answer

    # the body may be read only once it is known where its file goes; `checked` looks at the token then
    exempt: View = csrf_exempt(taking)
    return exempt
