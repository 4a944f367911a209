"""Supervisor: delivers, rejects, or asks a person, and writes down what is delivered."""

from collections import Counter
from typing import Any, Final

from shared.model.job import PRESETS
from shared.money import ledger, notes, preparation
from shared.pipeline.shelf import write_json
from shared.pipeline.work import Agent, Made, Work

VERSION: Final = 2
APPROVED: Final = 0.7
REJECTED: Final = 0.4
TECHNICALLY_SOUND: Final = 0.8


def verdict(quality: float | None, technical: float, spent: int, budget: int, floor: float) -> tuple[str, str]:
    """What becomes of the film, and why. A quality that nobody could judge is not held against it."""
    if technical < TECHNICALLY_SOUND:
        return "rejected", f"technical score {technical:.2f} is below {TECHNICALLY_SOUND}"
    if spent > budget:
        return "escalated", "it cost more than its budget"
    if quality is None:
        return "delivered", "sound; nobody was there to judge how it looks"
    if quality < REJECTED:
        return "rejected", f"quality {quality:.2f} is below {REJECTED}"
    if quality < max(APPROVED if floor else 0.0, floor):
        return "escalated", f"quality {quality:.2f} is below {max(APPROVED, floor)}"
    return "delivered", f"quality {quality:.2f}, technical {technical:.2f}"


def make(work: Work) -> Made:
    film = work.recall("assemble")
    technical, semantic = work.recall("technical"), work.recall("semantic")
    booked = [*ledger.entries(work.platform, work.unit)]
    spent = sum(entry["amount"] for entry in booked)
    on_film = sum(entry["amount"] for entry in booked if entry.get("purse") != preparation.PURSE)
    floor = PRESETS[work.options.preset].quality if on_film else 0.0  # nobody is promised a quality for nothing
    decision, reason = verdict(semantic["score"], technical["score"], spent, work.options.budget or 0, floor)
    outputs = {"mp4": film["film"], **film["outputs"]}
    pictures = [work.recall(f"render-{shot}") for shots in work.recall("prompts")["shots"].values() for shot in shots]
    manifest: dict[str, Any] = {
        "job": work.unit.job,
        "revision": work.unit.revision,
        "title": work.job.get("title", ""),
        "verdict": decision,
        "reason": reason,
        "cost_usd": spent / 1e6,
        "costs_usd": {**({"pictures": on_film / 1e6} if on_film else {}), **_besides(booked)},
        "duration_s": film["ms"] / 1000,
        "technical": {"score": technical["score"], "report": technical["report"]},
        "semantic": {"score": semantic["score"], "scores": semantic["scores"], "judge": semantic["judge"]},
        "pictures": Counter(f"{each['backend']} {each.get('model', '')}".strip() for each in pictures),
        "outputs": outputs,
    }
    told = {
        "film": film["film"],
        "duration_ms": film["ms"],
        "spent": spent,
        "because": reason,
        "warnings": [
            *work.job["warnings"],
            *notes.of(work.platform, work.unit.job, work.unit.revision),
            *notes.of_kept(sum(bool(each.get("cached")) for each in pictures), len(pictures)),
        ],
        "outputs": {**outputs, "manifest": write_json(work, "manifests", manifest)},
    }
    if decision == "rejected":
        told["error"] = {
            "code": "rejected",
            "sentence": f"The film was rejected: {reason}.",
            "remedy": "",
            "at_fault": "us",
        }
    return Made({"verdict": decision, "reason": reason}, job=told)


def _besides(booked: list[Any]) -> dict[str, float]:
    """What else was paid for: the voices, the music, the reading."""
    sums: Counter[str] = Counter()
    for entry in booked:
        if entry.get("purse") == preparation.PURSE and entry["amount"]:
            sums[_PURPOSES.get(str(entry["what"]).partition("-")[0], "reading")] += int(entry["amount"])
    return {purpose: amount / 1e6 for purpose, amount in sorted(sums.items())}


_PURPOSES: Final = {"voice": "voices", "music": "score"}


AGENT = Agent("supervisor", make)
