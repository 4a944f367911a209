"""What a film's owner is told of the pictures that did not come as they were chosen, when the film is delivered.

The one rule: it is told from the attempts themselves, so that nobody forgets to tell it.
"""

from collections import defaultdict
from collections.abc import Sequence

from shared.model.money import dollars
from shared.money.attempt import Attempt, of_film
from shared.platform.ports import Platform

MOST = 12
NAMED = 5


def of(platform: Platform, job: str, revision: int) -> list[str]:
    """One sentence for each kind of trouble, with the shots that had it."""
    shots: defaultdict[str, list[Attempt]] = defaultdict(list)
    for attempt in of_film(platform, job, revision):
        shots[attempt.fields["shot"]].append(attempt)
    told: list[str] = []
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for shot in sorted(shots):
        history = sorted(shots[shot], key=lambda each: int(each.fields["number"]))
        if lost := _lost(job, shot, history):
            told.append(lost)
        elif why := _trouble(history):
            alike[why].append(shot)
    told = [*(_together(names, why) for why, names in alike.items()), *told]
    return told if len(told) <= MOST else [*told[:MOST], f"{len(told) - MOST} more shots had trouble of the same kind."]


def of_kept(kept: int, pictures: int) -> list[str]:
    """What was bought before, for another film or another revision of this one."""
    if not kept:
        return []
    return [f"{kept} of {pictures} pictures {'was' if kept == 1 else 'were'} bought before: nothing was paid again."]


def _together(shots: Sequence[str], why: str) -> str:
    if len(shots) == 1:
        return f"Shot {shots[0]} {why.replace('ARE', 'is').replace('COME', 'comes').replace(' SHOT', f' {shots[0]}')}"
    named = ", ".join(shots[:NAMED]) + (f" and {len(shots) - NAMED} more" if len(shots) > NAMED else "")
    return f"Shots {named} {why.replace('ARE', 'are').replace('COME', 'come')}"


def _lost(job: str, shot: str, history: Sequence[Attempt]) -> str:
    lost = [each for each in history if each.state == "unknown" or each.fields["abandoned"]]
    if not lost:
        return ""
    who = lost[0].fields["order"]["choice"]["backend"]
    price = dollars(int(lost[0].fields["hold"]))
    sentence = f"Shot {shot}: nobody can tell whether {who} made it, so its price ({price}) counts as spent"
    return f"{sentence}. Look at the bill, then: aiprod resolve {job} {shot} paid, or unpaid."


def _trouble(history: Sequence[Attempt]) -> str:
    """Why it is not what was chosen: what the first of those who could not make it said, and what that cost."""
    ended = [each for each in history if each.state in ("failed", "refused")]
    failed = [each for each in ended if not _was_busy(each)]
    drawn = history[-1].state != "succeeded"
    failed = failed or (ended if drawn else [])
    if not failed:
        return ""
    first, billed = failed[0], sum(int(each.fields.get("cost", 0)) for each in failed)
    sure = not any(each.fields.get("assumed") for each in failed)
    bill = "billed all the same: {}" if sure else "it may be billed, so {} counts as spent"
    reason = _reason(first) + (f" ({bill.format(dollars(billed))})" if billed else "")
    others = sorted({_who(each) for each in failed} - {_who(first)})
    also = f" Nor could {' or '.join(others)}." if others and drawn else ""
    if history[-1].fields.get("stopped"):
        return f"ARE drawn. {reason}. When that is over, buy it: aiprod rerender {first.fields['job']} SHOT"
    if drawn:
        return f"ARE drawn: {reason}.{also}"
    return f"COME from {_who(history[-1])} at the {_nth(len(history))} attempt: {reason}."


def _who(attempt: Attempt) -> str:
    return str(attempt.fields["order"]["choice"]["backend"])


def _was_busy(attempt: Attempt) -> bool:
    return attempt.state == "refused" and bool(attempt.fields["again"])


def _reason(attempt: Attempt) -> str:
    return str(attempt.fields["note"]).rstrip(".") or "its backend could not make it"


def _nth(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")
