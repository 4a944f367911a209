"""A batch is applied and its reply is lost: who reads again finds its own nonce, and nothing has happened twice.

These are the recipes of the pipeline (claim, join, cancel), spoken to a store whose connection breaks.
"""

from secrets import token_hex

import pytest

from shared.model.errors import Transient
from shared.platform.gcp.documents import FirestoreDocuments
from shared.platform.gcp.wire import retry
from shared.platform.ports import Check, Conflict, Create, Delete, Document, Documents, Increment, Update, Write
from tests.contract.cloud_stage import CloudStage, OverWire
from tests.contract.cut import Wire
from tests.contract.stages import Forgetful

STEP = "jobs/j1/steps/1.voice"


def there(documents: Documents, path: str = STEP) -> Document:
    found = documents.get(path)
    assert found is not None
    return found


def claim(documents: Documents, nonce: str) -> str | None:
    """Creates the step or takes over a free one; the version when it is ours, as the pipeline does it."""
    before = documents.get(STEP)
    batch: list[Write] = [
        Create(STEP, {"nonce": nonce}) if before is None else Update(STEP, {"nonce": nonce}, before.version)
    ]
    try:
        return documents.commit(batch).versions[0]
    except Conflict:
        now = there(documents)
        return now.version if now.fields["nonce"] == nonce else None


def test_a_created_step_is_known_by_its_nonce(forgetful: Forgetful) -> None:
    forgetful.lose()

    version = claim(forgetful.documents, "mine")

    assert version == there(forgetful.documents).version
    assert there(forgetful.documents).fields == {"nonce": "mine"}


def test_a_step_taken_over_is_known_by_its_nonce(forgetful: Forgetful) -> None:
    claim(forgetful.documents, "an earlier one")
    forgetful.lose()

    version = claim(forgetful.documents, "mine")

    assert version == there(forgetful.documents).version
    assert there(forgetful.documents).fields == {"nonce": "mine"}


def test_somebody_elses_nonce_is_not_ours(forgetful: Forgetful) -> None:
    documents = forgetful.documents
    before = documents.commit([Create(STEP, {"nonce": "free"})]).versions[0]
    documents.commit([Update(STEP, {"nonce": "theirs"}, before)])

    with pytest.raises(Conflict):
        documents.commit([Update(STEP, {"nonce": "mine"}, before)])

    assert there(documents).fields == {"nonce": "theirs"}


def test_a_lost_reply_is_not_answered_as_a_success_of_the_second_try(forgetful: Forgetful) -> None:
    """The second try cannot know that the first was ours: it says so, and the caller reads again."""
    forgetful.lose()

    with pytest.raises(Conflict):
        forgetful.documents.commit([Create(STEP, {"nonce": token_hex(8)})])


def test_an_arrival_at_a_join_counts_once(forgetful: Forgetful) -> None:
    documents = forgetful.documents
    documents.commit([Create("jobs/j1", {"pending": 2})])
    forgetful.lose()

    with pytest.raises(Conflict):
        documents.commit([Create("jobs/j1/done/voice", {}), Increment("jobs/j1", "pending", -1)])

    assert there(documents, "jobs/j1/done/voice").fields == {}  # there already: whoever finds it calls advance
    assert there(documents, "jobs/j1").fields == {"pending": 1}


def test_an_update_that_changes_nothing_still_guards_its_increment(forgetful: Forgetful) -> None:
    documents = forgetful.documents
    step = documents.commit([Create(STEP, {"state": "done"}), Create("jobs/j1", {"pending": 2})]).versions[0]
    forgetful.lose()

    with pytest.raises(Conflict):
        documents.commit([Update(STEP, {"state": "done"}, step), Increment("jobs/j1", "pending", -1)])

    assert there(documents, "jobs/j1").fields == {"pending": 1}


def test_a_delete_guards_its_increment(forgetful: Forgetful) -> None:
    documents = forgetful.documents
    hold = documents.commit([Create("jobs/j1/holds/h", {}), Create("jobs/j1", {"held": 1})]).versions[0]
    forgetful.lose()

    with pytest.raises(Conflict):
        documents.commit([Delete("jobs/j1/holds/h", hold), Increment("jobs/j1", "held", -1)])

    assert documents.get("jobs/j1/holds/h") is None
    assert there(documents, "jobs/j1").fields == {"held": 0}


def test_a_checked_purchase_is_found_again(forgetful: Forgetful) -> None:
    documents = forgetful.documents
    gate = documents.commit([Create("jobs/j1/gate/g", {"open": True})]).versions[0]
    forgetful.lose()

    with pytest.raises(Conflict):
        documents.commit([Check("jobs/j1/gate/g", gate), Create("jobs/j1/buys/b", {"nonce": "mine"})])

    assert there(documents, "jobs/j1/buys/b").fields == {"nonce": "mine"}
    assert there(documents, "jobs/j1/gate/g").version == gate


def test_clearing_away_twice_is_no_conflict(forgetful: Forgetful) -> None:
    documents = forgetful.documents
    documents.commit([Create("outbox/a", {}), Create("outbox/b", {})])
    forgetful.lose()

    documents.commit([Delete("outbox/a"), Delete("outbox/b")])

    assert documents.get("outbox/a") is None


def test_several_replies_in_a_row_may_be_lost(forgetful: Forgetful) -> None:
    forgetful.lose(2)

    with pytest.raises(Conflict):
        forgetful.documents.commit([Create(STEP, {"nonce": "mine"})])

    assert there(forgetful.documents).fields == {"nonce": "mine"}


def test_the_connection_really_broke(cloud: CloudStage) -> None:
    with cloud.forgetful() as store:
        assert isinstance(store, OverWire)
        store.lose(2)
        claim(store.documents, "mine")
        assert store.wire.lost == 2


def test_a_store_that_does_not_answer_is_a_passing_trouble(cloud: CloudStage) -> None:
    wire = Wire(cloud.emulators.firestore)
    documents = FirestoreDocuments(cloud.project, emulator=wire.address)
    documents._retry = retry(within_s=1.0)
    documents.commit([Create(STEP, {"nonce": "earlier"})])
    wire.close()

    with pytest.raises(Transient):
        documents.commit([Create("jobs/j2", {})])
    with pytest.raises(Transient):
        documents.get(STEP)
