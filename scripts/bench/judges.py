"""Who judges when somebody begins to speak, and had no part in making captions: forced alignment for English, the edge
of the sound's energy for every other language.

The one rule: a judge hears the voice of the finished film and reads the words; it knows nothing of our times beyond the
stretch in which it is to listen. A process of its own: `python -m scripts.bench.judges`, a question a line.
"""

import json
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any, Final

NAMES: Final = {"en": "pocketsphinx, forced alignment", "": "energy edge, -20 dB"}
RATE: Final = 16_000
BEFORE_MS: Final = 300
AFTER_MS: Final = 250

Cue = tuple[int, int, str]


def judged(voice: Path, language: str, cues: list[Cue]) -> list[int | None]:
    """When each cue's first word begins, in milliseconds; None where the judge cannot tell. `voice`: mono, 16 kHz."""
    import numpy as np

    with wave.open(str(voice), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    align = _aligned if language == "en" else _edge
    found: list[int | None] = []
    for start, end, text in cues:
        first = max(0, start - BEFORE_MS)
        part = samples[first * RATE // 1000 : (end + AFTER_MS) * RATE // 1000]
        at = align(part, text)
        found.append(None if at is None else first + at)
    return found


def _aligned(part: Any, text: str) -> int | None:
    from pocketsphinx import Decoder

    decoder = Decoder(lm=None, loglevel="FATAL")
    words = "".join(char if char.isalpha() or char == "'" else " " for char in text.lower().replace("’", "'")).split()
    try:
        decoder.set_align_text(" ".join(words))
    except RuntimeError:
        return None  # a word that its dictionary does not know
    decoder.start_utt()
    decoder.process_raw(part.tobytes(), full_utt=True)
    decoder.end_utt()
    frames = [segment.start_frame for segment in decoder.seg() or () if not segment.word.startswith("<")]
    return int(frames[0]) * 10 if frames else None


def _edge(part: Any, text: str) -> int | None:
    """The first moment that is no quieter than 20 dB under the loudest, and stays so for 30 ms."""
    import numpy as np

    block = RATE // 200
    whole = len(part) // block * block
    if not whole:
        return None
    level = np.sqrt((part[:whole].reshape(-1, block).astype(np.float64) ** 2).mean(axis=1))
    loud = level > 0.1 * level.max()
    for at in range(len(loud) - 5):
        if loud[at : at + 6].sum() >= 5 and loud[at]:
            return at * 5
    return None


def ask(python: str, root: Path, questions: list[tuple[Path, str, list[Cue]]]) -> list[list[int | None]]:
    """All of them in one process of that Python."""
    lines = "\n".join(json.dumps([str(voice), language, cues]) for voice, language, cues in questions)
    answered = subprocess.run(
        [python, "-m", "scripts.bench.judges"], input=lines, capture_output=True, text=True, check=True, cwd=root
    )
    return [json.loads(line) for line in answered.stdout.splitlines()]


def main() -> None:
    for line in sys.stdin:
        voice, language, cues = json.loads(line)
        print(json.dumps(judged(Path(voice), language, [(start, end, text) for start, end, text in cues])), flush=True)


if __name__ == "__main__":
    main()
