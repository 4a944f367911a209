"""Paid providers on this machine for a whole test module, and a laptop that has their keys.

The one rule: what was bought is read from the providers' own books.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from tests.integration.laptop import Laptop

PACE = "300,1500,60000,90000"
"""First look, longest wait, how long a film waits for a task, how long it is asked for afterwards."""

PAID = ("--size", "360p", "--preset", "animatic", "--backend", "runway", "--budget", "6", "--json")


class Shops:
    def __init__(self, there: Mapping[str, Any], folder: Path) -> None:
        self._urls: Mapping[str, str] = there["urls"]
        self.environment: dict[str, str] = {**there["environment"], "AIPROD_PACE_MS": PACE}
        self._folder = folder

    def open(self, **behaviour: Any) -> None:
        """New books, and the same behaviour for all."""
        for url in self._urls.values():
            self._ask(f"{url}/_fake/behave", {"reset": True, "render_s": 0.3, "hang_s": 2.0, **behaviour})

    def behave(self, **behaviour: Any) -> None:
        for url in self._urls.values():
            self._ask(f"{url}/_fake/behave", behaviour)

    def bought(self) -> Counter[str]:
        """How often each picture was ordered, by what was asked for."""
        found: Counter[str] = Counter()
        for url in self._urls.values():
            for request in self._ask(f"{url}/_fake/state")["requests"].values():
                found[request["prompt"]] += request["posts"]
        return found

    def billed(self) -> int:
        return sum(int(self._ask(f"{url}/_fake/state")["billed"]) for url in self._urls.values())

    def tasks(self) -> list[str]:
        return [str(task["id"]) for url in self._urls.values() for task in self._ask(f"{url}/_fake/state")["tasks"]]

    def laptop(self, name: str) -> Laptop:
        return CustomersLaptop(self._folder / name / "home", self.environment)

    def script(self, name: str, text: str) -> str:
        file = self._folder / name
        file.write_text(text)
        return str(file)

    def _ask(self, url: str, told: Mapping[str, Any] | None = None) -> dict[str, Any]:
        with httpx.Client(trust_env=False, timeout=20) as client:
            answer = client.get(url) if told is None else client.post(url, json=dict(told))
        said: dict[str, Any] = answer.raise_for_status().json()
        return said


class CustomersLaptop(Laptop):
    def __init__(self, home: Path, keys: Mapping[str, str]) -> None:
        super().__init__(home)
        home.parent.mkdir(parents=True, exist_ok=True)
        self._keys = keys

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        """What is set to nothing is not set."""
        asked = {**super().environment({}), **self._keys, **more}
        return {name: value for name, value in asked.items() if value}
