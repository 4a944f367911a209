"""The state table: where a job can go, how far it is then, and the picture of it all."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from shared.model.states import ENDED, RESTING, TABLE, State, as_mermaid, move, progress

README = Path(__file__).parents[3] / "README.md"

STATES: tuple[str, ...] = get_args(State)
EVENTS = sorted({event for events in TABLE.values() for event in events})
STOPS = {"failed": "failed", "cancelled": "cancelled"}
UNDER_WAY = {**STOPS, "revised": "analyzing"}

WHERE_TO: dict[str, dict[str, str]] = {
    "created": {"started": "analyzing", **STOPS},
    "analyzing": {"analyzed": "creative_direction", "analyzed_fast": "fast_track", **UNDER_WAY},
    "creative_direction": {"storyboarded": "financial", **UNDER_WAY},
    "fast_track": {"storyboarded": "financial", **UNDER_WAY},
    "financial": {"funded": "rendering", "priced": "waiting_approval", **UNDER_WAY},
    "waiting_approval": {"approved": "rendering", "expired": "cancelled", **UNDER_WAY},
    "rendering": {"pictured": "assembling", **UNDER_WAY},
    "assembling": {"assembled": "qa_technical", **UNDER_WAY},
    "qa_technical": {"checked": "qa_semantic", **UNDER_WAY},
    "qa_semantic": {"judged": "final_approval", **UNDER_WAY},
    "final_approval": {"delivered": "delivered", "rejected": "failed", "escalated": "needs_review", **UNDER_WAY},
    "delivered": {"revised": "analyzing"},
    "cancelled": {"revised": "analyzing"},
    "failed": {"revised": "analyzing"},
    "needs_review": {"accepted": "delivered", "rejected": "failed", "cancelled": "cancelled", "revised": "analyzing"},
}


@pytest.mark.parametrize("state", STATES)
def test_every_event_in_every_state_leads_where_it_should_or_nowhere(state: str) -> None:
    assert {event: move(state, event) for event in EVENTS} == {event: WHERE_TO[state].get(event) for event in EVENTS}


def test_nothing_is_under_way_where_a_job_rests_and_money_is_settled_where_it_ends() -> None:
    assert {"created", "delivered", "cancelled", "failed", "needs_review"} == RESTING
    assert {"delivered", "cancelled", "failed"} == ENDED


def test_every_state_can_be_reached_and_left() -> None:
    reached = {after for events in TABLE.values() for after in events.values()}
    assert reached == set(STATES) - {"created"}
    assert all(TABLE[state] for state in STATES)


def forward() -> Iterator[tuple[str, str]]:
    """Every arrow that leads on: nobody stops the film, and nobody begins it anew."""
    for state, events in TABLE.items():
        for event, after in events.items():
            if after not in ("failed", "cancelled") and event != "revised":
                yield state, after


@pytest.mark.parametrize(("state", "after"), list(forward()))
def test_a_step_on_never_shows_less_progress(state: str, after: str) -> None:
    most = max(progress(state, finished, 6) for finished in range(7))
    assert most <= progress(after, 0, 6)


@pytest.mark.parametrize("shots", [1, 3, 1500])
def test_every_finished_shot_shows_and_none_shows_more_than_the_filming_is_worth(shots: int) -> None:
    shown = [progress("rendering", finished, shots) for finished in range(shots + 1)]
    assert shown == sorted(shown)
    assert (shown[0], shown[-1]) == (20, 80)


@pytest.mark.parametrize(
    ("state", "percent"),
    [("created", 0), ("fast_track", 8), ("creative_direction", 8), ("rendering", 20), ("needs_review", 97),
     ("delivered", 100), ("failed", 0), ("cancelled", 0)],
)  # fmt: skip
def test_a_job_is_as_far_as_its_state_says(state: str, percent: int) -> None:
    assert progress(state, 0, 0) == percent


def test_the_picture_has_an_arrow_for_each_way_on_and_a_note_for_the_ways_out() -> None:
    drawn = set(re.findall(r"^    (\w+) --> (\w+): (\w+)$", as_mermaid(), re.MULTILINE))
    wanted = {
        (state, after, event)
        for state, events in TABLE.items()
        for event, after in events.items()
        if event not in ("failed", "cancelled", "revised")
    }
    assert drawn == wanted
    assert as_mermaid().startswith("stateDiagram-v2\n    [*] --> created\n")
    assert "back to analyzing" in as_mermaid()


def test_the_picture_in_the_readme_is_this_table() -> None:
    text = README.read_text("utf-8") if README.exists() else ""
    found = re.search(r"```mermaid\n(stateDiagram-v2\n.*?)\n?```", text, re.DOTALL)
    assert found is None or found[1] == as_mermaid()
    assert found is not None or "stateDiagram" not in text
