"""Finds the job that a person means by the beginning of its id."""

from shared.model.errors import Refused
from shared.platform.ports import Document, Platform, Query


def every_job(platform: Platform) -> list[Document]:
    found: list[Document] = []
    after = ""
    while True:
        page = platform.documents.query(Query("jobs", order="-created_at", limit=300, after=after))
        found += page.documents
        after = page.after
        if not after:
            return found


def the_job(platform: Platform, beginning: str) -> Document:
    exact = platform.documents.get(f"jobs/{beginning}") if beginning and "/" not in beginning else None
    matching = [exact] if exact else [job for job in every_job(platform) if job.path.startswith(f"jobs/{beginning}")]
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise Refused("ambiguous", f"{len(matching)} jobs begin with {beginning}.", "Type more of it.")
    raise Refused("no_such_job", f"There is no job {beginning}.", "`aiprod jobs` lists them.")
