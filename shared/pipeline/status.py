"""How a job is doing, for everyone who asks: the command line, the HTTP door, a page.

The one rule: it is read from what happened, never written by those who do the work.
"""

from collections import Counter
from typing import Any

from shared.model.base import Instant
from shared.model.money import Micros
from shared.model.states import RESTING, progress
from shared.pipeline.work import Unit
from shared.platform.ports import Document, Fields, Platform, Query, Where


def shots_done(platform: Platform, job: Document) -> int:
    """Shots that are in their final form: what the scenes no longer wait for."""
    revision = job.fields["revision"]
    prefix = Unit(job.path.partition("/")[2], revision, "").join("scene-")
    pending, seen, after = 0, 0, ""
    while True:
        page = platform.documents.query(Query(f"{job.path}/joins", limit=300, after=after))
        for join in page.documents:
            if join.path.startswith(prefix):
                pending += join.fields["pending"]
                seen += 1
        after = page.after
        if not after:
            return job.fields.get("shots", 0) - pending if seen else 0


def waiting(platform: Platform, job: Document) -> list[dict[str, Any]]:
    """What is waited for at the moment, and how many units of work wait for it; what most wait for comes first."""
    reasons: Counter[str] = Counter()
    asleep = Query(f"{job.path}/steps", (Where("state", "==", "waiting"),), limit=300)
    for step in platform.documents.query(asleep).documents:
        revision = step.path.rpartition("/")[2].partition(".")[0]
        if revision == str(job.fields["revision"]) and step.fields.get("reason"):
            reasons[str(step.fields["reason"])] += 1
    return [{"for": reason, "units": units} for reason, units in reasons.most_common()]


def describe(platform: Platform, job: Document) -> dict[str, Any]:
    fields = job.fields
    done = shots_done(platform, job)
    percent = progress(fields["state"], done, fields.get("shots", 0))
    price: Micros | None = fields.get("price")
    return {
        "id": job.path.partition("/")[2],
        "owner": fields["owner"],
        "state": fields["state"],
        "revision": fields["revision"],
        "title": fields.get("title") or fields["name"] or fields["script"]["name"],
        "progress": percent,
        "current_stage": fields["state"].replace("_", " "),
        "estimated_completion": _ready_at(fields, percent, platform.clock.now()),
        "scenes": fields.get("scenes", 0),
        "shots": fields.get("shots", 0),
        "shots_done": done,
        "waiting": waiting(platform, job) if fields["state"] == "rendering" else [],
        "cost_estimate": None if price is None else price / 1e6,
        "cost_actual": fields.get("spent", 0) / 1e6,
        "duration_s": fields.get("duration_ms", 0) / 1000,
        "warnings": fields["warnings"],
        "error": fields.get("error"),
        "created_at": fields["created_at"],
        "updated_at": fields["updated_at"],
    }


def _ready_at(fields: Fields, percent: int, now: Instant) -> Instant | None:
    """As fast as until now. Too early, and at rest, nobody can tell."""
    if fields["state"] in RESTING or fields["state"] == "waiting_approval" or percent < 10:
        return None
    gone = now - int(fields.get("started_at", fields["created_at"]))
    return now + gone * (100 - percent) // percent
