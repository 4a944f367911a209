"""What a person can do with a project over HTTP. A project is a job under another name.

The one rule: everything here is a wish at the desk or a look at the status; nothing is decided in this file.
"""

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any, TypeVar

from flask import Request, Response
from pydantic import Field, ValidationError

from shared.model.base import Frozen, is_id
from shared.model.errors import Permanent, Refused
from shared.model.job import MOST_EDITS, PRESETS, SIZES, Options
from shared.model.money import micros
from shared.pipeline import bundle, desk
from shared.pipeline.reception import LARGEST, receive
from shared.pipeline.status import describe
from shared.platform.ports import Document, Platform, Query, Where
from shared.writing import boards

Answer = tuple[Any, int]
Body = TypeVar("Body", bound=Frozen)


class Settings(Frozen):
    preset: str | None = None
    aspect_ratio: str | None = None
    lang: str | None = None
    quality: str | None = None  # the picture's size: 360p, 720p, 1080p
    voice: str | None = None
    voices: str | None = None
    score: str | None = None
    fps: int | None = None
    seed: int | None = None
    backend: str | None = None
    brand: str | None = None
    captions: str | None = None
    grade: str | None = None
    names: bool | None = None
    slate: bool | None = None
    mark: str | None = None
    end_card: bool | None = None


class Wishes(Frozen):
    """What can be wished for, whatever the film is made from."""

    budget_limit: float | str | None = None
    settings: Settings = Settings()
    webhook: str = ""


class Asked(Wishes):
    """The body of a create, a one-shot run and an estimate."""

    script: str = Field(min_length=1, max_length=LARGEST)
    name: str = Field(default="", max_length=200)
    description: str = Field(default="", max_length=5000)
    format: str = Field(default="fountain", pattern=r"^[a-z0-9]{1,10}$")


class Seen(Frozen):
    """The body of an approval: what the person saw. `price` in dollars, as the status says it."""

    revision: int = Field(strict=True)
    price: float | str | None = None


class Changes(Frozen):
    """The body of an edit: for what its sender saw, and in which order."""

    revision: int | None = Field(default=None, strict=True)
    edits: list[dict[str, Any]] = Field(min_length=1, max_length=MOST_EDITS)


class Retake(Frozen):
    """The body of a re-render: other words for the picture, another backend, or neither."""

    prompt: str = Field(default="", max_length=2000)
    backend: str = Field(default="", max_length=40)


class Verdict(Frozen):
    """The body of a rejection."""

    reason: str = Field(default="", max_length=1000)


def health(platform: Platform, owner: str, request: Request) -> Answer:
    platform.documents.get("health/probe")
    return {"status": "ok", "at": platform.clock.now()}, 200


def presets(platform: Platform, owner: str, request: Request) -> Answer:
    return {"presets": [preset.model_dump() for preset in PRESETS.values()], "sizes": SIZES}, 200


def create(platform: Platform, owner: str, request: Request) -> Answer:
    return describe(platform, _received(platform, owner, request)), 201


def every(platform: Platform, owner: str, request: Request) -> Answer:
    limit = min(max(request.args.get("limit", 50, int), 1), 200)
    query = Query("jobs", (Where("owner", "==", owner),), "-created_at", limit, request.args.get("after", ""))
    try:
        page = platform.documents.query(query)
    except ValueError:
        raise Refused("bad_cursor", "`after` is not a cursor that we gave.", "Leave it out.") from None
    return {"projects": [describe(platform, job) for job in page.documents], "after": page.after}, 200


def execute(platform: Platform, owner: str, request: Request, job_id: str) -> Answer:
    _own(platform, owner, job_id)
    return describe(platform, desk.start(platform, job_id)), 202


def run(platform: Platform, owner: str, request: Request) -> Answer:
    job = _received(platform, owner, request)
    return describe(platform, desk.start(platform, _id(job))), 202


def estimate(platform: Platform, owner: str, request: Request) -> Answer:
    """Runs up to the price and waits there. What it would cost is in the status."""
    job = _received(platform, owner, request, approval=True)
    told = describe(platform, desk.start(platform, _id(job)))
    return {**told, "status_at": f"/pipeline/{_id(job)}"}, 202


def status(platform: Platform, owner: str, request: Request, job_id: str) -> Answer:
    return describe(platform, _own(platform, owner, job_id)), 200


def approve(platform: Platform, owner: str, request: Request, job_id: str) -> Answer:
    _own(platform, owner, job_id)
    try:
        seen = Seen.model_validate_json(request.get_data())
        price = None if seen.price is None else micros(seen.price)
    except ValueError:
        said = "Say which revision and which price you saw."
        raise Refused("no_revision", said, 'Send {"revision": 1, "price": 0.00}; the status has both.') from None
    return describe(platform, desk.approve(platform, job_id, seen.revision, price)), 202


def storyboard(platform: Platform, owner: str, request: Request, job_id: str) -> Answer:
    """Scenes and shots with their ids, and every edit until now."""
    job = _own(platform, owner, job_id)
    found = boards.latest(platform, job)
    told = found.model_dump(mode="json")
    return {"revision": job.fields["revision"], "storyboard": told, "history": job.fields.get("edits", [])}, 200


def edit(platform: Platform, owner: str, request: Request, job_id: str) -> Answer:
    """A new revision, priced again before money moves."""
    from shared.model import edit as edits

    _own(platform, owner, job_id)
    asked = _body(request, Changes)
    changed = desk.edit(platform, job_id, edits.read(asked.edits), owner, revision=asked.revision)
    return describe(platform, changed), 202


def rerender(platform: Platform, owner: str, request: Request, job_id: str, shot: str) -> Answer:
    """One shot again; only that one is paid for."""
    job = _own(platform, owner, job_id)
    asked = _body(request, Retake)
    wanted = boards.retake(boards.latest(platform, job), shot, asked.prompt, asked.backend)
    return describe(platform, desk.edit(platform, job_id, wanted, owner)), 202


def accept(platform: Platform, owner: str, request: Request, job_id: str) -> Answer:
    _own(platform, owner, job_id)
    return describe(platform, desk.accept(platform, job_id)), 200


def reject(platform: Platform, owner: str, request: Request, job_id: str) -> Answer:
    _own(platform, owner, job_id)
    return describe(platform, desk.reject(platform, job_id, _body(request, Verdict).reason)), 200


def cancel(platform: Platform, owner: str, request: Request, job_id: str) -> Answer:
    _own(platform, owner, job_id)
    return describe(platform, desk.cancel(platform, job_id)), 200


def retry(platform: Platform, owner: str, request: Request, job_id: str) -> Answer:
    _own(platform, owner, job_id)
    return describe(platform, desk.revise(platform, job_id)), 202


def export(platform: Platform, owner: str, request: Request, job_id: str) -> Response | Answer:
    """Streams the film or one of its papers."""
    job = _own(platform, owner, job_id)
    name = bundle.delivered(job, request.args.get("format", "mp4"))
    title = bundle.plain(PurePosixPath(job.fields["script"]["name"]).stem) or "film"
    if not name:
        headers = {"content-disposition": f'attachment; filename="{title}.zip"'}
        packed = bundle.packed(platform, bundle.contents(platform, job))
        return Response(packed, 200, headers, mimetype="application/zip")
    stored = platform.objects.stat(name)
    if stored is None:
        raise Permanent("gone", "The film is not in the store any more.", "Retry the job.")
    headers = {
        "content-length": str(stored.size),
        "content-disposition": f'attachment; filename="{title}{PurePosixPath(name).suffix}"',
    }
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(bundle.streamed(platform, name), 200, headers, mimetype=mimetype)


def _received(platform: Platform, owner: str, request: Request, *, approval: bool | None = None) -> Document:
    if (request.content_length or 0) > 2 * LARGEST:
        raise Refused("too_large", "The request is too large.", "Send the script alone.")
    with understood():
        asked = Asked.model_validate_json(request.get_data())
        options = options_of(asked, approval)
    name = f"{asked.name or 'script'}.{asked.format}"
    return receive(platform, owner, name, asked.script.encode(), options, asked.name)


@contextmanager
def understood() -> Iterator[None]:
    """What is wrong with a body is said with the field that is wrong."""
    try:
        yield
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        raise Refused("bad_request", f"{where}: {first['msg']}.", "README.md shows a request that works.") from None
    except ValueError as error:
        raise Refused("bad_request", f"budget_limit: {error}.") from None


def options_of(asked: Wishes, approval: bool | None = None) -> Options:
    settings = asked.settings
    values: dict[str, Any] = {
        "preset": settings.preset,
        "aspect": settings.aspect_ratio,
        "language": settings.lang,
        "size": settings.quality,
        "voice": settings.voice,
        "voices": settings.voices,
        "score": settings.score,
        "fps": settings.fps,
        "seed": settings.seed,
        "backend": settings.backend,
        "brand": settings.brand,
        "captions": settings.captions,
        "grade": settings.grade,
        "names": settings.names,
        "slate": settings.slate,
        "mark": settings.mark,
        "end_card": settings.end_card,
        "webhook": asked.webhook or None,
        "approval": approval,
        "budget": None if asked.budget_limit is None else micros(asked.budget_limit),
    }
    return Options.model_validate({name: value for name, value in values.items() if value is not None})


def _body(request: Request, kind: type[Body]) -> Body:
    try:
        return kind.model_validate_json(request.get_data() or b"{}")
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        raise Refused("bad_request", f"{where}: {first['msg']}.", "README.md shows a request that works.") from None


def _own(platform: Platform, owner: str, job_id: str) -> Document:
    """Another owner's job is as if it were not there."""
    job = platform.documents.get(f"jobs/{job_id}") if is_id(job_id) else None
    if job is None or job.fields["owner"] != owner:
        raise Permanent("no_such_job", f"There is no project {job_id}.", at_fault="input")
    return job


def _id(job: Document) -> str:
    return job.path.partition("/")[2]
