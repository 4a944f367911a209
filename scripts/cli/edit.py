"""`aiprod edit`, `rerender`, `accept`, `reject`: a person at the cutting table.

The one rule: what is typed in numbers of shots becomes edits of ids, which still mean the same after other edits.
"""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from scripts.cli.change import carry_on
from scripts.cli.find import the_job
from scripts.cli.wishes import EDITS
from scripts.local import home
from scripts.storyboard.words import scene_name
from shared.model import edit as edits
from shared.model.edit import Edit
from shared.model.errors import Refused
from shared.model.storyboard import Storyboard
from shared.money.book import ANIMATIC
from shared.money.book_reading import current_book
from shared.money.book_standing import configured
from shared.money.quote_refusal import no_such_backend
from shared.pipeline import desk
from shared.platform.embedded.machine import Machine
from shared.platform.ports import Document
from shared.writing import boards

Reading = Callable[[Storyboard, str, str], Edit]


def edit(asked: argparse.Namespace) -> int:
    machine = home.enter()
    job = the_job(machine, asked.job)
    board = boards.latest(machine, job)
    wanted = _wanted(asked, board)
    if not wanted:
        _show(job, board, asked)
        return 0
    desk.edit(machine, _id(job), wanted, home.OWNER, revision=job.fields["revision"])
    return carry_on(machine, job, asked)


def rerender(asked: argparse.Namespace) -> int:
    machine = home.enter()
    job = the_job(machine, asked.job)
    _askable(machine, asked.backend)
    wanted = boards.retake(boards.latest(machine, job), asked.shot, asked.prompt, asked.backend)
    desk.edit(machine, _id(job), wanted, home.OWNER)
    return carry_on(machine, job, asked)


def _askable(machine: Machine, backend: str) -> None:
    """Whoever names a backend that is not there hears it before anything is changed."""
    book = current_book(machine.objects)
    if backend and backend != ANIMATIC and backend not in configured(book, machine.secrets):
        raise no_such_backend(book, backend)


def accept(asked: argparse.Namespace) -> int:
    machine = home.enter()
    job = the_job(machine, asked.job)
    desk.accept(machine, _id(job))
    return carry_on(machine, job, asked)


def reject(asked: argparse.Namespace) -> int:
    machine = home.enter()
    job = the_job(machine, asked.job)
    rejected = desk.reject(machine, _id(job), asked.reason)
    print(
        json.dumps({"job_id": _id(job), "state": rejected.fields["state"]})
        if asked.json
        else f"{_id(job)} is rejected."
    )
    return 0


def _wanted(asked: argparse.Namespace, board: Storyboard) -> tuple[Edit, ...]:
    found: list[Edit] = []
    for flag, metavar, _ in EDITS:
        for typed in getattr(asked, flag.replace("-", "_")):
            subject, sign, value = typed.partition("=")
            if bool(sign) != ("=" in metavar):
                raise Refused("bad_edit", f"--{flag} {typed}: it is written --{flag} {metavar}.")
            try:
                found.append(READINGS[flag](board, subject.strip(), value.strip()))
            except (ValidationError, ValueError) as error:
                said = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
                raise Refused("bad_edit", f"--{flag} {typed}: {said}.") from None
    if asked.file:
        try:
            found += edits.read(json.loads(Path(asked.file).read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise Refused("bad_edit", f"{asked.file} cannot be read: {error}.") from None
    return tuple(found)


def _shot(board: Storyboard, name: str) -> str:
    return boards.shot_called(board, name).id


def _scene(board: Storyboard, name: str) -> str:
    return boards.scene_called(board, name).id


def _rewrite(board: Storyboard, shot: str, words: str) -> Edit:
    return edits.Rewrite(shot=_shot(board, shot), picture=words)


def _say(board: Storyboard, line: str, words: str) -> Edit:
    return edits.Say(line=boards.line_called(board, line).id, text=words)


def _retime(board: Storyboard, shot: str, seconds: str) -> Edit:
    return edits.Retime(shot=_shot(board, shot), ms=round(float(seconds) * 1000))


def _camera(board: Storyboard, shot: str, value: str) -> Edit:
    words: dict[str, Any] = {}
    for word in value.replace(" ", "").split(","):
        is_move = word.split("_")[0] in ("static", "dolly", "pan", "zoom", "orbital")
        words["move" if is_move else "size"] = word
    return edits.Frame(shot=_shot(board, shot), **words)


def _score(board: Storyboard, scene: str, word: str) -> Edit:
    return edits.Score(scene=_scene(board, scene), music=word)


def _star(board: Storyboard, shot: str, nothing: str) -> Edit:
    return edits.Star(shot=_shot(board, shot))


def _move(board: Storyboard, shot: str, other: str) -> Edit:
    return edits.Reorder(shot=_shot(board, shot), after=_shot(board, other) if other else "")


def _move_scene(board: Storyboard, scene: str, other: str) -> Edit:
    return edits.ReorderScene(scene=_scene(board, scene), after=_scene(board, other) if other else "")


def _drop(board: Storyboard, shot: str, nothing: str) -> Edit:
    return edits.Drop(shot=_shot(board, shot))


READINGS: Final[dict[str, Reading]] = {
    "rewrite": _rewrite,
    "say": _say,
    "retime": _retime,
    "camera": _camera,
    "music": _score,
    "star": _star,
    "move": _move,
    "move-scene": _move_scene,
    "drop": _drop,
}


def _show(job: Document, board: Storyboard, asked: argparse.Namespace) -> None:
    history = job.fields.get("edits", [])
    if asked.json:
        print(json.dumps({"storyboard": board.model_dump(mode="json"), "history": history}, ensure_ascii=False))
        return
    if asked.history:
        for change in history:
            when = datetime.fromtimestamp(change["at"] / 1000, UTC).strftime("%Y-%m-%d %H:%M")
            for each in change["edits"]:
                words = [f"{name}={value}" for name, value in each.items() if name != "do" and value not in ("", None)]
                print(f"{when}  revision {change['revision']}  {change['by']}  {each['do']} {' '.join(words)}")
        if not history:
            print("Nothing was edited yet.", file=sys.stderr)
        return
    for number, scene in enumerate(board.scenes, 1):
        print(f"{number}  {scene_name(scene)}")
        for shot in scene.shots:
            star = "*" if shot.star else " "
            print(
                f"  {shot.number:<6}{star} {shot.duration_ms / 1000:>5.1f} s  {shot.size}, {shot.move}: {shot.picture}"
            )
            for place, line in enumerate(shot.lines, 1):
                print(f"      {shot.number}/{place}  {line.speaker or 'narrator'}: {line.text}")


def _id(document: Document) -> str:
    return document.path.rpartition("/")[2]
