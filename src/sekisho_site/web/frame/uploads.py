"""How much anybody may send: what is beyond the limit is thrown away as it comes, and the form that wanted it says so."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

LIMIT = 50 * 2**20


class LimitedUploads(FileUploadHandler):
    """Lets the handlers behind it see no more of a request's files than ``LIMIT`` bytes together."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._asking = request
        self._received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002  (the library's form)
        """The chunk, or None once there was too much."""
        self._received += len(raw_data)
        if self._received > LIMIT:
            self._asking.too_large = True
            return None
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002  (the library's form)
        """The handlers behind make the file."""
        return
