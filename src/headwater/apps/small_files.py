"""Pages that take a small file: read into memory once it is known who sends it, and never more than fits."""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.people.signed_in import SignedIn

View = Callable[..., HttpResponse]


class SmallFile(FileUploadHandler):
    """Holds a file in memory; of one that is too large the size is counted and the rest is dropped."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self._most = most

    def new_file(self, *args: Any, **options: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **options)
        self._held = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Take a part of it."""
        if start + len(raw_data) <= self._most:
            self._held.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """End a file; the form says when it is too large."""
        self._held.seek(0)
        return InMemoryUploadedFile(
            self._held, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )


def takes_a_file(action: Action, most: int) -> Callable[[View], View]:
    """Let whoever may do something for everyone send a page a file; every other page refuses files."""

    def taking_one(view: View) -> View:
        checked = csrf_protect(view)

        @wraps(view)
        def taking(request: SignedIn, *args: Any, **options: Any) -> HttpResponse:
            if request.method == "POST":
                require(request.user, action)
                request.upload_handlers = [SmallFile(request, most)]
            answer: HttpResponse = checked(request, *args, **options)
            return answer

        # the body may be read only once it is known where its file goes; `checked` looks at the token then
        exempt: View = csrf_exempt(taking)
        return exempt

    return taking_one
