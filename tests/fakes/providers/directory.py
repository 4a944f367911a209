"""The fake providers by name, and what sends a process of ours to them.

The one rule: a fake is named as the backend that talks to it, and only the official settings lead there.
"""

from collections.abc import Mapping
from typing import Final

from tests.fakes.providers.provider import Provider
from tests.fakes.providers.replicate import Replicate
from tests.fakes.providers.runway import Runway

PROVIDERS: Final[Mapping[str, type[Provider]]] = {"runway": Runway, "replicate": Replicate}

_SETTINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "runway": {"RUNWAYML_BASE_URL": "{url}", "AIPROD_SECRET_RUNWAY_API_KEY": "fake"},
    "replicate": {"REPLICATE_BASE_URL": "{url}", "AIPROD_SECRET_REPLICATE_API_TOKEN": "fake"},
}


def environment(urls: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value.format(url=url)
        for provider, url in urls.items()
        for name, value in _SETTINGS.get(provider, {}).items()
    }
