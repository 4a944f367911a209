"""Which backends are left alone, for how long, and who finds out that they are well again."""

import pytest

from shared.money.health import LONGEST_MS, PAUSE_MS, PROBE_MS, failed, may_try, unhealthy, worked
from shared.telemetry import log
from tests.unit.core.builders import Studio, lost

BOTH = ("runway", "veo")


def breaks(studio: Studio, times: int = 3, backend: str = "runway") -> None:
    for _ in range(times):
        failed(studio.platform, backend, "500")


def tries(studio: Studio, backend: str = "runway") -> bool:
    return may_try(studio.platform, backend)


def test_a_success_of_a_healthy_backend_writes_nothing(studio: Studio) -> None:
    worked(studio.platform, "runway")
    assert tries(studio)
    assert studio.documents.everything("health") == []


def test_three_errors_in_a_row_close_it_for_every_instance(studio: Studio, said: list[log.Line]) -> None:
    breaks(studio, 2)
    assert tries(studio)
    breaks(studio, 1)
    assert not tries(studio)
    assert tries(studio, "veo")
    assert unhealthy(studio.platform, BOTH) == {"runway"}
    assert said[-1]["audit"]["backend"] == "runway"


def test_a_success_between_begins_the_count_anew(studio: Studio) -> None:
    breaks(studio, 2)
    worked(studio.platform, "runway")
    breaks(studio, 2)
    assert tries(studio)


def test_after_the_pause_one_probes_and_the_others_go_elsewhere(studio: Studio) -> None:
    breaks(studio)
    studio.clock.time += PAUSE_MS
    assert unhealthy(studio.platform, BOTH) == frozenset()
    assert [tries(studio) for _ in range(3)] == [True, False, False]
    worked(studio.platform, "runway")
    assert tries(studio)


def test_of_two_who_would_probe_at_the_same_time_one_does(studio: Studio) -> None:
    breaks(studio)
    studio.clock.time += PAUSE_MS
    studio.documents.happenings = [lambda: tries(studio)]
    assert not tries(studio)


def test_a_probe_that_fails_closes_it_for_longer_but_not_for_ever(studio: Studio) -> None:
    breaks(studio)
    pauses = []
    for _ in range(12):
        before = studio.clock.time
        while not tries(studio):
            studio.clock.time = max(
                studio.clock.time + 1000, studio.documents.fields("health/backend-runway")["closed_until"]
            )
        pauses.append(studio.clock.time - before)
        breaks(studio, 1)
    assert pauses[0] == PAUSE_MS
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_MS


def test_a_probe_whose_process_died_is_given_to_another(studio: Studio) -> None:
    breaks(studio)
    studio.clock.time += PAUSE_MS
    assert tries(studio)
    studio.clock.time += PROBE_MS - 1
    assert not tries(studio)
    studio.clock.time += 1
    assert tries(studio)


@pytest.mark.parametrize("times", [1, 3])
def test_an_error_whose_answer_was_lost_closes_it_no_later(studio: Studio, times: int) -> None:
    studio.documents.happenings = [lost] * times
    breaks(studio)
    assert not tries(studio)


def test_where_too_many_write_at_once_nobody_waits_for_ever(studio: Studio) -> None:
    breaks(studio, 1)
    studio.documents.always = lambda: studio.documents.put("health/backend-runway", errors=1)
    breaks(studio, 1)
