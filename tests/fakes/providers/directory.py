"""The fake providers by name, and what sends a process of ours to them.

The one rule: only the official settings lead to a fake. `google` serves two backends, veo and keyframe.
"""

from collections.abc import Mapping
from typing import Final

from tests.fakes.providers.composers import Soundful, Suno
from tests.fakes.providers.elevenlabs import ElevenLabs
from tests.fakes.providers.google import Google
from tests.fakes.providers.provider import Provider
from tests.fakes.providers.replicate import Replicate
from tests.fakes.providers.runway import Runway
from tests.fakes.providers.speech import Speech

PROVIDERS: Final[Mapping[str, type[Provider]]] = {
    "runway": Runway, "replicate": Replicate, "google": Google, "speech": Speech, "elevenlabs": ElevenLabs,
    "suno": Suno, "soundful": Soundful,
}  # fmt: skip

_SETTINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "runway": {"RUNWAYML_BASE_URL": "{url}", "AIPROD_SECRET_RUNWAY_API_KEY": "fake"},
    "replicate": {"REPLICATE_BASE_URL": "{url}", "AIPROD_SECRET_REPLICATE_API_TOKEN": "fake"},
    "google": {
        "GOOGLE_GEMINI_BASE_URL": "{url}",
        "GOOGLE_VERTEX_BASE_URL": "{url}",
        "AIPROD_SECRET_GEMINI_API_KEY": "fake",
    },
    "speech": {"AIPROD_GOOGLE_SPEECH_URL": "{url}", "AIPROD_SECRET_GOOGLE_SPEECH_KEY": "fake"},
    "suno": {"AIPROD_SECRET_SUNO_API_KEY": "{url} fake"},
    "soundful": {"AIPROD_SECRET_SOUNDFUL_API_KEY": "{url} fake"},
    "elevenlabs": {"AIPROD_ELEVENLABS_URL": "{url}", "AIPROD_SECRET_ELEVENLABS_API_KEY": "fake"},
}


def environment(urls: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value.format(url=url)
        for provider, url in urls.items()
        for name, value in _SETTINGS.get(provider, {}).items()
    }
