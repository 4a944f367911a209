"""What earlier revisions have filmed, and this one leaves as it was: it is planned as it was, and costs nothing.

The one rule: a shot is kept only when it would be ordered in the very same words, and what was bought is long enough.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from shared.model.plan import Plan, ShotPlan
from shared.model.storyboard import Shot, Storyboard
from shared.pipeline.shelf import read, read_paper
from shared.pipeline.work import Unit, Work
from shared.platform.ports import Fields, Query, Where


def kept(work: Work, shots: Mapping[str, Shot], asked: Any) -> dict[str, ShotPlan]:
    """`asked`: what the film asks of every picture. Whoever asked otherwise before has other pictures."""
    found: dict[str, ShotPlan] = {}
    filmed_before = _filmed(work)
    if not filmed_before:
        return found
    now = _prompts(work, work.recall("prompts"))
    for revision, filmed in sorted(filmed_before.items(), reverse=True):
        plan, prompts = _result(work, revision, "plan"), _result(work, revision, "prompts")
        if plan is None or prompts is None or plan.get("asked") != asked:
            continue
        planned = read_paper(work, str(plan["plan"]), Plan)
        before = {shot.id: shot for shot in read_paper(work, str(prompts["storyboard"]), Storyboard).shots}
        said = _prompts(work, prompts)
        for name in filmed & shots.keys() & before.keys() & planned.shots.keys() - found.keys():
            theirs = planned.shots[name]
            if _is_same(shots[name], before[name], theirs) and _words(said[name]) == _words(now[name]):
                found[name] = theirs.model_copy(update={"kept": True})
    return found


def _is_same(shot: Shot, before: Shot, planned: ShotPlan) -> bool:
    wished = (shot.take, shot.backend, shot.star) == (before.take, before.backend, before.star)
    seconds = planned.choice.seconds
    return wished and (shot.duration_ms <= before.duration_ms or seconds == 0 or shot.duration_ms <= seconds * 1000)


def _words(prompts: Mapping[str, Any]) -> Any:
    """All that is said but the length: a longer clip than is needed is trimmed, never bought again."""
    return {name: {**prompt, "seconds": 0} for name, prompt in prompts.items()}


def _prompts(work: Work, result: Fields) -> Any:
    return json.loads(read(work, str(result["prompts"])))


def _filmed(work: Work) -> dict[int, set[str]]:
    """The shots that have their picture, by the revision that made it."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    after = ""
    while work.unit.revision > 1:
        query = Query(f"jobs/{work.unit.job}/steps", (Where("agent", "==", "render_executor"),), limit=300, after=after)
        page = work.platform.documents.query(query)
        for step in page.documents:
            revision, _, unit = step.path.rpartition("/")[2].partition(".")
            if step.fields["state"] == "done" and unit.startswith("render-") and int(revision) < work.unit.revision:
                found[int(revision)].add(unit.removeprefix("render-"))
        after = page.after
        if not after:
            break
    return found


def _result(work: Work, revision: int, name: str) -> Fields | None:
    step = work.platform.documents.get(Unit(work.unit.job, revision, name).path)
    if step is None or step.fields["state"] != "done":
        return None
    result: Fields = step.fields["result"]
    return result
