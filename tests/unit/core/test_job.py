"""The same wish finds the same job, and any other wish is another job."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.model.base import is_id
from shared.model.job import PRESETS, SIZES, Options, job_id

SCRIPT = b"INT. KITCHEN - NIGHT"

OTHERS: list[dict[str, object]] = [
    {"preset": "quick_social"}, {"backend": "auto"}, {"aspect": "9:16"}, {"size": "1080p"}, {"fps": 30},
    {"language": "fr"}, {"voice": "joe"}, {"voices": "google"}, {"score": "lyria"}, {"loudness": "broadcast"},
    {"captions": "karaoke"}, {"grade": "noir"}, {"names": True},
    {"slate": False}, {"mark": "ACME"}, {"seed": 1}, {"budget": 1}, {"approval": True},
    {"webhook": "https://example.org"}, {"brand": "acme"}, {"stars": ("1.1",)},
    {"end_card": True},
]  # fmt: skip


def wish(options: Options | None = None, owner: str = "anna", script: bytes = SCRIPT, name: str = "a.fountain") -> str:
    return job_id(owner, script, name, options or Options())


def test_every_option_is_in_the_table_below() -> None:
    assert {name for other in OTHERS for name in other} == set(Options.model_fields)


@pytest.mark.parametrize("other", OTHERS, ids=lambda other: next(iter(other)))
def test_any_option_makes_another_job(other: dict[str, object]) -> None:
    assert wish(Options.model_validate(other)) != wish()


def test_owner_script_and_kind_of_file_make_another_job_and_the_file_name_does_not() -> None:
    assert len({wish(), wish(owner="bela"), wish(script=SCRIPT + b"\n"), wish(name="a.txt"), wish(name="a")}) == 5
    assert wish(name="b.FOUNTAIN") == wish()


def test_asking_for_what_the_preset_gives_anyway_is_another_wish_for_the_script_may_say_otherwise() -> None:
    assert len({wish(), wish(Options(aspect="16:9")), wish(Options(size="720p"))}) == 3


def test_the_order_in_which_options_are_given_does_not_matter() -> None:
    assert wish(Options.model_validate({"seed": 2, "fps": 25})) == wish(Options.model_validate({"fps": 25, "seed": 2}))


@given(st.binary(max_size=40), st.binary(max_size=40), st.text(max_size=5), st.text(max_size=5))
def test_two_wishes_are_one_job_only_when_they_are_one_wish(one: bytes, other: bytes, me: str, you: str) -> None:
    assert (wish(owner=me, script=one) == wish(owner=you, script=other)) == (one == other and me == you)
    assert is_id(wish(owner=me, script=one))


@pytest.mark.parametrize("name", ["a", "A-1_b.c~d", "9", "x" * 128])
def test_what_is_safe_everywhere_is_an_id(name: str) -> None:
    assert is_id(name)


@pytest.mark.parametrize("name", ["", "a/b", "..", ".a", "-a", "a b", "a\n", "é", "x" * 129, 7, None, b"a"])
def test_what_could_mislead_a_store_or_a_shell_is_no_id(name: object) -> None:
    assert not is_id(name)


@pytest.mark.parametrize(
    "wrong",
    [
        {"preset": "blockbuster"}, {"aspect": "4:3"}, {"size": "8k"}, {"fps": 60}, {"seed": -1}, {"seed": 2**31},
        {"budget": -1}, {"voice": "a;b"}, {"language": "x" * 65}, {"brand": "a/b"}, {"backend": "\n"},
        {"webhook": "https://" + "x" * 2000}, {"colour": "red"},
        {"captions": "comic"}, {"grade": "sepia"}, {"mark": "x" * 41},
    ],
)  # fmt: skip
def test_an_option_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Options.model_validate(wrong)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_what_a_person_leaves_out_comes_from_the_preset(preset: object) -> None:
    chosen = PRESETS[getattr(preset, "name", "")]
    settled = Options.model_validate({"preset": chosen.name}).settled()
    assert (settled.backend, settled.aspect) == (chosen.backend, chosen.aspect)
    assert (settled.budget, settled.approval) == (chosen.budget, chosen.approval)


def test_what_a_person_asks_for_is_kept_even_when_it_is_nothing() -> None:
    settled = Options(preset="brand_campaign", budget=0, approval=False, aspect="1:1", backend="animatic").settled()
    assert (settled.budget, settled.approval, settled.aspect, settled.backend) == (0, False, "1:1", "animatic")


@pytest.mark.parametrize(("size", "frames"), SIZES.items())
def test_every_frame_has_the_sides_that_an_encoder_wants(size: str, frames: dict[str, tuple[int, int]]) -> None:
    for aspect, (width, height) in frames.items():
        across, down = (int(part) for part in aspect.split(":"))
        assert Options.model_validate({"size": size, "aspect": aspect}).frame == (width, height)
        assert (width % 2, height % 2) == (0, 0)
        assert width * down == height * across


def test_a_frame_without_an_aspect_is_the_presets() -> None:
    assert Options(preset="quick_social", size="360p").frame == (360, 640)
