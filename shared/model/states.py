"""Where a job can be and what moves it: the only table of states there is.

The one rule: a job's state changes by an event that this table allows, in the same batch as what caused it.
"""

from typing import Final, Literal

State = Literal[
    "created",
    "analyzing",
    "creative_direction",
    "fast_track",
    "financial",
    "waiting_approval",
    "rendering",
    "assembling",
    "qa_technical",
    "qa_semantic",
    "final_approval",
    "delivered",
    "cancelled",
    "failed",
    "needs_review",
]

TABLE: Final[dict[str, dict[str, State]]] = {
    "created": {"started": "analyzing"},
    "analyzing": {"analyzed": "creative_direction", "analyzed_fast": "fast_track"},
    "creative_direction": {"storyboarded": "financial"},
    "fast_track": {"storyboarded": "financial"},
    "financial": {"funded": "rendering", "priced": "waiting_approval"},
    "waiting_approval": {"approved": "rendering", "expired": "cancelled"},
    "rendering": {"pictured": "assembling"},
    "assembling": {"assembled": "qa_technical"},
    "qa_technical": {"checked": "qa_semantic"},
    "qa_semantic": {"judged": "final_approval"},
    "final_approval": {"delivered": "delivered", "rejected": "failed", "escalated": "needs_review"},
    "delivered": {"revised": "analyzing"},
    "cancelled": {"revised": "analyzing"},
    "failed": {"revised": "analyzing"},
    "needs_review": {"accepted": "delivered", "rejected": "failed", "revised": "analyzing"},
}

RESTING: Final = frozenset({"created", "delivered", "cancelled", "failed", "needs_review"})
"""Nothing is under way. Everywhere else a job can fail, be cancelled, or be started again by an edit."""

ENDED: Final = frozenset({"delivered", "cancelled", "failed"})
"""The revision is over: its money is settled and its owner is told."""

for _state, _events in TABLE.items():
    if _state not in RESTING:
        _events |= {"failed": "failed", "cancelled": "cancelled", "revised": "analyzing"}
TABLE["created"] |= {"failed": "failed", "cancelled": "cancelled"}
TABLE["needs_review"]["cancelled"] = "cancelled"

_BEGUN: Final[dict[str, int]] = {
    "analyzing": 4,
    "creative_direction": 8,
    "fast_track": 8,
    "financial": 12,
    "waiting_approval": 16,
    "rendering": 20,
    "assembling": 80,
    "qa_technical": 90,
    "qa_semantic": 94,
    "final_approval": 97,
    "needs_review": 97,
    "delivered": 100,
}
"""How much of the way lies behind a job that enters a state."""


def move(state: str, event: str) -> State | None:
    """The state that the event leads to, or None when it may not happen here."""
    return TABLE[state].get(event)


def progress(state: str, finished: int, shots: int) -> int:
    """How far a job is, 0-100: the pictures are most of the way. One that failed or was cancelled is nowhere."""
    begun = _BEGUN.get(state, 0)
    return begun + (60 * finished // shots if shots else 0) if state == "rendering" else begun


def as_mermaid() -> str:
    """The table as a picture, for the README."""
    arrows = [
        f"    {state} --> {after}: {event}"
        for state, events in TABLE.items()
        for event, after in events.items()
        if event not in {"failed", "cancelled", "revised"}
    ]
    return "\n".join(
        (
            "stateDiagram-v2",
            "    [*] --> created",
            *arrows,
            "    delivered --> [*]",
            "    note right of rendering",
            "        From every state in which work is under way: failed, cancelled,",
            "        and revised (an edit or a retry) back to analyzing.",
            "    end note",
        )
    )
