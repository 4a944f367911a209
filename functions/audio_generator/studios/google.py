"""Google Text-to-Speech over its official SDK: Neural2 with a mark before each word, Chirp 3 HD without.

The one rule: one POST for each part and no more. A request is at most 5,000 bytes as Google counts them, marks
included; what the script says is text in it, whatever it looks like.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from functions.audio_generator.studios.samples import decoded
from functions.audio_generator.voices.alignment import Said
from functions.audio_generator.voices.casting import Voice
from functions.audio_generator.voices.delivery import Delivery
from shared.media.sound import RATE
from shared.media.wire import Unanswered, Unheard, refused
from shared.money.quote_hired import FAMILIES

if TYPE_CHECKING:
    from google.cloud.texttospeech_v1beta1 import SynthesizeSpeechRequest, TextToSpeechClient

NAME: Final = "Google Text-to-Speech"
_PATIENCE_S: Final = 60.0
_CHIRP: Final = (("Kore", "f"), ("Charon", "m"), ("Aoede", "f"), ("Fenrir", "m"), ("Leda", "f"), ("Puck", "m"))
_NEURAL: Final = {"en-US": (("C", "f"), ("D", "m"), ("F", "f"), ("J", "m")), "fr-FR": (("F", "f"), ("G", "m"))}
_PLACES: Final = {"en": "en-US", "fr": "fr-FR"}


class GoogleVoices:
    """`family`: Neural2 tells when each word is heard; Chirp3-HD sounds better and does not. Without a key the account
    of the machine is asked for (application default credentials)."""

    def __init__(self, key: str = "", family: str = "Neural2", home: str = "") -> None:
        self._key, self._family, self._home = key, family, home
        self._client: TextToSpeechClient | None = None

    name = NAME
    most = 5000

    @property
    def tariff(self) -> str:
        return FAMILIES[self._family]

    def voices(self, language: str) -> Sequence[Voice]:
        tongue = language.replace("_", "-").split("-")[0].casefold() or "en"
        place = _PLACES.get(tongue)
        if place is None:
            return ()
        known: Sequence[tuple[str, str]] = _CHIRP if self._family == "Chirp3-HD" else _NEURAL[place]
        names = [(f"{place}-{self._family}-{letter}", gender) for letter, gender in known]
        return tuple(
            Voice.model_validate({"name": name, "language": tongue, "engine": "google", "model": name, "gender": gender,
                                  "quality": 2}) for name, gender in names
        )  # fmt: skip

    def size(self, text: str, voice: Voice) -> int:
        return len((_marked(text) if self._marks else text).encode())

    def letters(self, text: str) -> int:
        """Google bills every letter of the request, its tags too, but no marks."""
        return len(f"<speak>{escape(text)} </speak>") if self._marks else len(text)

    @property
    def _marks(self) -> bool:
        return self._family != "Chirp3-HD"

    def say(self, text: str, voice: Voice, how: Delivery, seed: int) -> Said:
        from google.api_core.exceptions import GoogleAPICallError
        from google.auth.exceptions import GoogleAuthError
        from requests.exceptions import ConnectionError as Broken
        from requests.exceptions import ConnectTimeout

        question = self._question(text, voice, how)
        try:
            answer = self._opened().synthesize_speech(request=question, retry=None, timeout=_PATIENCE_S)
            samples = decoded(answer.audio_content)
        except GoogleAuthError:
            raise Unheard(f"{NAME} cannot be asked: no credentials were found, or they were not accepted.") from None
        except GoogleAPICallError as error:
            raise refused(NAME, int(error.code or 0)) from None
        except ConnectTimeout:
            raise Unheard(f"{NAME} could not be reached.") from None
        except Broken as error:
            if "NewConnectionError" in repr(error):
                raise Unheard(f"{NAME} could not be reached.") from None
            raise Unanswered(f"{NAME} did not answer.") from None
        except ValueError:
            raise Unanswered(f"{NAME} answered something that is no sound.") from None
        except OSError:  # every other trouble of the connection, a redirect too
            raise Unanswered(f"{NAME} did not answer.") from None
        except Exception:  # an answer that the SDK itself cannot read: it was taken, and may be billed
            raise Unanswered(f"{NAME} answered something that cannot be read.") from None
        points = [(point.mark_name, point.time_seconds) for point in answer.timepoints]
        return Said(samples, _places(points, len(text.split()), len(samples)) if self._marks else None)

    def _question(self, text: str, voice: Voice, how: Delivery) -> "SynthesizeSpeechRequest":
        from google.cloud import texttospeech_v1beta1 as speech

        sound: dict[str, Any] = {
            "audio_encoding": speech.AudioEncoding.LINEAR16,
            "sample_rate_hertz": RATE,
            "speaking_rate": min(2.0, max(0.25, how.pace)),
        }
        if self._marks:
            sound["pitch"] = round(12 * math.log2(how.pitch * voice.pitch), 2)
        said = {"ssml": _marked(text)} if self._marks else {"text": text}
        points = [speech.SynthesizeSpeechRequest.TimepointType.SSML_MARK] if self._marks else []
        return speech.SynthesizeSpeechRequest(
            input=speech.SynthesisInput(**said),
            voice=speech.VoiceSelectionParams(language_code="-".join(voice.model.split("-")[:2]), name=voice.model),
            audio_config=speech.AudioConfig(**sound),
            enable_time_pointing=points,
        )

    def _opened(self) -> "TextToSpeechClient":
        """A client that asks once: left alone its session follows redirects, and sends a question anew when its key is
        not known (three times, as measured)."""
        if self._client is None:
            from google.api_core.client_options import ClientOptions
            from google.cloud.texttospeech_v1beta1 import TextToSpeechClient

            options = ClientOptions(api_key=self._key or None, api_endpoint=self._home or None)
            self._client = TextToSpeechClient(transport="rest", client_options=options)
            transport: Any = self._client.transport
            transport._session.max_redirects = 0  # noqa: SLF001 - the SDK has no setting for either
            transport._session._max_refresh_attempts = 0  # noqa: SLF001
        return self._client


def _marked(text: str) -> str:
    words = "".join(f'<mark name="{number}"/>{escape(word)} ' for number, word in enumerate(text.split()))
    return f"<speak>{words}</speak>"


def _places(points: Sequence[tuple[str, float]], words: int, samples: int) -> list[tuple[int, int]] | None:
    """Where each word begins; it lasts until the next. None where a mark is missing or they are out of order."""
    starts = {name: round(seconds * RATE) for name, seconds in points}
    found = [starts.get(str(number), -1) for number in range(words)]
    if not found or min(found) < 0 or found != sorted(found) or found[-1] > samples:
        return None
    return list(zip(found, [*found[1:], samples], strict=True))
