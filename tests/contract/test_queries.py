"""What a query finds, in which order, and how it is continued."""

from typing import Any

import pytest

from shared.platform.ports import Create, Delete, Documents, Query, Where, Write

STEPS = "jobs/j1/steps"


def filled(documents: Documents, collection: str = STEPS, /, **rows: Any) -> None:
    documents.commit([Create(f"{collection}/{name}", fields) for name, fields in rows.items()])


def names(documents: Documents, query: Query) -> list[str]:
    return [document.path.rpartition("/")[2] for document in documents.query(query).documents]


def walk(documents: Documents, query: Query) -> list[list[str]]:
    """Every page, from the first cursor to the last."""
    pages: list[list[str]] = []
    while True:
        assert len(pages) < 100, "the cursor does not get on"
        page = documents.query(query)
        pages.append([document.path for document in page.documents])
        if not page.after:
            return pages
        query = Query(query.collection, query.where, query.order, query.limit, page.after, query.everywhere)


def test_nothing_is_found_where_nothing_is(documents: Documents) -> None:
    page = documents.query(Query(STEPS))

    assert (page.documents, page.after) == ((), "")


def test_what_is_found_is_what_is_read(documents: Documents) -> None:
    filled(documents, a={"n": 1, "deep": [{"x": 1.5}], "expire_at": 1_795_256_285_637})

    (found,) = documents.query(Query(STEPS)).documents

    assert found == documents.get(f"{STEPS}/a")


def test_without_an_order_it_is_the_path(documents: Documents) -> None:
    filled(documents, c={}, a={}, b={}, B={})

    assert names(documents, Query(STEPS)) == ["B", "a", "b", "c"]


def test_a_collection_is_only_itself(documents: Documents) -> None:
    filled(documents, a={})
    filled(documents, "jobs/j2/steps", b={})
    filled(documents, "steps", c={})
    filled(documents, "jobs/j1/steps/a/steps", d={})
    filled(documents, "jobs/j1/stepsisters", e={})

    assert names(documents, Query(STEPS)) == ["a"]
    assert names(documents, Query("steps")) == ["c"]


def test_everywhere_is_every_collection_of_that_name(documents: Documents) -> None:
    filled(documents, a={"s": 1})
    filled(documents, "jobs/j2/steps", b={"s": 1}, x={"s": 2})
    filled(documents, "steps", c={"s": 1})
    filled(documents, "jobs/j1/stepsisters", e={"s": 1})

    found = documents.query(Query("steps", (Where("s", "==", 1),), everywhere=True)).documents

    assert sorted(each.path for each in found) == ["jobs/j1/steps/a", "jobs/j2/steps/b", "steps/c"]


@pytest.mark.parametrize(
    ("op", "expected"),
    [("==", ["b"]), ("<", ["a"]), ("<=", ["a", "b"]), (">", ["c", "d"]), (">=", ["b", "c", "d"])],
)
def test_numbers_compare(documents: Documents, op: Any, expected: list[str]) -> None:
    filled(documents, a={"n": -1}, b={"n": 2}, c={"n": 2.5}, d={"n": 2**53 + 1})

    assert names(documents, Query(STEPS, (Where("n", op, 2),), order="n")) == expected


@pytest.mark.parametrize(
    ("op", "expected"),
    [("==", ["b"]), ("<", ["a"]), ("<=", ["a", "b"]), (">", ["c", "d"]), (">=", ["b", "c", "d"])],
)
def test_texts_compare_by_their_characters(documents: Documents, op: Any, expected: list[str]) -> None:
    filled(documents, a={"t": ""}, b={"t": "b"}, c={"t": "é"}, d={"t": "🎬"})

    assert names(documents, Query(STEPS, (Where("t", op, "b"),), order="t")) == expected


@pytest.mark.parametrize(("value", "expected"), [(True, ["t"]), (False, ["f"]), (None, ["n"]), ("", ["e"]), (0, ["z"])])
def test_equal_is_of_the_same_kind(documents: Documents, value: Any, expected: list[str]) -> None:
    filled(
        documents, t={"v": True}, f={"v": False}, n={"v": None}, e={"v": ""}, z={"v": 0}, o={"v": 1}, w={"v": "0"}, m={}
    )

    assert names(documents, Query(STEPS, (Where("v", "==", value),))) == expected


def test_a_range_finds_only_its_own_kind(documents: Documents) -> None:
    filled(documents, a={"v": 1}, b={"v": "1"}, c={"v": True}, d={"v": None}, e={}, f={"v": [1]}, g={"v": 0.5})

    assert names(documents, Query(STEPS, (Where("v", ">=", 0),), order="v")) == ["g", "a"]
    assert names(documents, Query(STEPS, (Where("v", "<", "z"),), order="v")) == ["b"]


def test_every_condition_must_hold(documents: Documents) -> None:
    filled(documents, a={"s": "x", "n": 1}, b={"s": "x", "n": 2}, c={"s": "y", "n": 2}, d={"s": "x", "n": 3})

    two = Query(STEPS, (Where("s", "==", "x"), Where("n", "==", 2)))
    between = Query(STEPS, (Where("s", "==", "x"), Where("n", ">=", 1), Where("n", "<", 3)), order="n")

    assert names(documents, two) == ["b"]
    assert names(documents, between) == ["a", "b"]


@pytest.mark.parametrize("field", ["a.b", "with space", "é", "tick`"])
def test_a_field_with_an_odd_name_can_be_asked_for(documents: Documents, field: str) -> None:
    filled(documents, a={field: 2}, b={field: 1}, c={"other": 1})

    assert names(documents, Query(STEPS, (Where(field, ">", 0),), order=field)) == ["b", "a"]


def test_the_order_falls_back_on_the_path_and_leaves_out_who_has_none(documents: Documents) -> None:
    filled(documents, d={"n": 1}, a={"n": 2}, c={"n": 1}, b={"n": None}, e={}, f={"n": 0})

    assert names(documents, Query(STEPS, order="n")) == ["f", "c", "d", "a"]
    assert names(documents, Query(STEPS, order="-n")) == ["a", "d", "c", "f"]


def test_a_range_is_asked_in_the_order_of_its_field(documents: Documents) -> None:
    """Anything else would need an index of its own in Firestore, and works nowhere without one."""
    with pytest.raises(ValueError, match="order"):
        documents.query(Query(STEPS, (Where("n", ">", 1),)))
    with pytest.raises(ValueError, match="order"):
        documents.query(Query(STEPS, (Where("n", ">", 1),), order="m"))


def test_an_expiry_is_asked_for_in_milliseconds(documents: Documents) -> None:
    filled(documents, a={"expire_at": 1_000}, b={"expire_at": 2_001}, c={"expire_at": 2_000})

    found = documents.query(Query(STEPS, (Where("expire_at", ">", 1_000),), order="expire_at")).documents

    assert [each.fields["expire_at"] for each in found] == [2_000, 2_001]
    assert walk(documents, Query(STEPS, order="expire_at", limit=1)) == [[f"{STEPS}/{n}"] for n in "acb"]


@pytest.mark.parametrize("order", ["", "n", "-n", "t", "-t"])
@pytest.mark.parametrize("limit", [1, 4, 13, 26, 27])
def test_the_pages_hold_everything_once_and_in_order(documents: Documents, order: str, limit: int) -> None:
    rows = {
        f"{n:02}": {"n": n % 5 - 1 + (0.5 if n % 2 else 0), "t": "abé~🎬"[n % 5], "even": n % 2 == 0} for n in range(26)
    }
    filled(documents, **rows)
    field, down = order.removeprefix("-"), order.startswith("-")

    def place(name: str) -> tuple[Any, ...]:
        return (rows[name][field], name) if field else (name,)

    pages = walk(documents, Query(STEPS, order=order, limit=limit))

    assert [path for page in pages for path in page] == [f"{STEPS}/{n}" for n in sorted(rows, key=place, reverse=down)]
    assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)
    assert pages[-1]


def test_the_pages_keep_to_the_conditions(documents: Documents) -> None:
    filled(documents, **{f"{n:02}": {"n": n, "even": n % 2 == 0} for n in range(20)})

    pages = walk(documents, Query(STEPS, (Where("even", "==", True),), limit=3))

    assert [path[-2:] for page in pages for path in page] == [f"{n:02}" for n in range(0, 20, 2)]


def test_the_pages_of_everywhere_hold_everything_once(documents: Documents) -> None:
    batch: list[Write] = [Create(f"jobs/j{n % 4}/steps/{n:02}", {"n": n % 3}) for n in range(20)]
    documents.commit(batch)

    for order in ("", "n", "-n"):
        pages = walk(documents, Query("steps", order=order, limit=3, everywhere=True))

        assert sorted(path for page in pages for path in page) == sorted(write.path for write in batch)


def test_a_cursor_outlives_the_document_it_points_at(documents: Documents) -> None:
    filled(documents, **{name: {"n": 1} for name in "abcd"})
    for order in ("", "n"):
        query = Query(STEPS, order=order, limit=2)
        first = documents.query(query)
        gone = first.documents[-1]
        documents.commit([Delete(gone.path)])

        rest = documents.query(Query(STEPS, order=order, limit=2, after=first.after))

        assert [each.path[-1] for each in rest.documents] == ["c", "d"]
        documents.commit([Create(gone.path, gone.fields)])


def test_the_last_page_says_that_it_is_the_last(documents: Documents) -> None:
    filled(documents, a={}, b={})

    assert documents.query(Query(STEPS, limit=2)).after == ""
    assert documents.query(Query(STEPS, limit=1)).after != ""


def test_one_reads_ones_own_writes(documents: Documents) -> None:
    filled(documents, a={"s": "open"})
    step = documents.query(Query(STEPS, (Where("s", "==", "open"),))).documents[0]

    documents.commit([Delete(step.path, step.version)])

    assert names(documents, Query(STEPS, (Where("s", "==", "open"),))) == []


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "{}",
        "[]",
        "null",
        '["jobs/j1/steps/a", 1]',
        "[1]",
        '["jobs/j2/steps/a"]',
        '["jobs/j1"]',
        "[[1]]",
        "[" * 99_999,
    ],
    ids=lambda cursor: cursor[:20],
)
def test_a_cursor_that_was_never_given_is_refused(documents: Documents, cursor: str) -> None:
    filled(documents, a={}, b={})

    with pytest.raises(ValueError, match=r"."):
        documents.query(Query(STEPS, after=cursor))
