"""The queue before a provider: so many at once, so many a minute, everybody in turn, and nobody blocked by the dead."""

from collections import Counter

import pytest

from shared.money.lane import GONE_MS, PLACE_MS, Lane, enter, leave
from tests.unit.core.builders import Studio, lost, nothing

TWO = Lane(backend="runway", at_once=2, a_minute=120)
SLOW = Lane(backend="veo", at_once=1, a_minute=6)


def has_place(studio: Studio, who: str, job: str = "j1", lane: Lane = TWO) -> bool:
    return enter(studio.platform, lane, who, job) is None


def test_so_many_at_once_and_no_more(studio: Studio) -> None:
    assert [has_place(studio, who) for who in ("a", "b", "c")] == [True, True, False]
    leave(studio.platform, TWO.backend, "a")
    studio.clock.time += TWO.gap_ms
    assert has_place(studio, "c")


def test_asking_again_with_a_place_is_the_same_place(studio: Studio) -> None:
    assert all(has_place(studio, "a") for _ in range(3))
    assert has_place(studio, "b")


def test_providers_do_not_wait_for_each_other(studio: Studio) -> None:
    assert [has_place(studio, who) for who in "abc"] == [True, True, False]
    assert has_place(studio, "c", lane=SLOW)


def test_so_many_a_minute_through_each_place(studio: Studio) -> None:
    begun = studio.clock.time
    for number in range(6):
        who = f"s{number}"
        while (when := enter(studio.platform, SLOW, who, "j1")) is not None:
            assert when > studio.clock.time
            studio.clock.time = when
        leave(studio.platform, SLOW.backend, who)
    assert studio.clock.time - begun == 5 * 10_000


def test_a_large_job_does_not_stand_before_a_small_one(studio: Studio) -> None:
    shots = [(f"big-{number}", "big") for number in range(20)] + [("small-0", "small"), ("tiny-0", "tiny")]
    waiting, entered = dict(shots), []
    while waiting:
        for who, job in list(waiting.items()):
            if enter(studio.platform, SLOW, who, job) is None:
                entered.append(job)
                del waiting[who]
                leave(studio.platform, SLOW.backend, who)
        studio.clock.time += SLOW.gap_ms
    assert Counter(entered) == {"big": 20, "small": 1, "tiny": 1}
    assert max(entered.index("small"), entered.index("tiny")) <= 4


def test_whoever_waits_first_goes_first_within_a_job(studio: Studio) -> None:
    assert [has_place(studio, who, lane=SLOW) for who in ("a", "b", "c")] == [True, False, False]
    leave(studio.platform, SLOW.backend, "a")
    studio.clock.time += SLOW.gap_ms
    assert [has_place(studio, who, lane=SLOW) for who in ("c", "b", "c")] == [False, True, False]


def test_a_place_whose_holder_died_is_free_again(studio: Studio) -> None:
    assert has_place(studio, "a", lane=SLOW)
    studio.clock.time += PLACE_MS
    assert has_place(studio, "b", lane=SLOW)
    assert not has_place(studio, "a", lane=SLOW)


def test_whoever_does_not_come_back_does_not_hold_up_the_line(studio: Studio) -> None:
    assert [has_place(studio, who, lane=SLOW) for who in ("a", "dead", "b")] == [True, False, False]
    leave(studio.platform, SLOW.backend, "a")
    studio.clock.time += GONE_MS // 2
    assert not has_place(studio, "b", lane=SLOW)
    studio.clock.time += GONE_MS // 2
    assert has_place(studio, "b", lane=SLOW)


def test_whoever_changes_their_mind_leaves_the_line(studio: Studio) -> None:
    assert [has_place(studio, who, lane=SLOW) for who in ("a", "b", "c")] == [True, False, False]
    leave(studio.platform, SLOW.backend, "b")
    leave(studio.platform, SLOW.backend, "a")
    studio.clock.time += SLOW.gap_ms
    assert has_place(studio, "c", lane=SLOW)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_lost_answers_give_no_second_place(studio: Studio, count: int) -> None:
    studio.documents.happenings = [lost] * count
    for _ in range(3):
        enter(studio.platform, TWO, "a", "j1")
    assert [has_place(studio, who) for who in ("a", "b", "c")] == [True, True, False]


def test_of_two_who_take_the_last_place_one_has_it(studio: Studio) -> None:
    others: list[bool] = []
    studio.documents.happenings = [nothing, lambda: others.append(has_place(studio, "b", "j2", SLOW))]
    assert [has_place(studio, "a", "j1", SLOW), *others].count(True) == 1
