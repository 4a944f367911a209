"""Twenty films over the paid backends, killed and misled at random: our books are the providers' bill."""

from pathlib import Path

import pytest

from scripts.bench.bank import runs, summed

RUNS = 20


@pytest.mark.timeout(900)
def test_however_it_goes_no_attempt_asks_twice_and_the_books_are_the_bill(tmp_path: Path) -> None:
    told = summed(runs(range(RUNS), tmp_path), 0.0)
    assert told["broken"] == []
    assert told["runs"] == RUNS
    assert told["kills"] >= RUNS // 2
    assert told["posts"] <= told["called"]
    assert told["billed_usd"] <= told["booked_usd"]
