"""What every store of documents keeps, refuses and answers."""

from collections.abc import Sequence
from typing import Any

import pytest

from shared.model.errors import Permanent
from shared.platform.gcp.documents import FirestoreDocuments
from shared.platform.ports import (
    Check,
    Committed,
    Conflict,
    Create,
    Delete,
    Document,
    Documents,
    Increment,
    Update,
    Write,
)
from tests.contract.cloud_stage import CloudStage

JOB = "jobs/j1"


def made(documents: Documents, path: str = JOB, /, **fields: Any) -> Document:
    documents.commit([Create(path, fields or {"state": "new", "pending": 3})])
    return there(documents, path)


def there(documents: Documents, path: str = JOB) -> Document:
    found = documents.get(path)
    assert found is not None
    return found


# ------------------------------------------------------------------------------------------------ one document


def test_a_document_that_was_never_written_is_none(documents: Documents) -> None:
    assert documents.get(JOB) is None


def test_a_document_is_read_as_it_was_created(documents: Documents) -> None:
    documents.commit([Create(JOB, {"state": "new", "pending": 3})])

    found = there(documents)

    assert found.path == JOB
    assert found.fields == {"state": "new", "pending": 3}
    assert found.version


def test_a_document_may_be_empty(documents: Documents) -> None:
    documents.commit([Create(JOB, {})])

    assert there(documents).fields == {}


def test_what_exists_is_not_created_again(documents: Documents) -> None:
    made(documents, state="mine")

    with pytest.raises(Conflict):
        documents.commit([Create(JOB, {"state": "theirs"})])

    assert there(documents).fields == {"state": "mine"}


def test_a_commit_answers_with_the_versions_that_are_then_read(documents: Documents) -> None:
    first = documents.commit([Create(JOB, {"a": 1}), Create("jobs/j2", {"a": 1})])
    second = documents.commit([Update(JOB, {"a": 2}, first.versions[0]), Check("jobs/j2", first.versions[1])])

    assert second.versions == (there(documents).version, "")
    assert first.versions[1] == there(documents, "jobs/j2").version


def test_the_answer_stands_beside_the_batch(documents: Documents) -> None:
    kept, gone = made(documents, "jobs/kept"), made(documents, "jobs/gone")

    answer = documents.commit(
        [
            Increment("jobs/kept", "pending", -1),
            Create(JOB, {}),
            Delete("jobs/gone", gone.version),
            Increment("jobs/kept", "pending", 10),
        ]
    )

    assert [bool(version) for version in answer.versions] == [False, True, False, False]
    assert answer.increments == (2, 12)
    assert there(documents, "jobs/kept").version != kept.version


def test_an_update_replaces_the_fields_it_names_and_leaves_the_others(documents: Documents) -> None:
    before = made(documents, a={"x": 1, "y": 2}, b="kept")

    documents.commit([Update(JOB, {"a": {"x": 9}, "c": None}, before.version)])

    assert there(documents).fields == {"a": {"x": 9}, "b": "kept", "c": None}


def test_an_update_of_an_earlier_version_is_refused(documents: Documents) -> None:
    before = made(documents, n=1)
    documents.commit([Update(JOB, {"n": 2}, before.version)])

    with pytest.raises(Conflict):
        documents.commit([Update(JOB, {"n": 3}, before.version)])

    assert there(documents).fields == {"n": 2}


def test_an_update_of_what_does_not_exist_is_refused(documents: Documents) -> None:
    version = made(documents, "jobs/other").version

    with pytest.raises(Conflict):
        documents.commit([Update(JOB, {"n": 3}, version)])

    assert documents.get(JOB) is None


def test_an_update_that_changes_no_field_still_gives_a_new_version(documents: Documents) -> None:
    before = made(documents, n=1)

    version = documents.commit([Update(JOB, {"n": 1}, before.version)]).versions[0]
    again = documents.commit([Update(JOB, {"n": 1}, version)]).versions[0]

    assert len({before.version, version, again}) == 3
    for earlier in (before.version, version):
        with pytest.raises(Conflict):
            documents.commit([Update(JOB, {"n": 1}, earlier)])


def test_the_version_of_a_document_is_never_that_of_its_predecessor(documents: Documents) -> None:
    before = made(documents, n=1)
    documents.commit([Delete(JOB, before.version)])
    made(documents, n=1)

    with pytest.raises(Conflict):
        documents.commit([Update(JOB, {"n": 2}, before.version)])


def test_a_check_leaves_the_document_and_its_version_alone(documents: Documents) -> None:
    gate = made(documents, "jobs/j1/gate/g", open=True)

    documents.commit([Check(gate.path, gate.version), Create("jobs/j1/buys/b", {})])

    assert there(documents, gate.path) == gate


def test_a_check_of_an_earlier_version_blocks_the_batch(documents: Documents) -> None:
    gate = made(documents, "jobs/j1/gate/g", open=True)
    documents.commit([Update(gate.path, {"open": False}, gate.version)])

    with pytest.raises(Conflict):
        documents.commit([Check(gate.path, gate.version), Create("jobs/j1/buys/b", {})])

    assert documents.get("jobs/j1/buys/b") is None


def test_a_check_of_what_is_gone_blocks_the_batch(documents: Documents) -> None:
    gate = made(documents, "jobs/j1/gate/g", open=True)
    documents.commit([Delete(gate.path, gate.version)])

    with pytest.raises(Conflict):
        documents.commit([Check(gate.path, gate.version), Create("jobs/j1/buys/b", {})])

    assert documents.get("jobs/j1/buys/b") is None


def test_an_increment_answers_with_what_it_made(documents: Documents) -> None:
    made(documents, pending=3)

    answer = documents.commit([Create("jobs/j1/done/a", {}), Increment(JOB, "pending", -1)])

    assert answer.increments == (2,)
    assert there(documents).fields == {"pending": 2}


def test_increments_of_several_fields_and_documents_answer_in_their_order(documents: Documents) -> None:
    made(documents, a=1, b=10)
    made(documents, "jobs/j2", a=100)

    answer = documents.commit(
        [
            Increment(JOB, "a", 1),
            Increment("jobs/j2", "a", 5),
            Increment(JOB, "b", -10),
            Create("jobs/j1/done/x", {}),
            Increment(JOB, "a", 1),
        ]
    )

    assert answer.increments == (2, 105, 0, 3)
    assert there(documents).fields == {"a": 3, "b": 0}


def test_an_increment_of_a_field_that_is_not_there_counts_from_zero(documents: Documents) -> None:
    made(documents, state="new")

    assert documents.commit([Create("jobs/j1/done/a", {}), Increment(JOB, "n", 4)]).increments == (4,)


def test_an_increment_of_what_does_not_exist_is_refused(documents: Documents) -> None:
    with pytest.raises(Conflict):
        documents.commit([Create("jobs/j1/done/a", {}), Increment(JOB, "pending", -1)])

    assert documents.get("jobs/j1/done/a") is None
    assert documents.get(JOB) is None


def test_a_delete_at_its_version_removes_the_document(documents: Documents) -> None:
    before = made(documents)

    documents.commit([Delete(JOB, before.version)])

    assert documents.get(JOB) is None


def test_a_delete_of_an_earlier_version_is_refused(documents: Documents) -> None:
    before = made(documents, n=1)
    documents.commit([Update(JOB, {"n": 2}, before.version)])

    with pytest.raises(Conflict):
        documents.commit([Delete(JOB, before.version)])

    assert there(documents).fields == {"n": 2}


def test_a_delete_with_a_version_of_what_is_gone_is_refused(documents: Documents) -> None:
    before = made(documents)
    documents.commit([Delete(JOB, before.version)])

    with pytest.raises(Conflict):
        documents.commit([Delete(JOB, before.version)])


def test_a_delete_without_a_version_does_not_mind_what_is_there(documents: Documents) -> None:
    made(documents)

    documents.commit([Delete(JOB)])
    documents.commit([Delete(JOB)])

    assert documents.get(JOB) is None


def test_what_was_deleted_can_be_created_again(documents: Documents) -> None:
    documents.commit([Delete(JOB, made(documents, n=1).version)])

    assert made(documents, m=2).fields == {"m": 2}


def test_documents_below_a_document_outlive_it(documents: Documents) -> None:
    made(documents, "jobs/j1/steps/1.ingest", n=1)
    documents.commit([Delete(JOB, made(documents).version)])

    assert there(documents, "jobs/j1/steps/1.ingest").fields == {"n": 1}


def test_what_was_written_is_no_longer_the_writers(documents: Documents) -> None:
    fields = {"shots": ["a"], "deep": {"list": [1]}}
    documents.commit([Create(JOB, fields)])

    fields["shots"].append("b")  # type: ignore[attr-defined]

    assert there(documents).fields == {"shots": ["a"], "deep": {"list": [1]}}


# ------------------------------------------------------------------------------------------- all of it or nothing


def _failing(documents: Documents, kind: str) -> Write:
    seen = made(documents, "jobs/seen", n=1)
    if kind == "create":
        return Create("jobs/seen", {"n": 9})
    if kind == "increment":
        return Increment("jobs/missing", "n", 1)
    documents.commit([Update("jobs/seen", {"n": 2}, seen.version)])
    failing: dict[str, Write] = {
        "update": Update("jobs/seen", {"n": 9}, seen.version),
        "check": Check("jobs/seen", seen.version),
        "delete": Delete("jobs/seen", seen.version),
    }
    return failing[kind]


@pytest.mark.parametrize("position", [0, 2, 4], ids=["first", "middle", "last"])
@pytest.mark.parametrize("kind", ["create", "update", "check", "increment", "delete"])
def test_one_refusal_leaves_nothing_of_the_batch(documents: Documents, kind: str, position: int) -> None:
    updated = made(documents, "jobs/updated", n=1)
    deleted = made(documents, "jobs/deleted", n=1)
    counted = made(documents, "jobs/counted", n=1)
    failing = _failing(documents, kind)
    seen = documents.get("jobs/seen")
    batch: list[Write] = [
        Create("jobs/created", {}),
        Update("jobs/updated", {"n": 2}, updated.version),
        Increment("jobs/counted", "n", 1),
        Delete("jobs/deleted", deleted.version),
    ]
    batch.insert(position, failing)

    with pytest.raises(Conflict):
        documents.commit(batch)

    assert documents.get("jobs/created") is None
    assert there(documents, "jobs/updated") == updated
    assert there(documents, "jobs/deleted") == deleted
    assert there(documents, "jobs/counted") == counted
    assert documents.get("jobs/seen") == seen
    assert documents.get("jobs/missing") is None


def test_a_batch_may_be_empty(documents: Documents) -> None:
    assert documents.commit([]) == Committed((), ())


def test_four_hundred_writes_are_one_batch(documents: Documents) -> None:
    documents.commit([Create(f"jobs/j1/rows/{n:03}", {"n": n}) for n in range(400)])

    assert there(documents, "jobs/j1/rows/399").fields == {"n": 399}
    with pytest.raises(Conflict):
        documents.commit([Create(f"jobs/j1/rows/{n:03}", {}) for n in range(800, 398, -1)])
    assert documents.get("jobs/j1/rows/800") is None


@pytest.mark.parametrize(
    "batch",
    [
        [Increment(JOB, "n", 1)],
        [Increment(JOB, "n", 1), Check("jobs/j2", "1.000000000")],
        [Create(JOB, {}), Create(JOB, {})],
        [Create(JOB, {}), Delete(JOB)],
        [Create(JOB, {}), Increment(JOB, "n", 1)],
        [Create("jobs", {})],
        [Create("jobs/j1/steps", {})],
        [Create("", {})],
        [Create("jobs//steps/s", {})],
    ],
    ids=["alone", "with-a-check", "twice", "twice-two-ways", "counted-too", "no-id", "odd", "nothing", "a-gap"],
)
def test_a_batch_that_nobody_should_build_is_refused(documents: Documents, batch: Sequence[Write]) -> None:
    with pytest.raises(ValueError, match=r"."):
        documents.commit(batch)

    assert documents.get(JOB) is None


# -------------------------------------------------------------------------------------------------------- values


@pytest.mark.parametrize(
    "value",
    [
        "",
        "À bientôt, 東京 🎬 \u0000 \"quoted\" 'too' \\ `",
        0,
        -1,
        2**53 + 1,
        2**63 - 1,
        -(2**63),
        0.1,
        1e-300,
        True,
        False,
        None,
        [],
        {},
        [1, "two", 3.5, None, True, {"four": [5]}],
        {"a": {"b": {"c": {"d": [1, {"e": "f"}]}}}},
        [[1, [2, []]], [], [{"x": [[3]]}]],
        {"[]": [1]},
        {"[][]": {"[]": "x"}},
        {"with.dot": 1, "with space": 2, "é": 3, "`tick`": 4, "back\\slash": 5},
        [{}],
    ],
    ids=repr,
)
def test_a_value_comes_back_as_it_was(documents: Documents, value: Any) -> None:
    documents.commit([Create(JOB, {"value": value})])

    found = there(documents).fields["value"]

    assert found == value
    assert type(found) is type(value)


def test_whole_numbers_and_fractions_are_not_confused(documents: Documents) -> None:
    documents.commit([Create(JOB, {"whole": 1, "fraction": 1.0, "deep": [1, 1.0, {"x": 2.0}]})])

    found = there(documents).fields

    assert [type(found["whole"]), type(found["fraction"])] == [int, float]
    assert [type(each) for each in found["deep"][:2]] == [int, float]
    assert type(found["deep"][2]["x"]) is float


@pytest.mark.parametrize("name", ["a.b", "with space", "ünïcode", "1st", "tick`", "back\\slash", "*", "a/b", "[0]"])
def test_a_field_may_be_called_anything(documents: Documents, name: str) -> None:
    first = made(documents, **{name: 1, "other": 1})

    second = documents.commit([Update(JOB, {name: 5}, first.version)])
    third = documents.commit([Create("jobs/j2", {}), Increment(JOB, name, 2)])
    documents.commit([Check(JOB, there(documents).version)])

    assert second.versions[0] != first.version
    assert third.increments == (7,)
    assert there(documents).fields == {name: 7, "other": 1}


@pytest.mark.parametrize("name", ["~", "a~b.c_d-e", "1.shot-a41f", "-", "_", "...", "a" * 128, "MiXeD", "été"])
def test_an_id_may_be_odd(documents: Documents, name: str) -> None:
    made(documents, f"jobs/{name}/steps/{name}", n=1)

    found = there(documents, f"jobs/{name}/steps/{name}")

    assert found.path == f"jobs/{name}/steps/{name}"
    assert documents.get(f"jobs/{name}") is None


def test_the_case_of_an_id_matters(documents: Documents) -> None:
    made(documents, "jobs/a", n=1)
    made(documents, "jobs/A", n=2)

    assert there(documents, "jobs/a").fields == {"n": 1}


def test_an_expiry_comes_back_as_the_same_milliseconds(documents: Documents) -> None:
    before = made(documents, expire_at=1_795_256_285_637, other=1)
    documents.commit([Update(JOB, {"expire_at": 1_795_256_285_001}, before.version)])

    found = there(documents).fields

    assert found == {"expire_at": 1_795_256_285_001, "other": 1}
    assert type(found["expire_at"]) is int


def test_an_expiry_is_a_time_in_firestore(cloud: CloudStage) -> None:
    """Else its TTL would not see it, and nothing would ever go away."""
    documents = cloud.platform.documents
    assert isinstance(documents, FirestoreDocuments)
    documents.commit([Create(JOB, {"expire_at": 1_795_256_285_637, "nested": {"expire_at": 5}})])

    fields = documents._client.get_document(
        request={"name": f"projects/{cloud.project}/databases/(default)/documents/{JOB}"},
        metadata=documents._metadata,
        timeout=10,
    ).fields

    assert fields["expire_at"].timestamp_value.rfc3339() == "2026-11-21T10:18:05.637Z"
    assert fields["nested"].map_value.fields["expire_at"].integer_value == 5


def test_a_document_just_under_a_mebibyte_is_kept(documents: Documents) -> None:
    text = "é" * 520_000  # 1,040,000 bytes

    made(documents, text=text)

    assert there(documents).fields["text"] == text


@pytest.mark.parametrize("size", [1_060_000, 3_000_000, 12_000_000])
def test_a_document_over_a_mebibyte_is_refused_for_good(documents: Documents, size: int) -> None:
    with pytest.raises(Permanent) as refused:
        documents.commit([Create(JOB, {"text": "x" * size}), Create("jobs/j2", {})])

    assert refused.value.code == "document_too_large"
    assert documents.get("jobs/j2") is None


def test_a_document_that_would_grow_over_a_mebibyte_is_refused(documents: Documents) -> None:
    before = made(documents, a="x" * 600_000)

    with pytest.raises(Permanent) as refused:
        documents.commit([Update(JOB, {"b": "x" * 600_000}, before.version)])

    assert refused.value.code == "document_too_large"
    assert there(documents) == before
