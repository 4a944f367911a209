"""The form of the model's answer, and everything that can be wrong with it.

The one rule: every beat of every scene stands in exactly one shot, in order. Whoever leaves a line out, doubles it,
moves it or adds a word is found here, with a sentence that the model can mend its answer by.
"""

import json
from collections import Counter
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from functions.creative_director.gemini.brief import Beat, Brief
from shared.model.storyboard import Move, Size
from shared.writing.words import flat, fold

Mood = Literal[
    "neutral", "joyful", "tender", "sad", "tense", "fearful", "mysterious", "epic", "comic", "angry", "calm",
]  # fmt: skip
Category = Literal[
    "ambience", "foley", "mechanical", "nature", "weather", "crowd", "impact", "vehicle", "animal", "water",
    "electronic", "transition",
]  # fmt: skip
Angle = Literal["eye", "low", "high", "top", "dutch"]
Build = Literal["slim", "broad", "tall", "small", "stocky", "slight"]
Hair = Literal[
    "short dark hair", "long dark hair", "curly brown hair", "straight fair hair", "red hair", "a shaved head",
    "a woollen hat", "a flat cap", "a braid", "white hair", "a grey bun", "a bald head", "a grey beard",
    "short grey hair",
]  # fmt: skip
Dress = Literal[
    "a long coat", "a short jacket", "a knitted jumper", "a plain shirt", "a dress", "overalls", "a raincoat",
    "a scarf and a coat", "a suit", "a uniform", "a hooded top",
]  # fmt: skip
COLOURS: Final = {
    "brick red": "#c8553d", "deep blue": "#2f6690", "amber": "#e0a030", "moss green": "#588157", "plum": "#8e5572",
    "teal": "#3aa6a0", "dusty pink": "#d97b93", "violet": "#6d5a9c", "ochre": "#a3763f", "leaf green": "#7a9e3a",
    "steel blue": "#4f7cac", "rust": "#b5473c",
}  # fmt: skip
Colour = Literal[
    "brick red", "deep blue", "amber", "moss green", "plum", "teal", "dusty pink", "violet", "ochre", "leaf green",
    "steel blue", "rust",
]  # fmt: skip

SOUND_LETTERS: Final = 80
MOST_FAULTS: Final = 12


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Sound(_Form):
    beat: int
    category: Category
    words: Annotated[str, Field(max_length=SOUND_LETTERS)]


class ShotForm(_Form):
    beats: list[int]
    size: Size
    angle: Angle
    move: Move
    people: list[int]
    sounds: list[Sound]


class SceneForm(_Form):
    scene: int
    mood: Mood
    music: Mood | Literal["none"]
    shots: Annotated[list[ShotForm], Field(min_length=1)]


class Wardrobe(_Form):
    person: int
    build: Build
    hair: Hair
    dress: Dress
    colour: Colour


class Answer(_Form):
    mood: Mood
    scenes: list[SceneForm]
    wardrobe: list[Wardrobe]


SCHEMA: Final[dict[str, Any]] = Answer.model_json_schema()


class Unusable(Exception):
    """The answer cannot be filmed. Holds what is wrong, for the model that is to mend it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def read(text: str, brief: Brief) -> Answer:
    """The answer, if it can be filmed as it is. Raises Unusable."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        raise Unusable(["the answer is not JSON"]) from None
    try:
        answer = Answer.model_validate_json(text)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise Unusable([f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in found[:MOST_FAULTS]]) from None
    if faults := _faults(answer, brief):
        raise Unusable(faults[:MOST_FAULTS])
    return answer


def _faults(answer: Answer, brief: Brief) -> list[str]:
    numbers = [scene.scene for scene in answer.scenes]
    if numbers != list(range(1, len(brief.parts) + 1)):
        return [f"scenes: {numbers} instead of 1 to {len(brief.parts)}, each once and in order"]
    faults = [fault for scene in answer.scenes for fault in _scene_faults(scene, brief)]
    known = range(1, len(brief.people) + 1)
    people = [each.person for each in answer.wardrobe]
    faults += [f"wardrobe: there is no person {each}" for each in people if each not in known]
    if len(set(people)) < len(people):
        faults.append("wardrobe: a person stands there twice")
    return faults


def _scene_faults(scene: SceneForm, brief: Brief) -> list[str]:
    beats = brief.scene(scene.scene)
    wanted = [beat.number for beat in beats]
    given = [number for shot in scene.shots for number in shot.beats]
    where = f"scene {scene.scene}"
    faults = _order_faults(where, wanted, given)
    empty = sum(not shot.beats for shot in scene.shots)
    if empty > max(1, len(beats) // 3):
        faults.append(f"{where}: {empty} shots without beats are too many")
    known = range(1, len(brief.people) + 1)
    by_number = {beat.number: beat for beat in beats}
    for at, shot in enumerate(scene.shots, 1):
        faults += [f"{where}, shot {at}: there is no person {each}" for each in shot.people if each not in known]
        for sound in shot.sounds:
            if not _quotes(sound, by_number.get(sound.beat) if sound.beat in shot.beats else None):
                faults.append(f"{where}, shot {at}: a sound does not quote beat {sound.beat} of this shot")
    return faults


def _order_faults(where: str, wanted: list[int], given: list[int]) -> list[str]:
    if given == wanted:
        return []
    counted = Counter(given)
    lost = [number for number in wanted if number not in counted]
    strange = sorted(counted.keys() - set(wanted))
    doubled = sorted(number for number, times in counted.items() if times > 1)
    faults = [f"{where}: beats {lost[:20]} are missing"] if lost else []
    faults += [f"{where}: beats {strange[:20]} are not of this scene"] if strange else []
    faults += [f"{where}: beats {doubled[:20]} stand there more than once"] if doubled else []
    return faults or [f"{where}: the beats are not in their order"]


def _quotes(sound: Sound, beat: Beat | None) -> bool:
    """Our rule for sounds: a cue quotes the writer's words. What is spoken is no sound effect."""
    words = fold(flat(sound.words))
    return beat is not None and not beat.spoken and bool(words) and words in fold(beat.text)
