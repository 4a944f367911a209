"""What was measured, as a table for people and as one object for machines.

The one rule: a ratio is printed beside the promise that it has to keep.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from scripts.bench.cold import Cost, Start
from scripts.bench.races import CONCURRENT, QUEUED_CONCURRENT, QUEUED_SEQUENTIAL, SEQUENTIAL, Race
from scripts.bench.ratios import Compared
from scripts.bench.steps import Raced

STEPS_RATIO: Final = 2.0  # at least
IMPORT_RATIO: Final = 1.25  # at most

Starts = Mapping[str, Start]


def kept(raced: Raced, starts: Starts) -> bool:
    return raced.ratio >= STEPS_RATIO and worst(starts) <= IMPORT_RATIO


def worst(starts: Starts) -> float:
    return max(start.ratio for start in starts.values())


def as_json(raced: Raced, starts: Starts) -> dict[str, Any]:
    return {
        "steps": {
            "sequential": _rates(raced.sequential),
            "concurrent": _rates(raced.concurrent),
            "queued": {"sequential": _rates(raced.queued_sequential), "concurrent": _rates(raced.queued_concurrent)},
            "durability": {"ours": raced.ours_durability, "dbos": raced.theirs_durability},
        },
        "steps_ratio": round(raced.ratio, 3),
        "functions": {name: _cost(one.first) | {"door": _cost(one.door)} for name, one in starts.items()},
        "import_ratio": round(worst(starts), 3),
    }


def _rates(rates: Compared) -> dict[str, float]:
    return {"ours": round(rates.ours, 1), "dbos": round(rates.theirs, 1), "ratio": round(rates.ratio, 3)}


def _cost(cost: Cost) -> dict[str, float]:
    found = {"ms": cost.ms.ours, "mb": cost.mb.ours, "base_ms": cost.ms.theirs, "base_mb": cost.mb.theirs}
    found |= {"ratio_ms": cost.ms.ratio, "ratio_mb": cost.mb.ratio}
    return {name: round(value, 3) for name, value in found.items()}


def as_text(raced: Raced, starts: Starts) -> str:
    return "\n".join((*_steps(raced), "", *_imports(starts)))


def _steps(raced: Raced) -> Iterator[str]:
    yield f"{'Durable steps a second':<42}{'jobs':>8}{'ours':>8}{'DBOS':>8}{'ratio':>8}"
    yield _race("one after another", SEQUENTIAL, raced.sequential)
    yield _race("60 jobs at once", CONCURRENT, raced.concurrent)
    yield _race("one after another, queued there as here", QUEUED_SEQUENTIAL, raced.queued_sequential)
    yield _race("60 jobs at once, queued there as here", QUEUED_CONCURRENT, raced.queued_concurrent)
    yield f"Ours: a message, a lease, a commit. {raced.ours_durability} (normal for claims and the queue's moves)."
    yield f"DBOS: a step of a workflow, its cheapest; or a queued workflow. {raced.theirs_durability}."
    yield "Both are as they ship, on the same disk, taking turns."
    yield f"The smaller of the first two ratios is {raced.ratio:.2f}; promised is at least {STEPS_RATIO:g}."


def _race(what: str, race: Race, rates: Compared) -> str:
    size = f"{race.jobs} x {race.steps}"
    return f"  {what:<40}{size:>8}{rates.ours:>8.0f}{rates.theirs:>8.0f}{rates.ratio:>8.2f}"


def _imports(starts: Starts) -> Iterator[str]:
    yield f"{'Cold start':<26}{'until the first message':^34}{'at the door':^34}"
    yield f"{'':<26}" + f"{'ms':>6}{'bare':>6}{'':>5}{'MB':>6}{'bare':>6}{'':>5}" * 2
    for name, start in starts.items():
        yield f"  {name:<24}{_pair(start.first)}{_pair(start.door)}"
    yield "ms: of the processor, in the median. MB: at the peak. bare: its client libraries alone, that is"
    yield "at the door functions-framework and pydantic, until the first message Google's as topology.yaml has it."
    yield f"The worst ratio is {worst(starts):.2f}; promised is at most {IMPORT_RATIO:g}."


def _pair(cost: Cost) -> str:
    return "".join(f"{one.ours:>6.0f}{one.theirs:>6.0f}{one.ratio:>5.2f}" for one in (cost.ms, cost.mb))
