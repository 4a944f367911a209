"""Coverage: where the camera stands and how it moves for every take of a scene.

The one rule: what the writer framed stays framed so; no two neighbours look the same unless the writer says so.
"""

import re
from typing import Final

from functions.creative_director.directing.beats import (
    begins_with_a_creature,
    begins_with_a_thing,
    is_of_a_thing,
    lead,
    shows_words,
)
from functions.creative_director.directing.gestures import GESTURES, THINGS
from shared.model.storyboard import Move, Size
from shared.writing.atmosphere import mood, moods
from shared.writing.camera import framing_in, framing_of
from shared.writing.casting import depicts
from shared.writing.places import is_open
from shared.writing.scenes import Part
from shared.writing.slate import pick
from shared.writing.takes import Take
from shared.writing.words import fold

_NEXT: Final[dict[Size, tuple[Size, ...]]] = {
    "extreme_wide": ("wide", "medium"),
    "wide": ("medium", "medium_close"),
    "medium": ("medium_close", "wide"),
    "medium_close": ("close", "medium"),
    "close": ("medium", "medium_close"),
    "insert": ("close", "medium"),
    "over_shoulder": ("medium_close", "close"),
    "pov": ("medium", "wide"),
}
_CALM_MOVES: Final[tuple[Move, ...]] = (
    "static",
    "dolly_in",
    "static",
    "pan_right",
    "zoom_in",
    "dolly_out",
    "static",
    "pan_left",
)
_POINTS: Final = re.compile(r"^(?:plan|angle|focus|point)s? (?:sur|on)\b")
_MOVING: Final = frozenset({"travel", "reveal", "turn"})  # what is done is seen, though somebody says a word
_GRIEF: Final = frozenset({"sad", "fearful"})


class Coverage:
    def __init__(self, part: Part, takes: list[Take], *, last: bool) -> None:
        self.part = part
        self.takes = takes
        self.last = last  # the scene that ends the film
        self.talkers = list(dict.fromkeys(line.speaker for take in takes for line in take.lines if line.seen))
        self.turns = 0  # how many shots of talk have been covered
        self.speaker = ""
        self.side: Move = "pan_right" if pick(2, "side", part.setting.heading, part.setting.place) else "pan_left"

    def frame(self) -> None:
        for at, take in enumerate(self.takes):
            before = self.takes[at - 1] if at else None
            talk = [line for line in take.lines if line.seen]
            if take.title:
                take.size, take.move = "wide", "static"
            elif talk and not take.whole and lead(take.picture) not in _MOVING:
                self._talk(take, at)
            else:
                self._picture(take, at)
            self._as_written(take)
            if before is not None and not take.title:
                self._apart(take, before)
        self._close()

    # -- dialogue ----------------------------------------------------------------------------------------------------

    def _talk(self, take: Take, at: int) -> None:
        """A wide to open, then shot and reverse shot, nearer as the talk goes on; a two-shot to breathe."""
        speaker = next(line.speaker for line in take.lines if line.seen)
        others = [name for name in self.talkers if name != speaker]
        manner = " ".join(f"{line.manner} {line.text}" for line in take.lines)
        feeling = mood(moods(manner))
        if self.turns == 0 and at == 0:
            take.size, take.move = "medium", "dolly_in"
            take.join(*others[:1])
        elif len(take.people) > 1 or (others and self.turns % 7 == 6):
            take.size, take.move = "medium", "static"
            take.join(*others[:1])
        elif feeling in _GRIEF or feeling == "angry":
            take.size, take.move = "close", "static"
        elif speaker == self.speaker:
            take.size, take.move = "close", "dolly_in"
        elif others and self.turns % 2 == 0:
            take.size, take.move = "over_shoulder", "static"
            take.join(*([self.speaker] if self.speaker in others else others[:1]))
        else:
            take.size, take.move = "medium_close", "static"
        self.speaker = speaker
        self.turns += 1

    # -- action ------------------------------------------------------------------------------------------------------

    def _picture(self, take: Take, at: int) -> None:
        gestures = {hit.category for hit in GESTURES.find(take.picture)}
        before = self.takes[at - 1] if at else None
        if at == 0:
            self._open(take)
        elif before is not None and not take.people and _looks(before):
            take.size, take.move = "pov", "static"
        elif is_of_a_thing(take.picture, take.people) or shows_words(take.picture) or depicts(take.picture):
            take.size, take.move = "insert", "zoom_in"
        elif "face" in gestures and (take.people or begins_with_a_creature(take.picture)):
            take.size, take.move = "close" if len(take.people) < 2 else "medium_close", "static"
        elif "hands" in gestures and THINGS.has(take.picture):
            take.size, take.move = "close", "dolly_in"
        elif "turn" in gestures:
            take.size, take.move = "medium", "orbital"
        elif "travel" in gestures:
            take.size, take.move = "wide", self.side
        elif "reveal" in gestures:
            take.size, take.move = "wide", "dolly_out"
        elif len(take.people) >= 2:
            take.size, take.move = "medium", self._drift(take, at)
        elif take.people:
            take.size, take.move = ("medium", "medium_close", "wide")[at % 3], self._drift(take, at)
        else:
            take.size, take.move = "close" if begins_with_a_creature(take.picture) else "wide", self._drift(take, at)

    def _open(self, take: Take) -> None:
        """Where are we? A scene opens wide, and wider under an open sky; on a thing or on words it opens near."""
        of_thing = not take.people and begins_with_a_thing(take.picture)
        if shows_words(take.picture) or (of_thing and len(self.takes) > 1):
            take.size, take.move = "insert", "static"
            return
        outside = self.part.setting.interior is not True
        take.size = "extreme_wide" if outside and is_open(self.part.setting.place) and len(take.people) <= 1 else "wide"
        take.move = ("dolly_in", self.side, "zoom_in", "dolly_in")[pick(4, "open", take.picture)]

    def _drift(self, take: Take, at: int) -> Move:
        move = _CALM_MOVES[(at + pick(len(_CALM_MOVES), "drift", self.part.setting.place)) % len(_CALM_MOVES)]
        return self.side if move.startswith("pan") else move

    # -- what holds for every take -----------------------------------------------------------------------------------

    def _as_written(self, take: Take) -> None:
        """The writer's own framing, from a column, a label or the sentence itself, wins."""
        asked, told = framing_of(take.camera), framing_in(take.picture)
        size = asked.size or told.size or _pointed_at(take)
        if size == "close" and not take.people and THINGS.has(take.picture):
            size = "insert"  # a close shot of a thing
        take.size = size or take.size
        take.move = asked.move or told.move or ("static" if asked.size in ("close", "insert") else take.move)
        take.angle = asked.angle or told.angle or take.angle
        if size is not None:
            take.camera = take.camera or "written"

    def _apart(self, take: Take, before: Take) -> None:
        if not take.people and not take.camera and take.size in ("wide", "extreme_wide"):
            if before.size == take.size and not before.people:
                take.size = "medium"  # nearer to a place in which nobody stands there is nothing to see
            return
        same = take.size == before.size and (take.people == before.people or take.picture == before.picture)
        if same and not (take.camera and before.picture != take.picture):
            options = _NEXT[take.size]
            take.size = options[0] if len(take.people) < 3 or options[0] in ("wide", "medium") else options[-1]
        if take.move == before.move != "static" and not take.camera:
            take.move = "static" if take.move.startswith(("pan", "orbital")) else self.side

    def _close(self) -> None:
        """A talk closes on both, and a film on the world."""
        final = self.takes[-1]
        if final.camera or final.title or len(self.takes) < 3:
            return
        if self.last:
            final.size, final.move = "wide", "dolly_out"
        elif len(self.talkers) > 1 and self.turns > 3 and final.lines:
            final.size = "medium"
            final.join(*self.talkers[:2])


def _pointed_at(take: Take) -> Size | None:
    """`Plan sur l'écran`, `Angle on Ben`: a label that says what is seen, not how near."""
    label = _POINTS.match(fold(take.camera))
    if label is None:
        return None
    return "insert" if THINGS.has(take.camera) else "medium_close" if take.people else "medium"


def _looks(take: Take) -> bool:
    """Whether somebody in the take looks at something, which the next take may show."""
    return bool(take.people) and any(hit.category == "look" for hit in GESTURES.find(take.picture))
