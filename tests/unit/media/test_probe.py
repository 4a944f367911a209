"""A media file is described by what is in it."""

from pathlib import Path

import pytest

from shared.media import ffmpeg
from shared.media.probe import moov_first, probe
from shared.model.errors import Permanent
from tests.unit.media.props import FRAME, a_film


def test_a_film_is_described_by_its_streams(tmp_path: Path) -> None:
    facts = probe(a_film(tmp_path, shots=2))
    assert (facts.width, facts.height) == FRAME
    assert (facts.video_codec, facts.audio_codec, facts.sample_rate, facts.channels) == ("h264", "aac", 48_000, 2)
    assert (facts.frames, facts.fps, facts.duration_ms) == (48, 24.0, 2000)
    assert facts.moov_first


def test_a_film_that_starts_with_its_data_is_known(tmp_path: Path) -> None:
    slow = tmp_path / "slow.mp4"
    ffmpeg.run(["-f", "lavfi", "-i", "testsrc2=s=64x36:d=1", "-c:v", "libx264", slow], timeout_s=20)
    assert not moov_first(slow)
    assert not probe(slow).has_audio


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00\x00\x00\x01moov" + b"\xff" * 30, b"\x00\x00\x00\x00mdat"])
def test_what_is_no_media_file_is_an_error_with_its_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.mp4").write_bytes(content)
    with pytest.raises(Permanent, match=r"odd\.mp4 cannot be read"):
        probe(tmp_path / "odd.mp4")
