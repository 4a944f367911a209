"""A cashier who reads the price list for himself."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
import yaml

from shared.model.money import Micros, micros
from shared.model.plan import Choice
from shared.money.book_reading import SHELF
from shared.telemetry import log
from tests.unit.core.builders import Studio


@pytest.fixture(autouse=True)
def said() -> Iterator[list[log.Line]]:
    """Everything that was logged during the test."""
    lines: list[log.Line] = []
    before = log.to(lines.append)
    yield lines
    log.to(before)


@pytest.fixture(scope="session")
def bill() -> Callable[[Choice], Micros]:
    """What a provider asks for a choice by the page itself: neither our reader nor our sums have a part in it."""
    page: Any = yaml.load((SHELF / "list.yaml").read_text(), Loader=yaml.BaseLoader)

    def billed(choice: Choice) -> Micros:
        if choice.backend == "animatic":
            return 0
        rate = page["backends"][choice.backend]["models"][choice.model]["resolutions"][choice.resolution]
        return micros(Decimal(rate.get("base", "0")) + Decimal(rate.get("per_second", "0")) * choice.seconds)

    return billed


@pytest.fixture
def studio() -> Studio:
    return Studio()
