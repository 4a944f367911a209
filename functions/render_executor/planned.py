"""The plan of the film that a shot belongs to, read once for all shots that this instance makes.

The one rule: whatever was planned is obeyed; nobody chooses, prices or paces again here.
"""

from functools import lru_cache
from typing import Final

from shared.model.plan import Plan
from shared.money.lane import Lane
from shared.pipeline.shelf import read
from shared.pipeline.work import Work

CAUTIOUS: Final = (2, 10)
"""At once and a minute, for a plan that was made before plans said so."""


def plan_of(work: Work) -> Plan:
    return _plan(read(work, str(work.recall("plan")["plan"])))


@lru_cache(maxsize=8)
def _plan(content: bytes) -> Plan:
    return Plan.model_validate_json(content)


def lane_of(work: Work, backend: str) -> Lane:
    at_once, a_minute = plan_of(work).lanes.get(backend, CAUTIOUS)
    return Lane(backend=backend, at_once=at_once, a_minute=a_minute)
