"""Objects in Cloud Storage. Small bytes go in one request, streams in parts of a resumable upload.

The one rule: an object is visible whole or not at all, and never more than a few parts of it are in memory.
"""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any, BinaryIO, Final, cast
from urllib.parse import quote

# Before the client is imported: it would ask for the bucket's own metadata in the background, for its telemetry.
os.environ.setdefault("DISABLE_GCS_PYTHON_CLIENT_OTEL_BUCKET_METADATA", "true")

from google.api_core import exceptions as api
from google.auth.credentials import AnonymousCredentials
from google.cloud.storage import Client
from google.cloud.storage.exceptions import DataCorruption
from google.cloud.storage.retry import DEFAULT_RETRY
from requests import RequestException

from shared.model.errors import Transient
from shared.platform.gcp.signing import signer
from shared.platform.gcp.streams import PART, Steady, reader, remaining
from shared.platform.gcp.wire import plainly
from shared.platform.ports import Exists, Missing, Stored

MARK: Final = "aiprod-write"
"""Metadata of ours that names the write, so that our own success is told from somebody else's when a reply was lost."""
LONGEST_LINK_S: Final = 7 * 86_400

_CALL: Final = {
    "timeout": (10, 60),  # seconds to connect, and between two bytes of an answer
    "retry": DEFAULT_RETRY.with_delay(initial=0.2, multiplier=2.0, maximum=5.0).with_timeout(60.0),
}
_anonymous: Any = AnonymousCredentials  # untyped in its library
_LISTED: Final = "items(name,generation,size,metadata),nextPageToken"


class BucketObjects:
    def __init__(self, project: str, bucket: str, emulator: str = "") -> None:
        self._emulator = emulator
        self._sign = signer
        if emulator:
            endpoint = {"api_endpoint": emulator}
            self._client: Any = Client(project, credentials=_anonymous(), client_options=endpoint)
        else:
            self._client = Client(project)
        self._bucket: Any = self._client.bucket(bucket)

    def stat(self, name: str) -> Stored | None:
        with _plainly("looking at", name):
            blob = self._bucket.get_blob(name, **_CALL)
        return _stored(blob) if blob else None

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        there = self.stat(name)
        if there is None:
            raise Missing(name)
        blob = self._bucket.blob(name, generation=there.generation)  # all parts of one and the same object

        def fetch(start: int, end: int) -> bytes:
            with _plainly("reading", name):
                try:
                    part = blob.download_as_bytes(start=start, end=end - 1, raw_download=True, checksum=None, **_CALL)
                except api.NotFound:
                    raise Missing(name) from None  # replaced or deleted while it was read
            return cast("bytes", part)

        return reader(there.size, fetch)

    def write(
        self,
        name: str,
        source: BinaryIO | bytes,
        *,
        if_generation: int | None = None,
        content_type: str = "application/octet-stream",
        metadata: Mapping[str, str] | None = None,
    ) -> Stored:
        if not name:
            raise ValueError("an object has a name")
        mark = secrets.token_hex(8)
        blob = self._bucket.blob(name, chunk_size=PART)
        blob.metadata = {**(metadata or {}), MARK: mark}
        how = {"content_type": content_type, "if_generation_match": if_generation, **_CALL}
        with _plainly("writing", name):
            try:
                if isinstance(source, bytes):
                    blob.upload_from_string(source, **how)
                else:
                    blob.upload_from_file(Steady(source), size=remaining(source), **how)
            except api.PreconditionFailed:
                blob = self._bucket.get_blob(name, **_CALL)
                if blob is None or (blob.metadata or {}).get(MARK) != mark:
                    raise Exists(name) from None
        return _stored(blob)

    def delete(self, name: str, *, if_generation: int | None = None) -> None:
        with _plainly("deleting", name):
            try:
                self._bucket.blob(name).delete(if_generation_match=if_generation, **_CALL)
            except api.NotFound:
                return
            except api.PreconditionFailed:
                raise Exists(name) from None

    def list(self, prefix: str) -> Iterator[Stored]:
        with _plainly("listing", prefix):
            yield from map(_stored, self._client.list_blobs(self._bucket, prefix=prefix, fields=_LISTED, **_CALL))

    def link(self, name: str, seconds: int) -> str:
        if self.stat(name) is None:
            raise Missing(name)
        if self._emulator:
            return f"{self._emulator}/download/storage/v1/b/{self._bucket.name}/o/{quote(name, safe='')}?alt=media"
        with _plainly("signing a link to", name):
            url = self._bucket.blob(name).generate_signed_url(
                version="v4",
                expiration=timedelta(seconds=min(seconds, LONGEST_LINK_S)),
                credentials=self._sign(),
            )
        return str(url)


@contextmanager
def _plainly(doing: str, name: str) -> Iterator[None]:
    with plainly(f"{doing} {name}"):
        try:
            yield
        except (RequestException, DataCorruption) as error:
            raise Transient("cloud_unavailable", f"Cloud Storage broke off while {doing} {name}: {error}") from error


def _stored(blob: Any) -> Stored:
    metadata = {key: value for key, value in (blob.metadata or {}).items() if key != MARK}
    return Stored(blob.name, int(blob.generation), int(blob.size), metadata)
