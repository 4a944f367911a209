"""Whom the cases are asked of: the dictionary of the simulation, the embedded platform, and the cloud's.

The one rule: what is not installed is skipped with its reason, and under CI=true that is a failure.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from shared.platform.embedded.memory import MemoryDocuments
from shared.platform.gcp.objects import BucketObjects
from shared.platform.ports import Documents, Objects
from tests.contract.cloud_stage import CloudStage
from tests.contract.stages import EmbeddedStage, Forgetful, Stage, Twice
from tests.contract.strict_storage import StrictStorage
from tests.emulators import Emulators, Unavailable, emulators


@pytest.fixture(scope="session")
def all_emulators() -> Iterator[Emulators]:
    with ExitStack() as stack:
        try:
            running = stack.enter_context(emulators())
        except Unavailable as reason:
            if os.environ.get("CI") == "true":
                pytest.fail(f"the emulators cannot run: {reason}")
            pytest.skip(f"the emulators cannot run: {reason}")
        yield running


@pytest.fixture
def cloud(all_emulators: Emulators) -> Iterator[CloudStage]:
    stage = CloudStage(all_emulators)
    yield stage
    stage.close()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[EmbeddedStage]:
    stage = EmbeddedStage(tmp_path / "home")
    yield stage
    stage.close()


@pytest.fixture(params=["embedded", "gcp"])
def stage(request: pytest.FixtureRequest) -> Stage:
    chosen: Stage = request.getfixturevalue({"embedded": "embedded", "gcp": "cloud"}[request.param])
    return chosen


@pytest.fixture(params=["memory", "embedded", "gcp"])
def documents(request: pytest.FixtureRequest) -> Documents:
    if request.param == "memory":
        return MemoryDocuments()
    chosen: Stage = request.getfixturevalue({"embedded": "embedded", "gcp": "cloud"}[request.param])
    return chosen.platform.documents


@pytest.fixture
def shared_documents(stage: Stage) -> Documents:
    """Of a store that several threads or processes may use at once (the simulation's is for one)."""
    return stage.platform.documents


@pytest.fixture(params=["memory", "embedded", "gcp"])
def forgetful(request: pytest.FixtureRequest) -> Iterator[Forgetful]:
    """A store whose replies can be lost."""
    if request.param == "memory":
        yield Twice(MemoryDocuments())
        return
    chosen: Stage = request.getfixturevalue({"embedded": "embedded", "gcp": "cloud"}[request.param])
    with chosen.forgetful() as store:
        yield store


@pytest.fixture
def objects(stage: Stage) -> Objects:
    if isinstance(stage, CloudStage):
        stage.build_bucket()
    return stage.platform.objects


@pytest.fixture
def strict_storage(cloud: CloudStage) -> Iterator[StrictStorage]:
    cloud.build_bucket()
    storage = StrictStorage(cloud.emulators.storage)
    yield storage
    storage.close()


@pytest.fixture(params=["embedded", "gcp"])
def strict_objects(request: pytest.FixtureRequest) -> Objects:
    """For what fake-gcs-server lets pass and the real service does not."""
    if request.param == "embedded":
        stage: EmbeddedStage = request.getfixturevalue("embedded")
        return stage.platform.objects
    storage: StrictStorage = request.getfixturevalue("strict_storage")
    cloud: CloudStage = request.getfixturevalue("cloud")
    return BucketObjects(cloud.project, f"{cloud.project}-work", f"http://{storage.address}")
