"""A script in nineteen spellings: each spoken word arrives in the voice cues, in order, with its speaker."""

import pytest
from hypothesis import HealthCheck, given, settings

from functions.creative_director.directing import direct
from functions.ingest.reading import read_script
from functions.ingest.sanitizer import sanitize
from shared.model.job import Options
from tests.unit.writing.builders import words_in_lines
from tests.unit.writing.in_every_format import FORMATS, SCENES, Scenes, words_of


@pytest.mark.parametrize("format_", FORMATS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)  # a document of Word takes a while to write
@given(scenes=SCENES)
def test_every_spoken_word_arrives_in_the_voice_cues_in_order_with_its_speaker(format_: str, scenes: Scenes) -> None:
    name, written = FORMATS[format_]
    script = sanitize(read_script(written(scenes), name))
    assert words_in_lines(direct(script, Options())) == words_of(scenes)
