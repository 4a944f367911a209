"""A picture is bought once, by the providers' own books: the same film again, twice at once, one line changed."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.laptop import Finished
from tests.integration.shops import PAID, Shops

SCRIPT = """INT. KITCHEN - NIGHT

A kettle sings.

EXT. HARBOUR - DAWN

A boat drifts out.

EXT. FIELD - DAY

A dog waits by the gate.
"""


@pytest.fixture
def shops(street: Shops, request: pytest.FixtureRequest) -> Shops:
    street.open(seed=request.node.name)
    return street


def delivered(*films: Finished) -> None:
    for film in films:
        assert (film.code, film.told["state"]) == (0, "delivered"), film


def test_the_same_script_again_costs_nothing_and_buys_nothing(shops: Shops) -> None:
    laptop = shops.laptop("again")
    script = shops.script("again.fountain", SCRIPT)
    first = laptop.run("render", script, *PAID)
    delivered(first)
    bought, billed = shops.bought(), shops.billed()
    assert set(bought.values()) == {1}
    assert first.told["cost_usd"] == billed / 1e6 > 0

    same = laptop.run("render", script, *PAID)
    other = laptop.run("render", script, *PAID, "--fps", "25")  # another film out of the same pictures
    delivered(same, other)
    assert other.told["job_id"] != first.told["job_id"]
    assert other.told["cost_usd"] == 0
    assert (shops.bought(), shops.billed()) == (bought, billed)


def test_two_at_the_same_time_buy_each_picture_once(shops: Shops) -> None:
    laptop = shops.laptop("twins")
    script = shops.script("twins.fountain", SCRIPT)
    wishes = ((), (), ("--fps", "25"))  # two of the same job, and one more film that needs the same pictures
    with ThreadPoolExecutor(len(wishes)) as people:
        films = [*people.map(lambda wish: laptop.run("render", script, *PAID, *wish), wishes)]
    delivered(*films)
    jobs = {film.told["job_id"]: film.told["cost_usd"] for film in films}
    assert len(jobs) == 2
    assert set(shops.bought().values()) == {1}
    assert sum(jobs.values()) == pytest.approx(shops.billed() / 1e6)


def test_after_one_line_was_changed_exactly_the_changed_shots_are_bought(shops: Shops) -> None:
    laptop = shops.laptop("edited")
    delivered(laptop.run("render", shops.script("edited.fountain", SCRIPT), *PAID))
    before, billed = shops.bought(), shops.billed()

    changed = shops.script("edited.fountain", SCRIPT.replace("A boat drifts out.", "A lamp turns on the pier."))
    film = laptop.run("render", changed, *PAID)
    delivered(film)
    new = shops.bought() - before
    assert len(new) == 1
    assert all("lamp" in prompt for prompt in new)
    assert film.told["cost_usd"] == pytest.approx((shops.billed() - billed) / 1e6)
    assert film.told["cost_usd"] > 0
