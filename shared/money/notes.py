"""What a film's owner is told of the pictures that did not come as they were chosen, when the film is delivered.

The one rule: it is told from the attempts themselves, so that nobody forgets to tell it.
"""

from collections import defaultdict

from shared.money.attempt import Attempt, of_film
from shared.platform.ports import Platform

MOST = 12


def of(platform: Platform, job: str, revision: int) -> list[str]:
    """One sentence for each shot that had trouble."""
    shots: defaultdict[str, list[Attempt]] = defaultdict(list)
    for attempt in of_film(platform, job, revision):
        shots[attempt.fields["shot"]].append(attempt)
    told = [note for shot in sorted(shots) if (note := _of_shot(job, shot, shots[shot]))]
    return told if len(told) <= MOST else [*told[:MOST], f"{len(told) - MOST} more shots had trouble of the same kind."]


def _of_shot(job: str, shot: str, history: list[Attempt]) -> str:
    history = sorted(history, key=lambda each: int(each.fields["number"]))
    lost = [each for each in history if each.state == "unknown" or each.fields["abandoned"]]
    if lost:
        who = lost[0].fields["order"]["choice"]["backend"]
        sentence = f"Shot {shot}: nobody can tell whether {who} made it, so its price counts as spent"
        return f"{sentence}; `aiprod resolve {job} {shot} paid|unpaid` once its bill tells."
    failed = [each for each in history if each.state in ("failed", "refused") and not _was_busy(each)]
    if failed and history[-1].state != "succeeded":
        return f"Shot {shot} is drawn: {_reason(failed[-1])}."
    if failed:
        stands_in = history[-1].fields["order"]["choice"]["backend"]
        return f"Shot {shot} comes from {stands_in} at the {_nth(len(history))} attempt: {_reason(failed[-1])}."
    return ""


def _was_busy(attempt: Attempt) -> bool:
    return attempt.state == "refused" and bool(attempt.fields["again"])


def _reason(attempt: Attempt) -> str:
    return str(attempt.fields["note"]).rstrip(".") or "its backend could not make it"


def _nth(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")
