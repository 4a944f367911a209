"""The command line: what it prints, what it exits with, and what it does with the films of this home.

Engines are doubled as in the simulation; everything else is what a person gets.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from functions.dlq_handler.agent import keep
from functions.render_executor.backends.wire import Order, Ready, Submitted
from functions.supervisor import agent as supervisor
from scripts.cli import doctor
from scripts.cli.__main__ import main
from scripts.cli.find import the_job
from scripts.cli.progress import Progress
from scripts.cli.render import _as_typed, exit_code
from scripts.cli.wishes import add_options, options_of
from scripts.local import crew, home
from scripts.simulation import doubles
from shared.model.errors import Refused
from shared.model.job import Options
from shared.platform.embedded.machine import Machine
from shared.platform.ports import Create, Delete, Message, Query
from tests.unit.core.builders import Studio, a_job, a_join, a_unit
from tests.unit.core.homes import Homes

SCRIPT = """INT. KITCHEN - NIGHT

A kettle begins to sing.

ANNA
You came back.

EXT. HARBOUR - DAWN

A boat rocks at its rope.
"""


class Prompt:
    """A provider whose clips are ready the moment they are asked for."""

    tasks = count()

    def submit(self, order: Order, reference: Path | None) -> Submitted:
        return Submitted(f"task-{next(self.tasks)}", order.choice.price)

    def look(self, task: str, order: Order) -> Ready:
        return Ready(task, order.choice.price)

    def fetch(self, ready: Ready, to: Path, most_bytes: int) -> None:
        to.write_bytes(ready.where.encode())

    def tasks_since(self, order: Order, since: int) -> list[str] | None:
        return None


@dataclass
class Told:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Exactly one object, and nothing else."""
        return json.loads(self.out)


class Desk:
    """A person at a terminal, in a home of their own."""

    def __init__(self, folder: Path, homes: Homes, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._homes, self._capsys = folder, homes, capsys

    def type(self, *words: str) -> Told:
        self._capsys.readouterr()
        code = main(list(words))
        printed = self._capsys.readouterr()
        return Told(code, printed.out, printed.err)

    def script(self, text: str | bytes = SCRIPT, name: str = "kettle.fountain") -> str:
        file = self.folder.parent / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(file)

    def machine(self) -> Machine:
        """This home, for a test that looks into it or leaves something there."""
        return self._homes.open(self.folder)

    def put(self, job: str = "j1", **fields: Any) -> None:
        """A job in whatever state is wanted."""
        studio = Studio()
        made = a_job(studio, job, owner="me", **fields)
        gate = studio.documents.fields(f"gates/{job}")
        batch = [Delete(made.path), Delete(f"gates/{job}")]
        machine = self.machine()
        machine.documents.commit(batch)
        machine.documents.commit([Create(made.path, made.fields), Create(f"gates/{job}", gate)])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Desk]:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("AIPROD_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("AIPROD_FAULT", raising=False)
    monkeypatch.setattr(doubles, "opened", lambda name, secrets, objects: Prompt())
    homes, agents = Homes(), doubles.cast()
    monkeypatch.setattr(home, "enter", homes.watched(home.enter))
    monkeypatch.setattr(crew, "agent", agents.__getitem__)
    yield Desk(tmp_path / "home", homes, capsys)
    homes.close()


# ------------------------------------------------------------------------------------------------------------ render


def test_a_film_of_a_brand_carries_its_logo_and_others_do_not(desk: Desk) -> None:
    picture = desk.folder.parent / "logo.png"
    Image.new("RGB", (60, 20), "red").save(picture)
    assert desk.type("brand", "edit", "Maison", "logo", "--image", str(picture)).code == 0
    signed, plain = (
        desk.type("render", desk.script(), "--preset", "quick_social", "--json", *more).json
        for more in (("--brand", "Maison"), ())
    )
    assert (signed["state"], plain["state"]) == ("delivered", "delivered")
    objects = desk.machine().objects

    def carried(job: str) -> set[bool]:
        steps = desk.machine().documents.query(Query(f"jobs/{job}/steps", limit=300)).documents
        cut = [str(each.fields["result"]["segment"]) for each in steps if "segment" in (each.fields["result"] or {})]
        assert cut
        found = set()
        for name in cut:
            with objects.open(name) as stream:
                found.add(stream.read().endswith(picture.read_bytes()))
        return found

    assert (carried(signed["job_id"]), carried(plain["job_id"])) == ({True}, {False})


def test_a_script_goes_in_and_a_film_comes_out(desk: Desk) -> None:
    told = desk.type("render", desk.script(), "--preset", "quick_social", "--json")
    assert (told.code, told.err) == (0, "")
    assert told.json.keys() == {
        "job_id", "state", "film", "duration_s", "scenes", "shots", "cost_usd", "elapsed_s", "warnings", "outputs",
    }  # fmt: skip
    assert (told.json["state"], told.json["scenes"], told.json["cost_usd"] > 0) == ("delivered", 2, True)
    assert told.json["film"] == told.json["outputs"]["mp4"]
    assert Path(told.json["film"]).is_file()
    assert json.loads(Path(told.json["outputs"]["manifest"]).read_text())["verdict"] == "delivered"


def test_the_same_command_again_finds_the_same_film_and_makes_nothing(desk: Desk) -> None:
    command = ("render", desk.script(), "--budget", "5", "--json")
    first, second = desk.type(*command).json, desk.type(*command).json
    assert {**first, "elapsed_s": 0} == {**second, "elapsed_s": 0}
    Path(first["film"]).unlink()
    assert Path(desk.type(*command).json["film"]).is_file()


def test_a_film_is_put_where_the_person_wants_it(desk: Desk, tmp_path: Path) -> None:
    told = desk.type("render", desk.script(), "--budget", "5", "--out", str(tmp_path / "films"), "--json")
    assert told.json["film"] == str(tmp_path / "films" / "kettle.mp4")
    assert sorted(file.name for file in (tmp_path / "films").iterdir()) == [
        "kettle.credits.json", "kettle.credits.txt", "kettle.manifest.json", "kettle.mp4", "kettle.srt", "kettle.vtt",
    ]  # fmt: skip


def test_a_place_that_cannot_be_written_to_is_our_trouble_and_said_in_a_sentence(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = desk.type("render", desk.script(), "--budget", "5", "--out", str(tmp_path / "file"))
    assert told.code == 1
    assert "cannot be put into" in told.err


def test_a_person_is_told_the_stages_the_film_and_what_it_cost(desk: Desk) -> None:
    told = desk.type("render", desk.script(), "--budget", "5")
    assert told.code == 0
    assert told.out.strip().endswith("kettle.mp4")
    assert "kettle.fountain → job j" in told.err
    assert "2 scenes" in told.err
    assert "$0." in told.err


def test_whoever_wants_to_hear_everything_hears_it(desk: Desk) -> None:
    assert "semantic_qa" in desk.type("render", desk.script(), "--budget", "5", "-v").err


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("", "empty.fountain"),
        ("   \n\n", "blank.txt"),
        (bytes(range(256)) * 20, "binary.fountain"),
        (b"\x89PNG\r\n\x1a\n" + bytes(2000), "picture.fdx"),
        (b"PK\x03\x04" + bytes(2000), "broken.docx"),
        (b"x" * (10 * 1024 * 1024 + 1), "large.txt"),
    ],
)
def test_garbage_is_the_inputs_fault_and_leaves_a_failed_job_that_says_why(
    desk: Desk, content: str | bytes, name: str
) -> None:
    for _ in range(2):
        told = desk.type("render", desk.script(content, name), "--json")
        assert (told.code, told.json["state"], told.json["film"]) == (2, "failed", None)
        assert told.json["error"]["at_fault"] == "input"
        assert told.json["error"]["sentence"].endswith(".")
        assert told.err == ""
    assert [job["state"] for job in desk.type("jobs", "--json").json["jobs"]] == ["failed"]


def test_a_budget_that_is_too_small_is_refused_with_the_command_that_passes(desk: Desk) -> None:
    script = desk.script()
    told = desk.type("render", script, "--preset", "quick_social", "--budget", "0.01", "--json")
    assert (told.code, told.json["error"]["code"]) == (3, "over_budget")
    words = told.json["error"]["remedy"].split()
    budget = words[words.index("--budget") + 1].rstrip(",")
    assert desk.type("render", script, "--preset", "quick_social", "--budget", budget, "--json").code == 0


def test_a_priced_film_waits_for_its_owner_who_approves_it(desk: Desk) -> None:
    waiting = desk.type("render", desk.script(), "--preset", "brand_campaign", "--json")
    assert (waiting.code, waiting.json["state"]) == (3, "waiting_approval")
    again = desk.type("render", desk.script(), "--preset", "brand_campaign")
    assert again.code == 3
    assert f"aiprod approve {waiting.json['job_id']}" in again.err
    stale = desk.type("approve", waiting.json["job_id"], "--price", "1000000")
    assert stale.code == 2
    assert "You saw a price of $1000000; it is $" in stale.err
    assert desk.type("approve", waiting.json["job_id"], "--price", "much").code == 2
    approved = desk.type("approve", waiting.json["job_id"][:6], "--json")
    assert (approved.code, approved.json["state"]) == (0, "delivered")
    assert desk.type("approve", waiting.json["job_id"]).code == 2


def test_a_shot_is_filmed_again_and_a_backend_that_is_not_there_is_refused_before_anything_changes(desk: Desk) -> None:
    first = desk.type("render", desk.script(), "--preset", "quick_social", "--json")
    for backend, said in (("sora", "There is no backend sora"), ("runway", "runway has no key here")):
        refused = desk.type("rerender", first.json["job_id"], "1.1", "--backend", backend)
        assert refused.code == 2
        assert said in refused.err
    assert desk.type("status", first.json["job_id"], "--json").json["revision"] == 1
    again = desk.type("rerender", first.json["job_id"], "1.1", "--json")
    assert (again.code, again.json["state"]) == (0, "delivered")
    assert desk.type("status", first.json["job_id"], "--json").json["revision"] == 2


def test_a_status_says_what_a_priced_film_waits_for_and_the_switches_say_how_they_stand(desk: Desk) -> None:
    waiting = desk.type("render", desk.script(), "--preset", "brand_campaign", "--json")
    price = f"{waiting.json['would_cost_usd']:.2f}"
    status = desk.type("status", waiting.json["job_id"]).out
    assert f"for your approval of ${price}: aiprod approve {waiting.json['job_id']} --price {price}" in status
    assert "buy_nothing      ON" in desk.type("switch", "buy_nothing", "on", "--why", "the card was stolen").out
    refused = desk.type("render", desk.script(), "--preset", "quick_social", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (3, "buying_stopped")
    assert "the card was stolen" in refused.json["error"]["sentence"]


def test_a_cancelled_film_is_begun_anew_by_the_same_command(desk: Desk) -> None:
    command = ("render", desk.script(), "--preset", "brand_campaign", "--json")
    job = desk.type(*command).json["job_id"]
    cancelled = desk.type("cancel", job, "--json")
    assert (cancelled.code, cancelled.json) == (0, {"job_id": job, "state": "cancelled"})
    assert f"{job} is cancelled." in desk.type("cancel", job).out
    again = desk.type(*command)
    assert (again.code, again.json["job_id"], again.json["state"]) == (3, job, "waiting_approval")


def test_a_failed_film_is_tried_again_and_what_is_done_is_kept(desk: Desk) -> None:
    told = desk.type("render", desk.script(), "--preset", "quick_social", "--budget", "0.01", "--json")
    retried = desk.type("retry", told.json["job_id"], "--json")
    assert (retried.code, retried.json["error"]["code"]) == (3, "over_budget")
    steps = desk.machine().documents
    first = steps.get(a_unit("voice-s01", 1, told.json["job_id"]).path)
    second = steps.get(a_unit("voice-s01", 2, told.json["job_id"]).path)
    assert first is not None
    assert second is not None
    assert first.fields["result"] == second.fields["result"]


def test_a_film_that_waits_for_a_judgement_is_shown_with_the_reason_and_what_can_be_done(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "verdict", lambda *_: ("escalated", "quality 0.65 is below 0.7"))
    told = desk.type("render", desk.script(), "--budget", "5")
    assert told.code == 3
    assert Path(told.out.strip()).is_file()
    assert "look at it before it is published: quality 0.65 is below 0.7." in told.err
    (job,) = desk.type("jobs", "--json").json["jobs"]
    assert f"aiprod accept {job['id']}" in told.err
    assert desk.type("accept", job["id"], "--json").json["state"] == "delivered"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"state": "delivered"}, 0),
        ({"state": "delivered", "error": {"at_fault": "input"}}, 0),
        ({"state": "waiting_approval"}, 3),
        ({"state": "needs_review"}, 3),
        ({"state": "failed", "error": {"at_fault": "input"}}, 2),
        ({"state": "failed", "error": {"at_fault": "budget"}}, 3),
        ({"state": "failed", "error": {"at_fault": "us"}}, 1),
        ({"state": "failed", "error": None}, 1),
        ({"state": "cancelled"}, 1),
        ({"state": "cancelled", "error": None}, 1),
    ],
)
def test_the_state_is_the_exit_code(fields: dict[str, Any], code: int) -> None:
    assert exit_code(fields) == code


# ------------------------------------------------------------------------------------------------------- what is typed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["render", "nowhere.fountain"], "There is no file nowhere.fountain."),
        (["render", "."], ". is a folder; a script is a file."),
        (["status", "nowhere"], "There is no job nowhere. `aiprod jobs` lists them."),
        (["cancel", ""], "There is no job ."),
        (["retry", "../x"], "There is no job ../x."),
        (["approve", "a b"], "There is no job a b."),
        (["logs", "nowhere"], "There is no job nowhere."),
        (["letters", "--replay", "nowhere"], "There is no dead letter nowhere."),
        (["simulate", "--seeds", "x"], "'x' is no range of seeds."),
    ],
)
def test_what_cannot_be_is_the_inputs_fault_in_a_sentence_or_as_one_object(
    desk: Desk, words: list[str], said: str
) -> None:
    told = desk.type(*words)
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith(f"aiprod: {said}")
    as_json = desk.type(*words, "--json")
    assert (as_json.code, as_json.err) == (2, "")
    assert as_json.json["error"]["sentence"] in told.err


def test_a_file_that_may_not_be_read_is_said_to_be_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(self: Path, mode: str = "r") -> None:
        raise PermissionError(13, "Permission denied")

    script = desk.script()
    monkeypatch.setattr(Path, "open", denied)
    told = desk.type("render", script)
    assert (told.code, told.err) == (2, f"aiprod: {script} cannot be read: Permission denied.\n")


@pytest.mark.parametrize("words", [[], ["dance"], ["render"], ["render", "x", "--fps", "7"], ["status", "j", "k"]])
def test_a_command_that_does_not_exist_is_the_inputs_fault(desk: Desk, words: list[str]) -> None:
    told = desk.type(*words)
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith("aiprod: ")
    assert "--help` says what there is." in told.err
    as_json = desk.type(*words, "--json")
    assert (as_json.code, as_json.err, as_json.json["error"]["code"]) == (2, "", "bad_command")


def wished(*words: str) -> Options:
    parser = argparse.ArgumentParser()
    add_options(parser)
    return options_of(parser.parse_args(words))


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ("", {}),
        ("--preset quick_social --backend auto", {"preset": "quick_social", "backend": "auto"}),
        ("--aspect 9:16 --size 360p --fps 30", {"aspect": "9:16", "size": "360p", "fps": 30}),
        ("--lang fr --voice joe --seed 7", {"language": "fr", "voice": "joe", "seed": 7}),
        ("--loudness broadcast", {"loudness": "broadcast"}),
        ("--voices google --score lyria", {"voices": "google", "score": "lyria"}),
        ("--budget 2.50", {"budget": 2_500_000}),
        ("--budget 0", {"budget": 0}),
        ("--seed 0", {"seed": 0}),
    ],
)
def test_only_what_was_typed_is_asked_for(words: str, options: dict[str, Any]) -> None:
    assert wished(*words.split()).model_dump(exclude_unset=True) == options


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--budget", "much"], "--budget: 'much' is not an amount of dollars. Write --budget 5, or --max-cost 12.50."),
        (["--budget", "-1"], "--budget: '-1' is not an amount of dollars. Write --budget 5, or --max-cost 12.50."),
        (["--seed", "-1"], "--seed -1: Input should be greater than or equal to 0."),
        (["--voice", "a;b"], "--voice a;b: may hold letters, digits, spaces and ._:- only, 64 at most."),
        (["--lang", "fr/ca"], "--lang fr/ca: may hold letters, digits, spaces and ._:- only, 64 at most."),
    ],
)
def test_an_option_that_cannot_be_is_named_as_it_was_typed(words: list[str], said: str) -> None:
    with pytest.raises(Refused) as refused:
        wished(*(f"{words[0]}={words[1]}",))
    assert str(refused.value) == said


def test_a_job_is_found_by_its_beginning_and_by_its_whole_name_before_any_longer_one(studio: Studio) -> None:
    for job in ("j1", "j12", "j13", "k1"):
        a_job(studio, job)
    assert the_job(studio.platform, "j1").path == "jobs/j1"
    assert the_job(studio.platform, "k").path == "jobs/k1"
    with pytest.raises(Refused, match="3 jobs begin with j"):
        the_job(studio.platform, "j")
    with pytest.raises(Refused, match="There is no job x"):
        the_job(studio.platform, "x")


def test_a_job_is_found_among_more_than_a_page_of_them(studio: Studio) -> None:
    for number in range(310):
        a_job(studio, f"j{number:03d}", created_at=number)
    assert the_job(studio.platform, "j005").path == "jobs/j005"
    with pytest.raises(Refused, match="310 jobs"):
        the_job(studio.platform, "j")


# ------------------------------------------------------------------------------------------------------------ looking


def test_jobs_are_listed_the_newest_first(desk: Desk) -> None:
    desk.put("j1", created_at=1_000, title="The Kettle", spent=250_000)
    desk.put("j2", created_at=2_000, state="failed")
    lines = desk.type("jobs").out.splitlines()
    assert [line.split()[0] for line in lines] == ["j2", "j1"]
    assert lines[1].endswith("$0.25  The Kettle")
    assert [job["id"] for job in desk.type("jobs", "--json").json["jobs"]] == ["j2", "j1"]


def test_an_empty_home_says_how_to_begin(desk: Desk) -> None:
    told = desk.type("jobs")
    assert (told.code, told.out) == (0, "")
    assert "aiprod render" in told.err
    assert desk.type("jobs", "--json").json == {"jobs": []}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "cost         $0.00 of not priced yet"),
        ({"price": 1_250_000, "spent": 250_000}, "cost         $0.25 of $1.25"),
        ({"warnings": ["Line 3: odd."]}, "note         Line 3: odd."),
        ({"error": {"sentence": "It was dark.", "remedy": ""}}, "error        It was dark.\n"),
    ],
)
def test_a_status_says_how_a_job_is_doing(desk: Desk, fields: dict[str, Any], said: str) -> None:
    desk.put(**fields)
    told = desk.type("status", "j")
    assert told.code == 0
    assert said in told.out
    assert desk.type("status", "j1", "--json").json["id"] == "j1"


def test_what_a_jobs_functions_said_can_be_heard_again(desk: Desk) -> None:
    job = desk.type("render", desk.script(), "--budget", "5", "--json").json["job_id"]
    with (desk.folder / "log.jsonl").open("ab") as log:
        log.write(b'{"severity": "INFO", "message": "half a l\xc3')
    lines = desk.type("logs", job, "--json").json["lines"]
    assert {line["logging.googleapis.com/labels"]["job"] for line in lines} == {job}
    assert len([json.loads(line) for line in desk.type("logs", job).out.splitlines()]) == len(lines)
    assert len(desk.type("logs", job, "--all", "--json").json["lines"]) >= len(lines)


def test_logs_have_colours_when_a_person_watches(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    job = desk.type("render", desk.script(""), "--json").json["job_id"]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert "\x1b[31m" in desk.type("logs", job).out


def test_letters_are_listed_and_replayed(desk: Desk) -> None:
    assert (desk.type("letters").out, desk.type("letters", "--json").json) == ("", {"letters": []})
    desk.put()
    keep(desk.machine(), Message("dead_letters", a_unit("render-s01-a1").body(), {}))
    (letter,) = desk.type("letters", "--json").json["letters"]
    assert letter["body"]["unit"] == "render-s01-a1"
    assert letter["id"] in desk.type("letters").out
    assert desk.type("letters", "--replay", letter["id"], "--json").json == {"job_id": "j1"}
    assert desk.type("status", "j1", "--json").json["revision"] == 2
    desk.put(state="failed")
    assert "j1 is begun anew" in desk.type("letters", "--replay", letter["id"]).out


# ----------------------------------------------------------------------------------------------------------- progress


def progress(studio: Studio, *, tty: bool, quiet: bool = False) -> Progress:
    made = Progress(studio.platform, "j1", quiet=quiet)
    made._tty = tty
    return made


def test_without_a_terminal_each_new_stage_is_one_line(studio: Studio, capsys: pytest.CaptureFixture[str]) -> None:
    shown = progress(studio, tty=False)
    shown.look()
    for state in ("analyzing", "creative_direction", "fast_track", "rendering", "rendering", "waiting_approval"):
        a_job(studio, state=state)
        shown.look()
    assert capsys.readouterr().err.split("\n") == [
        "  reading the script", "  directing", "  filming", "  waiting for approval", "",
    ]  # fmt: skip


def test_a_terminal_gets_one_line_that_renews_itself(
    studio: Studio, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = 5.0
    monkeypatch.setattr("time.monotonic", lambda: seconds)
    a_job(studio, shots=10, spent=1_250_000)
    a_join(studio, "scene-s01", pending=10)
    with progress(studio, tty=True) as shown:
        shown.look()
        first = capsys.readouterr().err
        a_join(studio, "scene-s01", pending=6)
        seconds = 45.0
        shown.look()
        second = capsys.readouterr().err
        a_join(studio, "scene-s01", pending=8)
        seconds = 105.0
        shown.look()
        third = capsys.readouterr().err
    assert first == "\r\x1b[2K████░░░░░░░░░░░░░░░░  20 %  filming  ·  0/10 shots  ·  $1.25"
    assert second.endswith("44 %  filming  ·  4/10 shots  ·  $1.25  ·  60 s left")
    assert third.endswith("2/10 shots  ·  $1.25  ·  7 min left")
    assert capsys.readouterr().err == "\r\x1b[2K"


def test_a_terminal_is_told_no_shots_before_there_are_any(studio: Studio, capsys: pytest.CaptureFixture[str]) -> None:
    a_job(studio, state="analyzing", shots=0)
    progress(studio, tty=True).look()
    assert capsys.readouterr().err.endswith("  4 %  reading the script  ·  $0.00")


def test_whoever_wants_to_hear_nothing_hears_nothing(studio: Studio, capsys: pytest.CaptureFixture[str]) -> None:
    a_job(studio)
    with progress(studio, tty=True, quiet=True) as shown:
        shown.look()
    assert capsys.readouterr().err == ""


# ------------------------------------------------------------------------------------------------------------- doctor


def test_the_doctor_names_what_is_here_and_what_is_missing(desk: Desk) -> None:
    told = desk.type("doctor", "--json")
    found = {each["what"]: each for each in told.json["found"]}
    assert list(found) == ["Python", "ffmpeg", "voices", "paid sounds", "disk", "home", "emulators", "cloud project"]
    assert found["home"]["detail"].startswith(str(desk.folder))
    assert told.code == (0 if all(each["here"] or not each["needed"] for each in found.values()) else 1)
    lines = desk.type("doctor").out.splitlines()
    assert [line.split()[0] in ("ok", "MISSING", "absent") for line in lines] == [True] * 8
    assert not desk.folder.exists()


def broken() -> str:
    raise LookupError("no voice is installed")


@pytest.mark.parametrize(
    ("found", "code", "mark"),
    [
        (lambda: doctor.Found("voices", True, True, "joe"), 0, "ok       voices             joe"),
        (lambda: doctor._tried("voices", True, broken), 1, "MISSING  voices             no voice is installed"),
        (lambda: doctor._tried("java", False, broken), 0, "absent   java               no voice is installed"),
    ],
)
def test_only_what_a_film_needs_makes_the_doctor_worry(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, found: Callable[[], doctor.Found], code: int, mark: str
) -> None:
    for examined in ("_python", "_ffmpeg", "_voices", "_disk", "_home", "_java", "_cloud"):
        monkeypatch.setattr(doctor, examined, found)
    told = desk.type("doctor")
    assert (told.code, told.out.splitlines()[0]) == (code, mark)


def test_the_command_that_would_pass_is_the_one_that_was_typed_with_the_path_that_was_typed() -> None:
    error = {"sentence": "Too dear.", "retry_with": "aiprod render 'my film.fountain' --size 360p --budget 0.53"}
    typed = _as_typed(error, "my film.fountain", "drafts/my film.fountain")
    assert typed["retry_with"] == "aiprod render 'drafts/my film.fountain' --size 360p --budget 0.53"
    assert _as_typed(error, "my film.fountain", "") == error
    assert _as_typed({"sentence": "It broke."}, "my film.fountain", "x") == {"sentence": "It broke."}
