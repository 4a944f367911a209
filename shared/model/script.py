"""A script as its writer wrote it: elements in order, each with the line that it came from.

The one rule: the writer's words are kept verbatim. Nothing spoken is lost, reordered or invented.
"""

from typing import Literal

from pydantic import Field

from shared.model.base import Frozen

Kind = Literal[
    "heading",  # where and when a scene plays: INT. KITCHEN - NIGHT, or a Markdown heading
    "action",  # what is seen; with a `speaker`, what one does after the last words: (kissing him)
    "picture",  # what is seen, from the left column of an AV script: one element is one shot
    "speech",  # said by `speaker`, in the scene or off it
    "narration",  # said by a voice that is nobody's
    "lyric",  # sung
    "transition",  # CUT TO:, FADE OUT., FONDU AU NOIR
    "sound",  # a sound cue on a line of its own
    "centered",  # a title on the screen
    "section",
    "synopsis",
    "note",
    "page_break",
]

SPOKEN: frozenset[str] = frozenset({"speech", "narration", "lyric"})


class Element(Frozen):
    """One piece of a script. `line` counts from 1 in the file that the writer sent."""

    kind: Kind
    text: str
    line: int
    speaker: str = ""
    manner: str = ""  # the parenthetical: (whispering)
    extension: str = ""  # V.O., O.S., OFF, HORS CHAMP
    dual: bool = False  # spoken at the same time as the speech before it
    level: int = 0  # of a section: how deep it lies, 1 at the top
    scene_number: str = ""
    camera: str = ""  # the framing and move that the writer asks for: CU, WS, plan serré, dolly in
    seconds: float | None = None  # a length that the script itself gives (SRT, AV columns, storyboards)
    people: tuple[str, ...] | None = None  # who is in the picture, where a storyboard says so
    given: dict[str, str] = Field(default_factory=dict)  # what a storyboard says outright: mood, weather, category


class Script(Frozen):
    """A whole script and what its title page or front matter asked for."""

    title: str
    language: str  # BCP 47, e.g. en, fr
    source: Literal["fountain", "fdx", "av", "markdown", "text", "srt", "docx", "storyboard"]
    elements: tuple[Element, ...]
    author: str = ""
    cast: dict[str, str] = Field(default_factory=dict)  # the looks of its people, where the script gives them
    wishes: dict[str, str] = Field(default_factory=dict)  # options from the title page or front matter, not yet checked
    warnings: tuple[str, ...] = ()

    def spoken(self) -> tuple[Element, ...]:
        return tuple(element for element in self.elements if element.kind in SPOKEN)
