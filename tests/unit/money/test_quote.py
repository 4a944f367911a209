"""What can be bought for one shot: only what is legal, from who can be asked, at the book's price."""

from datetime import date

import pytest

from shared.model.plan import Choice
from shared.model.storyboard import Size
from shared.money.book import Book
from shared.money.book_reading import house_book
from shared.money.quote import retired, ways
from shared.money.quote_heroes import merits, weights
from tests.unit.money.props import a_shot, shots, small, wanted


def of(book: Book, ms: int, model: str, resolution: str = "720p", **asked: object) -> Choice:
    found = ways(book, wanted(book, **asked), ms)  # type: ignore[arg-type]
    return next(each for each in found if (each.model, each.resolution) == (model, resolution))


@pytest.mark.parametrize(
    ("ms", "seconds"), [(500, 4), (4_000, 4), (4_001, 6), (6_000, 6), (7_999, 8), (8_000, 8), (20_000, 8)]
)
def test_the_shortest_legal_length_that_covers_a_shot_is_bought(ms: int, seconds: int) -> None:
    choice = of(small(), ms, "steps")
    assert (choice.seconds, choice.price) == (seconds, seconds * 60_000)


def test_a_shot_that_no_clip_covers_gets_the_longest_held_and_is_worth_less() -> None:
    book = small()
    covered, half = of(book, 8_000, "steps"), of(book, 16_000, "steps")
    assert half.seconds == covered.seconds
    assert half.quality < covered.quality
    assert of(book, 12_000, "steps").quality > half.quality


def test_what_is_held_is_the_most_that_the_call_can_cost() -> None:
    choice = of(small(), 5_000, "best")
    assert (choice.price, choice.most) == (500_000, 600_000)


def test_a_picture_with_fewer_lines_than_the_film_is_worth_less_and_one_with_more_no_better() -> None:
    book = small()
    assert of(book, 4_000, "steps", frame=(1920, 1080)).quality < of(book, 4_000, "steps", "1080p").quality
    assert of(book, 4_000, "steps").quality == of(book, 4_000, "steps", "1080p").quality


def test_a_ratio_that_is_not_offered_is_bought_nearest_in_the_providers_word_and_worth_less() -> None:
    book = small()
    upright, square = of(book, 4_000, "steps", frame=(720, 1280)), of(book, 4_000, "steps", frame=(720, 720))
    assert (upright.ratio, square.ratio) == ("9:16", "16:9")
    assert upright.quality == of(book, 4_000, "steps").quality > square.quality
    assert of(book, 4_000, "best").ratio == "1280:720"


def test_a_door_that_needs_a_first_picture_is_shut_without_one() -> None:
    book = small()
    assert "from_a_picture" not in {each.model for each in ways(book, wanted(book), 4_000)}
    assert of(book, 4_000, "from_a_picture", pictured=True).price == 200_000
    assert of(book, 4_000, "best", pictured=True, frame=(720, 720)).ratio == "960:960"


def test_a_still_has_no_length() -> None:
    assert of(small(), 30_000, "picture", "1K").seconds == 0


def test_only_who_has_a_key_and_is_well_is_asked() -> None:
    book = small()

    def who(**asked: object) -> set[str]:
        return {each.backend for each in ways(book, wanted(book, **asked), 4_000)}  # type: ignore[arg-type]

    assert who() == {"runway", "veo", "keyframe"}
    assert who(who=frozenset({"veo"})) == {"veo"}
    assert who(ailing=frozenset({"veo", "keyframe"})) == {"runway"}
    assert who(only="keyframe") == {"keyframe"}
    assert who(who=frozenset()) == set()


def test_a_model_with_a_key_of_its_own_needs_that_key() -> None:
    book = small()
    models = {each.model for each in ways(book, wanted(book, who=frozenset({"veo"})), 4_000)}
    assert models == {"steps"}


def test_a_retired_model_is_skipped_and_said_whether_the_book_knows_it_or_we_met_it() -> None:
    met = wanted(small(), gone=frozenset({"steps"}))
    assert "steps" not in {each.model for each in ways(small(), met, 4_000)}
    assert "veo's steps is no more" in retired(small(), met)[0]
    marked = small(("quality: 0.9\n", "quality: 0.9\n        retired: 2026-11-21\n"))
    assert "best" not in {each.model for each in ways(marked, wanted(marked), 4_000)}
    assert len(retired(marked, wanted(marked))) == 1
    assert retired(marked, wanted(marked, today=date(2026, 11, 20))) == []


@pytest.mark.parametrize("pictured", [False, True])
@pytest.mark.parametrize("frame", [(1280, 720), (720, 1280), (720, 720), (720, 900), (1920, 1080)])
def test_nothing_illegal_is_ever_asked_of_anyone(frame: tuple[int, int], pictured: bool) -> None:
    """By the house's list: lengths and ratios of the door that is used, and of every other that the model has."""
    book = house_book()
    for ms in range(400, 21_000, 370):
        for choice in ways(book, wanted(book, frame=frame, pictured=pictured), ms):
            model = book.backends[choice.backend].models[choice.model]
            doors = model.endpoints
            used = doors.get("still") or doors["i2v" if pictured else "t2v"]
            assert choice.ratio in used.ratios.values()
            assert (choice.seconds in used.seconds) if used.seconds else choice.seconds == 0
            if not pictured:  # who has a picture after all may use the other door with the same words
                assert all(choice.ratio in door.ratios.values() for door in doors.values())
            rate = model.resolutions[choice.resolution]
            assert choice.price == rate.base + rate.per_second * choice.seconds <= choice.most


@pytest.mark.parametrize(
    ("size", "people", "why"),
    [("close", ("Anna",), ("face",)), ("insert", (), ("detail",)), ("wide", ("Anna",), ()), ("close", (), ("detail",))],
)
def test_a_face_counts_more_than_a_street(size: Size, people: tuple[str, ...], why: tuple[str, ...]) -> None:
    film = [a_shot(1), a_shot(2, size=size, characters=people), a_shot(3)]
    assert merits(film)[1] == why
    assert (weights(film)[1] > weights([a_shot(1), a_shot(2), a_shot(3)])[1]) == bool(why)


def test_the_first_the_last_and_the_stars_count_more_by_id_or_by_number() -> None:
    film = shots(5_000, 5_000, 5_000, 5_000)
    assert merits(film, ("1.2", "s01-a3")) == [("first",), ("star",), ("star",), ("last",)]
    plain = weights(film)
    assert weights(film, ("1.2",))[1] > plain[0] > plain[1] == plain[2]
