"""The storyboard as its owner wants it: what was directed, with the edits.

The one rule: no edits, no change: the director's storyboard is the owner's.
"""

from typing import Any

from shared.model.storyboard import Storyboard
from shared.pipeline.shelf import read_paper
from shared.pipeline.work import Made, Work
from shared.writing.desk import file_storyboard

VERSION = 1


def key(work: Work) -> Any:
    return [VERSION, work.recall("direction")["storyboard"], wanted(work)]


def make(work: Work) -> Made:
    direction = work.recall("direction")
    edits = wanted(work)
    if not edits:
        return Made(dict(direction))
    from shared.model import edit
    from shared.writing.editing import edited

    storyboard = read_paper(work, str(direction["storyboard"]), Storyboard)
    return file_storyboard(work, edited(storyboard, edit.read(edits)))


def wanted(work: Work) -> list[Any]:
    """Every edit until this revision, in order."""
    return [each for change in work.job.get("edits", []) for each in change["edits"]]
