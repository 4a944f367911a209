"""A joint stands astride the cut: it takes frames from both shots and none from the film."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.simulation.doubles import PRICE, cast
from scripts.simulation.scripts import SCRIPTS
from shared.model.callsheet import work_of
from shared.model.job import Options
from shared.model.joints import KINDS, around, joints_of, listed
from shared.model.storyboard import Scene, Shot
from shared.model.timeline import cut, frames_of
from shared.pipeline import desk, reception
from tests.unit.core.builders import Studio, a_scene, a_shot, play, provided

LAMP = next(script for script in SCRIPTS if script[1] == "lampe.fountain")
AGENTS = cast()


def entered(name: str, transition: str, *shots: Shot) -> Scene:
    return a_scene(name, shots=list(shots)).model_copy(update={"transition": transition})


def lengths(*scenes: Scene) -> dict[str, int]:
    return {shot.id: frames_of(shot, 24) for scene in scenes for shot in scene.shots}


@given(st.sampled_from(KINDS), st.lists(st.integers(1, 3000), min_size=2, max_size=8))
def test_every_shot_keeps_a_frame_of_its_own_and_the_film_its_length(kind: str, ms: list[int]) -> None:
    scenes = [entered(f"s{i:02d}", kind, a_shot(f"s{i:02d}-a", ms=each)) for i, each in enumerate(ms)]
    joints = joints_of(scenes, lengths(*scenes), 24)
    timeline = cut("x", scenes, 24, (640, 360), {}, {}, "", joints)
    own = [clip.frames - clip.enters - clip.leaves for clip in timeline.clips]
    assert min(own) >= 1
    assert sum(own) + sum(joint.frames for joint in joints) == timeline.frames == sum(lengths(*scenes).values())


@pytest.mark.parametrize("transition", ["cut", "match", "", "{dissolve}"])
def test_what_is_no_transition_is_a_cut(transition: str) -> None:
    scenes = [entered("s01", "cut", a_shot("s01-a")), entered("s02", transition, a_shot("s02-a"))]
    assert joints_of(scenes, lengths(*scenes), 24) == []


def test_a_plan_carries_its_joints_as_json_and_every_shot_finds_its_own() -> None:
    shots = [a_shot(f"s0{i}-a", ms=2000) for i in (1, 2, 3)]
    scenes = [entered("s01", "fade", shots[0]), entered("s02", "dissolve", shots[1]), entered("s03", "wipe", shots[2])]
    plan = json.loads(json.dumps(listed(joints_of(scenes, lengths(*scenes), 24))))
    before, after = around(plan, "s02-a")
    assert before is not None
    assert after is not None
    assert (before.left, before.kind, after.right, after.kind) == ("s01-a", "dissolve", "s03-a", "wipe")
    assert around(plan, "s01-a")[0] is None


def test_a_film_with_a_dissolve_is_delivered_and_its_joint_made_once(studio: Studio) -> None:
    content, name = LAMP
    options = Options(budget=PRICE * 100)
    job = reception.receive(studio.platform, "anna", name, content, options).path.partition("/")[2]
    desk.start(provided(studio).platform, job)
    played = play(studio, AGENTS)
    film = studio.job(job)
    assert film["state"] == "delivered"
    joints = [each.split()[1] for each in played if work_of(each.split()[1]) == "joint"]
    assert len(joints) == 1
    assert all(join.fields["pending"] == 0 for join in studio.documents.everything(f"jobs/{job}/joins"))
    made = studio.documents.fields(f"jobs/{job}/steps/1.{joints[0]}")["result"]
    content = studio.objects.all[film["film"]][1]
    assert made["segment"].rpartition("/")[2].encode() in content
