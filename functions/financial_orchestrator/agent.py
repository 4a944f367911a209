"""Financial orchestrator: plans the film, so that it is the best that its money buys. How is in planning.py, which is
opened with the first film: a function that only stands there needs no prices.
"""

from typing import TYPE_CHECKING, Any

from shared.pipeline.work import Agent, Made, Work

if TYPE_CHECKING:
    from functions.financial_orchestrator.planning import Market


def agent(market: "Market | None" = None) -> Agent:
    """`market`: the prices that count, and who can be asked; left out, those of the platform."""

    def key(work: Work) -> Any:
        from functions.financial_orchestrator import planning

        return planning.key(market or planning.market, work)

    def make(work: Work) -> Made:
        from functions.financial_orchestrator import planning

        return planning.make(market or planning.market, work)

    return Agent("financial_orchestrator", make, key)


AGENT = agent()
