"""What an owner can change on a storyboard: one small kind of edit for each wish.

The one rule: an edit names a shot, a line or a scene by its id, so that it still means the same after other edits.
"""

from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError

from shared.model.base import Frozen, Id
from shared.model.errors import Refused
from shared.model.storyboard import Move, Size

LONGEST_SHOT_MS: Final = 120_000

Words = Annotated[str, Field(min_length=1, max_length=2000)]


class Rewrite(Frozen):
    """Another picture: what is seen, in the owner's words."""

    do: Literal["rewrite"] = "rewrite"
    shot: Id
    picture: Words


class Say(Frozen):
    """Other words for a line."""

    do: Literal["say"] = "say"
    line: Id
    text: Words


class Retime(Frozen):
    """Another length. Speech is never cut: a shot stays as long as what is said in it."""

    do: Literal["retime"] = "retime"
    shot: Id
    ms: int = Field(ge=200, le=LONGEST_SHOT_MS)


class Drop(Frozen):
    """Without this shot, and without what is said in it."""

    do: Literal["drop"] = "drop"
    shot: Id


class Reorder(Frozen):
    """To another place in its scene: after that shot, or first of all."""

    do: Literal["reorder"] = "reorder"
    shot: Id
    after: Id | Literal[""] = ""


class ReorderScene(Frozen):
    """A whole scene to another place in the film."""

    do: Literal["reorder_scene"] = "reorder_scene"
    scene: Id
    after: Id | Literal[""] = ""


class Frame(Frozen):
    """Another camera."""

    do: Literal["frame"] = "frame"
    shot: Id
    size: Size | None = None
    move: Move | None = None


class Star(Frozen):
    """A shot that matters: the plan gives it more of the money."""

    do: Literal["star"] = "star"
    shot: Id
    on: bool = True


class Score(Frozen):
    """Other music, or `none`, for a scene."""

    do: Literal["score"] = "score"
    scene: Id
    music: Annotated[str, Field(max_length=40, pattern=r"^[a-z_]*$")]


class Again(Frozen):
    """The same shot, filmed once more; by another backend if one is named."""

    do: Literal["again"] = "again"
    shot: Id
    backend: Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_]*$")] = ""


Edit = Annotated[
    Rewrite | Say | Retime | Drop | Reorder | ReorderScene | Frame | Star | Score | Again, Field(discriminator="do")
]

_EDITS: Final[TypeAdapter[tuple[Edit, ...]]] = TypeAdapter(tuple[Edit, ...])


def read(given: object) -> tuple[Edit, ...]:
    """Edits as they come from outside, or from a job's document."""
    try:
        return _EDITS.validate_python(given)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Refused("bad_edit", f"{where or 'The edits'}: {first['msg']}.", "See `aiprod edit --help`.") from None
