"""The house is built once for the whole suite: twenty processes and three emulators take a while to start.

The one rule: a test has an owner of its own, so that nobody meets somebody else's job.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from scripts.bench.bank import fakes
from shared.platform.ports import Document
from tests.emulators import Unavailable
from tests.integration.films import SCRIPT
from tests.integration.house import House, house
from tests.integration.shops import Shops

SHARED = ("cloud", "street")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever shares a house stays in one process; the houses stand side by side."""
    for item in items:
        for fixture in SHARED:
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.xdist_group(fixture))


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with ExitStack() as stack:
        try:
            built = stack.enter_context(house(tmp_path_factory.mktemp("house")))
        except Unavailable as reason:
            if os.environ.get("CI") == "true":
                pytest.fail(f"the emulators cannot run: {reason}")
            pytest.skip(f"the emulators cannot run: {reason}")
        yield built


@pytest.fixture(scope="session")
def undisturbed(cloud: House) -> Document:
    """Anna's job: she uploaded her script and nothing went wrong."""
    cloud.upload("scripts/anna/doors.fountain", SCRIPT, size="360p")
    job = cloud.job_in("delivered", "anna", 120)
    cloud.comes_to_rest(job, 10)
    return job


@pytest.fixture(scope="session")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shops]:
    """The providers, all of them fakes, in which every test opens shops of its own."""
    folder = tmp_path_factory.mktemp("street")
    with fakes(folder / "fakes") as there:
        yield Shops(there, folder)
