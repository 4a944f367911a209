"""How a film lies on the cutting table: each shot's place, each joint, and the whole timeline, from what everyone made.

The one rule: it is read from results and papers alone, so that whoever asks twice is told the same.
"""

from typing import Any

from functions.post_processor.cutting import Cut, cut_of, first_words
from shared.model.callsheet import subject_of
from shared.model.credits import Credit, collected
from shared.model.joints import Joint, around
from shared.model.storyboard import Storyboard
from shared.model.timeline import Timeline, cut
from shared.pipeline.shelf import read_paper
from shared.pipeline.work import Work
from shared.writing.desk import scene_of, shot_of, timed


def placed(work: Work, shot_id: str) -> Cut:
    plan = work.recall("prompts")
    scene = scene_of(shot_id)
    sheet = timed(work, scene)
    order, shots = plan["scenes"], plan["shots"][scene]
    planes = work.recall(f"render-{shot_id}").get("planes")
    return cut_of(
        shot_of(sheet, shot_id),
        sheet.scene,
        work.options,
        work.recall(f"voice-{scene}")["lines"],
        around(plan, shot_id),
        first=(scene, shot_id) == (order[0], shots[0]),
        last=(scene, shot_id) == (order[-1], shots[-1]),
        named=first_words(storyboard_of(work)) if work.options.names else {},
        planes_at=tuple(planes["at"]) if planes else None,
        logo=plan["logo"],
    )


def joint_of(work: Work) -> Joint:
    return Joint.model_validate(work.recall("prompts")["joints"][subject_of(work.unit.name)])


def storyboard_of(work: Work) -> Storyboard:
    return read_paper(work, str(work.recall("prompts")["storyboard"]), Storyboard)


def credits_of(work: Work) -> tuple[Credit, ...]:
    """Whoever made a part of the film named in its result what they used."""
    prompts = work.recall("prompts")
    units = ["music", *(f"{kind}-{scene}" for scene in prompts["scenes"] for kind in ("voice", "effects"))]
    units += [f"render-{shot}" for scene in prompts["scenes"] for shot in prompts["shots"][scene]]
    return collected(work.recall(unit) for unit in units)


def sounding(work: Work) -> Timeline:
    """All that is heard, at its place: it is known before the first picture is cut."""
    storyboard, plan = storyboard_of(work), work.recall("prompts")
    spoken: dict[str, Any] = {}
    for scene in plan["scenes"]:
        spoken |= work.recall(f"voice-{scene}")["lines"]
    return cut(
        storyboard.title,
        storyboard.scenes,
        work.options.fps,
        work.options.frame,
        spoken,
        {scene: str(work.recall(f"effects-{scene}")["object"]) for scene in plan["scenes"]},
        str(work.recall("music")["object"]),
        [Joint.model_validate(plan["joints"][shot.id]) for shot in storyboard.shots if shot.id in plan["joints"]],
    )


def laid_out(work: Work) -> Timeline:
    """The same with its pictures."""
    timeline = sounding(work)
    shots = [clip.shot for clip in timeline.clips]
    return timeline.pictured(
        {shot: str(work.recall(f"segment-{shot}")["segment"]) for shot in shots},
        {shot: str(work.recall(f"render-{shot}")["take"]) for shot in shots},
        {joint.right: str(work.recall(f"joint-{joint.right}")["segment"]) for joint in timeline.joints},
    )
