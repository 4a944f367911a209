"""Documents in Firestore, through the generated client: what is sent is exactly what stands here.

The one rule: no read-modify-write transactions. Every write carries its precondition, so that a batch whose reply was
lost may be sent again and can only come back as Conflict.
"""

import os
import re
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from google.api_core import exceptions as api
from google.api_core.retry import Retry
from google.cloud.firestore_v1.services.firestore import FirestoreClient
from google.cloud.firestore_v1.services.firestore.transports import FirestoreGrpcTransport
from google.cloud.firestore_v1.types import document as documents
from google.cloud.firestore_v1.types import firestore
from google.cloud.firestore_v1.types import write as writes

from shared.model.errors import Permanent
from shared.platform.batch import MAX_DOCUMENT, well_formed
from shared.platform.gcp import query as asking
from shared.platform.gcp.values import TOUCH, Raw, load, quoted, store, store_field
from shared.platform.gcp.wire import ATTEMPT, plainly, retry, transport
from shared.platform.ports import (
    Check,
    Committed,
    Conflict,
    Create,
    Delete,
    Document,
    Increment,
    Page,
    Query,
    Update,
    Write,
)

_Answer = TypeVar("_Answer")

_WRITE: Final = writes.Write.pb()
_COMMIT: Final = firestore.CommitRequest.pb()
_CERTAINLY_TOO_LARGE: Final = 4 * MAX_DOCUMENT
"""On the wire a document takes at most about three times what Firestore counts: the store itself measures the rest."""
_MAX_REQUEST: Final = 10 * MAX_DOCUMENT
_TOO_LARGE: Final = re.compile(r"maximum|longer than|too large|too big", re.IGNORECASE)


class FirestoreDocuments:
    def __init__(self, project: str, database: str = "(default)", emulator: str = "") -> None:
        self._database = f"projects/{project}/databases/{database}"
        self._root = f"{self._database}/documents"
        self._client = FirestoreClient(transport=transport(FirestoreGrpcTransport, emulator))
        self._retry = retry()
        self._metadata = [("google-cloud-resource-prefix", self._database)]
        if emulator:
            self._metadata.append(("authorization", "Bearer owner"))

    def get(self, path: str) -> Document | None:
        request = {"name": f"{self._root}/{path}"}
        with plainly("reading a document"):
            try:
                found = self._client.get_document(
                    request=request, retry=self._retry, timeout=ATTEMPT, metadata=self._metadata
                )
            except api.NotFound as error:
                if "database" in str(error).lower() and "does not exist" in str(error):
                    raise  # not the document is missing, but the whole store
                return None
        return self._document(documents.Document.pb(found))

    def query(self, query: Query) -> Page:
        request = asking.request(self._root, query)

        def ask() -> list[Raw]:
            # The answer is a stream: the retry goes around all of it, not only around its first message.
            stream = self._client.run_query(request=request, retry=None, timeout=ATTEMPT, metadata=self._metadata)
            answers = (firestore.RunQueryResponse.pb(answer) for answer in stream)
            return [answer.document for answer in answers if answer.HasField("document")]

        with plainly("reading documents"):
            raws = _again(self._retry, ask)
        found = tuple(self._document(raw) for raw in raws[: query.limit])
        return Page(found, asking.cursor(query, found[-1]) if len(raws) > query.limit else "")

    def commit(self, batch: Sequence[Write], *, lasting: bool = True) -> Committed:
        well_formed(batch)
        if not batch:
            return Committed((), ())
        request = firestore.CommitRequest.wrap(self._request(batch))
        with plainly("writing documents"):
            try:
                answer = self._client.commit(
                    request=request, retry=self._retry, timeout=ATTEMPT, metadata=self._metadata
                )
            except (api.AlreadyExists, api.FailedPrecondition, api.NotFound, api.Aborted) as error:
                raise Conflict(", ".join(write.path for write in batch)) from error
            except (api.InvalidArgument, api.ResourceExhausted) as error:
                if _TOO_LARGE.search(str(error)):
                    raise _too_large(batch) from error
                raise
        return _committed(batch, firestore.CommitResponse.pb(answer).write_results)

    def _document(self, raw: Raw) -> Document:
        return Document(raw.name[len(self._root) + 1 :], load(raw.fields.items()), _version(raw.update_time))

    def _request(self, batch: Sequence[Write]) -> Raw:
        raws = [self._raw(write) for write in batch]
        if any(raw.ByteSize() > _CERTAINLY_TOO_LARGE for raw in raws):
            raise _too_large(batch)
        request = _COMMIT(database=self._database, writes=raws)
        if request.ByteSize() > _MAX_REQUEST:
            raise Permanent("batch_too_large", f"{len(batch)} writes are more than 10 MiB together.")
        return request

    def _raw(self, write: Write) -> Raw:
        name = f"{self._root}/{write.path}"
        raw = _WRITE()
        match write:
            case Create():
                raw.update.name = name
                _fill(raw.update, store(write.fields))
                raw.current_document.exists = False
            case Update():
                raw.update.name = name
                _fill(raw.update, store({**write.fields, TOUCH: os.urandom(6).hex()}))
                raw.update_mask.field_paths.extend(quoted(field) for field in (*write.fields, TOUCH))
                _expect(raw, write.version)
            case Check():
                raw.update.name = name
                raw.update_mask.SetInParent()  # there and empty: nothing is changed, the precondition still holds
                _expect(raw, write.version)
            case Increment():
                raw.update.name = name
                raw.update_mask.SetInParent()
                step = raw.update_transforms.add(field_path=quoted(write.field))
                step.increment.CopyFrom(store_field("", write.by))
                raw.current_document.exists = True
            case Delete():
                raw.delete = name
                if write.version is not None:
                    _expect(raw, write.version)
        return raw


def _fill(document: Raw, fields: dict[str, Raw]) -> None:
    for name, value in fields.items():
        document.fields[name].CopyFrom(value)


def _too_large(batch: Sequence[Write]) -> Permanent:
    paths = ", ".join(write.path for write in batch if isinstance(write, Create | Update))
    return Permanent("document_too_large", f"{paths[:300]} would be larger than a document can be (1 MiB).")


def _expect(raw: Raw, version: str) -> None:
    seconds, nanos = version.split(".")
    raw.current_document.update_time.seconds = int(seconds)
    raw.current_document.update_time.nanos = int(nanos)


def _version(moment: Raw) -> str:
    return f"{moment.seconds}.{moment.nanos:09d}"


def _committed(batch: Sequence[Write], results: Sequence[Raw]) -> Committed:
    pairs = list(zip(batch, results, strict=True))
    return Committed(
        tuple(_version(one.update_time) if isinstance(write, Create | Update) else "" for write, one in pairs),
        tuple(one.transform_results[0].integer_value for write, one in pairs if isinstance(write, Increment)),
    )


def _again(policy: Retry, call: Callable[[], _Answer]) -> _Answer:
    answer: _Answer = policy(call)()
    return answer


__all__ = ["FirestoreDocuments"]
