"""The comparison with a shot list that people wrote: its rule, and what it finds in our storyboard of their film."""

import pytest

from scripts.bench.alignment import THRESHOLD, Card, align, likeness, moved, stems, weights
from scripts.bench.likeness import Score, score
from scripts.bench.makers import HERE, Film, film
from scripts.bench.shotlist import read


def card(name: str, words: str, people: str = "", size: str = "medium") -> Card:
    return Card(name, stems(words), frozenset(people.split()), size, frozenset())  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def eva() -> Film:
    return film()


@pytest.fixture(scope="module")
def found(eva: Film) -> Score:
    return score(eva)


def test_their_list_is_read_whole() -> None:
    shots = read((HERE / "fr_eva_shotlist.md").read_text(encoding="utf-8"))
    assert [shot.number for shot in shots] == list(range(1, 47))
    assert [shots[0].size, shots[0].move, shots[0].seconds] == ["extreme_wide", "dolly_out", 15.0]
    assert "Et papa ?" in shots[36].said  # two lines below one label
    assert "nouveau départ" in shots[44].said  # written beneath the montage, for one of its shots
    assert all(shot.seconds for shot in shots)


def test_shots_are_laid_side_by_side_in_order_and_once() -> None:
    ours = [card("a", "phone rings table"), card("b", "mother smiles window"), card("c", "boxes stairs")]
    theirs = [card("1", "phone rings"), card("2", "boxes stairs"), card("3", "mother smiles window")]
    weight = weights([*ours, *theirs])
    pairs = align(ours, theirs, weight)
    assert len(pairs) == 2
    assert [(pair.ours, pair.theirs) for pair in pairs] == sorted((pair.ours, pair.theirs) for pair in pairs)
    assert len(moved(ours, theirs, weight, pairs)) == 1


def test_framing_and_people_alone_make_no_pair() -> None:
    ours, theirs = card("a", "phone rings", "ANNA", "close"), card("1", "boxes stairs", "ANNA", "close")
    assert likeness(ours, theirs, weights([ours, theirs])) == 0.0


def test_a_pair_is_as_like_as_the_rule_says(found: Score) -> None:
    assert found.pairs
    assert all(pair.likeness >= THRESHOLD for pair in found.pairs)


def test_every_scene_of_theirs_is_found_and_four_in_five_of_their_shots(found: Score) -> None:
    assert [told["found"] for told in found.sequences.values()] == [True] * 7
    assert found.numbers["matched_share"] >= 0.80
    assert found.kept


def test_a_person_agrees_with_nearly_every_pair(found: Score) -> None:
    assert found.numbers["right_by_a_person"] >= 0.95 * found.numbers["matched"]


def test_where_nothing_can_be_found_little_is(found: Score) -> None:
    assert found.numbers["chance_in_other_scenes"] <= 0.2 * found.numbers["matched"]
    assert found.numbers["chance_backwards"] <= 0.2 * found.numbers["matched"]


def test_every_shot_that_was_missed_is_explained(eva: Film, found: Score) -> None:
    matched = {pair.theirs for pair in found.pairs}
    missing = [shot.number for at, shot in enumerate(eva.theirs) if at not in matched]
    assert missing
    for number in missing:
        assert any(miss.startswith(f"Shot {number} (") and miss.endswith(".") for miss in found.misses)


def test_the_director_knows_nothing_of_this_film() -> None:
    rooms = HERE.parents[2] / "functions" / "creative_director" / "directing", HERE.parents[2] / "shared" / "writing"
    code = " ".join(path.read_text(encoding="utf-8").lower() for room in rooms for path in room.glob("*.py"))
    for word in ("anabelle", "postuler", "granby", "antidépresseurs", "chasse-neige entre"):
        assert word not in code
