"""Asks the model how to shoot a script: once, and once more if the answer can be mended. Or says why not.

The one rule: every call is held before it is sent, settled after, and its answer kept, so that a worker that dies in
between neither pays twice for one answer nor forgets a call.
"""

import hashlib
import json
import os
from typing import Any, Final

from functions.creative_director.gemini import answer as form
from functions.creative_director.gemini.book import Access, access, price
from functions.creative_director.gemini.brief import INSTRUCTIONS, Brief
from functions.creative_director.gemini.staging import stage
from functions.creative_director.gemini.wire import STOPPED, Answered, Question, Trouble, ask
from shared.model.job import PRESETS
from shared.model.money import Micros, dollars
from shared.model.script import Script
from shared.model.storyboard import Storyboard
from shared.money import preparation
from shared.pipeline.shelf import read, write_json
from shared.pipeline.work import Work
from shared.telemetry import log

TAIL: Final = "The film was directed by our own rules instead."
SAID_FOR_A_BEAT: Final = 160  # tokens, with the thinking that goes into it
SAID_ANYWAY: Final = 4_000
_SCHEMA_SIZE: Final = len(json.dumps(form.SCHEMA).encode())


class Unavailable(Exception):
    """The model does not direct this film. Its words are for the person; `spent` is what the attempt has cost, or
    counts for while nobody knows."""

    def __init__(self, sentence: str, spent: Micros = 0, *, unknown: bool = False) -> None:
        super().__init__(sentence)
        counted = f" It counts as {dollars(spent)}: nobody knows what was billed." if unknown else ""
        said = counted or (f" It cost {dollars(spent)}." if spent else "")
        self.warning = f"{sentence}{said} {TAIL}"
        self.spent = spent


def asked_of(work: Work) -> Access | None:
    """Whom we may ask for this film. None where nobody was set up, and where the film may not cost anything: then the
    deterministic director works, and nobody has to be told."""
    if not PRESETS[work.options.preset].preparation or not work.options.budget:
        return None
    return access(work.platform.secrets, os.environ)


def direct(work: Work, script: Script, whom: Access) -> tuple[Storyboard, Micros]:
    """The storyboard and its cost. Raises Unavailable."""
    brief = Brief(script, work.options)
    question = _question(brief, whom)
    if question.most_read > whom.model.most_read or question.most_said > whom.model.most_said:
        raise Unavailable("The script is too long for the Gemini director.")
    said, spent = _answered(work, "ask", whom, question, 0)
    try:
        return stage(form.read(said, brief), brief, whom.model.name), spent
    except form.Unusable as error:
        log.warning("the answer cannot be filmed", faults=error.faults)
        again = _repair(question, said, error.faults)
    if again.most_read > whom.model.most_read:
        raise Unavailable("Gemini's answer could not be filmed.", spent)
    said, more = _answered(work, "repair", whom, again, spent)
    try:
        return stage(form.read(said, brief), brief, whom.model.name), spent + more
    except form.Unusable as error:
        log.warning("the second answer cannot be filmed either", faults=error.faults)
        sentence = "Gemini's answer did not keep to the script, not even when it was asked again."
        raise Unavailable(sentence, spent + more) from None


def _question(brief: Brief, whom: Access) -> Question:
    turns = (("user", brief.text),)
    most_said = SAID_ANYWAY + SAID_FOR_A_BEAT * (len(brief.beats) + len(brief.parts))
    return Question(INSTRUCTIONS, turns, form.SCHEMA, _SCHEMA_SIZE, most_said, brief.options.seed)


def _repair(question: Question, said: str, faults: list[str]) -> Question:
    wrong = "That answer cannot be used:\n" + "\n".join(f"- {fault}" for fault in faults)
    turns = (*question.turns, ("model", said or "{}"), ("user", f"{wrong}\nGive the whole answer again, mended."))
    return Question(
        question.instructions, turns, question.schema, question.schema_size, question.most_said, question.seed
    )


def _answered(work: Work, what: str, whom: Access, question: Question, before: Micros) -> tuple[str, Micros]:
    """The text of the answer, bought now or by an attempt before us, and what this call cost."""
    mark = _mark(whom, question)
    if kept := _kept(work, what, mark):
        log.info("the answer was bought by an earlier attempt", what=what)
        return kept["text"], int(kept["billed"])
    most = price(whom.model, question.most_read, question.most_said)
    work.check()
    if not preparation.reserve(work, what, most):
        if preparation.is_lost(work, what):
            lost = "Gemini was asked, and the answer was lost on the way; it counts as paid and is not asked again."
            raise Unavailable(lost, before, unknown=True)
        sentence = f"Asking Gemini may cost {dollars(most)}, which the budgets do not leave for reading the script."
        raise Unavailable(sentence, before)
    try:
        answered = ask(whom, question)
    except Trouble as trouble:
        billed = most if trouble.billed is None else trouble.billed
        preparation.settle(work, what, billed)
        log.warning(trouble.sentence, cause=str(trouble.__cause__), what=what, billed=billed)
        raise Unavailable(trouble.sentence, before + billed, unknown=trouble.billed is None) from None
    billed = most if answered.billed is None else answered.billed
    problem = _problem(answered)
    if problem:
        preparation.settle(work, what, billed)
        log.warning(problem, what=what, billed=billed)
        raise Unavailable(problem, before + billed, unknown=answered.billed is None)
    name = write_json(work, "answers", {"mark": mark, "text": answered.text, "billed": billed})
    preparation.settle(work, what, billed, name)
    return answered.text, billed


def _problem(answered: Answered) -> str:
    """Why an answer that came is none."""
    if answered.blocked:
        return f"Gemini refuses to read this script ({answered.blocked})."
    if answered.finish == "MAX_TOKENS":
        return "Gemini's answer was cut off: it was longer than it may be."
    if answered.finish not in STOPPED:
        return f"Gemini refused to direct this script ({answered.finish or 'no reason given'})."
    return ""


def _mark(whom: Access, question: Question) -> str:
    asked: list[Any] = [whom.version, question.instructions, question.turns, question.schema, question.seed]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=True).encode()).hexdigest()


def _kept(work: Work, what: str, mark: str) -> dict[str, Any] | None:
    """What an earlier attempt at this work has paid for, if it asked the same."""
    name = preparation.bought(work, what)
    if not name or work.platform.objects.stat(name) is None:
        return None
    kept: dict[str, Any] = json.loads(read(work, name))
    return kept if kept["mark"] == mark else None
