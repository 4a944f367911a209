"""Who is called next, for what, and what must be finished first: the course of a film on one page.

The one rule: it is decided from results alone, so that the same results always call the same people.
Unit names: `voice-s01` is the work `voice` on scene s01; `render-s01-a41f` is the work `render` on one shot.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.model.states import ENDED
from shared.model.storyboard import scene_of

Result = Mapping[str, Any]
Recall = Callable[[str], Result]
"""The result of an earlier unit of the same revision."""


@dataclass(frozen=True, slots=True)
class Call:
    agent: str  # the topic that its function listens to
    unit: str


@dataclass(frozen=True, slots=True)
class Join:
    """A meeting: when `pending` units have arrived, the calls go out, the event moves the job, and the join itself
    arrives at the join that it feeds."""

    name: str
    pending: int
    calls: tuple[Call, ...] = ()
    feeds: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True)
class Next:
    """What follows from a finished unit."""

    event: str = ""
    calls: tuple[Call, ...] = ()
    joins: tuple[Join, ...] = ()
    feeds: tuple[str, ...] = ()  # the joins at which it arrives


def work_of(unit: str) -> str:
    return unit.split("-", 1)[0]


def subject_of(unit: str) -> str:
    """The scene or shot that a unit is about; "" for the whole film."""
    return unit.partition("-")[2]


def after_ingest(unit: str, result: Result, recall: Recall) -> Next:
    if result["fast"]:
        return Next("analyzed_fast", (Call("fast_track", "direction"),))
    return Next("analyzed", (Call("creative_director", "direction"),))


def after_direction(unit: str, result: Result, recall: Recall) -> Next:
    """The owner's edits are a step of their own, so that an edit does not direct the film anew."""
    return Next(calls=(Call("creative_director", "board"),))


def after_board(unit: str, result: Result, recall: Recall) -> Next:
    """Voices exist before pictures are priced, so that speech sets the lengths."""
    scenes = result["scenes"]
    return Next(
        calls=tuple(Call("audio_generator", f"voice-{scene}") for scene in scenes),
        joins=(Join("voices", len(scenes), (Call("visual_translator", "prompts"),)),),
    )


def after_prompts(unit: str, result: Result, recall: Recall) -> Next:
    return Next("storyboarded", (Call("financial_orchestrator", "plan"),))


def after_plan(unit: str, result: Result, recall: Recall) -> Next:
    return Next(calls=(Call("budget_guard", "escrow"),))


def after_escrow(unit: str, result: Result, recall: Recall) -> Next:
    if result["approval"]:
        return Next("priced")
    return shooting("funded", recall)


def shooting(event: str, recall: Recall) -> Next:
    """Shots join into scenes, music and effects into the mix, scenes and mix into the film: 1,500 shots never meet in
    one hot document. Where a shot dissolves into the next, both takes meet for the joint, and the scene that it opens
    waits for it, too."""
    prompts = recall("prompts")
    scenes: list[tuple[str, list[str]]] = [(scene, prompts["shots"][scene]) for scene in prompts["scenes"]]
    joints: list[str] = sorted(prompts["joints"])
    entered = Counter(scene_of(right) for right in joints)
    joins = [Join(f"meet-{right}", 2, (Call("post_processor", f"joint-{right}"),)) for right in joints]
    for scene, shots in scenes:
        joins.append(Join(f"scene-{scene}", len(shots), feeds=f"cut-{scene}" if entered[scene] else "film"))
        if entered[scene]:
            joins.append(Join(f"cut-{scene}", 1 + entered[scene], feeds="film"))
    sound = Join("sound", len(scenes) + 1, (Call("post_processor", "mix"),))
    film = Join("film", len(scenes) + 1, (Call("post_processor", "assemble"),), event="pictured")
    calls = [Call("music_composer", "music")]
    for scene, shots in scenes:
        calls.append(Call("sound_effects", f"effects-{scene}"))
        calls.extend(Call("render_executor", f"render-{shot}") for shot in shots)
    return Next(event, tuple(calls), (*joins, sound, film))


def after_render(unit: str, result: Result, recall: Recall) -> Next:
    """Its own frames can be cut at once; a joint also needs its neighbour."""
    shot = subject_of(unit)
    meets = recall("prompts")["meets"].get(shot, ())
    return Next(calls=(Call("post_processor", f"segment-{shot}"),), feeds=tuple(f"meet-{right}" for right in meets))


def after_segment(unit: str, result: Result, recall: Recall) -> Next:
    return Next(feeds=(f"scene-{scene_of(subject_of(unit))}",))


def after_joint(unit: str, result: Result, recall: Recall) -> Next:
    return Next(feeds=(f"cut-{scene_of(subject_of(unit))}",))


def feeds(join: str) -> Callable[[str, Result, Recall], Next]:
    return lambda unit, result, recall: Next(feeds=(join,))


def after_assemble(unit: str, result: Result, recall: Recall) -> Next:
    return Next("assembled", (Call("technical_qa", "technical"),))


def after_technical(unit: str, result: Result, recall: Recall) -> Next:
    """A gate: what is broken goes no further."""
    if not result["passed"]:
        return Next("failed")
    return Next("checked", (Call("semantic_qa", "semantic"),))


def after_semantic(unit: str, result: Result, recall: Recall) -> Next:
    return Next("judged", (Call("supervisor", "final"),))


def after_final(unit: str, result: Result, recall: Recall) -> Next:
    """`delivered`, `rejected` or `escalated`."""
    return Next(str(result["verdict"]))


def after_settle(unit: str, result: Result, recall: Recall) -> Next:
    """What was ordered and has not come is still owed: somebody asks for it until it ends."""
    return Next(calls=tuple(Call("render_executor", f"collect-{attempt}") for attempt in result.get("open", ())))


def at(state: str) -> tuple[Call, ...]:
    """Whom a state itself calls, however the job came there."""
    tell = Call("notifier", f"notify-{state}")
    if state in ENDED:
        return (Call("budget_guard", "settle"), tell)
    return (tell,) if state in ("waiting_approval", "needs_review") else ()


AFTERWARDS: Final = frozenset({"settle", "collect", "notify"})
"""Works that are no part of the film: they go on when it has ended, and it does not fail with them."""


def nothing(unit: str, result: Result, recall: Recall) -> Next:
    return Next()


CALLSHEET: Final[dict[str, Callable[[str, Result, Recall], Next]]] = {
    "ingest": after_ingest,
    "direction": after_direction,
    "board": after_board,
    "voice": feeds("voices"),
    "prompts": after_prompts,
    "plan": after_plan,
    "escrow": after_escrow,
    "render": after_render,
    "segment": after_segment,
    "joint": after_joint,
    "music": feeds("sound"),
    "effects": feeds("sound"),
    "mix": feeds("film"),
    "assemble": after_assemble,
    "technical": after_technical,
    "semantic": after_semantic,
    "final": after_final,
    "settle": after_settle,
    "collect": nothing,
    "notify": nothing,
}


def next_after(unit: str, result: Result, recall: Recall) -> Next:
    return CALLSHEET[work_of(unit)](unit, result, recall)
