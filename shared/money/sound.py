"""Sounds that were bought: a spoken part or a score is there for every later film of the same owner.

The one rule: it is written after it was paid for, and only saves money: without it nothing is wrong.

    sounds/{key}   answer: the paper that tells what was bought;  key: its owner, and a purpose that names all of it
"""

from contextlib import suppress

from shared.model.base import SCHEMA
from shared.pipeline.work import Work, fingerprint
from shared.platform.ports import Conflict, Create, Update


def bought(work: Work, what: str) -> str:
    """The paper, where there is one and it is still there."""
    found = work.platform.documents.get(_path(work, what))
    name = str(found.fields["answer"]) if found else ""
    return name if name and work.platform.objects.stat(name) else ""


def offer(work: Work, what: str, answer: str) -> None:
    """The newest is what others find."""
    now, path = work.platform.clock.now(), _path(work, what)
    found = work.platform.documents.get(path)
    if found is not None and found.fields["answer"] == answer:
        return
    fields = {"answer": answer, "updated_at": now}
    born = {"schema": SCHEMA, "owner": work.owner, "created_at": now, **fields}
    with suppress(Conflict):  # somebody else offers the same
        work.platform.documents.commit([Update(path, fields, found.version) if found else Create(path, born)])


def _path(work: Work, what: str) -> str:
    return f"sounds/{fingerprint([work.owner, what])}"
