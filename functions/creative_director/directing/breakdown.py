"""The breakdown of a scene: its elements become takes, each with what is seen, said and heard in it.

The one rule: every spoken word of the scene lands in exactly one take, in order, with its speaker.
"""

import re
from typing import Final

from functions.creative_director.directing.beats import BEAT_MS, beats_of, follows, goes_on, has_no_subject
from shared.model.script import SPOKEN, Element
from shared.model.storyboard import SoundCue
from shared.writing.camera import framing_of
from shared.writing.pronouns import Company
from shared.writing.scenes import Part
from shared.writing.sounds import heard_in, is_bed
from shared.writing.takes import ESTABLISHING_MS, TITLE_MS, Take, cues_of, said_of
from shared.writing.timing import PICTURE_MS, action_ms, breaths, speech_ms
from shared.writing.voices import is_elsewhere, is_offscreen
from shared.writing.words import flat, fold, sentences, tokens

SPEECH_MS: Final = 7_200  # of words in one shot; with the breaths around them about eight seconds
ASIDE_MS: Final = 2_600  # a speech this short may be said in the shot of the action before it
TALK_MS: Final = 1_600  # a shot of somebody who says one word
_ANNOUNCED: Final = re.compile(
    r"^(?:montage|flashback|intercut|serie de plans|series of shots)\b[^.!?:]{0,40}(?P<mark>:?)$"
)  # shots follow


class Breakdown:
    def __init__(self, part: Part, company: Company, language: str, *, framed: bool) -> None:
        self.part = part
        self.company = company
        self.cast = company.cast
        self.language = language
        self.framed = framed  # the script itself is a list of shots: what stands beside a picture belongs to it
        self.takes: list[Take] = []
        self.waiting: list[SoundCue] = []  # heard before anything is seen
        self.drawn = any(element.kind in ("action", "picture") for element in part.elements)
        self.voice_at = 0  # the first take that a voice-over may still be laid on

    def read(self) -> list[Take]:
        elements = self.part.elements
        for at, element in enumerate(elements):
            if element.kind == "action":
                self._action(element)
            elif element.kind == "picture":
                self._picture(element)
            elif element.kind == "centered":
                self._title(element)
            elif element.kind == "sound":
                self._sound(element)
            elif not _is_voice(element):
                self._speech(element)
            else:
                begins = at == 0 or not _is_voice(elements[at - 1])
                self._voice_over(element, self._ahead(at) if begins else 0)
        if not self.takes:
            self._establish()
        self.takes[-1].sounds.extend(self.waiting)
        return self.takes

    # -- what is seen ------------------------------------------------------------------------------------------------

    def _add(self, take: Take) -> Take:
        take.sounds[:0] = self.waiting
        self.waiting = []
        self.takes.append(take)
        return take

    def _establish(self) -> Take:
        """The place itself, for scenes that begin with words."""
        picture = self.part.setting.heading or self.part.setting.place or "…"
        return self._add(Take(picture, self.part.line, ESTABLISHING_MS))

    def _action(self, element: Element) -> None:
        """A paragraph is at least one take; a new subject, a thing, another gesture or the third beat begin another."""
        announced = _ANNOUNCED.match(fold(flat(element.text)))
        if announced and announced["mark"]:
            return
        open_take: Take | None = None
        beats = 0
        for sentence in beats_of(element.text):
            people = self.company.people_in(sentence)
            length = action_ms(sentence)
            if open_take is not None and follows(sentence):
                people = [*open_take.people, *(name for name in people if name not in open_take.people)]
            elif not people and has_no_subject(sentence):
                people = self.company.carry_on()
            if open_take is not None and beats < 2 and goes_on(open_take, sentence, people, length):
                open_take.picture = f"{open_take.picture} {sentence}"
                open_take.seen_ms = min(BEAT_MS, open_take.seen_ms + length)
                beats += 1
            else:
                open_take = self._add(Take(sentence, element.line, min(BEAT_MS, length)))
                beats = 1
            open_take.join(*people)
            open_take.sounds.extend(heard_in(sentence, element.line))

    def _picture(self, element: Element) -> None:
        text = flat(element.text)
        if not self.framed and _ANNOUNCED.match(fold(text)):
            return  # a label: the shots that it announces follow
        length = sum(action_ms(sentence) for sentence in sentences(text))
        take = self._add(Take(text, element.line, min(PICTURE_MS, length), camera=element.camera, whole=self.framed))
        take.fixed_ms = round((element.seconds or 0) * 1000)
        if element.people is not None:
            take.join(*map(self.cast.name, element.people))
        else:
            take.join(*(self.company.people_in(text) or (self.company.carry_on() if has_no_subject(text) else ())))
        if "sounds" not in element.given:
            take.sounds.extend(heard_in(text, element.line))
        if self.framed:
            self.voice_at = len(self.takes) - 1

    def _title(self, element: Element) -> None:
        words = flat(element.text)
        last = self.takes[-1] if self.takes else None
        if (
            last is not None and last.whole and not last.title and not last.lines
        ):  # the words of an AV row on its picture
            last.title = words
            return
        place = self.part.setting.place or self.part.setting.heading
        take = self._add(Take(place or words, element.line, TITLE_MS, title=words))
        take.fixed_ms = round((element.seconds or 0) * 1000)
        self.voice_at = len(self.takes) - (1 if self.framed else 0)  # in columns its words stand beside it

    def _sound(self, element: Element) -> None:
        """An effect is heard where it stands; what surrounds a whole scene, where a picture has the same words, and
        otherwise from the scene's first picture on."""
        cues = cues_of(element)
        if not self.takes:
            self.waiting.extend(cues)
        elif self.framed or not is_bed(element.text):
            self.takes[-1].sounds.extend(cues)
        else:
            for cue in cues:
                self._take_that_sounds(cue).sounds.append(cue)

    def _take_that_sounds(self, cue: SoundCue) -> Take:
        stems = _stems(cue.words)
        best = max(self.takes, key=lambda take: len(stems & _stems(take.picture)))
        return best if stems & _stems(best.picture) else self.takes[0]

    # -- what is said ------------------------------------------------------------------------------------------------

    def _speech(self, element: Element) -> None:
        """On screen: whoever speaks is seen, in as many takes as the speech needs."""
        name = self.cast.name(element.speaker)
        self.company.spoke(name)
        for at, text in enumerate(breaths(element.text, self.language, SPEECH_MS)):
            take = self.takes[-1] if self.takes else None
            if at == 0 and take is not None and self._said_while_acting(take, element, name, text):
                seen = name in take.people or not take.whole or self._may_hold(take)
                take.lines.append(said_of(element, text, name, seen=seen))
                take.join(*[name] if seen else [])
                continue
            manner = f" ({element.manner})" if element.manner else ""
            take = self._add(Take(f"{name}{manner}", element.line, TALK_MS))
            take.join(name)
            take.lines.append(said_of(element, text, name, seen=True))
            take.fixed_ms = round((element.seconds or 0) * 1000) if at == 0 else 0
        self.voice_at = len(self.takes)

    def _may_hold(self, take: Take) -> bool:
        """Whether somebody may step into a picture that the script made: not where it is of others, or of a thing."""
        return not take.people and framing_of(take.camera).size not in ("close", "insert")

    def _said_while_acting(self, take: Take, element: Element, name: str, text: str) -> bool:
        """Whether a speech stays in the take before it: at once with another, in a shot that the script made, or as a
        few words of whoever is acting."""
        together = take.spoken_ms(self.language) + speech_ms(text, self.language)
        if take.whole or (element.dual and take.lines and take.lines[-1].seen):
            return not take.lines or together <= SPEECH_MS
        if take.lines or take.title or element.seconds is not None:
            return False
        return take.people == [name] and together <= ASIDE_MS

    def _ahead(self, at: int) -> int:
        """How many breaths of voice-over stand in a row from here."""
        count = 0
        for element in self.part.elements[at:]:
            if element.kind == "sound":
                continue
            if not _is_voice(element):
                break
            count += len(breaths(element.text, self.language, SPEECH_MS))
        return count

    def _voice_over(self, element: Element, ahead: int) -> None:
        """Heard, not seen: laid over the pictures that stand before it, as many as it needs, and then on whoever
        speaks or over the last picture as long as it takes. Where nothing is drawn, the words say what is seen."""
        name = self.cast.name(element.speaker) if element.speaker else ""
        if name in self.company.recent:
            self.company.spoke(name)
        if not self.takes and self.drawn:
            self._establish()
        self.voice_at = max(self.voice_at, len(self.takes) - ahead) if ahead else self.voice_at
        for text in breaths(element.text, self.language, SPEECH_MS):
            take = self._take_for_voice(text, name, away=is_elsewhere(element.extension))
            take.lines.append(said_of(element, text, name, seen=False))
            if element.seconds is not None and len(take.lines) == 1 and not take.fixed_ms and not self.drawn:
                take.fixed_ms = round(element.seconds * 1000)

    def _take_for_voice(self, text: str, name: str, *, away: bool) -> Take:
        if not self.drawn:
            take = self._add(Take(flat(text), self.part.line, 1200))
            take.join(*self.company.people_in(text))
            take.sounds.extend(heard_in(text, self.part.line))
            return take
        needed = speech_ms(text, self.language)
        for at in range(self.voice_at, len(self.takes)):
            take = self.takes[at]
            self.voice_at = at
            if away and name in take.people and not self.framed:
                continue
            if not take.lines or take.spoken_ms(self.language) + needed <= SPEECH_MS:
                return take
        last = self.takes[-1]
        fitting = (take for take in reversed(self.takes) if (name in take.people) != away)
        before = last if self.framed or (name in last.people) != away else next(fitting, last)
        take = self._add(Take(before.picture, before.source_line, 1200, people=before.people[:], camera=before.camera))
        self.voice_at = len(self.takes) - 1
        return take


def _is_voice(element: Element) -> bool:
    """Heard, not seen: a narrator, or somebody who is elsewhere."""
    if element.kind not in SPOKEN:
        return False
    return element.kind == "narration" or not element.speaker or is_offscreen(element.extension)


def _stems(text: str) -> set[str]:
    return {token.word[:6] for token in tokens(text) if len(token.word) > 3}
