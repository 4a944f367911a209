"""Joints: where one shot goes over into the next in more than a cut.

The one rule: a joint never changes the length of the film. It stands astride the cut, half of it in each of its shots,
and both are seen a little beyond their own frames for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, Literal, get_args

from pydantic import Field

from shared.model.base import Frozen, Id
from shared.model.storyboard import Scene, Shot

Kind = Literal["dissolve", "fade", "fade_white", "wipe", "slide"]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

LENGTH_MS: Final[dict[Kind, int]] = {"dissolve": 800, "fade": 1000, "fade_white": 1000, "wipe": 600, "slide": 600}


class Joint(Frozen):
    """The overlap of two neighbours: the last `half` frames of the one and the first `half` of the other."""

    left: Id
    right: Id
    kind: Kind
    half: int = Field(gt=0)
    picture: str = ""  # the object that holds its frames

    @property
    def frames(self) -> int:
        return 2 * self.half


def joints_of(scenes: Sequence[Scene], frames: Mapping[str, int], fps: int) -> list[Joint]:
    """Every scene says how it is entered; what is no transition is a cut, and so is one that finds no room: each shot
    keeps at least one frame of its own."""
    found: list[Joint] = []
    for before, scene in pairwise(scenes):
        kind = next((kind for kind in KINDS if kind == scene.transition), None)
        if kind is None:
            continue
        left, right = before.shots[-1], scene.shots[0]
        half = min(round(LENGTH_MS[kind] * fps / 2000), _room(left, frames), _room(right, frames))
        if half > 0:
            found.append(Joint(left=left.id, right=right.id, kind=kind, half=half))
    return found


def _room(shot: Shot, frames: Mapping[str, int]) -> int:
    return (frames[shot.id] - 1) // 2


def listed(joints: Iterable[Joint]) -> dict[str, Any]:
    """As the plan carries them: each under the shot that it opens, and whom every shot has to meet."""
    meets: dict[str, list[str]] = {}
    opened: dict[str, Any] = {}
    for joint in joints:
        opened[joint.right] = joint.model_dump(exclude_defaults=True)
        for shot in (joint.left, joint.right):
            meets.setdefault(shot, []).append(joint.right)
    return {"joints": opened, "meets": meets}


def around(plan: Mapping[str, Any], shot: str) -> tuple[Joint | None, Joint | None]:
    """The joints before and after a shot, from the plan as `listed` wrote it."""
    before = after = None
    for right in plan["meets"].get(shot, ()):
        joint = Joint.model_validate(plan["joints"][right])
        if joint.right == shot:
            before = joint
        else:
            after = joint
    return before, after
