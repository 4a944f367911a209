"""An answer that can be filmed becomes a storyboard: the model's framing, the writer's words.

The one rule: words come out of the script and out of nothing else; what the writer framed stays framed so.
"""

from typing import Final

from functions.creative_director.gemini.answer import COLOURS, Answer, SceneForm, ShotForm, Unusable, Wardrobe
from functions.creative_director.gemini.brief import Beat, Brief
from shared.model.script import SPOKEN
from shared.model.storyboard import Character, Scene, SoundCue, Storyboard
from shared.writing.camera import framing_in, framing_of
from shared.writing.fitting import fit
from shared.writing.scenes import Part
from shared.writing.sounds import heard_in
from shared.writing.takes import ESTABLISHING_MS, TITLE_MS, Take, cues_of, said_of, scene_of, storyboard_of
from shared.writing.timing import spoken_ms

LONGEST_MS: Final = 9_500  # of speech in one take: what is longer is cut where a beat ends
BEAT_MS: Final = 6_000  # of action in one take
TALK_MS: Final = 1_600
VOICE_MS: Final = 1_200


def stage(answer: Answer, brief: Brief, director: str) -> Storyboard:
    rows = [
        _Stage(part, number, brief).takes(form)
        for number, (part, form) in enumerate(zip(brief.parts, answer.scenes, strict=True), 1)
    ]
    warnings = fit([take for takes in rows for take in takes], brief.options, brief.language)
    scenes = [
        _scene(part, number, takes, form, brief.language, answer.mood)
        for number, (part, takes, form) in enumerate(zip(brief.parts, rows, answer.scenes, strict=True), 1)
    ]
    drawn = storyboard_of(brief.script, brief.options, scenes, brief.cast, warnings, director, mood=answer.mood)
    dressed = {brief.people[each.person - 1]: each for each in answer.wardrobe}
    cast = tuple(_dressed(each, dressed.get(each.name), brief) for each in drawn.characters)
    storyboard = drawn.model_copy(update={"characters": cast})
    prove(storyboard, brief)
    return storyboard


def prove(storyboard: Storyboard, brief: Brief) -> None:
    """The storyboard says what the script says, word for word and voice for voice. Looks at the two ends only."""
    written = [
        (brief.cast.name(element.speaker) if element.speaker else "", word)
        for element in brief.script.elements
        if element.kind in SPOKEN
        for word in element.text.split()
    ]
    spoken = [(line.speaker, word) for shot in storyboard.shots for line in shot.lines for word in line.text.split()]
    if spoken != written:
        raise Unusable(["the storyboard does not say what the script says"])


class _Stage:
    """One scene."""

    def __init__(self, part: Part, number: int, brief: Brief) -> None:
        self.part = part
        self.brief = brief
        self.beats = {beat.number: beat for beat in brief.scene(number)}
        self.drawn = any(beat.seen for beat in self.beats.values())
        self.picture = ""  # what was seen last

    def takes(self, form: SceneForm) -> list[Take]:
        return [take for shot in form.shots for take in self._takes(shot)]

    def _takes(self, form: ShotForm) -> list[Take]:
        runs = _runs([self.beats[number] for number in form.beats], self.brief.language)
        takes = [self._take(run, form) for run in runs]
        for later in takes[1:]:  # the same place for the camera, a moment later
            later.move = "static"
        return takes

    def _take(self, beats: list[Beat], form: ShotForm) -> Take:
        people = [self.brief.people[each - 1] for each in form.people]
        take = Take(self._seen_in(beats, people), beats[0].element.line if beats else self.part.line, _seen_ms(beats))
        for beat in beats:
            self._play(beat, take)
        take.join(*people)
        own = {(cue.category, cue.source_line) for cue in take.sounds}
        numbers = {beat.number: beat.element.line for beat in beats}
        take.sounds += [
            SoundCue(category=sound.category, words=" ".join(sound.words.split()), source_line=numbers[sound.beat])
            for sound in form.sounds
            if sound.beat in numbers and (sound.category, numbers[sound.beat]) not in own
        ]
        asked, told = framing_of(take.camera), framing_in(take.picture)
        take.size = asked.size or told.size or form.size
        take.move = asked.move or told.move or form.move
        take.angle = asked.angle or told.angle or form.angle
        if take.title:
            take.move = "static"
        return take

    def _play(self, beat: Beat, take: Take) -> None:
        element = beat.element
        if beat.spoken:
            take.lines.append(said_of(element, beat.text, beat.speaker, seen=beat.shown))
            take.join(*[beat.speaker] if beat.shown else [])
        elif element.kind == "sound":
            take.sounds.extend(cues_of(element))
        elif element.kind == "centered":
            take.title = beat.text
        else:
            named = self.brief.cast.named_in(beat.text) if element.people is None else element.people
            take.join(*map(self.brief.cast.name, named))
            if "sounds" not in element.given:
                take.sounds.extend(heard_in(beat.text, element.line))
            take.camera = take.camera or element.camera
        if beat.first and element.seconds is not None:
            take.fixed_ms += round(element.seconds * 1000)

    def _seen_in(self, beats: list[Beat], people: list[str]) -> str:
        """In the writer's words: what is done, else who speaks, else what was seen before, else the place."""
        place = self.part.setting.heading or self.part.setting.place
        if done := " ".join(beat.text for beat in beats if beat.seen):
            self.picture = done
            return done
        if title := next((beat.text for beat in beats if beat.element.kind == "centered"), ""):
            return self.part.setting.place or self.part.setting.heading or title
        if speaking := next((beat for beat in beats if beat.shown), None):
            manner = f" ({speaking.element.manner})" if speaking.element.manner else ""
            return f"{speaking.speaker}{manner}"
        if not beats:
            return ", ".join(people) or self.picture or place or "…"
        if self.drawn:
            return self.picture or place or "…"
        return next((beat.text for beat in beats if beat.spoken), place) or "…"


def _runs(beats: list[Beat], language: str) -> list[list[Beat]]:
    """One take, unless it holds two pictures of the script's own, two titles, or more speech than a take bears."""
    runs: list[list[Beat]] = [[]]
    for beat in beats:
        run = runs[-1]
        kinds = {each.element.kind for each in run}
        again = beat.element.kind in ("picture", "centered") and beat.element.kind in kinds
        said = [each.text for each in [*run, beat] if each.spoken]
        if run and (again or (beat.spoken and len(said) > 1 and spoken_ms(said, language) > LONGEST_MS)):
            runs.append([beat])
        else:
            run.append(beat)
    return runs


def _seen_ms(beats: list[Beat]) -> int:
    if not beats:
        return ESTABLISHING_MS
    if any(beat.element.kind == "centered" for beat in beats):
        return TITLE_MS
    if seen := sum(beat.ms for beat in beats if beat.seen):
        return min(BEAT_MS, seen)
    return TALK_MS if any(beat.shown for beat in beats) else VOICE_MS


def _scene(part: Part, number: int, takes: list[Take], form: SceneForm, language: str, otherwise: str) -> Scene:
    """A score that the script asks for, silence included, is the writer's; the rest is the director's."""
    scene = scene_of(part, number, takes, language, otherwise=otherwise)
    asked = any(element.kind == "sound" for element in part.elements)
    music = scene.music if asked or "music" in part.given else {"neutral": ""}.get(form.music, form.music)
    return scene.model_copy(update={"mood": part.given.get("mood", form.mood), "music": music})


def _dressed(character: Character, wardrobe: Wardrobe | None, brief: Brief) -> Character:
    """What the writer left open, the model may choose; the age is the name's and the script's."""
    if wardrobe is None or character.name in brief.dressed:
        return character
    age = character.look.partition(",")[0]
    look = f"{age}, {wardrobe.build}, {wardrobe.hair}, {wardrobe.dress} in {wardrobe.colour}"
    return character.model_copy(update={"look": look, "colour": COLOURS[wardrobe.colour]})
