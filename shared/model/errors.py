"""The two ways in which work can fail at the edge, in words that help the person who reads them.

`Permanent`: trying again cannot help; it is recorded on the job and acknowledged.
`Transient`: our own platform hiccuped; the message is refused (503) and comes again.
"""

from collections.abc import Mapping
from typing import Any


class AiprodError(Exception):
    """Base of our errors: a code for machines, a sentence for people, and what they can do."""

    def __init__(self, code: str, sentence: str, remedy: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.sentence} {self.remedy}".strip()


class Permanent(AiprodError):
    """Trying again cannot help. `at_fault` says whose turn it is: the input's, the budget's or ours."""

    def __init__(self, code: str, sentence: str, remedy: str = "", *, at_fault: str = "us") -> None:
        super().__init__(code, sentence, remedy)
        self.at_fault = at_fault


class Unaffordable(Permanent):
    """There is not enough money for it: what it would cost, what is left, and the command that would pass."""

    def __init__(
        self, sentence: str, remedy: str, *, would_cost: int | None, left: int, retry_with: str = "", code: str = ""
    ) -> None:
        super().__init__(code or "over_budget", sentence, remedy, at_fault="budget")
        self.would_cost = would_cost  # micro-dollars; None when no money would do
        self.left = left
        self.retry_with = retry_with

    @property
    def facts(self) -> Mapping[str, Any]:
        cost = None if self.would_cost is None else self.would_cost / 1e6
        return {"would_cost_usd": cost, "left_usd": self.left / 1e6, "retry_with": self.retry_with}


class Refused(Permanent):
    """The input is at fault: the script or the options cannot be made into a film."""

    def __init__(self, code: str, sentence: str, remedy: str = "") -> None:
        super().__init__(code, sentence, remedy, at_fault="input")


class Transient(AiprodError):
    """Our own platform could not do it now. The same message may be tried again."""

    def __init__(self, code: str, sentence: str, retry_after_s: float = 1.0) -> None:
        super().__init__(code, sentence)
        self.retry_after_s = retry_after_s


def described(error: Exception) -> dict[str, Any]:
    """An error as it is written on a job, for the person who reads it there."""
    if isinstance(error, AiprodError):
        at_fault = error.at_fault if isinstance(error, Permanent) else "us"
        facts = error.facts if isinstance(error, Unaffordable) else {}
        return {"code": error.code, "sentence": error.sentence, "remedy": error.remedy, "at_fault": at_fault, **facts}
    return {"code": "unexpected", "sentence": f"{type(error).__name__}: {error}", "remedy": "", "at_fault": "us"}
