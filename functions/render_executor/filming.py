"""How a shot gets its picture: from the pictures that were bought before, from the backend that was chosen, from those
that stand in for it, and in the end from our own hand, for nothing.

The one rule: what happened so far is read from the attempts, every time anew; whoever comes next goes on from there.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from functions.render_executor import buying, turn
from functions.render_executor.backends.wire import Order
from functions.render_executor.planned import ANOTHER, plan_of
from functions.render_executor.supply import Supply
from shared.model.errors import Permanent, Transient
from shared.model.plan import Choice, Plan, ShotPlan
from shared.model.storyboard import Shot
from shared.money import attempt as attempts
from shared.money import picture
from shared.money.attempt import Attempt, Overtaken, Stopped
from shared.money.purse import TooLittle
from shared.pipeline.faults import fault
from shared.pipeline.shelf import read
from shared.pipeline.work import Made, Wait, Work
from shared.telemetry import log

MOVES: Final = 60
BUSY: Final = 40
"""So often a provider may say that it is busy, before another is asked; and no longer than a film waits for a task."""


def orders(work: Work, shot: str, plan: ShotPlan, take: int) -> list[Order | None]:
    """What each choice would be told, in order. None is our own hand. Another take has another seed: the same words
    would become the same picture."""
    said: Mapping[str, Any] = {}
    made: list[Order | None] = []
    for choice in (plan.choice, *plan.fallbacks):
        if not is_paid(choice):
            made.append(None)
            continue
        said = said or _prompts(work)[shot]
        prompt = said.get(choice.model) or said[choice.backend]
        seed = (prompt["seed"] or 0) + take * ANOTHER
        made.append(Order(choice=choice, prompt=prompt["text"], negative=prompt["negative"], seed=seed))
    return made


def is_paid(choice: Choice) -> bool:
    return choice.backend != "animatic"


def _prompts(work: Work) -> Any:
    return _told(read(work, str(work.recall("prompts")["prompts"])))


@lru_cache(maxsize=8)
def _told(content: bytes) -> Any:
    import json

    return json.loads(content)


def bought(work: Work, supply: Supply, shot: Shot, plan: Plan) -> Made | Wait | None:
    """The shot's picture, paid for. None when nothing is left but to draw it."""
    platform, unit = work.platform, work.unit
    mine = plan.shots[shot.id]
    told = orders(work, shot.id, mine, shot.take)
    skipped: set[int] = set()
    for _ in range(MOVES):
        history = attempts.of_shot(platform, unit, shot.id)
        last = history[-1] if history else None
        if last is not None and last.fields.get("stopped"):
            return None  # buying is, not this backend alone
        if last is not None and last.state == "succeeded":
            return done(history, last.fields["take"], told[last.fields["index"]])
        if last is not None and last.state in attempts.OPEN and not last.fields["abandoned"]:
            try:
                wait = _move_on(work, supply, last)
            except Overtaken:
                continue
            if wait is not None:
                return wait
            continue
        index = choose(history, len(told), skipped, platform.clock.now() - supply.pace.lost_ms)
        order = told[index] if index < len(told) else None
        if order is None:
            return None
        try:
            step = _begin(work, supply, shot, mine, plan, order, index, history)
        except Stopped:
            raise Permanent("stopped", "The film was stopped before this was bought.") from None
        except TooLittle as reason:
            log.warning(f"{order.choice.backend} is skipped: {reason}", shot=shot.id)
            skipped.add(index)
            continue
        if isinstance(step, Made | Wait):
            return step
        if step is False:
            skipped.add(index)
    raise Transient("contended", f"{shot.id} is fought over.")


def _move_on(work: Work, supply: Supply, attempt: Attempt) -> Wait | None:
    if attempt.state == "intent":
        return buying.request(work, supply, attempt)
    if attempt.state == "calling":
        buying.lost(work, supply, attempt, buying.GONE)
        return None
    now = work.platform.clock.now()
    if now - attempt.fields["submitted_at"] > supply.pace.lost_ms:
        attempts.abandon(work.platform, attempt, "it did not come in time")
        turn.failed(work, attempt, "it did not come in time")
        return None
    return buying.look(work, supply, attempt)


def _begin(
    work: Work,
    supply: Supply,
    take: Shot,
    mine: ShotPlan,
    plan: Plan,
    order: Order,
    index: int,
    history: Sequence[Attempt],
) -> Made | Wait | bool:
    """A picture that is there already, or the next attempt's `intent`. False when somebody else takes too long."""
    platform, now, shot = work.platform, work.platform.clock.now(), take.id
    told = order.model_dump(mode="json")
    key = picture.key_of(work.owner, told, take.take)
    row = picture.find(platform, key)
    if row is not None and picture.is_there(platform, row):
        log.info(f"{shot} was bought before: it costs nothing", shot=shot)
        log.metric("render_cache_hits", 1, provider=order.choice.backend)
        return done(history, row.fields["take"], order, cached=True)
    if row is not None and row.fields["state"] == "buying":
        if now - row.fields["since"] > supply.pace.lost_ms:
            return False
        return Wait(supply.pace.next(row.fields["since"], now), "somebody else is buying this very picture")
    begun = attempts.begin(
        platform,
        work.unit,
        shot,
        len(history) + 1,
        told,
        index,
        key,
        0 if mine.kept else mine.choice.most,
        plan.contingency,
        work.owner,
        work.token,
        row,
    )
    if begun:
        fault("after_intent")
    return True


def choose(history: Sequence[Attempt], count: int, skipped: set[int], since: int = 0) -> int:
    """Which choice comes next, by how the attempts before ended. As many as there are means that none is left. A
    choice that was first tried before `since` is not tried again."""
    index = 0
    for attempt in history:
        alike = [each for each in history if each.fields["index"] == attempt.fields["index"]]
        before = sum(each.state == attempt.state for each in alike)
        fresh = alike[0].fields["created_at"] >= since
        index = attempt.fields["index"] + (0 if fresh and _again(attempt, before) else 1)
    while index in skipped:
        index += 1
    return min(index, count)


def _again(attempt: Attempt, before: int) -> bool:
    """Whether the same choice is tried once more, having ended like this so often."""
    if attempt.state == "cancelled":
        return True
    often = {"refused": BUSY, "failed": 2}.get(attempt.state, 0)
    return bool(attempt.fields["again"]) and before < often


def cost_of(history: Sequence[Attempt]) -> int:
    """What this shot has cost so far: what nobody knows, and what has not come, count in full."""
    return sum(int(each.fields.get("cost", each.fields["hold"])) for each in history)


def done(history: Sequence[Attempt], take: str, order: Order | None, *, cached: bool = False) -> Made:
    assert order is not None, "what was bought was ordered"
    cost = cost_of(history)
    result = {"take": take, "backend": order.choice.backend, "model": order.choice.model, "cached": cached}
    return Made({**result, "cost": cost}, cost=cost)


__all__ = ["bought", "choose", "cost_of", "done", "is_paid", "orders", "plan_of"]
